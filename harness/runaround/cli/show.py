"""`runaround show`: one scenario in plain words with a sample of it, or one run of the store, or one of its cases."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from runaround.cli.options import add_format, add_report_lang, add_seed, positive
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runaround.model import JudgedCase, Scenario

__all__ = ["HELP", "add_arguments", "run"]

HELP = "tell a scenario in plain words and play a sample of it, or show a run that is kept, or a case of it"

_USUAL_LANG = "en"
_WIDEST = 100
"""Columns beyond which plain text reads badly."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `show`."""
    parser.add_argument(
        "name",
        metavar="SCENARIO | RUN",
        help="scenario id, name or key such as missing_item.zh, or the path of a file; or a run: its id, the beginning "
        "of it, or latest",
    )
    parser.add_argument("case", nargs="?", metavar="CASE", help="id of a case of the run")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--run", action="store_true", help="the name is that of a run")
    which.add_argument("--scenario", action="store_true", help="the name is that of a scenario")
    parser.add_argument("--lang", metavar="LANG", help="the scenario in this language (default: en if it is there)")
    parser.add_argument(
        "--specimen",
        action="append",
        metavar="NAME",
        help="specimen to play against; may be repeated (default: healthy, and the first whose defect it looks for)",
    )
    parser.add_argument("--no-sample", action="store_true", help="tell the story only, and play nothing")
    add_seed(parser)
    parser.add_argument(
        "--judgement", type=positive, metavar="N", help="of a run: by which judgement (default: latest)"
    )
    parser.add_argument("--wire", action="store_true", help="of a case: also what went over the wire")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="of a case: write the pictures of it there")
    add_store(parser)
    add_format(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Print the story and the samples, or the run, or the case; return 0, also where a specimen is found out."""
    if _means_run(args):
        from runaround.cli.show_run import show_run

        show_run(args, args.name, args.case)
    else:
        _show_scenario(args)
    return 0


def _means_run(args: argparse.Namespace) -> bool:
    """Return whether the name is that of a run. Raises RunaroundError if it is a scenario too and nobody said which."""
    if args.run or args.scenario:
        return bool(args.run)
    if args.case is not None or args.judgement is not None or args.wire or args.pictures:
        return True
    from runaround.cli.show_run import explain_no_run
    from runaround.errors import FileError, RunaroundError
    from runaround.scenario_file import find_scenarios
    from runaround.store import LATEST

    no_run = explain_no_run(args, args.name)
    if args.name == LATEST:
        return True
    try:
        find_scenarios([args.name])
    except FileError as error:
        if not no_run:
            return True
        if Path(args.name).exists():
            raise
        told = "".join(f"\n  {reason}" for reason in (error, *no_run))
        msg = f"{args.name!r:.80} is neither a scenario nor a run.{told}"
        raise RunaroundError(msg) from error
    if no_run:
        return False
    msg = f"{args.name!r:.80} is a run and a scenario; expected --run or --scenario beside it."
    raise RunaroundError(msg)


def _show_scenario(args: argparse.Namespace) -> None:
    from runaround.cli import terminal
    from runaround.cli.specimen_jobs import check_specimen
    from runaround.reports.columns import hang
    from runaround.reports.story import tell_story
    from runaround.reports.texts import find_texts

    scenario, others = _choose(args.name, lang=args.lang)
    for name in args.specimen or ():
        check_specimen(name)
    width = min(terminal.width(), _WIDEST)
    texts = find_texts(scenario.lang)
    terminal.say(tell_story(scenario, width=width).rstrip("\n"))
    if others:
        also = texts.say("story.also", list=texts.words["list.comma"].join(others))
        terminal.say("\n" + "\n".join(hang(also, width)))
    if not args.no_sample:
        _show_samples(scenario, args.specimen, seed=args.seed, width=width)


def _show_samples(scenario: Scenario, specimens: Sequence[str] | None, *, seed: int, width: int) -> None:
    from runaround.cli import terminal
    from runaround.cli.sample import choose_specimens, play_samples

    chosen = specimens or choose_specimens(scenario)
    terminal.note(f"Playing against {', '.join(chosen)} ...")
    for case in play_samples(scenario, chosen, seed=seed):
        terminal.say("\n" + "\n".join(_tell_sample(case, width=width)))


def _tell_sample(case: JudgedCase, *, width: int) -> list[str]:
    from runaround.reports.columns import hang
    from runaround.reports.texts import find_texts
    from runaround.reports.told_case import show_judged
    from runaround.specimens import SPECIMENS

    record = case.transcript
    texts = find_texts(record.lang)
    about = SPECIMENS[record.target].description[texts.lang]
    heading = texts.say("sample.heading", specimen=record.target, seed=record.seed)
    lines = [heading, *hang(about, width, first="  "), ""]
    return [*lines, *show_judged(case, texts, width=width)]


def _choose(name: str, *, lang: str | None) -> tuple[Scenario, list[str]]:
    """Return the scenario meant by `name`, and the keys of the others of its file.

    Raises RunaroundError if the name stands for several files, or for nothing in `lang`.
    """
    from runaround.errors import RunaroundError
    from runaround.scenario_file import choose_scenarios

    found = choose_scenarios([name])
    ids = sorted({one.id for one in found})
    if len(ids) > 1:
        msg = f"{name} stands for {len(ids)} scenarios; expected one of: {', '.join(ids)}."
        raise RunaroundError(msg)
    spoken = [one for one in choose_scenarios([name], lang=lang) if lang or one.lang == _USUAL_LANG] or list(found)
    chosen = next((one for one in spoken if not one.variant), spoken[0])
    return chosen, [one.key for one in found if one != chosen]
