"""Follows a page of the docs as a reader would: writes its files, pastes its commands, and looks at what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"\b\d{8}T\d{6}Z-")
END = "@@ end of block:"
# Ends the servers that a page starts, and nothing else, whatever becomes of the commands.
FRAME = "trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n{blocks}"


@dataclass(frozen=True)
class Told:
    """A pasted block: what it printed, its exit code, and what the page shows of it; empty if nothing."""

    said: str
    code: int
    shown: str

    def cut(self) -> str:
        """Return what was printed without the lines for which the page has `…`, or all of it if they do not fit."""
        parts = [re.escape(part) for part in re.split(r"^…\n", self.shown, flags=re.MULTILINE)]
        return self.shown if re.fullmatch("(?:.*\n)*?".join(parts), self.said) else self.said


def follow(page: Path, folder: Path) -> list[Told]:
    """Write the named files of a page into `folder`, paste its `sh` blocks into one shell; return what they said."""
    fences = FENCE.findall(page.read_text("utf-8"))
    for language, name, text in fences:
        if name and language != "sh":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    done = paste([text for language, _, text in fences if language == "sh"], folder)
    parts = re.split(rf"{END} (\d+)\n", done)
    return [
        Told(RUN.sub("20261122T100000Z-", f"{said.rstrip()}\n"), int(code), shown)
        for said, code, shown in zip(parts[::2], parts[1::2], _shown(fences), strict=False)
    ]


def _shown(fences: list[tuple[str, str, str]]) -> list[str]:
    following = [*fences[1:], ("", "", "")]
    return [
        after[2] if after[0] == "text" else ""
        for before, after in zip(fences, following, strict=True)
        if before[0] == "sh"
    ]


def paste(blocks: list[str], folder: Path) -> str:
    """Run shell blocks one after the other in `folder`, on free ports; return output and exit codes."""
    script = "".join(f"{_wait_for_servers(block)}\necho '{END}' $?\n" for block in blocks)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", FRAME.format(blocks=script)],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout


def _wait_for_servers(block: str) -> str:
    # A person waits for three seconds, a loaded machine for what it takes; a server must not hold our pipe open.
    files = re.findall(r"--target-file (\S+) &", block)
    ready = "\n".join(f"until [ -s {file} ]; do read -t 0.1 <> <(:) || :; done" for file in files)
    served = re.sub(r"--port \d+ (.*) &", r"--port 0 \1 >/dev/null &", block)
    return served.replace("sleep 3", ready)
