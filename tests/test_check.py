"""`runaround check`: every mistake of every file, one a line, and a count."""

from __future__ import annotations

from pathlib import Path

import pytest

from runaround.cli import main

RIGHT = "sessions:\n  - opening: {en: my parcel is lost}\n"


def check(capsys: pytest.CaptureFixture[str], *paths: Path) -> tuple[int, list[str]]:
    """Return exit code and output lines, with the folder taken out."""
    code = main(["check", *map(str, paths)])
    folder = f"{paths[0] if paths[0].is_dir() else paths[0].parent}/"
    return code, capsys.readouterr().out.replace(folder, "").splitlines()


def test_a_right_file_is_only_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lost.yaml").write_text(RIGHT)

    assert (0, ["1 file checked, 0 mistakes."]) == check(capsys, tmp_path / "lost.yaml")


def test_the_library_is_checked_when_nothing_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("files checked, 0 mistakes.\n")


def test_scenarios_and_targets_of_a_folder_are_checked_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lost.yaml").write_text(RIGHT + "humen: never\n")
    (tmp_path / "late.yaml").write_text("- 1\n")
    (tmp_path / "bot.yaml").write_text("adapter: htpt\n")

    code, lines = check(capsys, tmp_path)

    assert (2, "3 files checked, 3 mistakes.") == (code, lines[-1])
    assert ["late.yaml:1", "lost.yaml:3", "bot.yaml:1"] == [":".join(line.split(":")[:2]) for line in lines[:-1]]
    assert "Did you mean 'http'?" in lines[2]


def test_a_path_that_is_not_there_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["gone.yaml: cannot be read: No such file or directory.", "1 file checked, 1 mistake."]

    assert (2, told) == check(capsys, tmp_path / "gone.yaml")


def test_a_folder_without_files_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = check(capsys, tmp_path)

    assert (2, "0 files checked, 1 mistake.") == (code, lines[-1])


def test_what_would_steer_a_terminal_is_spelt_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lost.yaml").write_text(RIGHT + '"\\e[31m": 1\n')

    _, lines = check(capsys, tmp_path / "lost.yaml")

    assert "\x1b" not in "".join(lines)
