"""Reads the signals of a conversation, and its messages as they are listed, into the inbox.

Source: botpress/botpress, packages/chat-api/src/signals.ts; integrations/chat/src (August 2026).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from runaround.errors import NotJson, WrongShape
from runaround.model import Event, Message, Speaker
from runaround_adapters._botpress.hitl import Hitl
from runaround_adapters._botpress.messages import tidy_payload
from runaround_adapters._net.answers import parse_json
from runaround_adapters._rules.mapping import ReplyMap, read_reply
from runaround_adapters._rules.paths import Quote, ValuePath
from runaround_adapters._rules.settings import END_EVENTS
from runaround_adapters._talk.inbox import Inbox

__all__ = ["BotpressMap", "SignalReader"]

_PING = "ping"


@dataclass(frozen=True, slots=True)
class BotpressMap:
    """Where messages and events hold what. human: whether a message is a human's; hitl: texts of the plugin."""

    reply: ReplyMap
    human: ValuePath | None = None
    hitl: Mapping[str, str] = field(default_factory=dict)


class SignalReader:
    """Puts what comes in one conversation into `inbox`, each message once. own: the consumer's id there."""

    def __init__(self, mapping: BotpressMap, inbox: Inbox, quote: Quote, *, own: str) -> None:
        self.is_over = False
        self._map = mapping
        self._inbox = inbox
        self._quote = quote
        self._own = own
        self._hitl = Hitl(mapping.hitl)
        self._people: set[str] = set()
        self._seen: set[str] = set()
        self._pieces: dict[str, dict[float, str]] = {}
        self._whole: set[str] = set()

    def put(self, text: str) -> None:
        """Take in the data of one event of the stream. Raises AdapterError."""
        if text == _PING:
            return
        try:
            signal = parse_json(text.encode("utf-8", "surrogatepass"), "")
        except NotJson as error:
            msg = f"a signal is not JSON; found {self._quote(text)}."
            raise NotJson(msg) from error
        data = signal.get("data") if isinstance(signal, Mapping) else None
        if not isinstance(signal, Mapping) or not isinstance(data, Mapping):
            msg = f"expected a signal with 'type' and 'data'; found {self._quote(signal)}."
            raise WrongShape(msg)
        self._put_signal(str(signal.get("type", "")), data)

    def put_listed(self, messages: Iterable[Mapping[str, Any]]) -> None:
        """Take in messages as a list has them, the oldest first: what was heard already is dropped by its id.

        A list does not say which of them the bot wrote.
        """
        for message in messages:
            self._put_message(message, is_bot=str(message.get("userId")) not in self._people)

    def _put_signal(self, kind: str, data: Mapping[str, Any]) -> None:
        match kind:
            case "message_created":
                self._put_message(data, is_bot=data.get("isBot") is not False)
            case "message_stream_delta":
                self._put_piece(data)
            case "message_stream_complete":
                message = data.get("message")
                if isinstance(message, Mapping):
                    self._finish(data.get("streamId"))
                    self._put_message(message, is_bot=True)
            case "message_stream_abort":
                self._finish(data.get("streamId"))
            case "event_created" if data.get("userId") != self._own:
                self._hear({**data, "text": "", "buttons": [], "files": []}, id=str(data.get("id") or ""))
            case "participant_added" if data.get("participantId") != self._own:
                self._people.add(str(data.get("participantId")))
                self._inbox.hear((Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED),))
            case "participant_removed" if str(data.get("participantId")) in self._people:
                self._inbox.hear((Message(Speaker.SYSTEM, event=Event.HUMAN_LEFT),))

    def _put_message(self, message: Mapping[str, Any], *, is_bot: bool) -> None:
        id = str(message.get("id") or "")  # noqa: A001 (the protocol's word)
        if message.get("userId") == self._own or id in self._seen:
            return
        if id:
            self._seen.add(id)
        metadata, payload = message.get("metadata"), message.get("payload")
        self._finish(metadata.get("streamId") if isinstance(metadata, Mapping) else None)
        tidied = tidy_payload(payload) if isinstance(payload, Mapping) else None
        if tidied is None:
            self._inbox.note_foreign(self._quote(payload))
            return
        entry = {**message, **tidied, "isBot": is_bot}
        is_human = not is_bot or (self._map.human is not None and bool(self._map.human.find(entry, self._quote)))
        self._hear({**entry, "speaker": Speaker.HUMAN if is_human else Speaker.BOT}, id=id)

    def _hear(self, entry: Mapping[str, Any], *, id: str) -> None:  # noqa: A002 (the protocol's word)
        # An event that the file does not map says nothing; an expression that does not fit is a mistake of the file.
        parts = read_reply(entry, self._map.reply, quote=self._quote).parts
        messages = [message for part in parts for message in part.messages]
        placed = [
            one
            for message in messages
            for one in (self._hitl.place(message) if message.speaker is Speaker.BOT else (message,))
        ]
        self.is_over = self.is_over or any(one.event in END_EVENTS for one in placed)
        self._inbox.hear(placed, id=id, order=_time_of(entry))

    def _put_piece(self, data: Mapping[str, Any]) -> None:
        stream, number, piece = data.get("streamId"), data.get("sequence"), data.get("delta")
        if not isinstance(stream, str) or not isinstance(number, int | float) or not isinstance(piece, str):
            msg = f"expected 'streamId', 'sequence' and 'delta'; found {self._quote(data)}."
            raise WrongShape(msg)
        if stream in self._whole:
            return
        pieces = self._pieces.setdefault(stream, {})
        pieces[number] = piece
        self._inbox.hear_piece(stream, "".join(pieces[one] for one in sorted(pieces)), is_cumulative=True)

    def _finish(self, stream: object) -> None:
        """Take in that a message of which pieces came is whole, or will not be; its words come with the message."""
        if isinstance(stream, str) and stream:
            self._whole.add(stream)
            self._pieces.pop(stream, None)
            self._inbox.finish(stream)


def _time_of(entry: Mapping[str, Any]) -> float | None:
    """Return when a message was made, by the clock of the service; custom events of bots go by another one."""
    made = entry.get("createdAt")
    if "speaker" not in entry or not isinstance(made, str):
        return None
    try:
        return datetime.fromisoformat(made).timestamp()
    except ValueError:
        return None
