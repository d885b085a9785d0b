"""The adapter `python`: talks to a function in this process.

The target file is documented in `docs/adapters/python.md` and described by `python.schema.json`.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.errors import AdapterError, BotFailed, Dropped, TimedOut, WrongShape
from runaround.model import Case, Click, Exchange, Message, Say, TurnEnd
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.mapping import ReplyMap, read_reply
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.secrets import Masker, mask_message
from runaround_adapters._rules.settings import END_EVENTS, HANDOFF_EVENTS, Limits
from runaround_adapters._rules.template import fill
from runaround_adapters._talk.actions import NO_CLICK, click_values
from runaround_adapters._talk.visits import Visits

__all__ = ["make"]

_MESSAGE: Mapping[str, Any] = {
    "text": "{text}",
    "button": "{button.value}",
    "link": "{link.url}",
    "files": "{files}",
    "consumer": "{consumer_id}",
    "session": "{session_id}",
    "lang": "{lang}",
    "elapsed_s": "{elapsed_s}",
}
_ALWAYS = frozenset({"consumer_id", "session_id", "session", "elapsed_s", "lang", "case_id"})
_SAYING = frozenset({"text", "files", "button", "button.label", "button.value", "link", "link.url", "link.title"})

_Function = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Settings:
    name: str
    answer: _Function
    reply: ReplyMap
    message: Any = field(repr=False)
    welcome: _Function | None = None
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    check_schema(document, "python", path)
    reader = ReplyReader(path, environ)
    folder = Path(path).resolve().parent if Path(path).is_file() else Path.cwd()
    place = str((folder / document.get("path", ".")).resolve())
    answer = _find(reader, "call", document["call"], place)
    welcome = _find(reader, "welcome", document["welcome"], place) if "welcome" in document else None
    settings = _Settings(
        document.get("name", "") or document["call"],
        answer,
        reader.read_reply_map("reply", document.get("reply", {})),
        reader.read_template("message", document.get("message", _MESSAGE), _ALWAYS | _SAYING),
        welcome,
        Limits(**document.get("limits", {})),
        reader.masker,
    )
    reader.finish()
    return _PythonAdapter(settings)


def _find(reader: ReplyReader, key: str, named: str, place: str) -> _Function:
    """Return the function `module:name`, imported from the folder `place` or from what is installed."""
    module, _, name = named.partition(":")
    if place not in sys.path:
        sys.path.insert(0, place)
    try:
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except Exception as error:  # noqa: BLE001 (the module is the user's: whatever it raises is a mistake of the file)
        reader.note(key, f"{named!r} cannot be imported: {type(error).__name__}: {error}. Looked in {place} first.")
        return str
    if not callable(found):
        reader.note(key, f"{named!r} is no function.")
        return str
    function: _Function = found
    return function


class _PythonAdapter:
    """One function. What it keeps of a visit it keeps by the name of the session."""

    def __init__(self, settings: _Settings) -> None:
        self._settings = settings
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What the target file maps."""
        mapping = self._settings.reply
        return Capabilities(
            buttons="buttons.list" in mapping.paths,
            links=mapping.links_in_text or "links.list" in mapping.paths,
            uploads=True,
            handoff_signal=not HANDOFF_EVENTS.isdisjoint({*mapping.events, *mapping.whole_events}),
            clock=True,
        )

    async def open(self, case: Case, *, session: int) -> tuple[_Visit, Reply]:
        """Ask for the welcome, if there is a function for it. Raises AdapterError."""
        visit = _Visit(self._settings, self._visits.values(case, session))
        return visit, await visit.begin()

    async def close(self) -> None:
        """Do nothing: nothing is held."""


class _Visit:
    """One visit."""

    def __init__(self, settings: _Settings, values: Mapping[str, Any]) -> None:
        self._settings = settings
        self._values = dict(values)
        self._log = WireLog(settings.masker)
        self._is_over = False

    async def begin(self) -> Reply:
        """Return the welcome."""
        self._log.begin()
        if self._settings.welcome is None:
            return Reply()
        values = {**self._values, **NO_CLICK, "text": "", "files": []}
        return await self._call(self._settings.welcome, values)

    async def send(self, action: Say | Click) -> Reply:
        """Call the function with one action. Raises AdapterError."""
        self._log.begin()
        if self._is_over:
            msg = f"{self._settings.name}: the company has ended the visit; nothing can be sent."
            raise Dropped(msg)
        if isinstance(action, Click):
            return await self._call(self._settings.answer, {**self._values, **click_values(action)})
        files = [
            {"name": one.name, "path": one.path, "media_type": one.media_type, "describes": one.describes}
            for one in action.evidence
        ]
        values = {**self._values, **NO_CLICK, "text": action.text, "files": files}
        return await self._call(self._settings.answer, values)

    async def listen(self, seconds: float) -> Reply:
        """Wait: a function says nothing of itself."""
        await asyncio.sleep(seconds)
        return Reply(ended_by=TurnEnd.TIME_LIMIT)

    async def close(self) -> None:
        """Do nothing: nothing is held."""

    async def _call(self, function: _Function, values: Mapping[str, Any]) -> Reply:
        content = fill(self._settings.message, {**values, "message_id": str(uuid.uuid4())})
        with self._recording(json.dumps(content, ensure_ascii=False, default=repr)) as answer:
            answer.append(await self._run(function, content))
        try:
            heard = read_reply(_plain(answer[0]), self._settings.reply, quote=self._log.quote)
        except WrongShape as error:
            msg = f"{self._settings.name}: {error}"
            raise WrongShape(msg, exchanges=self._log.take()) from error
        messages = tuple(self._mask(message) for part in heard.parts for message in part.messages)
        times = (self._log.now(),) * len(messages)
        self._is_over = any(message.event in END_EVENTS for message in messages)
        ended_by = TurnEnd.SESSION_END if self._is_over else TurnEnd.RESPONSE
        return Reply(messages, times, ended_by, self._log.take())

    async def _run(self, function: _Function, content: object) -> object:
        """Return what the function returns; one that is no coroutine runs beside the others. Raises AdapterError."""
        limit_s = self._settings.limits.reply_s
        try:
            async with asyncio.timeout(limit_s):
                if inspect.iscoroutinefunction(function):
                    return await function(content)
                found = await asyncio.to_thread(function, content)
                return await found if inspect.isawaitable(found) else found
        except TimeoutError as error:
            msg = f"{self._settings.name}: no answer within {limit_s:g} s (limits.reply_s)."
            raise TimedOut(msg) from error
        except Exception as error:
            msg = f"{self._settings.name} raised {type(error).__name__}: {self._log.quote(str(error))}."
            raise BotFailed(msg) from error

    def _mask(self, message: Message) -> Message:
        return mask_message(message, self._log.masker)

    @contextmanager
    def _recording(self, request: str) -> Iterator[list[object]]:
        """Keep the call and what it returned, which the caller puts into the list."""
        answer: list[object] = []
        response = "(no answer)"
        try:
            yield answer
            response = json.dumps(answer[0], ensure_ascii=False, default=repr)
        except AdapterError as error:
            response = f"({type(error).__name__})"
            self._note(request, response)
            error.exchanges = self._log.take()
            raise
        self._note(request, response)

    def _note(self, request: str, response: str) -> None:
        self._log.note(Exchange(self._log.show("call", request), self._log.show("returned", response)))


def _plain(value: object) -> object:
    """Return what a function returned as an answer holds it: words are one message."""
    if isinstance(value, tuple):
        return list(value)
    return [value] if isinstance(value, str) and value else value or None
