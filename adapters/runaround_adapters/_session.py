"""One visit of a consumer to a bot over HTTP."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from runaround.adapter import Reply
from runaround.errors import AdapterError, WrongShape
from runaround.model import Click, Event, Message, Say, TurnEnd
from runaround_adapters._actions import NO_CLICK, click_values
from runaround_adapters._mapping import ReplyMap, read_reply
from runaround_adapters._media import MediaServer
from runaround_adapters._pace import Pace
from runaround_adapters._requests import Outgoing, build_request
from runaround_adapters._secrets import mask_message
from runaround_adapters._served import ServedFiles
from runaround_adapters._settings import END_EVENTS, Call, Settings, UploadHow
from runaround_adapters._template import fill
from runaround_adapters._uploads import Uploader, take_values
from runaround_adapters._wire import Wire

__all__ = ["HttpSession"]

_CLOSING_S = 5.0


class HttpSession:
    """One visit. `values` are what the placeholders of the target file stand for; answers may change them."""

    def __init__(
        self, settings: Settings, wire: Wire, values: Mapping[str, Any], *, media: MediaServer, pace: Pace
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._values = dict(values)
        self._pace = pace
        self._uploader = Uploader(settings.upload, wire, media)
        self._seen: set[str] = set()
        self._holding: frozenset[Event] = frozenset()
        self._served = ServedFiles(media, wire.log)
        self._is_open = False
        self._is_closed = False

    async def begin(self) -> Reply:
        """Make the opening call, if there is one, and return the welcome that it holds. Raises AdapterError."""
        self._wire.log.begin()
        opening = self._settings.open
        if opening is None:
            self._is_open = True
            return Reply()
        with self._recording():
            outgoing = build_request(opening, self._now_values())
            is_json = bool(opening.take or opening.take_secret or self._settings.is_welcoming)
            answer = await self._wire.call(outgoing, is_json=is_json)
            self._values |= take_values(opening, answer, self._wire, place=self._wire.place(outgoing))
            self._is_open = True
            mapping = self._settings.open_reply or self._settings.reply
            heard = self._hear(answer, mapping, outgoing) if self._settings.is_welcoming else ()
            return self._reply(heard, TurnEnd.RESPONSE)

    async def send(self, action: Say | Click) -> Reply:
        """Send one action and return the answer; files go first where the target file says so. Raises AdapterError."""
        self._wire.log.begin()
        with self._recording():
            outgoing, call = await self._prepare(action)
            await self._pace.wait()
            answer = await self._wire.call(outgoing)
            place = self._wire.place(outgoing)
            self._values |= take_values(call, answer, self._wire, place=place, is_needed=False)
            heard = self._hear(answer, self._settings.reply, outgoing)
            poll = self._settings.poll
            if heard or poll is None or not poll.for_reply_s:
                return self._reply(heard, TurnEnd.RESPONSE)
            late = await self._listen(self._wire.log.now() + poll.for_reply_s)
            return self._reply(late, TurnEnd.LISTENED if late else TurnEnd.TIME_LIMIT)

    async def listen(self, seconds: float) -> Reply:
        """Return the first messages that come within `seconds`; without `poll` in the target file, just wait."""
        self._wire.log.begin()
        if self._settings.poll is None:
            await asyncio.sleep(seconds)
            return self._reply((), TurnEnd.TIME_LIMIT)
        with self._recording():
            heard = await self._listen(seconds)
            return self._reply(heard, TurnEnd.LISTENED if heard else TurnEnd.TIME_LIMIT)

    async def close(self) -> None:
        """Make the closing call, if there is one, and free the visit. Does not raise."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            if self._settings.close is not None and self._is_open:
                with suppress(AdapterError, TimeoutError):
                    async with asyncio.timeout(_CLOSING_S):
                        outgoing = build_request(self._settings.close, self._now_values())
                        await self._wire.call(outgoing, is_json=False)
        finally:
            self._served.withdraw()
            await self._wire.client.aclose()

    async def _prepare(self, action: Say | Click) -> tuple[Outgoing, Call]:
        values = self._now_values()
        if isinstance(action, Click):
            call = self._settings.click
            return build_request(call, {**values, **click_values(action)}), call
        call = self._settings.message
        said = {**values, **NO_CLICK, "text": action.text}
        upload = self._settings.upload
        files = await self._uploader.prepare(action.evidence, said)
        if upload is None:
            return build_request(call, said), call
        self._served.add(files if upload.is_served else ())
        sent, shown = (
            {**said, "files": [fill(upload.each, {**said, **file.values(is_shown=shown)}) for file in files]}
            for shown in (False, True)
        )
        is_one_call = upload.how is UploadHow.MULTIPART and upload.call is None
        parts = files if is_one_call else ()
        return build_request(call, sent, shown=shown, parts=parts, part_name=upload.field), call

    async def _listen(self, until_s: float) -> tuple[Message, ...]:
        """Ask for messages until some come or `until_s` on the clock of this call has passed."""
        poll = self._settings.poll
        assert poll is not None, "called only with a poll"
        while True:
            outgoing = build_request(poll.call, self._now_values())
            answer = await self._wire.call(outgoing)
            place = self._wire.place(outgoing)
            self._values |= take_values(poll.call, answer, self._wire, place=place, is_needed=False)
            heard = self._hear(answer, poll.reply or self._settings.reply, outgoing)
            left_s = until_s - self._wire.log.now()
            if heard or left_s <= 0:
                return heard
            await asyncio.sleep(min(poll.every_s, left_s))

    def _now_values(self) -> dict[str, Any]:
        return {**self._values, "message_id": str(uuid.uuid4())}

    def _hear(self, answer: object, mapping: ReplyMap, outgoing: Outgoing) -> tuple[Message, ...]:
        """Return the new messages of an answer: what has an id that was heard before is left out, and nothing else."""
        known = frozenset(mapping.whole_events)
        try:
            heard = read_reply(answer, mapping, quote=self._wire.log.quote, holding=self._holding & known)
        except WrongShape as error:
            msg = f"{self._wire.place(outgoing)}: {error}"
            raise WrongShape(msg) from error
        self._holding = (self._holding - known) | heard.holding
        fresh = []
        for part in heard.parts:
            if part.id is None or part.id not in self._seen:
                fresh += [mask_message(message, self._wire.log.masker) for message in part.messages]
            if part.id is not None:
                self._seen.add(part.id)
        return tuple(fresh)

    def _reply(self, heard: tuple[Message, ...], ended_by: TurnEnd) -> Reply:
        fetched = self._served.see()
        if any(message.event in END_EVENTS for message in heard):
            ended_by = TurnEnd.SESSION_END
        times = (self._wire.log.now(),) * len(heard)
        return Reply(heard, times, ended_by, self._wire.log.take(), fetched=fetched)

    @contextmanager
    def _recording(self) -> Iterator[None]:
        """Give an error what went over the wire before it."""
        try:
            yield
        except AdapterError as error:
            error.exchanges = (*error.exchanges, *self._wire.log.take())
            raise
