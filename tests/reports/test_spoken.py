"""A conversation is shown as plain text, whatever a bot puts into it."""

from __future__ import annotations

import pytest

from runaround.model import (
    Attachment,
    Button,
    CaseStatus,
    Event,
    JudgedCase,
    Link,
    ProbeResult,
    Speaker,
    Transcript,
    Turn,
    Verdict,
)
from runaround.reports.columns import measure
from runaround.reports.spoken import show_conversation
from runaround.reports.texts import find_texts

C, B, S = Speaker.CONSUMER, Speaker.BOT, Speaker.SYSTEM
EN, ZH = find_texts("en"), find_texts("zh")


def case(*turns: Turn, verdict: Verdict | None = None, **rest: object) -> JudgedCase:
    return JudgedCase(Transcript("a", "en", turns, **rest), verdict or Verdict(CaseStatus.PASSED, None))


def test_everything_of_a_turn_is_shown() -> None:
    turns = (
        Turn(
            B,
            "Hello.\nHow can I help?",
            buttons=(Button("Orders"), Button("Bills")),
            links=(Link("https://x.example"),),
        ),
        Turn(C, clicked="Orders", at=2.0),
        Turn(C, "here", attachments=(Attachment("image", "box.png", "an open box"),), at=4.0),
        Turn(S, event=Event.HUMAN_JOINED, at=6.0),
        Turn(B, at=8.0),
    )

    assert [
        "   0 Bot       Hello.",
        "               How can I help?",
        "               [Orders] [Bills] [link: https://x.example]",
        "   1 Consumer  [chooses: Orders]",
        "   2 Consumer  here",
        "               [image: an open box]",
        "   3 System    (A human joined)",
        "   4 Bot       (no text)",
    ] == show_conversation(case(*turns), EN)


def test_a_later_session_and_a_probe_are_told() -> None:
    turns = (
        Turn(C, "hi"),
        Turn(C, "still", at=259200.0, session=2),
        Turn(S, "?", event=Event.PROBE, at=259201.0, session=2),
    )
    record = case(*turns, probes=(ProbeResult("the refund is booked", 2, holds=False),))

    assert [
        "   0 Consumer  hi",
        "  --- Session 2, 3 d later",
        "   1 Consumer  still",
        "   2 System    the refund is booked: no",
    ] == show_conversation(record, EN)


@pytest.mark.parametrize("text", ["\x1b[2J\u202egone", "a\tb\r\nc", "x" * 100_000, "\ud800", "退款" * 2000])
def test_what_a_bot_says_steers_no_terminal_and_fits(text: str) -> None:
    lines = show_conversation(case(Turn(B, text, buttons=(Button(text),))), ZH, width=60)

    assert [] == [line for line in lines if measure(line) > 60 or {*line} & {"\x1b", "\u202e", "\t", "\r", "\ud800"}]
    assert len(lines) < 100
