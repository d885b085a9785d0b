"""`score` and `load`: judge what is on record, wherever it was recorded."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from runaround import loading
from runaround.api.rules import PathLike, PathLikes, load_judging
from runaround.assembling import apply_quarantines, build_run, start_plan
from runaround.counting import Counting
from runaround.errors import FileError, Mistake
from runaround.judging_settings import Named
from runaround.model import Run, Transcript
from runaround.places import choose_store
from runaround.quarantine import QuarantineTally, put_in_quarantine
from runaround.record_files import Opened, find_record_files, open_pieces
from runaround.records import Format, Piece, Settings, find_format, is_lines, read_conversations
from runaround.store import Recorded, TornLine
from runaround.suppression import SuppressionTally

__all__ = ["Record", "load", "score"]

Record = Transcript | Mapping[str, Any]
"""A transcript, or what a line of a file says: `{"messages": [{"role": "user", "content": "Hi"}, ...]}`."""

_RECORDS = "records"
_SHOWN = 20


def score(  # noqa: PLR0913  # read in notebooks by its signature; every argument but the first may be left out
    records: PathLike | Record | Iterable[PathLike | Record],
    *,
    written: str | None = None,
    encoding: str | None = None,
    lang: str | None = None,
    phrasebooks: PathLikes = (),
    suppress: PathLike | None = None,
    quarantine: PathLike | None = None,
    keep: int | None = None,
    on_mistake: Callable[[Mistake | TornLine], None] | None = None,
) -> Run:
    """Judge conversations that were recorded elsewhere, and return them as a run; nothing is kept.

    records: files, folders, transcripts, and values as a line of JSON would hold them, one or many.
    written: the format of files, such as `messages` or `csv`; None goes by their content. encoding: such as gb18030;
    None goes by the first bytes. lang: of conversations that do not say it; None goes by the words.
    phrasebooks, suppress, quarantine: files. keep: of more cases than these the run has only the first with findings,
    and figures of all; None keeps every one. on_mistake: told of everything that is no conversation.

    Raises FileError, without `on_mistake`, if something is no conversation: figures over what happened to be readable
    would mislead; and with or without it, if there is no conversation at all. Raises OSError if a file is not there.
    """
    plan = start_plan(_RECORDS, seed=0, planned=0)
    judging = load_judging(plan.day, phrasebooks=phrasebooks, suppress=suppress, quarantine=quarantine)
    format_ = None if written is None else _find_written(written)
    settings = Settings("", lang=lang)
    counting = Counting(keep, SuppressionTally(judging.suppressions), QuarantineTally(judging.quarantines))
    mistakes: list[Mistake | TornLine] = []
    tell = on_mistake or mistakes.append
    for item in _read(records, settings, written=format_, encoding=encoding):
        if isinstance(item, Recorded):
            counting.add(put_in_quarantine(judging.judge(item.transcript, item.expect), judging.quarantines))
        else:
            tell(item)
    if mistakes:
        raise FileError([_as_mistake(one) for one in mistakes[:_SHOWN]])
    if not counting.count:
        raise FileError([Mistake(_RECORDS, 0, "", "hold no conversation.")])
    made = build_run(replace(plan, planned=counting.count), counting.kept, scorecards=counting.scorecards())
    return replace(made, suppressions=counting.suppressed.uses(), quarantines=counting.quarantined.uses())


def load(  # noqa: PLR0913  # as `score`
    reference: PathLike,
    *,
    store: PathLike | None = None,
    phrasebooks: PathLikes = (),
    suppress: PathLike | None = None,
    quarantine: PathLike | None = None,
    anew: bool = False,
) -> Run:
    """Return a run that is kept, as it was judged last; a file of transcripts is judged now.

    reference: the id of a run of the store, the beginning of it, `latest`, the folder of its reports, or a file of
    transcripts. store: a path or `postgresql://...`; None for $RUNAROUND_STORE, or the file that the commands use.
    phrasebooks, suppress: files that judge in place of those by which the run was judged. quarantine: a file.
    anew: judged now, by what is named here and nothing else: runs loaded so can be compared, whenever they were judged.

    Raises FileError if there is no such run, or if what is kept cannot be read; RunaroundError if a file is named and
    the rest can no longer be judged as it was.
    """
    day = start_plan(_RECORDS, seed=0, planned=0).day
    judging = load_judging(day, phrasebooks=phrasebooks, suppress=suppress, quarantine=quarantine)
    place = choose_store(None if store is None else os.fspath(store), os.environ)
    name = os.fspath(reference)
    if anew:
        run = loading.load_run(name, judging, store=place, note=_pass_over)
    else:
        named = Named(judging.lexicon, None if suppress is None else judging.suppressions)
        run = loading.load_as_judged(name, named, store=place, note=_pass_over)
    return apply_quarantines(run, judging.quarantines)


def _pass_over(_: str) -> None:
    """Say nothing of a line that a kill has torn, or a case without a verdict: the run is known as not finished."""


def _find_written(name: str) -> Format:
    if name not in set(Format):
        raise FileError([Mistake("written", 0, "", f"no format {name!r:.80}. Known: {', '.join(Format)}.")])
    return Format(name)


def _read(
    records: PathLike | Record | Iterable[PathLike | Record],
    settings: Settings,
    *,
    written: Format | None,
    encoding: str | None,
) -> Iterator[Recorded | Mistake | TornLine]:
    """Yield what files and values hold, in the order given; values that follow each other are read together."""
    is_one = isinstance(records, str | os.PathLike | Transcript | Mapping)
    values: list[Piece] = []
    # A text and a mapping can be iterated too, which no checker can know to be ruled out here.
    for number, one in enumerate(cast("Iterable[PathLike | Record]", [records] if is_one else records), 1):
        if isinstance(one, Mapping):
            values.append(Piece(number, json.dumps(one) + "\n"))
            continue
        yield from _read_values(values, settings, written)
        values = []
        if isinstance(one, Transcript):
            yield Recorded(one)
            continue
        for path in find_record_files([Path(one)]):
            with open_pieces(path, encoding) as opened:
                yield from _read_opened(opened, replace(settings, file=str(path)), written)
    yield from _read_values(values, settings, written)


def _read_values(
    pieces: list[Piece], settings: Settings, written: Format | None
) -> Iterator[Recorded | Mistake | TornLine]:
    """Yield what values hold, read as the lines of a file; each has its number among all that was given."""
    if pieces:
        opened = Opened(f"{_RECORDS}.jsonl", "utf-8", tuple(pieces), iter(pieces))
        yield from _read_opened(opened, replace(settings, file=_RECORDS), written)


def _read_opened(opened: Opened, settings: Settings, written: Format | None) -> Iterator[Recorded | Mistake | TornLine]:
    """Yield the conversations of what was opened, and what in it is none."""
    format_ = written or find_format(opened.name, opened.sample)
    if format_ is None:
        if opened.sample:
            text = f"is in none of the formats {', '.join(Format)}; name one as `written`."
            yield Mistake(settings.file, 0, "", text)
        return
    named = replace(settings, stem=opened.name.partition(".")[0] or "chat")
    for item in read_conversations(opened.pieces, named, written=format_, lines=is_lines(opened.sample)):
        if isinstance(item, Recorded | Mistake | TornLine):
            yield item


def _as_mistake(found: Mistake | TornLine) -> Mistake:
    return found if isinstance(found, Mistake) else Mistake(_RECORDS, 0, "", str(found))
