"""What an answer of Lex holds: messages of four kinds, the state of the session, and errors by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from runaround.errors import AdapterError, BotFailed, NotJson, Unauthorized, WrongShape
from runaround.model import Message, Speaker
from runaround_adapters._lex.cards import is_template, read_card, read_template
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._rules.links import find_links
from runaround_adapters._rules.paths import Quote
from runaround_adapters._rules.ssml import strip_ssml
from runaround_adapters._rules.understanding import Understanding

__all__ = ["check_answer", "read_messages"]

_FAILURES: Final = {
    "BadGatewayException": "the bot is still building, or a service behind it failed",
    "DependencyFailedException": "a service behind the bot, such as its Lambda function, failed",
    "InternalServerException": "Lex itself failed",
}
_REFUSALS: Final = frozenset(
    {
        "AccessDeniedException", "ExpiredTokenException", "IncompleteSignatureException", "InvalidClientTokenId",
        "InvalidSignatureException", "MissingAuthenticationTokenException", "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)  # fmt: skip


def check_answer(wire: Wire, outgoing: Outgoing, raw: Raw) -> None:
    """Raise what an answer's error is by the name that AWS gives it. Raises AdapterError."""
    if raw.is_good:
        return
    name = _name_of(raw)
    kind: type[AdapterError] | None = None
    if name in _FAILURES:
        kind, why = BotFailed, _FAILURES[name]
    elif name in _REFUSALS:
        kind, why = Unauthorized, "the key, its rights or the clock of this machine do not do"
    if kind is None:
        wire.check_status(outgoing, raw)
        return
    msg = f"{wire.place(outgoing)} answered HTTP {raw.status}, {name}: {why}; found {wire.log.quote(raw.text)}."
    raise kind(msg)


def read_messages(answer: object, understood: Understanding, quote: Quote) -> Mapping[str, Any]:
    """Take in the messages of an answer, and return the answer. Raises WrongShape."""
    messages = answer.get("messages") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(messages, list | None):
        msg = f"expected an answer of RecognizeText with a list 'messages', or none; found {quote(answer)}."
        raise WrongShape(msg)
    for message in messages or ():
        _read(message, understood, quote)
    return answer


def _read(message: object, understood: Understanding, quote: Quote) -> None:
    match message:
        case {"contentType": "PlainText", "content": str(text)}:
            understood.say(_words(text))
        case {"contentType": "SSML", "content": str(text)}:
            understood.say(_words(strip_ssml(text)))
        case {"contentType": "CustomPayload", "content": str(text)}:
            _read_payload(text, understood)
        case {"contentType": "ImageResponseCard", "imageResponseCard": dict() as card}:
            understood.say(read_card(card))
        case {"contentType": str()}:
            understood.note_unknown(message)
        case _:
            msg = f"a message has no 'contentType'; found {quote(message)}."
            raise WrongShape(msg)


def _read_payload(text: str, understood: Understanding) -> None:
    """Take in a payload: JSON of the company's own, or words; many put Markdown or HTML there."""
    try:
        payload = parse_json(text.encode("utf-8", "surrogatepass"), "")
    except NotJson:
        payload = None
    if not isinstance(payload, dict | list):
        understood.say(_words(text))
    elif is_template(payload) and isinstance(payload, dict):
        for message in read_template(payload):
            understood.say(message)
    else:
        understood.read_payload(payload)


def _words(text: str) -> Message:
    return Message(Speaker.BOT, text, links=find_links(text))


def _name_of(raw: Raw) -> str:
    """Return the name of an error: `Name:http://…` in a header, or `…#Name` in the body, as imitations have it."""
    name = str(raw.headers.get("x-amzn-ErrorType", ""))
    if not name:
        try:
            body = parse_json(raw.body.content, "")
        except NotJson:
            return ""
        name = str(body.get("__type", "")) if isinstance(body, dict) else ""
    return name.partition(":")[0].rpartition("#")[2]
