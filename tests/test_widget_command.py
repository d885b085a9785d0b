"""`runaround widget`: from an address to a target file that works."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml
from aiohttp import web
from browsing import chromium

from runaround.conformance.stage import Script, say
from runaround_adapters.fakes.browser import PAGE

__all__ = ["chromium"]

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.usefixtures("chromium")]

HASHED = """<!DOCTYPE html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<header><form role="search"><input placeholder="Search our shop"></form></header>
<div class="css-1x2y3z4"><div class="sc-bdVaJa jKlMnO" id="root-48213">
<div class="Thread_list__q8Zx1" role="log"></div>
<div class="Writer_box__k2Lm9" contenteditable="true" role="textbox" aria-label="写消息"></div>
<div role="button" class="css-77aa8b1" aria-label="发送">➤</div></div></div>
<script>
const put = (who, text) => {
  const row = document.createElement("div");
  row.className = "css-0aa1b2c Message_row__qwert Message_" + who + "__x1Y2z";
  row.innerHTML = "<div class='css-9z8y7x6'><span class='Message_text__a1B2c'></span><time>09:41</time></div>";
  row.querySelector("span").textContent = text;
  document.querySelector("[role=log]").append(row);
};
const writer = document.querySelector("[role=textbox]");
document.querySelector("[role=button]").onclick = () => {
  put("mine", writer.textContent);
  writer.textContent = "";
  setTimeout(() => put("theirs", "您好，请提供订单号。"), 300);
};
</script>"""


async def widget(url: str, *more: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "runaround", "widget", url, *more]
    done = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await done.communicate()
    return done.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def serve(page: str) -> AsyncIterator[str]:
    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", show)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def test_a_widget_behind_a_banner_a_launcher_a_frame_and_a_form_is_found_and_tried(tmp_path: Path) -> None:
    bot = Script([[say("What is your order number?")]], first=[say("Welcome!")])
    async with PAGE.serve(bot, 0.3) as served:
        code, out, _ = await widget(served.url, "--write", str(tmp_path / "bot.yaml"))

    assert {
        "adapter": "browser",
        "url": served.url,
        "open": [
            {"click": "#accept", "optional": True},
            {"click": "#launch"},
            {"fill": "#name", "with": "Test", "in": "#chat"},
            {"click": "button", "in": "#chat"},
        ],
        "frame": "#chat",
        "messages": {"each": ".bubble", "own": ".own", "identity": {"attribute": "data-id"}},
        "input": 'textarea[placeholder="Write a message"]',
        "send": "#send",
        "upload": {"input": "input[type=file]"},
    } == yaml.safe_load((tmp_path / "bot.yaml").read_text("utf-8"))
    assert "bot, to 'Hello, I have a question': What is your order number?" in out
    assert (0, 2) == (code, len(bot.heard))


async def test_names_that_a_build_made_up_are_not_relied_on() -> None:
    async with serve(HASHED) as url:
        code, out, err = await widget(url, "--lang", "zh")

    document = yaml.safe_load(out[out.index("adapter:") : out.index("Tried once more")])
    assert {
        "adapter": "browser",
        "url": url,
        "messages": {
            "each": '[class*="Message_row"]',
            "own": '[class*="Message_mine"]',
            "text": '[class*="Message_text"]',
        },
        "input": '[role="textbox"]',
        "send": '[role="button"]',
    } == document, err
    assert "bot, to '你好，我想咨询一下': 您好，请提供订单号。" in out
    assert 0 == code


async def test_a_page_without_a_widget_is_told_and_nothing_is_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "bot.yaml"
    there.write_text("mine", "utf-8")
    async with serve("<!DOCTYPE html><title>x</title><p>Call us.<input placeholder='Search'>") as url:
        refused = await widget(url, "--write", str(there))
        code, _, told = await widget(url)

    assert (2, True) == (refused[0], "is there already" in refused[2])
    assert (2, True) == (code, "No field for messages was found" in told)
    assert "mine" == there.read_text("utf-8")
