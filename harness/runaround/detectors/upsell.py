"""Finds complaints and fault reports that are answered by selling something: `upsell`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Finding, Speaker
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
_ANSWERS = (Act.FALLBACK, Act.ANNOUNCE_TRANSFER, Act.DONE)
_PASSING_REMARK = 3.0


def find_upsells(reading: Reading) -> Iterator[Finding]:
    """Find bot turns that do nothing about a trouble but push a purchase, an upgrade or a paid service.

    Why: somebody in need of help is made to pay for it, or is sent away with an advertisement.
    Silent: when the consumer asked for offers, when the turn does anything else for the trouble, when a remedy was
    offered before, and when the consumer has thanked since.
    Source: taxonomy 1.1, `upsell`, ruling 5.
    """
    for turn in reading.by(Speaker.BOT):
        if not turn.does(Act.PITCH) or turn.does(*_ANSWERS) or not _is_only_selling(turn):
            continue
        trouble = _open_trouble(reading, turn)
        if trouble is not None:
            yield Finding(turn.index, "upsell", (trouble.index,))


def _is_only_selling(turn: TurnReading) -> bool:
    beside = [sentence for sentence in turn.said.sentences if not sentence.does(Act.PITCH)]
    # A pitch may sound like a request ("give it a shot"); a request that counts stands in a sentence of its own.
    return all(_is_passing_remark(sentence) for sentence in beside) and not (beside and turn.does(Act.REQUEST))


def _is_passing_remark(sentence: Sentence) -> bool:
    """Say whether a sentence beside the pitch handles nothing: courtesy, general information, an offer to sell."""
    if sentence.does(*_HANDLES) or (sentence.does(Act.QUESTION) and not sentence.does(Act.OFFER, Act.INFORM)):
        return False
    return sentence.does(Act.INFORM) or content_of(sentence.text).weight <= _PASSING_REMARK


def _open_trouble(reading: Reading, turn: TurnReading) -> TurnReading | None:
    """Return the consumer's latest report of a trouble before `turn` that nobody has taken care of, if any."""
    trouble: TurnReading | None = None
    for earlier in reading.turns[: turn.index]:
        if earlier.turn.speaker is not Speaker.CONSUMER:
            if not earlier.does(Act.SAY_NO) and any(_is_remedy(sentence) for sentence in earlier.said.sentences):
                trouble = None
        elif earlier.does(Act.WANT_OFFER):
            return None
        elif any(sentence.does(Act.THANK) for sentence in earlier.said.sentences[:1]):
            trouble = None
        elif earlier.does(Act.TROUBLE):
            trouble = earlier
    return trouble


def _is_remedy(sentence: Sentence) -> bool:
    return sentence.does(Act.REMEDY) and not sentence.does(Act.PITCH, Act.REQUEST)
