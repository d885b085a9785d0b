"""Tells what a scenario expects of a good bot, what it asks the test system, and what it is made to bring out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from runaround.model import Check, JsonCheck, Probe, Scenario
from runaround.reports.expected import tell_expectation
from runaround.reports.hostile import on_one_line
from runaround.reports.story_words import quote_patterns, quote_words
from runaround.reports.texts import Texts

__all__ = ["tell_expected", "tell_kinds", "tell_probes"]


def tell_expected(scenario: Scenario, texts: Texts) -> Iterator[str]:
    """Yield what would be right, and what must hold for single replies."""
    yield texts.say("story.expected", wishes=tell_expectation(scenario.expect, texts))
    for check in scenario.expect.checks:
        key = "story.check.session" if len(scenario.sessions) > 1 else "story.check"
        what = texts.enumerate(list(_wants(check, texts)))
        yield texts.say(key, turn=check.turn, session=check.session, what=what)


def tell_probes(scenario: Scenario, texts: Texts) -> Iterator[str]:
    """Yield what the company's test system is asked, and when."""
    for probe in scenario.probes:
        key = {None: "story.probe.after", 0: "story.probe.before"}.get(probe.after_session, "story.probe.session")
        yield texts.say(key, name=on_one_line(probe.name), request=_request(probe, texts), n=probe.after_session)


def tell_kinds(scenario: Scenario, texts: Texts) -> Iterator[str]:
    """Yield the kinds of finding that a scenario is made to bring out."""
    for kind in scenario.looks_for:
        yield texts.say("story.looks_for.kind", name=texts.name("kind", kind), kind=kind)
    if not scenario.looks_for:
        yield texts.words["story.looks_for.nothing"]


def _request(probe: Probe, texts: Texts) -> str:
    asked = [f"{probe.method} {on_one_line(probe.path, 160)}"]
    asked += [str(probe.status)] if probe.status is not None else []
    return texts.words["list.comma"].join((*asked, *(_write(one) for one in probe.json)))


def _wants(check: Check, texts: Texts) -> Iterator[str]:
    if check.contains:
        yield texts.say("story.check.contains", words=quote_patterns(check.contains, texts))
    if check.misses:
        yield texts.say("story.check.misses", words=quote_patterns(check.misses, texts))
    if check.matches is not None:
        yield texts.say("story.check.matches", words=quote_words([check.matches], texts))
    if check.json:
        yield texts.say("story.check.json", words=texts.enumerate([_write(one) for one in check.json]))
    if check.silent is not None:
        yield texts.words["story.check.silent" if check.silent else "story.check.answered"]


def _write(check: JsonCheck) -> str:
    """Return what must be found in a JSON answer, in signs that need no language."""
    at = on_one_line(check.at)
    if check.matches is not None:
        return f"{at} ~ /{on_one_line(check.matches)}/"
    if check.exists is not None:
        return f"{at} ≠ null" if check.exists else f"{at} = null"
    return f"{at} = {on_one_line(json.dumps(check.equals, ensure_ascii=False))}"
