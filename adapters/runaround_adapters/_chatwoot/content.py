"""What a message of Chatwoot shows: words, choices, links, files; and how each choice is taken. Pure.

Source: chatwoot/chatwoot, `app/models/message.rb`, `content_attribute_validator.rb`, `attachment.rb`, and what the
website widget makes of each content type (`AgentMessageBubble.vue`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runaround.model import Attachment, Button, Link, Message, Speaker
from runaround_adapters._rules.links import find_links

__all__ = ["INCOMING", "Choice", "Told", "dicts_in", "is_private", "kind_of", "map_in", "read_told", "text_in"]

INCOMING = "incoming"
_KINDS: Mapping[str, str] = {"0": INCOMING, "1": "outgoing", "2": "activity", "3": "template"}
"""Over the API and the cable a message's type is a number, in webhooks a word."""

_PEOPLE = frozenset({"user"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a shown button sends. submitted: the values to submit on `message`; empty: `text` is said instead."""

    message: str
    text: str
    submitted: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One message as a consumer is shown it; `message` is None where nothing in it can be shown.

    choices: how each of its buttons is taken.
    """

    id: str
    message: Message | None
    answers: str = ""
    choices: tuple[tuple[Button, Choice], ...] = ()


def kind_of(data: Mapping[str, Any]) -> str:
    """Return the type of a message as a word: incoming, outgoing, activity or template; else empty."""
    written = data.get("message_type")
    name = str(written) if isinstance(written, str | int) else ""
    found = _KINDS.get(name, name)
    return found if found in _KINDS.values() else ""


def is_private(data: Mapping[str, Any]) -> bool:
    """Whether a message is a note among the company's people, which no consumer is shown."""
    return data.get("private") in (True, "true")


def read_told(data: Mapping[str, Any]) -> Told:
    """Return what a message of the company tells."""
    id, attributes = _id_of(data.get("id")), map_in(data, "content_attributes")  # noqa: A001 (the protocol's word)
    shown = _read_items(text_in(data, "content_type"), attributes, id)
    text = "\n".join(filter(None, [text_in(data, "content"), *shown.texts]))
    links = (*shown.links, *(link for link in find_links(text) if link.url not in {one.url for one in shown.links}))
    message = Message(
        _speaker_of(data),
        text,
        buttons=tuple(button for button, _ in shown.choices),
        links=links,
        attachments=(*shown.files, *(_read_file(one) for one in dicts_in(data.get("attachments")))),
    )
    has_content = message.text.strip() or message.buttons or message.links or message.attachments
    answers = _id_of(attributes.get("in_reply_to"))
    return Told(id, message if has_content else None, answers, shown.choices)


def dicts_in(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a foreign list; nothing for anything else."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def map_in(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the object under `key`; an empty one for anything else."""
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def text_in(holder: Mapping[str, Any], key: str) -> str:
    """Return the text under `key`; empty for anything else."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the items of a message show beside its words."""

    texts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    files: tuple[Attachment, ...] = ()
    choices: tuple[tuple[Button, Choice], ...] = ()


def _read_items(kind: str, attributes: Mapping[str, Any], message: str) -> _Shown:
    items = dicts_in(attributes.get("items"))
    match kind:
        case "input_select":
            return _Shown(choices=tuple(_options(items, message)))
        case "cards":
            return _read_cards(items, message)
        case "form":
            return _read_form(items, message)
        case "article":
            links = tuple(Link(text_in(one, "link"), text_in(one, "title")) for one in items if text_in(one, "link"))
            return _Shown(tuple(text for one in items if (text := text_in(one, "description"))), links)
        case _:
            return _Shown()


def _options(items: list[Mapping[str, Any]], message: str) -> Iterator[tuple[Button, Choice]]:
    for one in items:
        title, value = text_in(one, "title"), str(one.get("value") or "")
        if title or value:
            label = title or value
            yield Button(label, value), Choice(message, label, ({"title": label, "value": value or label},))


def _read_cards(items: list[Mapping[str, Any]], message: str) -> _Shown:
    """Return what cards show. Chatwoot has no way of its own to take a card's postback: its payload is said."""
    actions = [action for one in items for action in dicts_in(one.get("actions"))]
    taken = [one for one in actions if not text_in(one, "uri") and (text_in(one, "text") or text_in(one, "payload"))]
    buttons = [(Button(text_in(one, "text") or text_in(one, "payload"), text_in(one, "payload")), one) for one in taken]
    return _Shown(
        tuple(text for one in items for key in ("title", "description") if (text := text_in(one, key))),
        tuple(Link(uri, text_in(one, "text")) for one in actions if (uri := text_in(one, "uri"))),
        tuple(Attachment("image", _name_of(url)) for one in items if (url := text_in(one, "media_url"))),
        tuple((button, Choice(message, text_in(one, "payload") or button.label)) for button, one in buttons),
    )


def _read_form(items: list[Mapping[str, Any]], message: str) -> _Shown:
    """Return a form's questions as words, and the options of its lists as buttons that fill in that field."""
    choices = []
    for one in items:
        name = text_in(one, "name")
        for option in dicts_in(one.get("options")):
            label, value = text_in(option, "label"), str(option.get("value") or "")
            if label or value:
                submitted = {"name": name, "value": value or label}
                choices.append((Button(label or value, value), Choice(message, label or value, (submitted,))))
    questions = (text_in(one, "label") or text_in(one, "placeholder") or text_in(one, "name") for one in items)
    return _Shown(tuple(filter(None, questions)), choices=tuple(choices))


def _read_file(data: Mapping[str, Any]) -> Attachment:
    kind, title = text_in(data, "file_type"), text_in(data, "fallback_title")
    return Attachment("image" if kind == "image" else "file", _name_of(text_in(data, "data_url")) or kind, title)


def _name_of(url: str) -> str:
    return "" if url.startswith("data:") else url.partition("?")[0].rpartition("/")[2]


def _speaker_of(data: Mapping[str, Any]) -> Speaker:
    """Return who speaks: a message of the company is a person's if its sender is one, and the bot's else."""
    if kind_of(data) == "activity":
        return Speaker.SYSTEM
    sender = (text_in(map_in(data, "sender"), "type") or text_in(data, "sender_type")).lower()
    return Speaker.HUMAN if sender in _PEOPLE and kind_of(data) == "outgoing" else Speaker.BOT


def _id_of(value: object) -> str:
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
