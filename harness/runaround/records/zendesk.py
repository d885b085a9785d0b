"""Zendesk: chats of the Chat API, tickets with their comments, and messages of its messaging.

Source: Zendesk's public API reference (chats with `history`, ticket comments, messages with `author`); no export of a
running account was at hand. Internal comments are left out. What a trigger says is the bot's, what an agent writes a
human's, unless the settings name the author. Times of tickets are left out: mail has no half minute for an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from runaround.errors import Mistake
from runaround.imports.structure import as_list, as_map, as_text
from runaround.model import Attachment, Button, Event, Message, Speaker
from runaround.records.material import Item, Settings, Value
from runaround.records.speakers import fold_name
from runaround.records.talks import Said, Talk, attach, finish
from runaround.records.times import read_time

__all__ = ["looks_like", "read"]

_SYSTEM_AUTHOR = "-1"
_RULES = frozenset({"rule", "system"})
_CHAT = "chat."
_OF_AGENTS: Mapping[str, Event] = {"chat.memberjoin": Event.HUMAN_JOINED, "chat.memberleave": Event.HUMAN_LEFT}


def looks_like(value: Value) -> bool:
    """Return whether a value is a chat, a ticket with comments, or a conversation of messaging."""
    content = as_map(value.content)
    first = as_map(next(iter(as_list(content.get("messages"))), None))
    return (
        any(as_text(as_map(one).get("type")).startswith(_CHAT) for one in as_list(content.get("history"))[:5])
        or ("comments" in content and "requester_id" in content)
        or as_text(as_map(first.get("author")).get("type")) in {"user", "business"}
    )


def read(values: Iterable[Value | Mistake], settings: Settings) -> Iterator[Item]:
    """Yield a conversation for each chat, ticket and conversation."""
    for value in values:
        if isinstance(value, Mistake):
            yield value
        elif not value.frame:
            yield _read_value(value, settings)


def _read_value(value: Value, settings: Settings) -> Item:
    content = as_map(value.content)
    if "history" in content:
        said: Iterator[Said | None] = (_read_chat(as_map(one), settings) for one in as_list(content["history"]))
    elif "comments" in content:
        requester = as_text(content.get("requester_id"))
        said = (_read_comment(as_map(one), requester, settings) for one in as_list(content["comments"]))
    elif "messages" in content:
        said = (_read_message(as_map(one)) for one in as_list(content["messages"]))
    else:
        text = "found no chat, ticket with comments or conversation; expected history, comments or messages."
        return Mistake(settings.file, value.line, "", text)
    kept = tuple(one for one in said if one is not None)
    name, title = as_text(content.get("id")), as_text(content.get("subject"))
    return finish(Talk(value.line, name, kept, title=title), settings)


def _read_chat(entry: Mapping[str, Any], settings: Settings) -> Said | None:
    """Return one entry of a chat's history; a visitor who joins or leaves says nothing."""
    kind, time = as_text(entry.get("type")), read_time(entry.get("timestamp"))
    nick = as_text(entry.get("nick"))
    by_agent = nick.startswith("agent:") and not nick.startswith("agent:trigger")
    if kind in _OF_AGENTS:
        return Said(Message(Speaker.SYSTEM, event=_OF_AGENTS[kind]), time) if by_agent else None
    text = as_text(entry.get("msg"))
    address = as_text(as_map(entry.get("attachment")).get("url"))
    files = (attach(address),) if address else ()
    if not (text.strip() or files):
        return None
    sender = as_text(entry.get("sender_type")).lower()
    if sender == "visitor" or (not sender and nick.startswith("visitor")):
        return Said(Message(Speaker.CONSUMER, text, attachments=files), time)
    is_human = sender == "agent" and not nick.startswith("agent:trigger")
    told = settings.speakers.get(fold_name(as_text(entry.get("name"))))
    return Said(Message(told or (Speaker.HUMAN if is_human else Speaker.BOT), text, attachments=files), time)


def _read_comment(comment: Mapping[str, Any], requester: str, settings: Settings) -> Said | None:
    if comment.get("public") is False:
        return None
    author = as_text(comment.get("author_id"))
    text = as_text(comment.get("plain_body")) or as_text(comment.get("body"))
    files = tuple(
        attach(as_text(one.get("file_name")), as_text(one.get("content_type")))
        for one in map(as_map, as_list(comment.get("attachments")))
    )
    if not (text.strip() or files):
        return None
    speaker = settings.speakers.get(fold_name(author), Speaker.HUMAN)
    if author == requester:
        speaker = Speaker.CONSUMER
    elif author == _SYSTEM_AUTHOR or as_text(as_map(comment.get("via")).get("channel")) in _RULES:
        speaker = Speaker.BOT
    return Said(Message(speaker, text, attachments=files))


def _read_message(message: Mapping[str, Any]) -> Said | None:
    """Return a message of messaging; a business author is a bot unless the record says that an agent wrote it."""
    content, author = as_map(message.get("content")), as_map(message.get("author"))
    text = as_text(content.get("text"))
    address = as_text(content.get("mediaUrl"))
    files = (attach(address, as_text(content.get("mediaType"))),) if address else ()
    actions = map(as_map, as_list(content.get("actions")))
    buttons = tuple(Button(as_text(one.get("text"))) for one in actions if as_text(one.get("text")))
    cards = map(as_map, as_list(content.get("items")))
    text = "\n".join(one for one in (text, *(as_text(card.get("title")) for card in cards)) if one.strip())
    if not (text or files or buttons):
        if not content:
            return None
        files = (Attachment("file", as_text(content.get("type"))),)  # something was shown: nobody was silent
    by_user = as_text(author.get("type")) == "user"
    by_agent = as_text(as_map(message.get("source")).get("type")).startswith("zd:agentWorkspace")
    speaker = Speaker.CONSUMER if by_user else Speaker.HUMAN if by_agent else Speaker.BOT
    return Said(Message(speaker, text, buttons=buttons, attachments=files), read_time(message.get("received")))
