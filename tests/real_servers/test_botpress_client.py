"""The fake of Botpress's Chat API, judged by the vendor's own client (npm @botpress/chat)."""

import asyncio
import json
from pathlib import Path

import pytest

from runaround.conformance.stage import Script, say
from runaround.fake import Bubble, Foreign, Piece, SentFile
from runaround.model import Attachment, Button, Event, Link, Message, Speaker
from runaround_adapters.fakes.botpress import serve

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

CLIENT = ("@botpress/chat@0.5.5",)
BOTS = Path(__file__).parent / "bots"


@pytest.mark.parametrize("key", [None, "a key of ours for signing"], ids=["keys of the service", "keys of ours"])
async def test_the_vendors_client_hears_the_fake(npm, key: str | None) -> None:
    folder = npm(*CLIENT)
    joined = Bubble(Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED))
    started = Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED))
    card = say("See", links=(Link("https://shop.example/help", "Help"),), attachments=(Attachment("image", "a.png"),))
    pieces = [Piece("p", "one "), Piece("p", "two"), Piece("p", "", is_last=True)]
    human = Bubble(Message(Speaker.HUMAN, "I am Li."))
    first = [card, started, say("Which one?", buttons=(Button("Refund", "/refund"),))]
    bot = Script([first, [*pieces, joined, human, Foreign(), say("last")]])

    async with serve(bot, 0.2, personal_key=key) as served:
        client = await asyncio.create_subprocess_exec(
            "node", BOTS / "botpress_client.js", served.url, key or "", "last",
            env={"NODE_PATH": str(folder / "node_modules"), "PATH": "/usr/bin:/usr/local/bin"},
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        output, _ = await client.communicate()

    told = [json.loads(line) for line in output.decode().splitlines()]
    signals = [(one["name"], one["data"]) for one in told if "name" in one]
    said = [(data["isBot"], data["payload"]["type"]) for name, data in signals if name == "message_created"]
    assert client.returncode == 0, told
    assert not [one for one in told if "error" in one]
    image = SentFile("a.png", "image/*", url="http://x/a.png")
    assert [(one.text, one.button, one.files) for one in bot.heard] == [
        ("hello", "", (image,)),
        ("Refund", "/refund", ()),
    ]
    assert said == [
        (False, "bloc"), (True, "card"), (True, "image"), (True, "choice"),
        (False, "text"), (True, "text"), (False, "text"), (True, "text"),
    ]  # fmt: skip
    assert [data["payload"] for name, data in signals if name == "event_created"][:1] == [
        {"handoff": "transfer_started"}
    ]
    assert "participant_added" in [name for name, _ in signals]
    # What this version does not know it calls so: the pings of the service, pieces, what nobody has invented yet.
    unknown = [json.loads(data)["type"] for name, data in signals if name == "unknown" and data != "ping"]
    assert unknown == ["message_stream_delta", "message_stream_delta", "message_stream_complete", "carousel-3000"]
    assert told[-1]["user"] == ("user_1" if key is None else "ra-client")
    assert [one["type"] for one in told[-1]["listed"]] == [kind for _, kind in reversed(said)]
