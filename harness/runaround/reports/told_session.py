"""Tells how a session of tests went for the bot: few lines, for the end of a long output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from runaround.model import CaseStatus, Run
from runaround.reports.hostile import on_one_line
from runaround.reports.overview import state_headline, tell_card, tell_run
from runaround.reports.texts import Texts

__all__ = ["tell_session"]


def tell_session(run: Run, texts: Texts) -> Iterator[str]:
    """Yield the headline of a run, and what must be known beside it, a line each."""
    yield state_headline(run, texts).text
    for card in run.scorecards:
        cases = [case for case in run.cases if case.transcript.target == card.target]
        told = tell_card(card, cases, texts)
        yield from (f"  {line}" for line in told)
    yield from tell_run(run, texts)
    flaky = list(_list_flaky(run, texts))
    if flaky:
        yield texts.say("session.flaky", list=texts.enumerate(flaky))


def _list_flaky(run: Run, texts: Texts) -> Iterator[str]:
    """Yield the scenarios that passed at times and failed at others; what could not be judged says nothing."""
    passed: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for case in run.cases:
        if case.verdict.status is not CaseStatus.INCONCLUSIVE:
            judged[case.transcript.scenario] += 1
            passed[case.transcript.scenario] += case.verdict.status is CaseStatus.PASSED
    for name, times in judged.items():
        if 0 < passed[name] < times:
            yield texts.say("session.flaky.part", name=on_one_line(name), passed=passed[name], times=times)
