"""Finds conversations that come back to where they were: `loop/answer`, `loop/menu`, `loop/fallback`."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from runaround.detectors.asking_again import answered_already
from runaround.detectors.insistence import PROTEST, protests, wants_more
from runaround.detectors.restating import LEAST_CONTENT, restates
from runaround.detectors.retelling import find_retold
from runaround.model import Finding, Ground, Speaker
from runaround.reading import (
    OLD_SHARE,
    Act,
    Echoes,
    Reading,
    TurnReading,
    Weighing,
    likeness,
    read_besides_closing,
)

__all__ = ["find_loops", "is_failed_understanding", "only_takes_leave"]

_ANSWER, _MENU, _FALLBACK = "loop/answer", "loop/menu", "loop/fallback"
_SAME_MENU = 0.7
_LITANY = 2
_MORE_THAN_A_GREETING = 5.0
_SAME_QUESTION = 0.6

_NOT_AN_ANSWER = (
    Act.FALLBACK,
    Act.REPROMPT,
    Act.REDIRECT,
    Act.ANNOUNCE_TRANSFER,
    Act.HUMAN_UNAVAILABLE,
    Act.REFUSE_HUMAN,
    Act.STILL_THERE,
    Act.AFFIRM,
    Act.DEFECT,
    Act.CONFIRM,
)
_NOT_A_MENU = (
    Act.REPROMPT,
    Act.FALLBACK,
    Act.STILL_THERE,
    Act.ANNOUNCE_TRANSFER,
    Act.HUMAN_UNAVAILABLE,
    Act.REFUSE_HUMAN,
    Act.DONE,
)
_BOT, _CONSUMER = (Speaker.BOT,), (Speaker.CONSUMER,)


def find_loops(reading: Reading) -> Iterator[Finding]:
    """Find bot turns that restate an earlier turn, menu or misunderstanding of the case.

    Why: the consumer has said more since, and is answered as if nothing had been said.
    Silent: for repetition on request, courtesies, new numbers or dates in an old sentence, one re-prompt, people, and
    what one reply says twice.
    Source: taxonomy 1.1, `loop`, rulings 1, 2, 4, 9.
    """
    trail = _Trail(reading)
    for turn in reading.by(Speaker.BOT):
        if not _may_repeat(reading, turn):
            continue
        finding = _fallback(trail, turn) or _menu(trail, turn) or _answer(trail, turn)
        if finding is not None:
            yield finding


def _may_repeat(reading: Reading, turn: TurnReading) -> bool:
    weighing = reading.weigh("loop", turn)
    if not weighing.needs(Ground.HAS_WORDS, turn.turn.event is None or bool(turn.turn.text)):
        return False
    if weighing.spares(Ground.TAKES_LEAVE, only_takes_leave(turn)):
        return False
    return not weighing.spares(Ground.IS_EARLY, reading.is_early(turn))


def only_takes_leave(turn: TurnReading) -> bool:
    """Say whether a turn says nothing but closing words."""
    return turn.does(Act.GOODBYE, Act.CLOSE_CASE) and read_besides_closing(turn.turn, turn.lexicon) is None


@dataclass(frozen=True)
class _Trail:
    """What the turns of a case are compared with; each of it is gathered when it is first asked for."""

    reading: Reading

    @cached_property
    def echoes(self) -> Echoes:
        """The bot turns, without those that say the same to the same words."""
        return Echoes(_without_repetitions(self.reading))

    @cached_property
    def failing(self) -> Mapping[int, TurnReading]:
        """See `_failing`."""
        return dict(_failing(self.reading))

    @cached_property
    def pages(self) -> Mapping[Hashable, Sequence[TurnReading]]:
        """The bot turns with choices, by `_page`."""
        found: dict[Hashable, list[TurnReading]] = defaultdict(list)
        for turn in filter(_shows_choices, self.reading.by(Speaker.BOT)):
            found[_page(turn)].append(turn)
        return found

    @cached_property
    def words(self) -> Mapping[tuple[int, str], Sequence[TurnReading]]:
        """The bot turns, by stage and text."""
        found: dict[tuple[int, str], list[TurnReading]] = defaultdict(list)
        for turn in self.reading.by(Speaker.BOT):
            found[turn.stage, turn.turn.text].append(turn)
        return found

    @cached_property
    def _wants(self) -> Sequence[int]:
        return [turn.index for turn in self.reading.by(Speaker.CONSUMER) if wants_more(self.reading, turn)]

    @cached_property
    def _returns(self) -> Sequence[int]:
        consumer = self.reading.by(Speaker.CONSUMER)
        return [turn.index for turn in consumer if _chose_to_return(self.reading, (turn,))]

    def wanted_before(self, turn: TurnReading) -> int:
        """Return the last place before `turn` at which the consumer wanted something; nobody waits for more since.

        Who only thanks and takes leave wants nothing.
        """
        return _last_before(self._wants, turn.index)

    def returned_before(self, turn: TurnReading) -> int:
        """Return the last place before `turn` at which the consumer went back."""
        return _last_before(self._returns, turn.index)


def _without_repetitions(reading: Reading) -> Iterator[TurnReading]:
    """Yield the bot turns that are the first to say their words in answer to what the consumer has just told."""
    known: set[Hashable] = set()
    for turn in reading.by(Speaker.BOT):
        told = tuple(consumer.content for consumer in reading.consumer_before(turn.index))
        exchange = turn.turn.text, turn.said.choices, turn.acts, told
        if exchange not in known:
            known.add(exchange)
            yield turn


def _last_before(places: Sequence[int], stop: int) -> int:
    """Return the last of the places before `stop`; -1 if there is none."""
    at = bisect_left(places, stop)
    return places[at - 1] if at else -1


def _between(turns: Sequence[TurnReading], start: int, stop: int) -> Iterator[TurnReading]:
    """Yield the turns from place `start` on, before `stop`."""
    for at in range(bisect_left(turns, start, key=_place), len(turns)):
        if turns[at].index >= stop:
            return
        yield turns[at]


def _place(turn: TurnReading) -> int:
    return turn.index


# --- fallback --------------------------------------------------------------------------------------


def is_failed_understanding(turn: TurnReading) -> bool:
    """Say whether a bot turn only says that it did not understand, and offers no way on."""
    way_on = (Act.CLARIFY, Act.ANNOUNCE_TRANSFER, Act.DONE, Act.STILL_THERE)
    return turn.does(Act.FALLBACK) and not turn.does(*way_on)


def _fallback(trail: _Trail, turn: TurnReading) -> Finding | None:
    weighing = trail.reading.weigh(_FALLBACK, turn)
    if not weighing.needs(Ground.NOT_UNDERSTOOD, is_failed_understanding(turn)):
        return None
    first = trail.failing.get(turn.index)
    if not weighing.needs(Ground.FAILED_BEFORE, first is not None, first) or first is None:
        return None
    if weighing.spares(Ground.SAME_REPLY, first.utterance == turn.utterance, first):
        return None
    answers = bool(trail.reading.consumer_before(turn.index))
    return Finding(turn.index, _FALLBACK, (first.index,)) if weighing.needs(Ground.ANSWERS, answers) else None


def _failing(reading: Reading) -> Iterator[tuple[int, TurnReading]]:
    """Yield the bot turns that come after failures with nothing else of the bot between, and the first of these."""
    first: TurnReading | None = None
    session = 0
    for turn in reading.turns:
        if turn.turn.session != session or turn.turn.speaker is Speaker.HUMAN:
            first, session = None, turn.turn.session
        if turn.turn.speaker is not Speaker.BOT:
            continue
        if first is not None:
            yield turn.index, first
        fails = is_failed_understanding(turn) and reading.consumer_before(turn.index)
        first = (first or turn) if fails else None


# --- menu ------------------------------------------------------------------------------------------


def _menu(trail: _Trail, turn: TurnReading) -> Finding | None:
    reading = trail.reading
    weighing = reading.weigh(_MENU, turn)
    if not weighing.needs(Ground.SHOWS_CHOICES, _shows_choices(turn)) or weighing.spares_act(turn, *_NOT_A_MENU):
        return None
    asked = reading.consumer_before(turn.index)
    if not weighing.needs(Ground.ANSWERS, bool(asked), *asked):
        return None
    if weighing.spares(Ground.WANTED_AGAIN, _wants_it_again(reading, asked), *asked):
        return None
    settled = reading.last(Act.DONE, by=_BOT, stop=turn.index)
    start = max(trail.returned_before(turn), -1 if settled is None else settled.index)
    for earlier in _between(trail.pages.get(_page(turn), ()), start, trail.wanted_before(turn)):
        page = weighing.branch(_MENU, turn, earlier)
        if page.spares(Ground.SAME_REPLY, earlier.utterance == turn.utterance, earlier):
            continue
        if page.needs(Ground.SAME_PAGE, _same_page(earlier, turn), earlier):
            return Finding(turn.index, _MENU, (earlier.index,))
    weighing.lacks(Ground.PAGE_BEFORE)
    return None


def _wants_it_again(reading: Reading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer asked to hear it again or to go back, in words or by a menu's own option."""
    in_words = any(consumer.does(Act.GO_BACK, Act.ASK_REPEAT) for consumer in asked)
    return in_words or _chose_to_return(reading, asked)


def _chose_to_return(reading: Reading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer chose the option that a menu names as the way back, or as hearing it again."""
    menu = reading.last(by=_BOT, stop=asked[0].index)
    if menu is None or not menu.said.ways_back:
        return False
    chosen = {choice for c in asked for choice in (c.turn.clicked or c.turn.text, *c.said.keys)}
    return not chosen.isdisjoint(menu.said.ways_back)


def _shows_choices(turn: TurnReading) -> bool:
    return bool(turn.said.choices) or turn.does(Act.MENU)


def _page(turn: TurnReading) -> Hashable:
    """Return what two turns that show the same page have in common, to look them up by."""
    return turn.stage, turn.said.choices, turn.content.values


def _same_page(earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether two turns with the same choices and values show the same page."""
    if not earlier.content.features and not turn.content.features:
        return bool(turn.said.choices)
    return likeness(earlier.content, turn.content) >= _SAME_MENU


# --- answer ----------------------------------------------------------------------------------------


def _answer(trail: _Trail, turn: TurnReading) -> Finding | None:
    weighing = trail.reading.weigh(_ANSWER, turn)
    spoken = trail.reading.consumer_before(turn.index)
    asked = tuple(one for one in spoken if one.turn.session == turn.turn.session)
    if not _is_an_answer(trail.reading, turn, asked, weighing=weighing):
        return None
    protested = protests(trail.reading, asked) or _is_litany(trail, turn)
    for earlier in _echoes(trail, turn, asked):
        compared = weighing.branch(_ANSWER, turn, earlier)
        if not restates(earlier, turn, asked, protested=protested, weighing=compared):
            continue
        if not compared.spares(Ground.RE_ASKED, _re_asked(trail.reading, earlier, turn, asked), *asked):
            return Finding(turn.index, _ANSWER, (earlier.index,))
    retold = find_retold(trail.reading, turn, asked)
    if retold is None:
        weighing.lacks(Ground.SAID_BEFORE)
        return None
    weighing.branch(_ANSWER, turn, retold).needs(Ground.RETOLD, True, retold)  # noqa: FBT003 (the answer)
    return Finding(turn.index, _ANSWER, (retold.index,))


def _is_an_answer(reading: Reading, turn: TurnReading, asked: tuple[TurnReading, ...], *, weighing: Weighing) -> bool:
    """Say whether the turn tells something that nobody wanted to hear again, whether it was told before or not."""
    if not weighing.needs(Ground.TELLS_ENOUGH, turn.content.weight >= LEAST_CONTENT):
        return False
    if weighing.spares_act(turn, *_NOT_AN_ANSWER):
        return False
    greets = turn.does(Act.GREETING) and turn.content.weight < _MORE_THAN_A_GREETING
    if weighing.spares(Ground.GREETS_ONLY, greets) or not weighing.needs(Ground.ANSWERS, bool(asked), *asked):
        return False
    called_for = _wants_it_again(reading, asked) or any(one.does(Act.WANT_ASSURANCE) for one in asked)
    if weighing.spares(Ground.WANTED_AGAIN, called_for, *asked):
        return False
    given = any(reading.given(name, before=turn.index) for name in turn.said.asked_names)
    given = given or answered_already(reading, turn) is not None
    return not weighing.spares(Ground.ASKS_FOR_GIVEN, given)


def _echoes(trail: _Trail, turn: TurnReading, asked: tuple[TurnReading, ...]) -> Iterator[TurnReading]:
    """Yield the turns that `turn` may restate, in order; one stands for all that say the same to the same words.

    Those since the consumer spoke before are all there: nothing can have been asked again since.
    """
    stop = max(0, min(asked[0].index, trail.wanted_before(turn)))
    before = trail.reading.last(by=_CONSUMER, stop=asked[0].index)
    near = 0 if before is None else before.index
    if trail.reading.first(by=_BOT, stop=min(near, stop)) is not None:
        yield from trail.echoes.of(turn.content, share=OLD_SHARE, stop=min(near, stop))
    yield from (one for one in trail.reading.turns[near:stop] if one.turn.speaker is Speaker.BOT)


def _is_litany(trail: _Trail, turn: TurnReading) -> bool:
    """Say whether the bot says the same, word for word, for at least the third time: nobody needs to object to that."""
    said = trail.words[turn.stage, turn.turn.text]
    return len(said) >= _LITANY and said[_LITANY - 1].utterance < turn.utterance


def _re_asked(reading: Reading, earlier: TurnReading, turn: TurnReading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer has come back to an earlier question of their own, so that the old answer is right.

    So has who pleads against a refusal, and is refused again (ruling 9).
    """
    last = asked[-1]
    if (
        _refuses(earlier)
        and _refuses(turn)
        and not last.does(Act.TOLD_OTHERWISE, Act.ASKED_BEFORE)
        and last.does(Act.PLEAD)
    ):
        return True
    if last.does(*PROTEST) or reading.last(by=_CONSUMER, start=earlier.index, stop=asked[0].index) is None:
        return False
    before = reading.consumer_before(earlier.index)
    return last.does(Act.QUESTION) or any(likeness(old.content, last.content) >= _SAME_QUESTION for old in before)


def _refuses(turn: TurnReading) -> bool:
    return turn.does(Act.SAY_NO, Act.CANNOT_HELP)
