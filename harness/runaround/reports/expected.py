"""Says in words what a scenario expects, what became of its checks and probes, and how two scenarios compare."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import CheckPart, CheckResult, CheckStatus, Effort, Expectation, Missed, Pair, ProbeResult, Verdict
from runaround.reports.figures import write_span
from runaround.reports.hostile import on_one_line
from runaround.reports.sentences import Part, fill
from runaround.reports.texts import Texts

__all__ = ["join_parts", "tally_checks", "tell_checks", "tell_expectation", "tell_missed", "tell_pair", "tell_probe"]

_QUOTED_CHARACTERS = 160
_TITLE_CHARACTERS = 80


def tell_expectation(expect: Expectation, texts: Texts) -> str:
    """Return what would have been right."""
    return texts.words["list.comma"].join(_wishes(expect, texts))


def _wishes(expect: Expectation, texts: Texts) -> Iterator[str]:
    if expect.outcome is not None:
        yield texts.say("expect.outcome", value=texts.words[f"outcome.{expect.outcome}"])
    yield texts.words[f"expect.escalation.{expect.escalation}"]
    if expect.requests_to_human is not None:
        asked = expect.requests_to_human
        yield texts.count("expect.requests", asked) if asked else texts.words["expect.unasked"]
    if expect.turns_to_human is not None:
        yield texts.count("expect.turns", expect.turns_to_human)
    if expect.seconds_to_human is not None:
        yield texts.say("expect.seconds", span=write_span(expect.seconds_to_human, texts))
    for kind, most in expect.limits.items():
        if most:
            yield texts.count("expect.limit", most, kind=on_one_line(texts.name("kind", kind)))
    if expect.checks:
        yield texts.count("expect.checks", len(expect.checks))
    if expect.no_harder_than:
        yield texts.say("expect.pair", name=on_one_line(expect.no_harder_than))


def tell_checks(verdict: Verdict, texts: Texts) -> tuple[str, ...]:
    """Return a sentence for each thing that a check asked for and that is not so, with plain turn numbers."""
    return tuple(
        join_parts(tell_missed(result, missed, texts)) for result in verdict.checks for missed in result.missed
    )


def tell_missed(result: CheckResult, missed: Missed, texts: Texts) -> tuple[Part, ...]:
    """Return what a check asked for and what came, in pieces, turn numbers as numbers; quotes are cut and visible."""
    values: dict[str, tuple[Part, ...]] = {
        "turn": (result.turn if result.turn is not None else texts.words["times.none"],),
        "expected": (_list_expected(missed, texts),),
        "found": (_tell_found(missed, texts),),
    }
    return tuple(fill(texts.words[f"check.{missed.part}"], values))


def join_parts(parts: tuple[Part, ...]) -> str:
    """Return a sentence in pieces as one text."""
    return "".join(str(part) for part in parts)


def tally_checks(verdict: Verdict, texts: Texts) -> str:
    """Return how many of the checked replies are as they should be; empty when none was checked."""
    made = [result for result in verdict.checks if result.status is not CheckStatus.NOT_NEEDED]
    held = sum(result.status is CheckStatus.HELD for result in made)
    return texts.say("case.checks.of", held=held, n=len(made)) if made else ""


def tell_probe(probe: ProbeResult, texts: Texts) -> str:
    """Return what the company's test system was asked, and whether it is so."""
    name = on_one_line(probe.name, _QUOTED_CHARACTERS)
    return texts.say("probe.holds" if probe.holds else "probe.fails", name=name)


def tell_pair(pair: Pair, texts: Texts) -> str:
    """Return what two scenarios took the consumer, and whether the first was harder."""
    here, there = (_tell_effort(effort, texts) for effort in (pair.here, pair.there))
    return texts.say("pair.harder" if pair.is_harder else "pair.not_harder", here=here, there=there)


def _tell_effort(effort: Effort, texts: Texts) -> str:
    title = on_one_line(effort.title, _TITLE_CHARACTERS) or on_one_line(effort.scenario)
    if effort.turns is None:
        return texts.say("effort.none.one" if effort.cases == 1 else "effort.none", title=title, cases=effort.cases)
    key = "effort" if effort.done == effort.cases else "effort.some"
    written = f"{effort.turns:g}"
    one = f"{key}.one" if effort.turns == 1 and f"{key}.one" in texts.words else key
    return texts.say(one, title=title, n=written, done=effort.done, cases=effort.cases)


def _list_expected(missed: Missed, texts: Texts) -> str:
    """Return the patterns: one of them should be there, none of these, all of those."""
    shown = [on_one_line(pattern, _QUOTED_CHARACTERS) for pattern in missed.expected]
    if missed.part is CheckPart.JSON:
        return texts.enumerate(shown)
    quoted = [texts.say("quoted", text=pattern) for pattern in shown]
    between = "list.or" if missed.part is CheckPart.CONTAINS else "list.and"
    return texts.words["list.comma"].join(quoted[:-1]) + texts.words[between] * (len(quoted) > 1) + "".join(quoted[-1:])


def _tell_found(missed: Missed, texts: Texts) -> str:
    found = on_one_line(missed.found, _QUOTED_CHARACTERS)
    if not found:
        return texts.words["check.found.nothing"]
    return texts.say("check.found.json" if missed.part is CheckPart.JSON else "check.found", text=found)
