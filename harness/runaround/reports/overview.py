"""What a reader of any report wants first: how many cases passed, what went wrong most, what is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from runaround.model import KINDS, CaseStatus, Finding, JudgedCase, Rate, Run, Scorecard, Severity
from runaround.reports.figures import write_percent
from runaround.reports.hostile import on_one_line
from runaround.reports.quarantined import tell_quarantines
from runaround.reports.skipped import tell_skips
from runaround.reports.suppressed import tell_suppressions
from runaround.reports.texts import Texts

__all__ = [
    "Headline",
    "by_severity",
    "case_name",
    "count_statuses",
    "counted",
    "kind_order",
    "list_quiet_kinds",
    "name_repeat",
    "name_target",
    "ordered_kinds",
    "state_headline",
    "tell_card",
    "tell_run",
    "tell_totals",
    "tell_worst",
]

_RANK = {kind: place for place, kind in enumerate(KINDS)}
_GRAVITY = {severity: place for place, severity in enumerate(reversed(list(Severity)))}
_MOST = 3


@dataclass(frozen=True, slots=True)
class Headline:
    """The run in one line, with the counts behind it."""

    text: str
    passed: int
    failed: int
    inconclusive: int


def count_statuses(cases: Iterable[JudgedCase]) -> Counter[CaseStatus]:
    """Return how many of the cases that count have each status."""
    return Counter(case.verdict.status for case in counted(cases))


def counted(cases: Iterable[JudgedCase]) -> list[JudgedCase]:
    """Return the cases that count: those that are not in quarantine."""
    return [case for case in cases if case.quarantine is None]


def state_headline(run: Run, texts: Texts) -> Headline:
    """Return how many of the judged cases of a run passed, in words."""
    passed = sum(card.passed.hits for card in run.scorecards) if run.omitted else 0
    failed = sum(card.passed.judged for card in run.scorecards) - passed if run.omitted else 0
    unknown = sum(card.passed.unknown for card in run.scorecards) if run.omitted else 0
    if not run.omitted:
        counts = count_statuses(run.cases)
        passed, failed = counts[CaseStatus.PASSED], counts[CaseStatus.FAILED]
        unknown = counts[CaseStatus.INCONCLUSIVE]
    if not run.cases and not run.omitted and not run.planned and run.skipped:
        text = texts.count("headline.skipped", len(run.skipped))
    elif not run.cases and not run.omitted:
        text = texts.say("headline.empty")
    elif not passed + failed:
        text = texts.say("headline.none")
    else:
        text = texts.count("headline", passed, judged=passed + failed)
    return Headline(text, passed, failed, unknown)


def kind_order(kind: str) -> tuple[int, str]:
    """Return the place of a kind in the taxonomy; kinds that it does not know follow by name."""
    return _RANK.get(kind, len(_RANK)), kind


def ordered_kinds(card: Scorecard) -> list[tuple[str, Rate]]:
    """Return the kinds of a scorecard with their rates, families before their forms."""
    return sorted(card.kinds.items(), key=lambda entry: kind_order(entry[0]))


def tell_worst(card: Scorecard, texts: Texts, *, most: int = _MOST) -> str:
    """Return the families that most cases of a bot show, `“Stalling” (5 cases)`; empty when there is none."""
    return _list_worst({kind: rate.hits for kind, rate in card.kinds.items() if "/" not in kind}, texts, most=most)


def _list_worst(families: Mapping[str, int], texts: Texts, *, most: int = _MOST) -> str:
    found = [(kind, hits) for kind, hits in families.items() if hits]
    worst = sorted(found, key=lambda entry: (-entry[1], kind_order(entry[0])))[:most]
    return texts.enumerate(
        [
            texts.say("worst.part", kind=on_one_line(texts.name("kind", kind)), cases=texts.count("cases", hits))
            for kind, hits in worst
        ]
    )


def tell_card(card: Scorecard, cases: Sequence[JudgedCase], texts: Texts) -> list[str]:
    """Return what there is to say about one bot, a sentence each: rate, worst trouble, what is unknown.

    cases: all cases of the bot.
    """
    told: list[str] = []
    cases = counted(cases)
    passed = card.passed
    if passed.share is not None:
        low, high = write_percent(passed.low), write_percent(passed.high)
        told.append(texts.say("share", share=write_percent(passed.share), low=low, high=high))
        worst = tell_worst(card, texts)
        told.append(texts.say("worst", list=worst) if worst else texts.say(_nothing(cases)))
    told += _tell_missed(cases, texts)
    if passed.unknown:
        low, high = write_percent(passed.at_least), write_percent(passed.at_most)
        told.append(texts.count("unknown" if passed.judged else "unknown.all", passed.unknown, low=low, high=high))
    if card.failures:
        told.append(texts.count("broken", card.failures))
    return told


def list_quiet_kinds(card: Scorecard, cases: Iterable[JudgedCase], texts: Texts) -> str:
    """Return the families and forms that were looked for and not found; a quiet family stands for its forms.

    cases: all of the bot. What a scenario allows for, or a person suppressed, or in quarantine, was found all the same.
    """
    found = {name for case in cases for finding in _uncounted(case) for name in (finding.kind, finding.family)}
    quiet = [kind for kind, rate in ordered_kinds(card) if rate.judged and not rate.hits and kind not in found]
    named = [kind for kind in quiet if "/" not in kind or kind.partition("/")[0] not in quiet]
    return texts.enumerate([texts.name("kind", kind) for kind in named])


def _uncounted(case: JudgedCase) -> Iterator[Finding]:
    yield from case.verdict.borne
    yield from (one.finding for one in case.verdict.suppressed)
    yield from case.verdict.findings if case.quarantine else ()


def tell_totals(run: Run, texts: Texts) -> list[str]:
    """Return the same for a run over several bots. Without an interval: different bots are no sample of one rate."""
    cases = counted(run.cases)
    counts = count_statuses(cases)
    judged = [case for case in cases if case.verdict.status is not CaseStatus.INCONCLUSIVE]
    families = Counter(kind for case in judged for kind in {finding.family for finding in case.verdict.findings})
    worst = _list_worst(families, texts)
    told = [texts.say("worst", list=worst)] if worst else [texts.say(_nothing(cases))] if judged else []
    told += _tell_missed(cases, texts)
    unknown, passed, total = counts[CaseStatus.INCONCLUSIVE], counts[CaseStatus.PASSED], len(cases)
    if unknown:
        low, high = write_percent(passed / total), write_percent((passed + unknown) / total)
        told.append(texts.count("unknown", unknown, low=low, high=high))
    return told


def _nothing(cases: Iterable[JudgedCase]) -> str:
    """Return the key of the words for there being no finding that counts."""
    return "suppressed.nothing" if any(case.verdict.suppressed for case in cases) else "worst.nothing"


def _tell_missed(cases: Iterable[JudgedCase], texts: Texts) -> list[str]:
    missed = sum(case.verdict.status is CaseStatus.FAILED and not case.verdict.findings for case in cases)
    return [texts.count("missed", missed)] if missed else []


def tell_run(run: Run, texts: Texts) -> list[str]:
    """Return what a reader must know about the run itself before believing its numbers."""
    told: list[str] = []
    if run.interrupted:
        told.append(texts.say("interrupted", n=len(run.cases) + run.omitted, planned=max(run.planned, len(run.cases))))
    if run.omitted:
        told.append(texts.count("omitted", run.omitted))
    told += tell_skips(run, texts)
    told += tell_suppressions(run, texts)
    told += tell_quarantines(run, texts)
    return told


def name_target(target: str, texts: Texts) -> str:
    """Return a bot's name, harmless and on one line."""
    return on_one_line(target) or texts.say("target.none")


def by_severity(cases: Iterable[JudgedCase]) -> list[JudgedCase]:
    """Return cases with those first in which a consumer loses most; otherwise in their order."""
    return sorted(cases, key=lambda case: _GRAVITY[case.transcript.severity or Severity.MEDIUM])


def case_name(case: JudgedCase, limit: int = 80) -> str:
    """Return what people call a case, harmless and on one line: its scenario, else its title, else its id."""
    transcript = case.transcript
    return on_one_line(transcript.scenario or transcript.title or transcript.id, limit)


def name_repeat(case: JudgedCase, limit: int = 80) -> str:
    """Return the same with which time it was, from the second on: `missing_item.zh #2`, alike from run to run."""
    name, repeat = case_name(case, limit), case.transcript.repeat
    return f"{name} #{repeat + 1}" if repeat else name
