"""Finds claims of success that the case itself shows to be wrong: `false_resolution`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.detectors.testimony import taken_back
from runaround.model import Finding, Ground, Speaker
from runaround.reading import Act, Reading, TurnReading, likeness, promised_s

__all__ = ["find_false_resolutions"]

_SEEN_AT_ONCE = frozenset({"fix", "unlock", "change", "delete"})
_SEEN_LATER = frozenset({"cancel"})
_TAKES_TIME = frozenset({"refund", "send", "deliver", "mail", "activate"})
_A_CODE = 5
_PICTURES = frozenset({"image", "screenshot"})


def find_false_resolutions(reading: Reading) -> Iterator[Finding]:
    """Find turns that claim a deed as done (refunded, cancelled, sent, fixed …) of which the case shows the contrary.

    Why: the consumer stops asking, and deadlines pass while nothing happens.
    Silent: for promises, for a deed that nobody disputes, for a bare "it has not come" about what needs its time,
    and for another deed than the one that was claimed.
    Source: taxonomy 1.1, `false_resolution`, rulings 11 and 14.
    """
    denied: dict[int, int] = {}
    for denial, claim in reading.found_by(taken_back):
        if claim.does(Act.DONE):
            denied.setdefault(claim.index, denial.index)
    undone = {deed: turn.index for turn in reading.turns for deed in turn.said.undone}
    for turn in reading.turns:
        if not turn.by_company:
            continue
        weighing = reading.weigh("false_resolution", turn)
        claimed = turn.said.done - turn.said.undone
        if not weighing.needs(Ground.CLAIMS_DEED, bool(claimed) or turn.index in denied):
            continue
        stop = max((undone.get(deed, -1) for deed in claimed), default=-1) + 1
        proof = _disproof(reading, turn, claimed, stop=stop)
        proof = proof or ((denied[turn.index],) if turn.index in denied else ())
        if weighing.needs(Ground.DISPROVEN, bool(proof), *(reading.turns[index] for index in proof)):
            yield Finding(turn.index, "false_resolution", proof)


def _disproof(reading: Reading, claim: TurnReading, claimed: frozenset[str], *, stop: int) -> tuple[int, ...]:
    """Return the later turns that show a claimed deed to be undone; empty if none does.

    stop: from there on nobody says of any of the deeds that it was not done.
    """
    proof: list[int] = []
    disputed = False
    for place in range(claim.index + 1, stop):
        turn = reading.turns[place]
        if turn.turn.speaker is Speaker.CONSUMER:
            if turn.utterance == claim.utterance:
                continue  # the rest of what the claim answers: it knows nothing of the claim
            if turn.does(Act.ANOTHER_MATTER):
                break
            disputed = disputed or turn.does(Act.OBJECT, Act.STILL_WAITING, Act.TELL_RECORD) or bool(turn.said.undone)
            disputed = disputed or turn.turn.session > claim.turn.session
            missed = claimed & turn.said.undone
            if missed and _testifies(reading, claim, turn, missed=missed):
                proof.append(turn.index)
        elif turn.by_company:
            if disputed and claimed & turn.said.undone and _is_same_thing(claim, turn):
                proof.append(turn.index)
            elif claimed & turn.said.done:
                break
    return tuple(proof)


def _is_same_thing(claim: TurnReading, denial: TurnReading) -> bool:
    """Say whether the denial is about the same thing: no other order is named, and on one visit they share a word."""
    if claim.turn.session == denial.turn.session and not likeness(claim.content, denial.content):
        return False
    denied, claimed = _codes(denial), _codes(claim)
    return not denied or not claimed or bool(denied & claimed)


def _codes(turn: TurnReading) -> frozenset[str]:
    """Return the order numbers and the like that a turn names; sums and days are shorter."""
    return frozenset(number for number in turn.content.numbers if len(number) >= _A_CODE)


def _testifies(reading: Reading, claim: TurnReading, turn: TurnReading, *, missed: frozenset[str]) -> bool:
    """Say whether the consumer shows that a deed was not done: by a record, or because anybody would see it.

    missed: the claimed deeds that the consumer misses.
    """
    if turn.does(Act.THANK):
        return False
    due_s = promised_s(claim.turn.text, claim.lexicon)
    if due_s is not None and turn.turn.at - claim.turn.at < due_s:
        missed -= _TAKES_TIME
    shows = turn.does(Act.TELL_RECORD) or any(file.kind in _PICTURES for file in turn.turn.attachments)
    at_once = bool(missed & _SEEN_AT_ONCE) and _first_word(reading, claim) == turn.index
    later = bool(missed & _SEEN_LATER) and turn.turn.session > claim.turn.session
    return bool(missed) and (shows or at_once or later)


def _first_word(reading: Reading, claim: TurnReading) -> int | None:
    later = (reading.turns[place] for place in range(claim.index + 1, len(reading.turns)))
    said = (turn.index for turn in later if turn.turn.speaker is Speaker.CONSUMER and not turn.is_rest)
    return next(said, None)
