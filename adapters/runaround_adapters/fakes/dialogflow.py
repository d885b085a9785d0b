"""An agent of Dialogflow CX: detectIntent over REST, written from Google's protocol buffers of version 3."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import web

from runaround.fake import Brain, Bubble, Fake, Foreign, Goodbye, Said, Served, Trouble, Visitor
from runaround.model import Event, Message
from runaround_adapters.fakes._cloud_turns import CANNOT, Turn, Visits
from runaround_adapters.fakes._serving import BODY_BYTES, serve_app
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["CX"]

_OPENING = "WELCOME"
_AGENT = "projects/shop/locations/global/agents/0f7a1c52-0000-4000-8000-3b5f9d1e2a60"
_SESSION = re.compile(r"projects/[^/]+/locations/[^/]+/agents/[^/]+(/environments/[^/]+)?/sessions/(?P<id>[^/:]{1,36})")
_INPUTS = frozenset({"text", "intent", "audio", "event", "dtmf", "toolCallResult"})
_REQUEST = frozenset({"queryInput", "queryParams", "outputAudioConfig", "responseView"})
_PARAMS = frozenset(
    {
        "timeZone", "geoLocation", "sessionEntityTypes", "payload", "parameters", "parameterScope", "currentPage",
        "disableWebhook", "analyzeQueryTextSentiment", "webhookHeaders", "flowVersions", "currentPlaybook",
        "llmModelSettings", "channel", "sessionTtl", "endUserMetadata", "searchConfig",
        "populateDataStoreConnectionSignals",
    }
)  # fmt: skip
_CODES = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
_TROUBLES = {429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 502: "UNAVAILABLE", 503: "UNAVAILABLE"}
_NAMES, _NUMBERS = ("INTENT", "FINAL"), (1, 2)
"""The kind of match and of response, by name, and by number for clients that ask for numbers."""


class _Refused(Exception):
    """The request is not one that the API takes: the HTTP status, and what is wrong."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Server:
    """The sessions of one agent."""

    def __init__(self, brain: Brain) -> None:
        self._visits = Visits(brain, _OPENING)
        self._numbers = count(1)

    async def detect(self, request: web.Request) -> web.StreamResponse:
        """Answer one input."""
        try:
            session = _check(request)
            content = await request.json()
            _check_names(content, _REQUEST, "")
            asked = content.get("queryInput") or {}
            _check_names(asked, {*_INPUTS, "languageCode"}, "query_input.")
            _check_names(content.get("queryParams") or {}, _PARAMS, "query_params.")
            said = _read_input(asked, request)
            parameters = (content.get("queryParams") or {}).get("parameters") or {}
        except _Refused as reason:
            return web.json_response(_error(reason.status, str(reason)), status=reason.status)
        turn = await self._visits.answer(_visitor(session, parameters), said)
        if turn.trouble is not None:
            return await _trouble(turn.trouble, request)
        kind, final = _NUMBERS if "enum-encoding=int" in request.query_string else _NAMES
        echo = {"text": said.text} if "text" in asked else {"triggerEvent": said.button}
        page = {"name": f"{_AGENT}/flows/1/pages/2", "displayName": "Talk"}
        result = {
            **echo,
            "languageCode": asked["languageCode"],
            "parameters": parameters,
            "responseMessages": _messages(turn),
            "currentPage": page,
            "match": {"matchType": kind, "confidence": 0.9},
        }
        answer = {"responseId": f"response-{next(self._numbers)}", "queryResult": result, "responseType": final}
        return web.json_response(answer)


def _check(request: web.Request) -> str:
    """Return the session of a request that may come in. Raises _Refused."""
    if not request.headers.get("Authorization", "").startswith("Bearer "):
        raise _Refused(401, "Request is missing required authentication credential.")
    found = _SESSION.fullmatch(request.match_info["session"])
    if found is None:
        raise _Refused(400, "Session name is not valid; its ID has 36 characters at most.")
    return found["id"]


def _check_names(content: Mapping[str, Any], known: Collection[str], place: str) -> None:
    unknown = sorted(set(content) - set(known))
    if unknown:
        msg = (
            f"Invalid JSON payload received. Unknown name \"{unknown[0]}\" at '{place}{unknown[0]}': Cannot find field."
        )
        raise _Refused(400, msg)


def _read_input(asked: Mapping[str, Any], request: web.Request) -> Said:
    if not asked.get("languageCode"):
        raise _Refused(400, "Language code is required.")
    headers = dict(request.headers)
    match {name: asked[name] for name in asked if name in _INPUTS}:
        case {"text": {"text": str(text)}, **more} if text and not more:
            return Said(text, headers=headers)
        case {"event": {"event": str(event)}, **more} if event and not more:
            return Said(event if event == _OPENING else "", button=event, headers=headers)
        case _:
            raise _Refused(400, "Input is required: exactly one of text, event and others.")


def _visitor(session: str, parameters: Mapping[str, Any]) -> Visitor:
    elapsed_s = parameters.get("elapsed_s")
    return Visitor(session, str(parameters.get("consumer", "")), None if elapsed_s is None else float(elapsed_s))


def _messages(turn: Turn) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    for output in turn.outputs:
        match output:
            case Foreign():
                messages.append({"hologram": {"kind": "carousel-3000"}})
            case Goodbye() | Bubble(message=Message(event=Event.SESSION_END)):
                messages.append({"endInteraction": {}})
            case Bubble(message=Message(event=Event.TRANSFER_STARTED)):
                messages.append({"liveAgentHandoff": {"metadata": {"queue": "service"}}})
            case Bubble(message=Message(event=Event() as event)):
                messages.append({"payload": {"signal": event.value}})
            case Bubble(message=message):
                messages.append(_write(message))
    return messages


def _write(message: Message) -> dict[str, Any]:
    """Return a message as text, or as a card of Dialogflow Messenger where it has more than words."""
    if not message.buttons and not message.links:
        return {"text": {"text": [message.text]}}
    card: list[dict[str, Any]] = [{"type": "description", "text": message.text.split("\n")}] if message.text else []
    card += [{"type": "button", "text": link.title or link.url, "link": link.url} for link in message.links]
    for button in message.buttons:
        if button.value and button.value != button.label:
            card.append({"type": "list", "title": button.label, "event": {"event": button.value}})
        else:
            card.append({"type": "chips", "options": [{"text": button.label}]})
    return {"payload": {"richContent": [card]}}


def _error(status: int, message: str, code: str = "") -> dict[str, Any]:
    return {"error": {"code": status, "message": message, "status": code or _CODES.get(status, "UNKNOWN")}}


async def _trouble(trouble: Trouble, request: web.Request) -> web.StreamResponse:
    status = 500 if trouble.kind == "error" else trouble.status
    error = _error(status, "the agent broke", {**_CODES, **_TROUBLES}.get(status, "UNKNOWN"))
    return await answer_trouble(trouble, request, error=error, error_status=status)


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    server = _Server(brain)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_post("/v3/{session:[^:]+}:detectIntent", server.detect)
    async with serve_app(app) as url:
        yield Served(url, _describe(url, quiet_s))


def _describe(url: str, quiet_s: float) -> dict[str, Any]:
    """Return the content of a target file for the agent at `url`."""
    own = (event for event in Event if event not in (Event.PROBE, Event.TRANSFER_STARTED, Event.SESSION_END))
    return {
        "adapter": "dialogflow",
        "name": "fake",
        "agent": _AGENT,
        "url": url,
        "token": "env:TOKEN",
        "open": {"event": _OPENING},
        "parameters": {"consumer": "{consumer_id}", "elapsed_s": "{elapsed_s}"},
        "query_params": {"timeZone": "Asia/Shanghai"},
        "payload": {"events": {event.value: f"signal == '{event.value}'" for event in own}},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


_NOBODY_COMES = (
    "Dialogflow tells of a transfer and goes on answering; who comes is to be seen only where people are played"
)

CX = Fake(
    _serve,
    CANNOT,
    dict.fromkeys(("+handoff_failure/broken", "+handoff_failure/ignored"), _NOBODY_COMES),
    made_from="google.cloud.dialogflow.cx.v3 and the fulfillment page of Dialogflow CX Messenger, as of 2026-11",
    checked_by="google-cloud-dialogflow-cx for Python",
)
"""An agent that signals transfers, and sends what else it signals as payloads of its own."""
