"""Checks single replies: whether what came after a turn of the consumer is what the scenario asks for.

A reply is everything that the company's side says, shows or signals between one turn of the consumer and the next,
within one session. Words are looked for in what can be read there: texts, and the labels of buttons and links.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from runaround.json_checks import holds, matches, tell
from runaround.model import (
    Check,
    CheckPart,
    CheckResult,
    CheckStatus,
    EndReason,
    Event,
    Exchange,
    JsonCheck,
    Missed,
    Speaker,
    Transcript,
    Turn,
)
from runaround.reading import find_patterns

__all__ = ["MAX_FOUND", "check_replies"]

MAX_FOUND = 500
"""Characters of a reply that are kept as what came instead; the rest is in the transcript."""

_CLOSING = frozenset({Event.SESSION_END, Event.HANG_UP})
_CUT_SHORT = frozenset({EndReason.CLOSED_BY_COMPANY, EndReason.NO_ANSWER})
_SUCCESS = range(200, 300)


def check_replies(transcript: Transcript, checks: Iterable[Check]) -> tuple[CheckResult, ...]:
    """Return what became of `checks`, in their order; nothing for a case that broke off with an error.

    A turn that never came is not reached if the company ended that visit or fell silent, so that the consumer could
    not go on. Otherwise the consumer was done before, and the check was not needed.
    Raises ValueError for an expression or a pattern that does not compile; scenario files are checked for that.
    """
    if transcript.error is not None:
        return ()
    return tuple(_check(transcript, check) for check in checks)


def _check(transcript: Transcript, check: Check) -> CheckResult:
    turn = _find_turn(transcript, check)
    if turn is None:
        was_cut = _was_cut_short(transcript, check.session)
        status = CheckStatus.NOT_REACHED if was_cut else CheckStatus.NOT_NEEDED
        return CheckResult(check.session, check.turn, status)
    refs = tuple(_reply_to(transcript, turn))
    answers = tuple(_answers(transcript.exchanges, turn)) if check.json else ()
    missed = (*_miss_words(check, [transcript.turns[ref] for ref in refs]), *_miss_json(check.json, answers))
    is_unread = bool(check.json) and not answers
    status = CheckStatus.NOT_RECORDED if is_unread else CheckStatus.HELD
    return CheckResult(check.session, check.turn, CheckStatus.FAILED if missed else status, turn, refs, missed)


# --- which turns are meant ---------------------------------------------------------------------------------


def _find_turn(transcript: Transcript, check: Check) -> int | None:
    """Return the index of the consumer turn that a check is about."""
    own = [
        index
        for index, turn in enumerate(transcript.turns)
        if turn.speaker is Speaker.CONSUMER and turn.session == check.session
    ]
    return own[check.turn - 1] if check.turn <= len(own) else None


def _reply_to(transcript: Transcript, turn: int) -> Iterator[int]:
    """Yield the indices of the turns that answer turn `turn`; a probe of the test system is no answer."""
    for index in range(turn + 1, len(transcript.turns)):
        after = transcript.turns[index]
        if after.speaker is Speaker.CONSUMER or after.session != transcript.turns[turn].session:
            return
        if after.event is not Event.PROBE:
            yield index


def _was_cut_short(transcript: Transcript, session: int) -> bool:
    """Whether the consumer would have gone on in `session`, but the company had ended it or said nothing any more.

    Of the last visit, the consumer says itself why it ended: one who was content before the line closed, was content.
    """
    last = max((turn.session for turn in transcript.turns), default=1)
    if session < last:
        return any(turn.event in _CLOSING for turn in transcript.turns if turn.session == session)
    return transcript.ending is not None and transcript.ending.reason in _CUT_SHORT


# --- words and silence -------------------------------------------------------------------------------------


def _miss_words(check: Check, reply: Sequence[Turn]) -> Iterator[Missed]:
    lines = [line for turn in reply for line in _readable(turn) if line.strip()]
    found = "\n".join(lines)[:MAX_FOUND]
    came = bool(lines) or any(turn.attachments for turn in reply)
    if check.silent is True and came:
        yield Missed(CheckPart.SILENT, found=found)
    if check.silent is False and not came:
        yield Missed(CheckPart.ANSWERED)
    if check.contains and not find_patterns(check.contains, lines):
        yield Missed(CheckPart.CONTAINS, check.contains, found)
    unwanted = find_patterns(check.misses, lines)
    if unwanted:
        yield Missed(CheckPart.MISSES, unwanted, _quote(unwanted[0], lines))
    if check.matches is not None and not matches(check.matches, "\n".join(lines)):
        yield Missed(CheckPart.MATCHES, (check.matches,), found)


def _readable(turn: Turn) -> Iterator[str]:
    """Yield what the consumer can read of a turn."""
    yield turn.text
    yield from (button.label for button in turn.buttons)
    yield from (link.title or link.url for link in turn.links)


def _quote(pattern: str, lines: Iterable[str]) -> str:
    """Return the beginning of the first line in which `pattern` stands."""
    return next((line for line in lines if find_patterns((pattern,), (line,))), "")[:MAX_FOUND]


# --- raw answers -------------------------------------------------------------------------------------------


def _miss_json(checks: Iterable[JsonCheck], answers: Sequence[object]) -> Iterator[Missed]:
    """Yield the checks that do not hold; without a readable answer nothing can be said."""
    for check in checks if answers else ():
        if not _holds(check, answers):
            told = "; ".join(dict.fromkeys(tell(check, answer) for answer in answers))
            yield Missed(CheckPart.JSON, tuple(_describe(check)), told[:MAX_FOUND])


def _holds(check: JsonCheck, answers: Sequence[object]) -> bool:
    """Say whether one of the answers of a turn is as asked; what must not exist must exist in none of them."""
    held = (holds(check, answer) for answer in answers)
    return all(held) if check.exists is False else any(held)


def _describe(check: JsonCheck) -> Iterator[str]:
    """Yield what must be so, in signs that need no language."""
    if check.equals is not None:
        yield f"{check.at} = {json.dumps(check.equals, ensure_ascii=False)}"
    if check.matches is not None:
        yield f"{check.at} ~ /{check.matches}/"
    if check.exists is not None:
        yield f"{check.at} {'≠' if check.exists else '='} null"


def _answers(exchanges: Iterable[Exchange], turn: int) -> Iterator[object]:
    """Yield the JSON of each raw answer around consumer turn `turn` that is whole and can be read."""
    for exchange in exchanges:
        if exchange.turn == turn and (exchange.status is None or exchange.status in _SUCCESS):
            yield from _parse(exchange.response)


def _parse(response: str) -> Iterator[object]:
    """Yield the JSON of a recorded answer: all of it, or what follows the first empty line where a head precedes it."""
    for text in (response, response.partition("\n\n")[2]):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            continue
        yield document
        return
