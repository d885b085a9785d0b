"""`runaround calibrate --gold`: how far the detectors agree with people who labelled conversations by hand."""

from __future__ import annotations

import argparse
from pathlib import Path

from runaround.cli import terminal
from runaround.cli.blocks import write_markdown, write_text
from runaround.cli.gold_cases import GoldCases, read_gold
from runaround.cli.gold_excerpts import show_differences
from runaround.cli.gold_json import write_json
from runaround.cli.gold_page import show_figures
from runaround.cli.options import GoldFormat
from runaround.errors import RunaroundError
from runaround.gold import Study, study_gold
from runaround.judging import load_detectors
from runaround.phrasebook_file import load_phrasebooks

__all__ = ["show_study"]


def show_study(args: argparse.Namespace) -> int:
    """Print the study of the files; return 0, or 2 where it is not whole: a detector broke, or a line was not read.

    A comparison accuses nobody, so that no figure is bad enough for a 1.
    Raises RunaroundError if no case has labels.
    """
    lexicon = load_phrasebooks(args.phrasebook)
    detectors = load_detectors(lexicon)
    gold = read_gold(args.gold, detectors, lexicon)
    if not gold.cases:
        msg = "No case of the file has labels; expected a key 'gold' with a list of findings."
        raise RunaroundError(msg)
    study = study_gold(gold.cases, families=detectors)
    terminal.hand_out(_write(study, gold, args))
    if args.excerpts is not None:
        _write_excerpts(study, args.excerpts, form=args.format)
    for one in study.broken:
        terminal.complain(f"Detector {one.detector!r} broke on {terminal.count(len(one.cases), 'case')}: {one.error}")
    return 2 if study.broken or gold.unread else 0


def _write(study: Study, gold: GoldCases, args: argparse.Namespace) -> str:
    if args.format == GoldFormat.JSON:
        return write_json(study, gold)
    blocks = [*show_figures(study, gold), *(show_differences(study.differences) if args.verbose else ())]
    return write_markdown(blocks) if args.format == GoldFormat.MARKDOWN else write_text(blocks)


def _write_excerpts(study: Study, path: Path, *, form: str) -> None:
    blocks = list(show_differences(study.differences))
    text = write_markdown(blocks) if form == GoldFormat.MARKDOWN else write_text(blocks)
    path.write_text(text, encoding="utf-8", newline="\n")
    terminal.note(f"Misses and false alarms: {path}")
