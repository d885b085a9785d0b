"""Writes adapters/certificates.md: what every adapter was seen to do, and that bots are the same behind all of them.

make certificates      (some minutes: every behaviour before every fake, then the matrix)

Run it when an adapter, a fake or the list of behaviours changes; a test compares what can be known without playing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PAGES = Path(__file__).resolve().parent / "adapters"
PAGE = PAGES / "certificates.md"

HEAD = """\
# Certificates: what every adapter was seen to do

This page is made by `make certificates`. Each protocol was tried before a fake, a server that speaks it and
misbehaves on purpose, by [one list of behaviours](conformance.md); `runaround conformance PROTOCOL` tries it again. A
fake is worth what it was made from: under each stands who has checked it, and which page says what was tried against
the real thing.

"""

MATRIX = """\
## The same bots behind every protocol

`runaround matrix --all --quick` plays bots with known defects behind every protocol. The same bot must give the same
findings; what a protocol rightly changes is declared, with the reason, and stands below. How many cases had which:

"""

Certificate = Mapping[str, Any]


def main() -> None:
    """Try everything, and write the page."""
    certificates = json.loads(_call("conformance", "--all", "--format", "json"))["certificates"]
    with tempfile.TemporaryDirectory() as folder:
        matrix = _call(
            "matrix",
            *(one["protocol"] for one in certificates),
            "--quick",
            "--format",
            "markdown",
            "--out",
            f"{folder}/m",
        )
    PAGE.write_text(write_page(certificates, matrix), "utf-8")


def write_page(certificates: Sequence[Certificate], matrix: str) -> str:
    """Return the whole page."""
    parts = [HEAD + _write_overview(certificates), MATRIX + matrix, *map(_write_certificate, certificates)]
    return "\n".join(parts)


def _write_overview(certificates: Sequence[Certificate]) -> str:
    rows = ["| protocol | passed | skipped | failed | checked by |", "|---|---|---|---|---|"]
    for one in certificates:
        counts = [_count(one, status) for status in ("passed", "skipped", "failed")]
        link = f"[`{one['protocol']}`](#{one['protocol']})"
        rows.append(f"| {link} | {' | '.join(map(str, counts))} | {one['checked_by'] or 'nobody of the vendor'} |")
    return "\n".join(rows) + "\n"


def _write_certificate(one: Certificate) -> str:
    """Return what stands under one protocol."""
    lines = [f"## {one['protocol']}", "", *write_origin(one["protocol"], one["made_from"], one["checked_by"]), ""]
    passed = [f"{result['number']}" for result in one["results"] if result["status"] == "passed"]
    lines += [f"Passed: {len(passed)} behaviours (numbers {', '.join(dict.fromkeys(passed))}).", ""]
    left = [result for result in one["results"] if result["status"] != "passed"]
    if left:
        lines += ["| # | behaviour | result | why |", "|---|---|---|---|"]
        lines += [f"| {one['number']} | {one['name']} | {one['status']} | {_escape(one['why'])} |" for one in left]
        lines.append("")
    return "\n".join(lines)


def write_origin(protocol: str, made_from: str, checked_by: str) -> Iterator[str]:
    """Yield what a fake is worth, and where it stands what was tried against the real thing."""
    yield f"The fake was made from: {made_from or 'not said'}."
    yield f"It was checked by: {checked_by}." if checked_by else "No program of the vendor's has checked it."
    page = find_page(protocol)
    if page is not None:
        yield f"What was tried against the real thing: [{page.stem}]({page.name})."


def find_page(protocol: str) -> Path | None:
    """Return the page about a protocol: that of its name, or of what its name begins with."""
    parts = protocol.split("_")
    names = ("_".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((PAGES / f"{name}.md" for name in names if (PAGES / f"{name}.md").is_file()), None)


def _count(one: Certificate, status: str) -> int:
    return sum(result["status"] == status for result in one["results"])


def _escape(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _call(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "runaround", *arguments], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode > 1 or not done.stdout:
        msg = f"runaround {' '.join(arguments)} ended with {done.returncode}"
        raise RuntimeError(msg)
    return done.stdout


if __name__ == "__main__":
    main()
