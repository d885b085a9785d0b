"""Secrets of a target file reach the bot and nothing else."""

import base64
import json
import logging
from urllib.parse import quote

import pytest
from aiohttp import web

from runaround.errors import AdapterError
from runaround.model import Button, Say
from runaround_adapters._rules.secrets import Masker, show_value

pytestmark = pytest.mark.anyio

SECRET = "s3cr+t/töken&1"


def everything(*values: object) -> str:
    """Return all that a log, a record or a debugger could show of `values`."""
    return "\n".join(f"{value!r} {value!s}" for value in values)


async def test_secrets_reach_the_bot_and_no_record(serve, make_adapter, case, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    seen = []

    async def echo(request: web.Request) -> web.Response:
        headers = request.headers
        seen.append((headers["X-Key"], headers["Authorization"], request.query["k"], await request.json()))
        headers = {"X-Echo": base64.b64encode(SECRET.encode()).decode(), "Set-Cookie": "sid=cookie-secret"}
        buttons = [{"label": SECRET, "value": quote(SECRET, safe="")}]
        return web.json_response({"text": f"you said {SECRET}", "buttons": buttons}, headers=headers)

    async with serve(echo) as url:
        adapter = make_adapter(
            f"""
            url: {url}
            headers: {{X-Key: "env:KEY", Authorization: "Bearer env:TOKEN"}}
            query: {{k: "env:KEY"}}
            request: {{m: "{{text}}", deep: [{{key: "env:TOKEN"}}]}}
            reply: {{buttons: {{list: buttons}}}}
            """,
            KEY="plain-key",
            TOKEN=SECRET,
        )
        session, _ = await adapter.open(case, session=1)
        reply = await session.send(Say("hi"))
        await session.close()

    assert seen == [("plain-key", f"Bearer {SECRET}", "plain-key", {"m": "hi", "deep": [{"key": SECRET}]})]
    (message,) = reply.messages
    assert ("you said ***", (Button("***", "***"),)) == (message.text, message.buttons)
    logged = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]  # the bot's own
    shown = everything(reply, session, adapter, vars(adapter), logged)
    forms = ["plain-key", SECRET, quote(SECRET, safe=""), "s3cr", "cookie-secret", json.dumps(SECRET)[1:-1]]
    assert [] == [form for form in [*forms, base64.b64encode(SECRET.encode()).decode()] if form in shown]


async def test_an_error_quotes_no_secret(serve, make_adapter, case) -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(text=f"denied: {request.headers['X-Key']}", status=401)

    async with serve(echo) as url:
        target = {"url": f"{url}/env:KEY?k=env:KEY", "headers": {"X-Key": "env:KEY"}, "request": "{text}", "reply": {}}
        adapter = make_adapter(target, KEY="hunter2-hunter2")
        session, _ = await adapter.open(case, session=1)
        with pytest.raises(AdapterError) as caught:
            await session.send(Say("hi"))
        await session.close()

    assert f"(POST {url}/***) answered HTTP 401: 'denied: ***'; expected 2xx." in str(caught.value)
    assert "hunter2" not in everything(caught.value, caught.value.exchanges)


async def test_a_secret_that_the_bot_gives_is_masked_from_then_on(serve, make_adapter, case) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.path == "/open":
            return web.json_response({"token": "server-made-token"})
        return web.json_response({"text": request.headers["Authorization"]})

    async with serve(handle) as url:
        adapter = make_adapter(
            f"""
            url: {url}
            headers: {{Authorization: "Bearer {{token}}"}}
            request: {{m: "{{text}}"}}
            open: {{url: "{url}/open", headers: {{Authorization: "env:KEY"}}, take_secret: {{token: token}}}}
            reply: {{}}
            """,
            KEY="first-key",
        )
        session, welcome = await adapter.open(case, session=1)
        reply = await session.send(Say("hi"))
        await session.close()

    assert ["Bearer ***"] == [message.text for message in reply.messages]
    assert "server-made-token" not in everything(welcome, reply)


async def test_a_secret_cut_off_by_the_size_limit_is_masked(serve, make_adapter, case) -> None:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(text='{"text": "my-long-secret"}')

    async with serve(handle) as url:
        limits = {"body_bytes": 18}
        target = {"url": url, "headers": {"X-Key": "env:KEY"}, "request": "{text}", "reply": {}, "limits": limits}
        session, _ = await make_adapter(target, KEY="my-long-secret").open(case, session=1)
        with pytest.raises(AdapterError) as caught:
            await session.send(Say("hi"))
        await session.close()

    assert caught.value.exchanges[0].response.endswith('{"text": "***\n… cut')


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_secret_inside_base64_is_masked_wherever_it_begins(before) -> None:
    masker = Masker.of(["correct horse battery"])
    encoded = base64.b64encode(f"{before}correct horse battery:x".encode()).decode()

    masked = masker.mask(encoded)

    assert "***" in masked
    assert len(masked) < len(encoded) - 20


FORMS = {
    "percent": "k%2Fy%20%C3%A9",
    "percent_small": "k%2fy%20%c3%a9",
    "plus": "k%2Fy+%C3%A9",
    "slash_kept": "k/y%20%C3%A9",
    "json": "k/y \\u00e9",
    "json_slash": "k\\/y \\u00e9",
    "hex": "6b2f7920c3a9",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_an_encoded_secret_is_masked(form) -> None:
    assert Masker.of(["k/y é"]).mask(f"a {form} b") == "a *** b"


def test_a_value_in_a_message_is_short_and_visible() -> None:
    masker = Masker.of(["secret"])

    assert show_value("a\x1b[2Jsecret\u202e\ud800", masker) == r"'a\x1b[2J***\u202e\ud800'"
    assert show_value({"a": ["长" * 100]}, masker) == repr('{"a": ["' + "长" * 71 + "…")


def test_the_masker_shows_none_of_its_secrets() -> None:
    assert repr(Masker.of(["secret"])) == "Masker()"
