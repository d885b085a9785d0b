"""A Rasa 3.6 server by each of its channels: single facts, a paused conversation, a crash, and whole cases."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

import runaround
from runaround.conformance.stage import a_case
from runaround.errors import AdapterError, BotFailed, TimedOut
from runaround.model import Attachment, Button, Click, Event, Message, Say, Speaker
from runaround.target_file import load_target

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

BOT = Path(__file__).parent / "bots" / "rasa"
# The metadata of Rasa 3.6 forbid Python 3.11, where it runs; the lock names every package.
PACKAGES = ("--no-deps", "--ignore-requires-python", "-r", str(BOT / "requirements.txt"))
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}
CHANNELS = ("rest", "stream", "callback", "socketio")


@pytest.fixture(scope="session")
def trained(venv, tmp_path_factory) -> tuple[Path, Path]:
    """The folder of the environment, and that of a trained bot."""
    folder = tmp_path_factory.mktemp("rasa") / "bot"
    shutil.copytree(BOT, folder)
    binaries = venv(*PACKAGES) / "bin"
    subprocess.run(
        [binaries / "rasa", "train", "--quiet"], cwd=folder, env={**QUIET, "PATH": "/usr/bin:/bin"}, check=True
    )
    return binaries, folder


@pytest.fixture(scope="module")
def server(trained, start_once, find_port) -> Mapping[str, object]:
    """Rasa and its action server: the address, and the port to which it posts its messages."""
    binaries, folder = trained
    actions, own, callback = find_port(), find_port(), find_port()
    (folder / "endpoints.yml").write_text(f"action_endpoint: {{url: 'http://127.0.0.1:{actions}/webhook'}}\n")
    channels = {
        "rest": None,
        "callback": {"url": f"http://127.0.0.1:{callback}/bot"},
        "socketio": {"session_persistence": True},
    }
    (folder / "credentials.yml").write_text(yaml.safe_dump(channels))
    start_once([binaries / "rasa", "run", "actions", "-p", actions], port=actions, environ=QUIET, cwd=folder)
    command = [binaries / "rasa", "run", "--enable-api", "--auth-token", "rasa-token-1"]
    url = start_once([*command, "--interface", "127.0.0.1", "-p", own], port=own, environ=QUIET, cwd=folder)
    return {"url": url, "callback": callback}


@pytest.fixture
def write_target(tmp_path, server):
    def write(channel: str, **more: object) -> Path:
        path = tmp_path / f"{channel}.yaml"
        target = {
            "adapter": "rasa",
            "url": server["url"],
            "channel": channel,
            "token": "env:RASA_TOKEN",
            "events": {"transfer_started": "custom.handoff"},
            "upload": {},
            "limits": {"reply_s": 6},
            **({"callback": {"port": server["callback"]}} if channel == "callback" else {}),
            **more,
        }
        path.write_text(yaml.safe_dump(target), "utf-8")
        return path

    return write


async def talk(path: Path, *actions: Say | Click) -> list[tuple[Message, ...]]:
    adapter = load_target(path, {"RASA_TOKEN": "rasa-token-1"}).adapter
    session, _ = await adapter.open(a_case(), session=1)
    try:
        return [(await session.send(action)).messages for action in actions]
    finally:
        await session.close()
        await adapter.close()


def bot(text: str, **more) -> Message:
    return Message(Speaker.BOT, text, **more)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_each_channel_says_the_same(write_target, channel) -> None:
    broken, human = Button("Something is broken", "/broken"), Button("A human", "/human")

    replies = await talk(write_target(channel), Say("hello"), Click(button=broken), Say("photo"), Say("image"))

    assert [
        (bot("Hello! How can I help you?", buttons=(broken, human)),),
        (bot("I am sorry to hear that."), bot("Please upload a photo of the package.")),
        (bot("Could you send us a picture of the parcel?"),),
        (bot("This is what it looks like:"), bot("", attachments=(Attachment("image", "parcel.png"),))),
    ] == replies


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_paused_conversation_is_a_handoff_told_once(write_target, channel) -> None:
    replies = await talk(write_target(channel), Say("operator"), Say("hello"))

    assert [(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED),), ()] == replies


@pytest.mark.parametrize("channel", CHANNELS)
async def test_an_action_that_crashes_is_no_silence(write_target, channel) -> None:
    with pytest.raises(BotFailed, match="action_crash"):
        await talk(write_target(channel), Say("crash"))


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_bot_that_has_nothing_to_say_is_silent(write_target, channel) -> None:
    assert [()] == await talk(write_target(channel), Say("nothing of this is known"))


@pytest.mark.parametrize("channel", ["rest", "stream", "callback"])
async def test_a_custom_message_is_an_event_where_the_file_says_so(write_target, channel) -> None:
    assert [(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED),)] == await talk(write_target(channel), Say("agent"))


async def test_a_custom_message_over_socketio_is_lost_in_rasa_and_no_silence(write_target) -> None:
    with pytest.raises(TimedOut, match="not done"):
        await talk(write_target("socketio"), Say("agent"))


async def test_a_wrong_token_is_an_error_only_where_the_tracker_is_asked_for(write_target) -> None:
    adapter = load_target(write_target("rest", tracker="silent"), {"RASA_TOKEN": "wrong-token"}).adapter
    session, _ = await adapter.open(a_case(), session=1)

    with pytest.raises(AdapterError, match="401"):
        await session.send(Say("nothing of this is known"))

    await session.close()
    await adapter.close()


@pytest.mark.parametrize("channel", ["rest", "callback", "socketio"])
async def test_a_whole_case_is_judged(write_target, monkeypatch, channel) -> None:
    monkeypatch.setenv("RASA_TOKEN", "rasa-token-1")

    run = await runaround.arun(write_target(channel), ["broken_kettle.en"], store=None)

    assert [None] * len(run.cases) == [case.transcript.error for case in run.cases]
    assert "no_reply/silent" in {finding.kind for case in run.cases for finding in case.verdict.findings}
