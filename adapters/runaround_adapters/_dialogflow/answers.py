"""What an answer of Dialogflow CX holds: response messages of many kinds, and errors in Google's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from runaround.errors import AdapterError, BotFailed, NotJson, Unauthorized, WrongShape
from runaround.model import Button, Event, Message, Speaker
from runaround_adapters._dialogflow.rich import read_cards
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._rules.links import find_links
from runaround_adapters._rules.paths import Quote
from runaround_adapters._rules.ssml import strip_ssml
from runaround_adapters._rules.understanding import Understanding

__all__ = ["check_answer", "read_answer"]

_KINDS: Final[Mapping[str, type[AdapterError]]] = {
    "UNAUTHENTICATED": Unauthorized,
    "PERMISSION_DENIED": Unauthorized,
    "DATA_LOSS": BotFailed,
    "DEADLINE_EXCEEDED": BotFailed,
    "INTERNAL": BotFailed,
    "UNAVAILABLE": BotFailed,
    "UNKNOWN": BotFailed,
}
"""What the codes of google.rpc.Status mean here; all others are told with their HTTP status."""

_SILENT = ("conversationSuccess", "knowledgeInfoCard", "mixedAudio")
"""What says nothing to the consumer, or says once more what is said in words."""


def check_answer(wire: Wire, outgoing: Outgoing, raw: Raw) -> None:
    """Raise what an answer's error is by its code. Raises AdapterError."""
    if raw.is_good:
        return
    code, message = _read_status(raw)
    kind = _KINDS.get(code)
    if kind is None:
        wire.check_status(outgoing, raw)
        return
    msg = f"{wire.place(outgoing)} answered HTTP {raw.status}, {code}: {wire.log.quote(message)}."
    raise kind(msg)


def read_answer(answer: object, understood: Understanding, quote: Quote) -> dict[Button, str]:
    """Take in what an answer says, and return the events that the choices in it trigger.

    Raises WrongShape, and BotFailed if nothing is said because the agent's webhook failed.
    """
    result = answer.get("queryResult") if isinstance(answer, dict) else None
    messages = result.get("responseMessages", []) if isinstance(result, dict) else None
    if not isinstance(result, dict) or not isinstance(messages, list):
        msg = f"expected an answer of detectIntent with 'queryResult.responseMessages'; found {quote(answer)}."
        raise WrongShape(msg)
    if not messages:
        _look_at_webhooks(result, quote)
    # What is heard may differ from what is shown; where both are there, the consumer reads.
    is_shown = any(isinstance(one, dict) and "text" in one for one in messages)
    events: dict[Button, str] = {}
    for message in messages:
        events |= _read(message, understood, is_shown=is_shown)
    return events


def _read(message: object, understood: Understanding, *, is_shown: bool) -> Mapping[Button, str]:
    events: dict[Button, str] = {}
    match message:
        case {"text": {"text": list() as texts}}:
            understood.say(_words("\n".join(text for text in texts if isinstance(text, str))))
        case {"outputAudioText": {"text": str(text)}}:
            understood.say(_words("" if is_shown else text))
        case {"outputAudioText": {"ssml": str(text)}}:
            understood.say(_words("" if is_shown else strip_ssml(text)))
        case {"payload": {"richContent": list() as content}}:
            for card, offered in read_cards(content):
                understood.say(card)
                events |= offered
        case {"payload": dict() as payload}:
            understood.read_payload(payload)
        case {"liveAgentHandoff": _} | {"telephonyTransferCall": _}:
            understood.signal(Event.TRANSFER_STARTED)
        case {"endInteraction": _}:
            understood.signal(Event.SESSION_END)
        case dict() if any(name in message for name in _SILENT):
            pass
        case _:
            understood.note_unknown(message)
    return events


def _look_at_webhooks(result: Mapping[str, Any], quote: Quote) -> None:
    """Raise BotFailed if the agent said nothing and its webhook failed: it is broken, and not silent."""
    statuses = result.get("webhookStatuses")
    failed = (
        [one for one in statuses if isinstance(one, dict) and one.get("code")] if isinstance(statuses, list) else []
    )
    if failed:
        msg = f"the agent said nothing, and its webhook failed: {quote(failed[0])}."
        raise BotFailed(msg)


def _read_status(raw: Raw) -> tuple[str, object]:
    """Return the code and the message of an error, empty where the body is none of Google's."""
    try:
        body = parse_json(raw.body.content, "")
    except NotJson:
        return "", ""
    error = body.get("error") if isinstance(body, dict) else None
    return (str(error.get("status", "")), error.get("message", "")) if isinstance(error, dict) else ("", "")


def _words(text: str) -> Message:
    return Message(Speaker.BOT, text, links=find_links(text))
