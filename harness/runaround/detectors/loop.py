"""Finds conversations that come back to where they were: `loop/answer`, `loop/menu`, `loop/fallback`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Finding, Speaker
from runaround.reading import Act, Reading, TurnReading, claims_of, is_mostly_new, likeness, read_besides_closing

__all__ = ["find_loops", "is_failed_understanding", "only_takes_leave"]

_ALIKE_AFTER_OBJECTION = 0.4
_ALIKE = 0.55
_ALIKE_WITH_NEWS = 0.52
_ALIKE_AFTER_QUESTION = 0.7
_VERBATIM = 0.9
_SAME_MENU = 0.7
_LEAST_CONTENT = 2.5
_LITANY = 2
_MORE_THAN_A_GREETING = 5.0
_BARE_ANSWER = 1.5
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
_COURTESY = 1.0
_NOT_A_MENU = (
    Act.REPROMPT,
    Act.FALLBACK,
    Act.STILL_THERE,
    Act.ANNOUNCE_TRANSFER,
    Act.HUMAN_UNAVAILABLE,
    Act.REFUSE_HUMAN,
)
_MOVES = frozenset({Act.DONE, Act.OFFER, Act.REQUEST, Act.ALTERNATIVE, Act.OFFER_HUMAN})
_PROTEST = (Act.OBJECT, Act.ASK_HUMAN)


def find_loops(reading: Reading) -> Iterator[Finding]:
    """Find bot turns that restate an earlier turn, menu or misunderstanding of the case.

    Why: the consumer has said more since, and is answered as if nothing had been said.
    Silent: for repetition on request, courtesies, new numbers or dates in an old sentence, one re-prompt, people, and
    what one reply says twice.
    Source: taxonomy 1.1, `loop`, rulings 1, 2, 4, 9.
    """
    for turn in reading.by(Speaker.BOT):
        if (turn.turn.event is not None and not turn.turn.text) or only_takes_leave(turn) or reading.is_early(turn):
            continue
        finding = _fallback(reading, turn) or _menu(reading, turn) or _answer(reading, turn)
        if finding is not None:
            yield finding


def only_takes_leave(turn: TurnReading) -> bool:
    """Say whether a turn says nothing but closing words."""
    return turn.does(Act.GOODBYE, Act.CLOSE_CASE) and read_besides_closing(turn.turn) is None


# --- fallback --------------------------------------------------------------------------------------


def is_failed_understanding(turn: TurnReading) -> bool:
    """Say whether a bot turn only says that it did not understand, and offers no way on."""
    way_on = (Act.CLARIFY, Act.ANNOUNCE_TRANSFER, Act.DONE, Act.STILL_THERE)
    return turn.does(Act.FALLBACK) and not turn.does(*way_on)


def _fallback(reading: Reading, turn: TurnReading) -> Finding | None:
    if not is_failed_understanding(turn):
        return None
    first = turn
    for earlier in _bot_turns_back(reading, turn):
        if not is_failed_understanding(earlier) or not reading.consumer_before(earlier.index):
            break
        first = first if earlier.utterance == turn.utterance else earlier
    if first is turn or not reading.consumer_before(turn.index):
        return None
    return Finding(turn.index, "loop/fallback", (first.index,))


def _bot_turns_back(reading: Reading, turn: TurnReading) -> Iterator[TurnReading]:
    for earlier in reversed(reading.turns[: turn.index]):
        if earlier.turn.session != turn.turn.session or earlier.turn.speaker is Speaker.HUMAN:
            return
        if earlier.turn.speaker is Speaker.BOT:
            yield earlier


def _is_only_thanked(reading: Reading, earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether the consumer has done nothing but thank and take leave between two turns: nobody waits for more."""
    between = [t for t in reading.turns[earlier.index + 1 : turn.index] if t.turn.speaker is Speaker.CONSUMER]
    return all(_takes_leave(t) and not t.does(Act.QUESTION, *_PROTEST) and not t.gives for t in between)


def _takes_leave(turn: TurnReading) -> bool:
    return turn.does(Act.GOODBYE) or (turn.does(Act.THANK) and turn.content.weight <= _COURTESY)


# --- menu ------------------------------------------------------------------------------------------


def _menu(reading: Reading, turn: TurnReading) -> Finding | None:
    if not _shows_choices(turn) or turn.does(*_NOT_A_MENU):
        return None
    asked = reading.consumer_before(turn.index)
    if not asked or _wants_it_again(reading, asked):
        return None
    for earlier in _same_stage(reading, turn):
        if _is_only_thanked(reading, earlier, turn):
            continue
        if _shows_choices(earlier) and _same_page(earlier, turn) and _left_since(reading, earlier, turn):
            return Finding(turn.index, "loop/menu", (earlier.index,))
    return None


def _wants_it_again(reading: Reading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer asked to hear it again or to go back, in words or by a menu's own option."""
    in_words = any(consumer.does(Act.GO_BACK, Act.ASK_REPEAT) for consumer in asked)
    return in_words or _chose_to_return(reading, asked)


def _chose_to_return(reading: Reading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer chose the option that a menu names as the way back, or as hearing it again."""
    menu = next((t for t in reversed(reading.turns[: asked[0].index]) if t.turn.speaker is Speaker.BOT), None)
    chosen = {choice for c in asked for choice in (c.turn.clicked or c.turn.text, *c.said.keys)}
    return menu is not None and not chosen.isdisjoint(menu.said.ways_back)


def _shows_choices(turn: TurnReading) -> bool:
    return bool(turn.said.choices) or turn.does(Act.MENU)


def _same_page(earlier: TurnReading, turn: TurnReading) -> bool:
    if earlier.said.choices != turn.said.choices or earlier.content.values != turn.content.values:
        return False
    if not earlier.content.features and not turn.content.features:
        return bool(turn.said.choices)
    return likeness(earlier.content, turn.content) >= _SAME_MENU


def _left_since(reading: Reading, earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether the consumer chose or said something after `earlier`, and nothing was settled since."""
    between = reading.turns[earlier.index + 1 : turn.index]
    moved = any(step.turn.speaker is Speaker.CONSUMER for step in between)
    settled = any(step.does(Act.DONE) for step in between if step.turn.speaker is Speaker.BOT)
    returned = any(_chose_to_return(reading, (t,)) for t in between if t.turn.speaker is Speaker.CONSUMER)
    return moved and not settled and not returned


def _same_stage(reading: Reading, turn: TurnReading) -> Iterator[TurnReading]:
    """Yield the earlier turns of the bot in this stage that belong to another reply."""
    bot = (t for t in reading.turns[: turn.index] if t.turn.speaker is Speaker.BOT and t.stage == turn.stage)
    return (earlier for earlier in bot if earlier.utterance != turn.utterance)


# --- answer ----------------------------------------------------------------------------------------


def _answer(reading: Reading, turn: TurnReading) -> Finding | None:
    if turn.content.weight < _LEAST_CONTENT or turn.does(*_NOT_AN_ANSWER):
        return None
    if turn.does(Act.GREETING) and turn.content.weight < _MORE_THAN_A_GREETING:
        return None
    asked = reading.consumer_before(turn.index)
    if not asked or _wants_it_again(reading, asked):
        return None
    if any(reading.given(name, before=turn.index) for name in turn.said.asked_names):
        return None
    protested = _protests(reading, asked) or _is_litany(reading, turn)
    for earlier in reading.turns[: asked[0].index]:
        if earlier.turn.speaker is not Speaker.BOT or _re_asked(reading, earlier, asked):
            continue
        if _is_only_thanked(reading, earlier, turn):
            continue
        if _restates(earlier, turn, asked, protested=protested):
            return Finding(turn.index, "loop/answer", (earlier.index,))
    return None


def _is_litany(reading: Reading, turn: TurnReading) -> bool:
    """Say whether the bot says the same, word for word, for at least the third time: nobody needs to object to that."""
    return sum(earlier.turn.text == turn.turn.text for earlier in _same_stage(reading, turn)) >= _LITANY


def _protests(reading: Reading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer objects; a bare "no" or "none" to the bot's question is an answer, not an objection."""
    question = any(t.does(Act.QUESTION) for t in reading.turns[: asked[0].index][-1:])
    return any(c.does(*_PROTEST) and not (question and c.content.weight <= _BARE_ANSWER) for c in asked)


def _restates(earlier: TurnReading, turn: TurnReading, asked: tuple[TurnReading, ...], *, protested: bool) -> bool:
    if earlier.said.choices != turn.said.choices or earlier.content.weight < _LEAST_CONTENT:
        return False
    if turn.content.values - earlier.content.values:
        return False
    if is_mostly_new(turn.content, earlier.content) or _says_otherwise(earlier, turn):
        return False
    alike = likeness(earlier.content, turn.content)
    if alike >= _VERBATIM:
        return protested or not turn.does(Act.QUESTION)
    return not _moves_on(earlier, turn) and alike >= _needed(earlier, turn, asked, protested=protested)


def _says_otherwise(earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether the reply denies what the earlier one affirmed, or the other way round, in much the same words."""
    stated = {claim.name: claim.good for s in earlier.said.sentences for claim in claims_of(s.text)}
    return any(stated.get(c.name, c.good) != c.good for s in turn.said.sentences for c in claims_of(s.text))


def _moves_on(earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether the reply does something that the earlier one did not: asks, offers, settles, takes the next step."""
    news = not turn.acts.isdisjoint(_MOVES - earlier.acts)
    return news or turn.does(Act.QUESTION, Act.NEXT_STEP, Act.PROGRESS)


def _needed(earlier: TurnReading, turn: TurnReading, asked: tuple[TurnReading, ...], *, protested: bool) -> float:
    """Return how alike two answers must be: less after an objection, more where the reply takes up what was said."""
    accepted = any(consumer.does(Act.AGREE, Act.THANK) for consumer in asked)
    if accepted or _takes_up(earlier, turn, asked):
        return _ALIKE_WITH_NEWS if protested else _VERBATIM
    if protested:
        return _ALIKE_AFTER_OBJECTION
    return _ALIKE_AFTER_QUESTION if any(consumer.does(Act.QUESTION) for consumer in asked) else _ALIKE


def _takes_up(earlier: TurnReading, turn: TurnReading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the reply uses words that the consumer has just brought in."""
    brought = frozenset().union(*(consumer.content.features for consumer in asked)) - earlier.content.features
    return bool(brought & turn.content.features)


def _re_asked(reading: Reading, earlier: TurnReading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer has come back to an earlier question of their own, so that the old answer is right."""
    last = asked[-1]
    next_consumer = next((t for t in reading.turns[earlier.index + 1 :] if t.turn.speaker is Speaker.CONSUMER), last)
    if next_consumer.index == asked[0].index or last.does(*_PROTEST):
        return False
    before = reading.consumer_before(earlier.index)
    return last.does(Act.QUESTION) or any(likeness(old.content, last.content) >= _SAME_QUESTION for old in before)
