"""What `gate` and `run` share: open the gate with a policy, ask it, say what it says, and with which exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from runaround.cli import quarantining, terminal
from runaround.cli.run_references import load_run
from runaround.gating import judge_run
from runaround.judging import Judging
from runaround.model import GateResult, GateStatus, Policy, Run
from runaround.policy_file import load_policy
from runaround.reports import gate_json, gate_text
from runaround.store import RunFolder

__all__ = ["EXIT_CODES", "GATE_FILE", "Gate", "answer", "open_gate", "render"]

EXIT_CODES: Mapping[GateStatus, int] = {GateStatus.PASSED: 0, GateStatus.BLOCKED: 1, GateStatus.UNDECIDED: 2}

GATE_FILE = "gate.json"
"""Written into the folder of a run that was played with a policy."""

_CONSOLE = "console"
_RENDERERS: Mapping[str, Callable[..., str]] = {
    _CONSOLE: gate_text.render_console,
    "json": gate_json.render,
    "markdown": gate_text.render_markdown,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run is held against. baseline: the run to compare with, if there is one. today: by UTC."""

    policy: Policy
    baseline: Run | None
    today: date

    def ask(self, run: Run) -> GateResult:
        """Return what the gate says of a run."""
        return judge_run(self.policy, run, baseline=self.baseline, today=self.today)


def open_gate(args: argparse.Namespace, judge_alike: Callable[[], Judging], *, today: date) -> Gate:
    """Return the gate that the arguments name; without a policy, by its default rules.

    judge_alike: gives what judges the run to compare with, if there is one: as the run is judged that asks.
    Raises FileError with every mistake of the policy, or if the run to compare with cannot be read.
    """
    policy = Policy() if args.policy is None else load_policy(args.policy)
    if args.against is None:
        return Gate(policy, None, today)
    judging = judge_alike()
    return Gate(policy, quarantining.apply(load_run(args.against, args, judging), judging.quarantines), today)


def answer(gate: Gate, run: Run, folder: RunFolder, args: argparse.Namespace) -> int:
    """Keep what the gate says of a run in its folder and say it, last of all; return the exit code.

    What programs read from standard output stays whole: behind any report but that of the console, it is said on
    standard error.
    """
    result = gate.ask(run)
    folder.write_text(GATE_FILE, render("json", result, lang=args.report_lang))
    told = render(_CONSOLE, result, lang=args.report_lang).removesuffix("\n")
    if args.format == _CONSOLE:
        terminal.say(f"\n{told}")
    else:
        terminal.note(told)
    return EXIT_CODES[result.status]


def render(name: str, result: GateResult, *, lang: str) -> str:
    """Return what the gate says as `console`, `json` or `markdown`."""
    return _RENDERERS[name](result, lang=lang)
