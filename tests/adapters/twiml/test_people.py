"""The people behind the menu: they take calls, are busy, or never come, and the application is told."""

from __future__ import annotations

import pytest

from runaround.model import Event, Speaker

pytestmark = pytest.mark.anyio

DIAL = '<Say>One moment.</Say><Dial action="/back" timeout="20">+15550100</Dial>'
ENQUEUE = '<Enqueue action="/back" waitUrl="/hold">support</Enqueue>'
HOLD = '<Say>Please hold.</Say><Pause length="9"/>'


async def test_who_takes_the_call_joins_in_the_callers_seconds_and_answers(call, heard) -> None:
    async with call({"/voice": DIAL}, human={"does": "accept", "after_s": 12, "says": "Li here."}) as phone:
        welcome, reply = phone.welcome, await phone.say("My kettle leaks.")

    assert ["One moment.", "transfer_started", "human_joined", "Li here."] == heard(welcome)
    assert 12.5 <= welcome.arrived_s[2] < 13.5
    assert [Speaker.HUMAN] == [message.speaker for message in reply.messages]


@pytest.mark.parametrize(
    ("does", "status"),
    [
        ("busy", "busy"),
        ("refuse", "busy"),
        ("no_answer", "no-answer"),
        ("never", "no-answer"),
        ("off_duty", "no-answer"),
    ],
)
async def test_who_is_not_reached_fails_the_transfer_and_the_application_goes_on(call, heard, does, status) -> None:
    pages = {"/voice": DIAL, "/back": "<Say>Nobody is there.</Say>"}
    async with call(pages, human={"does": does}) as phone:
        reply = phone.welcome

    assert ["One moment.", "transfer_started", "transfer_failed", "Nobody is there.", "hang_up"] == heard(reply)
    assert [status] == [told["DialCallStatus"] for told in phone.told("/back")]


async def test_a_dial_without_an_action_goes_on_behind_it(call, heard) -> None:
    async with call({"/voice": "<Dial>+15550100</Dial><Say>Goodbye.</Say>"}, human={"does": "busy"}) as phone:
        assert ["transfer_started", "transfer_failed", "Goodbye.", "hang_up"] == heard(phone.welcome)


async def test_who_takes_longer_than_it_rings_does_not_take_it(call, heard) -> None:
    async with call({"/voice": DIAL, "/back": "<Hangup/>"}, human={"does": "accept", "after_s": 21}) as phone:
        assert Event.TRANSFER_FAILED in [message.event for message in phone.welcome.messages]
        assert 20 <= phone.welcome.lasted_s < 22


async def test_each_line_has_its_own_people(call, heard) -> None:
    dial = "<Dial><Number>+15550100</Number><Client>amy</Client><Sip>sip:li@shop.example</Sip></Dial>"
    lines = {"amy": {"does": "accept", "after_s": 9}, "sip:li@shop.example": {"does": "accept", "after_s": 4}}
    async with call({"/voice": dial}, human={"does": "busy", "lines": lines}) as phone:
        assert Event.HUMAN_JOINED is phone.welcome.messages[1].event
        assert 4 <= phone.welcome.arrived_s[1] < 4.5


async def test_a_queue_plays_on_until_somebody_takes_the_call(call, heard) -> None:
    async with call({"/voice": ENQUEUE, "/hold": HOLD}, human={"does": "accept", "after_s": 25}) as phone:
        entered, waited, joined = phone.welcome, await phone.wait(5), await phone.wait(20)

    assert [["queue", "Please hold."], ["Please hold."]] == [heard(entered), heard(waited)]
    assert ["Please hold.", "human_joined", "您好，我是人工客服，请问有什么可以帮您？"] == heard(joined)
    assert 25 <= entered.lasted_s + waited.lasted_s + joined.arrived_s[1] < 26


async def test_a_queue_in_which_nobody_comes_lasts_as_long_as_the_caller_does(call, heard) -> None:
    async with call({"/voice": ENQUEUE, "/hold": HOLD}) as phone:
        replies = [await phone.wait(600) for _ in range(30)]

    assert {"Please hold."} == {text for reply in replies for text in heard(reply)}
    assert sum(reply.lasted_s for reply in replies) > 250


async def test_music_of_another_host_is_charged_and_not_fetched(call, heard) -> None:
    enqueue = '<Enqueue waitUrl="http://music.example/hold">support</Enqueue>'
    async with call({"/voice": enqueue}, human={"does": "accept", "after_s": 50}) as phone:
        waited = [await phone.wait(15) for _ in range(2)]

    assert ["queue"] == heard(phone.welcome)
    assert [[], ["human_joined"]] == [heard(reply)[:1] for reply in waited]
    assert ["/voice"] == [path for path, _ in phone.asked]


async def test_a_queue_that_is_full_is_told_to_the_application(call, heard) -> None:
    pages = {"/voice": ENQUEUE, "/back": "<Say>Try later.</Say>"}
    async with call(pages, human={"does": "queue_full"}) as phone:
        assert ["transfer_started", "transfer_failed", "Try later.", "hang_up"] == heard(phone.welcome)
    assert ["queue-full"] == [told["QueueResult"] for told in phone.told("/back")]


async def test_a_caller_may_press_a_key_in_a_queue_and_leave_it(call, heard) -> None:
    hold = '<Gather numDigits="1" action="/leave" timeout="9"><Say>To leave the queue, press 1.</Say></Gather>'
    pages = {"/voice": ENQUEUE, "/hold": hold, "/leave": "<Leave/>", "/back": "<Say>Goodbye.</Say>"}
    async with call(pages) as phone:
        reply = await phone.press("1")

    assert ["Goodbye.", "hang_up"] == heard(reply)
    assert ["leave"] == [told["QueueResult"] for told in phone.told("/back")]


async def test_words_in_a_queue_are_heard_by_nobody(call, heard) -> None:
    async with call({"/voice": ENQUEUE, "/hold": HOLD}) as phone:
        reply = await phone.say("hello?")

    assert ["queue", "Please hold."] == heard(reply)


async def test_a_conference_is_waited_in_as_in_a_queue(call, heard) -> None:
    dial = "<Dial><Conference>room</Conference></Dial>"
    async with call({"/voice": dial}, human={"does": "accept", "after_s": 40}) as phone:
        reply = await phone.wait(30)

    assert ["transfer_started"] == heard(phone.welcome)
    assert "human_joined" == heard(reply)[0]


async def test_a_call_is_referred(call, heard) -> None:
    refer = '<Refer action="/back"><Sip>sip:desk@shop.example</Sip></Refer>'
    async with call({"/voice": refer, "/back": "<Say>No.</Say>"}) as phone:
        assert ["transfer_started", "transfer_failed", "No.", "hang_up"] == heard(phone.welcome)
    assert ["no-answer"] == [told["ReferCallStatus"] for told in phone.told("/back")]
    assert 30 <= phone.welcome.arrived_s[1] < 31
