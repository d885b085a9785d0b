"""The recorded conversations that `runaround explain` is asked about, read one by one as `score` reads them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace

from runaround.cli.score_account import BadLines
from runaround.cli.score_stream import read_settings
from runaround.cli.stored_records import Records, find_records, open_records
from runaround.errors import Mistake, RunaroundError
from runaround.model import Transcript
from runaround.records import Format, Taken, find_format, is_lines, read_conversations
from runaround.store import Recorded

__all__ = ["RecordedCases"]

_NAMED = 5


class RecordedCases:
    """The conversations of the files that are named in the arguments; bad lines are told as `score` tells them."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Find the files. Raises RunaroundError for arguments that cannot be meant, OSError for a missing file."""
        self.bad = BadLines()
        self.count = 0
        self._args = args
        self._settings = read_settings(args)
        self._files = find_records(args)

    def read(self) -> Iterator[Transcript]:
        """Yield the conversations, in the order of files and of what is in them."""
        for path in self._files:
            yield from self._read_file(path)

    def choose(self, case: str | None) -> Transcript:
        """Return the conversation with the id `case`, or of that scenario; without a case, the only one that there is.

        Raises RunaroundError if there is no such conversation, or more than one to choose from.
        """
        known: list[str] = []
        first: Transcript | None = None
        of_scenario: list[Transcript] = []
        for transcript in self.read():
            if transcript.id == case:
                return transcript
            first = first or transcript
            if case is not None and transcript.scenario == case:
                of_scenario.append(transcript)
            if len(known) <= _NAMED:
                known.append(transcript.id)
            elif case is None:
                break
        if case is None and first is not None and len(known) == 1:
            return first
        if len(of_scenario) == 1:
            return of_scenario[0]
        raise RunaroundError(_tell_choice(case, [one.id for one in of_scenario] or known))

    def sum_up(self) -> None:
        """Tell what could not be read beyond what was told."""
        self.bad.sum_up()

    def _read_file(self, path: Records) -> Iterator[Transcript]:
        with open_records(path, self._args.encoding) as opened:
            format_ = Format(self._args.written) if self._args.written else find_format(opened.name, opened.sample)
            if format_ is None:
                text = f"is in none of the formats {', '.join(Format)}; name one with --from."
                self.bad.add(Mistake(str(path), 0, "", text))
                return
            settings = replace(self._settings, file=str(path), stem=opened.name.partition(".")[0] or "chat")
            lines = is_lines(opened.sample)
            for item in read_conversations(opened.pieces, settings, written=format_, lines=lines):
                if isinstance(item, Recorded):
                    self.count += 1
                    yield item.transcript
                elif not isinstance(item, Taken):
                    self.bad.add(item)


def _tell_choice(case: str | None, known: list[str]) -> str:
    listed = ", ".join(f"{name!r:.80}" for name in known[:_NAMED]) + (", …" if len(known) > _NAMED else "")
    if not known:
        return "There is no conversation to explain."
    if case is None:
        return f"There are several conversations; expected --case with one of: {listed}."
    return f"No case {case!r:.80}. Known: {listed}."
