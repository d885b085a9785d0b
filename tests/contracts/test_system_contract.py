"""What every way of asking a test system must do, ours or anybody's; each row of SYSTEMS tells how to reach one.

A row gives the content of the key `system` for a server on this machine that asks for the token `TOKEN`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from runaround.errors import AdapterError
from runaround.model import Case, Probe, Scenario, ScenarioSession
from runaround.system import System
from runaround.target_file import make_target

pytestmark = pytest.mark.anyio

SECRET = "contract-secret-1"
CASE = Case(
    "bot.late.zh",
    Scenario("late", "zh", "retail", "", "", (ScenarioSession(("你好",)),)),
    "bot",
    consumer_id="ra-7",
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def describe_http(url: str) -> dict[str, Any]:
    return {"kind": "http", "url": url, "headers": {"Authorization": "Bearer env:TOKEN"}, "limits": {"reply_s": 0.5}}


SYSTEMS = pytest.mark.parametrize("describe", [describe_http], ids=["http"])


def make_system(content: dict[str, Any]) -> System:
    target = {"url": "http://127.0.0.1:1", "request": "{text}", "reply": {}, "system": content}
    system = make_target(target, {"TOKEN": SECRET}, file="contract").system
    assert system is not None
    return system


@asynccontextmanager
async def serve(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@SYSTEMS
async def test_the_whole_question_arrives_once_with_the_consumer_in_it(describe) -> None:
    seen = []

    async def handle(request: web.Request) -> web.Response:
        seen.append((request.method, request.path_qs, request.headers["X-Who"], await request.json()))
        return web.json_response({"ok": True})

    probe = Probe(
        "退款已入账",
        "/refunds/{consumer_id}?all=1",
        method="POST",
        headers={"X-Who": "{consumer_id}"},
        body={"who": "{consumer_id}", "note": ["{consumer_id}：退款", "{other} {{x}}", 12]},
    )

    async with serve(handle) as url:
        await make_system(describe(url)).ask(probe, CASE)

    body = {"who": "ra-7", "note": ["ra-7：退款", "{other} {{x}}", 12]}
    assert [("POST", "/refunds/ra-7?all=1", "ra-7", body)] == seen


@SYSTEMS
@pytest.mark.parametrize("status", [200, 302, 404, 503])
async def test_an_answer_of_any_status_is_an_answer(describe, status: int) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.json_response({"state": "已退款"}, status=status)

    async with serve(handle) as url:
        answer = await make_system(describe(url)).ask(Probe("refund", "/refund"), CASE)

    assert (status, '{"state": "已退款"}') == (answer.status, answer.body)
    assert [status] == [exchange.status for exchange in answer.exchanges]
    assert 0 <= answer.took_s < 10


@SYSTEMS
async def test_no_secret_comes_back(describe) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response({"you": request.headers["Authorization"], SECRET: [SECRET]})

    async with serve(handle) as url:
        answer = await make_system(describe(url)).ask(Probe("me", "/me"), CASE)

    assert '{"you": "Bearer ***", "***": ["***"]}' == answer.body
    assert SECRET not in repr(answer)


@SYSTEMS
async def test_silence_is_an_error_with_its_record(describe) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    async with server:
        system = make_system(describe(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
        with pytest.raises(AdapterError) as caught:
            await system.ask(Probe("refund", "/refund"), CASE)

    assert 1 == len(caught.value.exchanges)
    assert SECRET not in repr(caught.value.exchanges) + str(caught.value)


@SYSTEMS
async def test_nobody_there_is_an_error(describe) -> None:
    with pytest.raises(AdapterError):
        await make_system(describe("http://127.0.0.1:1")).ask(Probe("refund", "/refund"), CASE)


@SYSTEMS
async def test_it_may_be_closed_twice(describe) -> None:
    system = make_system(describe("http://127.0.0.1:1"))

    await system.close()
    await system.close()
