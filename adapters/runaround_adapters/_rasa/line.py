"""One visit to a Rasa server over HTTP: the channels rest (at once, or a line a message) and callback."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from runaround.errors import AdapterError, BotFailed, NotJson, TimedOut, WrongShape
from runaround.model import Click, Event, Message, Say, Speaker, TurnEnd
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.receiver import Receiver
from runaround_adapters._net.requests import build_request
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._rasa.messages import put_message
from runaround_adapters._rasa.settings import RasaChannel, RasaSettings, TrackerUse
from runaround_adapters._rasa.tracker import Tracker
from runaround_adapters._rules.events import EventReader, StreamKind
from runaround_adapters._rules.settings import Call
from runaround_adapters._rules.template import fill, fill_text
from runaround_adapters._talk.actions import click_values
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.served import ServedFiles
from runaround_adapters._talk.uploads import Uploader

__all__ = ["RasaLine"]

_LOOK_AGAIN_S = 1.0


class RasaLine:
    """What the channels have in common, and the HTTP ones. values: what placeholders stand for."""

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: RasaSettings,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Inbox,
        media: MediaServer,
        receiver: Receiver,
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._values = dict(values)
        self._inbox = inbox
        self._receiver = receiver
        self._uploader = Uploader(settings.upload, wire, media)
        self._served = ServedFiles(media, wire.log)
        self._sender = fill_text(settings.sender, values)
        self._tracker = Tracker(settings, wire, self._sender)
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = 0
        self._is_paused = False

    async def open(self) -> None:
        """Begin to hear, and have the bot greet where the target file says how. Raises AdapterError."""
        if self._settings.channel is RasaChannel.CALLBACK:
            await self._receiver.register(self._sender, self._hear_callback)
        if self._settings.start:
            self._spawn(self._start())

    async def send(self, action: Say | Click) -> str:
        """Send one action; over REST, hear its answer too. Rasa gives no ids. Raises AdapterError."""
        self._stop_tasks()
        if isinstance(action, Click):
            values = click_values(action)
            await self._say(str(values["button.value"] or values["text"]), self._metadata([]))
            return ""
        files = await self._uploader.prepare(action.evidence, self._values)
        self._served.add(files)
        addresses = [file.url for file in files]
        if self._settings.is_file_in_text:
            await self._say("\n".join([action.text, *addresses]), self._metadata([]))
        else:
            more = [{"name": file.evidence.name, "type": file.evidence.media_type, "url": file.url} for file in files]
            await self._say(action.text, self._metadata(more))
        return ""

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that are served."""
        return self._served.see()

    async def close(self) -> None:
        """Free the visit; Rasa's channels have no goodbye."""
        self._stop_tasks()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._receiver.withdraw(self._sender)
        self._served.withdraw()
        await self._wire.client.aclose()

    async def _say(self, text: str, metadata: object) -> None:
        """Send a message and hear what the channel answers at once. Raises AdapterError."""
        heard = self._heard
        if self._settings.channel is RasaChannel.CALLBACK:
            await self._wire.call(build_request(self._call(), self._filled(text, metadata)), is_json=False)
            self._spawn(self._explain_later(text, heard, answered=False))
            return
        is_streamed = self._settings.channel is RasaChannel.STREAM
        ended = await (self._stream(text, metadata) if is_streamed else self._ask(text, metadata))
        await self._explain(text, heard)
        self._inbox.end_reply(ended)

    async def _ask(self, text: str, metadata: object) -> TurnEnd:
        outgoing = build_request(self._call(), self._filled(text, metadata))
        body = await self._wire.call(outgoing)
        if not isinstance(body, list) and body is not None:
            msg = f"{self._wire.place(outgoing)}: expected a list of messages; found {self._wire.log.quote(body)}."
            raise WrongShape(msg)
        for message in body or []:
            self._put(message)
        return TurnEnd.RESPONSE

    async def _stream(self, text: str, metadata: object) -> TurnEnd:
        """Hear a message a line, each when it comes. What breaks off after some of them costs none of them."""
        outgoing = build_request(self._call(), self._filled(text, metadata))
        reader, heard, wrong = EventReader(StreamKind.NDJSON), self._heard, list[AdapterError]()

        def watch(_raw: Raw, chunk: bytes, *, is_last: bool = False) -> bool:
            try:
                for line in reader.add(chunk, is_last=is_last):
                    self._put_line(line.data)
            except AdapterError as error:
                wrong.append(type(error)(f"{self._wire.place(outgoing)}: {error}"))
            return not wrong

        try:
            raw = await self._wire.fetch(outgoing, watch=watch)
            self._wire.check_status(outgoing, raw)
            watch(raw, b"", is_last=True)
        except AdapterError as error:
            wrong.append(error)
        if wrong and self._heard == heard:
            raise wrong[0]
        if wrong:
            self._inbox.fail(wrong[0])
        return TurnEnd.MARKER

    def _put_line(self, line: str) -> None:
        try:
            value = parse_json(line.encode("utf-8", "surrogatepass"), "")
        except NotJson as error:
            msg = f"a line of the stream is not JSON; found {self._wire.log.quote(line)}."
            raise NotJson(msg) from error
        for message in value if isinstance(value, list) else [value]:
            self._put(message)

    def _put(self, message: object) -> None:
        """Put what one message says into the inbox. Raises WrongShape."""
        self._heard += 1
        put_message(message, self._settings.mapping, self._inbox, quote=self._wire.log.quote)

    def _hear_callback(self, message: object, head: str) -> None:
        """Hear what Rasa posts to the receiver, whenever it does."""
        self._wire.log.note_received(head, json.dumps(message, ensure_ascii=False))
        try:
            self._put(message)
        except AdapterError as error:
            self._inbox.fail(error)

    async def _explain(self, text: str, heard: int) -> bool:
        """Ask the tracker why the bot has said nothing, or after every reply where the target file wants that.

        Return whether the tracker holds the message, which it does once Rasa has done with it.

        Raises BotFailed if it never will, or if the last action broke.
        """
        is_silent = self._heard == heard
        if not is_silent and self._settings.tracker is not TrackerUse.ALWAYS:
            return True
        looked = await self._tracker.look(text, self._values)
        if looked is None:
            return False
        view, is_held = looked
        if view.is_paused and not self._is_paused:
            self._inbox.hear((Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED),))
        self._is_paused = view.is_paused
        if view.is_paused or not is_silent:
            return True
        if is_held and view.broken:
            msg = (
                f"{self._wire.name}: Rasa answered nothing; its last action, {view.broken[:80]!r}, left no event in the"
                " tracker: it failed, or does nothing. See the logs of Rasa and of its action server."
            )
            raise BotFailed(msg)
        if not is_held and self._settings.channel is RasaChannel.REST:
            msg = (
                f"{self._wire.name}: Rasa answered nothing, and its tracker does not hold the consumer's message: it"
                " failed before it was done with it. See the log of Rasa."
            )
            raise BotFailed(msg)
        return is_held

    async def _explain_later(self, text: str, heard: int, *, answered: bool) -> None:
        """Ask why nothing came, until it is known or the time is up; runs while the reply is waited for.

        answered: the channel says that Rasa has done with the message, so that once is enough.
        """
        margin_s = min(1.0, self._settings.limits.reply_s / 10)
        until = time.monotonic() + self._settings.limits.reply_s - margin_s
        try:
            while True:
                await asyncio.sleep(min(self._settings.rules.quiet_s, _LOOK_AGAIN_S) if not answered else 0)
                if self._heard > heard and self._settings.tracker is not TrackerUse.ALWAYS:
                    return None
                is_known = await self._explain(text, heard)
                if is_known and self._heard == heard:
                    self._inbox.end_reply(TurnEnd.RESPONSE)
                if is_known or answered:
                    return None
                if time.monotonic() > until:
                    return self._give_up()
                await asyncio.sleep(_LOOK_AGAIN_S)
        except AdapterError as error:
            self._inbox.fail(error)

    def _give_up(self) -> None:
        if self._settings.tracker is not TrackerUse.NEVER:
            msg = (
                f"{self._wire.name}: nothing came within {self._settings.limits.reply_s:g} s (limits.reply_s), and Rasa"
                " has not done with the message: it failed, or still works."
            )
            self._inbox.fail(TimedOut(msg))

    async def _start(self) -> None:
        """Send what has the bot greet; what comes of it is the welcome."""
        try:
            await self._say_start()
        except AdapterError as error:
            self._inbox.fail(error)

    async def _say_start(self) -> None:
        metadata = self._metadata([])
        match self._settings.channel:
            case RasaChannel.REST:
                ended = await self._ask(self._settings.start, metadata)
            case RasaChannel.STREAM:
                ended = await self._stream(self._settings.start, metadata)
            case _:
                outgoing = build_request(self._call(), self._filled(self._settings.start, metadata))
                await self._wire.call(outgoing, is_json=False)
                await asyncio.sleep(self._settings.rules.quiet_s)
                ended = TurnEnd.QUIET
        self._inbox.end_reply(ended)

    def _call(self) -> Call:
        settings = self._settings
        query = {**settings.query, "stream": "true"} if settings.channel is RasaChannel.STREAM else settings.query
        request = {"sender": "{sender}", "message": "{text}", "metadata": "{metadata?}"}
        return Call(f"{settings.url}{settings.path}", "POST", headers=settings.headers, query=query, request=request)

    def _filled(self, text: str, metadata: object) -> dict[str, Any]:
        return {**self._values, "sender": self._sender, "text": text, "metadata": metadata}

    def _metadata(self, files: list[dict[str, str]]) -> object:
        own = fill(self._settings.metadata, self._values)
        return {**(own or {}), "files": files} if files else own

    def _spawn(self, work: Any) -> asyncio.Task[None]:  # noqa: ANN401 (a coroutine)
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _stop_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
