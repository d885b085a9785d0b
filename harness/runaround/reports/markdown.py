"""The report for a pull request or the summary of a build: Markdown that fits, worst first, details folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from runaround.model import CaseStatus, Finding, JudgedCase, Run, Scorecard, Severity
from runaround.reports.assessed import tell_briefly
from runaround.reports.expected import tell_checks
from runaround.reports.figures import write_interval, write_percent
from runaround.reports.markdown_text import code, html_code, html_plain, item, plain
from runaround.reports.overview import (
    by_severity,
    counted,
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
from runaround.reports.quotes import label_findings, quote_proof
from runaround.reports.sentences import tell_error_place, tell_reasons
from runaround.reports.skipped import list_skipped
from runaround.reports.steady import tell_briefly as tell_steadiness
from runaround.reports.steady import tell_flaky
from runaround.reports.suppressed import tell_use
from runaround.reports.texts import Texts, find_texts

__all__ = ["render", "render_long"]

_COMMENT_CHARACTERS: Final = 65_000
"""A comment on GitHub holds 65,536; the rest is left to whoever wraps a line of their own around it."""

_PAGE_BYTES: Final = 1_000_000
"""A step summary of GitHub holds 1 MiB, a note of GitLab 1,000,000 characters."""

_FOOT: Final = 400
_WORST: Final = 5
_SHOWN_BOTS: Final = 60
_STEADY_BOTS: Final = 12
_SHOWN_FINDINGS: Final = 8
_SHOWN_QUOTES: Final = 4
_QUOTED_CHARACTERS: Final = 300
_SENTENCE_CHARACTERS: Final = 1000
_NAME_CHARACTERS: Final = 120
_SIGNS: Final = {CaseStatus.FAILED: "❌", CaseStatus.INCONCLUSIVE: "⚠️", CaseStatus.PASSED: "✅"}
_GRAVITY: Final = {severity: place for place, severity in enumerate(reversed(list(Severity)))}
_TOLD_BELOW: Final = frozenset({"findings", "check_failed"})


def render(run: Run, *, lang: str = "en") -> str:
    """Return the run as Markdown that fits into a comment on a pull request; what does not fit is counted.

    Raises ValueError if there are no texts in `lang`.
    """
    return _write(run, find_texts(lang), most=_COMMENT_CHARACTERS, measure=len)


def render_long(run: Run, *, lang: str = "en") -> str:
    """Return the same for places that take a megabyte, such as the summary of a build.

    Raises ValueError if there are no texts in `lang`.
    """
    return _write(run, find_texts(lang), most=_PAGE_BYTES, measure=_count_bytes)


def _count_bytes(text: str) -> int:
    return len(text.encode())


def _write(run: Run, texts: Texts, *, most: int, measure: Callable[[str], int]) -> str:
    """Return the head and as many cases as fit, the worst first."""
    ordered = [
        case
        for status in (CaseStatus.FAILED, CaseStatus.INCONCLUSIVE)
        for case in by_severity(case for case in counted(run.cases) if case.verdict.status is status)
    ]
    head = "\n".join(_head(run, texts))
    left = most - measure(head) - _FOOT
    shown: list[str] = []
    for case in ordered:
        block = "\n".join(_fold_case(case, run, texts))
        if measure(block) + 1 > left:
            break
        shown.append(block)
        left -= measure(block) + 1
    lines = [head]
    if shown:
        lines += ["", f"### {texts.count('markdown.rest', len(ordered))}", "", *shown]
    if len(shown) < len(ordered):
        lines += ["", f"*{texts.count('markdown.left_out', len(ordered) - len(shown))}*"]
    return "\n".join(lines) + "\n"


def _head(run: Run, texts: Texts) -> Iterator[str]:
    headline = state_headline(run, texts)
    yield f"## {_SIGNS[_judge(run)]} runaround: {headline.text}"
    for sentence in tell_run(run, texts):
        yield f"\n> {plain(sentence)}"
    cards = run.scorecards
    told = tell_card(cards[0], run.cases, texts) if len(cards) == 1 else tell_totals(run, texts)
    for sentence in told:
        yield f"\n{plain(sentence)}"
    if len(cards) > 1:
        yield from _table_of_bots(cards, texts)
    elif cards:
        yield from _table_of_kinds(cards[0], texts)
    yield from _worst(run, texts)
    yield from _about_repeats(run, texts)
    if run.skipped:
        yield f"\n### {texts.words['section.skipped']} ({len(run.skipped)})\n"
        yield from (f"- {item(told)}" for told in islice(list_skipped(run, texts), _SHOWN_BOTS))
    if run.suppressions:
        yield f"\n### {texts.words['section.suppressed']}\n"
        yield from (f"- {item(tell_use(use, texts))}" for use in run.suppressions[:_SHOWN_BOTS])
    if run.quarantines:
        yield f"\n### {texts.words['section.quarantine']}\n"
        yield from (f"- {item(tell_quarantine_use(use, texts))}" for use in run.quarantines[:_SHOWN_BOTS])
    facts = {"run": run.id, "seed": str(run.seed), "version.detectors": run.versions.detectors}
    listed = " · ".join(f"{texts.words[key]} {html_code(value, _NAME_CHARACTERS)}" for key, value in facts.items())
    yield f"\n<sub>{listed}</sub>"


def _judge(run: Run) -> CaseStatus:
    """Return the sign for a whole run: what is not known to be good is never green."""
    if any(card.passed.hits < card.passed.judged for card in run.scorecards):
        return CaseStatus.FAILED
    is_known = run.scorecards and not run.interrupted and all(_is_known(card) for card in run.scorecards)
    return CaseStatus.PASSED if is_known else CaseStatus.INCONCLUSIVE


def _is_known(card: Scorecard) -> bool:
    return card.passed.judged > 0 and not card.passed.unknown


def _table_of_bots(cards: Sequence[Scorecard], texts: Texts) -> Iterator[str]:
    rows = [
        [
            html_code(name_target(card.target, texts), _NAME_CHARACTERS),
            f"{card.passed.hits}/{card.passed.judged}",
            write_interval(card.passed, texts),
            str(card.passed.unknown),
            plain(tell_worst(card, texts, most=1)) or texts.words["times.none"],
        ]
        for card in cards[:_SHOWN_BOTS]
    ]
    yield from _table(["bot", "passed", "interval", "inconclusive", "worst"], rows, texts)
    if len(cards) > _SHOWN_BOTS:
        yield f"\n*{texts.count('markdown.bots', len(cards) - _SHOWN_BOTS)}*"


def _table_of_kinds(card: Scorecard, texts: Texts) -> Iterator[str]:
    rows = [
        [
            ("· " if "/" in kind else "") + plain(texts.name("kind", kind)),
            f"{rate.hits}/{rate.judged}",
            texts.words["times.none"] if rate.share is None else write_percent(rate.share),
            write_interval(rate, texts),
        ]
        for kind, rate in ordered_kinds(card)
        if rate.hits
    ]
    if rows:
        yield from _table(["kind", "cases", "share", "interval"], rows[:_SHOWN_BOTS], texts)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], texts: Texts) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(texts.words[f'column.{name}'] for name in columns)} |"
    yield "|---" * len(columns) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _worst(run: Run, texts: Texts) -> Iterator[str]:
    """Yield the findings in which a consumer loses most, one of each kind and bot, with the turns that prove them."""
    failed = by_severity(case for case in counted(run.cases) if case.verdict.status is CaseStatus.FAILED)
    found = [(case, finding) for case in failed for finding in case.verdict.findings]
    found.sort(key=lambda entry: _weigh(entry[1]))
    first: dict[tuple[str, str], tuple[JudgedCase, Finding]] = {}
    for case, finding in found:
        first.setdefault((case.transcript.target, finding.kind), (case, finding))
    if first:
        yield f"\n### {texts.words['markdown.worst']}"
    for case, finding in list(first.values())[:_WORST]:
        yield f"\n{_name(case, run, texts)}\n"
        yield from _tell_finding(case, finding, texts)


def _about_repeats(run: Run, texts: Texts) -> Iterator[str]:
    """Yield how steady each bot is whose scenarios were repeated, and which scenarios flip."""
    cards = [(card, card.reliability) for card in run.scorecards if card.reliability is not None]
    if cards:
        yield f"\n### {texts.words['steady.section']}\n"
    for card, steady in cards[:_STEADY_BOTS]:
        bot = f"{html_code(name_target(card.target, texts), _NAME_CHARACTERS)} " if len(run.scorecards) > 1 else ""
        yield from (f"- {bot}{plain(told)}" for told in tell_steadiness(steady, texts))
        yield from (f"  - {item(told)}" for told in tell_flaky(steady, texts))
    if len(cards) > _STEADY_BOTS:
        yield f"- {texts.count('markdown.bots', len(cards) - _STEADY_BOTS)}"


def _weigh(finding: Finding) -> int:
    return _GRAVITY[finding.assessment.severity if finding.assessment else Severity.MEDIUM]


def _name(case: JudgedCase, run: Run, texts: Texts) -> str:
    bot = f" · {html_code(name_target(case.transcript.target, texts), 80)}" if len(run.scorecards) > 1 else ""
    return f"{texts.words['markdown.case']} {html_code(name_repeat(case), 100)}{bot}"


def _tell_finding(case: JudgedCase, finding: Finding, texts: Texts) -> Iterator[str]:
    told = _shorten(tell_briefly(finding, texts))
    yield f"- {texts.say('markdown.finding', kind=_shorten(texts.name('kind', finding.kind)), told=told)}"
    for quote in quote_proof(case, finding, texts, most=_SHOWN_QUOTES):
        speaker = f"**{quote.speaker}**" if quote.is_evident else quote.speaker
        said = code(" ".join(quote.said), _QUOTED_CHARACTERS)
        yield f"  > {quote.number} {texts.say('markdown.quote', speaker=speaker, said=said)}  "


def _shorten(sentence: str) -> str:
    return plain(sentence[:_SENTENCE_CHARACTERS])


def _fold_case(case: JudgedCase, run: Run, texts: Texts) -> Iterator[str]:
    """Yield a case as one line that unfolds."""
    verdict, status = case.verdict, case.verdict.status
    labels = label_findings(case, texts) if status is CaseStatus.FAILED else []
    reasons = list(_tell_reasons(case, texts))
    why = [html_plain(told, 160) for told in labels[:_SHOWN_FINDINGS] or reasons[:1]]
    words = f"{_SIGNS[status]} {_name(case, run, texts)}"
    yield f"<details><summary>{words} · {texts.words['list.comma'].join(why)}</summary>\n"
    yield from (f"- {item(reason[:_SENTENCE_CHARACTERS])}" for reason in reasons)
    for finding in verdict.findings[:_SHOWN_FINDINGS]:
        yield from _tell_finding(case, finding, texts)
    if len(verdict.findings) > _SHOWN_FINDINGS:
        yield f"- {texts.say('more', n=len(verdict.findings) - _SHOWN_FINDINGS)}"
    yield "\n</details>"


def _tell_reasons(case: JudgedCase, texts: Texts) -> Iterator[str]:
    verdict, error = case.verdict, case.transcript.error
    told = zip(verdict.reasons, tell_reasons(verdict, texts), strict=True)
    yield from (sentence for (key, _), sentence in told if key not in _TOLD_BELOW)
    if error is not None:
        yield tell_error_place(error, texts)
    yield from (f"{failure.detector}: {failure.error}" for failure in verdict.failures)
    yield from tell_checks(verdict, texts)
