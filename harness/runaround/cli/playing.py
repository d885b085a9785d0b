"""What `run`, `demo` and `calibrate` share: play cases against targets with progress on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from runaround import playing
from runaround.assembling import Plan, build_run
from runaround.cli import terminal
from runaround.detectors import Detector
from runaround.keeping import Keeper
from runaround.model import CaseStatus, JudgedCase, Run
from runaround.playing import Job

__all__ = ["carry_out"]


async def carry_out(
    jobs: Sequence[Job],
    *,
    plan: Plan,
    keeper: Keeper,
    detectors: Mapping[str, Detector],
    before: Sequence[JudgedCase] = (),
) -> Run:
    """Play all jobs with progress on the terminal, and return the run; the store holds it by then.

    before: cases of the run that were played before it was stopped.
    """
    with terminal.show_progress(plan.planned, "case", done=len(before)) as advance:
        played = await playing.carry_out(
            jobs,
            keeper=keeper,
            detectors=detectors,
            before=before,
            on_case=lambda case: advance(_describe(case)),
        )
    if played.was_interrupted:
        terminal.complain(
            f"Stopped after {len(played.cases)} of {plan.planned} cases; --resume goes on with run {keeper.run}."
        )
    return build_run(plan, played.cases, was_interrupted=played.was_interrupted)


def _describe(case: JudgedCase) -> str:
    """Return a line on one case for whoever watches."""
    transcript, verdict = case.transcript, case.verdict
    why = ", ".join(dict.fromkeys(finding.kind for finding in verdict.findings))
    if verdict.status is CaseStatus.INCONCLUSIVE:
        why = ", ".join(value for _, value in verdict.reasons)
    marks = " (in quarantine)" if case.quarantine else ""
    marks += f" ({len(verdict.suppressed)} suppressed)" if verdict.suppressed else ""
    repeat = f" #{transcript.repeat + 1}" if transcript.repeat else ""
    return f"{verdict.status} {transcript.target} {transcript.scenario}{repeat}{marks}" + (f": {why}" if why else "")
