"""A judged case in plain text: findings stand at their turns, rules at the end."""

from __future__ import annotations

import pytest

from runaround.model import (
    CaseError,
    CaseStatus,
    Ending,
    EndReason,
    ErrorKind,
    Finding,
    JudgedCase,
    Speaker,
    Transcript,
    Turn,
    Verdict,
)
from runaround.reports.texts import find_texts
from runaround.reports.told_case import show_judged

C, B = Speaker.CONSUMER, Speaker.BOT
AGAIN = "We have told you."


def case(verdict: Verdict, *turns: Turn, error: CaseError | None = None) -> JudgedCase:
    ending = None if error else Ending(EndReason.OUT_OF_PATIENCE)
    return JudgedCase(Transcript("a", "en", turns, ending=ending, error=error), verdict)


def test_findings_stand_at_their_turns_and_rules_at_the_end() -> None:
    found = Finding(3, "loop/answer", (1,)), Finding(5, "loop/answer", (1,))
    verdict = Verdict(CaseStatus.FAILED, None, found, reasons=(("findings", "2"),))
    turns = tuple(Turn((C, B)[n % 2], ("Why?", AGAIN)[n % 2]) for n in range(6))

    lines = show_judged(case(verdict, *turns), find_texts("en"), width=200)

    assert [
        "   1 Bot       We have told you.",
        "               · proves turn 3, 5",
        "   2 Consumer  Why?",
        "   3 Bot       We have told you.",
    ] == lines[1:5]
    assert lines[5].startswith("               ▲ Same answer again: Turn 3 repeats the answer of turn 1")
    end = lines.index("")
    assert ["", "  Failed: The consumer ran out of patience.", "  Found:"] == lines[end : end + 3]
    assert lines[end + 3].startswith(
        "  - Same answer again (loop/answer), turn 3, 5. The rule: A reply that tells again"
    )


def test_a_case_that_broke_off_says_why() -> None:
    verdict = Verdict(CaseStatus.INCONCLUSIVE, None, reasons=(("error", "timeout"),))
    broken = case(verdict, Turn(C, "hi"), error=CaseError(ErrorKind.TIMEOUT, "shop: no answer in 20 s", 0))

    assert [
        "   0 Consumer  hi",
        "",
        "  Inconclusive: The conversation broke off with a technical error.",
        "  Technical error: the bot did not answer within the limit.",
        "  Turn 0: shop: no answer in 20 s",
        "  Nothing was found.",
    ] == show_judged(broken, find_texts("en"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_kind_of_a_plugin_has_no_rule_of_ours_and_no_effect(lang: str) -> None:
    verdict = Verdict(CaseStatus.FAILED, None, (Finding(0, "ours/\x1b[2J", ()),), reasons=(("findings", "1"),))

    told = "\n".join(show_judged(case(verdict, Turn(B, "hi")), find_texts(lang)))

    assert (False, True) == ("\x1b" in told, "(ours/\\x1b[2J)" in told or "（ours/\\x1b[2J）" in told)
