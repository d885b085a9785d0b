"""From pairs of cases to what differs: shares of failed cases and of kinds, means of measurements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from runaround.clusters import interval_of_share
from runaround.comparing.differences import Tally, effect_of, interval_of_difference, interval_of_mean_difference
from runaround.comparing.exact import holm, sign_flip
from runaround.comparing.pairing import Paired
from runaround.intervals import rate
from runaround.model import FAILED, CaseStatus, Contrast, JudgedCase, MeanContrast, Rate

__all__ = ["MEASURES", "adjust", "adjust_means", "contrast", "contrast_mean", "kinds_of", "shows", "tally"]

MEASURES: Mapping[str, Callable[[JudgedCase], int]] = {
    "consumer_turns": lambda case: case.verdict.measurements.consumer_turns,
    "requests_to_human": lambda case: int(case.verdict.measurements.requests_to_human.value),
    "items_asked_again": lambda case: case.verdict.measurements.items_asked_again,
}
"""What a conversation took, as whole numbers. How often a consumer asked for a human is known whether or not one came;
how long it took is not, and censored values have no mean."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the pairs of all scenarios come to, those left out for being inconclusive counted apart."""

    before: int
    after: int
    pairs: int
    unknown: int
    lowest: int
    highest: int


def kinds_of(case: JudgedCase) -> frozenset[str]:
    """Return the kinds that a case shows and that count against the bot, with their families."""
    return frozenset(name for finding in case.verdict.findings for name in (finding.kind, finding.family))


def shows(case: JudgedCase, name: str) -> bool:
    """Return whether a judged case failed, for `failed`, or shows a kind or family."""
    return case.verdict.status is CaseStatus.FAILED if name == FAILED else name in kinds_of(case)


def tally(scenario: Paired, name: str) -> Tally:
    """Return in how many of the judged pairs of a scenario something was seen on each side."""
    judged = scenario.judged
    seen = (sum(shows(before, name) for before, _ in judged), sum(shows(after, name) for _, after in judged))
    return Tally(*seen, len(judged))


def contrast(scenarios: Sequence[Paired], name: str) -> Contrast | None:
    """Return the difference in `name`, not yet adjusted for others; None without a judged pair."""
    tallies = [found for found in (tally(scenario, name) for scenario in scenarios) if found.pairs]
    if not tallies:
        return None
    sums = _sum(scenarios, tallies, name)
    pairs = [pair for scenario in scenarios for pair in scenario.judged]
    low, high = interval_of_difference(tallies)
    p = sign_flip([one.after - one.before for one in tallies])
    return Contrast(
        name,
        len(tallies),
        before=_rate(sums.before, sums, [(one.before, one.pairs) for one in tallies]),
        after=_rate(sums.after, sums, [(one.after, one.pairs) for one in tallies]),
        difference=(sums.after - sums.before) / sums.pairs,
        low=low,
        high=high,
        at_least=(sums.after - sums.before + sums.lowest) / (sums.pairs + sums.unknown),
        at_most=(sums.after - sums.before + sums.highest) / (sums.pairs + sums.unknown),
        worse=sum(shows(after, name) and not shows(before, name) for before, after in pairs),
        better=sum(shows(before, name) and not shows(after, name) for before, after in pairs),
        p=p,
        adjusted=p,
        effect=effect_of(sums.before / sums.pairs, sums.after / sums.pairs),
    )


def _sum(scenarios: Sequence[Paired], tallies: Sequence[Tally], name: str) -> _Sums:
    """Add up; of an inconclusive pair, the side that is judged still bounds the difference."""
    open_pairs = [
        [shows(case, name) if case.is_conclusive else None for case in pair]
        for scenario in scenarios
        for pair in scenario.pairs
        if not (pair[0].is_conclusive and pair[1].is_conclusive)
    ]
    return _Sums(
        before=sum(one.before for one in tallies),
        after=sum(one.after for one in tallies),
        pairs=sum(one.pairs for one in tallies),
        unknown=len(open_pairs),
        lowest=sum((after or False) - (before is not False) for before, after in open_pairs),
        highest=sum((after is not False) - (before or False) for before, after in open_pairs),
    )


def _rate(hits: int, sums: _Sums, counts: list[tuple[int, int]]) -> Rate:
    low, high = interval_of_share(counts)
    return replace(rate(hits, sums.pairs, sums.unknown), low=low, high=high)


def contrast_mean(scenarios: Iterable[Paired], name: str) -> MeanContrast | None:
    """Return the difference in the mean of a measurement, not yet adjusted for others; None without a judged pair."""
    measure = MEASURES[name]
    values = [[(measure(before), measure(after)) for before, after in scenario.judged] for scenario in scenarios]
    values = [pairs for pairs in values if pairs]
    count = sum(len(pairs) for pairs in values)
    if not count:
        return None
    differences = [sum(after - before for before, after in pairs) for pairs in values]
    interval = interval_of_mean_difference([(d, len(pairs)) for d, pairs in zip(differences, values, strict=True)])
    p = sign_flip(differences)
    return MeanContrast(
        name,
        len(values),
        count,
        before=sum(before for pairs in values for before, _ in pairs) / count,
        after=sum(after for pairs in values for _, after in pairs) / count,
        difference=sum(differences) / count,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        p=p,
        adjusted=p,
    )


def adjust(contrasts: Sequence[Contrast]) -> tuple[Contrast, ...]:
    """Return the contrasts with p adjusted for being asked together, by Holm."""
    together = holm([one.p for one in contrasts])
    return tuple(replace(one, adjusted=p) for one, p in zip(contrasts, together, strict=True))


def adjust_means(contrasts: Sequence[MeanContrast]) -> tuple[MeanContrast, ...]:
    """Return the same for means."""
    together = holm([one.p for one in contrasts])
    return tuple(replace(one, adjusted=p) for one, p in zip(contrasts, together, strict=True))
