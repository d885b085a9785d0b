"""Reads activities of the Bot Framework, and writes those that a consumer sends. Pure but for the inbox it fills.

Source: the Activity schema (microsoft/botframework-sdk, specs/botframework-activity).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.errors import WrongShape
from runaround.model import Attachment, Button, Click, Event, Link, Message, Speaker
from runaround_adapters._botbuilder.cards import Choice, dicts_in, read_action, read_attachments, strip_tags, text_in
from runaround_adapters._rules.links import find_links
from runaround_adapters._rules.paths import Quote, ValuePath
from runaround_adapters._talk.inbox import Inbox

__all__ = ["ActivityMap", "ActivityReader", "activities_in", "is_end", "lay_over"]

_STATES = {"accepted": Event.HUMAN_JOINED, "failed": Event.TRANSFER_FAILED, "completed": Event.HUMAN_LEFT}
"""What `handoff.status` can say. Source: EventFactory of the SDK."""


@dataclass(frozen=True, slots=True)
class ActivityMap:
    """What a target file adds to the protocol: conditions under which an activity is an event, or words of a human."""

    events: Mapping[Event, ValuePath] = field(default_factory=dict)
    human: ValuePath | None = None


class ActivityReader:
    """Reads the activities of one visit; remembers what the bot offered, so that a click can be told in its way.

    own: by which id the consumer goes there; what comes from it is an echo.
    """

    def __init__(self, mapping: ActivityMap, inbox: Inbox, quote: Quote, *, own: str) -> None:
        self._map = mapping
        self._inbox = inbox
        self._quote = quote
        self._own = own
        self._offers: dict[tuple[str, str], Mapping[str, Any]] = {}

    def is_echo(self, activity: Mapping[str, Any]) -> bool:
        """Whether it is the consumer's own, sent back: by its sender's id, for roles may be missing."""
        sender = activity.get("from")
        return isinstance(sender, Mapping) and sender.get("id") == self._own

    def put(self, activity: Mapping[str, Any], *, answers: str = "", is_unsolicited: bool = False) -> None:
        """Put what an activity says into the inbox. answers: the id that it names, if not by `replyToId`.

        What is no message, sign or event is passed over: the schema wants activities that are not known ignored.

        Raises WrongShape if an expression of the target file cannot be applied to it.
        """
        if self.is_echo(activity):
            return
        stream, state = _stream_of(activity)
        kind = text_in(activity, "type").lower()
        if kind == "typing":
            self._note_typing(activity, stream, state)
            return
        if stream:
            self._inbox.finish(stream)
        self._inbox.hear(
            tuple(self._messages(activity, kind)),
            id=text_in(activity, "id"),
            answers=answers or text_in(activity, "replyToId"),
            is_unsolicited=is_unsolicited,
        )

    def click(self, action: Click) -> dict[str, Any]:
        """Return the fields of the activity that tells the bot of a click, as the bot's own offer wants it told."""
        if action.button is None:
            return {"text": action.label}
        offer = self._offers.get((action.button.label, action.button.value))
        return dict(offer) if offer else {"text": action.button.value or action.button.label}

    def _note_typing(self, activity: Mapping[str, Any], stream: str, state: str) -> None:
        if stream and state == "streaming":
            self._inbox.hear_piece(stream, text_in(activity, "text"), is_cumulative=True)
        elif stream and state == "final":  # a stream that is given up ends so, without a message
            self._inbox.finish(stream)
        else:
            self._inbox.note_typing(is_on=True)

    def _messages(self, activity: Mapping[str, Any], kind: str) -> Iterator[Message]:
        said = self._said(activity) if kind == "message" else None
        events = [*_signals(activity, kind), *self._mapped(activity)]
        yield from (Message(Speaker.SYSTEM, event=event) for event in events if event is Event.HUMAN_JOINED)
        if said is not None:
            yield said
        told = text_in(activity, "text") if kind == "endofconversation" else ""
        if told.strip():
            yield Message(Speaker.BOT, told)
        yield from (Message(Speaker.SYSTEM, event=event) for event in events if event is not Event.HUMAN_JOINED)

    def _mapped(self, activity: Mapping[str, Any]) -> Iterator[Event]:
        return (
            event for event in Event if event in self._map.events and self._holds(self._map.events[event], activity)
        )

    def _said(self, activity: Mapping[str, Any]) -> Message | None:
        inside = read_attachments(activity.get("attachments"))
        suggested = activity.get("suggestedActions")
        actions = dicts_in(suggested.get("actions")) if isinstance(suggested, Mapping) else []
        choices = [*inside.choices, *(choice for one in actions if (choice := read_action(one)))]
        text = "\n".join(filter(None, [text_in(activity, "text"), *inside.texts]))
        text = text or strip_tags(text_in(activity, "speak"))
        is_human = self._map.human is not None and self._holds(self._map.human, activity)
        message = Message(
            Speaker.HUMAN if is_human else Speaker.BOT,
            text,
            buttons=tuple(self._offer(choices)),
            links=_links(choices, text),
            attachments=inside.files,
        )
        return message if _holds_anything(message) else None

    def _offer(self, choices: Iterable[Choice]) -> Iterator[Button]:
        for choice in choices:
            if isinstance(choice.shown, Button):
                self._offers[choice.shown.label, choice.shown.value] = choice.sends
                yield choice.shown

    def _holds(self, path: ValuePath, activity: Mapping[str, Any]) -> bool:
        return bool(path.find(activity, self._quote))


def activities_in(body: object, quote: Quote) -> list[Mapping[str, Any]]:
    """Return the activities of an ActivitySet, of ExpectedReplies or of a bare list. Raises WrongShape."""
    listed = body.get("activities") if isinstance(body, Mapping) else body
    if body in (None, {}) or listed == []:
        return []
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        msg = f'found {quote(body)}; expected {{"activities": [...]}}, objects in a list.'
        raise WrongShape(msg)
    return listed


def is_end(activity: Mapping[str, Any], mapping: ActivityMap, quote: Quote) -> bool:
    """Whether the conversation is over with an activity. Raises WrongShape as `ActivityReader.put` does."""
    ends = [path for event, path in mapping.events.items() if event in (Event.SESSION_END, Event.HANG_UP)]
    is_told = text_in(activity, "type").lower() == "endofconversation"
    return is_told or any(path.find(activity, quote) for path in ends)


def lay_over(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Return an activity of several layers, the later over the earlier; their `channelData` is put together."""
    data = [layer["channelData"] for layer in layers if isinstance(layer.get("channelData"), Mapping)]
    whole = {key: value for layer in layers for key, value in layer.items()}
    return {**whole, "channelData": {key: value for one in data for key, value in one.items()}} if data else whole


def _signals(activity: Mapping[str, Any], kind: str) -> Iterator[Event]:
    """Yield what the protocol itself signals."""
    if kind == "endofconversation":
        yield Event.SESSION_END
    if kind != "event":
        return
    name = text_in(activity, "name").lower()
    if name == "handoff.initiate":
        yield Event.TRANSFER_STARTED
    elif name == "handoff.status":
        state = _as_object(activity.get("value")).get("state")
        if isinstance(state, str) and state.lower() in _STATES:
            yield _STATES[state.lower()]


def _as_object(value: object) -> Mapping[str, Any]:
    """Return a value that is an object, or the text of one: SDKs differ."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, Mapping) else {}


def _stream_of(activity: Mapping[str, Any]) -> tuple[str, str]:
    """Return the id of the stream that an activity belongs to and what it is there; empty without one.

    The first activity of a stream gives its own id to the stream. Source: Web Chat, LIVESTREAMING.md: `channelData`,
    and in newer SDKs an entity `streaminfo`.
    """
    entities = [one for one in dicts_in(activity.get("entities")) if text_in(one, "type").lower() == "streaminfo"]
    for holder in (*entities, *dicts_in([activity.get("channelData")])):
        if state := text_in(holder, "streamType").lower():
            return text_in(holder, "streamId") or text_in(activity, "id"), state
    return "", ""


def _links(choices: Iterable[Choice], text: str) -> tuple[Link, ...]:
    offered = tuple(choice.shown for choice in choices if isinstance(choice.shown, Link))
    known = {link.url for link in offered}
    return (*offered, *(link for link in find_links(text) if link.url not in known))


def _holds_anything(message: Message) -> bool:
    files: tuple[Attachment, ...] = message.attachments
    return bool(message.text.strip() or message.buttons or message.links or files)
