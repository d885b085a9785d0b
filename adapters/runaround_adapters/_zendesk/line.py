"""One conversation of Sunshine Conversations, played to a bot: its webhook is called, and what it calls is heard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from runaround.errors import AdapterError, Dropped
from runaround.model import Click, Event, Message, Say, Speaker
from runaround_adapters._net.requests import File
from runaround_adapters._platform.adapter import Visit
from runaround_adapters._platform.webhook import Webhook
from runaround_adapters._rules.template import fill
from runaround_adapters._talk.people import People
from runaround_adapters._talk.push import WelcomeMode
from runaround_adapters._zendesk.credentials import Caller
from runaround_adapters._zendesk.events import Writer
from runaround_adapters._zendesk.messages import ContentReader
from runaround_adapters._zendesk.settings import ZendeskSettings
from runaround_adapters._zendesk.switchboard import Integration, Switchboard

__all__ = ["Refusal", "ZendeskLine"]

_INVALID_TARGET, _INVALID_ACTION = "switchboard_invalid_target", "switchboard_invalid_action"


class Refusal(Exception):
    """What the bot asks of the API cannot be done: the status, code and title of the error that it is told."""

    def __init__(self, status: int, code: str, title: str) -> None:
        super().__init__(title)
        self.status, self.code, self.title = status, code, title


class ZendeskLine:
    """The conversation of one visit. conversations: where the API finds it. base_url: the address of the API."""

    def __init__(
        self,
        settings: ZendeskSettings,
        visit: Visit,
        *,
        conversations: dict[str, ZendeskLine],
        base_url: str,
    ) -> None:
        self.writer = Writer(
            app_id=settings.app_id,
            consumer=str(visit.values["consumer_id"]),
            lang=visit.lang,
            metadata=fill(settings.metadata, visit.values),
        )
        self.board = Switchboard(settings.names)
        self._settings = settings
        self._visit = visit
        self._conversations = conversations
        self._base_url = base_url
        self._contents = ContentReader()
        key = {"X-API-Key": settings.webhook_secret} if settings.webhook_secret else {}
        self._webhook = Webhook(visit.wire, settings.shared.url, lambda _body: key, retries=settings.shared.retries)
        self._people = People(settings.shared.human, self._hear_people, lang=visit.lang, tell=self._follow_people)
        self._is_desk_there = False
        self._is_over = False

    # What the session does.

    async def open(self) -> None:
        """Begin the conversation. Raises AdapterError."""
        self._conversations[self.writer.conversation] = self
        if (
            self._settings.shared.welcome.mode is not WelcomeMode.NONE
            and "conversation:create" in self._settings.triggers
        ):
            payload = {"creationReason": "startConversation", "source": {"type": "web"}, "user": self.writer.user()}
            await self._webhook.call(self.writer.call([self._event("conversation:create", payload)]))

    async def send(self, action: Say | Click) -> str:
        """Tell the bot what the consumer does, if it is told in this moment. Raises AdapterError."""
        if self._is_over:
            msg = f"{self._visit.wire.name}: the bot has deleted the conversation; nothing more can be said in it."
            raise Dropped(msg)
        events = [self._press(action)] if isinstance(action, Click) else await self._say(action)
        is_theirs = self._people.is_joined
        told = [one for one in events if one["type"] in self._settings.triggers]
        if told and (self.board.is_with_bot or self._settings.is_told_in_standby):
            await self._webhook.call(self.writer.call(told))
        if is_theirs:
            self._people.answer()
        return ""

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of the files that the bot can fetch."""
        return self._visit.files.see()

    async def close(self) -> None:
        """Take nothing more for the conversation."""
        self._conversations.pop(self.writer.conversation, None)
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

    def take_message(self, body: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
        """Hear a message that was posted, and return it as the API does. Raises Refusal."""
        author, content = body.get("author"), body.get("content")
        if not isinstance(author, Mapping) or author.get("type") not in ("business", "user"):
            raise Refusal(400, "bad_request", "author.type must be business or user")
        is_human = caller is Caller.DESK
        heard = isinstance(content, Mapping) and self._contents.read(
            content, speaker=Speaker.HUMAN if is_human else Speaker.BOT
        )
        if not isinstance(content, Mapping) or not heard:
            raise Refusal(400, "bad_request", "content.type must be a known type of message")
        if is_human:
            author = {**author, "subtypes": ["agent"]}
            self._join_desk()
        if author["type"] == "user":
            # Said in the consumer's name: nothing that the company says to them.
            return self.writer.say(author, content, body.get("metadata"))
        self._visit.inbox.hear([heard])
        return self._echo(author, content, body.get("metadata"))

    def take_activity(self, body: Mapping[str, Any], caller: Caller) -> None:
        """Hear that somebody writes, or no longer does. Raises Refusal."""
        kind = body.get("type")
        if kind not in ("typing:start", "typing:stop", "conversation:read"):
            raise Refusal(400, "bad_request", "type must be conversation:read, typing:start or typing:stop")
        if caller is Caller.DESK:
            self._join_desk()
        if kind != "conversation:read":
            self._visit.inbox.note_typing(is_on=kind == "typing:start")

    def pass_control(self, body: Mapping[str, Any]) -> None:
        """Put another in control. Raises Refusal."""
        target = self._find(body, "pass")
        before, pending = self.board.active, self.board.pending
        if target not in (self.board.bot, before):
            self._ask_for(target)
        self.board.active, self.board.pending = target, None
        if target == self.board.bot:
            self._take_back(before, pending)
        self._tell("switchboard:passControl", body)

    def offer_control(self, body: Mapping[str, Any]) -> None:
        """Offer control to another. Raises Refusal."""
        target = self._find(body, "offer")
        if target == self.board.active:
            reason = "Cannot offer control to the active switchboard integration."
            self._refuse("offer", _INVALID_TARGET, reason)
        self._ask_for(target)
        self.board.pending = target
        if target == self.board.desk:
            # Who is offered control may accept it or not; until then the consumer waits.
            self._signal(Event.QUEUE)
        self._tell("switchboard:offerControl", body)

    def accept_control(self, body: Mapping[str, Any], caller: Caller) -> None:
        """Put the desk, which was offered control, in control. Raises Refusal."""
        board = self.board
        if board.pending is None or board.pending != board.desk or caller is not Caller.DESK:
            reason = "There is no pendingSwitchboardIntegration"
            self._refuse("accept", _INVALID_ACTION, reason)
        board.active, board.pending = board.pending, None
        self._join_desk()
        self._tell("switchboard:acceptControl", body)

    def release_control(self, body: Mapping[str, Any]) -> None:
        """Put nobody in control; the bot is whom the next message goes to."""
        before, pending = self.board.active, self.board.pending
        self.board.active, self.board.pending = None, None
        self._take_back(before, pending)
        self._tell("switchboard:releaseControl", body)

    def end(self) -> None:
        """Hear that the conversation was deleted."""
        self._is_over = True
        self._visit.inbox.hear([Message(Speaker.SYSTEM, event=Event.SESSION_END)])

    # What follows from it.

    def _find(self, body: Mapping[str, Any], what: str) -> Integration:
        target = self.board.find(body.get("switchboardIntegration"))
        if target is None:
            self._signal(Event.TRANSFER_FAILED)
            reason = "Switchboard invalid target"
            self._refuse(what, _INVALID_TARGET, reason)
        return target

    def _refuse(self, what: str, code: str, reason: str) -> NoReturn:
        """Refuse a change of control, and tell the bot's webhook so too. Raises Refusal."""
        self._deliver(f"switchboard:{what}Control:failure", {"error": {"code": code, "message": reason}})
        raise Refusal(400, code, reason)

    def _ask_for(self, target: Integration) -> None:
        if target == self.board.agents:
            self._people.request()
        elif target != self.board.pending:
            self._signal(Event.TRANSFER_STARTED)

    def _take_back(self, before: Integration | None, pending: Integration | None) -> None:
        """Take in that whoever else was in control, or was asked to be, is no longer."""
        self._people.leave()
        if self._is_desk_there:
            self._is_desk_there = False
            self._signal(Event.HUMAN_LEFT)
        elif self.board.desk is not None and self.board.desk in (before, pending):
            self._signal(Event.TRANSFER_FAILED)

    def _join_desk(self) -> None:
        """Take in that somebody is at the desk; before it is in control that says nothing about the consumer."""
        if self.board.active == self.board.desk and not self._is_desk_there:
            self._is_desk_there = True
            self._signal(Event.HUMAN_JOINED)

    def _hear_people(self, message: Message) -> None:
        self._visit.inbox.hear([message])
        if message.speaker is Speaker.HUMAN:
            self._echo({"displayName": "Agent", "subtypes": ["agent"]}, {"type": "text", "text": message.text})

    def _follow_people(self, event: Event) -> None:
        """Do on the switchboard what the people did."""
        board = self.board
        if event is Event.HUMAN_JOINED and board.pending is not None:
            board.active, board.pending = board.pending, None
            self._tell("switchboard:acceptControl", {})
        elif event is Event.TRANSFER_FAILED:
            board.active, board.pending = board.bot, None
            self._tell("switchboard:passControl", {})

    def _signal(self, event: Event) -> None:
        self._visit.inbox.hear([Message(Speaker.SYSTEM, event=event)])

    def _echo(self, author: Mapping[str, Any], content: Mapping[str, Any], metadata: object = None) -> dict[str, Any]:
        message = self.writer.say(author, content, metadata)
        if self.board.is_with_bot or self._settings.is_told_in_standby:
            self._deliver("conversation:message", {"message": message})
        return message

    def _tell(self, kind: str, body: Mapping[str, Any]) -> None:
        self._deliver(kind, {"metadata": body["metadata"]} if body.get("metadata") else {})

    def _deliver(self, kind: str, payload: Mapping[str, Any]) -> None:
        if kind in self._settings.triggers:
            self._webhook.tell(self.writer.call([self._event(kind, payload)]))

    def _event(self, kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        return self.writer.event(kind, payload, self.board.tell())

    def _press(self, action: Click) -> dict[str, Any]:
        offer = self._contents.click(action)
        if offer["type"] == "postback":
            return self.writer.postback(offer, self.board.tell())
        payload = {"payload": offer["payload"]} if offer.get("payload") else {}
        message = self.writer.ask({"type": "text", "text": offer["text"], **payload})
        return self._event("conversation:message", {"message": message})

    async def _say(self, action: Say) -> list[dict[str, Any]]:
        files = await self._visit.keep(action.evidence)
        contents = [self._show(*kept) for kept in files] or [{"type": "text"}]
        if action.text:
            contents[0]["text"] = action.text
        messages = [self.writer.ask(content) for content in contents]
        return [self._event("conversation:message", {"message": message}) for message in messages]

    def _show(self, id: str, file: File) -> dict[str, Any]:  # noqa: A002 (the platforms' word)
        media_type, name = file.evidence.media_type, file.evidence.name
        return {
            "type": "image" if media_type.startswith("image/") else "file",
            "mediaUrl": f"{self._base_url}/media/{id}/{name}",
            "mediaType": media_type,
            "mediaSize": len(file.content),
            "altText": name,
        }
