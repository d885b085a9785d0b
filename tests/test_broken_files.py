"""Ten broken scenario files: what `runaround check` says of each, to the byte, as `docs/mistakes.md` shows it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runaround.cli import main

BROKEN = Path(__file__).parent / "broken"
NAMES = sorted(path.stem for path in BROKEN.glob("*.yaml"))


def test_there_are_ten() -> None:
    assert 10 == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_is_told_as_stored(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BROKEN)
    stored = BROKEN / f"{name}.txt"

    code = main(["check", f"{name}.yaml"])

    told = capsys.readouterr().out
    if os.environ.get("RUNAROUND_UPDATE_SNAPSHOTS") == "1":
        stored.write_text(told, "utf-8")
    assert (2, stored.read_text("utf-8")) == (code, told)
