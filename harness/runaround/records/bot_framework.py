"""Bot Framework transcripts: lists of activities, read as they are imported, with what the channel signals beside it.

Source: Bot Framework activity schema; its protocol for handing over to people (`handoff.initiate`, `handoff.status`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from runaround.errors import Mistake
from runaround.imports.activities import (
    activities_of,
    card_buttons,
    cards_of,
    find_consumers,
    is_by_consumer,
    looks_like_activities,
    time_of,
)
from runaround.imports.structure import as_list, as_map, as_text
from runaround.model import Attachment, Button, Event, Message, Speaker
from runaround.records.gathering import Gathered, Loose, gather, loosen
from runaround.records.material import Item, Settings, Value
from runaround.records.talks import Said, Talk, attach, finish

__all__ = ["looks_like", "read"]

_HANDOFF: Mapping[str, Event] = {
    "accepted": Event.HUMAN_JOINED,
    "failed": Event.TRANSFER_FAILED,
    "completed": Event.HUMAN_LEFT,
}
_CARD_WORDS = ("title", "subtitle", "text")
_INSIDE = ("items", "columns", "body", "cells", "rows")
_DEEPEST_CARD = 12


def looks_like(value: Value) -> bool:
    """Return whether a value is an activity, or a document of them."""
    return looks_like_activities(value.content) or looks_like_activities([value.content])


def read(values: Iterable[Value | Mistake], settings: Settings) -> Iterator[Item]:
    """Yield the conversations; who says nothing for an hour and speaks again has come back."""
    for talk in gather(loosen(values, _messages_of), settings.file):
        if isinstance(talk, Gathered):
            yield finish(Talk(talk.line, talk.name, tuple(_read_talk(talk.contents))), settings)
        else:
            yield talk


def _messages_of(value: Value) -> Iterator[Loose[dict[str, Any]]]:
    for activity in activities_of(value.content) or activities_of([value.content]):
        if "type" in activity:
            yield Loose(value.line, as_text(as_map(activity.get("conversation")).get("id")), activity)


def _read_talk(activities: Sequence[dict[str, Any]]) -> Iterator[Said]:
    consumers = find_consumers(activities)
    titles: dict[str, str] = {}
    for activity in activities:
        kind = as_text(activity.get("type"))
        message = _read_signal(kind, activity) if kind != "message" else _read_message(activity, consumers, titles)
        if message is not None:
            time = time_of(activity)
            yield Said(message, time.timestamp() if time else None)


def _read_signal(kind: str, activity: Mapping[str, Any]) -> Message | None:
    """Return what a channel signals: the end, or a step of a handoff."""
    name = as_text(activity.get("name")).lower()
    event: Event | None = None
    if kind == "endOfConversation":
        event = Event.SESSION_END
    elif kind == "handoff" or name == "handoff.initiate":
        event = Event.TRANSFER_STARTED
    elif name == "handoff.status":
        event = _HANDOFF.get(as_text(as_map(activity.get("value")).get("state")).lower())
    return Message(Speaker.SYSTEM, event=event) if event else None


def _read_message(activity: Mapping[str, Any], consumers: frozenset[str], titles: dict[str, str]) -> Message | None:
    text = as_text(activity.get("text"))
    if is_by_consumer(activity, consumers):
        label = titles.get(text) or titles.get(as_text(activity.get("value")))
        if label is not None:
            return Message(Speaker.CONSUMER, text or label, clicked=label)
        files = tuple(_files_of(activity))
        return Message(Speaker.CONSUMER, text, attachments=files) if text.strip() or files else None
    cards = cards_of(activity)
    words = [text, *(word for card in cards for word in _read_card(card))]
    buttons = tuple(_read_buttons(activity, cards, titles))
    said = "\n".join(one for one in words if one.strip())
    files = tuple(_files_of(activity))
    if cards and not (said or buttons or files):
        files = (Attachment("file", "card"),)  # something was shown: the bot was not silent
    return Message(Speaker.BOT, said, buttons=buttons, attachments=files) if said or buttons or files else None


def _read_card(card: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words of a card: of its head, or of the blocks of text in the body of an adaptive one."""
    yield from (as_text(card.get(key)) for key in _CARD_WORDS)
    level: list[Any] = as_list(card.get("body"))
    for _ in range(_DEEPEST_CARD):
        for one in map(as_map, level):
            if one.get("type") == "TextBlock":
                yield as_text(one.get("text"))
        level = [part for one in map(as_map, level) for key in _INSIDE for part in as_list(one.get(key))]


def _read_buttons(
    activity: Mapping[str, Any], cards: Sequence[Mapping[str, Any]], titles: dict[str, str]
) -> Iterator[Button]:
    actions = (*as_list(as_map(activity.get("suggestedActions")).get("actions")), *card_buttons(cards))
    for action in map(as_map, actions):
        title, value = as_text(action.get("title")), as_text(action.get("value"))
        if title:
            titles[title] = title
            titles.setdefault(value or title, title)
            yield Button(title, "" if value == title else value)


def _files_of(activity: Mapping[str, Any]) -> Iterator[Attachment]:
    for one in map(as_map, as_list(activity.get("attachments"))):
        if one.get("contentUrl"):
            name, media_type = as_text(one.get("name")), as_text(one.get("contentType"))
            yield attach(name or as_text(one["contentUrl"]), media_type)
