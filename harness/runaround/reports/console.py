"""The report for a terminal: a table per bot, then the cases that failed and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tabulate import tabulate

from runaround.model import CaseStatus, JudgedCase, Quarantine, Rate, Run, Scorecard, Suppression
from runaround.reports.assessed import tell_briefly
from runaround.reports.build_commands import break_commands
from runaround.reports.expected import tell_checks, tell_pair
from runaround.reports.figures import write_interval, write_percent, write_tally
from runaround.reports.hostile import on_one_line
from runaround.reports.measured import tell_sums, write_half
from runaround.reports.overview import (
    by_severity,
    case_name,
    counted,
    list_quiet_kinds,
    name_repeat,
    name_target,
    ordered_kinds,
    state_headline,
    tell_card,
    tell_run,
    tell_totals,
    tell_worst,
)
from runaround.reports.quarantined import tell_quarantine_use
from runaround.reports.sentences import tell_error_place, tell_finding, tell_reasons
from runaround.reports.skipped import list_skipped
from runaround.reports.steady import tell_flaky, tell_reliability
from runaround.reports.suppressed import tell_suppressed, tell_use
from runaround.reports.texts import Texts, find_texts

__all__ = ["render"]

_SHOWN_FINDINGS: Final = 3
_SHOWN_CASES: Final = 12
_TOLD_IN_FULL: Final = frozenset({"findings", "check_failed"})


def render(run: Run, *, lang: str = "en") -> str:
    """Return the run as plain text, no colours, no control characters but line breaks; ends with one.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    lines = [state_headline(run, texts).text, *tell_run(run, texts)]
    if len(run.scorecards) > 1:
        lines += [*tell_totals(run, texts), "", _table_of_bots(run.scorecards, texts), *_ways(run.scorecards, texts)]
    only_one = len(run.scorecards) == 1
    for card in run.scorecards:
        if only_one or card.failures or any(rate.hits for rate in card.kinds.values()):
            cases = [case for case in run.cases if case.transcript.target == card.target]
            lines += ["", *_about_bot(card, cases, texts, whole=only_one)]
    lines += _about_pairs(run, texts)
    lines += _about_skipped(run, texts)
    lines += _about_suppressions(run, texts)
    lines += _about_quarantines(run, texts)
    lines += _about_cases(run, texts)
    return break_commands("\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n")


def _table_of_bots(cards: Sequence[Scorecard], texts: Texts) -> str:
    rows = [
        [
            name_target(card.target, texts),
            f"{card.passed.hits}/{card.passed.judged}",
            write_interval(card.passed, texts),
            str(card.passed.unknown),
            tell_worst(card, texts, most=1) or texts.words["times.none"],
        ]
        for card in cards
    ]
    return _table(rows, ["bot", "passed", "interval", "inconclusive", "worst"], texts=texts)


def _ways(cards: Sequence[Scorecard], texts: Texts) -> Iterator[str]:
    """Yield how the consumers of several bots got to a human, if any of them wanted one."""
    rows = [
        [
            name_target(card.target, texts),
            str(totals.asked),
            str(totals.turns_to_human.reached),
            write_half(totals.seconds_to_human, texts),
            _share_of(totals.disclosed, texts),
        ]
        for card in cards
        if (totals := card.totals) is not None and totals.cases
    ]
    if any(card.totals is not None and card.totals.asked for card in cards):
        yield ""
        yield texts.words["section.measured"]
        yield _table(rows, ["bot", "wanted", "reached", "half", "disclosed"], texts=texts)


def _share_of(rate: Rate, texts: Texts) -> str:
    return f"{rate.hits}/{rate.judged}" if rate.judged else texts.words["times.none"]


def _about_measures(card: Scorecard, texts: Texts) -> Iterator[str]:
    rows = tell_sums(card.totals, texts)
    if rows:
        yield ""
        yield texts.words["section.measured"]
        yield from (f"  {row.label}: {row.text}" for row in rows)


def _about_bot(card: Scorecard, cases: Sequence[JudgedCase], texts: Texts, *, whole: bool) -> Iterator[str]:
    """Yield one bot's figures; for a bot alone also the kinds of which nothing was found."""
    name = name_target(card.target, texts)
    passed = f"{texts.words['column.passed']}: {write_tally(card.passed, texts)}"
    yield f"{name}  ·  {passed}" if card.passed.judged else name
    for sentence in tell_card(card, cases, texts):
        yield f"  {sentence}"
    columns = ["kind", "cases", "share", "interval", *(["bounds"] if card.passed.unknown else [])]
    rows = [_row(kind, rate, texts)[: len(columns)] for kind, rate in ordered_kinds(card) if rate.hits]
    if rows and card.passed.judged:
        yield ""
        yield _table(rows, columns, texts=texts)
    quiet = list_quiet_kinds(card, cases, texts)
    if whole and quiet:
        yield ""
        yield texts.say("quiet", list=quiet)
    yield from _about_repeats(card, texts)
    if whole:
        yield from _about_measures(card, texts)


def _about_repeats(card: Scorecard, texts: Texts) -> Iterator[str]:
    if card.reliability is not None:
        yield ""
        yield texts.words["steady.section"]
        yield from (f"  {sentence}" for sentence in tell_reliability(card.reliability, texts))
        yield from (f"    {sentence}" for sentence in tell_flaky(card.reliability, texts))


def _row(kind: str, rate: Rate, texts: Texts) -> list[str]:
    label = on_one_line(texts.name("kind", kind))
    bounds = texts.say("range", low=write_percent(rate.at_least), high=write_percent(rate.at_most))
    return [
        f"· {label}" if "/" in kind else label,
        f"{rate.hits}/{rate.judged}",
        texts.words["times.none"] if rate.share is None else write_percent(rate.share),
        write_interval(rate, texts),
        bounds,
    ]


def _about_pairs(run: Run, texts: Texts) -> Iterator[str]:
    if not run.pairs:
        return
    yield ""
    yield texts.words["section.pairs"]
    for pair in run.pairs:
        told = tell_pair(pair, texts)
        yield f"  {name_target(pair.target, texts)}  ·  {told}" if len(run.scorecards) > 1 else f"  {told}"


def _about_skipped(run: Run, texts: Texts) -> Iterator[str]:
    if run.skipped:
        yield ""
        yield f"{texts.words['section.skipped']} ({len(run.skipped)})"
        yield from (f"  {told}" for told in list_skipped(run, texts))


def _about_suppressions(run: Run, texts: Texts) -> Iterator[str]:
    """Yield what each entry of the suppression file did, with the first findings that it took away."""
    if not run.suppressions:
        return
    taken: dict[Suppression, list[str]] = {}
    for case in run.cases:
        for one in case.verdict.suppressed:
            taken.setdefault(one.by, []).append(f"{case_name(case)}: {tell_finding(one.finding, texts)}")
    yield ""
    yield texts.words["section.suppressed"]
    for use in run.suppressions:
        yield f"  {tell_use(use, texts)}"
        yield from (f"    {line}" for line in _first(taken.get(use.suppression, []), texts))


def _about_quarantines(run: Run, texts: Texts) -> Iterator[str]:
    """Yield what each entry of the quarantine file kept out, with the first cases and what was found in them."""
    if not run.quarantines:
        return
    kept: dict[Quarantine, list[str]] = {}
    for case in run.cases:
        if case.quarantine is not None:
            found = [tell_finding(finding, texts) for finding in case.verdict.findings[:1]]
            told = [f"{name_repeat(case)}: {texts.words[f'status.{case.verdict.status}']}", *found]
            kept.setdefault(case.quarantine, []).append("  ·  ".join(told))
    yield ""
    yield texts.words["section.quarantine"]
    for use in run.quarantines:
        yield f"  {tell_quarantine_use(use, texts)}"
        yield from (f"    {line}" for line in _first(kept.get(use.quarantine, []), texts))


def _about_cases(run: Run, texts: Texts) -> Iterator[str]:
    for status, heading in ((CaseStatus.FAILED, "failed.cases"), (CaseStatus.INCONCLUSIVE, "inconclusive.cases")):
        cases = by_severity(case for case in counted(run.cases) if case.verdict.status is status)
        if not cases:
            continue
        yield ""
        yield f"{texts.words[heading]} ({len(cases)})"
        alike: dict[tuple[str, ...], list[JudgedCase]] = {}
        for case in cases:
            alike.setdefault((name_target(case.transcript.target, texts), *_why(case, texts)), []).append(case)
        for (target, *why), same in alike.items():
            yield f"  {_name_cases(same, texts)}  ·  {target}"
            yield from (f"    {line}" for line in why)


def _name_cases(cases: Sequence[JudgedCase], texts: Texts) -> str:
    """Return the names of cases that went alike; of very many, the first and how many more."""
    names = ", ".join(name_repeat(case) for case in cases[:_SHOWN_CASES])
    more = len(cases) - _SHOWN_CASES
    return texts.say("more.cases", list=names, n=more) if more > 0 else names


def _why(case: JudgedCase, texts: Texts) -> Iterator[str]:
    """Yield reasons, the message of an error, the first findings and failed checks; how many goes without saying."""
    for (key, _), sentence in zip(case.verdict.reasons, tell_reasons(case.verdict, texts), strict=True):
        if key not in _TOLD_IN_FULL:
            yield on_one_line(sentence, 200)
    if case.transcript.error is not None:
        yield on_one_line(tell_error_place(case.transcript.error, texts), 240)
    for failure in case.verdict.failures:
        yield on_one_line(failure.error, 200)
    yield from _first([tell_briefly(finding, texts) for finding in case.verdict.findings], texts)
    yield from _first(tell_checks(case.verdict, texts), texts)
    borne = (tell_finding(finding, texts) for finding in case.verdict.borne)
    yield from _first([texts.say("borne.sentence", sentence=sentence) for sentence in borne], texts)
    yield from _first([tell_suppressed(one, texts) for one in case.verdict.suppressed], texts)


def _first(sentences: Sequence[str], texts: Texts) -> Iterator[str]:
    """Yield the first sentences of a kind, and how many more there are."""
    yield from (on_one_line(sentence, 400) for sentence in sentences[:_SHOWN_FINDINGS])
    if len(sentences) > _SHOWN_FINDINGS:
        yield texts.say("more", n=len(sentences) - _SHOWN_FINDINGS)


def _table(rows: Sequence[Sequence[str]], columns: Sequence[str], *, texts: Texts) -> str:
    headers = [texts.words[f"column.{name}"] for name in columns]
    # Without `disable_numparse` a name such as "1e5" would be shown as 100000.
    return tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True)
