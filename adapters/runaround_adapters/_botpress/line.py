"""One visit over Botpress's Chat API: sends by requests, hears by a stream that is taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping
from itertools import count
from typing import Any

from runaround.errors import AdapterError, Dropped, TimedOut, Unreachable
from runaround.model import Click, Say
from runaround_adapters._botpress.api import BotpressApi, sign_key
from runaround_adapters._botpress.messages import write_payloads
from runaround_adapters._botpress.settings import BotpressSettings
from runaround_adapters._botpress.signals import SignalReader
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.template import fill
from runaround_adapters._talk.actions import click_values
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.served import ServedFiles
from runaround_adapters._talk.uploads import Uploader

__all__ = ["BotpressLine"]

_MOST_STREAMS = 8
_STEP_S = 0.1
"""Each further connection waits so much longer, the first not at all."""


class BotpressLine:
    """The way to a bot for one visit. values: what placeholders stand for; keys: of the consumers, by `consumer_id`."""

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: BotpressSettings,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Inbox,
        media: MediaServer,
        keys: MutableMapping[str, str],
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._values = dict(values)
        self._inbox = inbox
        self._keys = keys
        self._api = BotpressApi(wire, settings.url, settings.headers)
        self._uploader = Uploader(settings.upload, wire, media)
        self._served = ServedFiles(media, wire.log)
        self._reader: SignalReader | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Begin a conversation, hear it, and send the event that makes the bot speak first. Raises AdapterError."""
        settings = self._settings
        await self._enter()
        await self._api.begin()
        self._reader = SignalReader(settings.mapping, self._inbox, self._wire.log.quote, own=self._api.user)
        # Signals are kept for nobody: the stream stands before anything is said.
        self._opened = asyncio.get_running_loop().create_future()
        self._spawn(self._hear())
        try:
            async with asyncio.timeout(settings.limits.reply_s):
                await self._opened
        except TimeoutError as error:
            limit = f"{settings.limits.reply_s:g} s (limits.reply_s)"
            msg = f"{self._wire.name}: the stream of the conversation does not begin within {limit}."
            raise TimedOut(msg) from error
        if settings.greeting is not None:
            await self._api.trigger(fill(settings.greeting, self._values) or {})

    async def send(self, action: Say | Click) -> str:
        """Send one action and return the id of its message. Raises AdapterError."""
        assert self._reader is not None, "opened before"
        if self._reader.is_over:
            msg = f"{self._wire.name}: the bot has ended the conversation; nothing more can be sent in it."
            raise Dropped(msg)
        if isinstance(action, Click):
            values = click_values(action)
            payloads = write_payloads(str(values["button.value"] or values["text"]), (), is_one=True)
        else:
            files = await self._uploader.prepare(action.evidence, self._values)
            self._served.add(files)
            payloads = write_payloads(action.text, files, is_one=self._settings.is_bloc)
        metadata = fill(self._settings.metadata, self._values)
        return [await self._api.say(payload, metadata) for payload in payloads][-1]

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that are served."""
        return self._served.see()

    async def close(self) -> None:
        """Free the visit; the conversation stays in the bot's history."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._served.withdraw()
        await self._wire.client.aclose()

    async def _enter(self) -> None:
        settings, consumer = self._settings, str(self._values["consumer_id"])
        user = dict(fill(settings.user, self._values) or {})
        key = settings.user_key or self._keys.get(consumer, "")
        if settings.encryption_key:
            key = sign_key(str(user.get("id") or consumer), settings.encryption_key)
        if key:
            user.pop("id", None)  # the key says who it is
        self._keys[consumer] = await self._api.enter(key, user)

    async def _hear(self) -> None:
        """Hear the stream, and take it up again where it breaks, until nothing more can come."""
        assert self._opened is not None, "made before"
        for number in count():
            try:
                await self._api.listen(self._put, on_open=self._note_open)
                broken: AdapterError = Dropped(f"{self._wire.name}: the service ends the stream again and again.")
            except (Dropped, TimedOut, Unreachable) as error:
                broken = error
            except AdapterError as error:
                self._fail(error)
                return
            if number == _MOST_STREAMS or not self._opened.done():
                self._fail(broken)
                return
            await asyncio.sleep(_STEP_S * number)

    def _note_open(self) -> None:
        """Take in that the stream stands; what was said while none did is asked for."""
        assert self._opened is not None, "made before"
        if self._opened.done():
            self._spawn(self._catch_up())
        else:
            self._opened.set_result(None)

    async def _catch_up(self) -> None:
        assert self._reader is not None, "opened before"
        try:
            self._reader.put_listed(await self._api.list_messages())
        except AdapterError as error:
            self._inbox.fail(error)

    def _put(self, text: str) -> None:
        assert self._reader is not None, "opened before"
        self._reader.put(text)

    def _fail(self, error: AdapterError) -> None:
        assert self._opened is not None, "made before"
        if self._opened.done():
            self._inbox.fail(error)
        else:
            self._opened.set_exception(error)

    def _spawn(self, work: Any) -> None:  # noqa: ANN401 (a coroutine)
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
