"""`runaround run`: plays scenarios against a bot and reports where it gave people the runaround."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from runaround.cli.options import (
    add_against,
    add_format,
    add_out,
    add_phrasebook,
    add_policy,
    add_quarantine,
    add_report_lang,
    add_scenario_lang,
    add_seed,
    add_suppress,
    positive,
)
from runaround.cli.reporting import add_reports, choose_options
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from runaround.cli.gating import Gate
    from runaround.cli.kept_runs import Kept
    from runaround.cli.results import Plan
    from runaround.keeping import Wanted
    from runaround.model import Run
    from runaround.store import RunFolder, Store

__all__ = ["HELP", "add_arguments", "run"]

_LAST = ""
"""What `--resume` means without a name."""

HELP = "play scenarios against a bot, keep every conversation, and report what went wrong"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `run`."""
    parser.add_argument("target", type=Path, metavar="TARGET", help="target file (YAML) that describes the bot")
    parser.add_argument(
        "scenarios",
        nargs="*",
        metavar="SCENARIO",
        help="scenario id, key such as missing_item.zh, area, file or folder (default: the whole library)",
    )
    add_scenario_lang(parser)
    parser.add_argument("--repeat", type=positive, default=1, help="times that each scenario is played (default: 1)")
    parser.add_argument(
        "--concurrency", type=positive, help="conversations at once (default: what the target file allows)"
    )
    add_phrasebook(parser)
    add_seed(parser)
    add_suppress(parser)
    add_quarantine(parser)
    add_policy(parser)
    add_against(parser)
    resuming = parser.add_argument_group("a run that was stopped")
    resuming.add_argument(
        "--resume",
        nargs="?",
        const=_LAST,
        metavar="RUN",
        help="go on with a run of the same command that was stopped, even by a kill: what is finished stays, what is "
        "not is played again (default: the latest one of this target; without one, a new run begins)",
    )
    resuming.add_argument(
        "--retry-errors", action="store_true", help="with --resume: play cases again that could not be carried out"
    )
    add_out(parser, default="results/<time>-<target>")
    add_store(parser)
    add_format(parser)
    add_reports(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Play the scenarios, write the results, print the report; return the exit code."""
    import asyncio
    import os

    from runaround.cli import gating, quarantining, results, suppressing
    from runaround.cli.file_kinds import check_order
    from runaround.cli.kept_runs import play_kept
    from runaround.cli.stores import open_chosen
    from runaround.fitting import fit
    from runaround.judging import Judging, load_detectors
    from runaround.judging_settings import judged_by
    from runaround.keeping import Wanted
    from runaround.phrasebook_file import load_phrasebooks
    from runaround.playing import Job
    from runaround.report_files import check_reports
    from runaround.runner import RunSettings, plan_cases
    from runaround.scenario_file import choose_scenarios
    from runaround.store import RecordedTarget
    from runaround.target_file import load_target

    _check(args)
    results.check_report(args.format)
    check_reports(args.report, has_folder=True)
    check_order(args.target, args.scenarios)
    lexicon = load_phrasebooks(args.phrasebook)
    detectors = load_detectors(lexicon)
    scenarios = choose_scenarios(args.scenarios, lang=args.lang)
    target = load_target(args.target, os.environ)
    planned = plan_cases(scenarios, target=target.name, seed=args.seed, repeat=args.repeat)
    cases, skipped = fit(planned, target.adapter.capabilities)
    recorded = RecordedTarget(target.name, target.digest, {"adapter": target.adapter_name})
    wanted = Wanted(cases, (recorded,), skipped, by=judged_by(lexicon, args.suppress, args.phrasebook))
    plan = results.start_plan(target.name, seed=args.seed, planned=len(cases), skipped=skipped)
    suppressions = suppressing.load(args.suppress, plan)
    quarantines = quarantining.load(args.quarantine, plan)
    judging = Judging(detectors, suppressions, lexicon, quarantines)
    gate = gating.open_gate(args, lambda: judging, today=plan.day)
    settings = RunSettings(
        concurrency=args.concurrency or target.max_concurrency,
        system=target.system,
        suppressions=suppressions,
        lexicon=lexicon,
    )
    with open_chosen(args, read_only=False) as store:
        kept = _enter(args, store, wanted, plan)
        job = Job(kept.left, target.adapter, settings, quarantines)
        played = asyncio.run(play_kept(kept, job, detectors))
    played = quarantining.account(suppressing.account(played, suppressions), quarantines)
    return _conclude(args, played, kept.folder, gate)


def _conclude(args: argparse.Namespace, played: Run, folder: RunFolder, gate: Gate) -> int:
    """Write and print the reports, say what is to be said beside them; return the exit code."""
    from runaround.cli import gating, quarantining, reporting, results, suppressing, terminal

    report_path = results.write_reports(folder, played, lang=args.report_lang)
    reporting.write_reports(args, played, folder.path)
    terminal.hand_out(results.render(args.format, played, lang=args.report_lang, options=choose_options(args)))
    results.explain_errors(played)
    suppressing.explain(played, args.suppress)
    quarantining.explain(played, args.quarantine)
    terminal.note(f"Report: {report_path}")
    is_gated = args.policy is not None or args.against is not None
    return gating.answer(gate, played, folder, args) if is_gated else results.choose_exit_code(played)


def _check(args: argparse.Namespace) -> None:
    """Refuse what has no meaning together. Raises RunaroundError."""
    from runaround.errors import RunaroundError

    if args.retry_errors and args.resume is None:
        msg = "--retry-errors goes with --resume: a new run has no errors yet."
        raise RunaroundError(msg)


def _enter(args: argparse.Namespace, store: Store, wanted: Wanted, plan: Plan) -> Kept:
    """Return the run that is to be resumed, or a new one."""
    from runaround.cli import kept_runs, terminal
    from runaround.keeping import find_resumable

    (target,) = wanted.targets
    if args.resume is not None:
        found = find_resumable(store, [target.name], None if args.resume == _LAST else args.resume)
        if found is not None:
            kept = kept_runs.resume(store, found, wanted, out=args.out, with_errors=args.retry_errors)
            terminal.note(f"Run {found.id}: {len(kept.left)} of {len(wanted.cases)} cases are left to be played.")
            return kept
        terminal.note(f"No run of {target.name} is unfinished; a new one begins.")
    return kept_runs.begin(store, plan, wanted, out=args.out, called=_describe(args))


def _describe(args: argparse.Namespace) -> dict[str, object]:
    """Return how the command was called, as the store keeps it."""
    return {
        "command": "run",
        "target": str(args.target),
        "scenarios": [str(one) for one in args.scenarios],
        "lang": args.lang,
        "repeat": args.repeat,
        "phrasebook": [str(path) for path in args.phrasebook],
        "suppress": None if args.suppress is None else str(args.suppress),
    }
