"""The vendors' own clients before our fakes of Lex and Dialogflow CX, and botocore's signer beside ours."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from runaround.conformance.stage import Script, a_case, say
from runaround.fake import Bubble, Goodbye, Trouble
from runaround.model import Button, Event, Message, Say, Speaker
from runaround.target_file import make_target
from runaround_adapters._lex.signing import AwsKey, sign
from runaround_adapters._net.requests import Outgoing
from runaround_adapters.fakes._serving import serve_app
from runaround_adapters.fakes.dialogflow import CX
from runaround_adapters.fakes.lex import LEX

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

AMAZON = ("boto3==1.44.5",)
GOOGLE = ("google-cloud-dialogflow-cx==2.9.0", "requests==2.32.5")
KEY = AwsKey(
    "AKIDEXAMPLE",
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    region="eu-west-1",
    service="lex",
    token="a-token//==",
)
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
MOMENT = "20261122T103000Z"


@pytest.mark.parametrize("asked", REQUESTS.values(), ids=REQUESTS)
async def test_botocore_signs_as_we_do(run, asked) -> None:
    method, path, headers, content = asked
    url = f"https://runtime-v2-lex.eu-west-1.amazonaws.com/bots/ABCDEFGHIJ/{path}"
    outgoing = Outgoing(method, url, tuple(headers.items()), content.encode(), "")

    ours = sign(outgoing, key=KEY, at=datetime(2026, 11, 22, 10, 30, tzinfo=UTC))
    theirs = await run(AMAZON, "lex_client.py", "sign", json.dumps([method, url, headers, content, MOMENT]))

    assert theirs == dict(ours.headers)


async def test_what_arrives_of_us_is_what_was_signed(run) -> None:
    """HTTP clients write addresses anew on the way; the service signs what it gets."""
    arrived: list[tuple[web.Request, str]] = []

    async def handle(request: web.Request) -> web.Response:
        arrived.append((request, await request.text()))
        return web.json_response({})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    environ = {"AWS_ACCESS_KEY_ID": KEY.id, "AWS_SECRET_ACCESS_KEY": KEY.secret, "AWS_SESSION_TOKEN": KEY.token}
    bot = {"bot": "ABCDEFGHIJ", "alias": "TSTALIASID", "locale": "en_US", "region": "eu-west-1"}
    async with serve_app(app) as url:
        target = {"adapter": "lex", **bot, "url": url, "session_id": "{consumer_id}:1.2_é", "delete_session": True}
        session, _ = await make_target(target, environ, file="lex").adapter.open(a_case(), session=1)
        await session.send(Say("我要退款 {x}"))
        await session.close()

    theirs = []
    for request, content in arrived:
        kind = {name: request.headers[name] for name in ("Content-Type",) if name in request.headers}
        asked = [request.method, url + request.raw_path, kind, content, request.headers["X-Amz-Date"]]
        theirs.append(await run(AMAZON, "lex_client.py", "sign", json.dumps(asked)))
    assert ["POST", "DELETE"] == [request.method for request, _ in arrived]
    assert [one["Authorization"] for one in theirs] == [request.headers["Authorization"] for request, _ in arrived]


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
