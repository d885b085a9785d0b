"""Reads a bot's answer by the paths of a target file: what it says, shows and signals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from runaround.errors import WrongShape
from runaround.model import Attachment, Button, Event, Link, Message, Speaker
from runaround_adapters._rules.links import find_links
from runaround_adapters._rules.paths import Quote, ValuePath

__all__ = ["ECHO", "Heard", "Part", "ReplyMap", "read_reply"]

ECHO = "consumer"
"""The speaker of an entry that is the consumer's own message, sent back; such an entry is left out."""

_FIRST_EVENTS = (Event.HUMAN_JOINED,)
"""Events that come before the words they came with: whoever joined speaks them."""


@dataclass(frozen=True, slots=True)
class ReplyMap:
    """Where an answer holds what; the keys of `paths` are those of the target file below `reply`."""

    paths: Mapping[str, ValuePath]
    speakers: Mapping[str, str]
    events: Mapping[Event, ValuePath]
    whole_events: Mapping[Event, ValuePath]
    links_in_text: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """What one entry of the answer said; `id` is the bot's own id of it, if it has any. entry: as it came."""

    id: str | None
    messages: tuple[Message, ...]
    entry: object = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What an answer held, in order, and which events of whole answers hold now."""

    parts: tuple[Part, ...] = ()
    holding: frozenset[Event] = frozenset()


def read_reply(body: object, mapping: ReplyMap, *, quote: Quote, holding: frozenset[Event] = frozenset()) -> Heard:
    """Return what `body` says. None and empty objects and lists are silence.

    holding: events of whole answers that held before; they are reported only when they begin to hold.

    Raises WrongShape if `body` says nothing where the target file expects something.
    """
    if body is None or body in ({}, []):
        return Heard(holding=holding)
    now = frozenset(event for event, path in mapping.whole_events.items() if path.find(body, quote))
    begun = [event for event in Event if event in now - holding]
    parts = _Reader(mapping, quote).read(body, is_signalled=bool(now))
    first = [_signal(event) for event in begun if event in _FIRST_EVENTS]
    last = [_signal(event) for event in begun if event not in _FIRST_EVENTS]
    return Heard((*first, *parts, *last), now)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Applies one map to one answer."""

    map: ReplyMap
    quote: Quote

    def read(self, body: object, *, is_signalled: bool) -> list[Part]:
        """Return what the entries of `body` say; `is_signalled`: the whole answer is an event, and may be wordless."""
        path = self.map.paths["messages"]
        found = path.find(body, self.quote)
        entries = found if isinstance(found, list) else [] if found is None else [found]
        parts = [part for entry in entries for part in self._parts(entry)]
        if parts or found == [] or any(self._is_silent_entry(entry) for entry in entries):
            return parts
        if is_signalled or path.is_null_in(body) or self._holds("silent", body):
            return []
        # Nothing at all was understood. It is likelier that the target file is wrong than that the bot says
        # nothing in this way, and a bot must not be accused of silence for it.
        if entries:
            msg = f"{self.map.paths['text']} finds no words in {self.quote(entries[0])}; {_hint(entries[0], path)}"
        else:
            msg = f"{path} finds nothing in {self.quote(body)}; {_hint(body, path)}"
        raise WrongShape(msg)

    def _parts(self, entry: object) -> Iterator[Part]:
        speaker = self._speaker(entry)
        if speaker == ECHO or self._holds("skip", entry):
            return
        said = self._said(entry, Speaker(speaker))
        events = [event for event in Event if event in self.map.events]
        signals = [event for event in events if self.map.events[event].find(entry, self.quote)]
        messages = tuple(_place_events(said, signals))
        if messages:
            yield Part(self._text("id", entry) or None, messages, entry)

    def _is_silent_entry(self, entry: object) -> bool:
        """Whether an entry without content is known to be so: the consumer's own, skipped, or with an empty text."""
        if self._speaker(entry) == ECHO or self._holds("skip", entry) or isinstance(entry, str):
            return True
        text = self.map.paths["text"]
        return text.find(entry, self.quote) is not None or text.is_null_in(entry)

    def _said(self, entry: object, speaker: Speaker) -> Message | None:
        if isinstance(entry, str):
            message = Message(speaker, entry)
        else:
            choices = list(self._choices(entry))
            message = Message(
                speaker,
                self._text("text", entry),
                buttons=tuple(one for one in choices if isinstance(one, Button)),
                links=(*(one for one in choices if isinstance(one, Link)), *self._links(entry)),
                attachments=tuple(self._attachments(entry)),
            )
        if self.map.links_in_text:
            known = {link.url for link in message.links}
            in_text = tuple(link for link in find_links(message.text) if link.url not in known)
            message = replace(message, links=message.links + in_text)
        has_content = message.text.strip() or message.buttons or message.links or message.attachments
        return message if has_content else None

    def _speaker(self, entry: object) -> str:
        path = self.map.paths.get("speaker.value")
        value = path.find(entry, self.quote) if path else None
        name = str(value).lower() if isinstance(value, bool) else str(value)
        own = name if name in (Speaker.BOT, Speaker.HUMAN, Speaker.SYSTEM) else Speaker.BOT
        return self.map.speakers.get(name, own)

    def _choices(self, entry: object) -> Iterator[Button | Link]:
        for one in self._list("buttons.list", entry):
            value = one if isinstance(one, str) else self._text("buttons.value", one)
            label = value if isinstance(one, str) else self._text("buttons.label", one) or value
            url = "" if isinstance(one, str) else self._text("buttons.url", one)
            if not label and not url:
                msg = f"{self.map.paths['buttons.label']} finds no label in {self.quote(one)}."
                raise WrongShape(msg)
            yield Link(url, label) if url else Button(label, "" if isinstance(one, str) else value)

    def _links(self, entry: object) -> Iterator[Link]:
        for one in self._list("links.list", entry):
            url = one if isinstance(one, str) else self._text("links.url", one)
            if not url:
                msg = f"{self.map.paths['links.url']} finds no address in {self.quote(one)}."
                raise WrongShape(msg)
            yield Link(url, "" if isinstance(one, str) else self._text("links.title", one))

    def _attachments(self, entry: object) -> Iterator[Attachment]:
        for one in self._list("attachments.list", entry):
            name = one if isinstance(one, str) else self._text("attachments.name", one)
            kind = "" if isinstance(one, str) else self._text("attachments.kind", one)
            describes = "" if isinstance(one, str) else self._text("attachments.describes", one)
            is_image = kind.lower().startswith(("image", "photo", "picture"))
            yield Attachment("image" if is_image else "file", name.rpartition("/")[2], describes)

    def _list(self, name: str, entry: object) -> list[object]:
        return self.map.paths[name].find_list(entry, self.quote) if name in self.map.paths else []

    def _text(self, name: str, entry: object) -> str:
        return self.map.paths[name].find_text(entry, self.quote) if name in self.map.paths else ""

    def _holds(self, name: str, entry: object) -> bool:
        return name in self.map.paths and bool(self.map.paths[name].find(entry, self.quote))


def _place_events(said: Message | None, events: list[Event]) -> Iterator[Message]:
    """Yield words and signals as messages of their own: what is said and what is signalled are two facts."""
    if said is not None and said.speaker is Speaker.SYSTEM and len(events) == 1:
        yield replace(said, event=events[0])
        return
    yield from (Message(Speaker.SYSTEM, event=event) for event in events if event in _FIRST_EVENTS)
    if said is not None:
        yield said
    yield from (Message(Speaker.SYSTEM, event=event) for event in events if event not in _FIRST_EVENTS)


def _signal(event: Event) -> Part:
    return Part(None, (Message(Speaker.SYSTEM, event=event),))


def _hint(value: object, path: ValuePath) -> str:
    """Return which keys a value has, and which keys of the target file, beside `path`, can explain it."""
    part = path.key.rpartition(".")[0]
    keys = (
        f"keys there: {', '.join([repr(str(key)[:40]) for key in value][:10])}. " if isinstance(value, Mapping) else ""
    )
    return f"{keys}If the bot says nothing in this way, describe it in {part}.silent or {part}.skip."
