"""`runaround demo`: the whole thing at work on bots with known defects, with nothing to set up."""

from __future__ import annotations

import argparse

from runaround.cli.options import add_out, add_report_lang, add_seed
from runaround.cli.stores import add_store

__all__ = ["HELP", "add_arguments", "run"]

HELP = "see it work: play some of the scenario library against small bots with known defects"

_SPECIMENS = ("healthy", "verbatim_looper", "faq_circle", "evidence_hoarder", "refuser", "fake_transfer", "crashing")
"""One of each trouble that the report tells apart, and a healthy bot to compare with."""

_SCENARIOS = ("missing_item", "login_failure", "the_promise", "where_is_the_human", "order_status")
"""One of each trouble that these bots make, and a control; the whole library takes minutes."""

_CONCURRENCY = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `demo`."""
    add_seed(parser)
    add_out(parser, default="results/<time>-demo")
    add_store(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Play, print the table, write the report and say where it is.

    Return 0 when the demonstration did its work: the bots are meant to be found out.
    """
    import asyncio
    from itertools import chain

    from runaround.cli import kept_runs, results, terminal
    from runaround.cli.playing import carry_out
    from runaround.cli.scenarios import WAIT_S, choose_scenarios, shorten_patience
    from runaround.cli.specimen_jobs import serve_jobs
    from runaround.cli.stores import open_chosen
    from runaround.judging import load_detectors
    from runaround.keeping import Wanted
    from runaround.model import Run
    from runaround.runner import plan_cases

    detectors = load_detectors()
    scenarios = shorten_patience(choose_scenarios(_SCENARIOS), wait_s=WAIT_S)
    cases = {name: plan_cases(scenarios, target=name, seed=args.seed) for name in _SPECIMENS}
    plan = results.start_plan("demo", seed=args.seed, planned=sum(len(planned) for planned in cases.values()))

    async def play_all(kept: kept_runs.Kept) -> Run:
        async with serve_jobs(cases, concurrency=_CONCURRENCY) as jobs:
            return await carry_out(jobs, plan=kept.plan, keeper=kept.keeper, detectors=detectors)

    terminal.note(f"{len(_SPECIMENS)} bots with known defects, {plan.planned} conversations over HTTP on this machine.")
    with open_chosen(args, read_only=False) as store:
        wanted = Wanted(tuple(chain.from_iterable(cases.values())), by=kept_runs.judged_by())
        kept = kept_runs.begin(store, plan, wanted, out=args.out, called={"command": "demo"})
        played = asyncio.run(play_all(kept))
    report_path = results.write_run(kept.folder, played, lang=args.report_lang)
    terminal.say(results.render("console", played, lang=args.report_lang))
    terminal.say(f"Report: {report_path}")
    return 0 if not played.interrupted and results.was_anything_judged(played) else 2
