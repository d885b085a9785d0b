"""A bot that talks in frames of JSON, as many chat back ends do: no vendor's, so it has everything."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import suppress
from itertools import count
from typing import Any, Protocol

from runaround.fake import (
    Brain,
    Break,
    Bubble,
    Fetch,
    Foreign,
    Goodbye,
    Output,
    Piece,
    Said,
    SentFile,
    Trouble,
    Typing,
    Visitor,
)
from runaround.model import Event
from runaround_adapters.fakes._serving import Timers, fetch_files, perform

__all__ = ["FrameBot", "Mouth", "describe_frames"]

_NEVER = 3600.0


class Mouth(Protocol):
    """What frames go out over."""

    async def send(self, text: str) -> None:
        """Send a frame; one that cannot be sent any more is lost. May raise ConnectionError."""
        ...

    async def close(self) -> None:
        """Say goodbye."""
        ...

    def abort(self) -> None:
        """Break the connection."""
        ...


class FrameBot:
    """One bot, and everybody who visits it."""

    def __init__(self, brain: Brain, *, is_marked: bool) -> None:
        self._brain = brain
        self._is_marked = is_marked
        self._visits: dict[str, _Visit] = {}
        self._turns: set[asyncio.Task[None]] = set()

    async def hear(self, text: str, mouth: Mouth, session: str) -> str:
        """Take in a frame that came over `mouth`, on the connection of `session`, and return whose connection it is."""
        content = json.loads(text)
        if content["type"] == "resume":
            await self._visits[content["session"]].connect(mouth)
            return str(content["session"])
        if content["type"] == "hello":
            return await self._welcome(content, mouth)
        visit = self._visits[session]
        self._start(visit.answer(self._brain.answer(visit.visitor, visit.hear(content))))
        return session

    async def stop(self) -> None:
        """End what still goes on."""
        for visit in self._visits.values():
            visit.timers.stop()
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    async def _welcome(self, content: Mapping[str, Any], mouth: Mouth) -> str:
        session = f"s{len(self._visits) + 1}"
        visitor = Visitor(session, str(content.get("user", "")), content.get("elapsed_s"))
        visit = self._visits[session] = _Visit(visitor, is_marked=self._is_marked)
        await visit.connect(mouth)
        await _say(mouth, {"type": "ready", "session": session})
        self._start(visit.answer(self._brain.welcome(visitor)))
        return session

    def _start(self, turn: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(turn)
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)


class _Visit:
    """One visit: everything that was put out, and the connection on which it goes, if there is one."""

    def __init__(self, visitor: Visitor, *, is_marked: bool) -> None:
        self.visitor = visitor
        self.timers = Timers()
        self.turns = asyncio.Lock()
        self._is_marked = is_marked
        self._mouth: Mouth | None = None
        self._history: list[dict[str, Any]] = []
        self._heard: list[str] = []
        self._files: tuple[SentFile, ...] = ()
        self._numbers = count(1)

    async def connect(self, mouth: Mouth) -> None:
        """Go on over `mouth`; what was said so far is said again."""
        self._mouth = mouth
        for frame in self._history:
            await _say(mouth, frame)

    def hear(self, frame: Mapping[str, Any]) -> Said:
        """Return what the consumer did."""
        self._heard.append(str(frame.get("id", "")))
        self._files = tuple(_read_file(file) for file in frame.get("files", []))
        return Said(
            str(frame.get("text", "")), str(frame.get("button", "")), str(frame.get("link", "")), files=self._files
        )

    async def answer(self, outputs: AsyncIterator[Output]) -> None:
        """Put out one turn of the bot; turns follow each other."""
        async with self.turns:
            await perform(outputs, self.put_out, self.timers)
            if self._is_marked:
                await self._send({"type": "end"})

    async def put_out(self, output: Output) -> None:
        """Write one output as frames."""
        match output:
            case Bubble():
                await self._send(self._write(output))
            case Piece(stream=stream, text=text, is_last=is_last):
                await self._send({"type": "whole" if is_last else "piece", "stream": stream, "piece": text})
            case Typing(is_on=is_on):
                await self._send({"type": "typing", "on": is_on})
            case Foreign():
                await self._send({"type": "carousel-3000", "cards": [{"colour": "blue"}]})
            case Fetch():
                await fetch_files(self._files)
            case Goodbye():
                await self._hang_up()
            case Break():
                self._break()
            case Trouble():
                await self._misbehave(output)

    async def _hang_up(self) -> None:
        if self._mouth is not None:
            await self._mouth.close()

    def _break(self) -> None:
        mouth, self._mouth = self._mouth, None
        if mouth is not None:
            mouth.abort()

    async def _misbehave(self, trouble: Trouble) -> None:
        mouth = self._mouth
        assert mouth is not None, "there is a connection"
        match trouble.kind:
            case "not_json":
                await mouth.send('{"type": "message", "text": ')
            case "huge":
                await _say(mouth, {"type": "message", "text": "x" * trouble.size})
            case "error":
                await _say(mouth, {"type": "failure", "reason": "the bot broke"})
            case "hang":
                await asyncio.sleep(_NEVER)
            case _:
                pass

    def _write(self, bubble: Bubble) -> dict[str, Any]:
        message = bubble.message
        ago = len(self._heard) - 1 - bubble.answers
        return {
            "type": "message",
            "id": bubble.id or f"m{next(self._numbers)}",
            "order": bubble.order,
            "answers": self._heard[ago] if 0 <= ago < len(self._heard) and bubble.answers >= 0 else None,
            "from": message.speaker.value,
            "text": message.text,
            "buttons": [{"label": one.label, "value": one.value} for one in message.buttons],
            "links": [{"url": one.url, "title": one.title} for one in message.links],
            "event": message.event.value if message.event else None,
        }

    async def _send(self, frame: dict[str, Any]) -> None:
        self._history.append(frame)
        if self._mouth is not None:
            with suppress(ConnectionError):
                await _say(self._mouth, frame)


async def _say(mouth: Mouth, frame: Mapping[str, Any]) -> None:
    await mouth.send(json.dumps(frame, ensure_ascii=True))


def _read_file(file: Mapping[str, Any]) -> SentFile:
    content = file.get("base64")
    size = len(base64.b64decode(content)) if isinstance(content, str) else None
    return SentFile(str(file.get("name", "")), str(file.get("type", "")), size, str(file.get("url", "")))


def describe_frames(quiet_s: float, *, is_marked: bool) -> dict[str, Any]:
    """Return what target files say of these frames, whatever they go over."""
    return {
        "name": "fake",
        "open": {
            "frames": [{"type": "hello", "user": "{consumer_id}", "elapsed_s": "{elapsed_s}"}],
            "take": {"session_id": "session"},
        },
        "message": {
            "type": "say",
            "id": "{message_id}",
            "session": "{session_id}",
            "text": "{text}",
            "button": "{button.value?}",
            "link": "{link.url?}",
            "files": "{files?}",
        },
        "upload": {"how": "url", "serve": {}},
        "welcome": {"wait_s": 3 * quiet_s},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s},
        "reply": {
            "id": "id",
            "skip": "type == 'ready'",
            "speaker": {"value": "from"},
            "buttons": {"list": "buttons"},
            "links": {"list": "links"},
            "links_in_text": False,
            "events": {event.value: f"event == '{event.value}'" for event in Event if event is not Event.PROBE},
        },
        "signals": {
            "typing": "type == 'typing' && on",
            "typing_off": "type == 'typing' && !on",
            "piece": "piece",
            "stream": "stream",
            "whole": "type == 'whole'",
            "answers": "answers",
            "order": "order",
            "failure": "type == 'failure'",
            **({"end_of_turn": "type == 'end'"} if is_marked else {}),
        },
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }
