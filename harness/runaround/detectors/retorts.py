"""What consumers say to a question tells whether they had told it before: the reply proves the repetition."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from runaround.model import Speaker
from runaround.reading import (
    Act,
    Content,
    Reading,
    TurnReading,
    content_of,
    is_request,
    shared_rarity,
    take_out_numbers,
)

__all__ = ["Told"]

_BARE, _HARDLY_ANYTHING = 1.0, 0.5
_SHORTEST_CODE = 5
_TELLS_ENOUGH = 1.0
_NAMED = 0.5
_LOOKED_BACK = 60
_FEW = 3
_FILES = frozenset({"photo", "screenshot", "receipt", "id_document", "form"})
_CONSUMER, _BOT = (Speaker.CONSUMER,), (Speaker.BOT,)
_ASKS = (Act.QUESTION, Act.REQUEST, Act.ROUTING_QUESTION)
_HAS_A_REASON = (Act.DEFECT, Act.CONFIRM, Act.STILL_THERE, Act.ANOTHER, Act.FALLBACK, Act.REPROMPT, Act.GREETING)
_ASKED_FOR = (Act.SWITCH, Act.ANOTHER_MATTER, Act.ASK_REPEAT, Act.GO_BACK)

_Codes = frozenset[str]


class Told:
    """What the consumer tells in a case; the numbers in it are only looked for where a reply may tell one again."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @cached_property
    def _turns(self) -> Sequence[TurnReading]:
        return tuple(self._reading.by(Speaker.CONSUMER))

    @cached_property
    def _first(self) -> Sequence[tuple[_Codes, TurnReading]]:
        """Each set of codes that is long enough to tell one thing from another, with the first turn that tells it."""
        first: dict[_Codes, TurnReading] = {}
        for turn in self._turns:
            codes = _codes(turn)
            if sum(map(len, codes)) >= _SHORTEST_CODE:
                first.setdefault(codes, turn)
        return tuple(first.items())

    def once_more(self, turn: TurnReading) -> TurnReading | None:
        """Return the consumer turn that had told what the consumer tells once more in reply to `turn`; None if none.

        The reply gives nothing but a number that was given before, or says that it was told or sent.
        """
        asks = turn.does(*_ASKS) or bool(turn.said.asked_names)
        if not (asks or _requests(turn)) or turn.said.choices or turn.does(*_HAS_A_REASON):
            return None
        reply = self._reading.first(by=_CONSUMER, start=turn.index)
        if reply is None or reply.stage != turn.stage or self._reading.last(by=_BOT, stop=reply.index) is not turn:
            return None
        if any(one.does(*_ASKED_FOR) for one in self._reading.consumer_before(turn.index)):
            return None
        told = self._proof(turn, reply, bare=asks)
        # What was told before a boundary is another kind (ruling 13).
        return None if told is None or told.stage != turn.stage else told

    def _proof(self, turn: TurnReading, reply: TurnReading, *, bare: bool) -> TurnReading | None:
        """Return the consumer turn before `turn` that told or sent what `reply` tells again, or says to have given."""
        codes, read_out = _codes(reply), _codes(turn)
        if reply.does(Act.ALREADY_GAVE, Act.ASKED_BEFORE) and not reply.turn.attachments:
            if codes & read_out or any(len(code) >= _SHORTEST_CODE for code in read_out):
                return None  # who reads a number out asks whether it is right
            return next(
                (one for one in self._before(turn) if _is_meant(one, reply, turn, given=codes, bare=bare)), None
            )
        if reply.does(Act.JUST_SENT) and not reply.turn.attachments and not turn.does(Act.ADDITIONAL):
            return next((one for one in reversed(self._before(turn)) if one.turn.attachments), None)
        is_code = bare and sum(map(len, codes)) >= _SHORTEST_CODE and _weight_besides(reply) <= _HARDLY_ANYTHING
        if not is_code or codes & read_out:
            return None
        told = [(had, one) for had, one in self._first[: _FEW + 1] if one.index < turn.index]
        # Who has told several numbers may be asked which of them is meant.
        clear = len(told) <= _FEW and all(had == codes or _names(one, turn) for had, one in told)
        return told[0][1] if clear and told and codes <= told[0][0] else None

    def _before(self, turn: TurnReading) -> Sequence[TurnReading]:
        """Return the consumer's turns before `turn`, as far back as anybody remembers."""
        stop = bisect_left(self._turns, turn.index, key=lambda one: one.index)
        return self._turns[max(0, stop - _LOOKED_BACK) : stop]


def _is_meant(earlier: TurnReading, reply: TurnReading, turn: TurnReading, *, given: _Codes, bare: bool) -> bool:
    """Say whether "I told you" means `earlier`: it gives the same number, tells the same, or nothing at all.

    given: the numbers of the reply. bare: whether it may tell nothing: what answers a question, but not what answers
    "please restart it".
    """
    had = _codes(earlier)
    if given & had:
        # "Still error 1037" in answer to a step that was asked for says how it failed, not that it was told before.
        return bare or reply.does(Act.ALREADY_GAVE)
    if not reply.does(Act.ALREADY_GAVE) or turn.does(Act.ADDITIONAL):
        return False
    if reply.content.weight <= _BARE and not given:
        wants_file = not _FILES.isdisjoint(turn.said.asked_names)
        told = bare and not wants_file and bool(had) and _names(earlier, turn)
        return told or bool(earlier.turn.attachments)
    said = (content_of(one.text, one.lexicon) for one in reply.said.sentences if one.does(Act.ALREADY_GAVE))
    again = frozenset().union(*(one.features for one in said)) - turn.content.features
    return Content(again & earlier.content.features, frozenset()).rare_weight >= _TELLS_ENOUGH


def _requests(turn: TurnReading) -> bool:
    """Say whether a turn asks for something, whatever it be; "please restart it" is such a sentence too."""
    return any(is_request(sentence.text, sentence.lexicon) for sentence in turn.said.sentences)


def _names(told: TurnReading, turn: TurnReading) -> bool:
    """Say whether a question names what was told by the same word: "postcode"."""
    return shared_rarity(told.content, turn.content) >= _NAMED


def _codes(turn: TurnReading) -> _Codes:
    """Return the numbers and codes that a turn writes out or spells."""
    return turn.content.numbers | take_out_numbers(turn.turn.text)[0]


def _weight_besides(reply: TurnReading) -> float:
    """Return how much a reply tells besides its numbers; those that are spelt in words tell nothing more."""
    spelt, rest = take_out_numbers(reply.turn.text)
    return content_of(rest, reply.lexicon).weight if spelt else reply.content.weight
