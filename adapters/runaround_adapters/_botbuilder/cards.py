"""What the cards of the Bot Framework show and offer: hero cards and their kin, and Adaptive Cards. Pure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.model import Attachment, Button, Link

__all__ = ["Choice", "Content", "dicts_in", "read_action", "read_attachments", "strip_tags", "text_in"]

_CARD = "application/vnd.microsoft.card."
_MOST_ELEMENTS = 2_000
_TAG = re.compile(r"<[^<>]{0,300}>")
_OPENING = frozenset({"openurl", "signin", "call", "downloadfile", "playaudio", "playvideo", "showimage"})
"""Card actions that open an address on the consumer's side; the bot hears nothing of them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a consumer can take. sends: the fields of the activity that tells the bot so; empty for a link."""

    shown: Button | Link
    sends: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in attachments: words, choices and files, each in its order."""

    texts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    files: tuple[Attachment, ...] = ()


def read_attachments(attachments: object) -> Content:
    """Return what the attachments of an activity hold; what nobody knows is a file."""
    parts = [_read_attachment(one) for one in dicts_in(attachments)]
    return Content(
        tuple(text for part in parts for text in part.texts),
        tuple(choice for part in parts for choice in part.choices),
        tuple(file for part in parts for file in part.files),
    )


def read_action(action: Mapping[str, Any]) -> Choice | None:
    """Return the choice that a card action offers; None for one that is nothing for a consumer.

    Source: the Activity schema, "Card action", and how Web Chat sends each.
    """
    kind, value = text_in(action, "type").lower(), action.get("value")
    label = text_in(action, "title") or text_in(action, "text") or (value if isinstance(value, str) else "")
    if kind in _OPENING:
        return Choice(Link(value, label)) if isinstance(value, str) and value else None
    sends: dict[str, Any] | None = None
    if kind == "imback":
        sends = {"text": value if isinstance(value, str) else label}
    elif kind == "postback":
        said = {"text": value} if isinstance(value, str) else {"value": value}
        sends = {**said, "channelData": {"postBack": True}}
    elif kind == "messageback":
        shown = {"messageBack": {"displayText": action.get("displayText")}}
        sends = {"text": text_in(action, "text"), "value": value, "channelData": shown}
    return Choice(Button(label, _as_text(value)), sends) if sends is not None and label else None


def dicts_in(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a foreign list; nothing for anything else."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def text_in(holder: Mapping[str, Any], key: str) -> str:
    """Return the text under `key`; empty for anything else."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def strip_tags(markup: str) -> str:
    """Return the words of SSML or of simple HTML."""
    return html.unescape(_TAG.sub("", markup)).strip()


def _read_attachment(attachment: Mapping[str, Any]) -> Content:
    kind, content = text_in(attachment, "contentType"), attachment.get("content")
    if kind.lower() == f"{_CARD}adaptive" and isinstance(content, Mapping):
        return _read_adaptive(content)
    if kind.lower().startswith(_CARD) and isinstance(content, Mapping):
        return _read_card(content)
    name = text_in(attachment, "name") or text_in(attachment, "contentUrl").partition("?")[0].rpartition("/")[2]
    is_inline = text_in(attachment, "contentUrl").startswith("data:")
    named = "" if is_inline and not text_in(attachment, "name") else name
    return Content(files=(Attachment("image" if kind.startswith("image/") else "file", named),))


def _read_card(card: Mapping[str, Any]) -> Content:
    """Return what a hero, thumbnail, receipt, sign-in, audio, video or animation card holds."""
    texts = [text_in(card, key) for key in ("title", "subtitle", "text")]
    texts += [f"{text_in(fact, 'key')}: {text_in(fact, 'value')}" for fact in dicts_in(card.get("facts"))]
    for item in dicts_in(card.get("items")):
        texts.append(" ".join(part for key in ("title", "subtitle", "price") if (part := text_in(item, key))))
    texts += [f"{name}: {text}" for name in ("tax", "vat", "total") if (text := text_in(card, name))]
    choices = [choice for action in dicts_in(card.get("buttons")) if (choice := read_action(action))]
    if isinstance(tap := card.get("tap"), Mapping) and (choice := read_action(tap)):
        choices.append(choice)
    pictures = [*dicts_in(card.get("images")), *dicts_in([card.get("image")])]
    media = [Attachment("file", _name_of(one)) for one in dicts_in(card.get("media"))]
    images = [Attachment("image", _name_of(one), text_in(one, "alt")) for one in pictures]
    return Content(tuple(filter(None, texts)), tuple(choices), (*images, *media))


def _read_adaptive(card: Mapping[str, Any]) -> Content:
    """Return what an Adaptive Card shows. Source: its schema 1.6; elements that are not known show their text."""
    elements = list(_elements(card))
    texts = [text for element in elements for text in _texts_of(element)]
    files = [
        Attachment("image", _name_of(element), text_in(element, "altText"))
        for element in elements
        if text_in(element, "type") == "Image"
    ]
    actions = [action for element in (card, *elements) for action in _actions_of(element)]
    choices = [choice for action in actions if (choice := _read_card_action(action))]
    data = next((action.get("data") for action in actions if text_in(action, "type") in _SUBMITTING), None)
    for element in elements:
        choices += _read_inputs(element, data if isinstance(data, Mapping) else {})
    return Content(tuple(texts), tuple(choices), tuple(files))


_SUBMITTING = ("Action.Submit", "Action.Execute")
_BELOW = ("body", "items", "columns", "inlines", "card", "rows", "cells")


def _elements(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every element of a card in the order of reading, those of the cards that it can unfold too."""
    waiting = [card]
    for _ in range(_MOST_ELEMENTS):
        if not waiting:
            return
        element = waiting.pop(0)
        if element is not card:
            yield element
        below = [one for key in _BELOW for one in _below(element.get(key))]
        unfolded = [one for action in _actions_of(element) for one in _below(action.get("card"))]
        waiting = [*below, *unfolded, *waiting]


def _below(value: object) -> list[Mapping[str, Any]]:
    return [value] if isinstance(value, Mapping) else dicts_in(value)


def _actions_of(element: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return [*dicts_in(element.get("actions")), *dicts_in([element.get("selectAction")])]


def _texts_of(element: Mapping[str, Any]) -> Iterator[str]:
    kind = text_in(element, "type")
    if kind == "FactSet":
        for fact in dicts_in(element.get("facts")):
            yield f"{text_in(fact, 'title')}: {text_in(fact, 'value')}"
    elif kind.startswith("Input."):
        yield from filter(None, (text_in(element, "label"), text_in(element, "placeholder")))
    elif kind not in ("Image", "AdaptiveCard") and (text := text_in(element, "text")):
        yield text


def _read_card_action(action: Mapping[str, Any]) -> Choice | None:
    kind, title, data = text_in(action, "type"), text_in(action, "title"), action.get("data")
    if kind == "Action.OpenUrl":
        return Choice(Link(text_in(action, "url"), title)) if text_in(action, "url") else None
    if kind not in _SUBMITTING or not title:
        return None
    wrapped = data.get("cardAction") if isinstance(data, Mapping) else None
    if isinstance(wrapped, Mapping) and (choice := read_action({"title": title, **wrapped})):
        return choice
    # Web Chat tells the bot of a text as if it had been typed, and of an object as a value without words.
    sends = {"text": data} if isinstance(data, str) else {"value": data or {}, "channelData": {"postBack": True}}
    return Choice(Button(title, _as_text(data or title)), sends)


def _read_inputs(element: Mapping[str, Any], data: Mapping[str, Any]) -> list[Choice]:
    """Return the options of a list to choose from: to take one is to choose it and to submit the card."""
    if text_in(element, "type") != "Input.ChoiceSet" or not text_in(element, "id"):
        return []
    return [
        Choice(
            Button(text_in(one, "title"), text_in(one, "value")),
            {"value": {**data, text_in(element, "id"): one.get("value")}, "channelData": {"postBack": True}},
        )
        for one in dicts_in(element.get("choices"))
        if text_in(one, "title")
    ]


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value is not None else ""


def _name_of(picture: Mapping[str, Any]) -> str:
    url = text_in(picture, "url")
    return "" if url.startswith("data:") else url.partition("?")[0].rpartition("/")[2]
