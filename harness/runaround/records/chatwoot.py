"""Chatwoot: what its API lists of conversations and messages, and what its webhooks send, one event a line.

Source: Chatwoot's public API reference and webhook documentation; no export of a running system was at hand.
`message_type` is 0 or `incoming` for the contact, 1 or `outgoing` for the company, 2 or `activity` for the system,
3 or `template` for the bot of the channel. Private notes are left out: the contact does not see them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from runaround.errors import Mistake
from runaround.imports.structure import as_list, as_map, as_text
from runaround.model import Attachment, Button, Message, Speaker
from runaround.records.gathering import Gathered, Loose, gather, loosen
from runaround.records.material import Item, Settings, Value
from runaround.records.speakers import find_speaker
from runaround.records.talks import Said, Talk, attach, finish
from runaround.records.times import read_time

__all__ = ["looks_like", "read"]

_TYPES: Mapping[str, str] = {"0": "incoming", "1": "outgoing", "2": "activity", "3": "template"}
_PLAIN = frozenset({"", "text"})
_MESSAGE_EVENTS = frozenset({"", "message_created"})


def looks_like(value: Value) -> bool:
    """Return whether a value is a message of Chatwoot or a conversation with such messages."""
    content = as_map(value.content)
    messages = as_list(content.get("messages"))
    found = as_map(messages[0]) if messages else content
    return "message_type" in found and ("content" in found or "sender" in found)


def read(values: Iterable[Value | Mistake], settings: Settings) -> Iterator[Item]:
    """Yield the conversations; messages belong together by the conversation that they name."""
    for talk in gather(loosen(values, _messages_of), settings.file):
        if not isinstance(talk, Gathered):
            yield talk
            continue
        messages = sorted(talk.contents, key=_order)
        said = tuple(said for message in messages if (said := _read_said(message, settings)) is not None)
        yield finish(Talk(talk.line, talk.name, said), settings)


def _messages_of(value: Value) -> Iterator[Loose[dict[str, Any]]]:
    """Yield messages with the name of their conversation; other events of webhooks are no messages."""
    content = as_map(value.content)
    messages = as_list(content.get("messages"))
    name = as_text(content.get("id")) if messages else ""
    for message in map(as_map, messages or [content]):
        if "message_type" in message and as_text(message.get("event")) in _MESSAGE_EVENTS:
            named = as_map(message.get("conversation"))
            own = as_text(message.get("conversation_id")) or as_text(named.get("display_id") or named.get("id"))
            yield Loose(value.line, name or own, message)


def _order(message: Mapping[str, Any]) -> tuple[float, float]:
    """Order by time and number: the API lists the latest page of a conversation first."""
    number = message.get("id")
    return read_time(message.get("created_at")) or 0.0, float(number) if isinstance(number, int) else 0.0


def _read_said(message: Mapping[str, Any], settings: Settings) -> Said | None:
    if message.get("private") is True:
        return None
    text, files = as_text(message.get("content")), tuple(_read_files(message))
    buttons = tuple(_read_buttons(message))
    if not (text.strip() or files or buttons):
        if as_text(message.get("content_type")) in _PLAIN:
            return None
        files = (Attachment("file", as_text(message["content_type"])),)  # something was shown: nobody was silent
    speaker = _speaker_of(message, settings)
    return Said(Message(speaker, text, buttons=buttons, attachments=files), read_time(message.get("created_at")))


def _speaker_of(message: Mapping[str, Any], settings: Settings) -> Speaker:
    """Return who speaks. A company's message is a person's if its sender is one, and the bot's otherwise."""
    written = as_text(message.get("message_type")).lower()
    kind = _TYPES.get(written, written)
    sender = as_map(message.get("sender"))
    told = find_speaker(as_text(sender.get("name")), settings) if settings.speakers else None
    if kind == "incoming":
        return Speaker.CONSUMER
    if kind == "activity":
        return Speaker.SYSTEM
    named = (as_text(message.get("sender_type")) or as_text(sender.get("type"))).lower()
    if told is not None:
        return told
    return Speaker.HUMAN if named == "user" and kind != "template" else Speaker.BOT


def _read_buttons(message: Mapping[str, Any]) -> Iterator[Button]:
    for item in map(as_map, as_list(as_map(message.get("content_attributes")).get("items"))):
        if as_text(item.get("title")):
            yield Button(as_text(item["title"]), as_text(item.get("value")))


def _read_files(message: Mapping[str, Any]) -> Iterator[Attachment]:
    for one in map(as_map, as_list(message.get("attachments"))):
        yield attach(as_text(one.get("data_url")) or as_text(one.get("file_type")), as_text(one.get("file_type")))
