"""A bot of Amazon Lex V2: RecognizeText, GetSession and DeleteSession, written from AWS's model of the API."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from runaround.fake import Brain, Bubble, Fake, Foreign, Goodbye, Said, Served, Trouble, Visitor
from runaround.model import Button, Event, Message
from runaround_adapters.fakes._cloud_turns import CANNOT, Turn, Visits
from runaround_adapters.fakes._serving import BODY_BYTES, serve_app
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["LEX"]

_OPENING = "hello there"
_SESSION = "/bots/{bot}/botAliases/{alias}/botLocales/{locale}/sessions/{session}"
_SIGNATURE = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/,\s]+/(?P<day>\d{8})/[a-z0-9-]+/lex/aws4_request, ?"
    r"SignedHeaders=(?P<names>[a-z0-9;-]+), ?Signature=[0-9a-f]{64}"
)
_STATUSES = {
    "AccessDeniedException": 403,
    "BadGatewayException": 502,
    "ConflictException": 409,
    "DependencyFailedException": 424,
    "InternalServerException": 500,
    "ResourceNotFoundException": 404,
    "ThrottlingException": 429,
    "ValidationException": 400,
}
_NAMES = {401: "UnrecognizedClientException"} | {status: name for name, status in _STATUSES.items()}
_MAX_TEXT = 1024
_MAX_MESSAGES = 10
_MAX_BUTTONS = 5
_MAX_BUTTON = 50
_MAX_TITLE = 250


class _Refused(Exception):
    """The request is not one that Lex takes; the text says why, the name is that of the error."""

    name = "ValidationException"


class _Denied(_Refused):
    name = "AccessDeniedException"


class _Conflict(_Refused):
    name = "ConflictException"


class _Server:
    """The sessions of one bot."""

    def __init__(self, brain: Brain) -> None:
        self._visits = Visits(brain, _OPENING)
        self._last: dict[str, dict[str, Any]] = {}

    async def recognize(self, request: web.Request) -> web.StreamResponse:
        """Answer words."""
        try:
            session = _check(request)
            content = await request.json()
            text = _text(content)
            attributes = _strings(content.get("requestAttributes") or {})
            kept = _strings((content.get("sessionState") or {}).get("sessionAttributes") or {})
            visitor = _visitor(session, attributes)
            self._check_alone(visitor)
        except _Refused as reason:
            return _error(reason.name, str(reason))
        turn = await self._visits.answer(visitor, Said(text, button=text, headers=dict(request.headers)))
        if turn.trouble is not None:
            return await _trouble(turn.trouble, request)
        messages = _messages(turn)
        if len(messages) > _MAX_MESSAGES:
            return _error("DependencyFailedException", "Invalid Lambda Response: more than 10 messages")
        answer = self._last[session] = _answer(session, messages, kept, turn)
        # Lex leaves the key out where there is nothing to say.
        return web.json_response({**answer, "requestAttributes": attributes} if attributes else answer)

    def _check_alone(self, visitor: Visitor) -> None:
        visit = self._visits.find(visitor)
        if visit is not None and visit.is_busy:
            msg = "Conflict on session: it is used by another request"
            raise _Conflict(msg)

    async def look(self, request: web.Request) -> web.StreamResponse:
        """Tell the state of a session."""
        try:
            session = _check(request)
        except _Refused as reason:
            return _error(reason.name, str(reason))
        if session not in self._last:
            return _error("ResourceNotFoundException", f"Session {session} does not exist")
        return web.json_response(self._last[session])

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """End a session."""
        try:
            session = _check(request)
        except _Refused as reason:
            return _error(reason.name, str(reason))
        if not self._visits.forget(session):
            return _error("ResourceNotFoundException", f"Session {session} does not exist")
        self._last.pop(session, None)
        names = {"botId": "bot", "botAliasId": "alias", "localeId": "locale", "sessionId": "session"}
        return web.json_response({key: request.match_info[name] for key, name in names.items()})


def _check(request: web.Request) -> str:
    """Return the session of a request that may come in. Raises _Refused."""
    found = _SIGNATURE.fullmatch(request.headers.get("Authorization", ""))
    if found is None or found["day"] != request.headers.get("X-Amz-Date", "")[:8]:
        msg = "The request signature does not conform to AWS standards"
        raise _Denied(msg)
    if not {"host", "x-amz-date"} <= set(found["names"].split(";")):
        msg = "'Host' and 'X-Amz-Date' must be signed"
        raise _Denied(msg)
    info = request.match_info
    if not re.fullmatch(r"[0-9A-Za-z]{10}", info["bot"]):
        msg = "Value at 'botId' failed to satisfy constraint: Member must have length 10"
        raise _Refused(msg)
    if not re.fullmatch(r"[0-9a-zA-Z._:-]{2,100}", info["session"]):
        msg = "Value at 'sessionId' failed to satisfy constraint"
        raise _Refused(msg)
    return info["session"]


def _text(content: Mapping[str, Any]) -> str:
    text = content.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= _MAX_TEXT:
        msg = "Value at 'text' failed to satisfy constraint: Member must have length between 1 and 1024"
        raise _Refused(msg)
    return text


def _strings(values: Mapping[str, Any]) -> dict[str, str]:
    if not all(isinstance(value, str) for value in values.values()):
        msg = "STRING_VALUE expected: attributes are texts"
        raise _Refused(msg)
    return dict(values)


def _visitor(session: str, attributes: Mapping[str, str]) -> Visitor:
    elapsed_s = attributes.get("elapsed_s")
    return Visitor(session, attributes.get("consumer", ""), float(elapsed_s) if elapsed_s else None)


def _messages(turn: Turn) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    for output in turn.outputs:
        match output:
            case Foreign():
                messages.append({"contentType": "carousel-3000", "content": "?"})
            case Goodbye():
                messages.append(_payload({"signal": Event.SESSION_END.value}))
            case Bubble(message=Message(event=Event() as event)):
                messages.append(_payload({"signal": event.value}))
            case Bubble(message=message):
                messages.append(_write(message))
    return messages


def _write(message: Message) -> dict[str, Any]:
    """Return a message as a card if it has choices that fit on one, else as words, or a payload of the bot's own."""
    links = [f"[{one.title or one.url}]({one.url})" for one in message.links if one.url not in message.text]
    text = "\n".join([message.text, *links])
    if not message.buttons:
        return {"contentType": "PlainText", "content": text}
    if len(text) <= _MAX_TITLE and _fit(message.buttons):
        buttons = [{"text": one.label, "value": one.value or one.label} for one in message.buttons]
        return {"contentType": "ImageResponseCard", "imageResponseCard": {"title": text, "buttons": buttons}}
    return _payload(
        {"text": text, "buttons": [{"label": one.label, "value": one.value or one.label} for one in message.buttons]}
    )


def _fit(buttons: Sequence[Button]) -> bool:
    longest = max(len(text) for one in buttons for text in (one.label, one.value))
    return len(buttons) <= _MAX_BUTTONS and longest <= _MAX_BUTTON


def _payload(content: object) -> dict[str, Any]:
    return {"contentType": "CustomPayload", "content": json.dumps(content, ensure_ascii=False)}


def _answer(session: str, messages: list[dict[str, Any]], kept: Mapping[str, str], turn: Turn) -> dict[str, Any]:
    is_over = any(isinstance(output, Goodbye) for output in turn.outputs)
    intent = {"name": "Talk", "slots": {}, "state": "Fulfilled" if is_over else "InProgress"}
    intent["confirmationState"] = "None"
    state = {
        "dialogAction": {"type": "Close" if is_over else "ElicitIntent"},
        "intent": intent,
        "sessionAttributes": dict(kept),
        "originatingRequestId": "b3c5f7a0-0000-4000-8000-000000000000",
    }
    seen = {"intent": intent, "nluConfidence": {"score": 0.9}, "interpretationSource": "Lex"}
    said = {"messages": messages} if messages else {}
    return {**said, "sessionState": state, "interpretations": [seen], "sessionId": session}


def _error(name: str, message: str) -> web.Response:
    headers = {"x-amzn-ErrorType": f"{name}:http://internal.amazon.com/coral/com.amazon.coral.service/"}
    return web.json_response({"message": message}, status=_STATUSES[name], headers=headers)


async def _trouble(trouble: Trouble, request: web.Request) -> web.StreamResponse:
    error = {"message": "the bot broke"}
    name = "DependencyFailedException" if trouble.kind == "error" else _NAMES.get(trouble.status, "")
    response = await answer_trouble(trouble, request, error=error, error_status=_STATUSES["DependencyFailedException"])
    if response.status >= web.HTTPBadRequest.status_code:
        response.headers["x-amzn-ErrorType"] = name
    return response


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    server = _Server(brain)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_post(f"{_SESSION}/text", server.recognize)
    app.router.add_get(_SESSION, server.look)
    app.router.add_delete(_SESSION, server.delete)
    async with serve_app(app) as url:
        yield Served(url, _describe(url, quiet_s))


def _describe(url: str, quiet_s: float) -> dict[str, Any]:
    """Return the content of a target file for the bot at `url`."""
    return {
        "adapter": "lex",
        "name": "fake",
        "bot": "FAKEBOT123",
        "alias": "TSTALIASID",
        "locale": {"zh": "zh_CN", "en": "en_US"},
        "region": "us-east-1",
        "url": url,
        "key_id": "env:TOKEN",
        "secret_key": "env:TOKEN",
        "open": {"text": _OPENING},
        "request_attributes": {"consumer": "{consumer_id}", "elapsed_s": "{elapsed_s}"},
        "delete_session": True,
        "payload": {
            "buttons": {"list": "buttons"},
            "events": {event.value: f"signal == '{event.value}'" for event in Event if event is not Event.PROBE},
        },
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


_NOBODY_COMES = "Lex tells of a transfer and goes on answering; who comes is to be seen only where people are played"

LEX = Fake(
    _serve,
    {**CANNOT, "long": "Lex takes 1024 characters a message"},
    dict.fromkeys(("+handoff_failure/broken", "+handoff_failure/ignored"), _NOBODY_COMES),
    made_from="AWS's service model lexv2-runtime of 2020-08-07, as it is in botocore",
    checked_by="boto3",
)
"""A bot whose Lambda function signals transfers by payloads of its own."""
