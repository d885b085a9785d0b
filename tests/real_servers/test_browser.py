"""Chat widgets of other people on a page of ours: found, talked to and audited, by selectors in data only."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

import runaround
from runaround.model import Speaker
from runaround.reports.pictured import place_pictures

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


@asynccontextmanager
async def shop(folder: Path, page: str, key: str) -> AsyncIterator[str]:
    """Serve a page with a widget, and a bot behind it that says the same whatever is said."""

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
