"""Writes imported scenarios into a folder, and tells the account of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from runaround.cli import terminal
from runaround.errors import FileError
from runaround.imports import EvidenceFile, Imported, ImportedFile, tell_entry, write_scenario
from runaround.imports.wording import make_stem
from runaround.reports.hostile import make_visible
from runaround.scenario_file import check_file

__all__ = ["Writer", "write_evidence"]

_NEXT = (
    "What to decide next:",
    "- title: what the consumer wants, in a few words.",
    "- expect: what a good bot does here (outcome, escalation), beside the checks.",
    (
        "- after_script: react lets the consumer go on by itself after the fixed lines; then give it facts, evidence "
        "and lacks, and say under human whether it wants a person."
    ),
)


class Writer:
    """Writes into one folder; counts what was written. A file that is there with another content stays as it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = 0
        self._names: set[str] = set()

    def write(self, path: Path, imported: ImportedFile | None) -> Iterator[str]:
        """Write what a source has brought, and yield a sentence for everything that went wrong."""
        if imported is None:
            return
        terminal.say(make_visible(f"{path} ({imported.format})"))
        for scenario in imported.scenarios:
            yield from self._write(scenario, path)
        if imported.account:
            terminal.say("  in no scenario:")
            _tell(tell_entry(entry) for entry in imported.account)
        if not imported.scenarios:
            yield f"{path}: no scenario came of it."

    def _write(self, scenario: Imported, source: Path) -> Iterator[str]:
        target = self.folder / f"{self._name(scenario, source)}.yaml"
        header = (f"Imported from {source.name}, {scenario.origin}.", *_NEXT)
        text = write_scenario(scenario.document, header=header, account=scenario.account)
        if target.exists() and target.read_text("utf-8") != text:
            yield f"{target}: is there already, with another content; name another folder with --out."
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        write_evidence(self.folder, scenario.evidence)
        target.write_text(text, encoding="utf-8", newline="\n")
        self.written += 1
        terminal.say(f"  -> {make_visible(str(target))}")
        _tell(tell_entry(entry) for entry in scenario.account)
        try:
            check_file(target)
        except FileError as error:
            yield from (str(mistake) for mistake in error.mistakes)

    def _name(self, scenario: Imported, source: Path) -> str:
        """Return a name that no other scenario of this import has."""
        base = make_stem(scenario.stem) or make_stem(source.stem) or "scenario"
        name, number = base, 1
        while name in self._names:
            number += 1
            name = f"{base}_{number}"
        self._names.add(name)
        return name


def write_evidence(folder: Path, files: Iterable[EvidenceFile]) -> None:
    """Write evidence files below `folder`. Raises OSError."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        terminal.say(f"     {make_visible(line)}")
