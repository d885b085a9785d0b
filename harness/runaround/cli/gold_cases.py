"""Reads files of labelled cases and judges them, keeping every one: a study needs them side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runaround.cli.score_account import BadLines, Progress
from runaround.detectors import Detector
from runaround.errors import Mistake
from runaround.gold import LabelledCase
from runaround.judging import judge_transcript
from runaround.model import JudgedCase
from runaround.reading import Lexicon
from runaround.record_files import find_record_files, open_pieces
from runaround.records import Format, Item, Settings, is_lines, read_conversations
from runaround.store import Labels, Recorded, TornLine

__all__ = ["GoldCases", "read_gold"]


@dataclass(frozen=True, slots=True)
class GoldCases:
    """The labelled cases of some files. unlabelled: cases without labels. unread: lines that could not be read."""

    files: tuple[str, ...]
    cases: tuple[LabelledCase, ...]
    unlabelled: int = 0
    unread: int = 0


def read_gold(paths: Sequence[Path], detectors: Mapping[str, Detector], lexicon: Lexicon | None = None) -> GoldCases:
    """Return the cases of files and folders, judged; what cannot be read is told on standard error and counted.

    A case whose id another file has too is named by its file. Labels are judged against everything that was
    found: limits of a scenario forgive a finding, they do not undo it.

    Raises FileError if a folder holds no file of records, OSError if a file cannot be opened.
    """
    files = find_record_files(paths)
    bad, progress, unread = BadLines(), Progress(), set[tuple[str, int]]()
    cases: dict[str, LabelledCase] = {}
    unlabelled = 0
    for path in files:
        for item in _read(path):
            match item:
                case Recorded(transcript, labels=Labels() as labels):
                    name = _name(transcript.id, path, cases)
                    cases[name] = _label(
                        judge_transcript(transcript, detectors=detectors, lexicon=lexicon), labels, name=name
                    )
                case Recorded():
                    unlabelled += 1
                case Mistake() | TornLine():
                    bad.add(item)
                    unread.add((item.file, item.line))
            progress.advance(len(cases), bad=bad.count)
    bad.sum_up()
    return GoldCases(tuple(path.name for path in files), tuple(cases.values()), unlabelled, len(unread))


def _label(case: JudgedCase, labels: Labels, *, name: str) -> LabelledCase:
    transcript, verdict = case.transcript, case.verdict
    return LabelledCase(
        name,
        transcript.lang,
        labelled=labels.findings,
        found=verdict.findings,
        labelled_outcome=labels.outcome,
        read_outcome=verdict.outcome,
        failures=verdict.failures,
        turns=transcript.turns,
    )


def _read(path: Path) -> Iterator[Item]:
    with open_pieces(path, None) as opened:
        settings = Settings(str(path), stem=opened.name)
        lines = is_lines(opened.sample)
        yield from read_conversations(opened.pieces, settings, written=Format.RUNAROUND, lines=lines)


def _name(name: str, path: Path, taken: Mapping[str, LabelledCase]) -> str:
    names = (name, f"{path.name}:{name}", f"{path}:{name}")
    return next(one for one in names if one not in taken)
