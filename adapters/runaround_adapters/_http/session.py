"""One visit of a consumer to a bot over HTTP."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from runaround.adapter import Reply
from runaround.errors import AdapterError
from runaround.model import Click, Placing, Say, TurnEnd
from runaround_adapters._http.hearing import Ear
from runaround_adapters._net.requests import Outgoing, build_request
from runaround_adapters._net.streams import hear_stream
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.secrets import mask_message
from runaround_adapters._rules.settings import Call, Settings, UploadHow
from runaround_adapters._rules.template import fill
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.actions import NO_CLICK, click_values
from runaround_adapters._talk.inbox import Heard, Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.served import ServedFiles
from runaround_adapters._talk.uploads import Uploader, take_values

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
        self._inbox = Inbox(settings.poll.rules if settings.poll else TurnRules(reply_s=settings.limits.reply_s))
        self._ear = Ear(settings, self._inbox, wire)
        self._served = ServedFiles(media, wire.log)
        self._is_open = False
        self._is_closed = False

    async def begin(self) -> Reply:
        """Make the opening call, if there is one, and return the welcome. Raises AdapterError."""
        with self._wire.log.recording():
            await self._make_opening_call()
            self._is_open = True
            poll = self._settings.poll
            if poll is None or not poll.welcome_s:
                heard = await self._inbox.take_welcome(0.0)
                # What the opening call holds is said before anything was asked, and it is the welcome.
                ended_by = heard.ended_by if heard.ended_by is TurnEnd.SESSION_END else TurnEnd.RESPONSE
                said = tuple(replace(one, placing=Placing.ANSWER) for one in heard.messages)
                return self._reply(replace(heard, messages=said, ended_by=ended_by))
            return self._reply(await self._ask_until(self._inbox.take_welcome(poll.welcome_s)))

    async def send(self, action: Say | Click) -> Reply:
        """Send one action and return the answer; files go first where the target file says so. Raises AdapterError."""
        with self._wire.log.recording():
            name = str(uuid.uuid4())
            outgoing, call = await self._prepare(action, {**self._values, "message_id": name})
            await self._pace.wait()
            ask = self._ask if self._settings.stream is None else self._ask_for_stream
            is_answered = await ask(outgoing, call, name)
            poll = self._settings.poll
            if poll is None or (is_answered and not poll.is_collecting) or not poll.rules.reply_s:
                self._inbox.end_reply(TurnEnd.RESPONSE)
                return self._reply(await self._inbox.take_reply())
            if not is_answered:
                await self._ask_for_news()
            heard = await self._ask_until(self._inbox.take_reply())
            is_first = heard.ended_by is TurnEnd.QUIET and not poll.is_collecting
            return self._reply(replace(heard, ended_by=TurnEnd.LISTENED) if is_first else heard)

    async def listen(self, seconds: float) -> Reply:
        """Return the first messages that come within `seconds`; without `poll` in the target file, just wait."""
        with self._wire.log.recording():
            if self._settings.poll is None:
                await asyncio.sleep(seconds)
                return Reply(ended_by=TurnEnd.TIME_LIMIT, exchanges=self._wire.log.take(), fetched=self._served.see())
            await self._ask_for_news()
            left_s = max(0.0, seconds - self._wire.log.now())
            return self._reply(await self._ask_until(self._inbox.listen(left_s)))

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

    async def _make_opening_call(self) -> None:
        opening, settings = self._settings.open, self._settings
        if opening is None:
            return
        outgoing = build_request(opening, self._now_values())
        is_json = bool(opening.take or opening.take_secret or settings.is_welcoming)
        answer = await self._wire.call(outgoing, is_json=is_json)
        self._values |= take_values(opening, answer, self._wire, place=self._wire.place(outgoing))
        if settings.is_welcoming:
            self._ear.hear(answer, settings.open_reply or settings.reply, outgoing)

    async def _prepare(self, action: Say | Click, values: Mapping[str, Any]) -> tuple[Outgoing, Call]:
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

    async def _ask(self, outgoing: Outgoing, call: Call, name: str) -> bool:
        """Send a message, and hear the whole answer; return whether it says anything. Raises AdapterError."""
        answer = await self._wire.call(outgoing)
        place = self._wire.place(outgoing)
        self._values |= take_values(call, answer, self._wire, place=place, is_needed=False)
        self._inbox.name_message(self._inbox.begin_message(), name)
        return self._ear.hear(answer, self._settings.reply, outgoing, answers=name)

    async def _ask_for_stream(self, outgoing: Outgoing, call: Call, name: str) -> bool:
        """Send a message, and hear the answer event by event; return whether it is the reply. Raises AdapterError."""
        assert self._settings.stream is not None, "called only for streams"
        place = self._wire.place(outgoing)
        self._inbox.name_message(self._inbox.begin_message(), name)

        def put(event: object) -> bool:
            self._values |= take_values(call, event, self._wire, place=place, is_needed=False)
            self._ear.hear_event(event, answers=name)
            return self._inbox.is_reply_over

        if await hear_stream(self._wire, outgoing, self._settings.stream, put):
            self._inbox.end_reply(TurnEnd.MARKER)
        self._ear.finish(answers=name)
        return self._inbox.is_reply_over or self._inbox.has_waiting

    async def _ask_for_news(self) -> None:
        """Ask once for messages that have come. Raises AdapterError."""
        poll = self._settings.poll
        assert poll is not None, "called only with a poll"
        outgoing = build_request(poll.call, self._now_values())
        answer = await self._wire.call(outgoing)
        place = self._wire.place(outgoing)
        self._values |= take_values(poll.call, answer, self._wire, place=place, is_needed=False)
        self._ear.hear(answer, poll.reply or self._settings.reply, outgoing)

    async def _ask_until(self, taking: Coroutine[Any, Any, Heard]) -> Heard:
        """Ask for news, again and again, until `taking` has enough; the last question is waited for.

        Its answer may not be given twice: whoever leaves without it may lose a message.
        """
        enough = asyncio.Event()
        asking = asyncio.create_task(self._keep_asking(enough))
        try:
            heard = await taking
        except BaseException:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            raise
        enough.set()
        await asking
        return heard

    async def _keep_asking(self, enough: asyncio.Event) -> None:
        poll = self._settings.poll
        assert poll is not None, "called only with a poll"
        while not enough.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(poll.every_s):
                    await enough.wait()
                return
            try:
                await self._ask_for_news()
            except AdapterError as error:
                self._inbox.fail(error)
                return

    def _now_values(self) -> dict[str, Any]:
        return {**self._values, "message_id": str(uuid.uuid4())}

    def _reply(self, heard: Heard) -> Reply:
        masker = self._wire.log.masker
        fetched = self._served.see()  # first: the record that is taken below has the fetches too
        return Reply(
            tuple(mask_message(message, masker) for message in heard.messages),
            tuple(max(0.0, self._wire.log.since(at)) for at in heard.at),
            heard.ended_by,
            self._wire.log.take(),
            answers=heard.answers if any(heard.answers) else (),
            fetched=fetched,
        )
