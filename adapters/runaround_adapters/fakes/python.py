"""A bot behind a function of this process."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from runaround.fake import (
    Brain,
    Bubble,
    Fake,
    Foreign,
    Goodbye,
    Output,
    Pause,
    Said,
    SentFile,
    Served,
    Trouble,
    Visitor,
)
from runaround.model import Event

__all__ = ["PYTHON", "answer", "welcome"]

_NEVER = 3600.0
_BOTS: dict[str, Brain] = {}


class _Broke(Exception):
    """What a bot raises that fails."""


async def welcome(message: Mapping[str, Any]) -> Any:  # noqa: ANN401 (what bots return)
    """Return what a bot says first."""
    return await _collect(_BOTS[message["bot"]].welcome(_visitor(message)))


async def answer(message: Mapping[str, Any]) -> Any:  # noqa: ANN401 (what bots return)
    """Return what a bot answers."""
    files = tuple(SentFile(file["name"], file["media_type"], _size(file["path"])) for file in message["files"])
    said = Said(message["text"], message["button"], message["link"], files)
    return await _collect(_BOTS[message["bot"]].answer(_visitor(message), said))


def _visitor(message: Mapping[str, Any]) -> Visitor:
    return Visitor(message["session"], message["consumer"], message["elapsed_s"])


def _size(path: str) -> int:
    return Path(path).stat().st_size


async def _collect(outputs: AsyncIterator[Output]) -> Any:  # noqa: ANN401 (what bots return)
    said: list[dict[str, Any]] = []
    async for output in outputs:
        match output:
            case Bubble():
                said.append(_write(output))
            case Pause(seconds=seconds):
                await asyncio.sleep(seconds)
            case Foreign():
                said.append({"type": "carousel-3000"})
            case Goodbye():
                said.append({"text": "", "from": "system", "event": Event.SESSION_END.value})
            case Trouble(kind="error"):
                msg = "the bot broke"
                raise _Broke(msg)
            case Trouble(kind="hang"):
                await asyncio.sleep(_NEVER)
            case Trouble(kind="empty"):
                return None
            case _:
                pass
    return said


def _write(bubble: Bubble) -> dict[str, Any]:
    message = bubble.message
    return {
        "text": message.text,
        "from": message.speaker.value,
        "buttons": [{"label": one.label, "value": one.value} for one in message.buttons],
        "links": [{"url": one.url, "title": one.title} for one in message.links],
        "event": message.event.value if message.event else None,
    }


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    key = uuid.uuid4().hex
    _BOTS[key] = brain
    described = {
        "adapter": "python",
        "name": "fake",
        "call": "runaround_adapters.fakes.python:answer",
        "welcome": "runaround_adapters.fakes.python:welcome",
        "message": {
            "bot": key,
            "token": "env:TOKEN",
            "text": "{text}",
            "button": "{button.value}",
            "link": "{link.url}",
            "files": "{files}",
            "consumer": "{consumer_id}",
            "session": "{session_id}",
            "elapsed_s": "{elapsed_s}",
        },
        "reply": {
            "speaker": {"value": "from"},
            "skip": "type == 'carousel-3000'",
            "buttons": {"list": "buttons"},
            "links": {"list": "links"},
            "links_in_text": False,
            "events": {event.value: f"event == '{event.value}'" for event in Event if event is not Event.PROBE},
        },
        "limits": {"reply_s": 20 * quiet_s},
    }
    try:
        yield Served("python", described)
    finally:
        del _BOTS[key]


PYTHON = Fake(
    _serve,
    {
        "Later": "a function says nothing of itself",
        "answers": "a function answers what it is asked",
        "ids": "messages of a function have no ids",
        "order": "a function returns its messages in order",
        "Piece": "a function returns whole messages",
        "Typing": "a function does not say that it writes",
        "Break": "there is no connection that could break",
        "status": "a function has no HTTP status",
        "not_json": "a function returns values",
        "huge": "a function returns values that are in memory already",
    },
    made_from="what adapters/python.md says",
)
