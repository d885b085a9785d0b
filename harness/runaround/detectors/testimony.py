"""Statements that were taken back: what consumers hold against the company, checked against what it said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runaround.model import Speaker
from runaround.reading import COMPANY, Act, Content, Reading, Sentence, TurnReading, content_of, likeness, shared_rarity

__all__ = ["taken_back"]

_QUOTED = 0.5
_SAME_MATTER = 0.5
_SAYS_THE_SAME = 0.75
_MUCH_THE_SAME = 1.0
_A_CODE = 5
_NAMED_APART = 0.5
_CONSUMER = (Speaker.CONSUMER,)
_WORSE = (Act.NOT_DONE, Act.SAY_NO, Act.CANNOT_HELP, Act.FEE, Act.OTHER_CHANNEL, Act.PROGRESS, Act.DEFECT)
_STATES_NOTHING = (Act.QUESTION, Act.NOT_DONE, Act.SAY_NO, Act.CANNOT_HELP)
_DISPUTES = (Act.OBJECT, Act.STILL_WAITING, Act.TELL_RECORD, Act.TOLD_OTHERWISE, Act.IN_VAIN, Act.TROUBLE)


def taken_back(reading: Reading) -> Iterator[tuple[TurnReading, TurnReading]]:
    """Yield the bot turns that take a statement back, each with the company turn that made it.

    Either the company claims that something is done, the consumer disputes it, and the company then says that it is not
    done; or the consumer holds the earlier statement against it, and both turns bear them out.
    """
    if reading.is_without(Act.NOT_DONE, Act.TOLD_OTHERWISE):
        return
    for turn in reading.by(Speaker.BOT):
        if turn.does(Act.ADMIT, Act.QUESTION):
            continue
        earlier = _undone(reading, turn) or _held_against(reading, turn)
        if earlier is not None:
            yield turn, earlier


def _undone(reading: Reading, turn: TurnReading) -> TurnReading | None:
    """Return the claim of success that a turn takes back after the consumer has disputed it."""
    asked = reading.consumer_before(turn.index)
    disputed = any(c.does(*_DISPUTES) for c in asked) and not any(c.does(Act.SWITCH, Act.ANOTHER_MATTER) for c in asked)
    if not turn.does(Act.NOT_DONE) or turn.does(Act.DONE, Act.PROGRESS) or not disputed:
        return None
    claim = reading.last(Act.DONE, by=COMPANY, stop=asked[0].index)
    # What is sent need not have arrived: deeds that have a name are compared by it, in `false_resolution`.
    if (
        claim is None
        or claim.said.done
        or claim.does(Act.DEFER, Act.CALL_BACK)
        or _is_of_another(claim, turn)
        or _names_new_code(reading, turn)
    ):
        return None
    answered = claim.utterance + 1 == asked[0].utterance
    about = shared_rarity(claim.content, turn.content) + sum(shared_rarity(claim.content, c.content) for c in asked)
    return claim if answered or about >= _SAME_MATTER else None


def _is_of_another(claim: TurnReading, turn: TurnReading) -> bool:
    """Say whether `turn` denies it of a thing that the claim's turn named apart: "the case came, the phone did not"."""
    claimed = _features(one for one in claim.said.sentences if one.does(Act.DONE))
    beside = _features(one for one in claim.said.sentences if not one.does(Act.DONE))
    denied = _features(one for one in turn.said.sentences if one.does(Act.NOT_DONE))
    return claimed.isdisjoint(denied) and Content(beside & denied, frozenset()).rare_weight >= _NAMED_APART


def _features(sentences: Iterable[Sentence]) -> frozenset[str]:
    return frozenset().union(*(content_of(one.text, one.lexicon).features for one in sentences))


def _held_against(reading: Reading, turn: TurnReading) -> TurnReading | None:
    """Return the statement that the consumer holds against a turn with their next words, if the company made it."""
    asked = reading.consumer_before(turn.index)
    after = reading.first(by=_CONSUMER, start=turn.index)
    if not asked or after is None or after.turn.session != turn.turn.session or not after.does(Act.TOLD_OTHERWISE):
        return None
    before = (one for one in reading.turns[: asked[0].index] if one.by_company)
    stated = before if turn.does(*_WORSE) else (one for one in before if one.does(Act.DONE))
    made = [one for one in stated if _is_taken_back(one, turn, asked, after)]
    return max(made, key=lambda one: shared_rarity(one.content, after.content), default=None)


def _is_taken_back(made: TurnReading, turn: TurnReading, asked: tuple[TurnReading, ...], after: TurnReading) -> bool:
    """Say whether `turn` is about what `made` stated, and the consumer means that statement."""
    if made.does(*_STATES_NOTHING):
        return False
    same = shared_rarity(made.content, turn.content)
    just_made = made.utterance + 1 == asked[0].utterance
    meant = shared_rarity(made.content, after.content) >= _QUOTED or (just_made and same >= _MUCH_THE_SAME)
    return meant and same >= _SAME_MATTER and likeness(made.content, turn.content) < _SAYS_THE_SAME


def _codes(turn: TurnReading) -> frozenset[str]:
    """Return the order numbers and the like that a turn names."""
    return frozenset(number for number in turn.content.numbers if len(number) >= _A_CODE)


def _names_new_code(reading: Reading, turn: TurnReading) -> bool:
    codes = _codes(turn)
    return bool(codes) and not codes <= frozenset().union(*map(_codes, reading.turns[: turn.index]))
