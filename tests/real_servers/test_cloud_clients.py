"""The vendors' own clients before our fakes of Lex and Dialogflow CX, and botocore's signer beside ours."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from runaround.conformance.stage import Script, say
from runaround.fake import Bubble, Goodbye, Trouble
from runaround.model import Button, Event, Message, Speaker
from runaround_adapters._lex.signing import AwsKey, sign
from runaround_adapters._net.requests import Outgoing
from runaround_adapters.fakes.dialogflow import CX
from runaround_adapters.fakes.lex import LEX

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

AMAZON = ("boto3==1.44.5",)
GOOGLE = ("google-cloud-dialogflow-cx==2.9.0", "requests==2.32.5")
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TRANSFER = Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED))


@pytest.fixture
def run(venv, pytestconfig) -> Callable[..., Any]:
    """Run a program of tests/real_servers/bots where `packages` are installed, and give the JSON that it writes."""

    async def begin(packages: tuple[str, ...], program: str, *arguments: str) -> Any:
        path = pytestconfig.rootpath / "tests" / "real_servers" / "bots" / program
        python = venv(*packages) / "bin" / "python"
        process = await asyncio.create_subprocess_exec(python, path, *arguments, stdout=asyncio.subprocess.PIPE)
        out, _ = await process.communicate()
        return json.loads(out)

    return begin


async def test_boto3_understands_the_fake(run) -> None:
    shown = say("选", buttons=(Button("退款", "/refund"),))
    bot = Script([[shown, say("Hello"), TRANSFER], [], [Trouble("error")]])
    async with LEX.serve(bot, 0.2) as served:
        heard = await run(AMAZON, "lex_client.py", served.url)

    card = {"title": "选", "buttons": [{"text": "退款", "value": "/refund"}]}
    signal = {"contentType": "CustomPayload", "content": '{"signal": "transfer_started"}'}
    assert heard == {
        "messages": [
            {"contentType": "ImageResponseCard", "imageResponseCard": card},
            {"contentType": "PlainText", "content": "Hello"},
            signal,
        ],
        "attributes": {"tier": "gold"},
        "state": "InProgress",
        "silent": True,
        "errors": [
            ["DependencyFailedException", 424],
            ["ValidationException", 400],
            ["ResourceNotFoundException", 404],
        ],
        "deleted": "s1:a",
    }
    assert ["c1"] == [visitor.consumer for visitor in bot.visitors]


REQUESTS = {
    "text": ("POST", "sessions/ra-1/text", {"Content-Type": "application/json"}, '{"text": "我要退款"}'),
    "deletion": ("DELETE", "sessions/ra-1", {}, ""),
    "odd session": (
        "POST",
        "sessions/a%20b_c.d~e/text?x=1%2B2&a=%E4%BD%A0",
        {"Content-Type": "application/json"},
        "{}",
    ),
}


@pytest.mark.parametrize("asked", REQUESTS.values(), ids=REQUESTS)
async def test_botocore_signs_as_we_do(run, asked) -> None:
    method, path, headers, content = asked
    url = f"https://runtime-v2-lex.eu-west-1.amazonaws.com/bots/ABCDEFGHIJ/{path}"
    key = AwsKey("AKIDEXAMPLE", SECRET, region="eu-west-1", service="lex", token="a-token//==")

    ours = sign(
        Outgoing(method, url, tuple(headers.items()), content.encode(), ""),
        key=key,
        at=datetime(2026, 11, 22, 10, 30, tzinfo=UTC),
    )
    theirs = await run(AMAZON, "lex_client.py", "sign", json.dumps([method, url, headers, content]))

    assert theirs == dict(ours.headers)


async def test_googles_client_understands_the_fake(run) -> None:
    shown = say("选", buttons=(Button("退款", "REFUND"), Button("Shop")))
    bot = Script([[say("One moment"), TRANSFER, Goodbye()], [Trouble("error")]], first=[shown])
    async with CX.serve(bot, 0.2) as served:
        heard = await run(GOOGLE, "dialogflow_client.py", served.url.removeprefix("http://"))

    card = [
        {"type": "description", "text": ["选"]},
        {"type": "list", "title": "退款", "event": {"event": "REFUND"}},
        {"type": "chips", "options": [{"text": "Shop"}]},
    ]
    assert {"messages": [{"payload": {"richContent": [card]}}], "kind": "INTENT", "text": "WELCOME"} == heard["welcome"]
    assert heard["human"] == {
        "messages": [
            {"text": {"text": ["One moment"]}},
            {"liveAgentHandoff": {"metadata": {"queue": "service"}}},
            {"endInteraction": {}},
        ],
        "kind": "INTENT",
        "text": "human",
    }
    assert [["InternalServerError", 500], ["BadRequest", 400]] == heard["errors"]
    assert ["c1"] == [visitor.consumer for visitor in bot.visitors[:1]]
