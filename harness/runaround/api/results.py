"""`compare`, `gate` and `report`: what runs say, as values and as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from runaround import assembling, comparing
from runaround.api.rules import PathLike
from runaround.errors import PluginError
from runaround.gating import judge_run
from runaround.model import Comparison, GateResult, Policy, Run
from runaround.policy_file import load_policy
from runaround.reports import compared_console, compared_html, compared_json, compared_markdown, gate_json, gate_text

__all__ = ["compare", "gate", "report"]

_COMPARED = {
    "console": compared_console.render,
    "html": compared_html.render,
    "json": compared_json.render,
    "markdown": compared_markdown.render,
}
_GATED = {"console": gate_text.render_console, "json": gate_json.render, "markdown": gate_text.render_markdown}


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


def report(result: Run | Comparison | GateResult, name: str = "console", *, lang: str = "en") -> str:
    """Return a run, a comparison, or what the gate says as text.

    name: of a run any report, such as `html` or `junit`; of the others `console`, `json` or `markdown`, and of a
    comparison `html` too. lang: of the text: en or zh.

    Raises PluginError if there is no such report.
    """
    if isinstance(result, Run):
        return assembling.render(name, result, lang=lang)
    forms: Mapping[str, Callable[..., str]] = _COMPARED if isinstance(result, Comparison) else _GATED
    if name not in forms:
        msg = f"No report {name!r:.80} of a {type(result).__name__}. Known: {', '.join(forms)}."
        raise PluginError(msg)
    return forms[name](result, lang=lang)
