"""The report for people: one HTML file that loads nothing, and leaves nothing out where no script may run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeGuard

from runaround.model import CaseStatus, Ending, EndReason, JudgedCase, Run, Scorecard, Verdict
from runaround.reports.build_commands import escape_markup_commands
from runaround.reports.chart import Bar, Piece, chart_kinds, compare_kinds, draw_rate, stack
from runaround.reports.chat import Note, Row, lay_out, note_checks, note_excused, note_findings
from runaround.reports.expected import tally_checks, tell_expectation, tell_pair
from runaround.reports.facets import CASES, Facet, find_facets, list_tokens
from runaround.reports.hostile import on_one_line
from runaround.reports.measured import Row as Measured
from runaround.reports.measured import tell_measurements, tell_sums, tell_wait
from runaround.reports.overview import (
    by_severity,
    case_name,
    kind_order,
    list_quiet_kinds,
    name_repeat,
    name_target,
    state_headline,
    tell_card,
    tell_run,
    tell_totals,
    tell_worst,
)
from runaround.reports.page import PAGE_LANGUAGES, environment, hash_file, language_tag, read_file
from runaround.reports.pictured import NO_PICTURES, choose_pictures
from runaround.reports.quarantined import tell_quarantine, tell_quarantine_use
from runaround.reports.sentences import tell_ending, tell_outcome, tell_reasons
from runaround.reports.skipped import list_skipped
from runaround.reports.steady import tell_flaky, tell_reliability
from runaround.reports.suppressed import tell_use
from runaround.reports.texts import Texts, find_texts

__all__ = ["render"]

_ORDER: Final = (CaseStatus.FAILED, CaseStatus.INCONCLUSIVE, CaseStatus.PASSED)
_OPEN_BOTS: Final = 3
_MANY_CASES: Final = 200
"""Of more cases than these, conversations are closed, and a browser makes no nodes of a case before it is near."""

_LISTED_CASES: Final = 500
"""So many rows the table has at first; the script lists the others, as ROWS in report.js."""

_TITLE_CHARACTERS: Final = 200
_TAG_CHARACTERS: Final = 20
_DETAILED: Final = frozenset({EndReason.OUT_OF_PATIENCE, EndReason.ERROR})
_SHOWN_AS_NOTES: Final = frozenset({"findings", "check_failed"})


@dataclass(frozen=True, slots=True)
class _BotView:
    anchor: str
    name: str
    passed: Bar
    unknown: int
    worst: str
    told: list[str]
    bars: tuple[Bar, ...]
    measured: tuple[Measured, ...]
    steady: tuple[str, ...]
    flaky: tuple[str, ...]
    quiet: str


@dataclass(frozen=True, slots=True)
class _CaseView:
    anchor: str
    name: str
    bot: str
    case: JudgedCase
    kept_out: str
    lang: str
    language: str
    outcome: str
    reasons: tuple[str, ...]
    counted: tuple[tuple[str, int], ...]
    notes: tuple[Note, ...]
    title: str
    human: str
    measured: tuple[Measured, ...]
    ending: str
    ending_detail: str
    expected: str
    checked: str
    severity: str
    tags: str
    rows: tuple[Row, ...]
    tokens: tuple[tuple[str, str], ...]


def render(run: Run, *, lang: str = "en") -> str:
    """Return the run as one HTML document; encodes as UTF-8 whatever a bot sent.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    headline = state_headline(run, texts)
    bots = tuple(_view_bots(run, texts))
    facets = find_facets(run.cases, CASES, texts)
    counts = {"passed": headline.passed, "failed": headline.failed, "inconclusive": headline.inconclusive}
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            t=texts,
            lang=PAGE_LANGUAGES[texts.lang],
            style=read_file("report.css"),
            style_hash=hash_file("report.css"),
            script=read_file("report.js"),
            script_hash=hash_file("report.js"),
            run=run,
            headline=headline,
            warnings=tell_run(run, texts),
            told=bots[0].told if len(bots) == 1 else tell_totals(run, texts),
            pieces=_pieces(counts),
            bots=bots,
            pairs=tuple(_view_pairs(run, texts)),
            suppressions=tuple(tell_use(use, texts) for use in run.suppressions),
            skipped=tuple(list_skipped(run, texts)),
            quarantines=tuple(tell_quarantine_use(use, texts) for use in run.quarantines),
            compared=compare_kinds(run.scorecards, texts),
            facets=facets,
            cases=tuple(_view_cases(run, texts, facets)),
            listed=_LISTED_CASES,
            has_many=len(run.cases) > _MANY_CASES,
            open_bots=len(run.scorecards) <= _OPEN_BOTS,
        )
    )
    return escape_markup_commands(page)


def _pieces(counts: dict[str, int]) -> tuple[Piece, ...]:
    return stack(list(counts.items()))


def _view_bots(run: Run, texts: Texts) -> Iterator[_BotView]:
    for place, card in enumerate(run.scorecards):
        cases = [case for case in run.cases if case.transcript.target == card.target]
        yield _view_bot(card, cases, texts=texts, anchor=f"b{place}")


def _view_bot(card: Scorecard, cases: Sequence[JudgedCase], *, texts: Texts, anchor: str) -> _BotView:
    return _BotView(
        anchor,
        name_target(card.target, texts),
        passed=draw_rate(card.passed, texts, kind="passed", label=texts.words["column.passed"]),
        unknown=card.passed.unknown,
        worst=tell_worst(card, texts, most=1),
        told=tell_card(card, cases, texts),
        bars=chart_kinds(card, texts),
        measured=tuple(tell_sums(card.totals, texts)),
        steady=tuple(tell_reliability(card.reliability, texts)) if card.reliability else (),
        flaky=tuple(tell_flaky(card.reliability, texts)) if card.reliability else (),
        quiet=list_quiet_kinds(card, cases, texts),
    )


def _view_cases(run: Run, texts: Texts, facets: Sequence[Facet]) -> Iterator[_CaseView]:
    """Yield the cases, the ones to look at first in front; an anchor is the case's place in the run."""
    places = {id(case): place for place, case in enumerate(run.cases)}
    cases = sorted(by_severity(run.cases), key=_order)
    pictures = choose_pictures(cases, texts)
    for place, case in enumerate(cases):
        seen = pictures.get(place, NO_PICTURES)
        yield replace(_view_case(case, texts, facets, anchor=f"c{places[id(case)]}"), rows=lay_out(case, texts, seen))


def _order(case: JudgedCase) -> tuple[bool, int]:
    return case.quarantine is not None, _ORDER.index(case.verdict.status)


def _view_case(case: JudgedCase, texts: Texts, facets: Sequence[Facet], *, anchor: str) -> _CaseView:
    record, verdict = case.transcript, case.verdict
    lang = language_tag(record.lang)
    return _CaseView(
        anchor,
        name_repeat(case),
        bot=name_target(record.target, texts),
        case=case,
        kept_out=tell_quarantine(case.quarantine, texts) if case.quarantine else "",
        lang=lang,
        language=on_one_line(texts.name("lang", record.lang.partition("-")[0]), _TAG_CHARACTERS),
        outcome=tell_outcome(verdict.outcome, texts),
        reasons=_tell_more(verdict, texts),
        counted=_count_kinds(case, texts),
        notes=_note(verdict, texts),
        title=on_one_line(record.title, _TITLE_CHARACTERS) or case_name(case),
        human=tell_wait(verdict.measurements, texts),
        measured=tuple(tell_measurements(verdict.measurements, texts)),
        ending=tell_ending(record.ending, texts) if record.ending else "",
        ending_detail=record.ending.detail if _has_detail(record.ending, texts) else "",
        expected=tell_expectation(case.expect, texts) if case.expect else "",
        checked=tally_checks(verdict, texts),
        severity=texts.words[f"severity.{record.severity}"] if record.severity else "",
        tags=texts.words["list.comma"].join(record.tags),
        rows=(),
        tokens=list_tokens(case, CASES, facets),
    )


def _has_detail(ending: Ending | None, texts: Texts) -> TypeGuard[Ending]:
    """Return whether the detail of an ending, which is English, says more in this report than the ending itself."""
    return ending is not None and ending.reason in _DETAILED and texts.lang == "en"


def _note(verdict: Verdict, texts: Texts) -> tuple[Note, ...]:
    """Return what counts against the bot, then what the scenario allows for or a person has suppressed."""
    checks = tuple(note for result in verdict.checks for note in note_checks(result, texts))
    return (*note_findings(verdict, texts), *checks, *note_excused(verdict, texts))


def _view_pairs(run: Run, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield the bot's name, where there are several, and what two of its scenarios took."""
    for pair in run.pairs:
        yield name_target(pair.target, texts) if len(run.scorecards) > 1 else "", tell_pair(pair, texts)


def _tell_more(verdict: Verdict, texts: Texts) -> tuple[str, ...]:
    """Return the reasons that the list of findings and failed checks does not show by itself."""
    told = zip(verdict.reasons, tell_reasons(verdict, texts), strict=True)
    return tuple(sentence for (key, _), sentence in told if key not in _SHOWN_AS_NOTES)


def _count_kinds(case: JudgedCase, texts: Texts) -> tuple[tuple[str, int], ...]:
    kinds = [finding.kind for finding in case.verdict.findings]
    return tuple((texts.name("kind", kind), kinds.count(kind)) for kind in sorted(set(kinds), key=kind_order))
