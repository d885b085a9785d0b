"""What a caller may name to be judged by: phrasebooks, suppressions, quarantine; read once, checked before anything."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from runaround.judging import Judging, load_detectors
from runaround.phrasebook_file import load_phrasebooks
from runaround.quarantine import NO_QUARANTINES, Quarantines
from runaround.quarantine_file import load_quarantines
from runaround.suppression import NO_SUPPRESSIONS, Suppressions
from runaround.suppression_file import load_suppressions

__all__ = ["PathLike", "PathLikes", "as_path", "as_paths", "load_judging"]

PathLike = str | os.PathLike[str]
PathLikes = PathLike | Iterable[PathLike]


def as_path(path: PathLike | None) -> Path | None:
    """Return the same as a Path."""
    return None if path is None else Path(path)


def as_paths(paths: PathLikes) -> tuple[Path, ...]:
    """Return one path or many as many."""
    return (Path(paths),) if isinstance(paths, str | os.PathLike) else tuple(map(Path, paths))


def load_judging(
    day: date, *, phrasebooks: PathLikes, suppress: PathLike | None, quarantine: PathLike | None
) -> Judging:
    """Return what judges. day: by UTC, on which entries of the files are asked whether they are over.

    Raises FileError with every mistake of a file.
    """
    lexicon = load_phrasebooks(as_paths(phrasebooks))
    return Judging(
        load_detectors(lexicon),
        NO_SUPPRESSIONS if suppress is None else Suppressions(load_suppressions(Path(suppress)), day),
        lexicon,
        NO_QUARANTINES if quarantine is None else Quarantines(load_quarantines(Path(quarantine)), day),
    )
