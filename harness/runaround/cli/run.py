"""`runaround run`: plays scenarios against a bot and reports where it gave people the runaround."""

from __future__ import annotations

import argparse
from pathlib import Path

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

__all__ = ["HELP", "add_arguments", "run"]

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
    add_out(parser, default="results/<time>-<target>")
    add_format(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Play the scenarios, write the results, print the report; return the exit code."""
    import asyncio
    import os

    from runaround.cli import gating, quarantining, results, suppressing, terminal
    from runaround.cli.file_kinds import check_order
    from runaround.cli.playing import Job, carry_out
    from runaround.cli.scenarios import choose_scenarios
    from runaround.cli.score_stream import Judging
    from runaround.judging import load_detectors
    from runaround.phrasebook_file import load_phrasebooks
    from runaround.runner import RunSettings, plan_cases
    from runaround.target_file import load_target

    results.check_report(args.format)
    check_order(args.target, args.scenarios)
    lexicon = load_phrasebooks(args.phrasebook)
    detectors = load_detectors(lexicon)
    scenarios = choose_scenarios(args.scenarios, lang=args.lang)
    target = load_target(args.target, os.environ)
    cases = plan_cases(scenarios, target=target.name, seed=args.seed, repeat=args.repeat)
    plan = results.start_plan(target.name, seed=args.seed, planned=len(cases))
    suppressions = suppressing.load(args.suppress, plan)
    quarantines = quarantining.load(args.quarantine, plan)
    gate = gating.open_gate(args, Judging(detectors, suppressions, lexicon, quarantines), today=plan.day)
    folder = results.open_folder(plan, args.out)
    settings = RunSettings(
        concurrency=args.concurrency or target.max_concurrency,
        system=target.system,
        suppressions=suppressions,
        lexicon=lexicon,
    )
    job = Job(cases, target.adapter, settings)
    played = asyncio.run(carry_out([job], plan=plan, folder=folder, detectors=detectors, quarantines=quarantines))
    played = quarantining.account(suppressing.account(played, suppressions), quarantines)
    report_path = results.write_run(folder, played, lang=args.report_lang)
    terminal.say(results.render(args.format, played, lang=args.report_lang))
    results.explain_errors(played)
    suppressing.explain(played, args.suppress)
    quarantining.explain(played, args.quarantine)
    terminal.note(f"Report: {report_path}")
    is_gated = args.policy is not None or args.against is not None
    return gating.answer(gate, played, folder, args) if is_gated else results.choose_exit_code(played)
