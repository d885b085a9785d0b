"""Prints an annotation for each case that did not pass, at its scenario: annotate.py report.json [SCENARIO...].

The form is that of GitHub's workflow commands, which build servers of other makers read as well. A scenario of the
library has no file in the repository that is built: its annotation has no place. Text is escaped as GitHub does it, so
that no bot can give a command: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
"""

import json
import re
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

AT_MOST = 10
"""GitHub shows no more of one kind for a step."""

KEYS = ("sessions", "title")
"""Where in a scenario file an annotation stands: at the first of these, in this order."""


def main(report: str, *scenarios: str) -> None:
    """Print the annotations: errors, then warnings for what nobody can say."""
    # Half a surrogate pair, which a bot can send, has no place in UTF-8.
    cast("TextIOWrapper", sys.stdout).reconfigure(errors="backslashreplace")
    cases = json.loads(Path(report).read_text("utf-8"))["cases"]
    files = {path.stem: path for path in _find_files(scenarios)}
    for command, status in (("error", "failed"), ("warning", "inconclusive")):
        for case in [case for case in cases if case["status"] == status][:AT_MOST]:
            name = re.split(r"[./]", case["scenario"])[0]
            place = _place(files[name]) if name in files else {}
            properties = {**place, "title": f"{case['target']}: {case['scenario']}"}
            shown = ",".join(f"{key}={_escape(str(value), more=':,')}" for key, value in properties.items())
            print(f"::{command} {shown}::{_escape(_tell(case))}")


def _find_files(scenarios: tuple[str, ...]) -> Iterator[Path]:
    for path in map(Path, scenarios):
        yield from sorted(path.rglob("*.y*ml")) if path.is_dir() else [path] if path.is_file() else []


def _place(file: Path) -> dict[str, str | int]:
    lines = file.read_text("utf-8").splitlines()
    starts = [number for key in KEYS for number, line in enumerate(lines, start=1) if line.startswith(f"{key}:")]
    return {"file": file.as_posix(), "line": starts[0] if starts else 1}


def _tell(case: dict[str, Any]) -> str:
    reasons = [reason["sentence"] for reason in case["reasons"] if reason["key"] != "findings"]
    findings = case["findings"]
    proof = sorted({turn for finding in findings[:1] for turn in [*finding["refs"], finding["turn"]]})
    spoken = [(number, case["turns"][number]) for number in proof]
    quotes = [f"  {number} {turn['speaker']}: {turn['text']}" for number, turn in spoken]
    told = [finding["sentence"] for finding in findings]
    return "\n".join([*told[:1], *quotes, *told[1:], *reasons])


def _escape(text: str, *, more: str = "") -> str:
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


if __name__ == "__main__":
    main(*sys.argv[1:])
