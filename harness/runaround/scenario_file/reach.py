"""Finds what can never happen in a scenario: an end, a reaction, a check, its own expectation.

Meets documents that the schema has refused too; what has the wrong shape counts as absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard

import jmespath
import re2  # type: ignore[import-untyped]  # the wheel has no stubs

from runaround.model import CASE_LIMIT_S, KINDS, Escalation, Outcome, Patience
from runaround.plugins import suggest
from runaround.scenario_file.shape import Document, list_in, map_in
from runaround.yaml_file import KeyPath

__all__ = ["find_unreachable"]

_Found = Iterator[tuple[KeyPath, str]]
_TURNS = Patience().turns
_LEAST_TURNS = 2
"""Turns that a visit needs: one to speak, one to part."""

_TO_HUMAN = ("requests_to_human", "turns_to_human", "seconds_to_human")


def find_unreachable(document: Document) -> _Found:
    """Yield everything in a scenario that can never come about, as a place and a sentence."""
    yield from _check_turns(document)
    yield from _check_waiting(document)
    yield from _check_wish(document)
    yield from _check_escalation(document)
    yield from _check_sending(document)
    yield from _check_leaving(document)
    yield from _check_places(document)
    yield from _check_kinds(document)
    yield from _check_patterns(document, ())


def _check_turns(document: Document) -> _Found:
    """Scripts must be sayable to their end, and a later visit must have turns of its own."""
    sessions, turns = list_in(document, "sessions"), _whole(map_in(document, "patience"), "turns", _TURNS)
    share = turns // len(sessions) if sessions else turns
    if len(sessions) > 1 and share < _LEAST_TURNS:
        text = f"{turns} turns for {len(sessions)} sessions leave {share} for each; expected {_LEAST_TURNS} or more."
        yield ("patience", "turns"), text
    for index, session in enumerate(sessions):
        lines = len(list_in(session, "script")) if isinstance(session, dict) else 0
        if lines >= share:
            text = (
                f"{lines} fixed lines, but the patience of this session ends after {share} turns, and the last is "
                f"kept for parting. Write patience.turns: {(lines + 1) * len(sessions)} or more."
            )
            yield ("sessions", index, "script"), text


def _check_waiting(document: Document) -> _Found:
    """A case is given up after some minutes, whatever it does: no consumer can wait longer."""
    wait_s = map_in(document, "patience").get("wait_s")
    if _is_number(wait_s) and wait_s * 2 >= CASE_LIMIT_S:
        text = f"waiting {wait_s:g} s twice never ends: a case is given up after {CASE_LIMIT_S:g} s."
        yield ("patience", "wait_s"), text
    for index, reaction in _reactions(document):
        seconds, times = map_in(reaction, "does").get("wait_s"), _whole(reaction, "times", 1)
        if _is_number(seconds) and seconds * times >= CASE_LIMIT_S:
            text = f"{times} times {seconds:g} s never end: a case is given up after {CASE_LIMIT_S:g} s."
            yield ("reactions", index, "does", "wait_s"), text


def _check_wish(document: Document) -> _Found:
    wish, turns = map_in(document, "human"), _whole(map_in(document, "patience"), "turns", _TURNS)
    for key in ("at_turn", "after_failures"):
        moment = wish.get(key)
        if _is_number(moment) and moment >= turns:
            text = f"never comes: patience.turns is {turns}, and the last turn is kept for giving up."
            yield ("human", key), text
    visit_s = map_in(document, "patience").get("visit_s")
    after_s = wish.get("after_s")
    if _is_number(after_s) and _is_number(visit_s) and after_s >= visit_s:
        yield ("human", "after_s"), f"never comes: the consumer leaves after {visit_s:g} s (patience.visit_s)."


def _check_escalation(document: Document) -> _Found:
    """A human who is expected must be wanted, and the other way round."""
    expect, human = map_in(document, "expect"), document.get("human", "never")
    escalation, outcome = expect.get("escalation"), expect.get("outcome")
    wants = {"escalation": escalation == Escalation.REQUIRED, "outcome": outcome == Outcome.HANDED_OFF}
    wants |= {key: key in expect for key in _TO_HUMAN}
    for key in wants if human == "never" else ():
        if wants[key]:
            text = (
                "cannot be reached: the consumer asks for no human, and declines one. "
                "Write 'human: if_offered' for one who takes a human that is offered, or say when they ask for one."
            )
            yield ("expect", key), text
    if escalation == Escalation.WRONG and outcome == Outcome.HANDED_OFF:
        yield ("expect", "outcome"), "contradicts expect.escalation, which says that a human is wrong here."
    if escalation == Escalation.WRONG and isinstance(human, dict) and human.keys() & {"at_turn", "after_s"}:
        yield (
            ("expect", "escalation"),
            "a human is wrong here, but the consumer asks for one in any case (human).",
        )
    if expect.get("requests_to_human") == 0 and isinstance(human, dict) and human.get("at_turn") == 1:
        yield ("expect", "requests_to_human"), "cannot be reached: the consumer asks for a human in its first words."


def _check_sending(document: Document) -> _Found:
    """What is sent must be there."""
    has = map_in(document, "evidence")
    sent: list[tuple[KeyPath, Document]] = [
        (("sessions", number, "script", index, "send"), line)
        for number, session in enumerate(list_in(document, "sessions"))
        if isinstance(session, dict)
        for index, line in enumerate(list_in(session, "script"))
        if isinstance(line, dict)
    ]
    sent += [
        (("reactions", index, "does", "send"), map_in(reaction, "does")) for index, reaction in _reactions(document)
    ]
    for place, part in sent:
        for item in list_in(part, "send"):
            if item not in has:
                known = f"Known: {', '.join(has) or 'none'}.{suggest(str(item), [*has])}"
                yield place, f"sends {item!r}, but evidence has no such file. {known}"


def _check_leaving(document: Document) -> _Found:
    for index, reaction in _reactions(document):
        does = map_in(reaction, "does")
        if "leave" in does and len(list_in(document, "sessions")) < 2:
            yield (
                ("reactions", index, "does", "leave"),
                "there is no later session to come back in. Write one with 'after', or another deed.",
            )
        ways = [key for key in ("choose", "wait_s", "leave", "end") if key in does]
        if len(ways) > 1:
            yield ("reactions", index, "does"), f"does {ways[0]} and {ways[1]}; expected one of them."
        elif ways and ways[0] != "end" and ("say" in does or "send" in does):
            yield ("reactions", index, "does"), f"speaks and does {ways[0]}; expected one of them."
        if "end" in does and "send" in does:
            yield ("reactions", index, "does"), "sends and ends; parting words may be said ('say'), nothing sent."


def _check_places(document: Document) -> _Found:
    """Checks and probes must name a session and a turn that there are."""
    sessions, turns = len(list_in(document, "sessions")), _whole(map_in(document, "patience"), "turns", _TURNS)
    for index, check in enumerate(list_in(map_in(document, "expect"), "checks")):
        if not isinstance(check, dict):
            continue
        place = ("expect", "checks", index)
        if _is_number(check.get("session")) and check["session"] > sessions:
            yield (*place, "session"), f"there is no session {check['session']}; there are {sessions}."
        if _is_number(check.get("turn")) and check["turn"] > turns:
            yield (*place, "turn"), f"there is no turn {check['turn']}: patience ends after {turns} (patience.turns)."
        if check.get("silent") is True and len(check.keys() - {"silent", "turn", "session"}):
            yield (*place, "silent"), "nothing may come, and yet something is asked of what comes."
    for index, probe in enumerate(list_in(document, "probes")):
        when = probe.get("when") if isinstance(probe, dict) else None
        number = when.get("after_session") if isinstance(when, dict) else None
        if _is_number(number) and number > sessions:
            yield ("probes", index, "when"), f"there is no session {number}; there are {sessions}."


def _check_kinds(document: Document) -> _Found:
    limits = map_in(map_in(document, "expect"), "limits")
    named: list[tuple[KeyPath, Any]] = [(("expect", "limits", kind), kind) for kind in limits]
    named += [(("looks_for", index), kind) for index, kind in enumerate(list_in(document, "looks_for"))]
    for place, kind in named:
        if isinstance(kind, str) and kind not in KINDS:
            yield place, f"no kind of finding {kind!r}. Known: {', '.join(KINDS)}.{suggest(kind, list(KINDS))}"


def _check_patterns(value: Any, place: KeyPath) -> _Found:  # noqa: ANN401 (foreign data)
    """Refuse regular expressions and JMESPath expressions that do not compile."""
    if isinstance(value, list):
        for index, below in enumerate(value):
            yield from _check_patterns(below, (*place, index))
    if not isinstance(value, dict):
        return
    for key, below in value.items():
        if key == "matches" and isinstance(below, str) and (error := _blame_pattern(below)):
            yield (*place, key), f"is no regular expression: {error}."
        elif key == "at" and isinstance(below, str) and (error := _blame_expression(below)):
            yield (*place, key), f"is no JMESPath expression: {error}."
        else:
            yield from _check_patterns(below, (*place, key))


def _blame_pattern(pattern: str) -> str:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return ""


def _blame_expression(expression: str) -> str:
    try:
        jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        return str(error).splitlines()[0].rstrip(".:")
    return ""


def _reactions(document: Document) -> Iterator[tuple[int, Document]]:
    return ((index, one) for index, one in enumerate(list_in(document, "reactions")) if isinstance(one, dict))


def _is_number(value: Any) -> TypeGuard[float]:  # noqa: ANN401 (foreign data)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(document: Document, key: str, default: int) -> int:
    value = document.get(key, default)
    return int(value) if _is_number(value) else default
