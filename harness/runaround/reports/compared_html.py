"""A comparison as a page: what differs, and for each case that changed both conversations side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runaround.model import CaseChange, Change, Comparison, JudgedCase, Ranking
from runaround.reports.build_commands import escape_markup_commands
from runaround.reports.chat import Row, lay_out
from runaround.reports.compared import (
    KIND_COLUMNS,
    MEASURE_COLUMNS,
    RANK_COLUMNS,
    name_case,
    row_of,
    row_of_mean,
    row_of_placed,
    state_comparison,
    state_ranking,
    tell_change,
    tell_comparison,
    tell_outcome_of,
    tell_ranking,
    tell_side,
)
from runaround.reports.figures import write_percent
from runaround.reports.page import PAGE_LANGUAGES, environment, hash_file, language_tag, read_file
from runaround.reports.texts import Texts, find_texts

__all__ = ["render", "render_ranking"]

_STYLES = ("report.css", "compared.css")


@dataclass(frozen=True, slots=True)
class _SideView:
    """One conversation of a pair, as the macros of a chat want it; `told`: how it came out."""

    anchor: str
    label: str
    case: JudgedCase
    lang: str
    told: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _ChangeView:
    anchor: str
    name: str
    title: str
    kinds: str
    sides: tuple[_SideView, _SideView]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A difference as a line between two shares; places in percent of the drawing's width."""

    label: str
    before: str
    after: str
    low: str
    high: str
    is_worse: bool
    is_real: bool


def render(comparison: Comparison, *, lang: str = "en") -> str:
    """Return the comparison as one HTML document without scripts. Raises ValueError if there are no texts in `lang`."""
    texts = find_texts(lang)
    return _fill(
        texts,
        headline=state_comparison(comparison, texts),
        sides=tuple((key, tell_side(getattr(comparison, key), texts)) for key in ("before", "after")),
        told=tuple(tell_comparison(comparison, texts)),
        drawn=tuple(_draw(comparison, texts)),
        tables=(
            ("kinds", KIND_COLUMNS, [row_of(one, texts) for one in comparison.contrasts]),
            ("measures", MEASURE_COLUMNS, [row_of_mean(one, texts) for one in comparison.measures]),
        ),
        groups=tuple((change, tuple(_view(comparison, change, texts))) for change in Change),
        notes=tuple(texts.words[f"compared.note.{name}"] for name in ("pairs", "test", "effect")),
    )


def render_ranking(ranking: Ranking, *, lang: str = "en") -> str:
    """Return the ranking as one HTML document without scripts. Raises ValueError if there are no texts in `lang`."""
    texts = find_texts(lang)
    rows = [row_of_placed(ranking, place, texts) for place in range(len(ranking.placed))]
    return _fill(
        texts,
        headline=state_ranking(ranking, texts),
        sides=(),
        told=tuple(tell_ranking(ranking, texts)),
        drawn=(),
        tables=(("ranks", RANK_COLUMNS, rows),),
        groups=(),
        notes=(texts.words["ranked.note"],),
    )


def _fill(texts: Texts, **values: object) -> str:
    styles = [(read_file(name), hash_file(name)) for name in _STYLES]
    template = environment().get_template("compared.html.j2")
    page = template.render(t=texts, lang=PAGE_LANGUAGES[texts.lang], styles=styles, **values)
    return escape_markup_commands(page)


def _draw(comparison: Comparison, texts: Texts) -> Iterator[_Drawn]:
    """Yield what differs as drawings: the shares before and after, and how far the one after may be off."""
    for one in comparison.contrasts:
        before, after = one.before.share or 0.0, one.after.share or 0.0
        low, high = max(0.0, before + one.low), min(1.0, before + one.high)
        yield _Drawn(
            f"{row_of(one, texts)[0]}: {write_percent(before)} → {write_percent(after)}",
            before=_place(before),
            after=_place(after),
            low=_place(low),
            high=_place(high),
            is_worse=one.difference > 0,
            is_real=one.is_significant,
        )


def _view(comparison: Comparison, change: Change, texts: Texts) -> Iterator[_ChangeView]:
    for place, one in enumerate(comparison.changes):
        if one.change is change:
            yield _view_change(one, texts, name=name_case(one, comparison, texts), anchor=f"p{place}")


def _view_change(one: CaseChange, texts: Texts, *, name: str, anchor: str) -> _ChangeView:
    before, after = (
        _view_side(case, texts, anchor=f"{anchor}{key[0]}", label=texts.words[f"compared.{key}"])
        for key, case in (("before", one.before), ("after", one.after))
    )
    return _ChangeView(anchor, name, one.after.transcript.title, tell_change(one, texts), sides=(before, after))


def _view_side(case: JudgedCase, texts: Texts, *, anchor: str, label: str) -> _SideView:
    lang = language_tag(case.transcript.lang)
    return _SideView(anchor, label, case, lang, tuple(tell_outcome_of(case, texts)), lay_out(case, texts))


def _place(share: float) -> str:
    return f"{100 * share:.2f}%"
