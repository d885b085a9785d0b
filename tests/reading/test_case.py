"""A whole case read at once: what the consumer has given by when, and where a new stage begins."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.model import Attachment, Event, Message, Speaker, Transcript, Turn
from runaround.reading import Act, Reading, Trace, read, read_message

BOT, CONSUMER, HUMAN, SYSTEM = Speaker.BOT, Speaker.CONSUMER, Speaker.HUMAN, Speaker.SYSTEM


def read_turns(*turns: Turn) -> Reading:
    """Return the reading of a case with these turns."""
    return read(Transcript("case", "en", turns))


def given_after(question: str, answer: str, *files: Attachment) -> frozenset[str]:
    """Return what an answer to a question gives."""
    return read_turns(Turn(BOT, question), Turn(CONSUMER, answer, attachments=files)).turns[1].gives


BARE = {
    "number-en": ("What is your order number?", "5512881", {"order_number"}),
    "number-zh": ("请问订单号是多少", "八八一七二零五五", {"order_number"}),
    "account": ("What is your username?", "marta_77", {"account"}),
    "account-as-email": ("What is your username?", "me@example.org", {"account", "email"}),
    "phone-zh": ("请留下联系电话", "13900001111", {"phone"}),
    "address-without-a-number": ("What is your delivery address?", "The Old Mill, Ashford", {"address"}),
    "sent-photo-en": ("Please upload a photo.", "I just sent it.", {"photo"}),
    "sent-photo-zh": ("请上传照片", "发了", {"photo"}),
    "filled-form": ("请填写申请表", "填好了", {"form"}),
    "two-at-once": ("Please give me your order number and your phone number.", "5512881, 07700 900123",
                    {"order_number", "phone"}),
    "one-of-two-is-not-told-which": ("请提供订单号和会员账号", "88172055", set()),
    "declined-en": ("Please upload a photo.", "I don't have one.", set()),
    "declined-zh": ("请提供订单号", "找不到了", set()),
    "a-question-back": ("What is your delivery address?", "Why do you need to know that?", set()),
    "nothing-asked": ("Your order is on its way.", "ok", set()),
}  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "names"), BARE.values(), ids=BARE)
def test_a_bare_answer_gives_what_was_asked(question: str, answer: str, names: set[str]) -> None:
    assert names == given_after(question, answer)


def test_a_file_is_also_what_was_asked_for() -> None:
    """Who is asked for a receipt and sends a picture has sent the receipt."""
    file = Attachment("image", "IMG_2041.jpg")

    assert {"photo", "receipt"} == given_after("Please upload the receipt.", "Here.", file)


def test_only_the_last_question_is_answered() -> None:
    reading = read_turns(
        Turn(BOT, "What is your order number?"), Turn(BOT, "Is it raining?"), Turn(CONSUMER, "5512881")
    )

    assert frozenset() == reading.turns[2].gives


def test_what_was_given_is_found_by_name_and_time() -> None:
    reading = read_turns(
        Turn(CONSUMER, "Order number QX-20931."),
        Turn(BOT, "Thank you."),
        Turn(CONSUMER, "Order number QX-20931!", session=2),
    )

    assert (reading.turns[0], None, None) == (
        reading.given("order_number", before=2),
        reading.given("order_number", before=0),
        reading.given("phone", before=3),
    )


def test_asked_for_knows_what_was_asked_before() -> None:
    reading = read_turns(Turn(CONSUMER, "Hi"), Turn(BOT, "What is your order number?"), Turn(CONSUMER, "Why?"))

    assert (True, False) == (
        reading.ledger.was_asked("order_number", before=2),
        reading.ledger.was_asked("order_number", before=1),
    )


STAGES = {
    "one-session": ((BOT, CONSUMER, BOT), (0, 0, 0)),
    "a-human-speaks": ((BOT, CONSUMER, HUMAN, CONSUMER, HUMAN), (0, 0, 1, 1, 1)),
    "nobody": ((), ()),
}


@pytest.mark.parametrize(("speakers", "stages"), STAGES.values(), ids=STAGES)
def test_a_stage_begins_with_a_human(speakers: tuple[Speaker, ...], stages: tuple[int, ...]) -> None:
    reading = read_turns(*(Turn(speaker, "hm") for speaker in speakers))

    assert stages == tuple(turn.stage for turn in reading.turns)


def test_a_stage_begins_with_a_join_and_with_a_session() -> None:
    reading = read_turns(
        Turn(CONSUMER, "hm"),
        Turn(SYSTEM, event=Event.HUMAN_JOINED),
        Turn(HUMAN, "hm"),
        Turn(CONSUMER, "hm", session=2),
        Turn(HUMAN, "hm", session=2),
    )

    assert (0, 1, 1, 2, 3) == tuple(turn.stage for turn in reading.turns)


def test_a_reply_answers_every_consumer_turn_since_the_company_spoke() -> None:
    reading = read_turns(Turn(BOT, "a"), Turn(CONSUMER, "b"), Turn(CONSUMER, "c"), Turn(SYSTEM), Turn(BOT, "d"))

    assert ((1, 2), (), (3, 4)) == (
        tuple(turn.index for turn in reading.consumer_before(4)),
        tuple(turn.index for turn in reading.consumer_before(0)),
        tuple(turn.index for turn in reading.replies_to(2)),
    )


def test_turns_of_one_speaker_come_in_order() -> None:
    reading = read_turns(Turn(BOT, "a"), Turn(CONSUMER, "b"), Turn(BOT, "c"))

    assert (0, 2) == tuple(turn.index for turn in reading.by(BOT))


def test_what_nobody_does_need_not_be_looked_for() -> None:
    reading = read_turns(Turn(CONSUMER, "I want to talk to a human"))

    assert (True, False) == (reading.is_without(Act.THANK), reading.is_without(Act.THANK, Act.ASK_HUMAN))


def test_where_reasons_are_kept_everything_is_looked_for() -> None:
    reading = replace(read_turns(Turn(CONSUMER, "Hello")), trace=Trace())

    assert not reading.is_without(Act.ASK_HUMAN)


def test_what_the_channel_signals_is_known() -> None:
    reading = read_turns(Turn(CONSUMER, "Hello"), Turn(SYSTEM, "", event=Event.QUEUE))

    assert (True, False) == (reading.happens(Event.HANG_UP, Event.QUEUE), reading.happens(Event.HANG_UP))


def test_turns_that_say_the_same_share_what_is_read_of_them() -> None:
    first, _, again = read_turns(Turn(BOT, "Hello"), Turn(CONSUMER, "Hello"), Turn(BOT, "Hello", at=9.0)).turns

    assert first.said is again.said


def test_an_empty_case_has_no_turns() -> None:
    assert () == read_turns().turns


TEXTS = st.text(
    st.one_of(st.characters(), st.sampled_from("人工转订单号照片 agent photo?!。\n0123456789\x1b\u202e\ud83d"))
)
TURNS = st.builds(
    Turn,
    st.sampled_from(Speaker),
    TEXTS,
    attachments=st.lists(st.builds(Attachment, st.sampled_from(["image", "file", "?"]), TEXTS, TEXTS), max_size=2).map(
        tuple
    ),
    event=st.one_of(st.none(), st.sampled_from(Event)),
    session=st.integers(1, 3),
)


@settings(deadline=None)  # the first Spanish words load a phrasebook
@given(st.lists(TURNS, max_size=6).map(tuple))
def test_no_text_makes_reading_raise_and_reading_again_says_the_same(turns: tuple[Turn, ...]) -> None:
    first = read_turns(*turns)

    assert first == read_turns(*turns)
    assert len(turns) == len(first.turns)


def test_a_huge_message_is_read_as_far_as_its_beginning() -> None:
    said = read_message(Message(BOT, "Please upload a photo. " + "Lorem ipsum dolor. " * 10_000))

    assert {Act.REQUEST} == said.acts
