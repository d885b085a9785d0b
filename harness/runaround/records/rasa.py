"""Events of Rasa trackers: whole trackers as JSON or one a line, or single events as event brokers write them.

Source: Rasa's documentation of events (`user`, `bot`, `agent`, `session_started`, `restart`) and of the tracker of its
HTTP API. What was taken back afterwards (`rewind`, `undo`) was said all the same, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from runaround.errors import Mistake
from runaround.imports.structure import as_list, as_map, as_text
from runaround.model import Attachment, Button, Message, Speaker
from runaround.records.gathering import Gathered, Loose, gather, loosen
from runaround.records.material import Item, Settings, Value
from runaround.records.talks import Said, Talk, attach, finish
from runaround.records.times import read_time

__all__ = ["looks_like", "read"]

_EVENTS = frozenset({"user", "bot", "agent", "action", "slot", "session_started", "restart", "user_featurization"})
_NEW_SESSION = frozenset({"session_started", "restart"})
_SHOWN = ("custom", "elements")
_SENDERS = ("sender_id", "conversation_id")


def looks_like(value: Value) -> bool:
    """Return whether a value is a tracker or an event of one."""
    content = as_map(value.content)
    events = as_list(content.get("events"))
    found = as_map(events[0]) if events else content
    return as_text(found.get("event")) in _EVENTS and (bool(events) or any(key in content for key in _SENDERS))


def read(values: Iterable[Value | Mistake], settings: Settings) -> Iterator[Item]:
    """Yield a conversation for each sender; a new session of Rasa is a session."""
    for talk in gather(loosen(values, _messages_of), settings.file):
        if isinstance(talk, Gathered):
            yield finish(Talk(talk.line, talk.name, tuple(_Tracker().read(talk.contents))), settings)
        else:
            yield talk


def _messages_of(value: Value) -> Iterator[Loose[dict[str, Any]]]:
    content = as_map(value.content)
    events = as_list(content.get("events")) or ([content] if "event" in content else [])
    sender = next((as_text(content[key]) for key in _SENDERS if content.get(key)), "")
    for event in events:
        yield Loose(value.line, as_text(as_map(event).get("sender_id")) or sender, as_map(event))


class _Tracker:
    """Goes through the events of one conversation."""

    def __init__(self) -> None:
        self._session = 1
        self._has_spoken = False
        self._titles: dict[str, str] = {}

    def read(self, events: Iterable[Mapping[str, Any]]) -> Iterator[Said]:
        for event in events:
            kind = as_text(event.get("event"))
            if kind in _NEW_SESSION and self._has_spoken:
                self._session += 1
                self._has_spoken = False
            message = self._read_message(kind, event)
            if message is not None:
                self._has_spoken = True
                yield Said(message, read_time(event.get("timestamp")), str(self._session))

    def _read_message(self, kind: str, event: Mapping[str, Any]) -> Message | None:
        text = as_text(event.get("text"))
        if kind == "user":
            return self._read_user(text)
        if kind == "agent":
            return Message(Speaker.HUMAN, text) if text.strip() else None
        if kind != "bot":
            return None
        data = as_map(event.get("data"))
        buttons = tuple(self._read_buttons(data))
        files = tuple(_read_files(data))
        if not (text or buttons or files) and any(data.get(key) for key in _SHOWN):
            files = (Attachment("file", "custom"),)  # something was shown: the bot was not silent
        return Message(Speaker.BOT, text, buttons=buttons, attachments=files) if text or buttons or files else None

    def _read_user(self, text: str) -> Message | None:
        """Return what a user says; a payload is the choice of a button, and one that no button has is no words."""
        title = self._titles.get(text)
        if title is not None:
            return Message(Speaker.CONSUMER, title, clicked=title)
        return None if text.startswith("/") or not text.strip() else Message(Speaker.CONSUMER, text)

    def _read_buttons(self, data: Mapping[str, Any]) -> Iterator[Button]:
        for button in map(as_map, (*as_list(data.get("buttons")), *as_list(data.get("quick_replies")))):
            title, payload = as_text(button.get("title")), as_text(button.get("payload"))
            if title:
                self._titles[payload or title] = title
                yield Button(title, payload)


def _read_files(data: Mapping[str, Any]) -> Iterator[Attachment]:
    if data.get("image"):
        yield attach(as_text(data["image"]), "image")
    attachment = data.get("attachment")
    address = as_text(attachment) or as_text(as_map(as_map(attachment).get("payload")).get("src"))
    if address:
        yield attach(address, as_text(as_map(attachment).get("type")))
