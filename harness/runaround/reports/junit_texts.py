"""What a test of a JUnit report says that did not pass: each finding in words, with the turns that prove it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from runaround.model import CaseStatus, Finding, JudgedCase
from runaround.reports.assessed import tell_assessment
from runaround.reports.columns import pad
from runaround.reports.expected import tell_checks
from runaround.reports.hostile import on_one_line
from runaround.reports.quotes import label_findings, quote_proof
from runaround.reports.sentences import tell_error_place, tell_finding, tell_reasons
from runaround.reports.suppressed import tell_suppressed
from runaround.reports.texts import Texts

__all__ = ["Problem", "tell_problem"]

_SHOWN_FINDINGS: Final = 20
_SHOWN_QUOTES: Final = 6
_MESSAGE_CHARACTERS: Final = 300
_TOLD_BELOW: Final = frozenset({"findings", "check_failed"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a case did not pass: a word for programs, a line for lists, a text for people."""

    kind: str
    message: str
    text: str


def tell_problem(case: JudgedCase, texts: Texts) -> Problem:
    """Return what is wrong with a case that did not pass; its findings come first where they decided."""
    verdict = case.verdict
    reasons = list(_tell_reasons(case, texts))
    labels = label_findings(case, texts) if verdict.status is CaseStatus.FAILED else []
    message = texts.enumerate(labels) or " ".join(reasons) or texts.words[f"status.{verdict.status}"]
    keys = [verdict.findings[0].kind] if labels else [key for key, _ in verdict.reasons]
    blocks = ["\n".join(reasons)] if reasons else []
    blocks += [_tell_finding(case, finding, texts) for finding in verdict.findings[:_SHOWN_FINDINGS]]
    if len(verdict.findings) > _SHOWN_FINDINGS:
        blocks.append(texts.say("more", n=len(verdict.findings) - _SHOWN_FINDINGS))
    borne = [texts.say("borne.sentence", sentence=tell_finding(finding, texts)) for finding in verdict.borne]
    excused = [*borne, *(tell_suppressed(one, texts) for one in verdict.suppressed)]
    blocks += ["\n".join(excused[:_SHOWN_FINDINGS])] if excused else []
    return Problem(
        on_one_line(keys[0] if keys else verdict.status, _MESSAGE_CHARACTERS),
        on_one_line(message, _MESSAGE_CHARACTERS),
        "\n" + "\n\n".join(blocks) + "\n",
    )


def _tell_reasons(case: JudgedCase, texts: Texts) -> Iterator[str]:
    """Yield the reasons that findings do not show, the error, what broke in the harness, and failed checks."""
    verdict, error = case.verdict, case.transcript.error
    for (key, _), sentence in zip(verdict.reasons, tell_reasons(verdict, texts), strict=True):
        if key not in _TOLD_BELOW:
            yield on_one_line(sentence, _MESSAGE_CHARACTERS)
    if error is not None:
        yield on_one_line(tell_error_place(error, texts), _MESSAGE_CHARACTERS)
    for failure in verdict.failures:
        yield on_one_line(f"{failure.detector}: {failure.error}", _MESSAGE_CHARACTERS)
    yield from tell_checks(verdict, texts)


def _tell_finding(case: JudgedCase, finding: Finding, texts: Texts) -> str:
    lines = [f"{texts.name('kind', finding.kind)} ({finding.kind})", tell_finding(finding, texts)]
    lines += [assessed] if (assessed := tell_assessment(finding, texts)) else []
    for quote in quote_proof(case, finding, texts, most=_SHOWN_QUOTES):
        mark = ">" if quote.is_evident else " "
        first, *rest = quote.said
        head = f" {mark} {quote.number:>3}  {pad(quote.speaker, 10)}  "
        lines += [head + first, *(" " * 20 + part for part in rest)]
    return "\n".join(lines)
