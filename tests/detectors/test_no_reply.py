"""No answer, or a late one, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import CaseError, ErrorKind, Finding

Find = Callable[..., tuple[Finding, ...]]

UNANSWERED = {
    "question-en": ("B: Hello.", "C: Do you have the boots in size 40?"),
    "question-zh": ("B: 您好", "C: 这双靴子有40码吗"),
    "calling-out": ("B: One moment, let me check.", "C: Hello? Is anyone there?"),
    "requested-information": ("B: What is your order number?", "C: QX-20931"),
}


@pytest.mark.parametrize("talk", UNANSWERED.values(), ids=UNANSWERED)
def test_a_last_turn_that_needs_an_answer_and_gets_none_is_found(find: Find, talk: tuple[str, ...]) -> None:
    assert (Finding(1, "no_reply/silent"),) == find(*talk)


@pytest.mark.parametrize(("channel", "wait_s"), [("chat", 31), ("voice", 6)])
def test_an_answer_later_than_the_channel_allows_is_found(find: Find, channel: str, wait_s: int) -> None:
    found = find("C: Is the sauna open?", f"B: Until ten. [after {wait_s}]", channel=channel)

    assert (Finding(1, "no_reply/late", (0,)),) == found


def test_the_clock_starts_at_the_first_of_several_messages(find: Find) -> None:
    """Ruling 8."""
    found = find("C: Is the sauna open?", "C: Today, I mean? [after 20]", "B: Until ten. [after 10]")

    assert (Finding(2, "no_reply/late", (0,)),) == found


def test_the_scenario_may_allow_more_or_less(find: Find) -> None:
    talk = ("C: Is the sauna open?", "B: Until ten. [after 40]")

    assert ((), (Finding(1, "no_reply/late", (0,)),)) == (
        find(*talk, reply_within_s=60.0),
        find(*talk, reply_within_s=39.0),
    )


SILENT = {
    "empty": (),
    "thanks-en": ("C: Is the sauna open?", "B: Until ten.", "C: Thanks, bye!"),
    "thanks-zh": ("C: 桑拿开着吗", "B: 开到十点", "C: 好的谢谢"),
    "agreement": ("C: 桑拿开着吗", "B: 开到十点", "C: 知道了"),
    "giving-up": ("C: Is the sauna open?", "B: We sell towels.", "C: Forget it."),
    "in-time": ("C: Is the sauna open?", "B: Until ten. [after 25]"),
    "the-consumer-was-looking-for-something": (
        "B: What is your order number?",
        "C: Hang on, let me look.",
        "B: Take your time. [after 45]",
        "C: QX-20931",
        "B: Thank you. It comes on Friday.",
    ),
    "a-human-who-is-slow": ("S: [event human_joined]", "C: Is the sauna open?", "H: Until ten. [after 90]"),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == find(*talk)


def test_a_bot_that_could_not_be_reached_is_not_accused_of_silence(find: Find) -> None:
    error = CaseError(ErrorKind.TIMEOUT, "no answer within 30 s", turn=0)

    assert () == find("C: Is the sauna open?", error=error)


def test_who_asks_and_then_says_thanks_still_waits(find) -> None:
    found = find("C: The lamp came broken.", "B: Which shop was it?", "C: Are you open on Saturdays?", "C: Thanks!")

    assert [("no_reply/silent", 2)] == [(one.kind, one.turn) for one in found]


def test_who_asks_and_then_takes_leave_waits_for_nothing(find) -> None:
    assert () == find("B: Which shop was it?", "C: Are you open on Saturdays?", "C: Thanks, goodbye!")
