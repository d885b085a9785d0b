"""Says in words what differs between two runs, and how steady a bot is; every form of the report takes it from here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from runaround.model import (
    FAILED,
    CaseChange,
    CaseStatus,
    Comparison,
    Contrast,
    Detectable,
    JudgedCase,
    LeftOut,
    MeanContrast,
    Ranking,
    Side,
    Unlike,
)
from runaround.reports.figures import write_interval, write_percent
from runaround.reports.hostile import on_one_line
from runaround.reports.overview import case_name, name_target
from runaround.reports.quarantined import tell_quarantine_use
from runaround.reports.sentences import tell_finding, tell_reasons
from runaround.reports.texts import Texts

__all__ = [
    "KIND_COLUMNS",
    "MEASURE_COLUMNS",
    "RANK_COLUMNS",
    "list_bots",
    "list_kinds",
    "list_sides",
    "name_case",
    "name_contrast",
    "row_of",
    "row_of_mean",
    "row_of_placed",
    "state_comparison",
    "state_ranking",
    "tell_change",
    "tell_comparison",
    "tell_kept_out",
    "tell_outcome_of",
    "tell_power",
    "tell_ranking",
    "tell_side",
    "write_p",
    "write_points",
]

KIND_COLUMNS: Final = ("name", "before", "after", "difference", "interval", "pairs", "p", "effect")
MEASURE_COLUMNS: Final = ("name", "before", "after", "difference", "interval", "p")
RANK_COLUMNS: Final = ("rank", "bot", "cases", "share", "interval", "ties")
_LISTED: Final = 12
_SMALL_P: Final = 0.001


def state_comparison(comparison: Comparison, texts: Texts) -> str:
    """Return what is better or worse, in one line."""
    worse, better = (
        texts.enumerate([name_contrast(one, texts) for one in some]) for some in (comparison.worse, comparison.better)
    )
    if worse and better:
        return texts.say("compared.headline.both", worse=worse, better=better)
    if worse:
        return texts.say("compared.headline.worse", list=worse)
    return texts.say("compared.headline.better", list=better) if better else texts.words["compared.headline.same"]


def tell_comparison(comparison: Comparison, texts: Texts) -> Iterator[str]:
    """Yield what there is to say about the comparison as a whole, a sentence or two each."""
    yield texts.count(
        "compared.pairs",
        comparison.pairs,
        pairs=comparison.pairs,
        scenarios=texts.count("compared.scenarios", comparison.scenarios),
    )
    failed = comparison.failed
    if failed:
        told = texts.say(
            "compared.contrast",
            name=name_contrast(failed, texts),
            before=write_percent(failed.before.share or 0.0),
            after=write_percent(failed.after.share or 0.0),
            difference=write_points(failed.difference, texts),
            low=write_points(failed.low, texts),
            high=write_points(failed.high, texts),
            p=_write_p_of(failed.p, texts),
            effect=texts.words[f"effect.{failed.effect}"],
        )
        changed = texts.say("compared.changed", worse=failed.worse, better=failed.better)
        yield f"{told}{texts.words['compared.join']}{changed}"
    yield from _tell_at_odds(comparison, texts)
    yield from _tell_unknown(comparison, texts)
    if comparison.left_out.quarantined:
        yield texts.count("compared.quarantined", comparison.left_out.quarantined)
    detectable = comparison.detectable
    if detectable:
        form = "compared.detectable" + (".none" if detectable.difference is None else "")
        difference = write_points(detectable.difference or 0.0, texts)
        yield texts.say(form, n=detectable.pairs, difference=difference, churn=write_percent(detectable.churn))
    for key, kinds in (("appeared", comparison.appeared), ("vanished", comparison.vanished)):
        if kinds:
            yield texts.say(f"compared.{key}", list=list_kinds(kinds, texts))
    yield from _tell_unlike(comparison, texts)
    yield from _tell_left_out(comparison, texts)


def _tell_at_odds(comparison: Comparison, texts: Texts) -> Iterator[str]:
    """Yield of what the interval says something else than the test, which decides."""
    named = [name_contrast(one, texts) for one in comparison.contrasts if _is_at_odds(one)]
    named += [texts.words[f"compared.measure.{one.name}"] for one in comparison.measures if _is_at_odds(one)]
    if named:
        yield texts.say("compared.at_odds", list=texts.enumerate(named))


def _is_at_odds(one: Contrast | MeanContrast) -> bool:
    if one.low is None or one.high is None:
        return False
    return one.is_significant is (one.low <= 0.0 <= one.high)


def _tell_unknown(comparison: Comparison, texts: Texts) -> Iterator[str]:
    unknown, failed = comparison.left_out.inconclusive, comparison.failed
    if unknown and failed:
        bounds = {"low": write_points(failed.at_least, texts), "high": write_points(failed.at_most, texts)}
        yield texts.say("compared.inconclusive", n=unknown, **bounds)
    elif unknown:
        yield texts.say("compared.inconclusive.plain", n=unknown)


def _tell_unlike(comparison: Comparison, texts: Texts) -> Iterator[str]:
    for one in comparison.unlike:
        names = {}
        if one is Unlike.BOTS:
            names = {
                "before": name_target(comparison.before.bot, texts),
                "after": name_target(comparison.after.bot, texts),
            }
        yield texts.say(f"compared.unlike.{one}", **names)


def _tell_left_out(comparison: Comparison, texts: Texts) -> Iterator[str]:
    left_out = comparison.left_out
    for key, names in (
        ("version", left_out.changed),
        ("only_before", left_out.only_before),
        ("only_after", left_out.only_after),
    ):
        if names:
            yield texts.say(f"compared.{key}", list=_list(names, texts))
    yield from _tell_skipped(left_out, texts)
    for key, number in (("repeats", left_out.repeats), ("foreign", left_out.foreign)):
        if number:
            yield texts.say(f"compared.{key}", n=number)


def _tell_skipped(left_out: LeftOut, texts: Texts) -> Iterator[str]:
    if left_out.skipped:
        yield texts.count("compared.skipped", len(left_out.skipped), list=_list(left_out.skipped, texts))


def _list(names: Sequence[str], texts: Texts) -> str:
    """Return the first names, and how many more there are."""
    shown = [on_one_line(name) for name in names[:_LISTED]]
    more = len(names) - len(shown)
    comma = texts.words["list.comma"]
    return texts.say("compared.more", list=comma.join(shown), n=more) if more else texts.enumerate(shown)


def tell_side(side: Side, texts: Texts) -> str:
    """Return which run it is, harmless and on one line."""
    bot, run = name_target(side.bot, texts), on_one_line(side.run)
    return texts.say("compared.side", bot=bot, run=run, cases=side.cases, seed=side.seed)


def tell_kept_out(sides: Sequence[tuple[str, Side]], texts: Texts) -> list[str]:
    """Return what each entry of the quarantine file keeps out of each run. sides: with what to call them."""
    return [
        texts.say("compared.of", side=name, told=tell_quarantine_use(use, texts))
        for name, side in sides
        for use in side.quarantines
    ]


def list_sides(comparison: Comparison, texts: Texts) -> list[tuple[str, Side]]:
    """Return the runs before and after, with what to call them."""
    return [(texts.words["compared.before"], comparison.before), (texts.words["compared.after"], comparison.after)]


def list_bots(ranking: Ranking, texts: Texts) -> list[tuple[str, Side]]:
    """Return the runs of all bots, with their names."""
    sides = [*(one.side for one in ranking.placed), *ranking.unranked]
    return [(name_target(side.bot, texts), side) for side in sides]


def name_contrast(contrast: Contrast, texts: Texts) -> str:
    """Return what is compared: failed cases, or a kind."""
    return texts.words["compared.failed"] if contrast.name == FAILED else _name_kind(contrast.name, texts)


def list_kinds(kinds: Sequence[str], texts: Texts) -> str:
    """Return kinds by their names; a family that has a form among them goes without saying."""
    told = [kind for kind in kinds if not any(other.startswith(f"{kind}/") for other in kinds)]
    return texts.enumerate([_name_kind(kind, texts) for kind in told])


def _name_kind(kind: str, texts: Texts) -> str:
    return on_one_line(texts.name("kind", kind))


def row_of(contrast: Contrast, texts: Texts) -> list[str]:
    """Return the cells of `KIND_COLUMNS` for one contrast."""
    name = name_contrast(contrast, texts)
    return [
        f"· {name}" if "/" in contrast.name else name,
        f"{contrast.before.hits}/{contrast.before.judged}",
        f"{contrast.after.hits}/{contrast.after.judged}",
        write_points(contrast.difference, texts),
        texts.say("compared.points.range", low=_sign(100 * contrast.low), high=_sign(100 * contrast.high)),
        f"{contrast.worse}/{contrast.better}",
        write_p(contrast.adjusted),
        texts.words[f"effect.{contrast.effect}"],
    ]


def row_of_mean(contrast: MeanContrast, texts: Texts) -> list[str]:
    """Return the cells of `MEASURE_COLUMNS` for one measurement."""
    interval = texts.words["compared.few"]
    if contrast.low is not None and contrast.high is not None:
        low, high = _sign(contrast.low, digits=2), _sign(contrast.high, digits=2)
        interval = texts.say("compared.points.range", low=low, high=high)
    return [
        texts.words[f"compared.measure.{contrast.name}"],
        f"{contrast.before:.2f}",
        f"{contrast.after:.2f}",
        _sign(contrast.difference, digits=2),
        interval,
        write_p(contrast.adjusted),
    ]


def write_points(share: float, texts: Texts) -> str:
    """Return a difference of shares: `+12 points`."""
    return texts.say("compared.points", n=_sign(100 * share))


def write_p(p: float) -> str:
    """Return `0.034`, or `<0.001`."""
    return "<0.001" if p < _SMALL_P else f"{p:.3f}"


def _write_p_of(p: float, texts: Texts) -> str:
    return texts.words["compared.p.small"] if p < _SMALL_P else texts.say("compared.p", p=write_p(p))


def _sign(number: float, *, digits: int = 1) -> str:
    """Return a number with its sign; what is nothing has none."""
    written = f"{number:+.{digits}f}"
    written = written.removesuffix(".0") if digits == 1 else written
    return written.lstrip("+-") if not float(written) else written.replace("-", "−")


def name_case(change: CaseChange, comparison: Comparison, texts: Texts) -> str:
    """Return the scenario of a case that changed; where scenarios are repeated, which repeat, counted from 1."""
    name = case_name(change.after)
    if comparison.pairs == comparison.scenarios:
        return name
    return texts.say("compared.case", name=name, n=change.after.transcript.repeat + 1)


def tell_change(change: CaseChange, texts: Texts) -> str:
    """Return which kinds came and went."""
    told = [
        texts.say(f"compared.case.{key}", list=list_kinds(kinds, texts))
        for key, kinds in (("new", change.appeared), ("gone", change.vanished))
        if kinds
    ]
    return texts.words["list.comma"].join(told)


def tell_outcome_of(case: JudgedCase, texts: Texts) -> list[str]:
    """Return how one side of a changed case came out: its findings, or why it failed without one, or that it passed."""
    verdict = case.verdict
    if verdict.findings:
        return [tell_finding(finding, texts) for finding in verdict.findings]
    if verdict.status is CaseStatus.PASSED:
        return [texts.words["compared.passed"]]
    return [texts.say("compared.failed.plain", reasons=texts.words["compared.join"].join(tell_reasons(verdict, texts)))]


def state_ranking(ranking: Ranking, texts: Texts) -> str:
    """Return which bot is the best, or which may be."""
    leaders = [one for one in ranking.placed if one.best == 1]
    names = [name_target(one.side.bot, texts) for one in leaders]
    return (
        texts.say("ranked.first", bot=names[0])
        if len(leaders) == 1
        else texts.say("ranked.tied", list=texts.enumerate(names))
    )


def tell_ranking(ranking: Ranking, texts: Texts) -> Iterator[str]:
    """Yield what the ranking rests on."""
    name = texts.words["compared.failed"] if ranking.name == FAILED else _name_kind(ranking.name, texts)
    scenarios, cases = texts.count("compared.scenarios", ranking.scenarios), texts.count("cases", ranking.cases)
    yield texts.say("ranked.headline", n=len(ranking.placed), name=name, scenarios=scenarios, cases=cases)
    if ranking.unranked:
        names = [name_target(side.bot, texts) for side in ranking.unranked]
        yield texts.say("ranked.silent", list=texts.enumerate(names))
    if ranking.left_out.only_before:
        yield texts.say("ranked.uncommon", list=_list(ranking.left_out.only_before, texts))
    yield from _tell_skipped(ranking.left_out, texts)
    if ranking.left_out.inconclusive:
        yield texts.say("ranked.inconclusive", n=ranking.left_out.inconclusive)
    if ranking.left_out.quarantined:
        yield texts.count("ranked.quarantined", ranking.left_out.quarantined)
    if ranking.left_out.foreign:
        yield texts.say("compared.foreign", n=ranking.left_out.foreign)


def row_of_placed(ranking: Ranking, place: int, texts: Texts) -> list[str]:
    """Return the cells of `RANK_COLUMNS` for the bot in one place."""
    placed = ranking.placed[place]
    rate = placed.rate
    names = [name_target(ranking.placed[tie].side.bot, texts) for tie in placed.ties]
    is_range = placed.best != placed.worst
    return [
        texts.say("ranked.range", best=placed.best, worst=placed.worst) if is_range else str(placed.best),
        name_target(placed.side.bot, texts),
        f"{rate.hits}/{rate.judged}",
        write_percent(rate.share or 0.0),
        write_interval(rate, texts),
        texts.words["list.comma"].join(names) or texts.words["times.none"],
    ]


def tell_power(found: Sequence[Detectable], texts: Texts) -> tuple[str, list[list[str]]]:
    """Return a headline, and for each share of pairs that change without a reason the smallest rise that shows."""
    rows = [
        [
            write_percent(one.churn),
            texts.words["power.none"] if one.difference is None else write_points(one.difference, texts),
        ]
        for one in found
    ]
    return texts.say("power.headline", n=found[0].pairs), rows
