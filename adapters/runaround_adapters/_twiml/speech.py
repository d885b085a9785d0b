"""What a caller hears: words and recordings as messages, each with its moment on the caller's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from runaround.model import Attachment, Button, Event, Message, Speaker
from runaround_adapters._twiml.clock import CallClock, Rates
from runaround_adapters._twiml.document import Verb
from runaround_adapters._twiml.prompts import find_options

__all__ = ["HeardLine", "Speech"]

_MOST_ROUNDS = 3
"""How often a caller hears out what is said again and again."""


@dataclass(frozen=True, slots=True)
class HeardLine:
    """A message, when it began, and which of the caller's messages it answers where it is late."""

    message: Message
    at: float
    answers: int | None = None


@dataclass(slots=True)
class Speech:
    """Everything heard in a call that nobody has taken yet, and what the caller may choose since the last input."""

    clock: CallClock
    rates: Rates
    recordings: Mapping[str, str]
    heard: list[HeardLine] = field(default_factory=list)
    options: tuple[Button, ...] = ()

    def signal(self, event: Event) -> None:
        """Take in what the channel itself tells."""
        self.heard.append(HeardLine(Message(Speaker.SYSTEM, event=event), self.clock.now()))

    def note(self, text: str) -> None:
        """Take in what happens beside the call, such as a text message."""
        self.heard.append(HeardLine(Message(Speaker.SYSTEM, text), self.clock.now()))

    def hear(self, message: Message, *, at: float | None = None, answers: int | None = None) -> None:
        """Take in words from somebody, which take their time; a menu in what a bot says can be chosen from."""
        if message.speaker is Speaker.BOT and (options := find_options(message.text)):
            self.options = (*self.options, *options)
            message = replace(message, buttons=options)
        self.heard.append(HeardLine(message, self.clock.now() if at is None else at, answers))
        self.clock.charge(self.rates.seconds_for(message.text))

    def perform(self, verb: Verb) -> None:
        """Take in one `Say` or `Play` of a document, every round of it a message."""
        for _ in range(self._rounds(verb)):
            self.prompt((replace(verb, attributes={**verb.attributes, "loop": "1"}),))

    def knows(self, verb: Verb) -> bool:
        """Say whether it is known what a `Say` or `Play` says."""
        return bool(self._words_of(verb))

    def prompt(self, verbs: Sequence[Verb]) -> str:
        """Take in what is said and played before an input as one message; return its words."""
        said = [verb for verb in verbs for _ in range(self._rounds(verb)) if verb.name in ("Say", "Play")]
        texts = [text for verb in said if (text := self._words_of(verb))]
        unknown = [verb for verb in said if verb.name == "Play" and verb.text and not self.knows(verb)]
        files = tuple(Attachment("file", _file_of(verb), "a recording") for verb in unknown)
        text = "\n".join(texts)
        if text or files:
            self.hear(Message(Speaker.BOT, text, attachments=files))
        pauses = sum(verb.number("length", 1.0) for verb in verbs if verb.name == "Pause")
        breaks = sum(verb.breaks_s for verb in said)
        self.clock.charge(pauses + breaks + self.rates.recording_s * len(unknown))
        return text

    def take(self) -> list[HeardLine]:
        """Return what was heard since the last time."""
        taken, self.heard = self.heard, []
        return taken

    def _rounds(self, verb: Verb) -> int:
        rounds = int(verb.number("loop", 1.0))
        return min(rounds or _MOST_ROUNDS, _MOST_ROUNDS)

    def _words_of(self, verb: Verb) -> str:
        if verb.name == "Say":
            return verb.text
        return self.recordings.get(verb.text, self.recordings.get(_file_of(verb), ""))


def _file_of(verb: Verb) -> str:
    """Return the name of a recording's file, without its folder and its query."""
    return verb.text.partition("?")[0].rpartition("/")[2][:80]
