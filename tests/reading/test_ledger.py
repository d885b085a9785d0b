"""The ledger of items: what was asked for, given, refused, not to be had, or found wanting, and at which turn."""

from __future__ import annotations

import pytest

from runaround.model import Attachment, Item, SlotEntry, SlotEvent, Speaker, Transcript, Turn
from runaround.reading import Reading, item_of, read

BOT, CONSUMER = Speaker.BOT, Speaker.CONSUMER
PHOTO = (Attachment("image", "a.jpg"),)
ASKED, SUPPLIED, DEFECTIVE = SlotEvent.ASKED, SlotEvent.SUPPLIED, SlotEvent.DEFECTIVE


def read_turns(*turns: Turn) -> Reading:
    return read(Transcript("case", "en", turns))


def events(*turns: Turn) -> list[tuple[int, str, SlotEvent]]:
    return [(entry.turn, entry.name, entry.event) for entry in read_turns(*turns).ledger.entries]


ANSWERS = {
    "impossible-en": ("Please upload a photo.", "My phone was stolen.", SlotEvent.IMPOSSIBLE),
    "impossible-zh": ("请上传照片", "拍不了", SlotEvent.IMPOSSIBLE),
    "lost-en": ("What is your order number?", "I don't have it any more", SlotEvent.IMPOSSIBLE),
    "lost-zh": ("请提供订单号", "找不到了", SlotEvent.IMPOSSIBLE),
    "declined-en": ("What is your phone number?", "I'd rather not say.", SlotEvent.DECLINED),
    "declined-zh": ("请提供您的手机号", "凭什么要给你", SlotEvent.DECLINED),
}


@pytest.mark.parametrize(("question", "answer", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_not_given_is_kept_with_its_reason(question: str, answer: str, expected: SlotEvent) -> None:
    found = events(Turn(BOT, question), Turn(CONSUMER, answer))

    assert [(0, ASKED), (1, expected)] == [(turn, event) for turn, _, event in found]


def test_an_entry_names_turn_item_and_what_happened() -> None:
    reading = read_turns(Turn(BOT, "Please upload a photo."), Turn(CONSUMER, "Here", attachments=PHOTO))

    assert (
        SlotEntry(0, "photo", Item.PHOTO, ASKED),
        SlotEntry(1, "photo", Item.PHOTO, SUPPLIED),
    ) == reading.ledger.entries


def test_a_fault_is_found_with_what_is_named() -> None:
    found = events(
        Turn(CONSUMER, "Order number QX-20931", attachments=PHOTO),
        Turn(BOT, "The photo is too blurry."),
    )

    assert [(1, "photo", DEFECTIVE)] == [entry for entry in found if entry[2] is DEFECTIVE]


def test_a_fault_with_nothing_named_is_found_with_what_was_just_given() -> None:
    found = events(Turn(CONSUMER, "", attachments=PHOTO), Turn(BOT, "That is too blurry, it is not readable."))

    assert [(0, "photo", SUPPLIED), (1, "photo", DEFECTIVE)] == found


@pytest.mark.parametrize("question", ["请问是哪一份没有收到呢?", "Is the picture blurry?"])
def test_a_question_finds_no_fault(question: str) -> None:
    found = events(Turn(CONSUMER, "", attachments=PHOTO), Turn(BOT, question))

    assert DEFECTIVE not in [event for _, _, event in found]


def test_what_was_found_defective_is_not_there_until_it_is_given_anew() -> None:
    reading = read_turns(
        Turn(CONSUMER, "", attachments=PHOTO),
        Turn(BOT, "The photo is too blurry."),
        Turn(CONSUMER, "And now?"),
        Turn(CONSUMER, "", attachments=PHOTO),
        Turn(BOT, "Thanks."),
    )

    standing = [reading.ledger.standing("photo", before=before) for before in (1, 3, 4)]
    assert [0, None, 3] == standing


def test_nothing_that_the_channel_says_is_on_the_ledger() -> None:
    assert [] == events(Turn(Speaker.SYSTEM, "Please upload a photo."))


def test_a_finer_name_is_another_item() -> None:
    assert (Item.OTHER, Item.PHOTO) == (item_of("date_of_birth"), item_of("photo"))
