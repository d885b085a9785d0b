"""One visit of a consumer to an official account: what they send, what the bot answers, and the people behind it."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from runaround.errors import AdapterError, Unsupported, WrongShape
from runaround.model import Button, Click, Event, Evidence, Link, Message, Say, Speaker, TurnEnd
from runaround_adapters._net.requests import File
from runaround_adapters._net.wire import Wire
from runaround_adapters._talk.actions import click_values
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.people import Does, HumanSide, People
from runaround_adapters._talk.push import WelcomeMode
from runaround_adapters._talk.served import ServedFiles
from runaround_adapters._talk.uploads import Uploader
from runaround_adapters._wechat.calls import BotCalls
from runaround_adapters._wechat.document import Element
from runaround_adapters._wechat.messages import TRANSFER, MessageReader, Refused
from runaround_adapters._wechat.platform import Code, Platform
from runaround_adapters._wechat.settings import WechatSettings

__all__ = ["WechatLine"]

_KINDS = {"image": "image", "audio": "voice", "video": "video"}
_ALLOWANCES = {"message": (5, 48 * 3600.0), "event": (3, 60.0)}
"""How many messages a bot may send to a consumer who has done something, and for how many seconds."""
_DESK = "service@runaround"


class WechatLine:
    """The way to a bot for one visit. values: what is known of the visit. platform: None where the bot has no API."""

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: WechatSettings,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Inbox,
        media: MediaServer,
        platform: Platform | None,
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._values = values
        self._openid = str(values["consumer_id"])
        self._inbox = inbox
        self._media = media
        self._platform = platform
        self._calls = BotCalls(settings, wire, self._openid)
        self._reader = MessageReader(platform.names if platform else {})
        self._uploader = Uploader(settings.upload, wire, media)
        self._served = ServedFiles(media, wire.log)
        self._desk = _DESK
        self._since = 0
        self._people = self._make_people(settings.human)
        self._is_transferring = False
        self._allowance = (0, 0.0)
        self._tasks: set[asyncio.Task[None]] = set()
        self._media_ids: set[str] = set()

    # What the session does.

    async def open(self) -> None:
        """Set the account up, show its menu, and follow it on the consumer's first visit. Raises AdapterError."""
        if self._platform is not None:
            await self._platform.register(self._openid, self)
        await self._calls.verify()
        if self._settings.welcome.mode is not WelcomeMode.NONE and self._values["session"] == 1:
            await self._post({"MsgType": "event", "Event": "subscribe", "EventKey": ""}, allows="event")
            self._end_if_said()
        if self._settings.menu:
            buttons = tuple(one for one in self._settings.menu if isinstance(one, Button))
            links = tuple(one for one in self._settings.menu if isinstance(one, Link))
            self._inbox.hear((Message(Speaker.SYSTEM, buttons=buttons, links=links),))

    async def send(self, action: Say | Click) -> str:
        """Send one action and hear the passive reply. Raises AdapterError."""
        if self._people.is_joined:
            self._tell_people(action)
            return ""
        was_transferring = self._is_transferring
        try:
            if isinstance(action, Click):
                await self._click(action)
            else:
                await self._say(action)
        except AdapterError as error:
            if not self._inbox.has_waiting:
                raise
            self._inbox.fail(error)  # what the bot said in another way is heard first
        self._end_if_said(was_transferring=was_transferring)
        return ""

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that are served."""
        return self._served.see()

    async def close(self) -> None:
        """Free the visit; consumers go without a word."""
        self._people.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._platform is not None:
            self._platform.withdraw(self._openid, self)
        self._served.withdraw()
        await self._wire.client.aclose()

    async def _say(self, action: Say) -> None:
        """Send files, each a message of its own, and then the words: who reads these has the files already."""
        kinds = [self._kind_of(one) for one in action.evidence]
        files = await self._uploader.prepare(action.evidence, self._values)
        self._served.add(files)
        for kind, file in zip(kinds, files, strict=True):
            media_id = file.url.split("/")[-2]
            self._media_ids.add(media_id)
            await self._post({"MsgType": kind, "MediaId": media_id, **_file_fields(kind, file)}, allows="message")
        if action.text or not files:
            await self._post({"MsgType": "text", "Content": action.text}, allows="message")

    async def _click(self, action: Click) -> None:
        choice = action.button or action.link
        key = next((key for one, key in self._settings.menu.items() if one == choice), None)
        if key is not None:
            is_page = action.link is not None
            what = {"Event": "VIEW" if is_page else "CLICK", "EventKey": action.link.url if action.link else key}
            await self._post({"MsgType": "event", **what}, allows="event")
            return
        offer = None if action.button is None else self._reader.offers.get((action.button.label, action.button.value))
        fields = {"MsgType": "text", "Content": offer.text if offer else str(click_values(action)["text"])}
        if offer is not None and offer.id:
            fields["bizmsgmenuid"] = offer.id
        await self._post(fields, allows="message")

    async def _post(self, fields: Mapping[str, object], *, allows: str) -> None:
        """Deliver a message and hear the passive reply. allows: what it allows the bot to send. Raises AdapterError."""
        self._allow(allows)
        await self._deliver(fields)

    def _allow(self, what: str) -> None:
        count, seconds = _ALLOWANCES[what]
        self._allowance = (count, time.monotonic() + seconds)

    async def _deliver(self, fields: Mapping[str, object]) -> None:
        is_event = fields["MsgType"] == "event"
        around: dict[str, object] = {
            "ToUserName": self._settings.account,
            "FromUserName": self._openid,
            "CreateTime": int(time.time()),
        }
        number = {} if is_event else {"MsgId": secrets.randbits(62)}
        reply = await self._calls.deliver({**around, **fields, **number})
        if reply is not None:
            self._hear_passive(reply)

    def _hear_passive(self, reply: Element) -> None:
        try:
            said = self._reader.read_passive(reply)
        except WrongShape as error:
            msg = f"{self._wire.name}: the answer {error}."
            raise WrongShape(msg) from error
        if reply.find("MsgType").strip() == TRANSFER:
            self._transfer(reply.find("TransInfo", "KfAccount").strip())
        elif said is not None:
            self._inbox.hear((said,))

    def _kind_of(self, evidence: Evidence) -> str:
        kind = _KINDS.get(evidence.media_type.partition("/")[0], "")
        if not kind or (kind != "image" and self._platform is None):
            hint = "pictures, voice and video; the latter two with api, where the bot fetches them"
            msg = f"{self._wire.name}: an official account takes {hint}. The consumer sends {evidence.name}."
            raise Unsupported(msg)
        return kind

    def _end_if_said(self, *, was_transferring: bool = False) -> None:
        """End the reply of a bot that says everything in its answers, unless people are asked now, who may come."""
        if self._platform is None and (was_transferring or not self._is_transferring):
            self._inbox.end_reply(TurnEnd.RESPONSE)

    # The people behind the bot.

    def _make_people(self, side: HumanSide) -> People:
        return People(side, self._hear_people, lang=str(self._values["lang"]), tell=self._tell_bot)

    def _transfer(self, account: str) -> None:
        """Put the consumer through. Who waits already, waits on, and who is there, stays; that answer said nothing."""
        if self._is_transferring or self._people.is_joined:
            self._inbox.end_reply(TurnEnd.RESPONSE)
            return
        self._desk = account or _DESK
        self._people = self._make_people(self._settings.human.at(account))
        self._people.request()

    def _hear_people(self, message: Message) -> None:
        # A bot that names somebody for a consumer who waits already begins no second transfer.
        if message.event is not Event.TRANSFER_STARTED or not self._is_transferring:
            self._inbox.hear((message,))

    def _tell_bot(self, event: Event) -> None:
        """Do what the platform does about an event: it tells the bot of sessions that begin and end."""
        self._is_transferring = event in (Event.TRANSFER_STARTED, Event.QUEUE)
        if event not in (Event.HUMAN_JOINED, Event.HUMAN_LEFT):
            return
        self._since = int(time.time())
        name = "kf_create_session" if event is Event.HUMAN_JOINED else "kf_close_session"
        task = asyncio.create_task(self._tell({"MsgType": "event", "Event": name, "KfAccount": self._desk}))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, fields: Mapping[str, object]) -> None:
        try:
            await self._deliver(fields)
        except AdapterError:
            return  # no consumer waits for the answer to this; it stands in the record

    def _tell_people(self, action: Say | Click) -> None:
        self._allow("message")
        said = [action.text, *(one.name for one in action.evidence)] if isinstance(action, Say) else [action.label]
        self._wire.log.note_sent("(to the person)", "\n".join(said))
        self._people.answer()
        if self._platform is None:
            self._inbox.end_reply(TurnEnd.RESPONSE)

    # What the bot does through the platform's API.

    def take_message(self, body: Mapping[str, object]) -> int:
        """Hear a customer service message. The words of somebody who has taken over are a human's."""
        left, until = self._allowance
        if time.monotonic() >= until:
            return Code.TOO_LATE
        if left <= 0:
            return Code.TOO_MANY
        try:
            said = self._reader.read_custom(body)
        except Refused as refused:
            return refused.code
        self._allowance = (left - 1, until)
        sender = body.get("customservice")
        is_persons = self._people.is_joined and isinstance(sender, Mapping) and bool(sender.get("kf_account"))
        self._inbox.hear((replace(said, speaker=Speaker.HUMAN) if is_persons else said,))
        return Code.OK

    def take_typing(self, command: str) -> int:
        """Hear that the bot writes, or no longer does."""
        if command not in ("Typing", "CancelTyping"):
            return Code.BAD_COMMAND
        self._inbox.note_typing(is_on=command == "Typing")
        return Code.OK

    def open_session(self, account: str) -> int:
        """Connect the consumer with a person at once, if that person is there."""
        if self._people.is_joined:
            return Code.OK
        if self._settings.human.at(account).does is not Does.ACCEPT:
            return Code.NOT_ONLINE
        self._people.close()
        self._desk = account
        self._people = self._make_people(replace(self._settings.human.at(account), after_s=0.0))
        self._people.request()
        return Code.OK

    def close_session(self) -> int:
        """Give the consumer back to the bot."""
        if not self._people.is_joined:
            return Code.NO_SESSION
        self._people.leave()
        return Code.OK

    def session(self) -> tuple[str, int]:
        """Return with whom the consumer is connected, and since when."""
        return (self._desk, self._since) if self._people.is_joined else ("", 0)

    def fetch(self, media_id: str) -> File | None:
        """Return a file that the consumer sent in this visit."""
        return self._media.fetch(media_id) if media_id in self._media_ids else None

    def learn_tokens(self, tokens: tuple[str, ...]) -> None:
        """Keep the platform's tokens out of the record."""
        self._wire.log.learn_secrets(tokens)

    def note_call(self, head: str, body: str, answer: str) -> None:
        """Keep a call of the bot in the record."""
        try:
            shown = json.dumps(json.loads(body), ensure_ascii=False)
        except (ValueError, RecursionError):
            shown = body
        self._wire.log.note_received(head, "\n\n".join(filter(None, (shown, answer))))


def _file_fields(kind: str, file: File) -> dict[str, object]:
    if kind == "image":
        return {"PicUrl": file.url}
    if kind == "voice":
        return {"Format": file.evidence.media_type.partition("/")[2]}
    return {"ThumbMediaId": file.url.split("/")[-2]}
