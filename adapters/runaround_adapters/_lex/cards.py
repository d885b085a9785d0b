"""What Lex shows beside words: response cards, and the interactive messages that Amazon Connect's chat knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from runaround.model import Attachment, Button, Message, Speaker
from runaround_adapters._rules.links import find_links

__all__ = ["is_template", "read_card", "read_template"]

_TEMPLATES = ("ListPicker", "Panel", "QuickReply", "TimePicker")
_SERIES = "Carousel"
_IMAGE_NAME_MAX = 80


def read_card(card: Mapping[str, Any]) -> Message:
    """Return a response card as a message; what is sent for a button is its value."""
    buttons = [one for one in _list(card.get("buttons")) if isinstance(one, Mapping)]
    text = _lines(card.get("title"), card.get("subtitle"))
    return Message(
        Speaker.BOT,
        text,
        buttons=tuple(Button(_text(one.get("text")), _text(one.get("value"))) for one in buttons),
        links=find_links(text),
        attachments=tuple(_images(card.get("imageUrl"))),
    )


def is_template(payload: object) -> bool:
    """Whether a payload is an interactive message of Amazon Connect that is known here."""
    return isinstance(payload, Mapping) and payload.get("templateType") in (*_TEMPLATES, _SERIES)


def read_template(payload: Mapping[str, Any]) -> Iterator[Message]:
    """Yield what an interactive message shows; what is sent for a choice is its title, or its time.

    Source: "Add Amazon Lex interactive messages for customers in chat" in Amazon Connect's guide.
    """
    content = _mapping(_mapping(payload.get("data")).get("content"))
    elements = [one for one in _list(content.get("elements")) if isinstance(one, Mapping)]
    if payload.get("templateType") == _SERIES:
        yield Message(Speaker.BOT, _lines(content.get("title"), content.get("subtitle")))
        for element in elements:
            if element.get("templateType") in _TEMPLATES:
                yield from read_template(element)
        return
    times = [one for one in _list(content.get("timeslots")) if isinstance(one, Mapping)]
    labels = [_text(one.get("title")) for one in elements] + [_text(one.get("date")) for one in times]
    text = _lines(content.get("title"), content.get("subtitle"))
    yield Message(
        Speaker.BOT,
        text,
        buttons=tuple(Button(label) for label in labels if label),
        links=find_links(text),
        attachments=tuple(_images(content.get("imageData"))),
    )


def _images(url: object) -> Iterator[Attachment]:
    if isinstance(url, str) and url:
        yield Attachment("image", url.partition("?")[0].rpartition("/")[2][:_IMAGE_NAME_MAX])


def _lines(*texts: object) -> str:
    return "\n".join(text.strip() for text in texts if isinstance(text, str) and text.strip())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
