"""Any number of reports of one run, each into a file; what cannot be written is told before the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from runaround.assembling import check_report
from runaround.errors import FileError, Mistake, PluginError

__all__ = ["Wanted", "check_reports", "read_wanted", "write_wanted"]

_FILE_NAMES = {
    "console": "report.txt",
    "csv": "cases.csv",
    "csv_findings": "findings.csv",
    "html": "report.html",
    "json": "report.json",
    "junit": "junit.xml",
    "markdown": "report.md",
    "markdown_long": "report-long.md",
}
_ALWAYS_THERE = frozenset({"html", "json"})
"""A run's folder has these in any case."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report that somebody asked for; without a path it goes into the folder of the run."""

    name: str
    path: Path | None = None

    @property
    def file_name(self) -> str:
        """The name in the folder of the run, if no path was given."""
        return _FILE_NAMES.get(self.name, f"report-{self.name}.txt")


def read_wanted(text: str, *, base: Path | None = None) -> Wanted:
    """Return what `FORMAT` or `FORMAT=PATH` asks for; a path counts from `base`. Raises ValueError for half a wish."""
    name, sign, path = text.partition("=")
    if not name or (sign and not path):
        msg = f"found {text!r}, expected FORMAT or FORMAT=PATH, such as junit=build/junit.xml"
        raise ValueError(msg)
    return Wanted(name, (base or Path()) / path if path else None)


def check_reports(wanted: Sequence[Wanted], *, has_folder: bool, option: str = "--report") -> None:
    """Make sure that each report exists and can be written: better known before an hour of conversations than after.

    has_folder: the run has a folder, for reports without a path. Folders of paths are made. option: what asked.
    Raises PluginError for an unknown report, FileError with every path that will not do.
    """
    for one in wanted:
        check_report(one.name)
    mistakes = [
        Mistake(f"{option} {one.name}", 0, "", trouble)
        for one in wanted
        if (trouble := _find_trouble(one, wanted, has_folder=has_folder))
    ]
    if mistakes:
        raise FileError(mistakes)


def _find_trouble(one: Wanted, wanted: Sequence[Wanted], *, has_folder: bool) -> str:
    """Return why a report cannot be written; empty if it can."""
    if one.path is None:
        return "" if has_folder else f"there is no folder to write it to; name a file ({one.name}=PATH) or give --out."
    if any(other is not one and other.path == one.path for other in wanted):
        return f"{one.path}: another report is written there too; each needs a file of its own."
    try:
        _try_to_write(one.path)
    except OSError as error:
        return f"{one.path}: cannot be written: {error.strerror or error}."
    return ""


def _try_to_write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    was_there = path.exists()
    if was_there and not (path.is_file() or path.is_dir()):
        return  # a pipe or a terminal: opening it would already be taken for the report
    path.open("ab").close()
    if not was_there:
        path.unlink()


def write_wanted(
    wanted: Sequence[Wanted], folder: Path | None, *, render: Callable[[str], str], note: Callable[[Path], object]
) -> None:
    """Write the reports of a run, and hand the path of each to `note`.

    folder: that of the run, in which its usual reports lie; None leaves out what has no path. render: makes a report
    from its name. One that breaks keeps no other from being written: the first PluginError or OSError is raised at the
    end.
    """
    errors: list[PluginError | OSError] = []
    for one in wanted:
        path = one.path if one.path is not None or folder is None else folder / one.file_name
        if path is None or (one.path is None and one.name in _ALWAYS_THERE):
            continue
        try:
            path.write_text(render(one.name), encoding="utf-8", errors="backslashreplace", newline="")
        except (PluginError, OSError) as error:
            errors.append(error)
        else:
            note(path)
    if errors:
        raise errors[0]
