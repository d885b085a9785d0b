"""The tutorial is true: every command in it is run, in order, and says what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "tutorial.md"
FENCE = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLING = ("make ", ". ")
PORT = "8765"
HOW_LONG = re.compile(r"(?<=^  Time to a human: ).*$", re.MULTILINE)


class Reader:
    """Somebody who follows the page in an empty folder, with two terminals."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"}
        self.second: subprocess.Popen[str] | None = None

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        first = path.read_text("utf-8").partition("\n")[0]
        path.write_text(f"{first}\n{text}", "utf-8")

    def run(self, commands: str) -> str:
        script = "\n".join(line for line in commands.splitlines() if not line.startswith(INSTALLING))
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode < 2, done.stdout + done.stderr
        return done.stdout

    def start(self, command: str) -> str:
        self.second = subprocess.Popen(
            command.replace(PORT, "0").split(), cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, text=True
        )
        assert self.second.stdout is not None
        told = "".join(self.second.stdout.readline() for _ in range(2))
        return re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{PORT}", told)


@contextmanager
def reading(folder: Path) -> Iterator[Reader]:
    reader = Reader(folder)
    try:
        yield reader
    finally:
        if reader.second is not None:
            reader.second.terminate()
            reader.second.communicate(timeout=30)


def follow(page: str, reader: Reader) -> str:
    """Return the page with what the commands really said."""
    said = ""

    def do(block: re.Match[str]) -> str:
        nonlocal said
        kind, rest, text = block.groups()
        if kind == "yaml":
            reader.write(rest, text)
        elif kind == "sh":
            said = reader.start(text) if rest == "second terminal" else reader.run(text)
        elif kind == "text":
            return f"```text\n{said.strip(chr(10))}\n```"
        return block[0]

    return FENCE.sub(do, page)


@pytest.mark.slow
def test_every_command_of_the_tutorial_says_what_the_page_shows(tmp_path: Path) -> None:
    """RUNAROUND_UPDATE_SNAPSHOTS=1 writes into the page what is said; read the diff before it is committed."""
    page = PAGE.read_text("utf-8")

    with reading(tmp_path) as reader:
        followed = follow(page, reader)

    if os.environ.get("RUNAROUND_UPDATE_SNAPSHOTS") == "1":
        PAGE.write_text(followed, "utf-8")
        page = followed
    assert HOW_LONG.sub("", page) == HOW_LONG.sub("", followed)


def test_every_command_of_the_tutorial_is_followed_by_what_it_says() -> None:
    """But for those that install."""
    blocks = [(block[1], block[3]) for block in FENCE.finditer(PAGE.read_text("utf-8"))]
    silent = [
        text
        for (kind, text), (after, _) in zip(blocks, [*blocks[1:], ("", "")], strict=True)
        if kind == "sh" and after != "text"
    ]

    assert ["make demo\n. .venv/bin/activate\n"] == silent
