"""Which cases of two runs belong together, which are left out, and when the runs cannot be compared at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from runaround.errors import NotComparable
from runaround.model import JudgedCase, LeftOut, Obstacle, Refusal, Run, Side, Unlike

__all__ = ["Paired", "Pairing", "describe_side", "key_of", "pair_runs", "tell_unlike"]

_LEAST_SHARE = 0.5

_Key = tuple[str, str]
"""A scenario's key and version."""
_Group = Mapping[int, JudgedCase]
"""The cases of one scenario by their repeat."""


@dataclass(frozen=True, slots=True)
class Paired:
    """One scenario with the pairs of its repeats, before and after, in the order of repeats."""

    scenario: str
    pairs: tuple[tuple[JudgedCase, JudgedCase], ...]

    @property
    def judged(self) -> tuple[tuple[JudgedCase, JudgedCase], ...]:
        """The pairs of which both sides say something."""
        return tuple((before, after) for before, after in self.pairs if before.is_conclusive and after.is_conclusive)


@dataclass(frozen=True, slots=True)
class Pairing:
    """The scenarios that two runs share, in the order of the first, and what is left out."""

    scenarios: tuple[Paired, ...]
    left_out: LeftOut


def describe_side(run: Run) -> Side:
    """Return what a comparison tells of a run."""
    bot = next((case.transcript.target for case in run.cases), "")
    return Side(run.id, bot, run.started, run.seed, len(run.cases), run.quarantines)


def pair_runs(before: Run, after: Run) -> Pairing:
    """Return the pairs of two runs, by scenario and repeat.

    A scenario whose file differs is left out, a repeat that only one run has, a record without a scenario, and a pair
    of which a case is in quarantine on either side. So is a scenario that one run had to skip; it is told as that.
    Raises NotComparable with every reason: several bots in a run, other detectors or phrasebooks, a case that is there
    twice, or fewer than half of the scenarios of the smaller run left, or none.
    """
    refusals = [refusal for run in (before, after) for refusal in _refuse_run(run)]
    refusals += _refuse_versions(before, after)
    old, new = _group(before), _group(after)
    common = [key for key in old if key in new]
    left_out = _leave_out(before, after, (old, new))
    fewest = min(len(old), len(new))
    if not common or len(common) < fewest * _LEAST_SHARE:
        refusals.append(_refuse_rest(len(common), fewest, left_out))
    if refusals:
        raise NotComparable(refusals)
    return Pairing(tuple(_pair(key, old, new) for key in common), left_out)


def tell_unlike(before: Run, after: Run) -> tuple[Unlike, ...]:
    """Return what the runs do not share although they can be compared."""
    told = {
        Unlike.BOTS: describe_side(before).bot != describe_side(after).bot,
        Unlike.SEEDS: _seeds(before) != _seeds(after),
        Unlike.HARNESS: _harnesses(before) != _harnesses(after),
        Unlike.SUPPRESSIONS: _suppressions(before) != _suppressions(after),
        Unlike.INTERRUPTED: before.interrupted or after.interrupted,
    }
    return tuple(name for name, holds in told.items() if holds)


def _seeds(run: Run) -> frozenset[int]:
    return frozenset(case.transcript.seed for case in run.cases)


def _harnesses(run: Run) -> frozenset[str]:
    return frozenset(case.transcript.versions.harness for case in run.cases)


def _suppressions(run: Run) -> frozenset[object]:
    return frozenset(use.suppression for use in run.suppressions)


def _refuse_run(run: Run) -> Iterator[Refusal]:
    """Yield why a run cannot be compared with any other."""
    bots = sorted({case.transcript.target for case in run.cases})
    if not run.cases:
        yield Refusal(Obstacle.EMPTY, {"run": run.id})
    if len(bots) > 1:
        yield Refusal(Obstacle.BOTS, {"run": run.id, "n": len(bots), "names": bots})
    if run.omitted:
        yield Refusal(Obstacle.OMITTED, {"run": run.id, "n": run.omitted})
    named = [case for case in run.cases if case.transcript.scenario]
    places = Counter((key_of(case), case.transcript.target, case.transcript.repeat) for case in named)
    twice = [key[0] for (key, _, _), number in places.items() if number > 1]
    if twice:
        yield Refusal(Obstacle.TWICE, {"run": run.id, "names": twice})


def _refuse_versions(before: Run, after: Run) -> Iterator[Refusal]:
    """Yield what makes findings of two runs mean different things."""
    for obstacle, old, new in (
        (Obstacle.DETECTORS, _detectors(before), _detectors(after)),
        (Obstacle.PHRASEBOOKS, _phrasebooks(before), _phrasebooks(after)),
    ):
        if before.cases and after.cases and (old != new or len(old) > 1):
            yield Refusal(obstacle, {"before": sorted(old), "after": sorted(new)})


def _detectors(run: Run) -> frozenset[str]:
    return frozenset(case.transcript.versions.detectors for case in run.cases)


def _phrasebooks(run: Run) -> frozenset[str]:
    return frozenset(" + ".join(case.transcript.versions.phrasebooks) for case in run.cases)


def _group(run: Run) -> dict[_Key, dict[int, JudgedCase]]:
    groups: dict[_Key, dict[int, JudgedCase]] = {}
    for case in run.cases:
        if case.transcript.scenario:
            groups.setdefault(key_of(case), {})[case.transcript.repeat] = case
    return groups


def key_of(case: JudgedCase) -> _Key:
    """Return what makes the scenario of a case the same as that of another."""
    return case.transcript.scenario, case.transcript.versions.scenario


def _pair(key: _Key, old: Mapping[_Key, _Group], new: Mapping[_Key, _Group]) -> Paired:
    repeats = sorted(old[key].keys() & new[key].keys())
    pairs = ((old[key][repeat], new[key][repeat]) for repeat in repeats)
    return Paired(key[0], tuple(pair for pair in pairs if not _is_kept_out(pair)))


def _is_kept_out(pair: tuple[JudgedCase, JudgedCase]) -> bool:
    return any(case.quarantine is not None for case in pair)


def _leave_out(before: Run, after: Run, groups: tuple[Mapping[_Key, _Group], Mapping[_Key, _Group]]) -> LeftOut:
    old, new = groups
    names = {scenario for scenario, _ in old}, {scenario for scenario, _ in new}
    skipped = {one.scenario for run in (before, after) for one in run.skipped}
    common = old.keys() & new.keys()
    paired = [(old[key][repeat], new[key][repeat]) for key in common for repeat in old[key].keys() & new[key].keys()]
    return LeftOut(
        only_before=tuple(sorted(names[0] - names[1] - skipped)),
        only_after=tuple(sorted(names[1] - names[0] - skipped)),
        changed=tuple(sorted((names[0] & names[1]) - {scenario for scenario, _ in common})),
        repeats=sum(len(old[key].keys() ^ new[key].keys()) for key in common),
        foreign=sum(not case.transcript.scenario for run in (before, after) for case in run.cases),
        inconclusive=sum(not (_is_kept_out(pair) or all(case.is_conclusive for case in pair)) for pair in paired),
        quarantined=sum(map(_is_kept_out, paired)),
        skipped=tuple(sorted(skipped)),
    )


def _refuse_rest(common: int, fewest: int, left_out: LeftOut) -> Refusal:
    parts = [
        (Obstacle.CHANGED, len(left_out.changed), {"names": left_out.changed}),
        (Obstacle.ONLY_BEFORE, len(left_out.only_before), {}),
        (Obstacle.ONLY_AFTER, len(left_out.only_after), {}),
        (Obstacle.FOREIGN, left_out.foreign, {}),
        (Obstacle.UNSUPPORTED, len(left_out.skipped), {}),
    ]
    rest = [Refusal(obstacle, {"n": number, **names}) for obstacle, number, names in parts if number]
    return Refusal(Obstacle.SHARED, {"n": common, "fewest": fewest, "rest": rest or [Refusal(Obstacle.NOWHERE, {})]})
