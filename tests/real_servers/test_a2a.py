"""The server of the A2A SDK, in both versions of the protocol: single facts, and a whole case; and its client."""

import subprocess
from pathlib import Path

import pytest
import yaml

import runaround
from runaround.conformance.stage import Script, a_case, say
from runaround.errors import BotFailed
from runaround.fake import Piece
from runaround.model import Event, Message, Say, Speaker, TurnEnd
from runaround.target_file import load_target
from runaround_adapters.fakes.a2a import A2A, A2A_HTTP, A2A_STREAM, A2A_V03

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

BOTS = Path(__file__).parent / "bots"
SDK = ("a2a-sdk[http-server]==1.3.0", "uvicorn==0.38.0")
DIALECTS = [
    pytest.param({**how, "stream": stream}, id=f"{'-'.join(how.values())}-{'stream' if stream else 'once'}")
    for how in ({"version": "1.0"}, {"version": "0.3"}, {"version": "1.0", "binding": "HTTP+JSON"})
    for stream in (False, True)
]


@pytest.fixture
def agent(venv, start, free_port) -> str:
    port = free_port()
    return start([venv(*SDK) / "bin" / "python", BOTS / "a2a_agent.py"], port=port, environ={"PORT": str(port)})


@pytest.fixture
def write_target(tmp_path, agent):
    def write(more: dict) -> Path:
        path = tmp_path / "care.yaml"
        events = {"transfer_started": "metadata.handoff == 'requested'"}
        target = {
            "adapter": "a2a",
            "url": agent,
            "reply": {"events": events},
            "upload": {},
            "limits": {"reply_s": 10},
            **more,
        }
        path.write_text(yaml.safe_dump(target), "utf-8")
        return path

    return write


async def talk(path: Path, *texts: str) -> list:
    adapter = load_target(path, {}).adapter
    session, _ = await adapter.open(a_case(), session=1)
    try:
        return [await session.send(Say(text)) for text in texts]
    finally:
        await session.close()
        await adapter.close()


def bot(text: str) -> Message:
    return Message(Speaker.BOT, text)


@pytest.mark.parametrize("more", DIALECTS)
async def test_messages_tasks_and_artifacts_are_heard_once_each(write_target, more) -> None:
    """A task that goes on repeats its whole history; one that ended takes no more messages."""
    replies = await talk(write_target(more), "hello", "it is broken", "a letter please", "thanks", "hello")

    looking = bot("One moment, I am looking.")
    assert [
        (bot("Hello! How can I help you?"),),
        (looking, bot("Please upload a photo of the package.")),
        (looking, bot("Dear customer")),
        (looking, bot("Goodbye.")),
        (bot("Hello! How can I help you?"),),
    ] == [reply.messages for reply in replies]
    assert {TurnEnd.MARKER} == {reply.ended_by for reply in replies}


@pytest.mark.parametrize("more", DIALECTS)
async def test_a_handoff_in_the_metadata_is_an_event(write_target, more) -> None:
    (reply,) = await talk(write_target(more), "I want a human")

    assert [Event.TRANSFER_STARTED] == [message.event for message in reply.messages if message.event]


@pytest.mark.parametrize("more", DIALECTS)
async def test_a_task_that_failed_is_no_answer(write_target, more) -> None:
    with pytest.raises(BotFailed, match="The order system is down"):
        await talk(write_target(more), "break it")


@pytest.mark.parametrize("more", DIALECTS)
async def test_a_whole_case_is_judged(write_target, more) -> None:
    run = await runaround.arun(write_target(more), ["missing_item.en"], store=None)

    assert "repeated_request" in {finding.kind for finding in run.cases[0].verdict.findings}


@pytest.mark.parametrize("fake", [A2A, A2A_STREAM, A2A_V03, A2A_HTTP], ids=["once", "stream", "0.3", "http"])
async def test_the_fake_is_taken_by_the_client_of_the_sdk(venv, fake) -> None:
    answers = [[say("one"), say("two")], [Piece("p", "a"), Piece("p", "b", is_last=True), say("bye")], [say("again")]]
    async with fake.serve(Script(answers), 0.3) as served:
        command = [venv(*SDK) / "bin" / "python", BOTS / "a2a_client.py", served.url]
        done = await _run(command)

    assert sorted(["one", "two", "a", "b", "bye", "again"]) == sorted(done.replace("ab", "a\nb").split())


async def _run(command: list) -> str:
    import anyio.to_thread

    def call() -> str:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert not done.returncode, done.stderr
        return done.stdout

    return await anyio.to_thread.run_sync(call)
