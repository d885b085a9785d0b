"""One visit of a consumer to a bot over HTTP."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from runaround.adapter import Reply
from runaround.errors import AdapterError, WrongShape
from runaround.model import Click, Event, Exchange, Message, Say, TurnEnd
from runaround_adapters._mapping import ReplyMap, read_reply
from runaround_adapters._media import MediaServer
from runaround_adapters._requests import File, Outgoing, build_request
from runaround_adapters._secrets import Masker
from runaround_adapters._settings import Call, Settings, UploadHow
from runaround_adapters._template import fill
from runaround_adapters._uploads import Uploader, take_values
from runaround_adapters._wire import Pace, Wire

__all__ = ["HttpSession"]

_CLOSING_S = 5.0
_ENDS = (Event.SESSION_END, Event.HANG_UP)


class HttpSession:
    """One visit. `values` are what the placeholders of the target file stand for; answers may change them."""

    def __init__(
        self, settings: Settings, wire: Wire, values: Mapping[str, Any], *, media: MediaServer, pace: Pace
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._values = dict(values)
        self._media = media
        self._pace = pace
        self._uploader = Uploader(settings.upload, wire, media)
        self._seen: set[str] = set()
        self._holding: frozenset[Event] = frozenset()
        self._served: list[File] = []
        self._fetched: set[str] = set()
        self._is_open = False
        self._is_closed = False

    async def begin(self) -> Reply:
        """Make the opening call, if there is one, and return the welcome that it holds. Raises AdapterError."""
        self._wire.begin()
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
        self._wire.begin()
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
            late = await self._listen(self._wire.now() + poll.for_reply_s)
            return self._reply(late, TurnEnd.LISTENED if late else TurnEnd.TIME_LIMIT)

    async def listen(self, seconds: float) -> Reply:
        """Return the first messages that come within `seconds`; without `poll` in the target file, just wait."""
        self._wire.begin()
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
            for file in self._served:
                self._media.withdraw(file.url)
            await self._wire.client.aclose()

    async def _prepare(self, action: Say | Click) -> tuple[Outgoing, Call]:
        values = self._now_values()
        if isinstance(action, Click):
            call = self._settings.click
            return build_request(call, {**values, **_click_values(action)}), call
        call = self._settings.message
        said = {**values, **_NO_CLICK, "text": action.text}
        upload = self._settings.upload
        files = await self._uploader.prepare(action.evidence, said)
        if upload is None:
            return build_request(call, said), call
        self._served += [file for file in files if upload.is_served]
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
            left_s = until_s - self._wire.now()
            if heard or left_s <= 0:
                return heard
            await asyncio.sleep(min(poll.every_s, left_s))

    def _now_values(self) -> dict[str, Any]:
        return {**self._values, "message_id": str(uuid.uuid4())}

    def _hear(self, answer: object, mapping: ReplyMap, outgoing: Outgoing) -> tuple[Message, ...]:
        """Return the new messages of an answer: what has an id that was heard before is left out, and nothing else."""
        known = frozenset(mapping.whole_events)
        try:
            heard = read_reply(answer, mapping, quote=self._wire.quote, holding=self._holding & known)
        except WrongShape as error:
            msg = f"{self._wire.place(outgoing)}: {error}"
            raise WrongShape(msg) from error
        self._holding = (self._holding - known) | heard.holding
        fresh = []
        for part in heard.parts:
            if part.id is None or part.id not in self._seen:
                fresh += [_mask(message, self._wire.masker) for message in part.messages]
            if part.id is not None:
                self._seen.add(part.id)
        return tuple(fresh)

    def _reply(self, heard: tuple[Message, ...], ended_by: TurnEnd) -> Reply:
        self._note_fetches()
        if any(message.event in _ENDS for message in heard):
            ended_by = TurnEnd.SESSION_END
        times = (self._wire.now(),) * len(heard)
        return Reply(heard, times, ended_by, self._wire.take_exchanges())

    def _note_fetches(self) -> None:
        """Record which served files the bot has fetched: a bot that never looked did not see the evidence."""
        for file in self._served:
            if file.url in self._fetched or not self._media.count_fetches(file.url):
                continue
            self._fetched.add(file.url)
            self._wire.note(
                Exchange(f"(the bot) GET {file.url}", f"HTTP 200\n\n{file.stand_in}", status=200, at=self._wire.now())
            )

    @contextmanager
    def _recording(self) -> Iterator[None]:
        """Give an error what went over the wire before it."""
        try:
            yield
        except AdapterError as error:
            error.exchanges = (*error.exchanges, *self._wire.take_exchanges())
            raise


_NO_CLICK = {"button": None, "button.label": "", "button.value": "", "link": None, "link.url": "", "link.title": ""}


def _click_values(action: Click) -> dict[str, Any]:
    """Return the placeholders of a click. `text` is what a bot that knows only words would be told."""
    values: dict[str, Any] = {**_NO_CLICK, "files": [], "text": action.label}
    if action.button is not None:
        label, value = action.button.label, action.button.value or action.button.label
        values |= {"button": {"label": label, "value": value}, "button.label": label, "button.value": value}
    elif action.link is not None:
        url, title = action.link.url, action.link.title
        values |= {"link": {"url": url, "title": title}, "link.url": url, "link.title": title, "text": title or url}
    return values


def _mask(message: Message, masker: Masker) -> Message:
    """Return `message` without secrets that the bot has echoed."""
    if not masker.secrets:
        return message
    mask = masker.mask
    return replace(
        message,
        text=mask(message.text),
        buttons=tuple(replace(one, label=mask(one.label), value=mask(one.value)) for one in message.buttons),
        links=tuple(replace(one, url=mask(one.url), title=mask(one.title)) for one in message.links),
        attachments=tuple(
            replace(one, name=mask(one.name), describes=mask(one.describes)) for one in message.attachments
        ),
    )
