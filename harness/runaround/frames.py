"""The tables of a run as data frames. Needs pandas, which comes with the extra `frames`.

Each has one row for each case, finding or turn, and the same columns for every run, an empty one too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from runaround.errors import RunaroundError
from runaround.model import JudgedCase, Run
from runaround.reports.csv import CASE_COLUMNS, FINDING_COLUMNS, describe_case, describe_findings
from runaround.reports.texts import find_texts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cases", "findings", "turns"]

_TURN_COLUMNS: Final = (
    *("run", "target", "scenario", "repeat", "lang", "case", "turn", "session", "at", "speaker", "text"),
    *("buttons", "links", "attachments", "event", "clicked", "kinds"),
)
_WHOLE: Final = "Int64"
_TRUTH: Final = "boolean"
_NUMBER: Final = "Float64"
_TYPES: Final = {
    **dict.fromkeys(("repeat", "findings", "borne", "suppressed", "turns", "consumer_turns"), _WHOLE),
    **dict.fromkeys(("requests_to_human", "turns_to_human", "items_asked", "items_asked_again"), _WHOLE),
    **dict.fromkeys(("uploads", "restarts", "turn", "session"), _WHOLE),
    **dict.fromkeys(("asked_for_human", "reached_human"), _TRUTH),
    **dict.fromkeys(("seconds_to_human", "at"), _NUMBER),
}
"""Of columns that hold no text. These types know a missing value, so that a wait that never ended is not a number."""

_WORDS: Final = ("kinds", "tags")
_BETWEEN: Final = "; "


def cases(run: Run, *, lang: str = "en") -> pd.DataFrame:
    """Return one row a case, with the columns of the report `csv`; kinds and tags are tuples.

    lang: of the sentences in it. Raises RunaroundError without pandas.
    """
    texts = find_texts(lang)
    rows = (dict(describe_case(case, run, texts)) for case in run.cases)
    return _frame(({**row, **{name: _split(row[name]) for name in _WORDS}} for row in rows), CASE_COLUMNS)


def findings(run: Run, *, lang: str = "en") -> pd.DataFrame:
    """Return one row a finding, with the columns of `csv_findings`; `counts` tells those that do not count.

    refs: a tuple of turns. lang: of the sentences in it. Raises RunaroundError without pandas.
    """
    texts = find_texts(lang)
    rows = (dict(row) for case in run.cases for row in describe_findings(case, run, texts))
    return _frame(({**row, "refs": tuple(map(int, _split(row["refs"])))} for row in rows), FINDING_COLUMNS)


def turns(run: Run) -> pd.DataFrame:
    """Return one row a turn of every conversation, numbered from 0 in its case; `at` is in seconds.

    kinds: a tuple of what was found at this turn and counts. Raises RunaroundError without pandas.
    """
    return _frame((row for case in run.cases for row in _describe_turns(case, run)), _TURN_COLUMNS)


def _describe_turns(case: JudgedCase, run: Run) -> Iterable[Mapping[str, object]]:
    record = case.transcript
    for number, turn in enumerate(record.turns):
        yield {
            "run": run.id,
            "target": record.target,
            "scenario": record.scenario,
            "repeat": record.repeat,
            "lang": record.lang,
            "case": record.id,
            "turn": number,
            "session": turn.session,
            "at": turn.at,
            "speaker": turn.speaker,
            "text": turn.text,
            "buttons": tuple(button.label for button in turn.buttons),
            "links": tuple(link.url for link in turn.links),
            "attachments": tuple(attachment.name for attachment in turn.attachments),
            "event": turn.event,
            "clicked": turn.clicked,
            "kinds": tuple(found.kind for found in case.verdict.findings if found.turn == number),
        }


def _frame(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError as error:
        msg = "runaround.frames needs pandas: pip install 'runaround[frames]'."
        raise RunaroundError(msg) from error
    kept = [name for name in columns if name != "row"]
    frame = pd.DataFrame([[_plain(row.get(name)) for name in kept] for row in rows], columns=kept, dtype="object")
    return frame.astype({name: _TYPES[name] for name in kept if name in _TYPES})


def _plain(cell: object) -> object:
    """Return a cell without our words of closed sets, which would compare alike and look different."""
    return str(cell) if isinstance(cell, str) else cell


def _split(cell: object) -> tuple[str, ...]:
    return tuple(str(cell).split(_BETWEEN)) if cell else ()
