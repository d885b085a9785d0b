"""One visit to an agent over A2A: JSON-RPC or HTTP with JSON, answered at once or as server-sent events."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from runaround.errors import AdapterError, BotFailed, NotJson, TimedOut, WrongShape
from runaround.model import Click, Say, TurnEnd
from runaround_adapters._a2a.card import Agent
from runaround_adapters._a2a.dialects import FAILED, Binding
from runaround_adapters._a2a.settings import A2aSettings
from runaround_adapters._a2a.turn import Conversation
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.requests import File, Outgoing, build_request
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._rules.events import EventReader, StreamKind
from runaround_adapters._rules.settings import Call
from runaround_adapters._rules.template import clean_text, fill
from runaround_adapters._talk.actions import click_values
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.served import ServedFiles
from runaround_adapters._talk.uploads import Uploader

__all__ = ["A2aLine", "FindAgent"]

_HINTS = {
    -32009: " The agent does not speak this version; try another 'version'.",
    -32601: " The agent does not know the call; it may speak another 'version'.",
}

_REFUSED = (401, 403)

FindAgent = Callable[[Wire], Any]


class A2aLine:
    """The visit's way to the agent. find_agent: reads the agent's card, if nobody has yet."""

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: A2aSettings,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Inbox,
        find_agent: FindAgent,
        media: MediaServer,
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._values = dict(values)
        self._inbox = inbox
        self._find_agent = find_agent
        self._uploader = Uploader(settings.upload, wire, media)
        self._served = ServedFiles(media, wire.log)
        self._conversation = Conversation(settings.reply, inbox, wire.log.quote)
        self._agent: Agent | None = None

    async def open(self) -> None:
        """Find out where the agent is called. Raises AdapterError."""
        self._agent = await self._find_agent(self._wire)

    async def send(self, action: Say | Click) -> str:
        """Send one action, and hear the agent until its task has ended or waits. Raises AdapterError."""
        until = time.monotonic() + self._settings.limits.reply_s
        files: tuple[File, ...] = ()
        if isinstance(action, Click):
            values = click_values(action)
            text = str(values["button.value"] or values["text"])
        else:
            text, files = action.text, await self._uploader.prepare(action.evidence, self._values)
            upload = self._settings.upload
            self._served.add(files if upload and upload.is_served else ())
        own = str(uuid.uuid4())
        self._inbox.name_message(0, own)
        await self._say(text, files, own)
        ended = await self._await_end(until)
        self._conversation.finish()
        self._check_failure()
        self._inbox.end_reply(ended)
        return own

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that are served."""
        return self._served.see()

    async def close(self) -> None:
        """Free the visit. A2A has no goodbye: contexts are forgotten when the agent wants."""
        self._served.withdraw()
        await self._wire.client.aclose()

    async def _say(self, text: str, files: tuple[File, ...], own: str) -> None:
        """Send a message, and take in what answers it. Raises AdapterError."""
        agent, conversation = self._known_agent(), self._conversation
        names = {"messageId": own, "contextId": conversation.context, "taskId": conversation.next_task}
        metadata = fill(self._settings.metadata, self._values)
        sent, shown = (
            agent.dialect.write(text, files, is_shown=is_shown, **names, metadata=metadata)
            for is_shown in (False, True)
        )
        conversation.begin()
        if agent.is_streaming:
            await self._stream(self._build(agent.dialect.stream, sent, shown))
        else:
            await self._ask(self._build(agent.dialect.send, sent, shown))

    async def _ask(self, outgoing: Outgoing) -> None:
        raw = await self._wire.fetch(outgoing)
        self._check_status(outgoing, raw)
        self._take(self._wire.parse(outgoing, raw), outgoing)

    async def _stream(self, outgoing: Outgoing) -> None:
        """Take in events as they come. If the stream breaks, the task is asked for: nothing is sent again."""
        reader, wrong = EventReader(StreamKind.SSE), list[AdapterError]()

        def watch(_raw: Raw, chunk: bytes, *, is_last: bool = False) -> bool:
            try:
                for event in reader.add(chunk, is_last=is_last):
                    self._take(self._parse(event.data, outgoing), outgoing)
            except AdapterError as error:
                wrong.append(error)
            return not wrong

        try:
            raw = await self._wire.fetch(outgoing, watch=watch)
            self._check_status(outgoing, raw)
            if "event-stream" in raw.headers.get("Content-Type", ""):
                watch(raw, b"", is_last=True)
            else:  # an error is answered at once, and so is everything by agents that do not stream after all
                self._take(self._wire.parse(outgoing, raw), outgoing)
        except AdapterError:
            if not self._conversation.is_working:
                raise
        if wrong:
            raise wrong[0]

    async def _await_end(self, until: float) -> TurnEnd:
        """Ask for the task while it works, until `until` on the clock. Raises TimedOut if nothing was heard."""
        conversation = self._conversation
        while conversation.is_working:
            if time.monotonic() > until:
                if conversation.heard:
                    return TurnEnd.TIME_LIMIT
                limit = f"{self._settings.limits.reply_s:g} s (limits.reply_s)"
                msg = f"{self._wire.name}: the task {conversation.task[:40]!r} still works after {limit}."
                raise TimedOut(msg)
            await self._ask(self._build_question(conversation.task))
            if conversation.is_working:
                await asyncio.sleep(self._settings.poll_s)
        return TurnEnd.MARKER

    def _check_failure(self) -> None:
        """Raise BotFailed for a task that failed, unless the target file knows what that signals."""
        conversation = self._conversation
        if conversation.state in FAILED and not conversation.has_event:
            said = f": {self._wire.log.quote(conversation.failure)}" if conversation.failure else ""
            msg = f"{self._wire.name}: the agent reports that its task is {conversation.state}{said}."
            raise BotFailed(msg)

    def _check_status(self, outgoing: Outgoing, raw: Raw) -> None:
        """Raise what an answer is that is not 2xx: the agent's own report of a failure, or a status and no more."""
        if not raw.is_good and raw.status not in _REFUSED and self._is_http:
            with suppress(NotJson):
                self._check_error(self._wire.parse(outgoing, raw), outgoing)
        self._wire.check_status(outgoing, raw)

    def _check_error(self, body: object, outgoing: Outgoing) -> None:
        if isinstance(body, Mapping) and isinstance(error := body.get("error"), Mapping):
            hint = _HINTS.get(error["code"], "") if isinstance(error.get("code"), int) else ""
            place = self._wire.place(outgoing)
            msg = f"{place}: the agent reports an error: {self._wire.log.quote(error)}.{hint}"
            raise BotFailed(msg)

    def _take(self, body: object, outgoing: Outgoing) -> None:
        place = self._wire.place(outgoing)
        self._check_error(body, outgoing)
        if body is None or not isinstance(body, Mapping):
            spoken = self._known_agent().dialect.binding
            msg = f"{place}: expected an answer of {spoken}; found {self._wire.log.quote(body)}."
            raise WrongShape(msg)
        try:
            self._conversation.take(body if self._is_http else body.get("result"))
        except WrongShape as error:
            msg = f"{place}: {error}"
            raise WrongShape(msg) from error

    def _parse(self, data: str, outgoing: Outgoing) -> object:
        try:
            return parse_json(data.encode("utf-8", "surrogatepass"), "")
        except NotJson as error:
            msg = f"{self._wire.place(outgoing)}: an event is not JSON; found {self._wire.log.quote(data)}."
            raise NotJson(msg) from error

    def _build(self, call: str, params: object, shown: object = None) -> Outgoing:
        agent = self._known_agent()
        accepts = "text/event-stream" if call == agent.dialect.stream else "application/json"
        headers = {**self._settings.headers, **agent.dialect.headers, "Accept": accepts}
        headers["Content-Type"] = "application/a2a+json" if self._is_http else "application/json"
        url = f"{agent.url}{call}" if self._is_http else agent.url
        outgoing = build_request(Call(url, "POST", headers=headers), {})
        around = {"jsonrpc": "2.0", "id": str(uuid.uuid4()), "method": call}
        body, record = (
            clean_text(json.dumps(one if self._is_http else {**around, "params": one}, ensure_ascii=False))
            for one in (params, params if shown is None else shown)
        )
        return Outgoing(outgoing.method, outgoing.url, outgoing.headers, body.encode(), record)

    def _build_question(self, task: str) -> Outgoing:
        """Return the request for a task as it stands."""
        agent = self._known_agent()
        if not self._is_http:
            return self._build(agent.dialect.get, {"id": task})
        headers = {**self._settings.headers, **agent.dialect.headers, "Accept": "application/json"}
        return build_request(Call(f"{agent.url}{agent.dialect.get}{quote(task, safe='')}", "GET", headers=headers), {})

    @property
    def _is_http(self) -> bool:
        return self._known_agent().dialect.binding is Binding.HTTP

    def _known_agent(self) -> Agent:
        assert self._agent is not None, "the visit was opened"
        return self._agent
