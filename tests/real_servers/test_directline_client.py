"""The fake of Direct Line, judged by Microsoft's own client (npm botframework-directlinejs)."""

import asyncio
import json
from pathlib import Path

import pytest

from runaround.conformance.stage import Script, say
from runaround.fake import FAKE_GROUP, Bubble, Piece, Typing
from runaround.model import Button, Event, Message, Speaker
from runaround.plugins import load_plugins

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

CLIENT = ("botframework-directlinejs@0.15.8", "xmlhttprequest@1.8.0", "ws@8.18.0")
BOTS = Path(__file__).parent / "bots"
FAKES = load_plugins(FAKE_GROUP)


@pytest.mark.parametrize(("name", "mode"), [("directline", "websocket"), ("directline_poll", "polling")])
async def test_the_vendors_client_hears_the_fake(npm, name: str, mode: str) -> None:
    folder = npm(*CLIENT)
    transfer = Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED))
    first = [Typing(), say("Which one?", buttons=(Button("Refund", "/refund"),)), transfer]
    pieces = [Piece("p", "one "), Piece("p", "two"), Piece("p", "", is_last=True)]
    bot = Script([first, [*pieces, say("last")]], first=[say("Welcome")])

    async with FAKES[name].serve(bot, 0.2) as served:
        domain = str(served.target["url"])
        client = await asyncio.create_subprocess_exec(
            "node", BOTS / "directline_client.js", domain, "a-secret", mode, "last",
            env={"NODE_PATH": str(folder / "node_modules"), "PATH": "/usr/bin:/usr/local/bin"},
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        output, _ = await client.communicate()

    told = [json.loads(line) for line in output.decode().splitlines()]
    heard = [one["activity"] for one in told if "activity" in one]
    said = [(one["from"]["id"], one["text"]) for one in heard if one["type"] == "message"]
    assert client.returncode == 0, told
    assert [one.text for one in bot.heard] == ["hello", "more"]
    assert "Online" in [one.get("status") for one in told]
    assert not [one for one in told if "error" in one]
    assert [one for one in said if one[0] != "dl_client"] == [
        ("the-bot", "Welcome"),
        ("the-bot", "Which one?"),
        ("the-bot", "one two"),
        ("the-bot", "last"),
    ]
    assert [text for sender, text in said if sender == "dl_client"] == ["hello", "more"]
    assert [one["name"] for one in heard if one["type"] == "event"] == ["handoff.initiate"]
    assert [one["suggestedActions"]["actions"][0]["type"] for one in heard if "suggestedActions" in one] == ["postBack"]
    assert [one for one in heard if one["type"] == "typing"] == [] or mode == "websocket"
