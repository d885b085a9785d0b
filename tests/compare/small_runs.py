"""Runs to lay beside each other, made of short words."""

from __future__ import annotations

from collections.abc import Mapping

from runaround.model import CaseStatus, Finding, JudgedCase, Measurements, Run, Transcript, Verdict, Versions

__all__ = ["case", "run_of"]


def case(
    scenario: str,
    said: str,
    *,
    repeat: int = 0,
    bot: str = "shop",
    version: str = "v1",
    seed: int = 0,
    turns: int = 3,
    detectors: str = "d1",
) -> JudgedCase:
    """Return a case. said: `pass`, `fail`, `?` (inconclusive), or the kinds that it shows, divided by commas."""
    versions = Versions("1", detectors, version)
    record = Transcript(
        f"{bot}.{scenario}.{repeat}",
        "en",
        (),
        scenario=scenario,
        target=bot,
        seed=seed,
        repeat=repeat,
        versions=versions,
    )
    kinds = () if said in {"pass", "fail", "?"} else tuple(said.split(","))
    status = {"pass": CaseStatus.PASSED, "?": CaseStatus.INCONCLUSIVE}.get(said, CaseStatus.FAILED)
    findings = tuple(Finding(number, kind) for number, kind in enumerate(kinds))
    return JudgedCase(record, Verdict(status, None, findings, measurements=Measurements(consumer_turns=turns)))


def run_of(said: Mapping[str, str], *, name: str = "run", **values: object) -> Run:
    """Return a run of one bot. said: for each scenario what its repeats say, divided by blanks."""
    cases = tuple(
        case(scenario, word, repeat=repeat, **values)  # type: ignore[arg-type]
        for scenario, words in said.items()
        for repeat, word in enumerate(words.split())
    )
    return Run(name, "2026-01-01T00:00:00+00:00", 0, cases, ())
