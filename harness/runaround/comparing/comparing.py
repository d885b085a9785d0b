"""Lays one run beside another: pairs, contrasts, the cases that changed, and what the pairs could have shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from runaround.comparing.contrasts import MEASURES, adjust, adjust_means, contrast, contrast_mean, kinds_of, tally
from runaround.comparing.differences import worth_of_pairs
from runaround.comparing.pairing import Paired, describe_side, pair_runs, tell_unlike
from runaround.comparing.power import find_detectable
from runaround.errors import NotComparable
from runaround.model import (
    FAILED,
    KINDS,
    CaseChange,
    CaseStatus,
    Change,
    Comparison,
    Contrast,
    Detectable,
    JudgedCase,
    MeanContrast,
    Obstacle,
    Refusal,
    Run,
)

__all__ = ["compare"]

_PLACES = {kind: place for place, kind in enumerate(KINDS)}
_ORDER = tuple(Change)

_Pair = tuple[JudgedCase, JudgedCase]


def compare(before: Run, after: Run, *, only: Collection[str] = ()) -> Comparison:
    """Return what differs between two runs of one bot each.

    only: `failed`, kinds and families to look at; empty looks at all, and at what the conversations took. Fewer
    questions have to share the 5 % of being wrong: name those that you had before you saw the answers.
    Raises NotComparable, with every reason, if the runs cannot be laid beside each other.
    """
    pairing = pair_runs(before, after)
    scenarios = [scenario for scenario in pairing.scenarios if scenario.pairs]
    pairs = [pair for scenario in scenarios for pair in scenario.judged]
    if not pairs:
        counts = {"n": pairing.left_out.inconclusive, "quarantined": pairing.left_out.quarantined}
        raise NotComparable([Refusal(Obstacle.UNJUDGED, counts)])
    old, new = (frozenset(kind for pair in pairs for kind in _kinds_of(pair[side], only)) for side in (0, 1))
    failed = contrast(scenarios, FAILED) if not only or FAILED in only else None
    return Comparison(
        before=describe_side(before),
        after=describe_side(after),
        pairs=len(pairs),
        scenarios=sum(bool(scenario.judged) for scenario in scenarios),
        left_out=pairing.left_out,
        unlike=tell_unlike(before, after),
        only=tuple(sorted(only)),
        failed=failed,
        kinds=_contrast_kinds(scenarios, old | new | set(only) - {FAILED}),
        measures=() if only else _contrast_means(scenarios),
        changes=tuple(sorted(_find_changes(pairs, only), key=lambda one: _ORDER.index(one.change))),
        appeared=tuple(sorted(new - old, key=_place)),
        vanished=tuple(sorted(old - new, key=_place)),
        detectable=_find_detectable(scenarios, failed) if failed and not failed.is_significant else None,
    )


def _contrast_kinds(scenarios: Sequence[Paired], kinds: Collection[str]) -> tuple[Contrast, ...]:
    found = (contrast(scenarios, kind) for kind in sorted(kinds, key=_place))
    return adjust([one for one in found if one])


def _contrast_means(scenarios: Sequence[Paired]) -> tuple[MeanContrast, ...]:
    found = (contrast_mean(scenarios, name) for name in MEASURES)
    return adjust_means([one for one in found if one])


def _find_detectable(scenarios: Sequence[Paired], failed: Contrast) -> Detectable:
    """Return what the pairs could have shown, if as many change without a reason as did change."""
    tallies = [found for found in (tally(scenario, FAILED) for scenario in scenarios) if found.pairs]
    changed = failed.worse + failed.better
    return find_detectable(worth_of_pairs(tallies, changed), churn=changed / failed.before.judged)


def _find_changes(pairs: Sequence[_Pair], only: Collection[str]) -> Iterator[CaseChange]:
    for before, after in pairs:
        old, new = _kinds_of(before, only), _kinds_of(after, only)
        appeared, vanished = (tuple(sorted(some, key=_place)) for some in (new - old, old - new))
        change = _change_of(before, after, only) or _change_in_kinds(bool(appeared), bool(vanished), only)
        if change is not None:
            yield CaseChange(change, before, after, appeared, vanished)


def _change_of(before: JudgedCase, after: JudgedCase, only: Collection[str]) -> Change | None:
    """Return what became of the status; None if it is the same, or nobody asked."""
    old, new = before.verdict.status, after.verdict.status
    if old is new or (only and FAILED not in only):
        return None
    return Change.WORSE if new is CaseStatus.FAILED else Change.BETTER


def _change_in_kinds(appeared: bool, vanished: bool, only: Collection[str]) -> Change | None:  # noqa: FBT001 (a pair of facts)
    """Return what other kinds mean: for those who asked for kinds only, one that is there is worse than none."""
    if only and appeared != vanished:
        return Change.WORSE if appeared else Change.BETTER
    return Change.OTHER if appeared or vanished else None


def _kinds_of(case: JudgedCase, only: Collection[str]) -> frozenset[str]:
    """Return the kinds of a case that were asked for; a family that has a form among them is none of its own."""
    found = kinds_of(case)
    return found & frozenset(only) if only else found


def _place(kind: str) -> tuple[int, str]:
    """Order kinds as the taxonomy does, unknown ones behind by name."""
    return _PLACES.get(kind, len(_PLACES)), kind
