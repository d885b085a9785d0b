"""A folder with a store of three runs, and the front door opened in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stored_runs import GOOD, OLD, add_run

from runaround.cli import main
from runaround.store import Store, open_store

CommandLine = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return the store that commands use which are told none: an old run of one case, then one of three."""
    with open_store(tmp_path / "results" / "runaround.db") as opened:
        add_run(opened, OLD, [GOOD])
        add_run(opened)
        yield opened


@pytest.fixture
def command_line(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> CommandLine:
    """Run `runaround` in the folder of the store; return exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        shown = capfdbinary.readouterr()
        return code, shown.out.decode("utf-8"), shown.err.decode("utf-8")

    return run
