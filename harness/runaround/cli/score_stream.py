"""The stream of `runaround score`: from files to judged cases, with everything that is told on the way."""

from __future__ import annotations

import argparse
import codecs
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import IO

from runaround.cli import terminal
from runaround.cli.score_account import BadLines, Judged, Names, Progress
from runaround.cli.stored_records import Records, open_records
from runaround.counting import Counting
from runaround.errors import Mistake, RunaroundError
from runaround.judging import Judging
from runaround.model import Speaker
from runaround.quarantine import QuarantineTally, put_in_quarantine
from runaround.record_files import Opened
from runaround.records import (
    Column,
    Format,
    Settings,
    Taken,
    find_format,
    fold_name,
    is_lines,
    read_conversations,
)
from runaround.store import Recorded, TornLine
from runaround.suppression import SuppressionTally

__all__ = ["Stream", "read_settings"]

_TITLES: Mapping[Format, str] = {
    Format.RUNAROUND: "JSON Lines of runaround",
    Format.MESSAGES: "lists of messages",
    Format.CSV: "a table",
    Format.RASA: "events of Rasa",
    Format.BOTFRAMEWORK: "a Bot Framework transcript",
    Format.TAU2: "results of tau2-bench",
    Format.CHATWOOT: "messages of Chatwoot",
    Format.ZENDESK: "chats or tickets of Zendesk",
    Format.TEXT: "plain text",
}
_GOES_WITHOUT_SAYING = ("utf-8", "utf-8-sig")
_SEPARATORS = {"tab": "\t", "\\t": "\t"}


def read_settings(args: argparse.Namespace) -> Settings:
    """Return what the arguments say about the files. Raises RunaroundError for what they cannot mean."""
    named = {Speaker.CONSUMER: args.consumer, Speaker.BOT: args.bot, Speaker.HUMAN: args.human}
    speakers = {fold_name(name): speaker for speaker, names in named.items() for name in names}
    if args.encoding is not None:
        try:
            codecs.lookup(args.encoding)
        except LookupError as error:
            msg = f"--encoding: no encoding {args.encoding!r}; expected one such as utf-8, gb18030 or utf-16."
            raise RunaroundError(msg) from error
    separator = _SEPARATORS.get(args.separator, args.separator)
    if separator is not None and len(separator) != 1:
        msg = f"--separator: found {args.separator!r}; expected one sign, or tab."
        raise RunaroundError(msg)
    return Settings("", lang=args.lang, speakers=speakers, columns=_read_columns(args.column), separator=separator)


def _read_columns(texts: list[str]) -> Mapping[Column, str]:
    columns: dict[Column, str] = {}
    for text in texts:
        part, equals, header = text.partition("=")
        if not equals or part not in {column.value for column in Column}:
            msg = f"--column: found {text!r}; expected one of {', '.join(Column)}, =, and a header."
            raise RunaroundError(msg)
        columns[Column(part)] = header
    return columns


class Stream:
    """Reads files one after the other and judges each conversation as soon as it is read."""

    def __init__(
        self,
        args: argparse.Namespace,
        settings: Settings,
        judging: Judging,
        *,
        findings: IO[str] | None = None,
    ) -> None:
        self.bad = BadLines(mask=args.mask_pii)
        counting = Counting(args.keep, SuppressionTally(judging.suppressions), QuarantineTally(judging.quarantines))
        self.judged = Judged(counting, masks=args.mask_pii, findings=findings)
        self.was_interrupted = False
        self._args = args
        self._settings = settings
        self._judging = judging
        self._names = Names()
        self._progress = Progress()

    def judge(self, files: Sequence[Records]) -> None:
        """Judge every conversation of every file; Ctrl-C ends it, and what was judged stays.

        A file that cannot be read is told like a bad line: it may be the last of a thousand.
        """
        try:
            for path in files:
                try:
                    with open_records(path, self._args.encoding) as opened:
                        self._judge_file(path, opened, tells=len(files) > 1)
                except OSError as error:
                    self.bad.add(Mistake(str(path), 0, "", f"cannot be read: {error.strerror or error}."))
        except KeyboardInterrupt:
            self.was_interrupted = True

    def sum_up(self) -> None:
        """Tell who was taken for whom, and what could not be read beyond what was told."""
        self._names.tell(mask=self._args.mask_pii)
        self.bad.sum_up()

    def _judge_file(self, path: Records, opened: Opened, *, tells: bool) -> None:
        format_ = Format(self._args.written) if self._args.written else find_format(opened.name, opened.sample)
        if format_ is None:
            if opened.sample:
                text = f"is in none of the formats {', '.join(Format)}; name one with --from."
                self.bad.add(Mistake(str(path), 0, "", text))
            return
        if tells or format_ is not Format.RUNAROUND or opened.encoding not in _GOES_WITHOUT_SAYING:
            encoding = "" if opened.encoding in _GOES_WITHOUT_SAYING else f" in {opened.encoding}"
            terminal.note(f"{path}: read as {_TITLES[format_]}{encoding}.")
        settings = replace(self._settings, file=str(path), stem=opened.name.partition(".")[0] or "chat")
        lines = is_lines(opened.sample)
        for item in read_conversations(opened.pieces, settings, written=format_, lines=lines):
            match item:
                case Recorded():
                    self._judge_one(item, str(path))
                case Taken():
                    self._names.add(item)
                case Mistake() | TornLine():
                    self.bad.add(item)
            self._progress.advance(self.judged.count, bad=self.bad.count)

    def _judge_one(self, recorded: Recorded, file: str) -> None:
        judging = self._judging
        case = judging.judge(recorded.transcript, recorded.expect)
        self.judged.add(put_in_quarantine(case, judging.quarantines), file)
