"""`runaround compare`: lays one run beside another, or ranks many bots, and says what can be chance."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from runaround.cli.options import add_phrasebook, add_quarantine, add_report_lang, add_suppress, positive
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from runaround.errors import NotComparable
    from runaround.model import Comparison, Ranking, Run

__all__ = ["FORMATS", "HELP", "add_arguments", "run"]

FORMATS = ("console", "json", "html", "markdown")

HELP = "compare runs: release against release pair by pair, or many bots in a table"

_CHURNS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)
_COULD_NOT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `compare`."""
    parser.add_argument(
        "runs",
        nargs="*",
        metavar="RUN",
        help="a run of the store (its id, the beginning of it, or latest), or a file of transcripts; the one before "
        "first, or any number of bots",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="WHAT",
        help="look at `failed`, or at this kind or family of finding, only; may be given several times",
    )
    parser.add_argument("--bot", metavar="NAME", help="of runs that hold several bots, only this one")
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 if any case came out worse, significantly or not"
    )
    parser.add_argument(
        "--power",
        type=positive,
        metavar="PAIRS",
        help="say what so many pairs of cases could show, and compare nothing",
    )
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="what is written (default: %(default)s)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where it is written (default: it is printed)")
    add_phrasebook(parser)
    add_suppress(parser)
    add_quarantine(parser)
    add_store(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Compare the runs and write what was found; return 0 if nothing is worse, 1 if something is, 2 if it failed."""
    from runaround.errors import NotComparable, RunaroundError

    if args.power is not None:
        return _tell_power(args)
    sides = _load(args)
    if not sides:
        msg = "No run was given; expected two or more, or --power PAIRS."
        raise RunaroundError(msg)
    if len(sides) == 1:
        msg = "One run of one bot has nothing to be compared with; name another run."
        raise RunaroundError(msg)
    _check_only(args.only, sides)
    try:
        return _compare(args, sides) if len(sides) == 2 else _rank(args, sides)
    except NotComparable as error:
        return _refuse(error, lang=args.report_lang)


def _refuse(error: NotComparable, *, lang: str) -> int:
    """Say in the report's language why the runs cannot be compared."""
    from runaround.cli import terminal
    from runaround.reports.texts import find_texts

    words = find_texts(lang).words
    terminal.complain("\n".join(refusal.tell(words) for refusal in error.refusals))
    return _COULD_NOT


def _load(args: argparse.Namespace) -> list[Run]:
    """Return the runs, one for each bot of each."""
    from runaround.cli import quarantining, results, suppressing
    from runaround.cli.run_references import load_run
    from runaround.comparing import split_by_bot
    from runaround.errors import RunaroundError
    from runaround.judging import Judging, load_detectors
    from runaround.phrasebook_file import load_phrasebooks

    lexicon = load_phrasebooks(args.phrasebook)
    plan = results.start_plan("compare", seed=0, planned=0)
    quarantines = quarantining.load(args.quarantine, plan)
    judging = Judging(load_detectors(lexicon), suppressing.load(args.suppress, plan), lexicon)
    sides: list[Run] = []
    for reference in args.runs:
        bots = split_by_bot(load_run(reference, args, judging))
        named = [one for one in bots if args.bot is None or _bot_of(one) == args.bot]
        if not named:
            known = ", ".join(_bot_of(one) for one in bots)
            msg = f"{reference}: no bot {args.bot!r:.80}. Known: {known[:400]}."
            raise RunaroundError(msg)
        sides += [quarantining.apply(one, quarantines) for one in named]
    quarantining.explain_together(sides, quarantines, args.quarantine)
    return sides


def _bot_of(run: Run) -> str:
    return run.cases[0].transcript.target


def _check_only(names: list[str], sides: list[Run]) -> None:
    """Raise RunaroundError for something to look at that is neither known nor found."""
    from runaround.errors import RunaroundError
    from runaround.model import FAILED, KINDS
    from runaround.plugins import suggest

    found = {
        kind for run in sides for case in run.cases for one in case.verdict.findings for kind in (one.kind, one.family)
    }
    known = [FAILED, *KINDS, *sorted(found - set(KINDS))]
    for name in names:
        if name not in known:
            msg = f"--only: nothing is called {name!r:.80}.{suggest(name, known)} Known: {', '.join(known)}."
            raise RunaroundError(msg)


def _compare(args: argparse.Namespace, sides: list[Run]) -> int:
    from runaround.comparing import compare

    comparison = compare(*sides, only=args.only)
    _write(_render(args, comparison), args.out)
    return 1 if comparison.worse or (args.strict and comparison.regressions) else 0


def _rank(args: argparse.Namespace, sides: list[Run]) -> int:
    from runaround.comparing import rank
    from runaround.errors import RunaroundError
    from runaround.model import FAILED

    if len(args.only) > 1:
        msg = f"--only: {len(args.only)} things to rank by; expected one."
        raise RunaroundError(msg)
    ranking = rank(sides, name=args.only[0] if args.only else FAILED)
    _write(_render(args, ranking), args.out)
    return 0


def _render(args: argparse.Namespace, what: Comparison | Ranking) -> str:
    from runaround.model import Comparison
    from runaround.reports import compared_console, compared_html, compared_json, compared_markdown

    forms = (compared_console, compared_json, compared_html, compared_markdown)
    form = dict(zip(FORMATS, forms, strict=True))[args.format]
    render = form.render if isinstance(what, Comparison) else form.render_ranking
    text: str = render(what, lang=args.report_lang)
    return text


def _tell_power(args: argparse.Namespace) -> int:
    from runaround.comparing import find_detectable
    from runaround.reports.compared_console import render_power

    found = [find_detectable(args.power, churn=churn) for churn in _CHURNS]
    _write(render_power(found, lang=args.report_lang), args.out)
    return 0


def _write(text: str, out: Path | None) -> None:
    from runaround.cli import terminal

    if out is None:
        terminal.hand_out(text)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    terminal.note(f"Comparison: {out}")
