"""What was measured, as values of the JSON report."""

from __future__ import annotations

from runaround.model import Lasting, Measurements, Rate, Spread, Timing, Totals

__all__ = ["describe_measurements", "describe_rate", "describe_totals"]

_Object = dict[str, object]


def describe_measurements(measured: Measurements) -> _Object:
    """Return what one case took; numbers of the way to a human that was not reached stand in `to_human` only."""
    reached, seconds = measured.reached_human, measured.seconds_to_human
    return {
        "turns": measured.turns,
        "consumer_turns": measured.consumer_turns,
        "characters": measured.characters,
        "restarts": measured.restarts,
        "requests_to_human": measured.requests_to_human.value,
        "turns_to_human": measured.turns_to_human.value if reached else None,
        "seconds_to_human": seconds.value if reached and seconds is not None else None,
        "to_human": {
            "asked": measured.asked_for_human,
            "reached": reached,
            "requests": measured.requests_to_human.value,
            "turns": measured.turns_to_human.value,
            "seconds": None if seconds is None else seconds.value,
            "menu_steps": measured.menu_steps_to_human.value,
        },
        "disclosed_at": measured.disclosed_at,
        "waited": measured.waited,
        "queue_told_at": measured.queue_told_at,
        "wait_told_at": measured.wait_told_at,
        "demanded": list(measured.demanded),
        "reference_at": measured.reference_at,
        "items_asked": measured.items_asked,
        "items_asked_again": measured.items_asked_again,
        "uploads": measured.uploads,
        "handoff": measured.handoff.value,
        "timing": None if measured.timing is None else _timing(measured.timing),
    }


def describe_totals(totals: Totals | None) -> _Object | None:
    """Return what the judged cases of a bot took; None if nobody summed that up."""
    if totals is None:
        return None
    return {
        "cases": totals.cases,
        "asked_for_human": totals.asked,
        "human_unasked": totals.unasked,
        "requests_to_human": _lasting(totals.requests_to_human),
        "turns_to_human": _lasting(totals.turns_to_human),
        "seconds_to_human": _lasting(totals.seconds_to_human),
        "menu_steps_to_human": _lasting(totals.menu_steps_to_human),
        "disclosed": describe_rate(totals.disclosed),
        "disclosed_at_once": describe_rate(totals.disclosed_at_once),
        "queue_told": describe_rate(totals.queue_told),
        "wait_told": describe_rate(totals.wait_told),
        "either_told": describe_rate(totals.either_told),
        "demanded": describe_rate(totals.demanded),
        "referenced": describe_rate(totals.referenced),
        "items_asked": totals.items_asked,
        "items_asked_again": totals.items_asked_again,
        "uploads": totals.uploads,
        "consumer_turns": _spread(totals.consumer_turns),
        "characters": _spread(totals.characters),
        "restarts": _spread(totals.restarts),
        "handoff_recall": describe_rate(totals.handoff_recall),
        "handoff_precision": describe_rate(totals.handoff_precision),
        "over_transfers": describe_rate(totals.over_transfers),
        "timing": _scores(totals.timing) | {"cases": totals.timed} if totals.timed else None,
    }


def describe_rate(rate: Rate) -> _Object:
    """Return a share of cases with its interval and bounds."""
    return {
        "hits": rate.hits,
        "judged": rate.judged,
        "unknown": rate.unknown,
        "share": rate.share,
        "low": rate.low,
        "high": rate.high,
        "at_least": rate.at_least,
        "at_most": rate.at_most,
    }


def _lasting(way: Lasting) -> _Object:
    return {
        "cases": way.cases,
        "reached": way.reached,
        "median": way.median,
        "low": way.low,
        "high": way.high,
        "longest": way.longest,
    }


def _spread(spread: Spread) -> _Object:
    return {"median": spread.median, "largest": spread.largest, "total": spread.total}


def _timing(timing: Timing) -> _Object:
    return {"due": list(timing.due), "made": list(timing.made), **_scores(timing.scores)}


def _scores(scores: tuple[float, ...]) -> _Object:
    return {f"gt_{tolerance}": round(score, 6) for tolerance, score in enumerate(scores, start=1)}
