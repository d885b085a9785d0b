"""The nouns of runaround: frozen values that know nobody.

    Vocabulary   Speaker, Event, Item, Outcome          closed sets of words
    Definition   Scenario, Expectation, Patience, Case  what a consumer wants and has
    Execution    Action, Evidence, Message, Turn        one conversation while it happens
    Record       Transcript, Exchange, CaseError        what is kept, and judged tomorrow too
    Judgement    Finding, Verdict, Scorecard, Run       what is concluded from the record

Turns are counted from 0 in `Transcript.turns`; times are seconds since the case began and keep
counting over later sessions.
"""

from __future__ import annotations

from runaround.model.definition import Case, Expectation, HumanWish, Patience, Scenario, ScenarioSession
from runaround.model.execution import (
    Action,
    Attachment,
    Button,
    Click,
    Ending,
    Evidence,
    Leave,
    Link,
    Message,
    Say,
    Turn,
    Wait,
)
from runaround.model.judgement import DetectorFailure, Finding, JudgedCase, Measurements, Rate, Run, Scorecard, Verdict
from runaround.model.record import CaseError, Exchange, Transcript, Versions
from runaround.model.vocabulary import (
    CaseStatus,
    EndReason,
    ErrorKind,
    Escalation,
    Event,
    Item,
    Outcome,
    Speaker,
    TurnEnd,
)

__all__ = [
    "Action",
    "Attachment",
    "Button",
    "Case",
    "CaseError",
    "CaseStatus",
    "Click",
    "DetectorFailure",
    "EndReason",
    "Ending",
    "ErrorKind",
    "Escalation",
    "Event",
    "Evidence",
    "Exchange",
    "Expectation",
    "Finding",
    "HumanWish",
    "Item",
    "JudgedCase",
    "Leave",
    "Link",
    "Measurements",
    "Message",
    "Outcome",
    "Patience",
    "Rate",
    "Run",
    "Say",
    "Scenario",
    "ScenarioSession",
    "Scorecard",
    "Speaker",
    "Transcript",
    "Turn",
    "TurnEnd",
    "Verdict",
    "Versions",
    "Wait",
]
