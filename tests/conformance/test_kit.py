"""The conformance list can fail: planted faults, each found by the behaviour that is there for it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from runaround.conformance import BEHAVIOURS, Stage, Status, certify
from runaround.model import Placing
from runaround_adapters._frames import line as frame_line
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.turns import ReplyClock
from runaround_adapters._talk import push
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters.fakes.websocket import MARKED, PLAIN

pytestmark = [pytest.mark.anyio, pytest.mark.waits]

Plant = Callable[[pytest.MonkeyPatch], None]


def drop_equal_texts(patch: pytest.MonkeyPatch) -> None:
    hear = Inbox.hear

    def hear_once(self, messages, **more) -> None:
        told = self.__dict__.setdefault("told", set())
        fresh = [one for one in messages if one.text not in told]
        told.update(one.text for one in fresh)
        hear(self, fresh, **more)

    patch.setattr(Inbox, "hear", hear_once)


def hear_every_id(patch: pytest.MonkeyPatch) -> None:
    hear = Inbox.hear
    patch.setattr(Inbox, "hear", lambda self, messages, **more: hear(self, messages, **{**more, "id": ""}))


def place_everything_as_answer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Inbox, "_place", lambda *_args, **_more: (Placing.ANSWER, None))


def forget_the_order(patch: pytest.MonkeyPatch) -> None:
    hear = Inbox.hear
    patch.setattr(Inbox, "hear", lambda self, messages, **more: hear(self, messages, **{**more, "order": None}))


def end_at_the_first_message(patch: pytest.MonkeyPatch) -> None:
    note = ReplyClock.note_message

    def note_and_end(self, at: float) -> None:
        note(self, at)
        self.end("quiet")

    patch.setattr(ReplyClock, "note_message", note_and_end)


def know_no_typing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ReplyClock, "note_typing", lambda *_args, **_more: None)


def send_twice(patch: pytest.MonkeyPatch) -> None:
    send = frame_line.FrameLine._say_words

    async def send_again(self, action, values) -> None:
        await send(self, action, values)
        await send(self, action, values)

    patch.setattr(frame_line.FrameLine, "_say_words", send_again)


def mask_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Masker, "mask", lambda _self, text: text)


def see_no_fetching(patch: pytest.MonkeyPatch) -> None:
    reply = push.PushSession._reply
    patch.setattr(push.PushSession, "_reply", lambda self, heard: replace(reply(self, heard), fetched={}))


def keep_no_record(patch: pytest.MonkeyPatch) -> None:
    reply = push.PushSession._reply
    patch.setattr(push.PushSession, "_reply", lambda self, heard: replace(reply(self, heard), exchanges=()))


PLANTED: tuple[tuple[Plant, int], ...] = (
    (drop_equal_texts, 5),
    (hear_every_id, 5),
    (place_everything_as_answer, 3),
    (place_everything_as_answer, 4),
    (forget_the_order, 6),
    (end_at_the_first_message, 2),
    (know_no_typing, 8),
    (send_twice, 11),
    (mask_nothing, 24),
    (see_no_fetching, 15),
    (keep_no_record, 1),
    (keep_no_record, 23),
)


@pytest.mark.parametrize(("plant", "number"), PLANTED, ids=[f"{plant.__name__}-{number}" for plant, number in PLANTED])
async def test_a_planted_fault_is_found(monkeypatch, plant: Plant, number: int) -> None:
    plant(monkeypatch)
    asked = [one for one in BEHAVIOURS if one.number == number]

    certificate = await certify("websocket", Stage(PLAIN), behaviours=asked)

    assert Status.FAILED in {result.status for result in certificate.results}
    assert not certificate.is_passed


async def test_what_a_protocol_has_no_way_for_is_skipped_with_the_reason() -> None:
    fake = replace(MARKED, cannot={"Typing": "nobody types here"})
    asked = [one for one in BEHAVIOURS if one.number == 8]

    certificate = await certify("quiet", Stage(fake), behaviours=asked)

    assert {(Status.SKIPPED, "nobody types here")} == {(one.status, one.why) for one in certificate.results}
    assert not certificate.is_passed, "nothing was shown"
