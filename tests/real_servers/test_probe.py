"""Servers of other people, found out by their addresses: the right adapter, and a target file that was tried."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from runaround.cli import main

pytestmark = pytest.mark.real_server

BOTS = Path(__file__).parent / "bots"
A2A = ("a2a-sdk[http-server]==1.3.0", "uvicorn==0.38.0")
FASTAPI = ("fastapi==0.121.1", "uvicorn==0.38.0")
MICROSOFT = ("botbuilder-core==4.17.1", "botbuilder-integration-aiohttp==4.17.1", "setuptools<81")
NLPJS = ("@nlpjs/basic@4.27.0", "@nlpjs/express-api-server@4.27.0", "@nlpjs/directline-connector@4.26.1")
BOTKIT = ("botkit@4.15.0", "botbuilder-adapter-web@1.0.10")
PROXY = ("litellm[proxy]==1.106.2",)


@pytest.fixture
def python(venv, start, free_port) -> Callable[..., str]:
    """Start a program of the folder `bots` with packages of PyPI."""

    def begin(file: str, *packages: str) -> str:
        port = free_port()
        return start([venv(*packages) / "bin" / "python", BOTS / file], port=port, environ={"PORT": str(port)})

    return begin


@pytest.fixture
def node(npm, start, free_port) -> Callable[..., str]:
    """Start a program of the folder `bots` with packages of npm."""

    def begin(file: str, *packages: str) -> str:
        port, modules = free_port(), npm(*packages) / "node_modules"
        environ = {"PORT": str(port), "NODE_PATH": str(modules)}
        return start(["node", BOTS / file], port=port, cwd=(BOTS / file).parent, environ=environ)

    return begin


def probe(url: str, tmp_path: Path, *more: str) -> dict[str, Any]:
    code = main(["probe", url, "--say", "Hello", "--write", str(tmp_path / "bot.yaml"), *more])
    assert 0 == code
    content: dict[str, Any] = yaml.safe_load((tmp_path / "bot.yaml").read_text("utf-8"))
    return content


def test_a_strict_bot_of_fastapi_is_described(python, tmp_path) -> None:
    found = probe(python("fastapi_bot.py", *FASTAPI) + "/api/chat", tmp_path)

    assert {"query": "{text}", "session_id": "{session_id}"} == found["request"]
    assert {"text": "data.answer"} == found["reply"]


def test_an_agent_of_the_a2a_sdk_is_recognised(python, tmp_path) -> None:
    assert "a2a" == probe(python("a2a_agent.py", *A2A), tmp_path)["adapter"]


@pytest.mark.parametrize("path", ["", "/api/messages"])
def test_a_bot_of_bot_framework_is_recognised(path: str, python, tmp_path) -> None:
    found = probe(python("botbuilder_bot.py", *MICROSOFT) + path, tmp_path)

    assert "botframework" == found["adapter"]
    assert found["url"].endswith("/api/messages")


@pytest.mark.parametrize("path", ["", "/directline"])
def test_the_connector_of_nlpjs_is_recognised(path: str, node, tmp_path) -> None:
    found = probe(node("nlpjs/index.js", *NLPJS, "@nlpjs/lang-en@4.26.1") + path, tmp_path)

    assert ("directline", "polling") == (found["adapter"], found["stream"])


def test_botkit_is_recognised_over_its_websocket(node, tmp_path) -> None:
    found = probe(node("botkit_bot.js", *BOTKIT).replace("http:", "ws:"), tmp_path)

    assert ("websocket", "hello") == (found["adapter"], found["open"]["frames"][0]["type"])


def test_a_gateway_of_litellm_is_recognised(venv, start, free_port, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("GATEWAY_KEY", "sk-local-0123456789abcdef0123456789")
    port = free_port()
    command = [venv(*PROXY) / "bin" / "litellm", "--config", "litellm.yaml", "--host", "127.0.0.1", "--port", port]
    environ = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}

    found = probe(
        start(command, port=port, environ=environ), tmp_path, "--header", "Authorization: Bearer env:GATEWAY_KEY"
    )

    assert ("openai", "env:GATEWAY_KEY") == (found["adapter"], found["key"])
