"""A comparison as a page: what differs, and both conversations of each case that changed, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runaround.model import CaseChange, CaseStatus, Change, Comparison, JudgedCase, Ranking
from runaround.reports.build_commands import escape_markup_commands
from runaround.reports.chat import Row, lay_out
from runaround.reports.compared import (
    KIND_COLUMNS,
    MEASURE_COLUMNS,
    RANK_COLUMNS,
    list_bots,
    list_kinds,
    list_sides,
    name_case,
    row_of,
    row_of_mean,
    row_of_placed,
    state_comparison,
    state_ranking,
    tell_change,
    tell_comparison,
    tell_kept_out,
    tell_outcome_of,
    tell_ranking,
    tell_side,
)
from runaround.reports.facets import CHANGES, Facet, find_facets, list_tokens
from runaround.reports.figures import write_percent
from runaround.reports.page import PAGE_LANGUAGES, environment, hash_file, language_tag, read_file
from runaround.reports.sentences import tell_parts
from runaround.reports.texts import Texts, find_texts

__all__ = ["render", "render_ranking"]

_STYLES = ("report.css", "compared.css")
_SCRIPT = "report.js"


@dataclass(frozen=True, slots=True)
class _SideView:
    """One conversation of a pair, as the macros of a chat want it; `told`: how it came out."""

    anchor: str
    label: str
    case: JudgedCase
    lang: str
    told: tuple[Sequence[str | int], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _ChangeView:
    anchor: str
    name: str
    change: Change
    title: str
    kinds: str
    appeared: str
    vanished: str
    tokens: tuple[tuple[str, str], ...]
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
    """Return the comparison as one HTML document. Raises ValueError if there are no texts in `lang`."""
    texts = find_texts(lang)
    facets = find_facets(comparison.changes, CHANGES, texts)
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
        kept_out=tuple(tell_kept_out(list_sides(comparison, texts), texts)),
        facets=facets,
        changes=tuple(_view(comparison, texts, facets)),
        notes=tuple(texts.words[f"compared.note.{name}"] for name in ("pairs", "test", "effect")),
    )


def render_ranking(ranking: Ranking, *, lang: str = "en") -> str:
    """Return the ranking as one HTML document. Raises ValueError if there are no texts in `lang`."""
    texts = find_texts(lang)
    rows = [row_of_placed(ranking, place, texts) for place in range(len(ranking.placed))]
    return _fill(
        texts,
        headline=state_ranking(ranking, texts),
        sides=(),
        told=tuple(tell_ranking(ranking, texts)),
        drawn=(),
        tables=(("ranks", RANK_COLUMNS, rows),),
        kept_out=tuple(tell_kept_out(list_bots(ranking, texts), texts)),
        facets=(),
        changes=(),
        notes=(texts.words["ranked.note"],),
    )


def _fill(texts: Texts, **values: object) -> str:
    styles = [(read_file(name), hash_file(name)) for name in _STYLES]
    template = environment().get_template("compared.html.j2")
    script = read_file(_SCRIPT), hash_file(_SCRIPT)
    page = template.render(t=texts, lang=PAGE_LANGUAGES[texts.lang], styles=styles, script=script, **values)
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


def _view(comparison: Comparison, texts: Texts, facets: Sequence[Facet]) -> Iterator[_ChangeView]:
    for place, one in enumerate(comparison.changes):
        yield _ChangeView(
            f"p{place}",
            name_case(one, comparison, texts),
            one.change,
            one.after.transcript.title,
            tell_change(one, texts),
            appeared=list_kinds(one.appeared, texts),
            vanished=list_kinds(one.vanished, texts),
            tokens=list_tokens(one, CHANGES, facets),
            sides=_view_sides(one, texts, anchor=f"p{place}"),
        )


def _view_sides(one: CaseChange, texts: Texts, *, anchor: str) -> tuple[_SideView, _SideView]:
    before, after = (
        _view_side(case, texts, anchor=f"{anchor}{key[0]}", label=texts.words[f"compared.{key}"])
        for key, case in (("before", one.before), ("after", one.after))
    )
    return before, after


def _view_side(case: JudgedCase, texts: Texts, *, anchor: str, label: str) -> _SideView:
    lang = language_tag(case.transcript.lang)
    return _SideView(anchor, label, case, lang, tuple(_tell_outcome(case, texts)), lay_out(case, texts))


def _tell_outcome(case: JudgedCase, texts: Texts) -> Iterator[Sequence[str | int]]:
    """Yield how a side came out, in pieces: numbers lead to turns. That it passed, its badge says."""
    if case.verdict.findings:
        yield from (tell_parts(finding, texts) for finding in case.verdict.findings)
    elif case.verdict.status is not CaseStatus.PASSED:
        yield from ([told] for told in tell_outcome_of(case, texts))


def _place(share: float) -> str:
    return f"{100 * share:.2f}%"
