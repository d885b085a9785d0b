"""What must hold in a case: the expectation, checks of single replies, questions to a test system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.model.vocabulary import Escalation, Outcome

__all__ = ["Check", "Expectation", "JsonCheck", "Probe"]


@dataclass(frozen=True, slots=True)
class JsonCheck:
    """What must be found at the JMESPath expression `at` of a JSON answer; what is None is not asked.

    equals: the value itself, of the same type. matches: an RE2 pattern in the value as text. exists: whether
    there is anything but null.
    """

    at: str
    equals: Any = None
    matches: str | None = None
    exists: bool | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold for the reply to the consumer's turn number `turn` (from 1) of session `session` (from 1).

    contains: one of these patterns stands in it. misses: none of these does. matches: an RE2 pattern. json: of the raw
    reply. silent: whether nothing comes. What is empty or None is not asked.
    """

    turn: int
    session: int = 1
    contains: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    matches: str | None = None
    json: tuple[JsonCheck, ...] = ()
    silent: bool | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would be right in a scenario; what is None or empty is not expected.

    outcome: how the case ends. escalation: whether a human is.
    limits: how many findings of a kind or family do not count against the bot; where nothing is said, none.
    requests_to_human, turns_to_human, seconds_to_human: at most so many wishes, own turns, seconds until a human joins.
    no_harder_than: the id of a scenario that must not take the consumer fewer turns than this one.
    """

    outcome: Outcome | None = None
    escalation: Escalation = Escalation.ALLOWED
    limits: Mapping[str, int] = field(default_factory=dict)
    requests_to_human: int | None = None
    turns_to_human: int | None = None
    seconds_to_human: float | None = None
    no_harder_than: str = ""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to the company's test system: an HTTP request, and what its answer must be.

    after_session: asked after this session (from 1); 0: before the first, None: after the last.
    path: below the address that the target names. body: JSON, None for none. status: None takes any below 400.
    """

    name: str
    path: str
    method: str = "GET"
    after_session: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    status: int | None = None
    json: tuple[JsonCheck, ...] = ()
