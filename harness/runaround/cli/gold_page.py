"""The figures of a study as a page: agreement by case and by turn, outcomes, and what the figures leave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from runaround.cli.blocks import Block, Heading, Paragraph, Table
from runaround.cli.gold_cases import GoldCases
from runaround.cli.terminal import count
from runaround.gold import ALL_LANGUAGES, Agreement, Level, OutcomeAgreement, Study
from runaround.model import Outcome
from runaround.reports.hostile import on_one_line

__all__ = ["list_agreements", "list_confusion", "list_outcomes", "show_figures", "tell_gaps"]

_HEADERS = ("kind", "lang", "labelled", "found", "both", "precision", "recall", "F1")
_BROKEN = "broken"
_NOTHING = "-"
_UNREAD = "none"
_INTERVALS = (
    "In brackets: 95 % intervals (Wilson; that of F1 follows from the share of hits among all places). Turns of one "
    "case are no independent trials: by turn, the intervals are narrower than they should be."
)


def show_figures(study: Study, gold: GoldCases) -> Iterator[Block]:
    """Yield the figures as blocks, the gaps last."""
    for level in Level:
        yield Heading(f"By {level} ({count(len(study.cases), 'labelled case')})", 2)
        yield list_agreements(study.agreements[level])
    yield Paragraph((_INTERVALS,))
    if any(one.judged or one.broken for one in study.outcomes):
        yield Heading("Outcome", 2)
        yield list_outcomes(study.outcomes)
        yield Paragraph(("Cases by outcome: rows as labelled, columns as read.",))
        yield list_confusion(study.outcomes)
    gaps = tuple(tell_gaps(study, gold))
    if gaps:
        yield Heading("What the figures leave out", 2)
        yield Paragraph(gaps)


def list_agreements(agreements: Iterable[Agreement]) -> Table:
    """Return a row for each kind and language; a last column tells on how many cases a detector broke, if one did."""
    shown = tuple(agreements)
    if not any(one.broken for one in shown):
        return Table(_HEADERS, [_row(one) for one in shown])
    return Table((*_HEADERS, _BROKEN), [(*_row(one), str(len(one.broken) or "")) for one in shown])


def list_outcomes(outcomes: Iterable[OutcomeAgreement]) -> Table:
    """Return how many outcomes of each language were read as labelled."""
    headers = ("lang", "labelled", "right", "accuracy", _BROKEN)
    rows = [
        (
            on_one_line(one.lang),
            str(one.judged),
            str(one.right),
            _write(one.accuracy, one.interval),
            str(one.broken or ""),
        )
        for one in outcomes
    ]
    is_whole = not any(one.broken for one in outcomes)
    return Table(headers[:-1], [row[:-1] for row in rows]) if is_whole else Table(headers, rows)


def list_confusion(outcomes: Iterable[OutcomeAgreement]) -> Table:
    """Return how often each labelled outcome was read as which, all languages together."""
    counts = next(one.counts for one in outcomes if one.lang == ALL_LANGUAGES)
    rows = [
        (f"{labelled}", *(str(counts.get((labelled, read), 0)) for read in (*Outcome, None))) for labelled in Outcome
    ]
    return Table(("labelled", *(f"read {read}" for read in Outcome), f"read {_UNREAD}"), rows)


def tell_gaps(study: Study, gold: GoldCases) -> Iterator[str]:
    """Yield what the figures do not cover, a sentence each: nobody is to take them for the whole truth."""
    for one in study.broken:
        where = f"{len(one.cases)} of {count(len(study.cases), 'case')}, which count for none of its kinds"
        yield f"Detector {one.detector!r} broke on {where}: {on_one_line(one.error, 200)}"
    if study.uncovered:
        yield f"Labelled, but looked for by no detector: {_list(study.uncovered)}."
    if study.unlabelled:
        listed = ", ".join(on_one_line(family) for family in study.unlabelled)
        yield f"Looked for, but labelled in no case, so that nothing is known of their recall: {listed}."
    if study.strange:
        yield f"Labelled without a form, or with one that no finding can have: {_list(study.strange)}."
    if gold.unlabelled:
        yield f"{count(gold.unlabelled, 'case')} without labels left out."
    if gold.unread:
        yield f"{count(gold.unread, 'line')} could not be read: the cases on them are missing here."


def _row(agreement: Agreement) -> tuple[str, ...]:
    is_unknown = agreement.broken and not (agreement.labelled or agreement.found)
    shares = (
        (agreement.precision, agreement.precision_interval),
        (agreement.recall, agreement.recall_interval),
        (agreement.f1, agreement.f1_interval),
    )
    return (
        on_one_line(agreement.kind),
        on_one_line(agreement.lang),
        str(agreement.labelled),
        str(agreement.found),
        str(len(agreement.hits)),
        *(_BROKEN if is_unknown else _write(share, interval) for share, interval in shares),
    )


def _write(share: float | None, interval: tuple[float, float]) -> str:
    low, high = interval
    return _NOTHING if share is None else f"{share:.2f} ({low:.2f}–{high:.2f})"


def _list(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{on_one_line(name)} ({number})" for name, number in counts.items())
