"""Whether a bot turn tells again, in other words, what the consumer has given cause to go beyond."""

from __future__ import annotations

from runaround.detectors.buck_passing import find_buck_passing
from runaround.detectors.restating import says_otherwise
from runaround.model import Speaker
from runaround.reading import Act, Content, Reading, TurnReading, likeness, shared_rarity, unheard

__all__ = ["find_retold"]

_TOLD_AGAIN = 1.5
_MOST_NEW = 0.7
_TAKEN_UP = 0.2
_SAME_FRAME = 0.6

_GIVES_CAUSE = (
    *(Act.OBJECT, Act.STILL_WAITING, Act.IN_VAIN, Act.SENT_BACK, Act.TELL_RECORD, Act.REPROACH),
    *(Act.TOLD_OTHERWISE, Act.ASKED_BEFORE, Act.ALREADY_GAVE),
)
_HEARD_IT_BEFORE = (Act.ASKED_BEFORE, Act.TOLD_OTHERWISE, Act.IN_VAIN, Act.STILL_WAITING)
_GOES_ON = (Act.AGREE, Act.SETTLED, Act.THANK, Act.PLEASED, Act.SWITCH, Act.WANT_OFFER)
_REFUSES = (Act.SAY_NO, Act.CANNOT_HELP)
_NOTHING_NEW = frozenset({Act.INFORM, Act.REMEDY, Act.ADMIT, Act.CLOSING, Act.HEARD, Act.GOODBYE, Act.AFFIRM})
_IS_NEW = (
    *(Act.QUESTION, Act.REQUEST, Act.NEXT_STEP, Act.DONE, Act.PROGRESS, Act.CONFIRM, Act.CLARIFY, Act.OFFER_HUMAN),
    *(Act.REFUSE_HUMAN, Act.ANNOUNCE_TRANSFER, Act.FALLBACK, Act.HUMAN_UNAVAILABLE, Act.ALTERNATIVE, Act.REPROMPT),
    *(Act.DEFECT, Act.OFFER, Act.HOLD, Act.SAY_YES, Act.ROUTING_QUESTION, Act.STILL_THERE, Act.REDIRECT),
    *(Act.OTHER_CHANNEL, Act.ADDITIONAL, Act.ANOTHER, Act.ASK_SECRET, Act.PITCH, Act.GREETING),
)


def find_retold(reading: Reading, turn: TurnReading, asked: tuple[TurnReading, ...]) -> TurnReading | None:
    """Return the first turn that `turn` tells again, doing nothing new; None if there is none.

    asked: the consumer turns that `turn` answers: they object, or tell what does not fit, and ask nothing else.
    """
    if turn.does(*_IS_NEW) or turn.said.choices or not any(map(_gives_cause, asked)):
        return None
    if turn.does(*_REFUSES) and any(consumer.does(Act.PLEAD) for consumer in asked):
        return None  # who asks the same once more is refused once more (ruling 9)
    if any(found.turn == turn.index for found in reading.found_by(find_buck_passing)):
        return None  # who is sent away again is told so again
    before = reading.last(by=(Speaker.BOT,), stop=asked[0].index)
    if before is None or before.does(Act.NEXT_STEP):
        return None  # a guide goes on from step to step, in much the same words
    brought = frozenset().union(*(consumer.content.features for consumer in asked))
    echoed = reading.echoed(turn, share=1 - _MOST_NEW, stop=asked[0].index)
    return next((one for one in echoed if one.stage == turn.stage and _tells_the_same(one, turn, brought)), None)


def _gives_cause(consumer: TurnReading) -> bool:
    """Say whether a consumer turn calls for another answer than the one before, and for none to a new question."""
    if not consumer.does(*_GIVES_CAUSE) or consumer.does(*_GOES_ON):
        return False
    return consumer.does(*_HEARD_IT_BEFORE) or not consumer.does(Act.ASK)


def _swaps_names(earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether two turns are the same but for a rare word, however spelt: "… is with Marion", "… is with priya"."""
    if likeness(earlier.content, turn.content) < _SAME_FRAME:
        return False
    old, new = earlier.content.features, turn.content.features
    return bool(unheard(old - new)) and bool(unheard(new - old))


def _tells_the_same(earlier: TurnReading, turn: TurnReading, brought: frozenset[str]) -> bool:
    """Say whether `turn` tells much of what `earlier` told, and nothing of what the consumer has brought in."""
    if earlier.does(Act.QUESTION, Act.REQUEST, Act.FALLBACK) or says_otherwise(earlier, turn):
        return False
    if turn.acts - earlier.acts - _NOTHING_NEW:
        return False
    # Names are known by their capitals, which half of the people leave out: they cannot make the difference here.
    if _swaps_names(earlier, turn):
        return False
    news_told = {value for value in turn.content.values - earlier.content.values if not value.startswith("@")}
    if news_told or earlier.said.choices:
        return False
    news = turn.content.features - earlier.content.features
    return (
        shared_rarity(earlier.content, turn.content) >= _TOLD_AGAIN
        and Content(news & brought, frozenset()).weight <= _TAKEN_UP
    )
