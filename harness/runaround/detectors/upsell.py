"""Finds complaints and fault reports that are answered by selling something: `upsell`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Finding, Ground, Speaker
from runaround.reading import Act, Reading, Sentence, TurnReading, content_of

__all__ = ["find_upsells"]

_HANDLES = (
    Act.REMEDY,
    Act.DONE,
    Act.HOLD,
    Act.FALLBACK,
    Act.REPROMPT,
    Act.CONFIRM,
    Act.CLARIFY,
    Act.DEFECT,
    Act.NEXT_STEP,
    Act.REDIRECT,
    Act.PROMISE,
    Act.OFFER_HUMAN,
    Act.ANNOUNCE_TRANSFER,
    Act.HUMAN_UNAVAILABLE,
    Act.ALTERNATIVE,
    Act.SAY_NO,
)
_LEAVES = (Act.DECIDE_CANCEL, Act.DECIDE_REFUND)
_ANSWERS = (Act.FALLBACK, Act.ANNOUNCE_TRANSFER, Act.DONE, Act.SAY_NO, Act.SAY_YES, Act.AFFIRM)
_PASSING_REMARK = 3.0


def find_upsells(reading: Reading) -> Iterator[Finding]:
    """Find bot turns that do nothing about a trouble but push a purchase, an upgrade or a paid service.

    Why: somebody in need of help is made to pay for it, or is sent away with an advertisement.
    Silent: when the consumer asked for offers, when the turn does anything else for the trouble, when a remedy was
    offered before, and when the consumer has thanked since.
    Source: taxonomy 1.1, `upsell`, ruling 5.
    """
    if reading.is_without(Act.PITCH):
        return
    trouble: TurnReading | None = None
    for turn in reading.turns:
        if turn.does(Act.WANT_OFFER) and turn.turn.speaker is Speaker.CONSUMER:
            return
        if turn.turn.speaker is Speaker.BOT and _pushes_a_sale(reading, trouble, turn) and trouble is not None:
            yield Finding(turn.index, "upsell", (trouble.index,))
        trouble = _open_trouble(trouble, turn)


def _pushes_a_sale(reading: Reading, trouble: TurnReading | None, turn: TurnReading) -> bool:
    """Say whether the turn sells something, and nothing else, while a trouble is open."""
    weighing = reading.weigh("upsell", turn)
    if not weighing.needs_act(turn, Act.PITCH) or weighing.spares_act(turn, *_ANSWERS):
        return False
    if not weighing.needs(Ground.OPEN_TROUBLE, trouble is not None, trouble):
        return False
    leaving = [one for one in reading.consumer_before(turn.index) if one.does(*_LEAVES)]
    if turn.does(Act.RETAIN) and weighing.spares(Ground.WANTS_TO_LEAVE, bool(leaving), *leaving):
        return False  # what is offered for staying is `obstruction`, if anything
    return weighing.needs(Ground.ONLY_SELLS, _is_only_selling(turn))


def _is_only_selling(turn: TurnReading) -> bool:
    beside = [sentence for sentence in turn.said.sentences if not sentence.does(Act.PITCH)]
    # A pitch may sound like a request ("give it a shot"); a request that counts stands in a sentence of its own.
    return all(_is_passing_remark(sentence) for sentence in beside) and not (beside and turn.does(Act.REQUEST))


def _is_passing_remark(sentence: Sentence) -> bool:
    """Say whether a sentence beside the pitch handles nothing: courtesy, general information, an offer to sell."""
    if sentence.does(*_HANDLES) or (sentence.does(Act.QUESTION) and not sentence.does(Act.OFFER, Act.INFORM)):
        return False
    return sentence.does(Act.INFORM) or content_of(sentence.text, sentence.lexicon).weight <= _PASSING_REMARK


def _open_trouble(trouble: TurnReading | None, turn: TurnReading) -> TurnReading | None:
    """Return the consumer's latest report of a trouble that nobody has taken care of, `turn` included, if any."""
    if turn.turn.speaker is not Speaker.CONSUMER:
        cares = not turn.does(Act.SAY_NO) and any(_is_remedy(sentence) for sentence in turn.said.sentences)
        return None if cares else trouble
    if any(sentence.does(Act.THANK) for sentence in turn.said.sentences[:1]):
        return None
    return turn if turn.does(Act.TROUBLE) else trouble


def _is_remedy(sentence: Sentence) -> bool:
    return sentence.does(Act.REMEDY) and not sentence.does(Act.PITCH, Act.REQUEST)
