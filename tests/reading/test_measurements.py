"""What a case cost the consumer."""

from __future__ import annotations

import pytest

from runaround.model import (
    Attachment,
    Button,
    Censored,
    Ending,
    EndReason,
    Escalation,
    Event,
    Expectation,
    Handoff,
    Item,
    Link,
    Measurements,
    Speaker,
    Timing,
    Transcript,
    Turn,
)
from runaround.reading import measure, read

BOT, CONSUMER, HUMAN, SYSTEM = Speaker.BOT, Speaker.CONSUMER, Speaker.HUMAN, Speaker.SYSTEM
ENDED = Ending(EndReason.OUT_OF_PATIENCE)
WISH = "I want to talk to a human."


def measured(*turns: Turn, expect: Expectation | None = None, ending: Ending | None = ENDED) -> Measurements:
    return measure(read(Transcript("case", "en", turns, ending=ending)), expect)


def to_human(*turns: Turn) -> tuple[bool, float, float, float | None]:
    """Return whether a human was reached, and the requests, own turns and seconds that went into it."""
    counted = measured(*turns)
    seconds = counted.seconds_to_human
    assert counted.requests_to_human.is_reached == counted.turns_to_human.is_reached == counted.reached_human
    return (
        counted.reached_human,
        counted.requests_to_human.value,
        counted.turns_to_human.value,
        None if seconds is None else seconds.value,
    )


def talk(*said: str) -> tuple[Turn, ...]:
    """Return the turns of `C: ...`, `B: ...`, `H: ...`, `S: ...` or `event`, ten seconds apart."""
    speakers = {"C": CONSUMER, "B": BOT, "H": HUMAN, "S": SYSTEM}
    turns = []
    for place, line in enumerate(said):
        name, _, text = line.partition(": ")
        turn = Turn(speakers[name], text) if text else Turn(SYSTEM, event=Event(name))
        turns.append(Turn(turn.speaker, turn.text, event=turn.event, at=10.0 * place))
    return tuple(turns)


def test_everything_is_counted() -> None:
    turns = (
        Turn(CONSUMER, "The lamp is broken.", at=0.0),
        Turn(BOT, "I'm a virtual assistant. Please send a photo and your order number.", at=2.0),
        Turn(CONSUMER, "Here it is.", at=30.0, attachments=(Attachment("image", "lamp.jpg"),)),
        Turn(BOT, "Please send a photo. Your reference number is LX-20931.", at=32.0),
        Turn(CONSUMER, WISH, at=40.0),
        Turn(BOT, "I'm connecting you to an agent. The wait is about two minutes.", at=41.0),
        Turn(CONSUMER, "A human, please!", at=90.0),
        Turn(SYSTEM, event=Event.HUMAN_JOINED, at=100.0),
    )

    assert Measurements(
        turns=8,
        consumer_turns=4,
        characters=16 + 9 + 20 + 14,
        requests_to_human=Censored(2, is_reached=True),
        turns_to_human=Censored(4, is_reached=True),
        seconds_to_human=Censored(60.0, is_reached=True),
        menu_steps_to_human=Censored(0, is_reached=True),
        disclosed_at=1,
        waited=True,
        wait_told_at=5,
        reference_at=3,
        items_asked=3,
        items_asked_again=1,
        uploads=1,
        handoff=Handoff.CAME,
        timing=Timing((4,), (4,), (1.0, 1.0, 1.0)),
    ) == measured(*turns)


def test_asking_where_the_human_is_counts_as_asking_for_one() -> None:
    turns = (
        Turn(CONSUMER, "Can I speak to a real person?"),
        Turn(BOT, "I'm connecting you to an agent."),
        Turn(CONSUMER, "Where is the agent you were connecting me to?"),
    )

    assert 2 == measured(*turns).requests_to_human.value


@pytest.mark.parametrize("asked", ["我的退款还要等多久", "I've been waiting for my refund since Monday"])
def test_waiting_for_something_else_is_no_wish_for_a_human(asked: str) -> None:
    turns = (Turn(CONSUMER, asked), Turn(BOT, "2-3个工作日内到账。"))

    assert 0 == measured(*turns).requests_to_human.value


def test_an_empty_case_costs_nothing() -> None:
    assert Measurements() == measure(read(Transcript("case", "en", ())))


def test_without_a_wish_the_way_to_a_human_starts_with_the_case() -> None:
    turns = (
        Turn(CONSUMER, "The lamp burns!", at=1.0),
        Turn(BOT, "Putting you through now.", at=5.0),
        Turn(HUMAN, "Hello", at=25.0),
    )

    assert (True, 0, 1, 24.0) == to_human(*turns)


def test_the_time_between_two_visits_is_no_waiting() -> None:
    turns = (
        Turn(CONSUMER, "I want to talk to a human.", at=10.0),
        Turn(BOT, "Nobody is here now.", at=12.0),
        Turn(CONSUMER, "A human, please!", at=90_000.0, session=2),
        Turn(SYSTEM, event=Event.HUMAN_JOINED, at=90_030.0, session=2),
    )

    assert (True, 2, 2, 32.0) == to_human(*turns)


def test_what_is_asked_after_a_human_came_is_no_request_on_the_way() -> None:
    turns = (
        Turn(CONSUMER, "A human, please!", at=0.0),
        Turn(SYSTEM, event=Event.HUMAN_JOINED, at=3.0),
        Turn(CONSUMER, "A human, please!", at=9.0),
    )

    assert (True, 1, 1, 3.0) == to_human(*turns)


# --- A human who never came -------------------------------------------------------------------------


def test_a_human_who_never_came_took_longer_than_what_is_on_record() -> None:
    turns = talk("C: My lamp broke.", f"C: {WISH}", "B: How can I help?", "C: A human!", "B: How can I help?")

    assert (False, 2, 3, 30.0) == to_human(*turns)


def test_who_gives_the_wish_up_waits_no_longer() -> None:
    turns = talk(
        f"C: {WISH}", "B: How can I help?", "C: Never mind the human.", "B: Fine.", "C: My lamp broke.", "B: Oh."
    )

    assert (False, 1, 1, 20.0) == to_human(*turns)


def test_where_nobody_asked_and_nobody_came_nothing_is_wanted() -> None:
    counted = measured(*talk("C: When do you open?", "B: At nine."))

    assert (False, False, Handoff.OPEN, None) == (
        counted.asked_for_human,
        counted.reached_human,
        counted.handoff,
        counted.timing,
    )


def test_a_record_without_times_knows_no_seconds() -> None:
    counted = measured(Turn(CONSUMER, WISH), Turn(HUMAN, "Hello, Ada here."))

    assert (Censored(1, is_reached=True), None) == (counted.turns_to_human, counted.seconds_to_human)


# --- Menus ------------------------------------------------------------------------------------------

MENU = (Button("Orders"), Button("Main menu"))


def test_clicks_keys_and_labels_are_menu_steps() -> None:
    turns = (
        Turn(BOT, "Choose:", buttons=MENU, at=0.0),
        Turn(CONSUMER, clicked="Orders", at=1.0),
        Turn(BOT, "For parcels press 1. For invoices press 2.", at=2.0),
        Turn(CONSUMER, "1", at=3.0),
        Turn(BOT, "Choose:", buttons=MENU, at=4.0),
        Turn(CONSUMER, "orders", at=5.0),
        Turn(BOT, "Read this.", links=(Link("https://shop.test/faq", "FAQ"),), at=6.0),
        Turn(CONSUMER, clicked="https://shop.test/faq", at=7.0),
        Turn(SYSTEM, event=Event.HUMAN_JOINED, at=8.0),
        Turn(CONSUMER, clicked="Orders", at=9.0),
    )

    assert Censored(4, is_reached=True) == measured(*turns).menu_steps_to_human


def test_a_number_in_a_sentence_is_no_menu_step() -> None:
    turns = (
        Turn(BOT, "For parcels press 1. For invoices press 2.", at=0.0),
        Turn(CONSUMER, "I ordered 2 lamps and got one.", at=1.0),
    )

    assert 0 == measured(*turns).menu_steps_to_human.value


def test_later_visits_and_returns_to_the_menu_are_restarts() -> None:
    turns = (
        Turn(BOT, "Choose:", buttons=MENU, at=0.0),
        Turn(CONSUMER, clicked="Main menu", at=1.0),
        Turn(BOT, "Choose:", buttons=MENU, at=2.0),
        Turn(CONSUMER, "My lamp is still broken.", at=9000.0, session=2),
    )

    assert 2 == measured(*turns).restarts


# --- What is told and demanded -----------------------------------------------------------------------


def test_data_demanded_before_a_human_is_what_is_asked_for_after_the_wish() -> None:
    turns = talk(
        "C: My lamp broke.",
        "B: Please send a photo.",
        f"C: {WISH}",
        "B: Please give me your order number and phone number first.",
        "C: A human!",
        "B: Please give me your order number.",
        "human_joined",
        "B: Please send a receipt.",
    )

    assert (Item.ORDER_NUMBER, Item.PHONE) == measured(*turns).demanded


def test_chinese_queues_times_and_references_are_told() -> None:
    turns = talk(
        "B: 您好，我是智能客服小满。",
        "C: 转人工",
        "B: 正在为您转接人工客服",
        "S: 您前面还有3位客户，预计等待5分钟",
        "human_joined",
        "H: 已为您登记，受理编号20931877。",
    )

    counted = measured(*turns)

    assert (0, True, 3, 3, 5) == (
        counted.disclosed_at,
        counted.waited,
        counted.queue_told_at,
        counted.wait_told_at,
        counted.reference_at,
    )


def test_a_reference_that_the_consumer_named_is_not_given() -> None:
    turns = talk("C: What about case 20931877?", "B: I see, case 20931877. It is still open.")

    assert None is measured(*turns).reference_at


def test_a_human_who_comes_at_once_lets_nobody_wait() -> None:
    assert not measured(*talk(f"C: {WISH}", "B: I'm connecting you to an agent.", "human_joined")).waited


def test_who_is_told_of_a_transfer_and_left_alone_waits() -> None:
    assert measured(*talk(f"C: {WISH}", "B: I'm connecting you to an agent.", "C: Hello?")).waited


# --- Whether a transfer was right, and when ------------------------------------------------------------

WRONG = Expectation(escalation=Escalation.WRONG)
REQUIRED = Expectation(escalation=Escalation.REQUIRED)
AT_ONCE = Expectation(escalation=Escalation.REQUIRED, requests_to_human=0)
FIRE = ("B: Hello.", "C: My lamp burns!", "B: Oh.", "C: A human!", "B: Right.", "human_joined")

HANDOFFS = {
    "asked for, and came": (None, FIRE, Handoff.CAME, ((3,), (3,))),
    "asked for, and never came": (None, FIRE[:-1], Handoff.MISSED, ((3,), ())),
    "wrong, and made": (WRONG, FIRE, Handoff.NEEDLESS, ((), (3,))),
    "wrong, and not made": (WRONG, FIRE[:-1], Handoff.SPARED, ((), ())),
    "wrong, and only spoken of": (WRONG, ("C: Hi", "B: I'm connecting you."), Handoff.SPARED, ((), ())),
    "required unasked, and late": (AT_ONCE, FIRE, Handoff.CAME, ((1,), (3,))),
    "required, and asked for": (REQUIRED, FIRE, Handoff.CAME, ((3,), (3,))),
    "required, and never asked for": (REQUIRED, FIRE[:3], Handoff.MISSED, ((1,), ())),
    "queued first": (None, (f"C: {WISH}", "queue", "C: Hello?", "human_joined"), Handoff.CAME, ((0,), (0,))),
    "queued in vain": (None, (f"C: {WISH}", "queue", "C: Hello?"), Handoff.MISSED, ((0,), ())),
    "announced, and kept while the consumer asks": (
        None,
        (f"C: {WISH}", "B: I'm connecting you to an agent.", "C: Hello?", "B: Please hold.", "human_joined"),
        Handoff.CAME,
        ((0,), (0,)),
    ),
    "announced, and forgotten": (
        None,
        (
            f"C: {WISH}",
            "B: I'm connecting you to an agent.",
            "C: Hello?",
            "B: We open at nine.",
            "C: Well?",
            "human_joined",
        ),
        Handoff.CAME,
        ((0,), (4,)),
    ),
    "failed, and made again": (
        None,
        (f"C: {WISH}", "transfer_started", "transfer_failed", "B: Oh.", "C: Well?", "transfer_started", "human_joined"),
        Handoff.CAME,
        ((0,), (0, 2)),
    ),
}


@pytest.mark.parametrize(("expect", "said", "handoff", "places"), HANDOFFS.values(), ids=HANDOFFS)
def test_a_transfer_is_held_against_the_wish_and_the_scenario(
    expect: Expectation | None,
    said: tuple[str, ...],
    handoff: Handoff,
    places: tuple[tuple[int, ...], tuple[int, ...]],
) -> None:
    counted = measured(*talk(*said), expect=expect)

    assert counted.timing is not None
    assert (handoff, places) == (counted.handoff, (counted.timing.due, counted.timing.made))


def test_a_foreign_record_that_ends_with_the_announcement_does_not_tell_whether_a_human_came() -> None:
    said = talk(f"C: {WISH}", "B: I'm connecting you to an agent.")
    foreign, own = measured(*said, ending=None), measured(*said)

    assert (Handoff.OPEN, None) == (foreign.handoff, foreign.timing)
    assert Handoff.MISSED is own.handoff


def test_two_messages_of_one_side_are_one_utterance() -> None:
    turns = talk(
        "B: Hello.", "B: How can I help?", "C: Hi.", "C: My lamp broke.", "B: Oh.", f"C: {WISH}", "human_joined"
    )

    assert Timing((3,), (3,), (1.0, 1.0, 1.0)) == measured(*turns).timing


def test_a_wish_that_was_given_up_makes_no_transfer_due() -> None:
    turns = talk(f"C: {WISH}", "B: How can I help?", "C: Never mind the human.", "B: Fine.")

    assert Handoff.OPEN is measured(*turns).handoff


def test_a_transfer_that_comes_one_exchange_late_scores_as_in_the_paper() -> None:
    timing = measured(*talk(f"C: {WISH}", "B: How can I help?", "C: A human!", "human_joined")).timing

    assert timing is not None
    assert pytest.approx((0.135335, 0.606531, 0.800737), abs=1e-6) == timing.scores
