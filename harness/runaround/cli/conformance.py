"""`runaround conformance`: holds adapters against the list of what every adapter must do, and prints certificates."""

from __future__ import annotations

import argparse
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runaround.conformance import Certificate, Result

__all__ = ["HELP", "add_arguments", "run"]

HELP = "does an adapter do what every adapter must? tried against a fake of its protocol that misbehaves on purpose"

_ALL_PASSED, _SOME_FAILED = 0, 1


class _Format(StrEnum):
    """How certificates are printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `conformance`."""
    parser.add_argument("protocols", nargs="*", metavar="PROTOCOL", help="names of fakes (default: list them)")
    parser.add_argument("--all", action="store_true", help="every protocol that there is a fake of")
    parser.add_argument(
        "--format", choices=[*_Format], type=_Format, default=_Format.TEXT, help="how it is printed (default: text)"
    )


def run(args: argparse.Namespace) -> int:
    """Try the adapters and print their certificates; return 1 if any behaviour failed."""
    from runaround.cli import terminal
    from runaround.cli.fakes import find_fake, known_fakes

    names = known_fakes() if args.all else args.protocols
    if not names:
        for name in known_fakes():
            terminal.say(name)
        terminal.note("\nName one, or more, or --all.")
        return _ALL_PASSED
    fakes = {name: find_fake(name) for name in names}
    certificates = []
    for name, fake in fakes.items():
        certificates.append(_certify(name, fake))
    terminal.say(_write(certificates, args.format))
    return _ALL_PASSED if all(one.is_passed for one in certificates) else _SOME_FAILED


def _certify(name: str, fake: object) -> Certificate:
    """Try every behaviour against one fake, with progress on standard error."""
    import asyncio

    from runaround.cli import terminal
    from runaround.conformance import BEHAVIOURS, Stage, certify
    from runaround.fake import Fake

    assert isinstance(fake, Fake), "found as one"
    with terminal.show_progress(len(BEHAVIOURS), "behaviour") as advance:

        def watch(result: Result) -> None:
            advance(f"{result.status} {name}: {result.behaviour.name}")

        return asyncio.run(certify(name, Stage(fake), watch=watch))


def _write(certificates: Sequence[Certificate], kind: _Format) -> str:
    if kind is _Format.JSON:
        return _write_json(certificates)
    pages = [_write_text(one) if kind is _Format.TEXT else _write_markdown(one) for one in certificates]
    return "\n\n".join(pages)


def _summary(certificate: Certificate) -> str:
    from runaround.conformance import Status

    counts = [f"{certificate.count(status)} {status}" for status in Status if certificate.count(status)]
    return ", ".join(counts)


def _origin(certificate: Certificate) -> Iterator[str]:
    """Yield what the fake is worth: what it was made from, and who has checked it."""
    yield f"The fake was made from: {certificate.made_from or 'not said'}."
    if certificate.checked_by:
        yield f"It was checked by: {certificate.checked_by}."
    else:
        yield "No program of the vendor's has checked it."


def _write_text(certificate: Certificate) -> str:
    from tabulate import tabulate

    from runaround.cli.terminal import width

    why = max(20, width() - 70)
    rows = [
        (result.behaviour.number, result.behaviour.name, result.status.value, result.why)
        for result in certificate.results
    ]
    table = tabulate(
        rows, headers=("#", "behaviour", "result", "why"), maxcolwidths=[None, 48, None, why], disable_numparse=True
    )
    head = f"{certificate.fake}: {_summary(certificate)}"
    return "\n".join([head, "", table, "", *_origin(certificate)])


def _write_markdown(certificate: Certificate) -> str:
    lines = [f"## {certificate.fake}: {_summary(certificate)}", "", " ".join(_origin(certificate)), ""]
    lines += ["| # | behaviour | result | why |", "|---|---|---|---|"]
    for result in certificate.results:
        why = " ".join(result.why.split()).replace("|", "\\|")
        lines.append(f"| {result.behaviour.number} | {result.behaviour.name} | {result.status} | {why} |")
    return "\n".join(lines)


def _write_json(certificates: Sequence[Certificate]) -> str:
    import json

    from runaround import __version__

    content = {
        "harness": __version__,
        "certificates": [
            {
                "protocol": one.fake,
                "passed": one.is_passed,
                "made_from": one.made_from,
                "checked_by": one.checked_by,
                "results": [
                    {
                        "number": result.behaviour.number,
                        "name": result.behaviour.name,
                        "status": result.status.value,
                        "why": result.why,
                    }
                    for result in one.results
                ],
            }
            for one in certificates
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
