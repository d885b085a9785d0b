"""What a call never does: ask foreign hosts, trust XML, tell its token; and what its signature is worth."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from runaround.conformance.stage import Script, say
from runaround.errors import FileError, TooLarge, WrongShape
from runaround.fake import Bubble, Visitor
from runaround.model import Button, Event, Message, Speaker
from runaround.target_file import make_target
from runaround_adapters._twiml.document import parse_twiml
from runaround_adapters.fakes.twiml import _Call
from runaround_adapters.fakes.twiml_relay import RELAY

pytestmark = pytest.mark.anyio

GATHER = '<Gather numDigits="1" action="/x?b=2&amp;a=1"><Say>Press 1 for 退款.</Say></Gather>'


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_twilios_own_validator_accepts_the_signature(call, method) -> None:
    pages = {"/voice": GATHER.replace("<Gather", f'<Gather method="{method}"'), "/x": "<Hangup/>"}
    async with call(pages, auth_token="env:TOKEN") as phone:
        await phone.press("1")

    validator, (_, (url, sent)) = RequestValidator("12345678"), phone.headers
    fields = phone.asked[1][1] if method == "POST" else {}
    posted = {key: value for key, value in fields.items() if key not in ("a", "b")}
    assert validator.validate(url, posted, sent["X-Twilio-Signature"])
    assert not validator.validate(url, {**posted, "Digits": "2"}, sent["X-Twilio-Signature"])


async def test_the_token_stands_in_no_message_and_in_no_record(call) -> None:
    async with call({"/voice": "<Say>Your code is 12345678</Say><Gather/>"}, auth_token="env:TOKEN") as phone:
        assert "12345678" not in repr(phone.welcome)


@pytest.mark.parametrize(
    "verb",
    [
        "<Redirect>https://evil.example/x</Redirect>",
        "<Redirect>//evil.example/x</Redirect>",
        "<Redirect>file:///etc/passwd</Redirect>",
        '<Dial action="http://169.254.169.254/">+1</Dial>',
        '<Connect><ConversationRelay url="wss://evil.example/"/></Connect>',
    ],
)
async def test_only_known_hosts_are_asked(call, verb) -> None:
    with pytest.raises(WrongShape, match=r"which is not asked.*'hosts'"):
        async with call({"/voice": verb}):
            pass


async def test_a_host_that_the_target_file_names_is_asked(call, serve, heard) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text="<Response><Say>Over here.</Say></Response>", content_type="text/xml")

    async with (
        serve(answer) as other,
        call({"/voice": f"<Redirect>{other}/x</Redirect>"}, hosts=[other]) as phone,
    ):
        assert ["Over here.", "hang_up"] == heard(phone.welcome)


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ('<!DOCTYPE r [<!ENTITY a "x">]><Response><Say>&a;</Say></Response>', "document type"),
        ("<Response><Say>", "not XML"),
        ("<Response>" + "<a>" * 50 + "</a>" * 50 + "</Response>", "within each other"),
        ("<?xml version='1.0' encoding='gbk'?><Response/>", "encoding"),
        ("<?xml version='1.0'?><html/>", "not 'Response'"),
    ],
    ids=["entities", "broken", "deep", "encoding", "no TwiML"],
)
async def test_xml_that_no_call_needs_is_refused(call, body, trouble) -> None:
    with pytest.raises(WrongShape, match=trouble):
        async with call({"/voice": body}):
            pass


async def test_a_document_without_end_is_not_read(call) -> None:
    with pytest.raises(TooLarge):
        async with call({"/voice": f"<Say>{'x' * 9000}</Say>"}, limits={"body_bytes": 1000}):
            pass


def test_every_mistake_of_a_target_file_is_told_at_once() -> None:
    document = {
        "adapter": "twiml",
        "url": "https://shop.example/{nobody}",
        "auth_token": "secret in the open",
        "human": {"does": "sleep", "after_s": -1},
        "form": "x",
    }

    with pytest.raises(FileError) as caught:
        make_target(document, {}, file="phone.yaml")

    assert {"", "url", "auth_token", "human.does", "human.after_s"} == {one.path for one in caught.value.mistakes}
    assert "unknown key 'form'" in str(caught.value)


def test_twilios_own_classes_say_what_is_understood() -> None:
    response = VoiceResponse()
    gather = Gather(input="dtmf speech", num_digits=1, action="/x", timeout=3)
    gather.say("For refunds & more, press 1.", language="en-GB")
    response.append(gather)
    dial = Dial(action="/back", timeout=20)
    dial.number("+15550100")
    response.append(dial)

    verbs = parse_twiml(str(response).encode())

    assert ["Gather", "Dial"] == [verb.name for verb in verbs]
    assert "For refunds & more, press 1." == verbs[0].nested[0].text
    assert ("dtmf speech", 3.0) == (verbs[0].attributes["input"], verbs[0].number("timeout", 5))


TURNS = {
    "words": [say("Hello <you> & me")],
    "a menu": [say("What is it about?", buttons=(Button("a refund", "/refund"), Button("转人工", "/human")))],
    "a transfer": [say("One moment."), Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED))],
    "a queue": [Bubble(Message(Speaker.SYSTEM, "Number 4.", event=Event.QUEUE))],
    "an end": [Bubble(Message(Speaker.SYSTEM, event=Event.HANG_UP))],
}


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS)
def test_the_fake_writes_what_twilios_own_classes_write(turn) -> None:
    """Every element and attribute of the fake is one that the vendor's library has a method and a parameter for."""
    verbs = parse_twiml(_Call(Visitor("s")).write(turn).encode())

    rebuilt = VoiceResponse()
    for verb in verbs:
        _rebuild(rebuilt, verb)
    assert verbs == parse_twiml(str(rebuilt).encode())


_PARAMETERS = {"numDigits": "num_digits", "speechTimeout": "speech_timeout", "waitUrl": "wait_url"}


def _rebuild(parent, verb) -> None:
    """Say `verb` with Twilio's library; a name that it does not know raises AttributeError."""
    options = {_PARAMETERS.get(name, name): value for name, value in verb.attributes.items()}
    method = getattr(parent, verb.name.lower())
    words = "".join(part for part in verb.content if isinstance(part, str))
    needs_words = verb.name in ("Say", "Redirect", "Number", "Enqueue")
    key = {"Enqueue": "name"}.get(verb.name)
    child = method(**{key: words}, **options) if key else method(words, **options) if needs_words else method(**options)
    for one in verb.nested:
        _rebuild(child, one)


async def test_the_document_of_the_fake_for_a_relay_is_one_of_twilios_too() -> None:
    response = VoiceResponse()
    response.connect(action="/after").conversation_relay(url="ws://x/relay", dtmf_detection="true")

    async with RELAY.serve(Script(), 0.3) as served, ClientSession() as client:
        url = served.target["url"].partition("?")[0]
        async with client.post(url, data={"CallSid": "CA1", "From": "+1"}) as answer:
            written = await answer.read()

    host = urlsplit(url).netloc
    assert parse_twiml(str(response).replace("//x/", f"//{host}/").encode()) == parse_twiml(written)
