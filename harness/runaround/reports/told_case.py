"""Tells one judged case to whoever has to mend the bot: what was said, found, by which rule, and in which turns."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import CaseStatus, JudgedCase
from runaround.reports.columns import hang
from runaround.reports.expected import tell_checks, tell_expectation
from runaround.reports.explained import tell_rule
from runaround.reports.hostile import on_one_line
from runaround.reports.marks import mark_turns
from runaround.reports.sentences import tell_ending, tell_error_place, tell_reasons
from runaround.reports.spoken import show_conversation
from runaround.reports.texts import Texts

__all__ = ["show_judged", "summarise_case", "tell_case"]

_LONGEST = 600
_INDENT = "  "
_TOLD_IN_FULL = frozenset({"findings", "check_failed"})


def summarise_case(case: JudgedCase, texts: Texts) -> str:
    """Return one line: the findings with their turns, or why the case failed or was not judged."""
    verdict = case.verdict
    parts = [f"{finding.kind} ({finding.turn})" for finding in verdict.findings]
    reasons = [told for (key, _), told in zip(verdict.reasons, tell_reasons(verdict, texts), strict=True)]
    if verdict.status is CaseStatus.INCONCLUSIVE:
        error = case.transcript.error
        why = error.message if error is not None else " ".join([*reasons, *(one.error for one in verdict.failures)])
        return on_one_line(texts.say("told.unjudged", why=why), 200)
    shown = parts or list(tell_checks(verdict, texts)) or reasons or [texts.words[f"status.{verdict.status}"]]
    return on_one_line(texts.words["list.comma"].join(shown), 200)


def tell_case(case: JudgedCase, texts: Texts, *, width: int, record: str = "") -> str:
    """Return a case as text in lines of at most `width` columns, without a line break at its end.

    record: the command that shows the record again; it stands on a line of its own, however long, to be copied.
    """
    lines = [line for told in _about(case, texts) for line in hang(on_one_line(told, _LONGEST), width)]
    lines += ["", *show_judged(case, texts, width=width)]
    if record:
        lines += ["", texts.say("told.record", command=record)]
    return "\n".join(lines)


def show_judged(case: JudgedCase, texts: Texts, *, width: int = 80) -> list[str]:
    """Return the lines of a conversation with its findings at their turns; then how it ended, and by which rules."""
    lines = show_conversation(case, texts, width=width, marks=mark_turns(case, texts))
    lines += [""] if lines else []
    for told in _conclude(case, texts):
        lines += hang(on_one_line(told, _LONGEST), width, first=_INDENT)
    for told in _tell_kinds(case, texts):
        lines += hang(on_one_line(told, _LONGEST), width, first=f"{_INDENT}- ")
    return lines


def _about(case: JudgedCase, texts: Texts) -> Iterator[str]:
    transcript = case.transcript
    yield texts.say(
        "told.heading",
        title=on_one_line(transcript.title) or transcript.id,
        scenario=transcript.scenario or transcript.id,
        target=on_one_line(transcript.target) or texts.say("target.none"),
    )
    wishes = "" if case.expect is None else tell_expectation(case.expect, texts)
    if wishes:
        yield texts.say("told.expected", wishes=wishes)


def _conclude(case: JudgedCase, texts: Texts) -> Iterator[str]:
    """Yield how the conversation ended, and what was concluded beside its findings."""
    transcript, verdict = case.transcript, case.verdict
    ending = texts.words["end.error"] if transcript.ending is None else tell_ending(transcript.ending, texts)
    yield texts.say("sample.result", status=texts.words[f"status.{verdict.status}"], ending=ending)
    for (key, _), sentence in zip(verdict.reasons, tell_reasons(verdict, texts), strict=True):
        if key not in _TOLD_IN_FULL:
            yield sentence
    if transcript.error is not None:
        yield tell_error_place(transcript.error, texts)
    for failure in verdict.failures:
        yield texts.say("told.failure", name=failure.detector, error=failure.error)
    for sentence in tell_checks(verdict, texts):
        yield texts.say("told.failed.check", sentence=sentence)
    yield texts.words["sample.found" if verdict.findings else "sample.nothing"]


def _tell_kinds(case: JudgedCase, texts: Texts) -> Iterator[str]:
    """Yield each kind that was found with its turns and its rule; the sentences stand at the turns."""
    turns: dict[str, list[int]] = {}
    for finding in case.verdict.findings:
        turns.setdefault(finding.kind, []).append(finding.turn)
    for kind, found in turns.items():
        listed = texts.words["list.comma"].join(map(str, dict.fromkeys(found)))
        label, rule = texts.name("kind", kind), tell_rule(kind, texts)
        yield texts.say("told.kind", label=label, kind=kind, list=listed, rule=rule)
