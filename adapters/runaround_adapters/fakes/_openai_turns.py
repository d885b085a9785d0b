"""What a bot puts out, cut into the answers of a model: words, then the functions that it wants called."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from runaround.fake import (
    Brain,
    Break,
    Bubble,
    Foreign,
    Goodbye,
    Output,
    Pause,
    Piece,
    Said,
    SentFile,
    Trouble,
    Visitor,
)
from runaround.model import Event, Message

__all__ = [
    "CANNOT",
    "DIFFERS",
    "FUNCTIONS",
    "Refused",
    "Segment",
    "Turn",
    "Visit",
    "Visits",
    "begin_turn",
    "find_files",
    "list_models",
    "tool_events",
]

_MORE = "continue_speaking"
FUNCTIONS: Mapping[str, Event | None] = {
    _MORE: None,
    "transfer_to_human": Event.TRANSFER_STARTED,
    "report_failed_transfer": Event.TRANSFER_FAILED,
    "put_in_queue": Event.QUEUE,
    "human_has_joined": Event.HUMAN_JOINED,
    "human_has_left": Event.HUMAN_LEFT,
    "end_conversation": Event.SESSION_END,
    "hang_up": Event.HANG_UP,
}
"""Functions that the model may call, and what they signal. The first lets it say several things in one reply."""

_SIGNALS = {event: name for name, event in FUNCTIONS.items() if event is not None}

_SPOKEN_TO = "a model speaks when it is spoken to, and in the answer to that only"
CANNOT = {
    "Later": _SPOKEN_TO,
    "answers": _SPOKEN_TO,
    "welcome": _SPOKEN_TO,
    "ids": "every answer has an id of its own, and none comes twice",
    "order": "words come in the order in which they are said",
    "Typing": "a model does not say before that it writes",
    "buttons": "an answer has words and calls of functions, and no buttons",
    "human": "an answer does not say whether a human wrote it",
    "Break": "an answer that breaks off is an error, and its rest cannot be asked for",
}
_NOBODY_COMES = "an answer does not tell that a human wrote it, so that a transfer stays one to which nobody came"
DIFFERS = {"+handoff_failure/broken": _NOBODY_COMES, "+handoff_failure/ignored": _NOBODY_COMES}


async def list_models(_request: web.Request) -> web.Response:
    """Answer with the models that there are."""
    models = [{"id": "fake", "object": "model", "created": 1_700_000_000, "owned_by": "runaround"}]
    return web.json_response({"object": "list", "data": models})


def tool_events() -> dict[str, str]:
    """Return what a target file says of the functions."""
    return {name: event.value for name, event in FUNCTIONS.items() if event is not None}


class Refused(Exception):
    """The request is not one that the API takes; the text says why."""


@dataclass(slots=True)
class Segment:
    """One answer: what it says, one text a message, and the functions that it wants called."""

    texts: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    is_foreign: bool = False
    trouble: Trouble | None = None


@dataclass(slots=True)
class Turn:
    """One reply of the bot, given out in answers. texts_at_once: how many messages an answer has (None: any number).

    on_break: what happens when the connection breaks.
    """

    outputs: AsyncIterator[Output]
    texts_at_once: int | None
    on_break: Callable[[], Awaitable[None]] | None = None
    _next: Output | None = None
    _open_piece: str = ""

    async def take(self, write: Callable[[str], Awaitable[None]]) -> Segment:
        """Return the next answer; `write` is given its words as they come, and an empty text when a message ends."""
        segment = Segment()
        while segment.trouble is None and (output := await self._pull()) is not None:
            if isinstance(output, Pause):
                await asyncio.sleep(output.seconds)
            elif isinstance(output, Break) and self.on_break is not None:
                await self.on_break()
            elif isinstance(output, Piece) or (isinstance(output, Bubble) and output.message.event is None):
                if not self._open_piece and self._is_full(segment):
                    self._next = output
                    segment.calls = segment.calls or [_MORE]
                    break
                await self._say(output, segment, write)
            else:
                _note(output, segment)
        return segment

    async def _say(self, output: Bubble | Piece, segment: Segment, write: Callable[[str], Awaitable[None]]) -> None:
        if isinstance(output, Bubble):
            segment.texts.append(_write_words(output.message))
            await write(segment.texts[-1])
            await write("")
            return
        if not self._open_piece:
            segment.texts.append("")
        segment.texts[-1] += output.text
        self._open_piece = "" if output.is_last else output.stream
        await write(output.text)

    def _is_full(self, segment: Segment) -> bool:
        return bool(segment.calls) or len(segment.texts) == self.texts_at_once

    async def _pull(self) -> Output | None:
        output, self._next = self._next, None
        return output if output is not None else await anext(self.outputs, None)


def _note(output: Output, segment: Segment) -> None:
    """Note what is no words."""
    match output:
        case Bubble(message=Message(event=Event() as event)):
            segment.calls.append(_SIGNALS[event])
        case Goodbye():
            segment.calls.append(_SIGNALS[Event.SESSION_END])
        case Foreign():
            segment.is_foreign = True
        case Trouble():
            segment.trouble = output


@dataclass(slots=True)
class Visit:
    """One visit: who it is, the reply that is given out, and what was said, or its id, as the client must know it."""

    visitor: Visitor
    turn: Turn | None = None
    said: list[Any] = field(default_factory=list)


class Visits:
    """The visits of one bot, by what the client says in the metadata of its requests."""

    def __init__(self) -> None:
        self._visits: dict[str, Visit] = {}
        self._numbers = count(1)

    def find(self, content: Mapping[str, Any], headers: Mapping[str, str]) -> Visit:
        """Return the visit that a request belongs to. Raises Refused."""
        if not headers.get("Authorization", "").startswith("Bearer "):
            msg = "You didn't provide an API key."
            raise Refused(msg)
        if not isinstance(content.get("model"), str):
            msg = "you must provide a model parameter"
            raise Refused(msg)
        metadata = content.get("metadata") or {}
        if not all(isinstance(value, str) for value in metadata.values()):
            msg = "metadata holds texts only"
            raise Refused(msg)
        session = metadata.get("session", "")
        if session not in self._visits:
            elapsed_s = metadata.get("elapsed_s")
            visitor = Visitor(session, metadata.get("user", ""), float(elapsed_s) if elapsed_s else None)
            self._visits[session] = Visit(visitor)
        return self._visits[session]

    def number(self) -> int:
        """Return a number that was never given before."""
        return next(self._numbers)


def begin_turn(brain: Brain, visit: Visit, said: Said, *, texts_at_once: int | None) -> Turn:
    """Return the reply to what the consumer said."""

    async def put_out() -> AsyncIterator[Output]:
        if not visit.said:
            # The welcome of the bot behind is not said: nobody has asked. It begins the conversation all the same.
            async for _ in brain.welcome(visit.visitor):
                pass
        async for output in brain.answer(visit.visitor, said):
            yield output

    return Turn(put_out(), texts_at_once)


def find_files(parts: Sequence[Mapping[str, Any]]) -> tuple[SentFile, ...]:
    """Return the files of a message, whichever of the two protocols it is written in. Raises Refused."""
    files = []
    for part in parts:
        match part:
            case {"type": "image_url", "image_url": {"url": str(url)}} | {"type": "input_image", "image_url": str(url)}:
                files.append(_read_file("image", url))
            case {"type": "file", "file": {"filename": str(name), "file_data": str(url)}}:
                files.append(_read_file(name, url))
            case {"type": "input_file", "filename": str(name), "file_data": str(url)}:
                files.append(_read_file(name, url))
            case {"type": "text" | "input_text"}:
                pass
            case _:
                msg = f"Invalid content part: {sorted(part)}"
                raise Refused(msg)
    return tuple(files)


def _read_file(name: str, url: str) -> SentFile:
    head, comma, data = url.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return SentFile(name, "", url=url)
    return SentFile(name, head[5:-7], len(base64.b64decode(data, validate=True)))


def _write_words(message: Message) -> str:
    """Return a message as words alone: links as Markdown, choices as a list."""
    links = [f"[{one.title or one.url}]({one.url})" for one in message.links if one.url not in message.text]
    choices = [f"- {one.label}" for one in message.buttons]
    return "\n".join(part for part in (message.text, *links, *choices) if part)
