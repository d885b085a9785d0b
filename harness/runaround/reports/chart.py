"""The bars of the HTML report as numbers: places and widths in percent of the drawing's width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from runaround.model import Rate, Scorecard
from runaround.reports.figures import write_interval, write_percent, write_tally
from runaround.reports.overview import kind_order, name_target, ordered_kinds
from runaround.reports.texts import Texts

__all__ = ["Bar", "Piece", "chart_kinds", "compare_kinds", "draw_rate", "stack"]

_COMPARED_BOTS: Final = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate as a bar with its interval; `width`, `low` and `high` are percentages such as `25.00%`."""

    kind: str
    label: str
    is_form: bool
    is_known: bool
    tally: str
    share: str
    interval: str
    description: str
    width: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a stacked bar: `name` is a status, `x` and `width` are percentages."""

    name: str
    count: int
    x: str
    width: str


def chart_kinds(card: Scorecard, texts: Texts) -> tuple[Bar, ...]:
    """Return a bar for each kind that was found, families before their forms."""
    return tuple(
        draw_rate(rate, texts, kind=kind, label=texts.name("kind", kind))
        for kind, rate in ordered_kinds(card)
        if rate.hits
    )


def compare_kinds(cards: Sequence[Scorecard], texts: Texts) -> tuple[tuple[str, tuple[Bar, ...]], ...]:
    """Return each family that was found with a bar for every bot of which a case was judged, worst first.

    Of one bot there is nothing to compare, and of very many nothing to see: then it is empty.
    """
    if not 1 < len(cards) <= _COMPARED_BOTS:
        return ()
    families = {kind for card in cards for kind, rate in card.kinds.items() if "/" not in kind and rate.hits}
    return tuple(
        (texts.name("kind", family), _bars(family, cards, texts)) for family in sorted(families, key=kind_order)
    )


def _bars(family: str, cards: Sequence[Scorecard], texts: Texts) -> tuple[Bar, ...]:
    rated = [(card, card.kinds[family]) for card in cards if family in card.kinds and card.kinds[family].judged]
    rated.sort(key=lambda entry: -(entry[1].share or 0.0))
    return tuple(draw_rate(rate, texts, kind=family, label=name_target(card.target, texts)) for card, rate in rated)


def draw_rate(rate: Rate, texts: Texts, *, kind: str, label: str) -> Bar:
    """Return the bar of one rate; that of nothing is empty, has no interval, and says no share."""
    low, high = write_percent(rate.low), write_percent(rate.high)
    tally, share = write_tally(rate, texts), rate.share
    return Bar(
        kind,
        label,
        is_form="/" in kind,
        tally=f"{rate.hits}/{rate.judged}",
        is_known=share is not None,
        share=texts.words["times.none"] if share is None else write_percent(share),
        interval=write_interval(rate, texts),
        description=tally if share is None else texts.say("chart.desc", tally=tally, low=low, high=high),
        width=_place(share or 0.0),
        low=_place(rate.low),
        high=_place(rate.high),
    )


def stack(counts: list[tuple[str, int]]) -> tuple[Piece, ...]:
    """Return the parts of a stacked bar from left to right, empty ones left out."""
    total = sum(count for _, count in counts)
    pieces: list[Piece] = []
    before = 0
    for name, count in counts:
        if count:
            pieces.append(Piece(name, count, x=_place(before / total), width=_place(count / total)))
        before += count
    return tuple(pieces)


def _place(share: float) -> str:
    return f"{share * 100:.2f}%"
