"""One visit over a standing connection: says the frames of a target file, and hears what comes."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from runaround.errors import AdapterError, Dropped, NotJson, WrongShape
from runaround.model import Click, Event, Message, Say, Speaker
from runaround_adapters._frames.settings import FrameSettings
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.template import clean_text, fill
from runaround_adapters._talk.actions import NO_CLICK, click_values
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pieces import put_frame
from runaround_adapters._talk.served import ServedFiles
from runaround_adapters._talk.uploads import Uploader

__all__ = ["Closed", "Connection", "FrameLine"]

_MOST_RESUMES = 3


@dataclass(frozen=True, slots=True)
class Closed:
    """The other side has closed the connection as one does at an end."""


class Connection(Protocol):
    """What frames go over. `where` is how messages about it begin."""

    @property
    def where(self) -> str:
        """Target and address, masked."""
        ...

    async def open(self) -> None:
        """Connect. Raises AdapterError."""
        ...

    async def send(self, text: str, *, shown: str) -> None:
        """Send a frame; `shown` is what the record has in its place. Raises AdapterError; it is not sent again."""
        ...

    async def receive(self) -> str | Closed:
        """Return the next frame, or that the other side has said goodbye. Raises AdapterError."""
        ...

    async def close(self) -> None:
        """Say goodbye and free what is held."""
        ...


class FrameLine:
    """The connection of one visit, and the tasks that keep it and hear what comes over it.

    values: what the placeholders of the target file stand for.
    """

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: FrameSettings,
        connection: Connection,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Inbox,
        media: MediaServer,
    ) -> None:
        self._settings = settings
        self._connection = connection
        self._wire = wire
        self._values = dict(values)
        self._inbox = inbox
        self._uploader = Uploader(settings.upload, wire, media)
        self._served = ServedFiles(media, wire.log)
        self._tasks: list[asyncio.Task[None]] = []
        self._resumes = 0
        self._is_over = False

    async def open(self) -> None:
        """Connect, say the opening frames, take what they are answered with, and begin to hear. Raises AdapterError."""
        await self._connection.open()
        await self._say(self._settings.opening)
        await self._take_values()
        self._tasks = [asyncio.create_task(self._hear())]
        if self._settings.ping is not None:
            self._tasks.append(asyncio.create_task(self._ping()))

    async def send(self, action: Say | Click) -> str:
        """Send one action as a frame, its files with it; return the id that the frame carries. Raises AdapterError."""
        if self._is_over:
            msg = f"{self._connection.where}: the connection is closed; nothing can be sent."
            raise Dropped(msg)
        values = {**self._values, "message_id": str(uuid.uuid4())}
        if isinstance(action, Click):
            await self._say((self._settings.click,), {**values, **click_values(action)})
        else:
            await self._say_words(action, {**values, **NO_CLICK, "text": action.text})
        return str(values["message_id"])

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that are served."""
        return self._served.see()

    async def close(self) -> None:
        """Say the closing frames and goodbye. May raise AdapterError."""
        for task in self._tasks:
            task.cancel()
        try:
            if self._tasks and not self._is_over:
                await self._say(self._settings.closing)
        finally:
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._served.withdraw()
            await self._connection.close()
            await self._wire.client.aclose()

    async def _say_words(self, action: Say, values: Mapping[str, Any]) -> None:
        upload = self._settings.upload
        files = await self._uploader.prepare(action.evidence, values)
        if upload is None:
            return await self._say((self._settings.message,), values)
        self._served.add(files if upload.is_served else ())
        sent, shown = (
            {**values, "files": [fill(upload.each, {**values, **file.values(is_shown=shown)}) for file in files]}
            for shown in (False, True)
        )
        return await self._say((self._settings.message,), sent, shown=shown)

    async def _say(
        self, frames: Sequence[Any], values: Mapping[str, Any] | None = None, *, shown: Mapping[str, Any] | None = None
    ) -> None:
        """Send frames, with `shown` in place of `values` in the record. Raises AdapterError."""
        known = {**self._values, "message_id": str(uuid.uuid4())} if values is None else values
        for frame in frames:
            await self._connection.send(_write(frame, known), shown=_write(frame, known if shown is None else shown))

    async def _hear(self) -> None:
        """Put everything that comes into the inbox, until the connection ends."""
        try:
            while not isinstance(frame := await self._receive(), Closed):
                self._put(frame)
        except AdapterError as error:
            self._is_over = True
            self._inbox.fail(error)
            return
        self._is_over = True
        self._inbox.hear((Message(Speaker.SYSTEM, event=Event.SESSION_END),))

    async def _receive(self) -> str | Closed:
        """Return the next frame, over a new connection where the target file says how a visit goes on.

        What the consumer has said is not said again. Raises AdapterError.
        """
        while True:
            try:
                return await self._connection.receive()
            except Dropped:
                if not self._settings.resuming or self._resumes == _MOST_RESUMES:
                    raise
                self._resumes += 1
                await self._connection.close()
                await self._connection.open()
                await self._say(self._settings.resuming)

    async def _ping(self) -> None:
        """Send the frame that keeps the connection, now and then; that it is broken is for those who hear to tell."""
        while True:
            await asyncio.sleep(self._settings.ping_s or 1.0)
            with suppress(AdapterError):
                await self._say((self._settings.ping,))

    async def _take_values(self) -> None:
        """Hear frames until every value that the target file takes from the opening is there. Raises AdapterError."""
        secret = self._settings.take_secret
        missing = {**self._settings.take, **secret}
        log = self._wire.log
        try:
            async with asyncio.timeout(self._settings.limits.reply_s):
                while missing:
                    frame = await self._connection.receive()
                    if isinstance(frame, Closed):
                        msg = f"{self._connection.where}: closed before {', '.join(missing)} came (open.take)."
                        raise Dropped(msg)
                    for value in _read(frame):
                        found = {name: path.find(value, log.quote) for name, path in missing.items()}
                        taken = {name: one for name, one in found.items() if one is not None}
                        log.learn_secrets(str(one) for name, one in taken.items() if name in secret)
                        self._values |= taken
                        missing = {name: path for name, path in missing.items() if name not in taken}
                    self._put(frame)
        except TimeoutError as error:
            msg = f"{self._connection.where}: no frame gave a value for {', '.join(missing)} (open.take)."
            raise WrongShape(msg) from error

    def _put(self, frame: str) -> None:
        """Put what a frame says into the inbox. Raises AdapterError."""
        quote = self._wire.log.quote
        if (broken := _find_broken(frame)) is not None:
            msg = f"{self._connection.where}: a frame is not JSON; found {quote(broken)}."
            raise NotJson(msg)
        for value in _read(frame):
            try:
                is_known = put_frame(value, self._settings.frames, self._inbox, quote=quote)
            except AdapterError as error:
                msg = f"{self._connection.where}: {error}"
                raise type(error)(msg) from error
            if not is_known:
                self._inbox.note_foreign(quote(value), advice="describe it in reply or signals")


def _write(frame: Any, values: Mapping[str, Any]) -> str:  # noqa: ANN401 (JSON)
    """Return a frame as text: a template of text as it is, everything else as JSON."""
    filled = fill(frame, values)
    return clean_text(filled if isinstance(filled, str) else json.dumps(filled, ensure_ascii=False))


def _find_broken(frame: str) -> str | None:
    """Return a frame that begins as JSON and is none; plain words are no JSON either, and what a plain bot sends."""
    text = frame.strip()
    is_text = any(isinstance(value, str) for value in _read(frame))
    return text if is_text and text.startswith(("{", "[")) else None


def _read(frame: str) -> Iterator[object]:
    """Yield what a frame holds: one JSON value, each of a list, each of several lines; or else the text itself."""
    text = frame.strip()
    if not text:
        return
    try:
        value = parse_json(text.encode("utf-8", "surrogatepass"), "")
    except (NotJson, UnicodeError):
        lines = [line for line in text.splitlines() if line.strip()]
        if text.startswith("{") and len(lines) > 1:
            for line in lines:
                yield from _read(line)
            return
        yield frame
        return
    yield from value if isinstance(value, list) else (value,)
