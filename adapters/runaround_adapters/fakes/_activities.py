"""What fakes of Bot Framework endpoints share: a bot's outputs as activities, and a consumer's activities as `Said`.

Source: the Activity schema, and Web Chat's LIVESTREAMING.md for pieces.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from runaround.fake import Bubble, Foreign, Goodbye, Output, Piece, Said, SentFile, Typing
from runaround.model import Event, Message

__all__ = ["CANNOT", "ActivityWriter", "read_said"]

CANNOT = {
    "order": "activities have no number by which the company counts them; their ids are opaque",
    "human": "the words of a human come under the bot's name; only a target file can say how to tell them",
    Event.QUEUE.value: "a handoff is accepted, failed or completed; the protocol has no state of waiting",
    Event.HANG_UP.value: "the bot ends a conversation, and nobody hangs up",
}
"""What activities have no way for, on every channel."""

_STATES = {Event.HUMAN_JOINED: "accepted", Event.TRANSFER_FAILED: "failed", Event.HUMAN_LEFT: "completed"}


class ActivityWriter:
    """Writes what a bot puts out in one conversation. is_entity: pieces are marked in the newer SDKs' way."""

    def __init__(self, conversation: str, *, is_entity: bool) -> None:
        self._conversation = conversation
        self._is_entity = is_entity
        self._numbers = count(1)
        self._heard: list[str] = []
        self._streams: dict[str, tuple[str, str, int]] = {}

    def hear(self, id: str) -> None:  # noqa: A002 (the protocol's word)
        """Take in that the consumer sent the activity `id`; what is written from now on replies to it."""
        self._heard.append(id)

    def make_id(self) -> str:
        """Return an id that no activity has."""
        return f"{self._conversation}|{next(self._numbers):07}"

    def write(self, output: Output) -> dict[str, Any]:
        """Return one output as an activity; an empty object for one that is none."""
        match output:
            case Bubble():
                return self._around(self._write_bubble(output), id=output.id, answers=output.answers)
            case Piece():
                return self._write_piece(output)
            case Typing(is_on=is_on):
                return self._around({"type": "typing"}) if is_on else {}
            case Foreign():
                return self._around({"type": "carousel-3000", "cards": [{"colour": "blue"}]})
            case Goodbye():
                return self._around({"type": "endOfConversation", "code": "completedSuccessfully"})
            case _:
                return {}

    def _write_bubble(self, bubble: Bubble) -> dict[str, Any]:
        message = bubble.message
        if message.event is not None and message.event is not Event.QUEUE:
            return _write_event(message)
        activity: dict[str, Any] = {"type": "message", "text": message.text, "textFormat": "markdown"}
        if message.buttons:
            actions = [
                {"type": "postBack" if one.value else "imBack", "title": one.label, "value": one.value or one.label}
                for one in message.buttons
            ]
            activity["suggestedActions"] = {"to": [], "actions": actions}
        attachments: list[dict[str, Any]] = [
            {"contentType": "image/png" if one.kind == "image" else "application/octet-stream", "name": one.name}
            for one in message.attachments
        ]
        if message.links:
            buttons = [{"type": "openUrl", "title": one.title, "value": one.url} for one in message.links]
            card = {"contentType": "application/vnd.microsoft.card.hero", "content": {"buttons": buttons}}
            attachments = [*attachments, card]
        return {**activity, "attachments": attachments}

    def _write_piece(self, piece: Piece) -> dict[str, Any]:
        own = self.make_id()
        id, text, number = self._streams.get(piece.stream, (own, "", 0))  # noqa: A001 (the protocol's word)
        self._streams[piece.stream] = (id, text + piece.text, number + 1)
        info: dict[str, Any] = {"streamType": "final" if piece.is_last else "streaming"}
        if not piece.is_last:
            info["streamSequence"] = number + 1
        if number:
            info["streamId"] = id
        marked = {"entities": [{"type": "streaminfo", **info}]} if self._is_entity else {"channelData": info}
        kind = "message" if piece.is_last else "typing"
        return self._around({"type": kind, "text": text + piece.text, **marked}, id=own)

    def _around(self, activity: Mapping[str, Any], *, id: str = "", answers: int = 0) -> dict[str, Any]:  # noqa: A002
        ago = len(self._heard) - 1 - answers
        named = {"replyToId": self._heard[ago]} if 0 <= ago < len(self._heard) else {}
        return {
            **activity,
            "id": id or self.make_id(),
            "channelId": "directline",
            "conversation": {"id": self._conversation},
            "from": {"id": "the-bot", "name": "Bot", "role": "bot"},
            **named,
        }


def read_said(activity: Mapping[str, Any], files: tuple[SentFile, ...] = ()) -> Said:
    """Return what the consumer did. files: those that came in another way than as addresses."""
    value, text = activity.get("value"), str(activity.get("text") or "")
    data = activity.get("channelData")
    is_post_back = isinstance(data, Mapping) and bool(data.get("postBack"))
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    button = shown if value is not None else text if is_post_back else ""
    attached = tuple(
        SentFile(str(one.get("name", "")), str(one.get("contentType", "")), url=str(one.get("contentUrl", "")))
        for one in activity.get("attachments") or []
    )
    return Said(text, button, files=files or attached)


def _write_event(message: Message) -> dict[str, Any]:
    if message.event is Event.TRANSFER_STARTED:
        transcript = {"contentType": "application/json", "name": "Transcript", "content": {"activities": []}}
        value = {"skill": "any", "message": message.text}
        return {"type": "event", "name": "handoff.initiate", "value": value, "attachments": [transcript]}
    if message.event in _STATES:
        value = {"state": _STATES[message.event], "message": message.text}
        return {"type": "event", "name": "handoff.status", "value": value}
    return {"type": "endOfConversation", "code": "completedSuccessfully", "text": message.text}
