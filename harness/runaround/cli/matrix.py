"""`runaround matrix`: the same bots behind one protocol after another must give the same findings."""

from __future__ import annotations

import argparse
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from runaround.cli.options import add_out, add_seed
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runaround.cli.protocols import Compared
    from runaround.model import Case, Run

__all__ = ["HELP", "MatrixFormat", "add_arguments", "run"]

HELP = "play bots with known defects behind several protocols: do they give the same findings?"

_BASELINE = "plain_http"
"""The specimens' own server; no fake has this name."""
_SPECIMENS = (
    "healthy",
    "verbatim_looper",
    "faq_circle",
    "fallback_parrot",
    "evidence_hoarder",
    "silent",
    "refuser",
    "endless_queue",
    "fake_transfer",
    "crashing",
)
"""One of each trouble that a channel could hide or invent."""

_QUICK_SPECIMENS = ("healthy", "verbatim_looper", "evidence_hoarder", "fake_transfer", "crashing")
_QUICK_SCENARIOS = ("missing_item.zh", "where_is_the_human.en")
"""Enough to see a message that is lost, doubled or laid to the wrong one, and a transfer that does not show."""

_CONCURRENCY = 4
_SAME, _DIFFERENT, _STOPPED = 0, 1, 2


class MatrixFormat(StrEnum):
    """How the matrix is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `matrix`."""
    parser.add_argument(
        "protocols", nargs="*", metavar="PROTOCOL", help="names of fakes; see `runaround conformance` for a list"
    )
    parser.add_argument("--all", action="store_true", help="every protocol that there is a fake of")
    parser.add_argument(
        "--specimen",
        action="append",
        default=[],
        metavar="NAME",
        help="play this specimen; may be given more than once (default: one of each trouble)",
    )
    parser.add_argument(
        "--scenario",
        action="append",
        default=[],
        metavar="ID",
        help="play these scenarios only (default: those made for each)",
    )
    parser.add_argument("--quick", action="store_true", help="few bots in few situations, as the tests of runaround")
    parser.add_argument(
        "--format",
        choices=[*MatrixFormat],
        type=MatrixFormat,
        default=MatrixFormat.TEXT,
        help="how it is printed (default: text)",
    )
    add_seed(parser)
    add_out(parser, default="results/<time>-matrix, a folder for each protocol")
    add_store(parser)


def run(args: argparse.Namespace) -> int:
    """Play the specimens over plain HTTP and behind each protocol, and print where the findings differ."""
    from runaround.cli import terminal
    from runaround.cli.fakes import find_fake, known_fakes
    from runaround.cli.protocols import compare_protocols, show_matrix, write_matrix
    from runaround.errors import RunaroundError

    names = known_fakes() if args.all else args.protocols
    if not names:
        msg = f"No protocol given. Known: {', '.join(known_fakes())}; or --all."
        raise RunaroundError(msg)
    fakes = {name: find_fake(name) for name in names}
    cases = _plan(args)
    count = sum(map(len, cases.values()))
    terminal.note(f"{len(cases)} bots, {count} conversations, over {_BASELINE} and {', '.join(fakes)}.")
    runs: dict[str, Run] = {}
    for name, fake in {_BASELINE: None, **fakes}.items():
        played = _play(args, cases, name, fake)
        if played.interrupted:
            return _STOPPED
        runs[name] = played
    compared: Sequence[Compared] = compare_protocols(
        runs, baseline=_BASELINE, differs={name: fake.differs for name, fake in fakes.items()}
    )
    if args.format is MatrixFormat.MARKDOWN:
        terminal.hand_out(write_matrix(compared, tuple(cases), tuple(runs)))
    else:
        show_matrix(compared, tuple(cases), tuple(runs))
    return _DIFFERENT if any(one.differs for one in compared) else _SAME


def _plan(args: argparse.Namespace) -> Mapping[str, tuple[Case, ...]]:
    """Return the cases of each specimen. Raises RunaroundError for an unknown name."""
    from runaround.cli.calibration_cases import choose_subjects, scenarios_for
    from runaround.cli.scenarios import shorten_for_specimens
    from runaround.runner import plan_cases
    from runaround.scenario_file import choose_scenarios

    asked: Sequence[str] = args.scenario or (_QUICK_SCENARIOS if args.quick else ())
    scenarios = shorten_for_specimens(choose_scenarios(asked))
    subjects = choose_subjects(args.specimen or (_QUICK_SPECIMENS if args.quick else _SPECIMENS), scenarios)
    chosen = {one.name: scenarios if asked else scenarios_for(one, scenarios) for one in subjects}
    return {name: plan_cases(of_it, target=name, seed=args.seed) for name, of_it in chosen.items()}


def _play(args: argparse.Namespace, cases: Mapping[str, tuple[Case, ...]], name: str, fake: object) -> Run:
    """Play all cases behind one protocol, and keep them as a run of their own."""
    from runaround.cli import results, terminal
    from runaround.cli.scenarios import SPECIMEN_DELAYS_S
    from runaround.cli.specimen_jobs import Serving, serve_jobs
    from runaround.cli.specimen_runs import play_specimens
    from runaround.fake import Fake
    from runaround.judging import load_detectors
    from runaround.judging_settings import judged_by

    assert fake is None or isinstance(fake, Fake), "found as one"
    out: Path | None = args.out / name if args.out else None
    of_this = argparse.Namespace(**{**vars(args), "out": out})
    jobs = serve_jobs(cases, Serving(_CONCURRENCY, delays_s=SPECIMEN_DELAYS_S, behind=fake))
    played, folder = play_specimens(of_this, jobs, detectors=load_detectors(), by=judged_by())
    report_path = results.write_reports(folder, played, lang="en")
    terminal.note(f"{name}: {report_path}")
    return played
