"""One call: what the caller does in it, the people it is put through to, and words over a WebSocket."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from runaround.errors import Dropped, Unsupported
from runaround.model import Event, Message, Speaker, TurnEnd
from runaround_adapters._talk.inbox import Heard
from runaround_adapters._talk.people import HumanSide
from runaround_adapters._twiml.document import Verb
from runaround_adapters._twiml.input import Spoken, keys_of
from runaround_adapters._twiml.line import CallLine, Document, Errand
from runaround_adapters._twiml.machine import Machine
from runaround_adapters._twiml.prompts import find_pressed, is_key
from runaround_adapters._twiml.relay import Relay
from runaround_adapters._twiml.settings import TwimlSettings
from runaround_adapters._twiml.speech import Speech
from runaround_adapters._twiml.transfers import Queue, decide_dial, decides_after, line_of

__all__ = ["Call"]

_AFTER_GREETING_S = 0.1


class Call(Machine):
    """A call, from the first document on."""

    def __init__(
        self,
        settings: TwimlSettings,
        line: CallLine,
        speech: Speech,
        *,
        make_relay: Callable[[Verb, str, int], Relay],
        lang: str,
    ) -> None:
        """make_relay: is given the noun, its address, and how many messages the caller has sent before."""
        super().__init__(settings, line, speech, lang=lang)
        self._make_relay = make_relay
        self._relay: Relay | None = None
        self._relayed: tuple[Verb, Document] | None = None
        self._is_requested = False
        self._said = 0
        self._verbs = {
            **self._verbs,
            "Dial": self._dial,
            "Enqueue": self._enqueue,
            "Refer": self._refer,
            "Connect": self._connect,
        }

    # --- what the session does ----------------------------------------------------------------------

    async def take(self, spoken: Spoken) -> TurnEnd:
        """Let the caller speak or press, and carry out what follows. Raises AdapterError."""
        if self._is_over:
            msg = f"{self._settings.name}: the call is over; nothing can be said."
            raise Dropped(msg)
        self._said += 1
        self._is_requested = False
        if self._is_bridged:
            self._speech.hear(Message(Speaker.HUMAN, self._human_answer))
            return TurnEnd.RESPONSE
        if self._relay is not None and self._relay.end is None:
            return await self._talk(self._relay, spoken)
        await self._after_relay()
        if self._waiting is not None:
            self._answer(self._waiting, spoken)
        elif self._queue is not None:
            self._speech.signal(Event.QUEUE)  # nobody hears words in a queue: that it still is one is all there is
        return await self.play()

    async def listen(self, seconds: float) -> TurnEnd:
        """Let the caller say nothing for so long, or until something is heard. Raises AdapterError."""
        if self._relay is not None and self._relay.end is None:
            return await self._take_in(self._relay, await self._relay.inbox.listen(seconds))
        await self._after_relay()
        until = self._clock.now() + seconds
        if self._is_bridged or self._is_over:
            self._clock.charge(seconds)
            return TurnEnd.TIME_LIMIT
        return await self.play(until)

    async def close(self) -> None:
        """Put the receiver down. Does not raise."""
        self._is_over = True
        if self._relay is not None:
            await self._relay.close()

    # --- people -------------------------------------------------------------------------------------

    async def _dial(self, verb: Verb) -> None:
        room = next((one for one in verb.nested if one.name in ("Queue", "Conference")), None)
        if room is not None:
            self._request()
            self._enter_queue(verb, self._settings.human.at(line_of(room)), room)
            return
        dialled = decide_dial(verb, self._settings.human)
        self._request()
        self._clock.charge(dialled.rang_s)
        if dialled.taken_by is not None:
            self._bridge(dialled.taken_by)
            return
        self._speech.signal(Event.TRANSFER_FAILED)
        told = {"DialCallStatus": dialled.status, "DialCallSid": f"CA{uuid.uuid4().hex}", "DialCallDuration": "0"}
        self._go_to(verb, self._document, told)

    async def _refer(self, verb: Verb) -> None:
        dialled = decide_dial(verb, self._settings.human)
        self._request()
        self._clock.charge(dialled.rang_s)
        if dialled.taken_by is not None:
            self._bridge(dialled.taken_by)
            return
        self._speech.signal(Event.TRANSFER_FAILED)
        self._go_to(verb, self._document, {"ReferCallStatus": dialled.status})

    async def _enqueue(self, verb: Verb) -> None:
        side = self._settings.human.at(line_of(verb))
        if decides_after(side) > 0:
            self._speech.signal(Event.QUEUE)
        else:
            self._request()
        self._enter_queue(verb, side, verb)

    def _enter_queue(self, verb: Verb, side: HumanSide, named_by: Verb) -> None:
        now = self._clock.now()
        wait, method = named_by.attributes.get("waitUrl", "").strip(), named_by.attributes.get("waitUrlMethod", "POST")
        url = self._line.address(self._document, wait) if wait else ""
        # Music of other hosts is not fetched: nobody would hear it.
        errand = Errand(url, method.upper(), {"QueuePosition": "1"}) if url and self._line.is_known(url) else None
        self._queue = Queue(verb, self._document, side, errand, now, now + decides_after(side), now)
        self._play_again(self._queue)

    def _request(self) -> None:
        """Signal that the call is to be put through, once for one attempt."""
        if not self._is_requested:
            self._speech.signal(Event.TRANSFER_STARTED)
        self._is_requested = False

    # --- words over a WebSocket ---------------------------------------------------------------------

    async def _connect(self, verb: Verb) -> None:
        noun = next(iter(verb.nested), None)
        if noun is None or noun.name != "ConversationRelay":
            named = f"<{noun.name}>" if noun is not None else "nothing"
            msg = f"{self._settings.name}: <Connect> to {named}: only words are carried, by <ConversationRelay>."
            raise Unsupported(msg)
        url = self._line.resolve(self._document, noun.attributes.get("url", ""))
        if greeting := noun.attributes.get("welcomeGreeting", "").strip():
            self._speech.hear(Message(Speaker.BOT, greeting))
        self._relay, self._relayed = self._make_relay(noun, url, self._said), (verb, self._document)
        self._is_elsewhere = True
        heard = await self._relay.open(_AFTER_GREETING_S if greeting else self._settings.welcome_s)
        await self._take_in(self._relay, heard)

    async def _talk(self, relay: Relay, spoken: Spoken) -> TurnEnd:
        options, self._speech.options = self._speech.options, ()
        is_pressed = relay.takes_keys and (
            spoken.option is not None or is_key(spoken.words) or bool(find_pressed(spoken.words))
        )
        keys = keys_of(spoken, options, None) if is_pressed else ""
        words = spoken.option.label if spoken.option is not None else spoken.words
        return await self._take_in(relay, await (relay.press(keys) if keys else relay.say(words)))

    async def _take_in(self, relay: Relay, heard: Heard) -> TurnEnd:
        """Take in what came over the relay; go on with the document if that was all of it."""
        for message, at, answers in zip(heard.messages, heard.at, heard.answers, strict=True):
            self._speech.hear(message, at=at, answers=None if answers is None else answers + relay.before)
        if relay.end is None:
            return heard.ended_by
        await self._after_relay()
        return await self.play()

    async def _after_relay(self) -> None:
        """Go on with the document if the relay is over, and tell its action how it ended."""
        if self._relay is None or self._relay.end is None or self._relayed is None:
            return
        relay, (verb, document) = self._relay, self._relayed
        self._relay, self._relayed, self._is_elsewhere = None, None, False
        await relay.close()
        told = {"SessionId": relay.session, "SessionStatus": "ended"}
        if relay.end is not None and relay.end.handoff:
            self._request()
            self._is_requested = True
            told["HandoffData"] = relay.end.handoff
        self._go_to(verb, document, told)
