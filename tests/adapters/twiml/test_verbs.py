"""What a caller hears and does: the rules of TwiML that people get wrong, on a clock that nobody waits for."""

from __future__ import annotations

import pytest

from runaround.errors import AdapterError, Unsupported
from runaround.model import Attachment, Button, Click, Event, Evidence, Item, Link, Say, Speaker, TurnEnd

pytestmark = pytest.mark.anyio

MENU = '<Gather numDigits="1" action="/chosen"><Say>For refunds, press 1. For orders, press 2.</Say></Gather>'


async def test_a_prompt_is_one_message_with_its_options(call, heard) -> None:
    prompt = "<Gather><Say>For refunds, press 1.</Say><Say>For orders, press 2.</Say></Gather>"
    pages = {"/voice": f"<Say>Welcome.</Say>{prompt}"}
    async with call(pages) as phone:
        reply = phone.welcome

    assert ["Welcome.", "For refunds, press 1.\nFor orders, press 2."] == heard(reply)
    assert (Button("refunds", "1"), Button("orders", "2")) == reply.messages[1].buttons
    assert TurnEnd.RESPONSE is reply.ended_by


async def test_the_rest_of_a_document_is_discarded_on_input(call, heard) -> None:
    pages = {"/voice": f"{MENU}<Say>We did not hear you.</Say>", "/chosen": "<Say>Bye.</Say>"}
    async with call(pages) as phone:
        reply = await phone.press("2")

    assert ["Bye.", "hang_up"] == heard(reply)
    assert TurnEnd.SESSION_END is reply.ended_by
    assert [{"Digits": "2"}] == phone.told("/chosen")


async def test_no_input_goes_on_behind_the_input(call, heard) -> None:
    async with call({"/voice": f"{MENU}<Say>We did not hear you.</Say>"}) as phone:
        silence = await phone.wait(3)
        reply = await phone.wait(3)

    assert ([], TurnEnd.TIME_LIMIT) == (heard(silence), silence.ended_by)
    assert ["We did not hear you.", "hang_up"] == heard(reply)
    assert 2 <= reply.arrived_s[0] < 2.5
    assert ["/voice"] == [path for path, _ in phone.asked]


async def test_an_empty_result_is_told_where_the_document_wants_it(call, heard) -> None:
    gather = '<Gather action="/chosen" actionOnEmptyResult="true" timeout="2"/>'
    async with call({"/voice": gather, "/chosen": "<Say>Nothing?</Say>"}) as phone:
        reply = await phone.wait(10)

    assert ["Nothing?", "hang_up"] == heard(reply)
    assert [{"Digits": ""}] == phone.told("/chosen")


async def test_an_input_without_an_action_asks_for_its_own_document_again(call, heard) -> None:
    async with call({"/voice": "<Gather numDigits='1'><Say>Press 1 for refunds.</Say></Gather>"}) as phone:
        replies = [await phone.press("1") for _ in range(3)]

    assert [["Press 1 for refunds."]] * 3 == [heard(reply) for reply in replies]
    assert [{}, *[{"Digits": "1"}] * 3] == phone.told("/voice")


async def test_words_at_keys_alone_are_heard_by_nobody(call, heard) -> None:
    pages = {"/voice": f"{MENU}<Redirect>/voice</Redirect>"}
    async with call(pages) as phone:
        reply = await phone.say("I want my money back")

    assert ["For refunds, press 1. For orders, press 2."] == heard(reply)
    assert [{}, {}] == phone.told("/voice")


async def test_digits_in_words_are_typed_where_a_number_is_asked_for(call, heard) -> None:
    gather = '<Gather numDigits="8" action="/order"><Say>Please enter your order number.</Say></Gather>'
    async with call({"/voice": gather, "/order": "<Say>Thanks.</Say>"}) as phone:
        await phone.say("it is order 8842-1137")

    assert [{"Digits": "88421137"}] == phone.told("/order")


async def test_words_go_as_speech_where_speech_is_taken(call, heard) -> None:
    gather = '<Gather input="dtmf speech" action="/heard" language="en-GB"><Say>How can I help?</Say></Gather>'
    async with call({"/voice": gather, "/heard": "<Say>I see.</Say>"}) as phone:
        await phone.say("a refund for order 8842")

    told = {"SpeechResult": "a refund for order 8842", "Confidence": "0.9", "Language": "en-GB"}
    assert [told] == phone.told("/heard")


async def test_a_choice_is_spoken_where_only_speech_is_taken(call) -> None:
    gather = '<Gather input="speech" action="/heard"><Say>For refunds press or say 1.</Say></Gather>'
    async with call({"/voice": gather, "/heard": "<Say>I see.</Say>"}) as phone:
        await phone.session.send(Click(button=phone.welcome.messages[0].buttons[0]))

    assert ["refunds"] == [told["SpeechResult"] for told in phone.told("/heard")]


@pytest.mark.parametrize(
    ("attributes", "prompt", "waits_s"),
    [
        ('numDigits="1"', "For refunds, press 1.", 0),
        ("", "For refunds, press 1.", 5),
        ("", "Enter your choice, followed by the pound key.", 0),
        ('finishOnKey="" timeout="7"', "Enter your choice, followed by the pound key.", 7),
    ],
    ids=["all digits are there", "more might come", "the key that ends it is named", "no key ends it"],
)
async def test_a_menu_that_does_not_know_when_a_number_is_over_lets_the_caller_wait(
    call, attributes, prompt, waits_s
) -> None:
    pages = {"/voice": f'<Gather {attributes} action="/x"><Say>{prompt}</Say></Gather>', "/x": "<Say>One.</Say>"}
    async with call(pages) as phone:
        reply = await phone.press("1")

    assert waits_s <= reply.arrived_s[0] < waits_s + 0.5


async def test_speech_pauses_and_markup_take_the_callers_time(call) -> None:
    said = '<Say>123456789012345<break time="2s"/></Say><Pause length="3"/><Say>九个汉字要两秒钟</Say><Gather/>'
    async with call({"/voice": said}) as phone:
        reply = phone.welcome

    assert 1 + 2 + 3 <= reply.arrived_s[1] < 1 + 2 + 3 + 0.5
    assert 6 + 8 / 4.5 <= reply.lasted_s < 6 + 8 / 4.5 + 0.5


async def test_recordings_say_what_the_target_file_says(call, heard) -> None:
    pages = {"/voice": "<Play>/audio/menu.mp3?v=2</Play><Play>https://cdn.example/x/hello.wav</Play><Gather/>"}
    async with call(pages, recordings={"menu.mp3": "For refunds, press 1."}) as phone:
        reply = phone.welcome

    assert ["For refunds, press 1.", ""] == heard(reply)
    assert (Attachment("file", "hello.wav", "a recording"),) == reply.messages[1].attachments
    assert (Button("refunds", "1"),) == reply.messages[0].buttons


async def test_a_menu_that_leads_to_itself_is_heard_a_few_times_and_then_no_more(call, heard) -> None:
    async with call({"/voice": "<Say>All lines are busy.</Say><Redirect/>"}) as phone:
        welcome, reply = phone.welcome, await phone.say("hello?")

    assert ["All lines are busy."] * 3 == heard(welcome) == heard(reply)
    assert {TurnEnd.TIME_LIMIT} == {welcome.ended_by, reply.ended_by}


@pytest.mark.parametrize("verb", ["Say", "Play"])
async def test_what_is_said_for_ever_is_heard_a_few_times(call, heard, verb) -> None:
    async with call({"/voice": f'<{verb} loop="0">a.mp3</{verb}><Hangup/>'}, recordings={"a.mp3": "busy"}) as phone:
        welcome, later, never = phone.welcome, await phone.wait(30), await phone.say("hello?")

    assert [3, 3, 3] == [len(welcome.messages), len(later.messages), len(never.messages)]


async def test_documents_that_lead_to_each_other_without_end_are_given_up(call) -> None:
    def page(told):
        return f"<Redirect>/page?n={int(told.get('n', 0)) + 1}</Redirect>"

    pages = {"/voice": page, "/page": page}
    async with call(pages) as phone:
        assert (TurnEnd.TIME_LIMIT, 20) == (phone.welcome.ended_by, len(phone.asked))


async def test_an_empty_document_hangs_up(call, heard) -> None:
    async with call({"/voice": "<Response/>"}) as phone:
        assert ["hang_up"] == heard(phone.welcome)
        with pytest.raises(AdapterError):
            await phone.say("hello?")


@pytest.mark.parametrize("verb", ["<Hangup/>", "<Reject/>"])
async def test_a_verb_that_ends_the_call_ends_it(call, heard, verb) -> None:
    async with call({"/voice": f"{verb}<Say>never said</Say>"}) as phone:
        assert ["hang_up"] == heard(phone.welcome)


async def test_a_message_is_left_where_one_is_recorded(call) -> None:
    async with call({"/voice": '<Record action="/left" maxLength="60"/>', "/left": "<Hangup/>"}) as phone:
        await phone.say("Please call me back about the kettle.")

    (told,) = phone.told("/left")
    assert told.pop("RecordingUrl").endswith(told.pop("RecordingSid"))
    assert {"RecordingDuration": "2", "Digits": ""} == told


async def test_messages_beside_the_call_are_noted(call, heard) -> None:
    async with call({"/voice": "<Sms>Your code is 1</Sms><Message><Body>Hi</Body></Message><Pay/><Gather/>"}) as phone:
        reply = phone.welcome

    assert ["[SMS] Your code is 1", "[SMS] Hi", "[Pay] A card is asked for; none is given."] == heard(reply)
    assert {Speaker.SYSTEM} == {message.speaker for message in reply.messages}


@pytest.mark.parametrize(
    "action",
    [Say("see", (Evidence(Item.PHOTO, "/a/b.png", "image/png"),)), Click(link=Link("http://a.example"))],
    ids=["a file", "a link"],
)
async def test_what_no_telephone_can_is_unsupported(call, action) -> None:
    async with call({"/voice": MENU}) as phone:
        with pytest.raises(Unsupported, match="by telephone"):
            await phone.session.send(action)


async def test_a_call_tells_who_calls_and_keeps_its_cookies_and_its_status(call) -> None:
    async with call({"/voice": MENU, "/chosen": MENU}, account_sid="AC" + "1" * 32, to="+15550111") as phone:
        await phone.press("1")
    first, second = (told for _, told in phone.asked)

    assert ("ringing", "in-progress") == (first["CallStatus"], second["CallStatus"])
    assert first["CallSid"] == second["CallSid"]
    assert ("AC" + "1" * 32, "+15550111", "inbound") == (first["AccountSid"], first["To"], first["Direction"])
    assert first["From"].startswith("+1555")


async def test_sounds_over_a_stream_are_unsupported(call) -> None:
    with pytest.raises(Unsupported, match="<Stream>"):
        async with call({"/voice": '<Connect><Stream url="wss://x/"/></Connect>'}):
            pass


async def test_a_transfer_by_get_goes_by_get(call, heard) -> None:
    pages = {"/voice": '<Redirect method="GET">next?a=1</Redirect>', "/next": "<Say>Here.</Say>"}
    async with call(pages) as phone:
        assert ["Here.", "hang_up"] == heard(phone.welcome)
    assert Event.HANG_UP == phone.welcome.messages[-1].event
    assert "GET" in phone.welcome.exchanges[1].request
    assert [{"a": "1"}] == phone.told("/next")
