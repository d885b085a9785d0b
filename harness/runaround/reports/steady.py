"""Says how steady a bot is when its scenarios are played several times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from runaround.model import Flaky, PassAll, Rate, Reliability
from runaround.reports.figures import write_percent
from runaround.reports.hostile import on_one_line
from runaround.reports.measured_json import describe_rate
from runaround.reports.texts import Texts

__all__ = ["describe_reliability", "list_reliability", "tell_briefly", "tell_flaky", "tell_reliability"]

_SHOWN: Final = 12
_TOLD: Final = frozenset({1, 2, 3, 4, 5, 10, 20, 50, 100})


def tell_reliability(reliability: Reliability, texts: Texts) -> Iterator[str]:
    """Yield pass^k for some k, the first ones and the last, then the flip rate, a sentence each."""
    for one in reliability.passing:
        if one.k not in _TOLD and one is not reliability.passing[-1]:
            continue
        yield _bound(_tell_pass(one, texts), one, texts)
    yield _bound(_tell_flips(reliability.flips, texts), reliability.flips, texts)


def tell_briefly(reliability: Reliability, texts: Texts) -> Iterator[str]:
    """Yield pass^k for one repeat and for all, then the flip rate: for places with no room for what lies between."""
    for one in (reliability.passing[0], reliability.passing[-1]):
        yield _bound(_tell_pass(one, texts), one, texts)
    yield _bound(_tell_flips(reliability.flips, texts), reliability.flips, texts)


def tell_flaky(reliability: Reliability, texts: Texts) -> Iterator[str]:
    """Yield the first scenarios that flip, the least steady first, and how many more there are."""
    yield from (_tell_one(one, texts) for one in reliability.flaky[:_SHOWN])
    if len(reliability.flaky) > _SHOWN:
        yield texts.say("more", n=len(reliability.flaky) - _SHOWN)


def list_reliability(reliability: Reliability, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield names and values for programs that know no structure; shares are in 0..1, scenarios in words."""
    yield "repeats", str(reliability.repeats)
    for one in reliability.passing:
        yield from _list_share(f"pass^{one.k}", one)
    yield from _list_share("flip_rate", reliability.flips)
    if reliability.flaky:
        yield "flaky", "; ".join(tell_flaky(reliability, texts))


def _list_share(name: str, one: PassAll | Rate) -> Iterator[tuple[str, str]]:
    if one.share is not None:
        yield from ((name, f"{one.share:.4f}"), (f"{name}_low", f"{one.low:.4f}"), (f"{name}_high", f"{one.high:.4f}"))
    if one.at_least != one.at_most:
        yield from ((f"{name}_at_least", f"{one.at_least:.4f}"), (f"{name}_at_most", f"{one.at_most:.4f}"))


def describe_reliability(reliability: Reliability | None) -> dict[str, object] | None:
    """Return the same for programs."""
    if reliability is None:
        return None
    return {
        "repeats": reliability.repeats,
        "passing": [
            {
                "k": one.k,
                "share": one.share,
                "scenarios": one.scenarios,
                "unknown": one.unknown,
                "low": one.low,
                "high": one.high,
                "at_least": one.at_least,
                "at_most": one.at_most,
            }
            for one in reliability.passing
        ],
        "flips": describe_rate(reliability.flips),
        "flaky": [
            {
                "scenario": one.scenario,
                "title": one.title,
                "passed": one.passed,
                "failed": one.failed,
                "unknown": one.unknown,
            }
            for one in reliability.flaky
        ],
    }


def _tell_pass(one: PassAll, texts: Texts) -> str:
    if one.share is None:
        return texts.say("steady.pass.none", k=one.k)
    values = {"share": write_percent(one.share), "low": write_percent(one.low), "high": write_percent(one.high)}
    scenarios = texts.count("compared.scenarios", one.scenarios)
    return texts.say("steady.pass.one" if one.k == 1 else "steady.pass", k=one.k, scenarios=scenarios, **values)


def _tell_flips(flips: Rate, texts: Texts) -> str:
    if flips.share is None:
        return texts.words["steady.flips.none"]
    values = {"share": write_percent(flips.share), "low": write_percent(flips.low), "high": write_percent(flips.high)}
    return texts.say("steady.flips", hits=flips.hits, judged=texts.count("compared.scenarios", flips.judged), **values)


def _bound(told: str, one: PassAll | Rate, texts: Texts) -> str:
    """Return a sentence with its bounds behind it, if something inconclusive leaves it open."""
    if one.at_least == one.at_most:
        return told
    low, high = write_percent(one.at_least), write_percent(one.at_most)
    return texts.say("steady.bounds", told=told, low=low, high=high)


def _tell_one(one: Flaky, texts: Texts) -> str:
    counts = {"passed": one.passed, "failed": one.failed, "unknown": one.unknown}
    key = "steady.flaky.unknown" if one.unknown else "steady.flaky"
    return texts.say(key, scenario=on_one_line(one.scenario), **counts)
