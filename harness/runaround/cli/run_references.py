"""What a person may write for a run: the folder that `run` wrote, or a file of its transcripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from runaround.cli import terminal
from runaround.cli.results import Plan, build_run
from runaround.cli.score_stream import Judging
from runaround.errors import FileError, Mistake
from runaround.judging import judge_transcript, load_detectors
from runaround.model import JudgedCase, Run
from runaround.store import TRANSCRIPTS_FILE, Recorded, TornLine, read_records
from runaround.suppression import NO_SUPPRESSIONS

__all__ = ["load_run"]

_RUN_FILE = "run.json"
_SHOWN = 20


def load_run(reference: str, judging: Judging | None = None) -> Run:
    """Return the run that a path names, judged now; of two runs loaded alike, the findings are comparable.

    reference: a file of JSON Lines, or a folder that holds `transcripts.jsonl`. judging: what judges the cases;
    None for the detectors and phrasebooks of the house, nothing suppressed.

    Raises FileError if there is no such run, or if one of its lines is no transcript: a comparison over what happened
    to be readable would mislead. A torn last line, left by a writer who was killed, is told and left out.
    """
    path = Path(reference)
    file = path / TRANSCRIPTS_FILE if path.is_dir() else path
    if not file.is_file():
        text = f"there is no run here; expected a folder with {TRANSCRIPTS_FILE}, or a file of transcripts."
        raise FileError([Mistake(reference, 0, "", text)])
    with_what = judging or Judging(load_detectors(), NO_SUPPRESSIONS)
    cases = tuple(_judge(recorded, with_what) for recorded in _read(file))
    plan, was_interrupted = _read_plan(path, cases)
    return build_run(plan, cases, was_interrupted=was_interrupted)


def _judge(recorded: Recorded, judging: Judging) -> JudgedCase:
    return judge_transcript(
        recorded.transcript,
        expect=recorded.expect,
        detectors=judging.detectors,
        suppressions=judging.suppressions,
        lexicon=judging.lexicon,
    )


def _read(file: Path) -> Iterator[Recorded]:
    mistakes: list[Mistake] = []
    count = 0
    for item in read_records(file):
        match item:
            case Recorded():
                count += 1
                yield item
            case TornLine():
                terminal.note(str(item))
            case Mistake():
                mistakes.append(item)
    if mistakes:
        raise FileError(mistakes[:_SHOWN])
    if not count:
        raise FileError([Mistake(str(file), 0, "", "holds no transcript.")])


def _read_plan(path: Path, cases: tuple[JudgedCase, ...]) -> tuple[Plan, bool]:
    """Return what `run.json` beside the transcripts says of the run; without it, what the transcripts say."""
    seeds = {case.transcript.seed for case in cases}
    seed = seeds.pop() if len(seeds) == 1 else 0
    try:
        said = json.loads((path / _RUN_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        said = {}
    facts = said if isinstance(said, dict) else {}
    planned = facts.get("planned")
    plan = Plan(
        id=str(facts.get("id") or path.name or path),
        started=str(facts.get("started") or ""),
        seed=seed,
        planned=planned if isinstance(planned, int) else len(cases),
    )
    return plan, facts.get("interrupted") is True
