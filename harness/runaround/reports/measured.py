"""What was measured, in words: of one case, and over the cases of one bot. Rows of a label and what there is to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from runaround.model import Censored, Handoff, Lasting, Measurements, Rate, Spread, Totals
from runaround.reports.figures import write_percent, write_span, write_tally
from runaround.reports.texts import Texts

__all__ = ["Row", "tell_measurements", "tell_sums", "tell_wait", "write_half"]

_EFFORTS = ("turns", "characters", "restarts")


class Row(NamedTuple):
    """One measure: its name, and what it came to; both in words of ours."""

    label: str
    text: str


def tell_sums(totals: Totals | None, texts: Texts) -> list[Row]:
    """Return what the judged cases of a bot took; measures that no case can say anything about are left out."""
    if totals is None or not totals.cases:
        return []
    told = [
        *_tell_way(totals, texts),
        *_tell_manners(totals, texts),
        *_tell_effort(totals, texts),
        *_tell_handoffs(totals, texts),
    ]
    return [Row(texts.words[f"measured.{name}"], text) for name, text in told]


def tell_measurements(measured: Measurements, texts: Texts) -> list[Row]:
    """Return what one case took, without the time to a human; what does not apply is left out."""
    told = [*_tell_own_way(measured, texts), *_tell_own_manners(measured, texts), *_tell_own_transfer(measured, texts)]
    return [Row(texts.words[f"measured.{name}"], text) for name, text in told]


def tell_wait(measured: Measurements, texts: Texts) -> str:
    """Return the time to a human, how long nobody came for who asked in vain, and a dash where nobody asked."""
    seconds = measured.seconds_to_human
    if not measured.reached_human and not measured.asked_for_human:
        return texts.words["times.none"]
    if seconds is None:
        return texts.words["measured.no_times" if measured.reached_human else "measured.nobody"]
    span = write_span(seconds.value, texts)
    return span if seconds.is_reached else texts.say("measured.not_in", span=span)


def write_half(way: Lasting, texts: Texts) -> str:
    """Return the median of a time to a human, or a dash if it is not known."""
    return texts.words["times.none"] if way.median is None else write_span(way.median, texts)


def _tell_way(totals: Totals, texts: Texts) -> Iterator[tuple[str, str]]:
    if not totals.asked and not totals.unasked:
        return
    wanted = texts.say(
        "measured.asked.all", n=texts.count("cases", totals.asked), reached=totals.turns_to_human.reached
    )
    unasked = texts.count("measured.unasked", totals.unasked)
    yield "asked", texts.words["list.comma"].join([wanted, *([unasked] if totals.unasked else [])])
    if totals.seconds_to_human.cases:
        yield "seconds", _tell_lasting(totals.seconds_to_human, "seconds", texts)
    ways = {
        "turns": totals.turns_to_human,
        "requests": totals.requests_to_human,
        "steps": totals.menu_steps_to_human,
    }
    for name, way in ways.items():
        if way.cases and (name != "steps" or way.longest):
            yield name, _tell_lasting(way, name, texts)
    if totals.demanded.judged:
        yield "demanded", write_tally(totals.demanded, texts)


def _tell_lasting(way: Lasting, unit: str, texts: Texts) -> str:
    lost = way.cases - way.reached
    if way.cases == 1:
        # Half of one, and how far off that may be, would only hide the one value there is.
        seen = _write_value(unit, way.longest, texts)
        return texts.say("measured.way.open", list=seen) if lost else seen
    key = "open" if way.median is None else "median" if lost else "all"
    value = way.longest if way.median is None else way.median
    filled = {"value": _write_value(unit, value, texts), "n": way.cases, "lost": lost}
    if way.median is not None:
        low = texts.words["measured.beyond"] if way.low is None else _write_value(unit, way.low, texts)
        high = texts.words["measured.beyond"] if way.high is None else _write_value(unit, way.high, texts)
        filled |= {"interval": texts.say("range.wide", low=low, high=high)}
    return texts.say(f"measured.{key}", **filled)


def _write_value(unit: str, value: float, texts: Texts) -> str:
    return write_span(value, texts) if unit == "seconds" else _count(unit, value, texts)


def _tell_manners(totals: Totals, texts: Texts) -> Iterator[tuple[str, str]]:
    if totals.either_told.judged:
        told = {"either": totals.either_told.hits, "queue": totals.queue_told.hits, "time": totals.wait_told.hits}
        yield "waiting", texts.say("measured.waiting.all", n=totals.either_told.judged, **told)
    if totals.disclosed.judged:
        told_at_all = write_tally(totals.disclosed, texts)
        yield (
            "disclosed",
            texts.say("measured.disclosed.all", told=told_at_all, soon=totals.disclosed_at_once.hits),
        )
    yield "reference", write_tally(totals.referenced, texts)


def _tell_effort(totals: Totals, texts: Texts) -> Iterator[tuple[str, str]]:
    if totals.items_asked or totals.uploads:
        counted = {"n": totals.items_asked, "again": totals.items_asked_again, "uploads": totals.uploads}
        yield "items", texts.say("measured.items.all", **counted)
    spreads = (totals.consumer_turns, totals.characters, totals.restarts)
    median = _list_efforts([spread.median or 0 for spread in spreads], texts)
    yield "effort", texts.say("measured.effort.all", median=median, most=_list_most(spreads, texts))


def _list_most(spreads: tuple[Spread, ...], texts: Texts) -> str:
    return _list_efforts([spread.largest for spread in spreads], texts)


def _list_efforts(values: list[float], texts: Texts) -> str:
    return texts.words["list.comma"].join(
        _count(unit, value, texts) for unit, value in zip(_EFFORTS, values, strict=True)
    )


def _tell_handoffs(totals: Totals, texts: Texts) -> Iterator[tuple[str, str]]:
    rates = {"recall": totals.handoff_recall, "precision": totals.handoff_precision, "over": totals.over_transfers}
    for name, rate in rates.items():
        # Where no scenario says that a transfer is wrong, every transfer is right: a precision would say nothing.
        if rate.judged and (name != "precision" or totals.over_transfers.judged):
            yield name, _write_rate(rate, texts)
    if totals.timed:
        scores = _write_scores(totals.timing, texts)
        yield "timing", texts.say("measured.timing.all", scores=scores, cases=texts.count("cases", totals.timed))


def _tell_own_way(measured: Measurements, texts: Texts) -> Iterator[tuple[str, str]]:
    if measured.asked_for_human or measured.reached_human:
        ways = {
            "requests": measured.requests_to_human,
            "turns": measured.turns_to_human,
            "steps": measured.menu_steps_to_human,
        }
        told = (_count(unit, way.value, texts) for unit, way in ways.items() if _is_told(unit, way))
        listed = texts.words["list.comma"].join(told)
        yield "way", listed if measured.reached_human else texts.say("measured.way.open", list=listed)
    if measured.asked_for_human:
        demanded = [texts.name("item", item) for item in measured.demanded]
        yield "demanded", texts.enumerate(demanded) or texts.words["measured.nothing"]


def _is_told(unit: str, way: Censored) -> bool:
    return unit != "steps" or way.value > 0


def _tell_own_manners(measured: Measurements, texts: Texts) -> Iterator[tuple[str, str]]:
    if measured.waited:
        places = {"queue": measured.queue_told_at, "wait": measured.wait_told_at}
        told = [texts.say(f"measured.{name}", n=place) for name, place in places.items() if place is not None]
        yield "waiting", texts.enumerate(told) or texts.words["measured.neither"]
    yield "disclosed", _tell_place(measured.disclosed_at, texts)
    if measured.reference_at is not None:
        yield "reference", _tell_place(measured.reference_at, texts)
    values: list[float] = [measured.consumer_turns, measured.characters, measured.restarts]
    yield "effort", _list_efforts(values, texts)


def _tell_own_transfer(measured: Measurements, texts: Texts) -> Iterator[tuple[str, str]]:
    if measured.handoff is not Handoff.OPEN:
        yield "handoff", texts.words[f"handoff.{measured.handoff}"]
    if measured.timing is not None:
        yield "timing", _write_scores(measured.timing.scores, texts)


def _write_scores(scores: tuple[float, ...], texts: Texts) -> str:
    one, two, three = (f"{score:.2f}" for score in scores)
    return texts.say("measured.timing.scores", one=one, two=two, three=three)


def _tell_place(place: int | None, texts: Texts) -> str:
    return texts.words["never"] if place is None else texts.say("measured.turn", n=place)


def _count(unit: str, value: float, texts: Texts) -> str:
    """Return `3 turns`; a median between two counts keeps its half."""
    if value == int(value):
        return texts.count(f"measured.{unit}.n", int(value))
    return texts.say(f"measured.{unit}.n", n=f"{value:.1f}")


def _write_rate(rate: Rate, texts: Texts) -> str:
    low, high = write_percent(rate.low), write_percent(rate.high)
    share = write_percent(rate.share or 0)
    return texts.say("measured.rate", n=rate.hits, judged=rate.judged, share=share, low=low, high=high)
