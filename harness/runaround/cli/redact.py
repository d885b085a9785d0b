"""`runaround redact`: masks personal data in what is stored of a run, for good."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runaround.model import JudgedCase, Transcript

__all__ = ["HELP", "add_arguments", "run"]

HELP = "mask personal data in the stored conversations of a run, for good"

_COULD_NOT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `redact`."""
    parser.add_argument("name", metavar="RUN", help="a run: its id, the beginning of it, or latest")
    parser.add_argument("--case", metavar="ID", help="only this case (default: all)")
    parser.add_argument(
        "--word",
        action="append",
        default=[],
        metavar="TEXT",
        help="also mask this, such as a name, wherever it stands; may be given several times",
    )
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it stays in the store")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_store(parser)


def run(args: argparse.Namespace) -> int:
    """Ask, mask, and say in how many places; return 0, or 2 if somebody said no."""
    from runaround.cli import terminal
    from runaround.cli.asking import confirm
    from runaround.cli.stores import open_existing
    from runaround.errors import RunaroundError, UnknownRun
    from runaround.stored_runs import resolve_case, resolve_run

    if not args.reason.strip():
        msg = "--reason: found an empty text; expected why it is masked."
        raise RunaroundError(msg)
    if not all(word.strip() for word in args.word):
        msg = "--word: found an empty text; expected what is to be masked."
        raise RunaroundError(msg)
    with open_existing(args) as store:
        name = resolve_run(store, args.name)
        case = None if args.case is None else resolve_case(store, name, args.case)
        if case is not None and not store.cases.list_attempts(name, case):
            msg = f"{store.name}: run {name!r} has no record of a case {case[:80]!r}."
            raise UnknownRun(msg)
        what = f"run {name}" if case is None else f"case {case} of run {name}"
        question = f"Mask personal data in {what}, in {store.name}? The words that are masked are lost for good."
        if not confirm(question, is_agreed=args.yes):
            terminal.note("Nothing was masked.")
            return _COULD_NOT
        redaction = _Redaction(case, args.word)
        reason = args.reason if case is None else f"{args.reason} (case {case})"
        store.redact(name, redaction, reason=reason)
    told = f"{terminal.count(redaction.places, 'place')} in {terminal.count(redaction.records, 'record')}"
    terminal.say(f"Masked {told}.")
    terminal.note(f"Ids stay as they are, and so do reports that were written before, such as those in results/{name}.")
    return 0


class _Redaction:
    """Masks the case that is meant, or all, and counts; the store asks once for a record and once for each verdict."""

    def __init__(self, case: str | None, words: Sequence[str]) -> None:
        self.places = 0
        self.records = 0
        self._case = case
        self._words = words
        self._latest: Transcript | None = None

    def __call__(self, case: JudgedCase) -> JudgedCase:
        from runaround.masking import redact_case

        if self._case is not None and case.transcript.id != self._case:
            return case
        redacted, in_record, in_verdict = redact_case(case, words=self._words)
        if case.transcript is not self._latest:
            self.records += 1
            self.places += in_record
            self._latest = case.transcript
        self.places += in_verdict
        return redacted
