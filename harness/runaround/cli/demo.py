"""`runaround demo`: the whole thing at work on bots with known defects, with nothing to set up."""

from __future__ import annotations

import argparse

from runaround.cli.options import add_out, add_report_lang, add_seed
from runaround.cli.reporting import add_reports
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
    add_reports(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Play, print the table, write the report and say where it is.

    Return 0 when the demonstration did its work: the bots are meant to be found out.
    """
    from runaround.cli import reporting, results, terminal
    from runaround.cli.scenarios import WAIT_S, shorten_patience
    from runaround.cli.specimen_jobs import Serving, serve_jobs
    from runaround.cli.specimen_runs import play_specimens
    from runaround.judging import load_detectors
    from runaround.judging_settings import judged_by
    from runaround.report_files import check_reports
    from runaround.runner import plan_cases
    from runaround.scenario_file import choose_scenarios

    results.check_folder(args.out)
    check_reports(args.report, has_folder=True)
    detectors = load_detectors()
    scenarios = shorten_patience(choose_scenarios(_SCENARIOS), wait_s=WAIT_S)
    cases = {name: plan_cases(scenarios, target=name, seed=args.seed) for name in _SPECIMENS}
    count = sum(map(len, cases.values()))
    terminal.note(f"{len(_SPECIMENS)} bots with known defects, {count} conversations over HTTP on this machine.")
    jobs = serve_jobs(cases, Serving(_CONCURRENCY))
    played, folder = play_specimens(args, jobs, detectors=detectors, by=judged_by())
    report_path = results.write_reports(folder, played, lang=args.report_lang)
    reporting.write_reports(args, played, folder.path)
    terminal.say(results.render("console", played, lang=args.report_lang))
    terminal.say(f"Report: {report_path}")
    return 0 if not played.interrupted and results.was_anything_judged(played) else 2
