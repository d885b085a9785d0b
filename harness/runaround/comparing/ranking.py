"""Ranks many bots by what they have in common, and says which of them cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from runaround.clusters import interval_of_share
from runaround.comparing.contrasts import adjust, contrast, shows
from runaround.comparing.pairing import Paired, Pairing, describe_side, key_of, pair_runs
from runaround.errors import NotComparable
from runaround.intervals import rate
from runaround.model import FAILED, Contrast, Duel, JudgedCase, LeftOut, Obstacle, Placed, Ranking, Rate, Refusal, Run

__all__ = ["rank", "split_by_bot"]

_Cases = Mapping[tuple[tuple[str, str], int], JudgedCase]
"""The cases of one run by scenario and repeat."""


def split_by_bot(run: Run) -> tuple[Run, ...]:
    """Return a run of several bots as one run for each, in the order of names; a run of one bot comes back as it is."""
    bots = sorted({case.transcript.target for case in run.cases})
    if len(bots) < 2:
        return (run,)
    return tuple(
        replace(
            run,
            cases=tuple(case for case in run.cases if case.transcript.target == bot),
            scorecards=tuple(card for card in run.scorecards if card.target == bot),
            pairs=tuple(pair for pair in run.pairs if pair.target == bot),
            skipped=tuple(one for one in run.skipped if one.target == bot),
        )
        for bot in bots
    )


def rank(runs: Sequence[Run], *, name: str = FAILED) -> Ranking:
    """Return the bots, one a run, by the share of cases that failed, or that show the kind `name`; the lowest first.

    Only what all of them played counts. Any two bots are compared pair by pair, and all these comparisons are adjusted
    together by Holm. A bot may have any rank from one more than there are bots shown to be better, to all but those
    shown to be worse: with a chance of 95 % all true ranks are within. Being told apart is not transitive (the first
    may beat the third and neither the second), and these ranges do not pretend that it is.
    Source: M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm 2024, "Inference for ranks with applications to
    mobility across neighbourhoods and academic achievement across countries", Review of Economic Studies 91.

    Bots without a conclusive case are not ranked.
    Raises NotComparable with every reason, ValueError for fewer than two runs.
    """
    if len(runs) < 2:
        msg = f"{len(runs)} runs; a ranking needs two at least."
        raise ValueError(msg)
    found, left_out = _find_common(runs)
    judged = [place for place, cases in enumerate(found) if any(case.is_conclusive for case in cases.values())]
    if len(judged) < 2:
        raise NotComparable([Refusal(Obstacle.SILENT, {"n": len(judged), "bots": len(runs)})])
    silent = tuple(describe_side(run) for place, run in enumerate(runs) if place not in judged)
    runs, common = [runs[place] for place in judged], [found[place] for place in judged]
    rates = [_rate(cases, name) for cases in common]
    order = sorted(range(len(runs)), key=lambda place: (rates[place].share or 0.0, place))
    sorted_cases = [common[place] for place in order]
    pairs = list(combinations(range(len(order)), 2))
    duels = tuple(
        Duel(first, second, found)
        for (first, second), found in zip(pairs, _fight(sorted_cases, pairs, name), strict=True)
    )
    return Ranking(
        name,
        scenarios=len({key for key, _ in sorted_cases[0]}),
        cases=len(sorted_cases[0]),
        placed=tuple(
            _place(place, duels, run=runs[original], rate_=rates[original]) for place, original in enumerate(order)
        ),
        duels=duels,
        left_out=replace(left_out, inconclusive=sum(one.unknown for one in rates)),
        unranked=silent,
    )


def _find_common(runs: Sequence[Run]) -> tuple[list[_Cases], LeftOut]:
    """Return the cases of each run that all runs have, and what is left out.

    Raises NotComparable if two of the runs cannot be compared.
    """
    refusals: dict[str, Refusal] = {}
    pairings: list[Pairing] = []
    for other in runs[1:]:
        try:
            pairings.append(pair_runs(runs[0], other))
        except NotComparable as error:
            refusals |= {refusal.tell(): refusal for refusal in error.refusals}
    if refusals:
        raise NotComparable(list(refusals.values()))
    places = [{_place_of(before) for paired in one.scenarios for before, _ in paired.pairs} for one in pairings]
    shared = set.intersection(*places)
    common: list[_Cases] = [{_place_of(case): case for case in run.cases if _place_of(case) in shared} for run in runs]
    kept_out = [case for run in runs for case in run.cases if case.quarantine is not None]
    played = {case.transcript.scenario for run in runs for case in run.cases if case.transcript.scenario}
    skipped = {one.scenario for run in runs for one in run.skipped}
    named = skipped | {key[0] for key, _ in shared} | {case.transcript.scenario for case in kept_out}
    return common, LeftOut(
        only_before=tuple(sorted(played - named)),
        quarantined=len(kept_out),
        skipped=tuple(sorted(skipped)),
        foreign=sum(not case.transcript.scenario for run in runs for case in run.cases),
    )


def _place_of(case: JudgedCase) -> tuple[tuple[str, str], int]:
    return key_of(case), case.transcript.repeat


def _rate(cases: _Cases, name: str) -> Rate:
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for (scenario, _), case in cases.items():
        hits, judged = counts.get(scenario, (0, 0))
        counts[scenario] = (hits + (case.is_conclusive and shows(case, name)), judged + case.is_conclusive)
    hits, judged = (sum(column) for column in zip(*counts.values(), strict=True))
    low, high = interval_of_share(list(counts.values()))
    return replace(rate(hits, judged, len(cases) - judged), low=low, high=high)


def _fight(cases: Sequence[_Cases], pairs: Sequence[tuple[int, int]], name: str) -> tuple[Contrast, ...]:
    """Return the contrasts of the pairs of bots, adjusted together."""
    found = [contrast(_pair(cases[first], cases[second]), name) for first, second in pairs]
    if not all(found):
        raise NotComparable([Refusal(Obstacle.UNPAIRED, {})])
    return adjust([one for one in found if one])


def _pair(first: _Cases, second: _Cases) -> list[Paired]:
    scenarios: dict[tuple[str, str], list[tuple[JudgedCase, JudgedCase]]] = {}
    for place, case in first.items():
        scenarios.setdefault(place[0], []).append((case, second[place]))
    return [Paired(key[0], tuple(pairs)) for key, pairs in scenarios.items()]


def _place(place: int, duels: Sequence[Duel], *, run: Run, rate_: Rate) -> Placed:
    own = [duel for duel in duels if place in {duel.first, duel.second}]
    beaten_by, beats, ties = 0, 0, []
    for duel in own:
        difference = duel.contrast.difference if duel.first == place else -duel.contrast.difference
        if not duel.contrast.is_significant:
            ties.append(duel.second if duel.first == place else duel.first)
        elif difference > 0:
            beats += 1
        else:
            beaten_by += 1
    return Placed(describe_side(run), rate_, 1 + beaten_by, len(own) + 1 - beats, tuple(sorted(ties)))
