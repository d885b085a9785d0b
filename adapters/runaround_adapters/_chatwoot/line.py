"""One visit of a contact to an inbox of Chatwoot: sends by requests, hears by the cable or by asking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from runaround.errors import AdapterError, BadStatus, BotFailed, Dropped, TimedOut, Unreachable, WrongShape
from runaround.model import Button, Click, Message, Say, Speaker
from runaround_adapters._chatwoot.cable import Cable
from runaround_adapters._chatwoot.client_api import ClientApi, Inbox
from runaround_adapters._chatwoot.content import (
    INCOMING,
    Choice,
    dicts_in,
    is_private,
    kind_of,
    map_in,
    read_told,
    text_in,
)
from runaround_adapters._chatwoot.course import Course, has_assignee
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Limits, Upload
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.inbox import Inbox as Messages
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.push import Welcome
from runaround_adapters._talk.uploads import Uploader

__all__ = ["ChatwootLine", "ChatwootSettings", "MakeSocket", "Receiving"]

_MOST_FAILURES = 4
_STEP_S = 0.5
"""Each further connection in a row waits so much longer, the first not at all."""
_PRESENCE_S = 20.0
_PASSING = (Dropped, Unreachable, TimedOut, BadStatus)
"""What may be over when the same is asked again; a question for news is no message, and may be put twice."""


class Receiving(StrEnum):
    """How messages come."""

    CABLE = "cable"
    POLLING = "polling"


@dataclass(frozen=True, slots=True)
class ChatwootSettings:
    """A whole target file. resolves: whether the consumer's side closes the conversation when it leaves."""

    name: str
    inbox: Inbox = field(repr=False)
    receiving: Receiving
    poll_s: float
    resolves: bool
    upload: Upload
    welcome: Welcome
    rules: TurnRules
    limits: Limits


MakeSocket = Callable[[Wire], Socket]
"""Returns a connection to the cable for one visit, not yet open."""


class ChatwootLine:
    """The way to a bot behind an inbox for one visit. values: what the placeholders of the target file stand for."""

    def __init__(
        self,
        settings: ChatwootSettings,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Messages,
        make_socket: MakeSocket,
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._inbox = inbox
        self._values = values
        self._api = ClientApi(settings.inbox, wire, values)
        self._uploader = Uploader(settings.upload, wire, MediaServer())
        self._make_socket = make_socket
        self._cable: Cable | None = None
        self._course = Course("")
        self._choices: dict[Button, Choice] = {}
        self._known: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._has_spoken = False

    async def open(self) -> None:
        """Make the consumer known, begin to hear, and begin a conversation. Raises AdapterError."""
        await self._api.create_contact()
        if self._settings.receiving is Receiving.CABLE:
            # First of all: what is said before somebody listens is not said again.
            await self._subscribe()
        conversation = await self._api.create_conversation()
        self._course = Course(text_in(conversation, "status"))
        self._begin_with(dicts_in(conversation.get("messages")))
        if self._cable is None:
            self._tasks.append(asyncio.create_task(self._poll()))
        else:
            hearing, staying = self._hear(self._cable), self._stay(self._cable)
            self._tasks += [asyncio.create_task(hearing), asyncio.create_task(staying)]

    async def send(self, action: Say | Click) -> str:
        """Send one action and return the id of the message that it became. Raises AdapterError."""
        if self._course.is_over:
            msg = f"{self._wire.name}: the company has resolved the conversation; nothing more is sent in it."
            raise Dropped(msg)
        self._has_spoken = True
        if isinstance(action, Say):
            return await self._say(action.text, action)
        choice = self._choices.get(action.button) if action.button is not None else None
        if choice is None:
            link = action.link
            return await self._say(link.title or link.url if link is not None else action.label)
        if not choice.submitted:
            return await self._say(choice.text)
        # The choice becomes part of the message that offered it, so there is no new one to answer.
        await self._api.submit(choice)
        return ""

    def seen_files(self) -> dict[str, bool]:
        """Return nothing: files go to Chatwoot, and who looks at them there is not told."""
        return {}

    async def close(self) -> None:
        """Resolve the conversation if the target file wants it, and free the visit. May raise AdapterError."""
        for task in self._tasks:
            task.cancel()
        try:
            if self._settings.resolves and self._has_spoken:
                await self._api.resolve()
        finally:
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._cable is not None:
                await self._cable.close()
            await self._wire.client.aclose()

    async def _say(self, text: str, said: Say | None = None) -> str:
        files = await self._uploader.prepare(said.evidence if said is not None else (), self._values)
        made = await self._api.say(text, files)
        return str(made.get("id") or "")

    async def _subscribe(self) -> None:
        token = self._api.pubsub_token
        if not token:
            msg = f"{self._wire.name}: Chatwoot gave the contact no pubsub_token; take 'receive: polling'."
            raise WrongShape(msg)
        within_s = self._settings.limits.reply_s
        self._cable = Cable(lambda: self._make_socket(self._wire), token, within_s=within_s)
        await self._cable.open()

    def _begin_with(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Take in what the conversation begins with: in one that goes on, what was said in it before is no news."""
        goes_on = any(kind_of(one) == INCOMING for one in messages)
        for one in messages:
            if goes_on:
                self._known.add(str(one.get("id")))
            else:
                self._put(one)

    async def _poll(self) -> None:
        """Ask for news, now and then, until nothing more can come."""
        failures = 0
        while True:
            await asyncio.sleep(self._settings.poll_s)
            try:
                await self._catch_up()
                failures = 0
            except AdapterError as error:
                failures += 1
                if not isinstance(error, _PASSING) or failures == _MOST_FAILURES:
                    self._inbox.fail(error)
                    return

    async def _hear(self, cable: Cable) -> None:
        """Hear the cable, and take it up again where it breaks, until nothing more can come."""
        failures = 0
        while True:
            try:
                if failures:
                    await asyncio.sleep(_STEP_S * (failures - 1))
                    await cable.open()
                    # A cable says nothing again: what was said in between is asked for.
                    await self._catch_up()
                while True:
                    self._take(await cable.receive())
                    failures = 0
            except AdapterError as error:
                failures += 1
                if not isinstance(error, _PASSING) or failures > _MOST_FAILURES:
                    self._inbox.fail(error)
                    return

    async def _stay(self, cable: Cable) -> None:
        """Be there, as the widget is; that the cable is broken is for those who hear to tell."""
        while True:
            await asyncio.sleep(_PRESENCE_S)
            with suppress(AdapterError):
                await cable.tell_presence()

    async def _catch_up(self) -> None:
        status, messages = await self._api.look()
        for one in messages:
            self._put(one)
        self._follow(status, is_assigned=None)

    def _take(self, event: Mapping[str, Any]) -> None:
        """Take in one event of the cable. Raises BotFailed if it tells that the consumer's message got nowhere."""
        name, data = text_in(event, "event"), map_in(event, "data")
        if not self._is_here(name, data):
            return
        match name:
            case "message.created":
                self._put(data)
            case "message.updated" if kind_of(data) == INCOMING and data.get("status") == "failed":
                why = map_in(data, "content_attributes").get("external_error") or "no reason"
                msg = (
                    f"{self._wire.name}: Chatwoot could not bring the message to the bot: {self._wire.log.quote(why)}."
                )
                raise BotFailed(msg)
            case "conversation.typing_on" | "conversation.typing_off" if not data.get("is_private"):
                self._inbox.note_typing(is_on=name.endswith("_on"))
            case "conversation.updated" | "conversation.status_changed":
                self._follow(text_in(data, "status"), is_assigned=has_assignee(data))

    def _is_here(self, name: str, data: Mapping[str, Any]) -> bool:
        """Whether an event is about this visit's conversation; a contact hears all of its own."""
        about = map_in(data, "conversation") if "typing" in name else data
        key = "conversation_id" if name.startswith("message.") else "id"
        return str(about.get(key)) == self._api.conversation

    def _put(self, data: Mapping[str, Any]) -> None:
        """Put what a message tells into the inbox, once."""
        told = read_told(data)
        if told.id in self._known or kind_of(data) == INCOMING or is_private(data):
            return
        self._known |= {told.id} - {""}
        if told.message is None:
            self._inbox.note_foreign(self._wire.log.quote(data))
            return
        self._choices.update(told.choices)
        order = float(told.id) if told.id.isdecimal() else None
        self._inbox.hear((told.message,), id=told.id, answers=told.answers, order=order)

    def _follow(self, status: str, *, is_assigned: bool | None) -> None:
        events = self._course.note(status, is_assigned=is_assigned)
        if events:
            self._inbox.hear([Message(Speaker.SYSTEM, event=event) for event in events])
