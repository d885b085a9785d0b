"""Chat widgets of other people on a page of ours: found, talked to and audited, by selectors in data only."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

import runaround
from runaround.model import Speaker
from runaround.reports.pictured import place_pictures
from runaround.specimens import serve_behind
from runaround_adapters.fakes.directline import POLL

pytestmark = [pytest.mark.anyio, pytest.mark.real_server, pytest.mark.browser]

ANSWER = "Items from one order may ship in separate packages. Please allow time for the remaining packages to arrive."
PAGES = {
    "deep-chat@2.4.2": (
        """<!DOCTYPE html><meta charset="utf-8"><title>Shop</title>
        <script type="module" src="/of/deep-chat/dist/deepChat.bundle.js"></script>
        <deep-chat connect='{"url": "/answer"}' introMessage='{"text": "Welcome!"}'></deep-chat>""",
        "text",
        ["Welcome!"],
    ),
    "@n8n/chat@1.0.0": (
        """<!DOCTYPE html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
        <link rel="stylesheet" href="/of/@n8n/chat/dist/style.css"><script type="module">
        import { createChat } from "/of/@n8n/chat/dist/chat.bundle.es.js";
        createChat({ webhookUrl: location.origin + "/answer", loadPreviousSession: false });</script>""",
        "output",
        ["Hi there! 👋", "My name is Nathan. How can I assist you today?"],
    ),
}


WEB_CHAT = "botframework-webchat@4.18.1"
WEB_CHAT_PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<script src="/of/botframework-webchat/dist/webchat.js"></script>
<div id="chat" style="height: 600px; width: 420px"></div><script>
const domain = location.origin + "/v3/directline";
const directLine = WebChat.createDirectLine({ domain, token: "t", webSocket: false });
WebChat.renderWebChat({ directLine, userID: "dl_visitor" }, document.getElementById("chat"));</script>"""
WEB_CHAT_TARGET = {
    "adapter": "browser",
    "messages": {
        "each": ".webchat__basic-transcript__activity",
        "own": ".webchat__stacked-layout--from-user",
        "text": ".webchat__text-content",
    },
    "typing": ".webchat__typingIndicator",
    "choices": ".webchat__suggested-action",
    "input": ".webchat__send-box-text-box__input",
    "upload": {"input": "input[type=file]"},
    "welcome": {"wait_s": 3},
    "turn": {"quiet_s": 2},
}


@asynccontextmanager
async def shop(folder: Path, page: str, key: str = "", *, behind: str = "") -> AsyncIterator[str]:
    """Serve a page with a widget, and a bot that says the same whatever is said; or else the one that is `behind`."""

    async def pass_on(request: web.Request) -> web.Response:
        headers = {"Content-Type": request.headers.get("Content-Type", ""), "Authorization": "Bearer t"}
        async with (
            ClientSession() as client,
            client.request(
                request.method, f"{behind}{request.rel_url}", data=await request.read(), headers=headers
            ) as answer,
        ):
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html")

    async def give(request: web.Request) -> web.FileResponse:
        return web.FileResponse(folder / "node_modules" / request.match_info["path"])

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({key: ANSWER})

    app = web.Application()
    app.router.add_get("/", show)
    app.router.add_get("/of/{path:.*}", give)
    app.router.add_post("/answer", answer)
    app.router.add_route("*", "/v3/{path:.*}", pass_on)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("widget", PAGES)
async def test_a_widget_is_found_and_audited(npm: Callable[..., Path], tmp_path: Path, widget: str) -> None:
    page, key, welcome = PAGES[widget]
    target = tmp_path / "bot.yaml"
    async with shop(npm(widget), page, key) as url:
        command = [sys.executable, "-m", "runaround", "widget", url, "--write", str(target)]
        done = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        told, _ = await done.communicate()
        run = await runaround.arun(target, "missing_item.en", store=tmp_path / "runs.db")

    (case,) = run.cases
    said = [turn.text for turn in case.transcript.turns if turn.speaker is Speaker.BOT]
    assert 0 == done.returncode, told.decode()
    assert welcome == said[: len(welcome)]
    assert {ANSWER} == set(said[len(welcome) :])
    assert "loop/answer" in {finding.kind for finding in case.verdict.findings}
    assert len(case.transcript.turn_ends) == len(place_pictures(case.transcript))


async def test_microsofts_web_chat_is_audited_in_front_of_a_specimen(npm: Callable[..., Path], tmp_path: Path) -> None:
    async with (
        serve_behind("verbatim_looper", POLL, quiet_s=0.3) as served,
        shop(npm(WEB_CHAT), WEB_CHAT_PAGE, behind=served.url) as url,
    ):
        run = await runaround.arun({**WEB_CHAT_TARGET, "url": url}, "missing_item.en", store=tmp_path / "runs.db")

    (case,) = run.cases
    said = [turn.text for turn in case.transcript.turns if turn.speaker is Speaker.BOT]
    assert {"loop/answer"} == {finding.kind for finding in case.verdict.findings if finding.kind.startswith("loop")}
    assert said[0].endswith("What can I do for you?")
    assert len(place_pictures(case.transcript)) > 5
