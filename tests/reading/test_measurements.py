"""What a case cost the consumer."""

from __future__ import annotations

from runaround.model import Attachment, Event, Measurements, Speaker, Transcript, Turn
from runaround.reading import measure, read

BOT, CONSUMER, HUMAN, SYSTEM = Speaker.BOT, Speaker.CONSUMER, Speaker.HUMAN, Speaker.SYSTEM


def to_human(*turns: Turn) -> tuple[int, int | None, float | None]:
    """Return the requests, own turns and seconds that it took to reach a human."""
    counted = measure(read(Transcript("case", "en", turns)))
    return counted.requests_to_human, counted.turns_to_human, counted.seconds_to_human


def test_everything_is_counted() -> None:
    turns = (
        Turn(CONSUMER, "The lamp is broken.", at=0.0),
        Turn(BOT, "Please send a photo and your order number.", at=2.0),
        Turn(CONSUMER, "Here it is.", at=30.0, attachments=(Attachment("image", "lamp.jpg"),)),
        Turn(BOT, "Please send a photo.", at=32.0),
        Turn(CONSUMER, "I want to talk to a human.", at=40.0),
        Turn(BOT, "I'm connecting you to an agent.", at=41.0),
        Turn(CONSUMER, "A human, please!", at=90.0),
        Turn(SYSTEM, event=Event.HUMAN_JOINED, at=100.0),
    )

    assert Measurements(
        turns=8,
        consumer_turns=4,
        requests_to_human=2,
        turns_to_human=4,
        seconds_to_human=60.0,
        items_asked=3,
        items_asked_again=1,
        uploads=1,
    ) == measure(read(Transcript("case", "en", turns)))


def test_asking_where_the_human_is_counts_as_asking_for_one() -> None:
    turns = (
        Turn(CONSUMER, "Can I speak to a real person?"),
        Turn(BOT, "I'm connecting you to an agent."),
        Turn(CONSUMER, "Where is the agent you were connecting me to?"),
    )

    assert 2 == measure(read(Transcript("case", "en", turns))).requests_to_human


def test_an_empty_case_costs_nothing() -> None:
    assert Measurements() == measure(read(Transcript("case", "en", ())))


def test_without_a_wish_the_way_to_a_human_starts_with_the_case() -> None:
    turns = (
        Turn(CONSUMER, "The lamp burns!", at=1.0),
        Turn(BOT, "Putting you through now.", at=5.0),
        Turn(HUMAN, "Hello", at=25.0),
    )

    assert (0, 1, 24.0) == to_human(*turns)


def test_the_time_between_two_visits_is_no_waiting() -> None:
    turns = (
        Turn(CONSUMER, "I want to talk to a human.", at=10.0),
        Turn(BOT, "Nobody is here now.", at=12.0),
        Turn(CONSUMER, "A human, please!", at=90_000.0, session=2),
        Turn(SYSTEM, event=Event.HUMAN_JOINED, at=90_030.0, session=2),
    )

    assert (2, 2, 32.0) == to_human(*turns)


def test_what_is_asked_after_a_human_came_is_no_request_on_the_way() -> None:
    turns = (
        Turn(CONSUMER, "A human, please!", at=0.0),
        Turn(SYSTEM, event=Event.HUMAN_JOINED, at=3.0),
        Turn(CONSUMER, "A human, please!", at=9.0),
    )

    assert (1, 1, 3.0) == to_human(*turns)


def test_who_never_came_took_no_time() -> None:
    assert (1, None, None) == to_human(Turn(CONSUMER, "A human, please!"))
