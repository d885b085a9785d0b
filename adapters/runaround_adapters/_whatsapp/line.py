"""One thread of WhatsApp, played to a bot: its webhook is called, and what it calls is heard."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from runaround.errors import AdapterError
from runaround.model import Click, Event, Message, Say, Speaker
from runaround_adapters._net.requests import File
from runaround_adapters._platform.adapter import Visit
from runaround_adapters._platform.webhook import Webhook
from runaround_adapters._rules.template import fill_text
from runaround_adapters._talk.people import People
from runaround_adapters._talk.push import WelcomeMode
from runaround_adapters._whatsapp.messages import MessageReader, is_known, part_in, text_in
from runaround_adapters._whatsapp.settings import WhatsAppSettings
from runaround_adapters._whatsapp.updates import Consumer, Updates, make_wamid
from runaround_adapters._whatsapp.verification import Verification

__all__ = ["Refusal", "Threads", "WhatsAppLine"]

_WINDOW_S = 24 * 3600
_NOT_PERMITTED = 2494191


class Refusal(Exception):
    """What the bot asks of the API cannot be done: the status, code and details of the error that it is told."""

    def __init__(self, status: int, code: int, details: str, *, subcode: int = 0) -> None:
        super().__init__(details)
        self.status, self.code, self.details, self.subcode = status, code, details, subcode


class Threads:
    """Where the API finds threads: by the consumer's number or id, and by the ids of their messages."""

    def __init__(self) -> None:
        self.by_consumer: dict[str, WhatsAppLine] = {}
        self.by_message: dict[str, WhatsAppLine] = {}
        self.uploads: dict[str, str] = {}

    def add(self, line: WhatsAppLine) -> None:
        """Take a thread in."""
        self.by_consumer |= {line.consumer.wa_id: line, line.consumer.user_id: line}

    def drop(self, line: WhatsAppLine) -> None:
        """Know a thread no longer."""
        self.by_consumer = {name: one for name, one in self.by_consumer.items() if one is not line}
        self.by_message = {wamid: one for wamid, one in self.by_message.items() if one is not line}


class WhatsAppLine:
    """The thread of one visit."""

    def __init__(
        self, settings: WhatsAppSettings, visit: Visit, *, threads: Threads, verification: Verification
    ) -> None:
        self.consumer = Consumer.of(str(visit.values["consumer_id"]))
        self._settings = settings
        self._visit = visit
        self._threads = threads
        self._verification = verification
        ahead_s = float(visit.values["elapsed_s"]) if settings.shared.has_clock else 0.0
        name = fill_text(settings.profile_name, visit.values)
        self._updates = Updates(settings.number, self.consumer, name=name, ahead_s=ahead_s)
        self._reader = MessageReader(threads.uploads)
        self._webhook = Webhook(visit.wire, settings.shared.url, self._sign, retries=settings.shared.retries)
        self._people = People(settings.shared.human, self._hear_people, lang=visit.lang, tell=self._follow_people)
        self._sent = 0
        self._is_with_bot = True
        self._is_desk_there = False
        self._is_open = int(visit.values["session"]) > 1 and visit.away_s < _WINDOW_S

    # What the session does.

    async def open(self) -> None:
        """Know the bot's webhook, and say that the consumer has opened the chat, if it asks for that.

        Raises AdapterError.
        """
        await self._verification.check(self._visit.wire)
        self._threads.add(self)
        if self._settings.shared.welcome.mode is not WelcomeMode.NONE:
            self._is_open = True
            await self._deliver({"type": "request_welcome"})

    async def send(self, action: Say | Click) -> str:
        """Tell the bot what the consumer does. Raises AdapterError."""
        self._is_open = True
        self._sent += 1
        contents = (
            [self._reader.click(action, self._settings.number.display)]
            if isinstance(action, Click)
            else await self._write(action)
        )
        wamid, is_theirs = "", self._people.is_joined
        for content in contents:
            wamid = await self._deliver(content)
        if is_theirs:
            self._people.answer()
        return wamid

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that the bot can fetch."""
        return self._visit.files.see()

    async def close(self) -> None:
        """Take nothing more for the thread."""
        self._threads.drop(self)
        self._people.close()
        await self._webhook.close()
        self._visit.files.withdraw()
        await self._visit.wire.client.aclose()

    # What the bot does, through the API.

    def note(self, head: str, body: object) -> None:
        """Take into the record what the bot called."""
        self._visit.wire.log.note_received(head, json.dumps(body, ensure_ascii=False))

    def fail(self, error: AdapterError) -> None:
        """Take in that nothing more can come."""
        self._visit.inbox.fail(error)

    @property
    def name(self) -> str:
        """How messages about the bot begin."""
        return self._visit.wire.name

    def take_message(self, body: Mapping[str, Any], *, is_desk: bool) -> str:
        """Hear a message that was sent, and return its id. Raises Refusal."""
        if not is_known(body):
            kind = body.get("type")
            reason = f"type {kind!r:.80} is not known, or there is no object of that name"
            raise Refusal(400, 100, reason)
        wamid = make_wamid()
        if not self._is_open and body.get("type") != "template":
            self._webhook.tell(self._updates.status(wamid, "failed", is_too_late=True))
            return wamid
        if is_desk:
            self._join_desk()
            self._webhook.tell(self._updates.echo(body, wamid))
        message = self._reader.read(body, id=wamid, speaker=Speaker.HUMAN if is_desk else Speaker.BOT)
        if message is not None:
            self._visit.inbox.hear([message], answers=text_in(part_in(body, "context"), "message_id"))
        if not is_desk:
            for status in self._settings.statuses:
                self._webhook.tell(self._updates.status(wamid, status))
        return wamid

    def take_reading(self, body: Mapping[str, Any]) -> None:
        """Hear that the consumer's message was read, and maybe that something is being written."""
        if part_in(body, "typing_indicator"):
            self._visit.inbox.note_typing(is_on=True)

    def control(self, body: Mapping[str, Any], *, is_desk: bool) -> None:
        """Change who is in control. Raises Refusal."""
        action, role = body.get("action"), part_in(body, "control_pass").get("target_role")
        if action not in ("pass", "release", "take"):
            reason = "action must be pass, release or take"
            raise Refusal(400, 100, reason)
        if is_desk:
            self._control_by_desk(str(action), body)
        elif action == "take":
            reason = "Only the escalation partner may take control"
            raise Refusal(400, 100, reason, subcode=_NOT_PERMITTED)
        elif not self._is_with_bot and action == "pass":
            reason = "The app does not hold control of the thread"
            raise Refusal(400, 100, reason)
        elif action == "release":
            self._take_back()
        else:
            self._pass(role)

    # What follows from it.

    def _pass(self, role: object) -> None:
        """Hear that the bot passes control; without a role, to the escalation partner."""
        if role is not None:
            self._signal(Event.TRANSFER_FAILED)
            reason = f"Nobody has the role {role!r:.80} on this number"
            raise Refusal(400, 100, reason)
        self._is_with_bot = False
        if self._settings.shared.has_desk:
            self._signal(Event.TRANSFER_STARTED)
        else:
            self._people.request()

    def _take_back(self) -> None:
        """Take in that nobody but the bot is in control any more."""
        self._people.leave()
        if self._settings.shared.has_desk and not self._is_with_bot:
            self._signal(Event.HUMAN_LEFT if self._is_desk_there else Event.TRANSFER_FAILED)
        self._is_with_bot, self._is_desk_there = True, False

    def _control_by_desk(self, action: str, body: Mapping[str, Any]) -> None:
        if action == "take":
            self._is_with_bot = False
            self._join_desk()
            return
        if self._is_with_bot:
            reason = "The app does not hold control of the thread"
            raise Refusal(400, 100, reason)
        self._take_back()
        if action == "pass":
            self._webhook.tell(self._updates.handover(text_in(body, "metadata")))

    def _join_desk(self) -> None:
        if not self._is_with_bot and not self._is_desk_there:
            self._is_desk_there = True
            self._signal(Event.HUMAN_JOINED)

    def _hear_people(self, message: Message) -> None:
        self._visit.inbox.hear([message])
        if message.speaker is Speaker.HUMAN:
            said = {"to": self.consumer.wa_id, "type": "text", "text": {"body": message.text}}
            self._webhook.tell(self._updates.echo(said, make_wamid()))

    def _follow_people(self, event: Event) -> None:
        """Give control back to the bot where the people did."""
        if event is Event.TRANSFER_FAILED:
            self._is_with_bot = True
            self._webhook.tell(self._updates.handover(""))

    def _signal(self, event: Event) -> None:
        self._visit.inbox.hear([Message(Speaker.SYSTEM, event=event)])

    async def _deliver(self, content: Mapping[str, Any]) -> str:
        """Call the webhook with something that the consumer does, and return its id. Raises AdapterError."""
        wamid = make_wamid()
        self._threads.by_message[wamid] = self
        # A bot may answer before it has answered the webhook.
        self._visit.inbox.name_message(self._sent, wamid)
        await self._webhook.call(self._updates.message(content, wamid=wamid, is_standby=not self._is_with_bot))
        return wamid

    async def _write(self, action: Say) -> list[dict[str, Any]]:
        files = await self._visit.keep(action.evidence)
        contents = [_show(*kept) for kept in files]
        if not contents:
            return [{"type": "text", "text": {"body": action.text}}]
        if action.text:
            contents[0][contents[0]["type"]]["caption"] = action.text
        return contents

    def _sign(self, body: bytes) -> dict[str, str]:
        if not self._settings.app_secret:
            return {}
        digest = hmac.new(self._settings.app_secret.encode(), body, hashlib.sha256).hexdigest()
        return {"X-Hub-Signature-256": f"sha256={digest}"}


def _show(id: str, file: File) -> dict[str, Any]:  # noqa: A002 (the platforms' word)
    is_image = file.evidence.media_type.startswith("image/")
    kind, named = ("image", {}) if is_image else ("document", {"filename": file.evidence.name})
    digest = hashlib.sha256(file.content).hexdigest()
    return {"type": kind, kind: {"id": id, "mime_type": file.evidence.media_type, "sha256": digest, **named}}
