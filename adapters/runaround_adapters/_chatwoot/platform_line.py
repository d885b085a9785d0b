"""One visit to an agent bot, with us as Chatwoot: tells it by its webhook, and hears what it does at the desk."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from runaround.errors import AdapterError, Dropped, Unauthorized, Unreachable
from runaround.model import Button, Click, Event, Message, Say, Speaker
from runaround_adapters._chatwoot.application_api import Answer, ApplicationApi, BotCall
from runaround_adapters._chatwoot.content import INCOMING, Choice, is_private, kind_of, read_told
from runaround_adapters._chatwoot.desk import Desk, Visit
from runaround_adapters._chatwoot.ticket import PERSON, Place, Ticket
from runaround_adapters._chatwoot.webhook import Endpoint, Webhook
from runaround_adapters._net.requests import File
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Limits, Upload
from runaround_adapters._rules.template import fill
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.people import HumanSide, People
from runaround_adapters._talk.push import Welcome
from runaround_adapters._talk.served import ServedFiles
from runaround_adapters._talk.uploads import Uploader

__all__ = ["Clicks", "PlatformLine", "PlatformSettings"]


class Clicks(StrEnum):
    """What a click becomes: values submitted on the message, as on a website, or words, as over WhatsApp."""

    SUBMIT = "submit"
    SAY = "say"


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """A whole target file. starts: the events that the bot is told of before the consumer speaks, in order.

    echoes: the bot is told of its own messages too. contact, attributes: templates of what it is told of the consumer.
    """

    name: str
    endpoint: Endpoint
    place: Place
    contact: Mapping[str, Any] = field(repr=False)
    attributes: Mapping[str, Any] = field(repr=False)
    starts: Sequence[str]
    clicks: Clicks
    echoes: bool
    people: HumanSide
    upload: Upload
    welcome: Welcome
    rules: TurnRules
    limits: Limits


class PlatformLine:
    """The way to a bot for one visit. values: what the placeholders of the target file stand for."""

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: PlatformSettings,
        wire: Wire,
        values: Mapping[str, Any],
        *,
        inbox: Inbox,
        media: MediaServer,
        desk: Desk,
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._inbox = inbox
        self._desk = desk
        contact, attributes = (fill(dict(one), values) or {} for one in (settings.contact, settings.attributes))
        self._ticket = Ticket(settings.place, contact, attributes, source=str(values["session_id"]))
        self._api = ApplicationApi(self._ticket, self)
        self._webhook = Webhook(settings.endpoint, wire)
        self._people = People(settings.people, self._hear_people, lang=str(values["lang"]), tell=self._tell_people)
        self._uploader = Uploader(settings.upload, wire, media)
        self._served = ServedFiles(media, wire.log)
        self._values = values
        self._choices: dict[Button, Choice] = {}
        self._sent = 0

    async def open(self) -> None:
        """Take what the bot does, and tell it that somebody came. Raises AdapterError."""
        await self._desk.register(self._ticket.number, Visit(self._take, self._inbox.fail))
        for name in self._settings.starts:
            is_widget = name == "webwidget_triggered"
            payload = self._ticket.tell_widget() if is_widget else self._ticket.tell_conversation(name, {})
            try:
                await self._webhook.deliver(payload)
            except (Unreachable, Unauthorized):
                raise
            except AdapterError:
                # Many bots know only messages, and fail on what else they are told; that stands in the record.
                continue

    async def send(self, action: Say | Click) -> str:
        """Tell the bot of one action, and return the id of the message that it became. Raises AdapterError."""
        if self._ticket.status == "resolved":
            msg = f"{self._wire.name}: the bot has resolved the conversation; nothing more is sent in it."
            raise Dropped(msg)
        self._sent += 1
        is_with_person = self._people.is_joined
        choice = self._choices.get(action.button) if isinstance(action, Click) and action.button else None
        if choice is not None and choice.submitted and self._settings.clicks is Clicks.SUBMIT:
            await self._submit(choice)
            number = ""
        else:
            number = await self._say(action, choice)
        if is_with_person and self._people.is_joined:
            self._people.answer()
        return number

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that are served."""
        return self._served.see()

    async def close(self) -> None:
        """Free the visit; the bot is not told, as it is not when somebody closes a browser."""
        self._people.close()
        self._desk.withdraw(self._ticket.number)
        await self._webhook.close()
        self._served.withdraw()
        await self._wire.client.aclose()

    async def _say(self, action: Say | Click, choice: Choice | None) -> str:
        files: tuple[File, ...] = ()
        if isinstance(action, Say):
            text = action.text
            files = await self._uploader.prepare(action.evidence, self._values)
            self._served.add(files)
        elif action.link is not None:
            text = action.link.title or action.link.url
        else:
            text = choice.text if choice is not None else action.label
        if self._ticket.status == "snoozed":
            self._ticket.status = "open"
        attached = [_attach(file) for file in files]
        message = self._ticket.write(INCOMING, text, sender=self._ticket.contact, attachments=attached)
        # A bot may answer before it has answered the webhook.
        self._inbox.name_message(self._sent, str(message["id"]))
        await self._webhook.deliver(self._ticket.tell_message("message_created", message))
        return str(message["id"])

    async def _submit(self, choice: Choice) -> None:
        message = self._ticket.find(choice.message)
        assert message is not None, "it was shown"
        submitted = [dict(one) for one in choice.submitted]
        message["content_attributes"] = {**message["content_attributes"], "submitted_values": submitted}
        await self._webhook.deliver(self._ticket.tell_message("message_updated", message))

    # What the bot does.

    def _take(self, call: BotCall, head: str) -> Answer:
        """Carry out a call of the bot's, whenever it comes."""
        log = self._wire.log
        told = {**call.body, **({"attachments[]": [name for name, _ in call.files]} if call.files else {})}
        log.note_received(head, json.dumps(told, ensure_ascii=False))
        answer = self._api.answer(call)
        if answer.status >= 400:
            log.note_sent(f"HTTP {answer.status}", json.dumps(answer.body))
        return answer

    def hear_message(self, message: Mapping[str, Any]) -> None:
        """Take in a message of the bot's; notes among the company's people are none of the consumer's."""
        if self._settings.echoes:
            self._webhook.queue(self._ticket.tell_message("message_created", message))
        if is_private(message) or kind_of(message) == INCOMING:
            return
        told = read_told(message)
        if told.message is None:
            self._inbox.note_foreign(self._wire.log.quote(message))
            return
        self._choices.update(told.choices)
        self._inbox.hear((told.message,), id=told.id, answers=told.answers)

    def move(self, status: str) -> None:
        """Take in that the bot sets the conversation's status."""
        if not self._set_status(status):
            return
        match status:
            case "open":
                self._people.request()
            case "pending":
                self._people.leave()
            case "snoozed":
                self._inbox.hear((Message(Speaker.SYSTEM, event=Event.QUEUE),))
            case _:
                self._people.close()
                self._inbox.hear((Message(Speaker.SYSTEM, event=Event.SESSION_END),))

    def assign(self, *, is_to_person: bool) -> None:
        """Take in that the bot gives the conversation to somebody, or to nobody."""
        if is_to_person:
            self._people.request()
        else:
            self._people.leave()

    def note_typing(self, *, is_on: bool) -> None:
        """Take in that the bot says it writes, or no longer does."""
        self._inbox.note_typing(is_on=is_on)

    # What the people do.

    def _hear_people(self, message: Message) -> None:
        self._inbox.hear((message,))
        if message.speaker is Speaker.HUMAN:
            written = self._ticket.write("outgoing", message.text, sender=PERSON)
            self._webhook.queue(self._ticket.tell_message("message_created", written))

    def _tell_people(self, event: Event) -> None:
        """Do what Chatwoot does about it: who takes a conversation has it, who does not gives it back to the bot."""
        if event is Event.HUMAN_JOINED:
            self._set_assignee(PERSON)
            self._set_status("open")
        elif event is Event.TRANSFER_FAILED:
            self._set_status("pending")
        elif event is Event.HUMAN_LEFT:
            self._set_assignee(None)

    def _set_assignee(self, person: Mapping[str, Any] | None) -> None:
        old, self._ticket.assignee = self._ticket.assignee, person
        ids = tuple(one and one["id"] for one in (old, person))
        self._webhook.queue(self._ticket.tell_conversation("conversation_updated", {"assignee_id": ids}))

    def _set_status(self, status: str) -> bool:
        """Set the status and tell the bot; return whether it is another than before."""
        old, self._ticket.status = self._ticket.status, status
        if old == status:
            return False
        changed = {"status": (old, status)}
        if status in ("open", "resolved"):
            name = "conversation_opened" if status == "open" else "conversation_resolved"
            self._webhook.queue(self._ticket.tell_conversation(name, {}))
        self._webhook.queue(self._ticket.tell_conversation("conversation_status_changed", changed))
        return True


def _attach(file: File) -> dict[str, Any]:
    kind = file.evidence.media_type.partition("/")[0]
    return {
        "id": 1,
        "file_type": kind if kind in ("image", "audio", "video") else "file",
        "data_url": file.url,
        "thumb_url": file.url,
        "file_size": len(file.content),
        "extension": None,
    }
