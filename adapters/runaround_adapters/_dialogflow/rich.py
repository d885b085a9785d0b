"""The cards of Dialogflow Messenger, which agents send as a payload `richContent`.

Source: "Dialogflow CX Messenger fulfillment" in Google's documentation: a list of cards, each a list of elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.model import Attachment, Button, Link, Message, Speaker
from runaround_adapters._rules.links import find_links

__all__ = ["read_cards"]

_TEXTS = ("title", "subtitle", "text", "html")
_IMAGE_NAME_MAX = 80


@dataclass(slots=True)
class _Card:
    """What the elements of one card add up to; `events` are those that choices trigger."""

    texts: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Attachment] = field(default_factory=list)
    events: dict[Button, str] = field(default_factory=dict)


def read_cards(content: object) -> Iterator[tuple[Message, Mapping[Button, str]]]:
    """Yield each card as a message, with the events that its choices trigger; other choices are told as their text."""
    for one in content if isinstance(content, list) else ():
        card = _Card()
        for element in one if isinstance(one, list) else [one]:
            if isinstance(element, Mapping):
                _read(element, card)
        text = "\n".join(card.texts)
        known = {link.url for link in card.links}
        in_text = tuple(link for link in find_links(text) if link.url not in known)
        links = (*card.links, *in_text)
        yield (
            Message(Speaker.BOT, text, buttons=tuple(card.buttons), links=links, attachments=tuple(card.images)),
            card.events,
        )


def _read(element: Mapping[str, Any], card: _Card) -> None:
    match element.get("type"):
        case "chips":
            for option in _list(element.get("options")):
                _offer(option, card, _text(option.get("text")))
        case "button" | "list" as kind:
            label = _text(element.get("text" if kind == "button" else "title"))
            _offer(element, card, label)
            card.texts += [text for text in [_text(element.get("subtitle"))] if text]
        case "files" | "match_citations" | "citations" as kind:
            for one in _list(element.get("files" if kind == "files" else "citations")):
                _offer(one, card, _text(one.get("name")) or _text(one.get("title")))
        case "image":
            card.images += _images(element, _text(element.get("accessibilityText")))
        case _:
            for name in _TEXTS:
                card.texts += _texts(element.get(name))
            card.images += _images(_mapping(element.get("image")), "")
            address = _address(element)
            card.links += [Link(address, _text(element.get("title")))] if address else []


def _offer(choice: Mapping[str, Any], card: _Card, label: str) -> None:
    """Take in a choice: a link, what triggers an event, or words that are said for the consumer."""
    event = _mapping(choice.get("event"))
    name = _text(event.get("event")) or _text(event.get("name"))
    address = _address(choice)
    if address:
        card.links.append(Link(address, label))
    elif label:
        button = Button(label, name)
        card.buttons.append(button)
        card.events |= {button: name} if name else {}


def _address(element: Mapping[str, Any]) -> str:
    anchor = _mapping(element.get("anchor"))
    return _text(anchor.get("href")) or _text(element.get("link")) or _text(element.get("actionLink"))


def _images(image: Mapping[str, Any], describes: str) -> list[Attachment]:
    url = _text(image.get("rawUrl")) or _text(_mapping(_mapping(image.get("src"))).get("rawUrl"))
    return [Attachment("image", url.partition("?")[0].rpartition("/")[2][:_IMAGE_NAME_MAX], describes)] if url else []


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text.strip()]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
