"""What every test of imports needs: files as they come, and scenarios as they are loaded again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from runaround.imports import (
    Entry,
    Expects,
    Fate,
    Imported,
    ImportedFile,
    Source,
    Wishes,
    find_format,
    import_file,
    write_scenario,
)
from runaround.model import Scenario
from runaround.scenario_file import load_scenarios

Bring = Callable[..., ImportedFile]
Keep = Callable[[Imported], Path]
Load = Callable[[Imported], tuple[Scenario, ...]]


@pytest.fixture
def bring() -> Bring:
    """Import a text as the file `name`; its format is found, not told."""

    def bring(
        text: str,
        name: str,
        *,
        expects: Expects = Expects.STATED,
        neighbours: Mapping[str, str] | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> ImportedFile:
        found = find_format(name, text)
        assert found is not None
        source = Source(name, text, neighbours or {}, (files or {}).get)
        return import_file(source, Wishes(expects=expects), format=found)

    return bring


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Write an imported scenario with its evidence; the path of the scenario file comes back."""

    def keep(imported: Imported) -> Path:
        for file in imported.evidence:
            (tmp_path / file.path).parent.mkdir(exist_ok=True)
            (tmp_path / file.path).write_bytes(file.content)
        path = tmp_path / f"{imported.stem or 'scenario'}.yaml"
        path.write_text(write_scenario(imported.document, header=["Imported."], account=imported.account), "utf-8")
        return path

    return keep


@pytest.fixture
def load(keep: Keep) -> Load:
    """Write an imported scenario, and load it as any scenario file: whatever is wrong raises."""
    return lambda imported: load_scenarios(keep(imported))


@pytest.fixture
def fates() -> Callable[[tuple[Entry, ...], Fate], dict[str, int]]:
    """Return how many constructs of each name had this fate."""

    def fates(account: tuple[Entry, ...], fate: Fate) -> dict[str, int]:
        return {entry.construct: entry.count for entry in account if entry.fate is fate}

    return fates
