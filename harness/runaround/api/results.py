"""`compare`, `gate` and `report`: what runs say, as values and as texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from runaround import assembling, comparing
from runaround.api.rules import PathLike
from runaround.gating import judge_run
from runaround.model import Comparison, GateResult, Policy, Run
from runaround.policy_file import load_policy

__all__ = ["compare", "gate", "report"]


def compare(before: Run, after: Run, *, only: Sequence[str] = ()) -> Comparison:
    """Return how `after` differs from `before`, pair by pair of scenario and repeat, and what of it can be chance.

    only: look at `failed`, or at these kinds or families of finding, only.

    Raises NotComparable with every reason, such as runs that were judged by different detectors.
    """
    return comparing.compare(before, after, only=only)


def gate(run: Run, policy: Policy | PathLike, *, against: Run | None = None, today: date | None = None) -> GateResult:
    """Return whether a run may go through: passed, blocked, or undecided, which is never green.

    policy: a value, or a policy file. against: the run to compare with. today: on which entries of the policy are
    asked whether they are over; None for today, by UTC.

    Raises FileError with every mistake of the policy.
    """
    rules = policy if isinstance(policy, Policy) else load_policy(Path(policy))
    day = today or assembling.start_plan("gate", seed=0, planned=0).day
    return judge_run(rules, run, baseline=against, today=day)


def report(run: Run, name: str = "console", *, lang: str = "en") -> str:
    """Return a run as text. name: a report such as `html`, `json` or `junit`. lang: of the text: en or zh.

    Raises PluginError if there is no such report.
    """
    return assembling.render(name, run, lang=lang)
