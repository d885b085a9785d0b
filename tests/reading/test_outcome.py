"""How a case came out: resolved, handed off or unresolved. The conversations stand in `outcomes.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from runaround.judging import judge_transcript, load_detectors
from runaround.model import Attachment, Ending, EndReason, Event, Finding, Outcome, Speaker, Transcript, Turn
from runaround.reading import read, read_outcome

BOT, CONSUMER, HUMAN, SYSTEM = Speaker.BOT, Speaker.CONSUMER, Speaker.HUMAN, Speaker.SYSTEM
SPEAKERS = {"C": CONSUMER, "B": BOT, "H": HUMAN, "S": SYSTEM}
PACE_S, AWAY_S = 5.0, 3 * 86400.0
MISREAD = frozenset({"zh-resolved-12", "zh-unresolved-17"})
"""Conversations that are known to be misread; what they need, no general rule gives."""


class Talk(NamedTuple):
    """One conversation, and how a person says that it came out."""

    name: str
    outcome: Outcome
    lines: tuple[str, ...]


def talks() -> Iterator[Talk]:
    """Yield the conversations of all languages."""
    book = yaml.safe_load((Path(__file__).parent / "outcomes.yaml").read_text("utf-8"))
    for lang, outcomes in book.items():
        for outcome, texts in outcomes.items():
            for place, text in enumerate(texts):
                yield Talk(f"{lang}-{outcome}-{place}", Outcome(outcome), tuple(text.splitlines()))


TALKS = tuple(talks())


def write_down(*lines: str) -> Transcript:
    """Return the transcript of lines as they stand in `outcomes.yaml`."""
    turns: list[Turn] = []
    at, session = 0.0, 1
    for line in lines:
        if line == "---":
            at, session = at + AWAY_S, session + 1
            continue
        marks = dict(re.findall(r"\[(\w+) ([^\]]+)\]", line))
        text = re.sub(r" ?\[\w+ [^\]]+\]", "", line[2:]).strip()
        files = (Attachment("image", marks["image"]),) if "image" in marks else ()
        event = Event(marks["event"]) if "event" in marks else None
        turns.append(Turn(SPEAKERS[line[0]], text, attachments=files, event=event, at=at, session=session))
        at += PACE_S
    return Transcript("talk", "en", tuple(turns))


def read_judged(talk: Talk) -> Outcome | None:
    """Return how a conversation came out, after all detectors have looked at it."""
    return judge_transcript(write_down(*talk.lines), detectors=load_detectors()).verdict.outcome


@pytest.mark.parametrize("talk", [talk for talk in TALKS if talk.name not in MISREAD], ids=lambda talk: talk.name)
def test_the_outcome_is_what_a_person_says(talk: Talk) -> None:
    assert talk.outcome == read_judged(talk)


@pytest.mark.parametrize("talk", [talk for talk in TALKS if talk.name in MISREAD], ids=lambda talk: talk.name)
def test_a_known_weakness_is_still_one(talk: Talk) -> None:
    """Who mends one takes it off the list, and the figure in the docs rises."""
    assert talk.outcome != read_judged(talk)


def outcome(*turns: Turn, ending: Ending | None = None) -> Outcome:
    """Return how a case with these turns came out."""
    return read_outcome(read(Transcript("case", "en", turns, ending=ending)))


def outcome_of(*lines: str, failed: int | None = None) -> Outcome:
    """Return how a conversation came out; `failed` is a turn that was found to be a loop."""
    findings = () if failed is None else (Finding(failed, "loop/answer", (0,)),)
    return read_outcome(read(write_down(*lines)), findings)


def test_an_answer_found_to_be_a_failure_resolves_nothing() -> None:
    talk = ("C: When does my parcel come?", "B: Parcels are great fun to unpack.", "C: ok")

    assert (Outcome.RESOLVED, Outcome.UNRESOLVED) == (outcome_of(*talk), outcome_of(*talk, failed=1))


def test_a_rude_answer_may_still_resolve_the_matter() -> None:
    reading = read(write_down("C: Refund my order!", "B: Your refund has been issued.", "C: Thanks"))

    assert Outcome.RESOLVED == read_outcome(reading, (Finding(1, "disrespect", ()),))


def test_who_wants_something_done_is_not_served_by_advice_alone() -> None:
    talk = ("C: My tap drips.", "B: Close the valve under the sink.")

    assert (Outcome.UNRESOLVED, Outcome.RESOLVED) == (outcome_of(*talk), outcome_of(*talk, "C: it's fixed now"))


def test_what_is_done_counts_until_the_consumer_objects() -> None:
    talk = ("C: Unlock my account", "B: Your account has been unlocked.")

    assert (Outcome.RESOLVED, Outcome.UNRESOLVED) == (outcome_of(*talk), outcome_of(*talk, "C: no, still locked"))


def test_a_last_ok_takes_back_no_farewell() -> None:
    talk = ("C: 退款", "B: 这个退不了", "C: 算了", "B: 抱歉没能帮到您。", "C: 嗯")

    assert Outcome.UNRESOLVED == outcome_of(*talk)


def test_a_call_back_is_no_solution_even_if_it_is_booked() -> None:
    talk = ("C: No internet.", "B: A colleague will ring you at 6 PM.", "C: ok", "B: Booked.", "C: great, thanks")

    assert Outcome.UNRESOLVED == outcome_of(*talk)


def test_a_concrete_step_is_a_solution() -> None:
    assert Outcome.RESOLVED == outcome_of("C: 杯子碎了", "B: 已为您补寄一个，周四送到。", "C: 好")


def test_a_reminder_that_the_chat_closes_changes_nothing() -> None:
    talk = ("C: 几点开门？", "B: 九点。", "B: 您好，您已经3分钟没有回复了。")

    assert Outcome.RESOLVED == outcome_of(*talk)


DONE = Turn(BOT, "Your refund has been issued.")
OUTCOMES = {
    "nothing-said": ((), Outcome.UNRESOLVED),
    "thanks-after-an-answer": ((Turn(CONSUMER, "When do you open?"), Turn(BOT, "At noon."), Turn(CONSUMER, "Thanks!")),
                               Outcome.RESOLVED),
    "agrees-after-it-was-done-zh": ((Turn(CONSUMER, "要退款"), Turn(BOT, "已为您退款"), Turn(CONSUMER, "好的谢谢")),
                                    Outcome.RESOLVED),
    "objects": ((Turn(CONSUMER, "Refund!"), DONE, Turn(CONSUMER, "No, it has not come.")), Outcome.UNRESOLVED),
    "thanks-for-a-promise": ((Turn(CONSUMER, "Refund!"), Turn(BOT, "We will get back to you within two days."),
                              Turn(CONSUMER, "Thanks")), Outcome.UNRESOLVED),
    "thanks-for-a-ticket": ((Turn(CONSUMER, "Refund!"), Turn(BOT, "I've opened ticket TK-88213 for you."),
                             Turn(CONSUMER, "Thanks")), Outcome.UNRESOLVED),
    "a-human-joined": ((Turn(CONSUMER, "agent"), Turn(SYSTEM, event=Event.HUMAN_JOINED)), Outcome.HANDED_OFF),
    "a-human-solved-it": ((Turn(CONSUMER, "agent"), Turn(HUMAN, "Your refund has been issued."),
                           Turn(CONSUMER, "Great, thank you!")), Outcome.RESOLVED),
}  # fmt: skip


@pytest.mark.parametrize(("turns", "expected"), OUTCOMES.values(), ids=OUTCOMES)
def test_the_outcome_is_read_from_a_foreign_record(turns: tuple[Turn, ...], expected: Outcome) -> None:
    assert expected == outcome(*turns)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (EndReason.SOLVED, Outcome.RESOLVED),
        (EndReason.ACCEPTED_OFFER, Outcome.RESOLVED),
        (EndReason.OUT_OF_PATIENCE, Outcome.UNRESOLVED),
        (EndReason.NO_ANSWER, Outcome.UNRESOLVED),
    ],
)
def test_the_scripted_consumer_knows_best(reason: EndReason, expected: Outcome) -> None:
    assert expected == outcome(Turn(CONSUMER, "Refund!"), Turn(BOT, "Hm."), ending=Ending(reason))
