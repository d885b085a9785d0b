"""What Rasa's messages say: the same bot says it in one way over REST and in another over Socket.IO. Pure.

Source: rasa 3.6.21, `rasa/core/channels/{channel,rest,callback,socketio}.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.errors import WrongShape
from runaround_adapters._rules.mapping import ReplyMap, read_reply
from runaround_adapters._rules.paths import Quote
from runaround_adapters._talk.inbox import Inbox

__all__ = ["put_message", "tidy_message"]


def put_message(message: object, mapping: ReplyMap, inbox: Inbox, *, quote: Quote) -> None:
    """Put what one message says into `inbox`. Raises WrongShape if it is no message."""
    if not isinstance(message, Mapping):
        msg = f"expected a message of Rasa, an object with 'text' and the like; found {quote(message)}."
        raise WrongShape(msg)
    try:
        parts = read_reply(tidy_message(message), mapping, quote=quote).parts
    except WrongShape:
        parts = ()
    if not parts:
        inbox.note_foreign(quote(message), advice="say in text or events where its meaning stands")
    for part in parts:
        inbox.hear(part.messages)


def tidy_message(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message with its image and attachments as `files`, and a card's words as its own."""
    tidied: dict[str, Any] = {**message, "files": []}
    if isinstance(image := message.get("image"), str) and image:
        tidied["files"].append({"name": image, "type": "image"})
    match message.get("attachment"):
        case str() as address if address:
            tidied["files"].append({"name": address, "type": "file"})
        case {"type": "template", "payload": {"elements": elements}}:
            tidied |= _read_card(elements)
        case {"type": kind, "payload": {"src": str() as address}} | {
            "type": kind,
            "payload": {"url": str() as address},
        }:
            tidied["files"].append({"name": address, "type": str(kind)})
        case Mapping() as other if other:
            tidied["files"].append({"name": str(other.get("name", "")), "type": str(other.get("type", ""))})
    return tidied


def _read_card(elements: object) -> dict[str, Any]:
    """Return the words, buttons and pictures of cards; Socket.IO has one in a message, though the name says more."""
    cards = [one for one in (elements if isinstance(elements, list) else [elements]) if isinstance(one, Mapping)]
    lines = [str(card[key]) for card in cards for key in ("title", "subtitle") if card.get(key)]
    return {
        "text": "\n".join(lines),
        "buttons": [button for card in cards for button in card.get("buttons") or []],
        "files": [{"name": str(card["image_url"]), "type": "image"} for card in cards if card.get("image_url")],
    }
