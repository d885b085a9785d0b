"""The traps of A2A: tasks that take no more messages, histories that repeat, cards that point elsewhere."""

import pytest
from aiohttp import web

from runaround.conformance.stage import Script, Stage, say
from runaround.errors import BotFailed, FileError, Unsupported
from runaround.fake import Pause, Trouble
from runaround.model import Event, Message, Say, Speaker
from runaround_adapters._a2a.card import read_card
from runaround_adapters.fakes.a2a import A2A, A2A_HTTP, A2A_STREAM, A2A_V03

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("fake", [A2A, A2A_STREAM, A2A_V03, A2A_HTTP], ids=["once", "stream", "0.3", "http"])
async def test_a_task_that_ended_is_not_named_again(fake) -> None:
    """The fake refuses such a message, as the protocol wants; every second turn ends its task."""
    bot = Script([[say(text)] for text in ("one", "two", "three", "four")])

    replies = await Stage(fake).talk(bot, *(Say(str(number)) for number in range(4)))

    assert [["one"], ["two"], ["three"], ["four"]] == [[one.text for one in reply.messages] for reply in replies]


async def test_a_call_over_http_is_answered_at_once_or_asked_for() -> None:
    """The fake answers that it still works when its bot takes longer than it waits."""
    stage = Stage(A2A_HTTP, quiet_s=0.1).with_settings(stream=False)

    (reply,) = await stage.talk(Script([[say("one"), Pause(0.6), say("two")]]), Say("hi"))

    assert ["one", "two"] == [message.text for message in reply.messages]
    assert {"POST", "GET"} == {one.request.partition(" ")[0] for one in reply.exchanges}


async def test_what_an_agent_reports_over_http_is_no_mere_status() -> None:
    stage = Stage(A2A_HTTP, quiet_s=0.1).with_settings(stream=False)

    with pytest.raises(BotFailed, match="Internal error"):
        await stage.talk(Script([[Trouble("error")]]), Say("hi"))


class Agent:
    """An agent of 0.3 that gives one result to everything."""

    def __init__(self, result: dict, card_url: str = "{}/rpc") -> None:
        self.result, self.card_url = result, card_url

    async def handle(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            url = self.card_url.format(f"http://{request.host}")
            return web.json_response({"url": url, "protocolVersion": "0.3.0"})
        body = await request.json()
        return web.json_response({"jsonrpc": "2.0", "id": body["id"], "result": self.result})


async def talk(agent: Agent, serve, make_adapter, case, **more: object) -> tuple[Message, ...]:
    async with serve(agent.handle) as url:
        adapter = make_adapter({"adapter": "a2a", "url": url, **more})
        session, _ = await adapter.open(case, session=1)
        try:
            return (await session.send(Say("hi"))).messages
        finally:
            await session.close()
            await adapter.close()


REJECTED = {"kind": "task", "id": "t", "contextId": "c", "status": {"state": "rejected"}}


async def test_a_task_that_is_rejected_is_no_silence(serve, make_adapter, case) -> None:
    with pytest.raises(BotFailed, match="rejected"):
        await talk(Agent(REJECTED), serve, make_adapter, case)


async def test_a_rejection_may_be_a_handoff_that_failed(serve, make_adapter, case) -> None:
    events = {"transfer_failed": "state == 'rejected'"}

    messages = await talk(Agent(REJECTED), serve, make_adapter, case, reply={"events": events})

    assert (Message(Speaker.SYSTEM, event=Event.TRANSFER_FAILED),) == messages


async def test_credentials_go_to_no_server_that_the_file_does_not_name(serve, make_adapter, case) -> None:
    with pytest.raises(Unsupported, match="another server"):
        await talk(Agent(REJECTED, "http://127.0.0.1:1/rpc"), serve, make_adapter, case)


def test_a_card_may_name_both_versions() -> None:
    interfaces = [
        {"url": f"http://x/{version}", "protocolBinding": "JSONRPC", "protocolVersion": version}
        for version in ("1.0", "0.3")
    ]

    found = [read_card({"supportedInterfaces": interfaces}, version) for version in ("", "0.3")]

    assert ["http://x/1.0", "http://x/0.3"] == [agent.url for agent in found if agent]


def test_a_card_may_name_several_bindings() -> None:
    names = ("GRPC", "HTTP+JSON", "JSONRPC")
    interfaces = [{"url": f"http://x/{name}/", "protocolBinding": name, "protocolVersion": "1.0"} for name in names]

    found = [read_card({"supportedInterfaces": interfaces}, "", binding) for binding in ("", "JSONRPC")]

    assert ["http://x/HTTP+JSON", "http://x/JSONRPC/"] == [agent.url for agent in found if agent]


def test_version_0_3_is_not_spoken_over_http(make_adapter) -> None:
    old = {"url": "http://x", "preferredTransport": "HTTP+JSON", "protocolVersion": "0.3.0"}

    assert read_card(old, "") is None
    with pytest.raises(FileError, match="is spoken in version"):
        make_adapter({"adapter": "a2a", "url": "http://x", "binding": "HTTP+JSON", "version": "0.3"})


def test_an_endpoint_needs_a_version(make_adapter) -> None:
    with pytest.raises(FileError, match="which dialect"):
        make_adapter({"adapter": "a2a", "url": "http://x", "endpoint": "http://x/rpc"})
