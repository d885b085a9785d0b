"""A call whose words go over a WebSocket: ConversationRelay, which turns speech into text and text into speech.

Source: Twilio, "ConversationRelay: getting and sending WebSocket messages".
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from runaround.errors import AdapterError, NotJson, WrongShape
from runaround.model import Message, Speaker
from runaround_adapters._frames.line import Closed
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.answers import parse_json
from runaround_adapters._rules.template import clean_text
from runaround_adapters._talk.inbox import Heard, Inbox
from runaround_adapters._twiml.document import Verb

__all__ = ["Relay", "RelayEnd"]

_TALK = "talk"


@dataclass(frozen=True, slots=True)
class RelayEnd:
    """How the application ended it: `handoff` is what it wants told to the address that follows."""

    handoff: str = ""


@dataclass(slots=True)
class Relay:
    """One connection, from the noun that asks for it to its end.

    facts: of the call. recordings: what the files say that are played. before: how many messages of the caller went
    another way before this began.
    """

    noun: Verb
    socket: Socket
    inbox: Inbox
    facts: Mapping[str, str]
    recordings: Mapping[str, str]
    before: int = 0
    session: str = field(default_factory=lambda: f"VX{uuid.uuid4().hex}")
    end: RelayEnd | None = None
    _open_words: str = ""
    _task: asyncio.Task[None] | None = None

    async def open(self, welcome_s: float) -> Heard:
        """Connect, say who calls, and return what the application says first. Raises AdapterError."""
        await self.socket.open()
        own = {one.attributes.get("name", ""): one.attributes.get("value", "") for one in self.noun.nested}
        facts = self.facts
        setup = {
            "type": "setup",
            "sessionId": self.session,
            "accountSid": facts["AccountSid"],
            "parentCallSid": "",
            "callSid": facts["CallSid"],
            "from": facts["From"],
            "to": facts["To"],
            "forwardedFrom": "",
            "callType": "PSTN",
            "callerName": "",
            "direction": facts["Direction"],
            "callStatus": "RINGING",
            "customParameters": own,
        }
        await self._send(setup)
        self._task = asyncio.create_task(self._hear())
        return await self.inbox.take_welcome(welcome_s)

    async def say(self, words: str) -> Heard:
        """Say `words`, and return what is answered. Raises AdapterError."""
        lang = self.noun.attributes.get("transcriptionLanguage", self.noun.attributes.get("language", "en-US"))
        return await self._exchange({"type": "prompt", "voicePrompt": clean_text(words), "lang": lang, "last": True})

    async def press(self, keys: str) -> Heard:
        """Press keys, and return what is answered. Raises AdapterError."""
        return await self._exchange(*({"type": "dtmf", "digit": key} for key in keys))

    @property
    def takes_keys(self) -> bool:
        """Whether the application is told which keys are pressed."""
        return self.noun.attributes.get("dtmfDetection", "").lower() == "true"

    async def close(self) -> None:
        """Free the connection. Does not raise."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with suppress(AdapterError, OSError):
            await self.socket.close()

    async def _exchange(self, *frames: Mapping[str, Any]) -> Heard:
        self.inbox.begin_message()
        if self._open_words:  # the last reply was not over: the caller breaks in
            broken = {"type": "interrupt", "utteranceUntilInterrupt": self._open_words, "durationUntilInterruptMs": 0}
            await self._send(broken)
        for frame in frames:
            await self._send(frame)
        return await self.inbox.take_reply()

    async def _send(self, frame: Mapping[str, Any]) -> None:
        text = json.dumps(frame, ensure_ascii=False)
        await self.socket.send(text, shown=text)

    async def _hear(self) -> None:
        """Put what comes into the inbox, until it ends."""
        try:
            while self.end is None:
                frame = await self.socket.receive()
                if isinstance(frame, Closed):
                    self.end = RelayEnd()
                else:
                    self._put(self._read(frame))
        except AdapterError as error:
            self.inbox.fail(error)
        else:
            self.inbox.end_reply()

    def _read(self, text: str) -> Mapping[str, Any]:
        try:
            frame = parse_json(text.encode("utf-8", "surrogatepass"), "")
        except NotJson as error:
            msg = f"{self.socket.where}: a frame is not JSON; found {self.socket.log.quote(text)}."
            raise NotJson(msg) from error
        if not isinstance(frame, Mapping) or not isinstance(frame.get("type"), str):
            msg = f"{self.socket.where}: a frame has no 'type'; found {self.socket.log.quote(frame)}."
            raise WrongShape(msg)
        return frame

    def _put(self, frame: Mapping[str, Any]) -> None:
        """Take in one frame; those that say nothing to the caller, and unknown ones, are passed over."""
        match frame["type"]:
            case "text":
                self._put_words(str(frame.get("token") or ""), is_last=bool(frame.get("last")))
            case "play":
                source = str(frame.get("source") or "")
                words = self.recordings.get(source, self.recordings.get(source.rpartition("/")[2], ""))
                if words:
                    self.inbox.hear((Message(Speaker.BOT, words),))
            case "end":
                self._put_words("", is_last=True)
                handoff = frame.get("handoffData")
                self.end = RelayEnd(handoff if isinstance(handoff, str) else json.dumps(handoff) if handoff else "")

    def _put_words(self, token: str, *, is_last: bool) -> None:
        if not is_last:
            self._open_words += token
            self.inbox.hear_piece(_TALK, token, is_cumulative=False)
            return
        words, self._open_words = self.inbox.finish(_TALK) + token, ""
        if words.strip():
            self.inbox.hear((Message(Speaker.BOT, words),))
