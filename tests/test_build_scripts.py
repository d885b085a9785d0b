"""The scripts behind the Makefile say plainly what is missing on a bare machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _program(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path


def _run(script: str, *arguments: str | Path, path: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", ROOT / ".ci" / script, *arguments],
        env={"PATH": str(path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder for PATH with nothing but the programs that every Unix has."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("rm", "id", "cat", "sh"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def test_no_python_is_named_as_such(tmp_path: Path, bare: Path) -> None:
    done = _run("venv", "python9", tmp_path / "venv", path=bare)

    expected = "There is no 'python9'. runaround needs Python 3.11 or newer: make PYTHON=/path/to/python3 ...\n"
    assert (2, "", expected) == (done.returncode, done.stdout, done.stderr)


def test_an_old_python_is_named_with_its_version(tmp_path: Path, bare: Path) -> None:
    old = _program(bare, "python3", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')

    done = _run("venv", old, tmp_path / "venv", path=bare)

    expected = f"'{old}' is Python 3.9.2; runaround needs Python 3.11 or newer: make PYTHON=/path/to/python3 ...\n"
    assert (2, expected) == (done.returncode, done.stderr)


def test_a_python_that_can_make_no_environment_gets_the_way_out(tmp_path: Path, bare: Path) -> None:
    poor = _program(bare, "python3", 'case "$1" in -c) exit 0;; --version) echo Python 3.12.1;; *) exit 1;; esac')

    done = _run("venv", poor, tmp_path / "venv", path=bare)

    assert 2 == done.returncode
    assert "apt-get install python3-venv" in done.stderr


def test_an_installed_browser_is_taken_silently(bare: Path) -> None:
    _program(bare, "chromium", "exit 0")

    done = _run("browser", "python-is-not-asked", path=bare)

    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


def test_no_way_to_a_browser_is_said_plainly(bare: Path) -> None:
    done = _run("browser", _program(bare, "python3", "exit 1"), path=bare)

    assert 0 == done.returncode
    assert "'browser', which look at the HTML report, are skipped" in done.stdout


def test_every_target_of_the_makefile_says_what_it_is_for() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)

    assert sorted(phony.split()) == sorted(re.findall(r"^([a-z-]+):.*  ## \w", text, re.MULTILINE))
