"""Lists of messages with roles, as language models take them and logs of chats keep them.

Source: OpenAI chat completions (messages with roles, content as text or parts). Orders to a model and what tools answer
are seen by no consumer and are left out. A line or element may be a list, an object that holds one, or one message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from runaround.errors import Mistake
from runaround.imports.message_lists import BOT, CONSUMER, ORDERS, PICTURES, WORDS, address_of, words_of
from runaround.imports.structure import as_list, as_map, as_text
from runaround.model import Attachment, Message, Speaker
from runaround.records.gathering import Gathered, Loose, gather
from runaround.records.material import Item, Settings, Value
from runaround.records.speakers import find_speaker, fold_name
from runaround.records.talks import Said, Talk, attach, finish
from runaround.records.times import read_time

__all__ = ["UnknownRole", "looks_like", "name_of", "read", "read_message", "read_said"]

_LISTS = ("messages", "conversation", "conversations", "dialogue", "dialog", "history", "chat", "turns")
_ROLES = ("role", "from", "speaker", "sender")
_NAMES = ("id", "conversation_id", "conversationId", "session_id", "sessionId", "thread_id", "chat_id", "uuid")
_LOOSE_NAMES = _NAMES[1:]
_TIMES = ("timestamp", "created_at", "createdAt", "time", "at", "date")
_LANGS = ("lang", "language", "locale")
_FILES = frozenset({"file", "input_file", "document", "video", "audio"})
_UNSEEN = ORDERS | {"tool", "function", "ipython"}


class UnknownRole(Exception):
    """A message has no role, or one that nobody knows; the text says which."""


def looks_like(value: Value) -> bool:
    """Return whether a value is a message, a list of messages, or holds one."""
    found = _messages_of(value.content)
    first = as_map(found[0] if found else value.content)
    return bool(_raw_role(first)) and any(key in first for key in (*WORDS, "tool_calls"))


def read(values: Iterable[Value | Mistake], settings: Settings) -> Iterator[Item]:
    """Yield the conversations; messages that stand alone belong together by their conversation's name."""
    loose: list[Loose[Value]] = []
    for value in values:
        if isinstance(value, Mistake):
            yield value
        elif (found := _messages_of(value.content)) or not _raw_role(as_map(value.content)):
            yield _read_talk(value, found, settings)
        else:
            name = name_of(as_map(value.content), _LOOSE_NAMES)
            loose.append(Loose(value.line, name, value))
            break
    else:
        return
    yield from _read_loose([*loose], values, settings)


def _read_loose(first: list[Loose[Value]], values: Iterable[Value | Mistake], settings: Settings) -> Iterator[Item]:
    """Yield the conversations of a file of single messages."""

    def rest() -> Iterator[Loose[Value] | Mistake]:
        yield from first
        for value in values:
            if isinstance(value, Mistake):
                yield value
            elif not value.frame:
                yield Loose(value.line, name_of(as_map(value.content), _LOOSE_NAMES), value)

    for talk in gather(rest(), settings.file):
        if isinstance(talk, Gathered):
            whole = Value(talk.line, {"id": talk.name})
            yield _read_talk(whole, [value.content for value in talk.contents], settings)
        else:
            yield talk


def _read_talk(value: Value, messages: list[Any], settings: Settings) -> Item:
    about = as_map(value.content)
    try:
        said = tuple(read_said(messages, settings))
    except UnknownRole as error:
        return Mistake(settings.file, value.line, "", str(error))
    lang = as_text(next((about[key] for key in _LANGS if about.get(key)), ""))[:2].lower()
    talk = Talk(value.line, name_of(about, _NAMES), said, title=as_text(about.get("title")), lang=lang)
    return finish(talk, settings)


def name_of(about: Mapping[str, Any], keys: Iterable[str]) -> str:
    """Return the first name that an object has under one of `keys`; empty if it has none."""
    return next((name for key in keys if (name := as_text(about.get(key)))), "")


def read_said(messages: Iterable[Any], settings: Settings) -> Iterator[Said]:
    """Yield what a consumer sees of a list of messages. Raises UnknownRole."""
    for number, one in enumerate(messages):
        found = as_map(one)
        speaker = _speaker_of(found, settings, number=number)
        message = None if speaker is None else read_message(found, speaker)
        if message is not None:
            yield Said(message, read_time(next((found[key] for key in _TIMES if found.get(key) is not None), None)))


def read_message(found: Mapping[str, Any], speaker: Speaker) -> Message | None:
    """Return a message of this speaker; None if nothing is said or sent in it."""
    role = _raw_role(found)
    content = next((found[key] for key in (*WORDS, role) if found.get(key) is not None), None)
    files = tuple(file for part in as_list(content) if (file := _file_of(as_map(part))) is not None)
    spoken = as_text(as_map(found.get("audio")).get("transcript"))
    words = words_of(content) or as_text(found.get("refusal")) or spoken
    return Message(speaker, words, attachments=files) if words.strip() or files else None


def _messages_of(content: Any) -> list[Any]:  # noqa: ANN401 (foreign data)
    listed = content if isinstance(content, list) else []
    for key in _LISTS:
        listed = listed or as_list(as_map(content).get(key))
    return listed if listed and _raw_role(as_map(listed[0])) else []


def _raw_role(message: Mapping[str, Any]) -> str:
    """Return the role as written, in lower case; `{user: text}` has it as the key."""
    named = next((as_text(message[key]) for key in _ROLES if message.get(key)), "").strip().lower()
    (only,) = message if len(message) == 1 else ("",)
    return named or (only if only in CONSUMER | BOT | ORDERS else "")


def _speaker_of(message: Mapping[str, Any], settings: Settings, *, number: int) -> Speaker | None:
    """Return who speaks; None where the consumer sees nothing of it."""
    role = _raw_role(message)
    speaker = settings.speakers.get(fold_name(role))
    if speaker is None and role in _UNSEEN:
        return None
    if speaker is None and role in CONSUMER | BOT:
        return Speaker.CONSUMER if role in CONSUMER else Speaker.BOT
    speaker = speaker or find_speaker(role, settings)
    if speaker is None:
        msg = f"message {number}: found role {role[:40]!r}; expected user, assistant, human_agent or system."
        raise UnknownRole(msg)
    return speaker


def _file_of(part: Mapping[str, Any]) -> Attachment | None:
    kind = as_text(part.get("type"))
    if kind in PICTURES:
        return attach(address_of(part), "image")
    if kind not in _FILES:
        return None
    held = as_map(part.get("file")) or part
    return attach(as_text(held.get("filename") or held.get("name") or held.get("url")))
