"""One visit straight to a bot's endpoint: answers in the response, or at the connector; late ones always there."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from runaround.errors import AdapterError, Dropped, WrongShape
from runaround.model import Click, Say, TurnEnd
from runaround_adapters._botbuilder.activities import ActivityReader, activities_in, is_end, lay_over
from runaround_adapters._botbuilder.calls import ActivityCalls
from runaround_adapters._botbuilder.connector import Connector
from runaround_adapters._botbuilder.settings import ActivitySettings
from runaround_adapters._net.requests import File
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Upload
from runaround_adapters._rules.template import fill
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.push import Welcome, WelcomeMode
from runaround_adapters._talk.served import ServedFiles
from runaround_adapters._talk.uploads import Uploader

__all__ = ["BotFrameworkLine", "BotFrameworkSettings", "Delivery"]


class Delivery(StrEnum):
    """How a bot's answers come: in the response to the message, or one by one to the connector."""

    REPLIES = "replies"
    CALLBACK = "callback"


@dataclass(frozen=True, slots=True)
class BotFrameworkSettings:
    """A whole target file. ends_welcome: the welcome is over with the answer to the activity that asks for it."""

    name: str
    url: str = field(repr=False)
    shared: ActivitySettings
    delivery: Delivery
    channel: str
    bot_id: str
    welcome: Welcome
    ends_welcome: bool
    upload: Upload
    connector_port: int = 0
    connector_url: str = ""


class BotFrameworkLine:
    """The way to a bot for one visit. values: what the placeholders of the target file stand for."""

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: BotFrameworkSettings,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Inbox,
        media: MediaServer,
        connector: Connector,
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._calls = ActivityCalls(wire, dict(settings.shared.headers))
        self._user = str(values["user_id"])
        self._values = values
        self._inbox = inbox
        self._reader = ActivityReader(settings.shared.mapping, inbox, wire.log.quote, own=self._user)
        self._uploader = Uploader(settings.upload, wire, media)
        self._served = ServedFiles(media, wire.log)
        self._connector = connector
        self._service_url = ""
        self._own: list[str] = []
        self._sent = 0
        self._is_over = False
        self._is_heard = False

    async def open(self) -> None:
        """Listen at the connector, and tell the bot that somebody came. Raises AdapterError."""
        try:
            self._service_url = await self._connector.register(self._hear_callback)
        except OSError as error:
            msg = f"{self._wire.name}: no connector can be opened (connector.port): {error.strerror}."
            raise AdapterError(msg) from error
        if self._settings.welcome.mode is WelcomeMode.NONE:
            return
        joined = {"type": "conversationUpdate", "membersAdded": [{"id": self._user}], "membersRemoved": []}
        greeting = self._settings.shared.greeting
        await self._post(joined if greeting is None else fill(greeting, self._values))
        if self._settings.ends_welcome and (self._is_heard or self._settings.welcome.mode is WelcomeMode.OPTIONAL):
            self._inbox.end_reply(TurnEnd.RESPONSE)

    async def send(self, action: Say | Click) -> str:
        """Send one action and hear what the response holds. Raises AdapterError."""
        if self._is_over:
            msg = f"{self._wire.name}: the bot has ended the conversation; nothing more can be sent in it."
            raise Dropped(msg)
        self._sent += 1
        activity: dict[str, Any] = {"type": "message", "textFormat": "plain"}
        shown = None
        if isinstance(action, Click):
            activity |= self._reader.click(action)
        else:
            activity["text"] = action.text
            files = await self._uploader.prepare(action.evidence, self._values)
            self._served.add(files if self._settings.upload.is_served else ())
            if files:
                activity["attachments"] = _attach(files, is_shown=False)
                shown = {**activity, "attachments": _attach(files, is_shown=True)}
        id = str(uuid.uuid4())  # noqa: A001 (the protocol's word)
        # A bot may answer at the connector before it answers the request.
        self._inbox.name_message(self._sent, id)
        await self._post(activity, id=id, shown=shown)
        if self._settings.delivery is Delivery.REPLIES:
            self._inbox.end_reply(TurnEnd.RESPONSE)
        return id

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that are served."""
        return self._served.see()

    async def close(self) -> None:
        """Say goodbye if the target file wants it, and free the visit. May raise AdapterError."""
        try:
            if self._settings.shared.says_goodbye and self._sent and not self._is_over:
                await self._post({"type": "endOfConversation", "code": "completedSuccessfully"})
        finally:
            self._connector.withdraw(self._service_url)
            self._served.withdraw()
            await self._wire.client.aclose()

    async def _post(
        self,
        activity: Mapping[str, Any],
        *,
        id: str = "",  # noqa: A002 (the protocol's word)
        shown: Mapping[str, Any] | None = None,
    ) -> None:
        """Send an activity and hear the response. Raises AdapterError."""
        around = self._around(id or str(uuid.uuid4()))
        self._own.append(around["id"])
        record = None if shown is None else lay_over(around, shown)
        body = await self._calls.post(self._settings.url, lay_over(around, activity), shown=record)
        place = f"{self._wire.name} (POST {self._wire.log.masker.mask(self._settings.url.partition('?')[0])})"
        try:
            self._hear_all(activities_in(body, self._wire.log.quote))
        except WrongShape as error:
            msg = f"{place}: {error}"
            raise WrongShape(msg) from error

    def _around(self, id: str) -> dict[str, Any]:  # noqa: A002 (the protocol's word)
        """Return what every activity of the visit has."""
        more = fill(self._settings.shared.activity, self._values) or {}
        mode = {"deliveryMode": "expectReplies"} if self._settings.delivery is Delivery.REPLIES else {}
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "id": id,
            "timestamp": now,
            "channelId": self._settings.channel,
            "serviceUrl": self._service_url,
            **mode,
            "conversation": {"id": str(self._values["session_id"])},
            "from": {"id": self._user, "role": "user"},
            "recipient": {"id": self._settings.bot_id, "role": "bot"},
            "locale": str(self._values["lang"]),
            **more,
        }

    def _hear_all(self, activities: Sequence[Mapping[str, Any]], *, answers: str = "") -> None:
        for activity in activities:
            # A bot that sends back what it was sent may leave our id on it; that makes it no echo.
            is_copy = activity.get("id") in self._own
            self._reader.put({**activity, "id": ""} if is_copy else activity, answers=answers)
            self._is_heard = True
            self._is_over = self._is_over or is_end(activity, self._settings.shared.mapping, self._wire.log.quote)

    def _hear_callback(self, activity: Mapping[str, Any], head: str) -> None:
        """Hear what the bot sends to the connector, whenever it does."""
        self._wire.log.note_received(head, json.dumps(activity, ensure_ascii=False))
        try:
            self._hear_all([activity])
        except AdapterError as error:
            self._inbox.fail(error)


def _attach(files: Sequence[File], *, is_shown: bool) -> list[dict[str, Any]]:
    return [
        {
            "contentType": file.evidence.media_type,
            "name": file.evidence.name,
            "contentUrl": file.url
            or f"data:{file.evidence.media_type};base64,{file.stand_in if is_shown else file.base64}",
        }
        for file in files
    ]
