"""Carries out TwiML for a caller: verb after verb, until something is wanted of the caller, or the call is over.

Nothing here waits: what would take the caller's time is charged to the caller's clock. Only requests take real time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from runaround.model import Event, Message, Speaker, TurnEnd
from runaround_adapters._talk.people import HumanSide, people_words
from runaround_adapters._twiml.document import Verb
from runaround_adapters._twiml.input import TIMEOUT_S, Entered, Spoken, enter, leave_message
from runaround_adapters._twiml.line import CallLine, Document, Errand
from runaround_adapters._twiml.settings import TwimlSettings
from runaround_adapters._twiml.speech import Speech
from runaround_adapters._twiml.transfers import Queue, queue_result

__all__ = ["Machine", "VerbAction", "Waiting"]

_MUSIC_S = 30.0
_SHORTEST_PASS_S = 1.0
_MOST_DOCUMENTS = 20
_MOST_OF_ONE = 3
"""How many documents, and how often one and the same, a caller hears in a row before doing something about it."""

_NEARLY = 1e-6
_IN_QUEUE = frozenset({"Say", "Play", "Pause", "Gather", "Hangup", "Redirect", "Leave"})

VerbAction = Callable[[Verb], Awaitable[bool | None]]
"""Carries out a verb; False where it goes on for ever, and one round of that is over."""


@dataclass(slots=True)
class Waiting:
    """A `Gather` or `Record` that waits, `left_s` seconds more; `document` is where it stands."""

    verb: Verb
    document: Document
    left_s: float
    prompt: str = ""


class Machine:
    """The state of one call, and what is done without anybody else."""

    def __init__(self, settings: TwimlSettings, line: CallLine, speech: Speech, *, lang: str) -> None:
        self._settings = settings
        self._line = line
        self._speech = speech
        self._clock = speech.clock
        self._hello, self._human_answer = people_words(lang)
        self._document = Document("")
        self._index = 0
        self._errand: Errand | None = line.first_errand()
        self._waiting: Waiting | None = None
        self._silence_s = 0.0
        self._queue: Queue | None = None
        self._is_bridged = False
        self._is_elsewhere = False
        self._is_over = False
        self._verbs: Mapping[str, VerbAction] = {
            "Say": self._speak,
            "Play": self._speak,
            "Pause": self._pause,
            "Gather": self._gather,
            "Record": self._record,
            "Redirect": self._redirect,
            "Leave": self._leave,
            "Hangup": self._hang_up,
            "Reject": self._hang_up,
            "Sms": self._note_message,
            "Message": self._note_message,
            "Pay": self._note_payment,
        }

    async def play(self, until: float | None = None) -> TurnEnd:
        """Carry out verbs until an input is waited for, the caller is with somebody, or the call is over.

        until: on the caller's clock, how long the caller says nothing; inputs and silences are waited out so long.
        Returns `time_limit` too if the documents only lead to each other. Raises AdapterError.
        """
        begun, seen = len(self._speech.heard), Counter[tuple[str, str]]()
        while not (self._is_over or self._is_elsewhere):
            has_news = len(self._speech.heard) > begun
            if self._queue is not None and self._clock.now() >= self._queue.decides_at - _NEARLY:
                self._come_up(self._queue)
            elif self._is_turn_over(until, has_news=has_news):
                break
            elif self._waiting is not None:
                self._wait_out(self._waiting, until)
            elif self._silence_s > _NEARLY:
                self._silence_s = self._pass(self._silence_s, until)
            elif self._errand is not None:
                if self._is_enough(seen, self._errand, is_listening=until is not None):
                    return TurnEnd.TIME_LIMIT
                await self._follow(self._errand)
            elif not await self._step() and (until is None or len(self._speech.heard) > begun):
                break
        return self._ended(until, has_news=len(self._speech.heard) > begun)

    def _is_turn_over(self, until: float | None, *, has_news: bool) -> bool:
        """Say whether the caller is to act: an input is waited for, or there is silence when the caller's wait ends."""
        if self._waiting is not None and (until is None or has_news):
            return True
        is_time_up = until is not None and self._clock.now() >= until - _NEARLY
        return is_time_up and (not has_news or self._silence_s > _NEARLY)

    def _ended(self, until: float | None, *, has_news: bool) -> TurnEnd:
        if self._is_over:
            return TurnEnd.SESSION_END
        if until is None:
            return TurnEnd.RESPONSE
        return TurnEnd.LISTENED if has_news else TurnEnd.TIME_LIMIT

    # --- the machine --------------------------------------------------------------------------------

    async def _step(self) -> bool:
        """Carry out the next verb; return False where there was none: one round of a queue is over, or the call."""
        queue = self._queue
        document, index = (self._document, self._index) if queue is None else (queue.playing, queue.index)
        if index >= len(document.verbs):
            if queue is None:
                await self._hang_up(None)
            else:
                self._play_again(queue)
            return False
        if queue is None:
            self._index += 1
        else:
            queue.index += 1
        verb = document.verbs[index]
        if verb.name not in self._verbs or (queue is not None and verb.name not in _IN_QUEUE):
            return True  # Twilio warns of what it does not know, and goes on
        return await self._verbs[verb.name](verb) is not False

    def _is_enough(self, seen: Counter[tuple[str, str]], errand: Errand, *, is_listening: bool) -> bool:
        """Count a document that is to be asked for; say whether nobody would hear it out."""
        seen[errand.method, errand.url] += 1
        most = _MOST_DOCUMENTS if is_listening else _MOST_OF_ONE
        return seen.total() > _MOST_DOCUMENTS or seen[errand.method, errand.url] > most

    async def _follow(self, errand: Errand) -> None:
        document = await self._line.fetch(errand)
        self._errand = None
        if self._queue is None:
            self._document, self._index = document, 0
        else:
            self._queue.playing, self._queue.index = document, 0

    def _here(self) -> Document:
        return self._document if self._queue is None else self._queue.playing

    def _pass(self, seconds: float, until: float | None) -> float:
        """Let `seconds` go by, or fewer if the caller or a queue does something before; return what is left of them."""
        now = self._clock.now()
        ends = [now + seconds, *([] if until is None else [until]), *([self._queue.decides_at] if self._queue else [])]
        gone_s = max(0.0, min(ends) - now)
        self._clock.charge(gone_s)
        return seconds - gone_s

    def _go_to(self, verb: Verb, document: Document, told: Mapping[str, str], *, has_default: bool = False) -> None:
        """Ask for a verb's action next; without one go on behind it, or ask for the same document again."""
        action = verb.attributes.get("action", "").strip()
        if action or has_default:
            method = verb.attributes.get("method", "POST").upper()
            self._errand = Errand(self._line.resolve(document, action), method, told)

    # --- verbs --------------------------------------------------------------------------------------

    async def _speak(self, verb: Verb) -> bool:
        """Say it; return False where it is said for ever, and one round of that is over."""
        if self._queue is not None and verb.name == "Play" and not self._speech.knows(verb):
            self._silence_s = self._settings.rates.recording_s  # music: nobody says anything
        else:
            self._speech.perform(verb)
        is_endless = verb.attributes.get("loop") == "0"
        if is_endless:
            self._silence_s = max(self._silence_s, _SHORTEST_PASS_S)
            self._index -= self._queue is None
        return not is_endless

    async def _pause(self, verb: Verb) -> None:
        self._silence_s = verb.number("length", 1.0)

    async def _redirect(self, verb: Verb) -> None:
        method = verb.attributes.get("method", "POST").upper()
        self._errand = Errand(self._line.resolve(self._here(), verb.text), method)

    async def _gather(self, verb: Verb) -> None:
        prompt = self._speech.prompt(verb.nested)
        self._waiting = Waiting(verb, self._here(), verb.number("timeout", TIMEOUT_S), prompt)

    async def _record(self, verb: Verb) -> None:
        self._waiting = Waiting(verb, self._here(), verb.number("timeout", TIMEOUT_S))

    async def _hang_up(self, _verb: Verb | None = None) -> None:
        self._is_over = True
        self._speech.signal(Event.HANG_UP)

    async def _note_message(self, verb: Verb) -> None:
        body = next((one.text for one in verb.nested if one.name == "Body"), verb.text)
        self._speech.note(f"[SMS] {body}")

    async def _note_payment(self, _verb: Verb) -> None:
        self._speech.note("[Pay] A card is asked for; none is given.")

    # --- inputs -------------------------------------------------------------------------------------

    def _answer(self, waiting: Waiting, spoken: Spoken) -> None:
        """Enter what the caller says or presses; what nobody hears lets the wait run out."""
        options, self._speech.options = self._speech.options, ()
        if waiting.verb.name == "Record":
            lasts_s = self._settings.rates.seconds_for(spoken.words)
            entered: Entered | None = leave_message(waiting.verb, spoken, self._line.facts, lasted_s=lasts_s)
        else:
            entered = enter(waiting.verb, spoken, prompt=waiting.prompt, options=options)
        if entered is None:
            # The wait does not stop for words that nobody hears; they are over when the rest of it begins.
            waiting.left_s = max(0.0, waiting.left_s - self._settings.rates.seconds_for(spoken.words))
            self._wait_out(waiting, None)
            return
        self._waiting = None
        self._clock.charge(entered.after_s)
        self._go_to(waiting.verb, waiting.document, entered.told, has_default=True)

    def _wait_out(self, waiting: Waiting, until: float | None) -> None:
        """Let the wait for an input run out, or run on until the caller does something."""
        waiting.left_s = self._pass(waiting.left_s, until)
        if waiting.left_s > _NEARLY:
            return
        self._waiting, self._speech.options = None, ()
        if waiting.verb.attributes.get("actionOnEmptyResult", "").lower() == "true":
            is_spoken = waiting.verb.attributes.get("input", "dtmf").lower() == "speech"
            told = {"SpeechResult": ""} if is_spoken else {"Digits": ""}
            self._go_to(waiting.verb, waiting.document, told, has_default=True)

    # --- queues -------------------------------------------------------------------------------------

    def _play_again(self, queue: Queue) -> None:
        """Begin what is played in a queue, once more; a round that took no time at all would never end."""
        now = self._clock.now()
        is_first = queue.entered_at == queue.pass_began and not queue.playing.url
        if queue.wait is None:
            self._silence_s = _MUSIC_S
        elif not is_first:
            self._silence_s = max(0.0, _SHORTEST_PASS_S - (now - queue.pass_began))
        if queue.wait is not None:
            told = {**queue.wait.told, "QueueTime": f"{now - queue.entered_at:.0f}"}
            self._errand = Errand(queue.wait.url, queue.wait.method, told)
        queue.pass_began = now

    async def _leave(self, _verb: Verb) -> None:
        if self._queue is not None:
            self._dequeue(self._queue, "leave")

    def _come_up(self, queue: Queue) -> None:
        """Do what the people decide about a call in their queue."""
        result = queue_result(queue.side)
        if result == "bridged":
            self._queue = None
            self._bridge(queue.side)
            return
        self._speech.signal(Event.TRANSFER_FAILED)
        self._dequeue(queue, result)

    def _dequeue(self, queue: Queue, result: str) -> None:
        self._queue, self._errand, self._waiting, self._silence_s = None, None, None, 0.0
        lasted = f"{self._clock.now() - queue.entered_at:.0f}"
        told = {"DialCallStatus": "no-answer"} if queue.verb.name == "Dial" else {"QueueResult": result}
        self._go_to(queue.verb, queue.document, {**told, "QueueTime": lasted})

    def _bridge(self, side: HumanSide) -> None:
        self._is_bridged = self._is_elsewhere = True
        self._speech.signal(Event.HUMAN_JOINED)
        self._speech.hear(Message(Speaker.HUMAN, side.says or self._hello))
