"""One visit over Direct Line: sends by requests, hears by a stream that is taken up again, or by polls."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any

from runaround.errors import AdapterError, BadStatus, Dropped, TimedOut, Unreachable, WrongShape
from runaround.model import Click, Say
from runaround_adapters._botbuilder.activities import ActivityReader, activities_in, is_end, lay_over
from runaround_adapters._botbuilder.calls import Part
from runaround_adapters._botbuilder.directline_api import Credentials, DirectLineApi
from runaround_adapters._botbuilder.settings import ActivitySettings
from runaround_adapters._frames.line import Closed
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Upload
from runaround_adapters._rules.template import fill, fill_text
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.push import Welcome
from runaround_adapters._talk.uploads import Uploader

__all__ = ["DirectLineLine", "DirectLineSettings", "OpenSocket", "Streaming", "Uploading"]

_PING_S = 20.0
_MOST_FAILURES = 3
_MOST_STREAMS = 8
_STEP_S = 0.1
"""Each further connection waits so much longer, the first not at all."""
_SOONEST_REFRESH_S = 0.05
_PASSING = (Dropped, Unreachable, TimedOut, BadStatus)
"""What may be over when the same is asked again; a question for news is no message, and may be put twice."""

OpenSocket = Callable[[str, Wire], Socket]
"""Returns a connection to the address of a stream, not yet open."""


class Uploading(StrEnum):
    """How files go to the service: as a form or bare, only as a form, or not at all."""

    ANY = "any"
    MULTIPART = "multipart"
    NONE = "none"


class Streaming(StrEnum):
    """How activities come: over a WebSocket where the service offers one, only so, or by asking."""

    ANY = "any"
    WEBSOCKET = "websocket"
    POLLING = "polling"


@dataclass(frozen=True, slots=True)
class DirectLineSettings:
    """A whole target file. trusts_reply_ids: what an activity says it replies to can be believed."""

    name: str
    url: str
    user_id: str
    shared: ActivitySettings
    credentials: Credentials = field(repr=False)
    streaming: Streaming
    poll_s: float
    welcome: Welcome
    trusts_reply_ids: bool
    uploading: Uploading
    upload: Upload | None


class DirectLineLine:
    """The way to a bot for one visit. values: what the placeholders of the target file stand for."""

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: DirectLineSettings,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Inbox,
        media: MediaServer,
        open_socket: OpenSocket,
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._values = dict(values)
        self._inbox = inbox
        self._api = DirectLineApi(wire, settings.url, settings.credentials, headers=settings.shared.headers)
        self._reader: ActivityReader | None = None
        self._uploader = Uploader(settings.upload, wire, media)
        self._open_socket = open_socket
        self._socket: Socket | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._numbers: dict[str, int] = {}
        self._said: dict[str, object] = {}
        self._sent = 0
        self._is_nameless = False
        self._held: list[Mapping[str, Any]] = []
        self._is_over = False

    async def open(self) -> None:
        """Begin a conversation and hear it, and say what makes the bot speak first. Raises AdapterError."""
        settings = self._settings
        await self._api.start(fill_text(settings.user_id, self._values), str(self._values["lang"]))
        self._values["user_id"] = self._api.user
        self._reader = ActivityReader(settings.shared.mapping, self._inbox, self._wire.log.quote, own=self._api.user)
        if settings.streaming is Streaming.WEBSOCKET and not self._api.stream_url:
            msg = f"{self._wire.name}: the service offers no stream (streamUrl); take 'stream: polling'."
            raise WrongShape(msg)
        if self._api.stream_url and settings.streaming is not Streaming.POLLING:
            self._socket = self._open_socket(self._api.stream_url, self._wire)
            await self._socket.open()
            self._tasks += [asyncio.create_task(self._hear()), asyncio.create_task(self._ping())]
        else:
            self._tasks.append(asyncio.create_task(self._poll()))
        if self._api.has_token and self._api.expires_s is not None:
            self._tasks.append(asyncio.create_task(self._keep_token(self._api.expires_s)))
        if settings.shared.greeting is not None:
            await self._api.send(self._write(fill(settings.shared.greeting, self._values)))

    async def send(self, action: Say | Click) -> str:
        """Send one action, its files with it in one message, and return its id. Raises AdapterError."""
        if self._is_over:
            msg = f"{self._wire.name}: the bot has ended the conversation; nothing more can be sent in it."
            raise Dropped(msg)
        assert self._reader is not None, "opened before"
        self._sent += 1
        self._is_nameless = True
        files: tuple[Part, ...] = ()
        said: Mapping[str, Any]
        if isinstance(action, Click):
            said = self._reader.click(action)
        else:
            said = {"text": action.text}
            files = tuple(Part(file) for file in await self._uploader.prepare(action.evidence, self._values))
        own = str(uuid.uuid4())
        self._said[own] = said.get("text")
        message = {"type": "message", "textFormat": "plain"}
        activity = self._write(lay_over(message, said, {"channelData": {"clientActivityID": own}}))
        if files:
            is_alone = self._settings.uploading is Uploading.ANY and len(files) == 1 and not said.get("text")
            id = await self._api.upload(files, None if is_alone else activity)  # noqa: A001 (the protocol's word)
        else:
            id = await self._api.send(activity)  # noqa: A001
        self._name(id)
        return id

    def seen_files(self) -> dict[str, bool]:
        """Return nothing: files go to the service, and who looks at them there is not told."""
        return {}

    async def close(self) -> None:
        """Say goodbye if the target file wants it, and free the visit. May raise AdapterError."""
        for task in self._tasks:
            task.cancel()
        try:
            if self._settings.shared.says_goodbye and self._sent and not self._is_over:
                await self._api.send(self._write({"type": "endOfConversation"}))
        finally:
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._socket is not None:
                await self._socket.close()
            await self._wire.client.aclose()

    def _write(self, activity: Mapping[str, Any]) -> dict[str, Any]:
        around = {"from": {"id": self._api.user}, "locale": str(self._values["lang"])}
        return lay_over(around, fill(self._settings.shared.activity, self._values) or {}, activity)

    async def _hear(self) -> None:
        """Hear the stream, and take it up again where it ends, until nothing more can come."""
        for number in count():
            broken = await self._hear_stream()
            if broken is None:
                return
            if number == _MOST_STREAMS:
                self._inbox.fail(broken)
                return
            await asyncio.sleep(_STEP_S * number)
            if not await self._take_up():
                return

    async def _hear_stream(self) -> Dropped | None:
        """Hear one connection to its end, and return how it ended; None after an error, which is told already."""
        assert self._socket is not None, "there is a stream"
        try:
            while not isinstance(frame := await self._socket.receive(), Closed):
                self._hear_set(frame)
        except Dropped as error:
            return error
        except AdapterError as error:
            self._inbox.fail(error)
            return None
        return Dropped(f"{self._socket.where}: the service closes the stream again and again.")

    async def _take_up(self) -> bool:
        """Connect to the stream again where it ended; return whether there is something to hear."""
        assert self._socket is not None, "there is a stream"
        try:
            await self._socket.close()
            await self._api.reconnect()
            self._socket = self._open_socket(self._api.stream_url, self._wire)
            await self._socket.open()
        except AdapterError as error:
            self._inbox.fail(error)
            return False
        return True

    async def _poll(self) -> None:
        """Ask for activities now and then until nothing more can come."""
        failures = 0
        while True:
            before = self._api.watermark
            try:
                body = await self._api.poll()
                is_news = self._put_set(body)
                failures = 0
            except AdapterError as error:
                failures += 1
                if not isinstance(error, _PASSING) or failures == _MOST_FAILURES:
                    self._inbox.fail(error)
                    return
                is_news = False
            if not is_news or self._api.watermark == before:
                await asyncio.sleep(self._settings.poll_s)

    async def _ping(self) -> None:
        """Send an empty frame now and then, as the reference client does; that the stream broke is for `_hear`."""
        while True:
            await asyncio.sleep(_PING_S)
            with suppress(AdapterError):
                if self._socket is not None:
                    await self._socket.send("", shown="")

    async def _keep_token(self, expires_s: float) -> None:
        """Get a new token in the middle of the old one's life; if that fails, again in what is left of it."""
        while expires_s > _SOONEST_REFRESH_S:
            await asyncio.sleep(expires_s / 2)
            try:
                await self._api.refresh()
                expires_s = self._api.expires_s or expires_s
            except AdapterError:
                expires_s /= 2

    def _hear_set(self, frame: str) -> None:
        """Put what a frame holds into the inbox; an empty one only keeps the line. Raises AdapterError."""
        assert self._socket is not None, "there is a stream"
        try:
            self._put_set(parse_json(frame.encode("utf-8", "surrogatepass"), ""))
        except AdapterError as error:
            msg = f"{self._socket.where}: a frame cannot be read: {error}"
            raise type(error)(msg) from error

    def _put_set(self, body: object) -> bool:
        """Put a set of activities into the inbox; return whether there were any. Raises AdapterError."""
        if body is None:
            return False
        activities = activities_in(body, self._wire.log.quote)
        for activity in activities:
            self._put(activity)
        self._api.note_watermark(body)
        return bool(activities)

    def _put(self, activity: Mapping[str, Any]) -> None:
        assert self._reader is not None, "opened before"
        if self._is_echo(activity):
            return
        if self._is_unclear(activity):
            self._held.append(activity)
            return
        if activity.get("id") in self._numbers:
            # NLP.js confirms a message with the id of its reply. That is no id of ours, and the reply is to be heard.
            activity = {**activity, "id": f"{activity['id']}#reply"}
        self._reader.put(activity, is_unsolicited=self._is_welcome(activity))
        self._is_over = self._is_over or is_end(activity, self._settings.shared.mapping, self._wire.log.quote)

    def _is_echo(self, activity: Mapping[str, Any]) -> bool:
        """Whether it is the consumer's own; what it says of the message's id counts from now on.

        Servers that write another sender into it still leave what the client had put there for itself.
        """
        assert self._reader is not None, "opened before"
        data = activity.get("channelData")
        own = data.get("clientActivityID") if isinstance(data, Mapping) else None
        is_ours = own in self._said and not activity.get("replyToId") and activity.get("text") == self._said[own]
        if not is_ours and not self._reader.is_echo(activity):
            return False
        if is_ours and own == list(self._said)[-1] and isinstance(activity.get("id"), str):
            self._name(activity["id"])
        return True

    def _name(self, id: str) -> None:  # noqa: A002 (the protocol's word)
        """Take in which id the service gave the last message; what was held back for that is heard now."""
        if id:
            self._numbers.setdefault(id, self._sent)
            self._inbox.name_message(self._sent, id)
        self._is_nameless = False
        held, self._held = self._held, []
        for activity in held:
            self._put(activity)

    def _is_unclear(self, activity: Mapping[str, Any]) -> bool:
        """Whether it may answer the first message or greet: nobody can tell before that message has its id."""
        replied = activity.get("replyToId")
        is_first = self._sent == 1 and self._is_nameless
        return self._settings.trusts_reply_ids and is_first and bool(replied) and replied not in self._numbers

    def _is_welcome(self, activity: Mapping[str, Any]) -> bool:
        """Whether it greets somebody who has spoken already: the service may tell the bot of a visitor only then.

        Such a greeting replies to nothing that the consumer said; later everything else counts as said to the last.
        """
        replied = activity.get("replyToId")
        is_first = self._sent == 1 and 1 in self._numbers.values()
        return self._settings.trusts_reply_ids and is_first and bool(replied) and replied not in self._numbers
