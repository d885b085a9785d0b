"""OpenAI's own client before our fakes, and our adapter before the LiteLLM proxy."""

import asyncio
import json

import pytest

import runaround
from runaround.adapter import Reply
from runaround.conformance.stage import Script, say
from runaround.errors import BadStatus
from runaround.fake import Bubble
from runaround.model import Case, Event, Message, Say, Scenario, ScenarioSession, Speaker, TurnEnd
from runaround.target_file import make_target
from runaround_adapters.fakes.openai import STREAMED, WHOLE
from runaround_adapters.fakes.openai_responses import STREAMED as RESPONSES

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

CLIENT = ("openai==2.54.0",)
PROXY = ("litellm[proxy]==1.106.2",)
KEY = "sk-local-0123456789abcdef0123456789"
CLIENTS = {
    "whole": (WHOLE, "chat", "whole"),
    "streamed": (STREAMED, "chat", "stream"),
    "responses": (RESPONSES, "responses", "stream"),
}


@pytest.mark.parametrize(("fake", "api", "how"), CLIENTS.values(), ids=CLIENTS)
async def test_the_vendors_client_understands_the_fake(venv, pytestconfig, fake, api, how) -> None:
    python = venv(*CLIENT) / "bin" / "python"
    program = pytestconfig.rootpath / "tests" / "real_servers" / "bots" / "openai_client.py"
    transfer = Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED))
    async with fake.serve(Script([[say("您好"), transfer, say("One moment")]]), 0.2) as served:
        process = await asyncio.create_subprocess_exec(
            python, program, served.url, api, how, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()

    assert [["您好", ["transfer_to_human"]], ["One moment", []]] == json.loads(out)


@pytest.fixture
def proxy(venv, start, free_port) -> str:
    """Start the LiteLLM proxy with an answer that is always the same."""
    port = free_port()
    command = [venv(*PROXY) / "bin" / "litellm", "--config", "litellm.yaml", "--host", "127.0.0.1", "--port", port]
    environ = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}
    return start(command, port=port, environ=environ)


def describe(url: str, **more: object) -> dict[str, object]:
    return {"adapter": "openai", "name": "LiteLLM", "url": f"{url}/v1", "model": "bot", "key": "env:KEY", **more}


def a_case() -> Case:
    return Case("case-1", Scenario("s", "en", "retail", "", "", (ScenarioSession(("hi",)),)), "bot")


async def talk(document: dict[str, object], key: str) -> list[Reply]:
    adapter = make_target(document, {"KEY": key}, file="litellm").adapter
    session, _ = await adapter.open(a_case(), session=1)
    try:
        return [await session.send(Say(text)) for text in ("hi", "我的快递坏了")]
    finally:
        await session.close()


async def test_the_proxy_answers_whole_and_streamed_and_refuses_a_wrong_key(proxy) -> None:
    whole = await talk(describe(proxy), KEY)
    streamed = await talk(describe(proxy, stream=True), KEY)
    with pytest.raises(BadStatus):  # without a database the proxy answers HTTP 400, and not 401
        await talk(describe(proxy), "sk-wrong-key")

    said = (Message(Speaker.BOT, "Could you send me your order number?"),)
    assert [said] * 4 == [reply.messages for reply in (*whole, *streamed)]
    assert [TurnEnd.RESPONSE, TurnEnd.MARKER] == [whole[0].ended_by, streamed[0].ended_by]


@pytest.mark.parametrize("is_streamed", [False, True], ids=["whole", "streamed"])
async def test_a_bot_that_always_asks_the_same_is_found_out(proxy, monkeypatch, tmp_path, is_streamed) -> None:
    monkeypatch.setenv("KEY", KEY)

    run = await runaround.arun(
        describe(proxy, stream=is_streamed), ["missing_item.en", "missing_item.zh"], store=tmp_path / "runs.db"
    )

    found = [{finding.kind for finding in case.verdict.findings} for case in run.cases]
    assert [{"repeated_request", "handoff_failure/ignored"}] * 2 == found
