"""Reads the messages that a bot posts to Sunshine Conversations, and writes what a click says. Pure.

Source: Sunshine Conversations API 17.12.1, messagePost and its contents.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from runaround.errors import Unsupported
from runaround.model import Attachment, Button, Click, Link, Message, Speaker
from runaround_adapters._rules.links import find_links

__all__ = ["ContentReader", "text_in"]

_KINDS = frozenset({"text", "image", "file", "carousel", "list", "form", "location", "template"})
_TAG = re.compile(r"<[^<>]{0,300}>")
_LINE_END = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]{0,100}>", re.IGNORECASE)


class ContentReader:
    """Reads the contents of one conversation; remembers what they offer, so that a click can be told in its way."""

    def __init__(self) -> None:
        self._offers: dict[tuple[str, str], Mapping[str, Any]] = {}

    def read(self, content: Mapping[str, Any], *, speaker: Speaker) -> Message | None:
        """Return a content as a message; None for one of which the API knows no kind."""
        if content.get("type") not in _KINDS:
            return None
        text = "\n".join(_texts(content))
        links = [Link(text_in(one, "uri"), text_in(one, "text")) for one in _actions(content) if text_in(one, "uri")]
        offered = {link.url for link in links}
        return Message(
            speaker,
            text,
            buttons=tuple(self._offer(content)),
            links=(*links, *(link for link in find_links(text) if link.url not in offered)),
            attachments=tuple(_attachments(content)),
        )

    def click(self, action: Click) -> Mapping[str, Any]:
        """Return the offer that was chosen: a `reply`, or a `postback`. Raises Unsupported for what takes more."""
        if action.button is None:
            return {"type": "reply", "text": action.label}
        chosen = action.button
        offer = self._offers.get((chosen.label, chosen.value)) or {"type": "reply", "text": chosen.label}
        if offer["type"] in ("buy", "locationRequest"):
            what = "a payment" if offer["type"] == "buy" else "a place"
            msg = f"The button {chosen.label!r:.80} asks for {what}, which the consumer cannot give."
            raise Unsupported(msg)
        return offer

    def _offer(self, content: Mapping[str, Any]) -> Iterator[Button]:
        for action in _actions(content):
            if text_in(action, "type") in ("reply", "postback", "buy", "locationRequest"):
                button = Button(text_in(action, "text"), text_in(action, "payload"))
                self._offers[button.label, button.value] = action
                yield button


def text_in(part: Mapping[str, Any], key: str) -> str:
    """Return the text under `key`; empty where there is none."""
    value = part.get(key)
    return value if isinstance(value, str) else ""


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _items(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _objects(content.get("items"))


def _actions(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    inside = [action for item in _items(content) for action in _objects(item.get("actions"))]
    return [*inside, *_objects(content.get("actions"))]


def _texts(content: Mapping[str, Any]) -> Iterator[str]:
    told = text_in(content, "text") or text_in(content, "markdownText") or _plain(text_in(content, "htmlText"))
    if told:
        yield told
    for item in _items(content):
        yield from filter(None, (text_in(item, "title"), text_in(item, "description")))
    yield from filter(None, (text_in(one, "label") for one in _objects(content.get("fields"))))
    for key in ("location", "template"):
        part = content.get(key)
        if isinstance(part, Mapping):
            yield from filter(None, (text_in(part, "name"), text_in(part, "address")))


def _attachments(content: Mapping[str, Any]) -> Iterator[Attachment]:
    if content["type"] in ("image", "file"):
        url, kind = text_in(content, "mediaUrl"), "image" if content["type"] == "image" else "file"
        yield Attachment(kind, url.partition("?")[0].rpartition("/")[2], text_in(content, "altText"))
    for item in _items(content):
        if url := text_in(item, "mediaUrl"):
            yield Attachment("image", url.partition("?")[0].rpartition("/")[2], text_in(item, "altText"))


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", _LINE_END.sub("\n", text))).strip()
