"""Finds consumers who cannot get through to a person: `handoff_failure` in its five forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runaround.detectors.loop import find_loops, is_failed_understanding, only_takes_leave
from runaround.detectors.repeated_request import find_repeated_requests
from runaround.detectors.unanswered import find_unanswered
from runaround.model import Event, Finding, Ground, Speaker
from runaround.reading import Act, Reading, TurnReading, Weighing

__all__ = ["find_handoff_failures"]

_REFUSED, _IGNORED = "handoff_failure/refused", "handoff_failure/ignored"
_UNAVAILABLE, _BROKEN = "handoff_failure/unavailable", "handoff_failure/broken"
_NOT_OFFERED = "handoff_failure/not_offered"
_FAILURES_WITHOUT_OFFER = 3
_FAILURES = (find_loops, find_repeated_requests, find_unanswered)
_JOINS = frozenset({Event.HUMAN_JOINED})
_ENDS = frozenset({Event.HANG_UP, Event.SESSION_END})
_BOT = (Speaker.BOT,)
_INSISTS = (Act.ASK_HUMAN, Act.ASK_WHERE_HUMAN, Act.OBJECT)
_BEGINS_AGAIN = (Act.GREETING, Act.CLOSING, Act.MENU, Act.FALLBACK)
_OFFERS = (Act.OFFER_HUMAN, Act.ANNOUNCE_TRANSFER, Act.ALTERNATIVE)


def find_handoff_failures(reading: Reading) -> Iterator[Finding]:
    """Find wishes for a human that are refused, ignored or led nowhere, broken transfers, and humans never offered.

    Why: a person is the last way out of a bot that cannot help.
    Silent: when a human joins, the wish is dropped, an alternative is given, or one routing question is asked.
    Source: taxonomy 1.1, `handoff_failure`, rulings 4 to 7.
    """
    last_human = _last_human(reading)
    yield from sorted(
        {
            *_once(_wishes(reading, last_human)),
            *_broken(reading, last_human),
            *(() if last_human >= 0 else _not_offered(reading)),
        }
    )


def _once(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the first finding of each turn and kind: a wish told in two messages is one."""
    seen: set[tuple[int, str]] = set()
    for finding in findings:
        if (finding.turn, finding.kind) not in seen:
            seen.add((finding.turn, finding.kind))
            yield finding


def _last_human(reading: Reading) -> int:
    """Return the last turn at which a human is there; -1 if there is none."""
    return next((turn.index for turn in reversed(reading.turns) if _is_human(turn)), -1)


def _is_human(turn: TurnReading) -> bool:
    return turn.turn.event in _JOINS or turn.turn.speaker is Speaker.HUMAN


# --- refused, ignored, unavailable ----------------------------------------------------------------


def _company(reading: Reading) -> Iterator[tuple[TurnReading, bool]]:
    """Yield the consumer turns, and whether a human is there by then."""
    there = False
    for turn in reading.turns:
        if turn.turn.speaker is Speaker.CONSUMER:
            yield turn, there
        there = (there or _is_human(turn)) and turn.turn.event is not Event.HUMAN_LEFT


def _wishes(reading: Reading, last_human: int) -> Iterator[Finding]:
    if reading.is_without(Act.ASK_HUMAN, Act.ASK_WHERE_HUMAN):
        return
    gated = told_busy = False
    for turn, with_human in _company(reading):
        if turn.does(Act.DROP_HUMAN):
            gated = told_busy = False
            continue
        replies = reading.replies_to(turn.index)
        weighing = reading.weigh("handoff_failure", turn)
        if not _is_left_alone(reading, turn, replies, with_human=with_human, weighing=weighing):
            continue
        answers = [reply for reply in replies if reply.turn.speaker is Speaker.BOT]
        answers = [reply for reply in answers if not reading.is_early(reply)] or answers
        busy = next((reply for reply in replies if _is_busy(reply)), None)
        if busy is not None:
            put_off = weighing.branch(_UNAVAILABLE, busy, turn)
            if not put_off.spares(Ground.TOLD_BUSY, told_busy) and _is_put_off(reading, turn, last_human, put_off):
                told_busy = True
                yield Finding(busy.index, _UNAVAILABLE, (turn.index,))
            continue
        refusal = next((reply for reply in answers if reply.does(Act.REFUSE_HUMAN)), None)
        if refusal is not None:
            weighing.branch(_REFUSED, refusal, turn).needs_act(refusal, Act.REFUSE_HUMAN)
            yield Finding(refusal.index, _REFUSED, (turn.index,))
        elif answers:
            gate = next((reply for reply in answers if reply.does(Act.ROUTING_QUESTION)), None)
            gate = gate or (answers[-1] if _leads_on(reading, turn, answers[-1]) else None)
            ignored = weighing.branch(_IGNORED, answers[0], turn)
            if ignored.spares(Ground.FIRST_GATE, not gated and gate is not None, gate):
                gated = True
            else:
                yield Finding(answers[0].index, _IGNORED, (turn.index,))


def _is_left_alone(
    reading: Reading, turn: TurnReading, replies: Sequence[TurnReading], *, with_human: bool, weighing: Weighing
) -> bool:
    """Say whether a consumer wishes for a human, none is there, and no reply moves towards one."""
    wishes = turn.does(Act.ASK_HUMAN) or (turn.does(Act.ASK_WHERE_HUMAN) and reading.was_put_through(turn))
    if not weighing.needs(Ground.WISHES_HUMAN, wishes, turn) or weighing.spares(Ground.HUMAN_THERE, with_human):
        return False
    grants = [reply for reply in replies if _grants(reply) or _answers_whether(turn, reply)]
    return not weighing.spares(Ground.TOWARDS_HUMAN, bool(grants), *grants)


def _leads_on(reading: Reading, wish: TurnReading, reply: TurnReading) -> bool:
    """Say whether a reply to a first wish only asks back, and what is said to the answer deals with the wish."""
    answer = reading.first(by=(Speaker.CONSUMER,), start=reply.index)
    asks = reply.does(Act.QUESTION) and not reply.said.choices and not reply.does(*_BEGINS_AGAIN)
    if answer is None or not asks or not wish.does(Act.ASK_HUMAN) or answer.does(*_INSISTS):
        return False
    return any(_grants(later) for later in reading.replies_to(answer.index))


def _is_put_off(reading: Reading, turn: TurnReading, last_human: int, weighing: Weighing) -> bool:
    """Say whether nothing comes of a wish that was told that nobody is free."""
    if weighing.spares(Ground.HUMAN_CAME, last_human >= turn.index):
        return False
    return not weighing.spares(Ground.MADE_UP_FOR, _is_made_up_for(reading, turn.index))


def _grants(reply: TurnReading) -> bool:
    """Say whether a reply moves towards a human, or gives a concrete alternative."""
    if reply.turn.event in {Event.TRANSFER_STARTED, Event.HUMAN_JOINED} or reply.turn.speaker is Speaker.HUMAN:
        return True
    return reply.does(*_OFFERS) and not reply.does(Act.REFUSE_HUMAN)


def _answers_whether(wish: TurnReading, reply: TurnReading) -> bool:
    """Say whether the consumer only asked whether there is a person, and the reply says yes and asks back."""
    return wish.does(Act.QUESTION, Act.ASK) and reply.does(Act.SAY_YES, Act.AFFIRM) and reply.does(Act.QUESTION)


def _is_busy(reply: TurnReading) -> bool:
    return reply.does(Act.HUMAN_UNAVAILABLE) or reply.turn.event is Event.QUEUE


def _is_made_up_for(reading: Reading, start: int) -> bool:
    """Say whether, from turn `start` on, the wish is dropped or an alternative is given."""
    dropped = reading.first(Act.DROP_HUMAN, by=(Speaker.CONSUMER,), start=start)
    return (dropped or reading.first(Act.ALTERNATIVE, by=_BOT, start=start)) is not None


# --- broken ---------------------------------------------------------------------------------------


def _broken(reading: Reading, last_human: int) -> Iterator[Finding]:
    proofs: Sequence[int | None] = ()
    for turn in reading.by(Speaker.BOT):
        asked = reading.consumer_before(turn.index)
        # A human may join a moment before the words that announce it: one answer holds both, in either order.
        start = asked[-1].index if asked else turn.index
        weighing = reading.weigh(_BROKEN, turn)
        started = turn.turn.event is Event.TRANSFER_STARTED
        announces = started or weighing.needs_act(turn, Act.ANNOUNCE_TRANSFER)
        if not announces or weighing.spares(Ground.HUMAN_CAME, last_human >= start):
            continue
        proofs = proofs or _proofs(reading)
        proof = _nobody_came(reading, turn, proofs)
        shown = () if proof is None else (reading.turns[proof],)
        if weighing.needs(Ground.NOBODY_CAME, proof is not None, *shown) and proof is not None:
            wish = next((c.index for c in asked if c.does(Act.ASK_HUMAN)), None)
            yield Finding(turn.index, _BROKEN, (proof,) if wish is None else (wish, proof))
            return


def _nobody_came(reading: Reading, announced: TurnReading, proofs: Sequence[int | None]) -> int | None:
    """Return the turn that shows that nobody came: the bot talks on, the line drops, the consumer waits in vain.

    proofs: the same for a transfer that was announced before each turn, had the consumer been through by then.
    """
    later = announced.index + 1
    if reading.is_early(announced):
        # The rest of the message to which the transfer was announced, and the answer to that rest, are owed.
        while later < len(reading.turns) and reading.turns[later].utterance == announced.utterance:
            turn = reading.turns[later]
            if _is_queued(turn):
                return None
            if _drops(turn):
                return later
            later += 1
    return proofs[later]


def _proofs(reading: Reading) -> list[int | None]:
    """Return, for each turn and for the end of the case, the first turn from there on that shows that nobody came."""
    proofs: list[int | None] = [None]
    for turn in reversed(reading.turns):
        by_consumer = turn.turn.speaker is Speaker.CONSUMER
        in_vain = _waits_in_vain(turn) if by_consumer else turn.turn.speaker is Speaker.BOT and _talks_on(turn)
        if _is_queued(turn) or (by_consumer and turn.does(Act.DROP_HUMAN)):
            proofs.append(None)
        elif _drops(turn) or in_vain:
            proofs.append(turn.index)
        else:
            proofs.append(proofs[-1])
    return proofs[::-1]


def _is_queued(turn: TurnReading) -> bool:
    by_consumer = turn.turn.speaker is Speaker.CONSUMER
    return turn.turn.event is Event.QUEUE or (turn.does(Act.HUMAN_UNAVAILABLE) and not by_consumer)


def _drops(turn: TurnReading) -> bool:
    return turn.turn.event in _ENDS or turn.turn.event is Event.TRANSFER_FAILED


def _talks_on(turn: TurnReading) -> bool:
    return (
        not turn.does(Act.HOLD, Act.ANNOUNCE_TRANSFER, Act.REQUEST, Act.CLOSING, Act.ALTERNATIVE)
        and turn.content.weight > 1
    )


def _waits_in_vain(turn: TurnReading) -> bool:
    return turn.does(Act.ASK_WHERE_HUMAN, Act.ASK_HUMAN) or turn.does(Act.OBJECT)


# --- not offered ----------------------------------------------------------------------------------


def _not_offered(reading: Reading) -> Iterator[Finding]:
    bot = tuple(reading.by(Speaker.BOT))
    if not bot:
        return
    weighing = reading.weigh(_NOT_OFFERED, bot[-1])
    wish = reading.first(Act.ASK_HUMAN, by=(Speaker.CONSUMER,))
    offer = reading.first(*_OFFERS, by=_BOT)
    if weighing.spares(Ground.EVER_WISHED, wish is not None, wish):
        return
    if weighing.spares(Ground.EVER_OFFERED, offer is not None, offer):
        return
    failing = sorted(
        {finding.turn for find in _FAILURES for finding in reading.found_by(find)}
        | {turn.index for turn in bot if is_failed_understanding(turn) and reading.consumer_before(turn.index)}
    )
    often = len(failing) >= _FAILURES_WITHOUT_OFFER
    if not weighing.needs(Ground.FAILED_OFTEN, often, *(reading.turns[index] for index in failing)):
        return
    if not weighing.spares(Ground.SOLVED_AFTER, _solved_after(reading, failing[-1])):
        last = bot[-1].index
        yield Finding(last, _NOT_OFFERED, tuple(index for index in failing if index != last))


def _solved_after(reading: Reading, index: int) -> bool:
    """Say whether something was done after a turn; a farewell that is glad to have helped does nothing."""
    later = (reading.turns[place] for place in range(index + 1, len(reading.turns)))
    return any(
        turn.turn.speaker is Speaker.BOT and turn.does(Act.DONE) and not only_takes_leave(turn) for turn in later
    )
