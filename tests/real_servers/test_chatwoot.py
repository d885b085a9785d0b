"""Chatwoot before programs of others: Rails' client of the cable, the client of its swagger, Cel.ai's connector."""

import asyncio
import json
import os
from pathlib import Path

import pytest

import runaround
from runaround.conformance.stage import Script, a_case, say
from runaround.fake import Bubble, Pause, Typing
from runaround.model import Button, Click, Event, Evidence, Item, Message, Say, Speaker
from runaround.target_file import make_target
from runaround_adapters.fakes.chatwoot import serve as serve_fake

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

BOTS = Path(__file__).parent / "bots"
CABLE = ("@rails/actioncable@8.1.400", "ws@8.18.0")
SWAGGER = ("chatwoot-python-client==1.0.0.18", "setuptools<81")
CELAI = ("--no-deps", "-r", str(BOTS / "celai" / "requirements.txt"))
TOKEN = "a-token-of-the-bot"


async def run_program(*command: object, **environ: str) -> list:
    """Return what a program prints, a value of JSON each line."""
    known = {**environ, "PATH": os.environ["PATH"]}
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(*map(str, command), env=known, stdout=pipe)
    async with asyncio.timeout(30):
        output, _ = await program.communicate()
    assert program.returncode == 0, output
    return [json.loads(line) for line in output.decode().splitlines()]


async def talk(target, *actions) -> list:
    """Return the replies to `actions`."""
    adapter = make_target(target, {"TOKEN": TOKEN}, file="test").adapter
    try:
        session, _ = await adapter.open(a_case(), session=1)
        try:
            return [await session.send(action) for action in actions]
        finally:
            await session.close()
    finally:
        await adapter.close()


def told(reply) -> list:
    return [one.event or one.text for one in reply.messages]


async def test_rails_own_client_of_the_cable_hears_the_fake(npm) -> None:
    folder = npm(*CABLE)
    transfer = Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED))
    bot = Script([[Typing(), say("one"), transfer, Pause(0.1), say("last")]], first=[say("Welcome")])
    async with serve_fake(bot, 0.2) as served:
        command = ["node", BOTS / "chatwoot_cable.js", served.url, served.target["inbox"], "last"]
        heard = await run_program(*command, NODE_PATH=str(folder / "node_modules"))

    assert heard[0] == {"protocol": "actioncable-v1-json"}
    assert [one.get("content") or one.get("status") or one["event"] for one in heard[1:]] == [
        "Welcome",
        "hello",
        "conversation.typing_on",
        "one",
        "open",
        "last",
    ]


async def test_the_client_of_chatwoots_swagger_talks_to_the_fake(venv) -> None:
    python = venv(*SWAGGER) / "bin" / "python"
    bot = Script([[say("Which?", buttons=(Button("Refund", "/refund"),))], [say("ok")]])
    async with serve_fake(bot, 0.5) as served:
        (printed,) = await run_program(python, BOTS / "chatwoot_contact.py", served.url, served.target["inbox"])

    assert printed["sent"] == "hello"
    assert [content for _, content in printed["listed"]] == ["hello", "Which?"]
    assert printed["updated"]
    assert [(one.text, one.button) for one in bot.heard] == [("hello", ""), ("Refund", "/refund")]


@pytest.fixture
def target(start, free_port):
    """Start a bot: `target(python, script, path)` gives the target file for it."""

    def begin(python: Path, script: Path, path: str) -> dict:
        bot, own = free_port(), free_port()
        environ = {"PORT": str(bot), "TOKEN": TOKEN, "CHATWOOT": f"http://127.0.0.1:{own}"}
        url = start([python, script], port=bot, environ=environ) + path
        about = {"adapter": "chatwoot_platform", "url": url, "token": "env:TOKEN", "listen": {"port": own}}
        return {**about, "turn": {"quiet_s": 0.6}, "limits": {"reply_s": 5}}

    return begin


async def test_a_bot_on_the_client_of_chatwoots_swagger(venv, target) -> None:
    about = target(venv(*SWAGGER) / "bin" / "python", BOTS / "chatwoot_bot.py", "/")
    choice = Click(button=Button("A person", "/human"))
    first, offered, taken = await talk({**about, "human": {"does": "accept"}}, Say("hello"), Say("choices"), choice)

    assert told(first) == ["pending: 1"]
    assert [one.label for one in offered.messages[0].buttons] == ["Refund", "A person"]
    assert told(taken)[:3] == ["One moment.", Event.TRANSFER_STARTED, Event.HUMAN_JOINED]


async def test_a_bot_behind_celais_connector(venv, target, tmp_path, monkeypatch) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG" * 10)
    about = target(venv(*CELAI) / "bin" / "python", BOTS / "celai" / "bot.py", "/hook")
    photo = Evidence(Item.PHOTO, str(tmp_path / "photo.png"), "image/png")

    first, taken, human = await talk(about, Say("hello"), Say("see", (photo,)), Say("a human"))
    monkeypatch.setenv("TOKEN", TOKEN)
    run = await runaround.arun(about, ["wish_for_human.en"], store=tmp_path / "runs.db")

    cases = [case.transcript for case in run.cases]
    kinds = {found.kind for case in run.cases for found in case.verdict.findings}
    assert [told(first), told(taken)] == [["Please upload a photo of the package."], ["Got 1 file."]]
    assert told(human) == ["I will transfer you to a human agent now."]
    assert [case.error for case in cases] == [None] * len(cases)
    assert "handoff_failure/broken" in kinds, kinds
