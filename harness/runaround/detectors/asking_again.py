"""The same question, put again after it was answered with a number or a file, whatever it asks for."""

from __future__ import annotations

from runaround.model import Speaker
from runaround.reading import (
    Act,
    Content,
    Reading,
    Sentence,
    TurnReading,
    content_of,
    count_values,
    is_request,
    likeness,
)

__all__ = ["answered_already"]

_ALIKE = 0.5
_LEAST_ASKED = 1.2
_NEW = 0.2
_SHARE = 0.3
_CONSUMER = (Speaker.CONSUMER,)
_ASKS = (Act.QUESTION, Act.REQUEST, Act.ROUTING_QUESTION)
_HAS_A_REASON = (
    *(Act.DEFECT, Act.CONFIRM, Act.CLARIFY, Act.STILL_THERE, Act.ANOTHER, Act.ADDITIONAL, Act.FALLBACK, Act.REPROMPT),
    *(Act.GREETING, Act.CLOSING, Act.DONE),
)
_ASKED_FOR = (Act.SWITCH, Act.ANOTHER_MATTER, Act.ASK_REPEAT, Act.GO_BACK)
_NO_ANSWER = (Act.ASK, Act.DECLINE, Act.LACK, Act.ASK_REPEAT)


def answered_already(reading: Reading, turn: TurnReading) -> TurnReading | None:
    """Return the consumer turn that has answered the question which a bot turn puts again; None if there is none.

    The two questions must ask the same, of the same, in much the same words; menus and what names somebody new do not.
    """
    asks = turn.does(*_ASKS) or bool(turn.said.asked_names)
    if not asks or turn.said.choices or turn.does(*_HAS_A_REASON):
        return None
    asked = reading.consumer_before(turn.index)
    if not asked or any(consumer.does(*_ASKED_FOR) for consumer in asked):
        return None
    for earlier in reading.echoed(turn, share=_SHARE, stop=asked[0].index):
        answer = reading.first(by=_CONSUMER, start=earlier.index)
        if answer is None or answer.index >= turn.index or earlier.stage != turn.stage:
            return None
        faulted = reading.first(Act.DEFECT, by=(Speaker.BOT,), start=answer.index, stop=turn.index) is not None
        if not faulted and _puts(earlier, turn) and _gives_something(answer):
            return answer
    return None


def _gives_something(answer: TurnReading) -> bool:
    given = bool(answer.turn.attachments) or count_values(answer.turn.text) > 0
    return given and not answer.does(*_NO_ANSWER)


def _puts(earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether `turn` holds the only question of `earlier`: of several, not all need have been answered."""
    if earlier.said.choices or earlier.does(Act.FALLBACK) or turn.content.values - earlier.content.values:
        return False
    before = [one for one in earlier.said.sentences if _asks(one)]
    return len(before) == 1 and any(_is_same(before[0], new) for new in turn.said.sentences if _asks(new))


def _asks(sentence: Sentence) -> bool:
    """Say whether a sentence asks; "I have your user ID" only names what was asked for."""
    return sentence.does(*_ASKS) or is_request(sentence.text, sentence.lexicon)


def _is_same(old: Sentence, new: Sentence) -> bool:
    before, after = content_of(old.text, old.lexicon), content_of(new.text, new.lexicon)
    if min(before.weight, after.weight) < _LEAST_ASKED or after.values:
        return False
    news = Content(after.features - before.features, frozenset()).weight
    return likeness(before, after) >= _ALIKE and news <= _NEW * after.weight
