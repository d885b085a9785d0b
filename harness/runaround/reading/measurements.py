"""Measures what a case cost the consumer. Plain facts beside findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from runaround.model import Censored, Event, Expectation, Item, Measurements, Speaker
from runaround.reading.acts import Act
from runaround.reading.case import Reading
from runaround.reading.text import fold
from runaround.reading.transfers import Way, find_way, judge_handoff, time_transfers
from runaround.reading.turns import TurnReading

__all__ = ["measure"]

_WAITS_S = 30.0
"""A human who comes later than this lets the consumer wait (47 CFR 76.309(c)(1): 30 s for a transfer)."""

_BOT, _CONSUMER = (Speaker.BOT,), (Speaker.CONSUMER,)
_NOT_HUMAN = (Speaker.BOT, Speaker.SYSTEM)
_COMPANY_SIDE = (Speaker.BOT, Speaker.HUMAN, Speaker.SYSTEM)
_AWAITED = (Act.ASK_HUMAN, Act.ANNOUNCE_TRANSFER)
_MARKS = " .,:;!?()[]'\"*。"


def measure(reading: Reading, expect: Expectation | None = None) -> Measurements:
    """Return the measurements of a case; `docs/measurements.md` defines each.

    expect: what its scenario expects, by which a transfer may be wrong, or due unasked; None for foreign records.
    """
    way = find_way(reading)
    stop = way.human if way.human is not None else way.dropped
    before = reading.turns if stop is None else reading.turns[:stop]
    until = reading.turns if stop is None else reading.turns[: stop + 1]
    consumer = tuple(reading.by(Speaker.CONSUMER))
    own = consumer if stop is None else tuple(turn for turn in before if turn.turn.speaker is Speaker.CONSUMER)
    asked = [name for turn in reading.by(Speaker.BOT) for name in turn.said.asked_names]
    wishes = {turn.utterance for turn in own if _wishes_human(reading, turn)}
    reached = way.human is not None
    return Measurements(
        turns=sum(turn.turn.event is not Event.PROBE for turn in reading.turns),
        consumer_turns=len(consumer),
        characters=sum(len("".join(turn.turn.text.split())) for turn in consumer),
        restarts=_count_restarts(reading),
        requests_to_human=Censored(len(wishes), reached),
        turns_to_human=Censored(len(own), reached),
        seconds_to_human=Censored(_seconds_to(until), reached) if _has_times(reading) else None,
        menu_steps_to_human=Censored(sum(_is_menu_step(reading, turn) for turn in own), reached),
        disclosed_at=_index(reading.first(Act.SAY_BOT, by=_BOT)),
        waited=_waited(reading, way),
        queue_told_at=_told_at(reading, way, Act.TELL_QUEUE),
        wait_told_at=_told_at(reading, way, Act.TELL_WAIT),
        demanded=tuple(dict.fromkeys(_demanded(until))),
        reference_at=_reference_at(reading),
        items_asked=len(asked),
        items_asked_again=len(asked) - len(set(asked)),
        uploads=sum(len(turn.turn.attachments) for turn in consumer),
        handoff=judge_handoff(way, expect),
        timing=time_transfers(reading, way, expect),
    )


def _index(turn: TurnReading | None) -> int | None:
    return None if turn is None else turn.index


def _first_wish(turns: Sequence[TurnReading]) -> int | None:
    """Return the place in `turns` of the consumer's first wish for a human."""
    by_consumer = ((place, one) for place, one in enumerate(turns) if one.turn.speaker is Speaker.CONSUMER)
    return next((place for place, one in by_consumer if one.does(Act.ASK_HUMAN)), None)


def _wishes_human(reading: Reading, turn: TurnReading) -> bool:
    """Say whether a consumer asks for a human, or where the one is who was asked for or announced before."""
    if turn.does(Act.ASK_HUMAN) or not turn.does(Act.ASK_WHERE_HUMAN):
        return turn.does(Act.ASK_HUMAN)
    return reading.first(*_AWAITED, stop=turn.index) is not None


def _has_times(reading: Reading) -> bool:
    """Say whether the record tells when things were said: where it does not, all turns stand at the same time."""
    return len(reading.turns) <= 1 or any(one.turn.at != reading.turns[0].turn.at for one in reading.turns)


def _seconds_to(turns: Sequence[TurnReading]) -> float:
    """Return the seconds from the first wish among `turns` (none: from the first turn) to the last of them."""
    waited = turns[_first_wish(turns) or 0 :]
    steps = pairwise(one.turn for one in waited)
    return max(0.0, sum(after.at - before.at for before, after in steps if after.session == before.session))


def _count_restarts(reading: Reading) -> int:
    """Count the later visits, and the consumer's returns to the beginning of a menu."""
    visits = sum(after.session != before.session for before, after in pairwise(one.turn for one in reading.turns))
    if not any(turn.said.ways_back for turn in reading.by(Speaker.BOT)):
        return visits
    return visits + sum(_goes_back(reading, turn) for turn in reading.by(Speaker.CONSUMER))


def _goes_back(reading: Reading, turn: TurnReading) -> bool:
    menu = reading.last(by=_BOT, stop=turn.index)
    return menu is not None and not _chosen(turn).isdisjoint(menu.said.ways_back)


def _is_menu_step(reading: Reading, turn: TurnReading) -> bool:
    """Say whether the consumer chooses from a menu or follows a link here."""
    if turn.turn.clicked is not None:
        return True
    menu = reading.last(by=_BOT, stop=turn.index)
    if menu is None or not menu.does(Act.MENU):
        return False
    return _presses_a_key(turn) or fold(turn.turn.text).strip(_MARKS) in {fold(label) for label in menu.said.choices}


def _presses_a_key(turn: TurnReading) -> bool:
    """Say whether a message is nothing but keys, as `2` or `(presses 2)`: a digit in a sentence is none."""
    words = fold(turn.turn.text).strip(_MARKS).split()
    return bool(turn.said.keys) and len(words) <= 2


def _chosen(turn: TurnReading) -> frozenset[str]:
    return frozenset((turn.turn.clicked or turn.turn.text, *turn.said.keys))


def _waited(reading: Reading, way: Way) -> bool:
    """Say whether the consumer had to wait for a human who had been announced, signalled, or asked for in a queue."""
    if reading.happens(Event.QUEUE):
        return True
    if _told_at(reading, way, Act.TELL_QUEUE, Act.TELL_WAIT) is not None:
        return True
    announced = _index(reading.first(Act.ANNOUNCE_TRANSFER, by=_BOT, stop=way.human))
    signs = [place for place in (announced, *way.made[:1]) if place is not None]
    if not signs or way.is_untold:
        return False
    waiting = reading.turns[min(signs) : way.human if way.human is None else way.human + 1]
    spoke_meanwhile = any(turn.turn.speaker is Speaker.CONSUMER for turn in waiting)
    return (way.human is None and spoke_meanwhile) or _seconds_to(waiting) > _WAITS_S


def _told_at(reading: Reading, way: Way, *acts: Act) -> int | None:
    """Return the turn that tells somebody who wants a human, or is promised one, how long it takes."""
    if reading.first(*acts, by=_NOT_HUMAN, stop=way.human) is None:
        return None
    wish = reading.first(Act.ASK_HUMAN, by=_CONSUMER)
    announced = reading.first(Act.ANNOUNCE_TRANSFER, by=_BOT)
    queued = next((turn for turn in reading.turns if turn.turn.event is Event.QUEUE), None)
    starts = [turn.index for turn in (wish, announced, queued) if turn is not None]
    return _index(reading.first(*acts, by=_NOT_HUMAN, start=min(starts), stop=way.human)) if starts else None


def _demanded(turns: Sequence[TurnReading]) -> Iterator[Item]:
    """Yield the items that the bot asks for after the first wish among `turns`, in that order."""
    wish = _first_wish(turns)
    if wish is not None:
        yield from (item for turn in turns[wish:] if turn.turn.speaker is Speaker.BOT for item in turn.said.asked)


def _reference_at(reading: Reading) -> int | None:
    """Return the first turn in which the company gives a reference that the consumer had not named before."""
    told: set[str] = set()
    for turn in reading.turns:
        if turn.turn.speaker is Speaker.CONSUMER:
            told |= turn.content.values
        elif turn.turn.speaker in _COMPANY_SIDE and turn.does(Act.GIVE_REFERENCE) and turn.content.values - told:
            return turn.index
    return None
