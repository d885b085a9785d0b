"""Finds the way to a human in a case: wishes for one, transfers that were made, and the human who came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runaround.model import TOLERANCES, Escalation, Event, Expectation, Handoff, Speaker, Timing
from runaround.reading.acts import Act
from runaround.reading.case import Reading
from runaround.reading.timing import score_timing
from runaround.reading.turns import TurnReading

__all__ = ["Way", "find_way", "is_human", "judge_handoff", "time_transfers"]

_SIGNALS = frozenset({Event.TRANSFER_STARTED, Event.HUMAN_JOINED})
_UNDONE = frozenset({Event.TRANSFER_FAILED, Event.HUMAN_LEFT, Event.HANG_UP, Event.SESSION_END})
_WAITING = (Act.HOLD, Act.HUMAN_UNAVAILABLE, Act.TELL_QUEUE, Act.TELL_WAIT)


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a human in one case; everything in the order of turns.

    episodes: the first wish of each episode, which a human or a consumer who gives the wish up ends; those given up
    are left out. human: the turn at which one is there; None if none ever is. dropped: where the last wish was given
    up. made: where each transfer began that the channel signalled; words alone make none. is_untold: the record of
    another system ends with the words that announce a transfer, so that nobody can say whether a human came.
    """

    episodes: tuple[int, ...]
    human: int | None
    dropped: int | None
    made: tuple[int, ...]
    is_untold: bool


def find_way(reading: Reading) -> Way:
    """Return the way to a human in a case, found in one pass."""
    human = next((turn.index for turn in reading.turns if is_human(turn)), None)
    episodes, dropped = _episodes(reading)
    made = tuple(_made(reading)) if human is not None or reading.happens(*_SIGNALS) else ()
    return Way(episodes, human, dropped, made, is_untold=_is_untold(reading))


def is_human(turn: TurnReading) -> bool:
    """Say whether a turn shows that a human is there."""
    return turn.turn.event is Event.HUMAN_JOINED or turn.turn.speaker is Speaker.HUMAN


def judge_handoff(way: Way, expect: Expectation | None) -> Handoff:
    """Return whether a transfer was right in a case, and whether it came.

    One is due if the scenario requires it, or if the consumer asks for a human and does not give that up; it has come
    when a human is there. Where the scenario says that one is wrong, the channel's signal is enough to make one.
    """
    escalation = expect.escalation if expect else Escalation.ALLOWED
    if escalation is Escalation.WRONG:
        return Handoff.NEEDLESS if way.made else Handoff.SPARED
    if escalation is not Escalation.REQUIRED and not way.episodes:
        return Handoff.OPEN
    if way.human is not None:
        return Handoff.CAME
    return Handoff.OPEN if way.is_untold else Handoff.MISSED


def time_transfers(reading: Reading, way: Way, expect: Expectation | None) -> Timing | None:
    """Return when transfers were due and made; None if nobody can say when one was due, or whether it was made.

    Due is the first wish of each episode. A scenario that requires a human without being asked makes it the consumer's
    first utterance, one in which a transfer is wrong makes it never.
    """
    escalation = expect.escalation if expect else Escalation.ALLOWED
    unasked = expect is not None and escalation is Escalation.REQUIRED and expect.requests_to_human == 0
    opening = next((turn.index for turn in reading.by(Speaker.CONSUMER)), None)
    due: tuple[int, ...] = () if unasked or escalation is Escalation.WRONG else way.episodes
    if not due and escalation is Escalation.REQUIRED and opening is not None:
        due = (opening,)
    if (not due and escalation is not Escalation.WRONG) or (way.is_untold and not way.made):
        return None
    places = _utterances(reading.turns)
    due_at = tuple(dict.fromkeys(places[index] for index in due))
    made_at = tuple(dict.fromkeys(places[index] for index in way.made))
    scores = tuple(score_timing(due_at, made_at, tolerance=tolerance) for tolerance in TOLERANCES)
    return Timing(due_at, made_at, scores)


def _episodes(reading: Reading) -> tuple[tuple[int, ...], int | None]:
    """Return the first wish of each episode that was not given up, and where the last one was if it ended so."""
    episodes: list[int] = []
    wish: int | None = None
    dropped: int | None = None
    is_there = False
    for turn in reading.turns:
        by_consumer = turn.turn.speaker is Speaker.CONSUMER
        is_there = (is_there or is_human(turn)) and turn.turn.event is not Event.HUMAN_LEFT
        if is_there:
            episodes += () if wish is None else (wish,)
            wish = None
        elif by_consumer and turn.does(Act.DROP_HUMAN):
            dropped, wish = (turn.index, None) if wish is not None else (dropped, None)
        elif by_consumer and wish is None and turn.does(Act.ASK_HUMAN):
            wish, dropped = turn.index, None
    return (*episodes, *(() if wish is None else (wish,))), dropped


def _made(reading: Reading) -> Iterator[int]:
    """Yield where each transfer that the channel signalled began: in the words or the queue that led to it.

    What follows the signal belongs to the same transfer until it fails or the human leaves.
    """
    begun: _Begun | None = None
    is_under_way, session = False, 1
    for turn in reading.turns:
        if turn.turn.session != session or turn.turn.event in _UNDONE:
            is_under_way, begun, session = False, None, turn.turn.session
        if turn.turn.event in _SIGNALS or turn.turn.speaker is Speaker.HUMAN:
            if not is_under_way:
                yield turn.index if begun is None else begun.index
            is_under_way, begun = True, None
        elif not is_under_way:
            begun = _begin(begun, turn)


@dataclass(frozen=True, slots=True)
class _Begun:
    """Where a transfer may have begun, and whether the channel says so."""

    index: int
    is_signalled: bool


def _begin(begun: _Begun | None, turn: TurnReading) -> _Begun | None:
    """Return where a transfer may have begun by `turn`; words count no more once the bot goes on without it."""
    if turn.turn.event is Event.QUEUE:
        return _Begun(turn.index if begun is None else begun.index, is_signalled=True)
    if turn.turn.speaker is not Speaker.BOT or (begun is not None and begun.is_signalled):
        return begun
    if turn.does(Act.ANNOUNCE_TRANSFER):
        return begun or _Begun(turn.index, is_signalled=False)
    return begun if turn.does(*_WAITING) else None


def _is_untold(reading: Reading) -> bool:
    if reading.transcript.ending is not None or not reading.turns:
        return False
    last = next((turn for turn in reversed(reading.turns) if turn.turn.speaker is not Speaker.SYSTEM), None)
    return last is not None and last.turn.speaker is Speaker.BOT and last.does(Act.ANNOUNCE_TRANSFER)


def _utterances(turns: Sequence[TurnReading]) -> Sequence[int]:
    """Return the place of the consumer's utterance that each turn is, or answers; 0 before the first."""
    found: list[int] = []
    spoken, place = -1, 0
    floor: Speaker | None = None
    for turn in turns:
        side = _side(turn)
        if side is not None and side is not floor:
            floor, spoken = side, spoken + 1
        if side is Speaker.CONSUMER:
            place = spoken
        found.append(place)
    return found


def _side(turn: TurnReading) -> Speaker | None:
    """Return who holds the floor, the company as one; None for what nobody says."""
    if turn.by_company:
        return Speaker.BOT
    return Speaker.CONSUMER if turn.turn.speaker is Speaker.CONSUMER else None
