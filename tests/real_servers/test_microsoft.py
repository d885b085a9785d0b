"""Bots of Microsoft's SDKs, of NLP.js and of Botkit, as they are installed: single facts, and whole cases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import runaround
from runaround.model import (
    Button,
    Case,
    Click,
    Event,
    Evidence,
    Item,
    Link,
    Message,
    Say,
    Scenario,
    ScenarioSession,
    Speaker,
    TurnEnd,
)
from runaround.target_file import load_target

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

BOTS = Path(__file__).parent / "bots"
PYTHON = ("botbuilder-core==4.17.1", "botbuilder-integration-aiohttp==4.17.1", "setuptools<81")
JAVASCRIPT = ("botbuilder@4.23.3", "offline-directline@1.3.1", "express@5.1.0")
NLPJS = ("@nlpjs/basic@4.27.0", "@nlpjs/express-api-server@4.27.0", "@nlpjs/directline-connector@4.26.1")
BOTKIT = ("botkit@4.15.0", "botbuilder-adapter-web@1.0.10")
PATIENT = {"turn": {"quiet_s": 0.5}, "poll": {"every_s": 0.1}}
BOT, SYSTEM = Speaker.BOT, Speaker.SYSTEM


@pytest.fixture
def python_bot(venv, start, free_port) -> str:
    """A bot of the SDK for Python."""
    port = free_port()
    python = venv(*PYTHON) / "bin" / "python"
    return start([python, BOTS / "botbuilder_bot.py"], port=port, environ={"PORT": str(port)}) + "/api/messages"


@pytest.fixture
def javascript_bot(npm, start, free_port) -> Mapping[str, str]:
    """A bot of the SDK for JavaScript, straight and behind offline-directline."""
    modules = npm(*JAVASCRIPT) / "node_modules"
    own, line = free_port(), free_port()
    environ = {"PORT": str(own), "DIRECTLINE_PORT": str(line), "NODE_PATH": str(modules)}
    directline = start(["node", BOTS / "botbuilder_bot.js"], port=line, environ=environ)
    return {"straight": f"http://127.0.0.1:{own}/api/messages", "directline": f"{directline}/directline"}


@pytest.fixture
def nlpjs_bot(npm, start, free_port) -> str:
    """A bot of NLP.js behind its connector."""
    modules = npm(*NLPJS, "@nlpjs/lang-en@4.26.1") / "node_modules"
    port = free_port()
    command = ["node", BOTS / "nlpjs" / "index.js"]
    cwd = BOTS / "nlpjs"
    return start(command, port=port, cwd=cwd, environ={"PORT": str(port), "NODE_PATH": str(modules)}) + "/directline"


@pytest.fixture
def botkit_bot(npm, start, free_port) -> str:
    """A bot of Botkit behind its web adapter."""
    modules = npm(*BOTKIT) / "node_modules"
    port = free_port()
    command = ["node", BOTS / "botkit_bot.js"]
    return start(command, port=port, environ={"PORT": str(port), "NODE_PATH": str(modules)})


@pytest.fixture
def case() -> Case:
    scenario = Scenario("real", "en", "shopping", "", "", (ScenarioSession(("Hi",)),))
    return Case("case-real", scenario, "real")


async def talk(tmp_path: Path, target: Mapping[str, Any], case: Case, *actions: Say | Click) -> list:
    """Return the welcome, and the replies to `actions`."""
    path = tmp_path / "target.yaml"
    path.write_text(yaml.safe_dump(dict(target), sort_keys=False), "utf-8")
    adapter = load_target(path, {}).adapter
    session, welcome = await adapter.open(case, session=1)
    try:
        return [welcome, *[await session.send(action) for action in actions]]
    finally:
        await session.close()
        await adapter.close()


async def play(tmp_path: Path, target: Mapping[str, Any], *scenarios: str) -> tuple[list[str], list[str]]:
    """Play scenarios through the whole of the harness; return the kinds that were found, and the troubles."""
    run = await runaround.arun(target, scenarios, store=tmp_path / "runs.db")
    kinds = sorted({found.kind for case in run.cases for found in case.verdict.findings})
    troubles = [str(case.transcript.error) for case in run.cases if case.transcript.error]
    return kinds, troubles


def said(*texts: str) -> tuple[Message, ...]:
    return tuple(Message(BOT, text) for text in texts)


async def test_a_bot_in_python_answers_in_the_response(python_bot, tmp_path, case) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG")
    target = {"adapter": "botframework", "url": python_bot}
    choice = Click(Button("Refund", "/refund"))
    actions = [
        Say("hello"),
        Say("choices"),
        choice,
        Say("signal"),
        Say("", (Evidence(Item.PHOTO, str(photo), "image/png"),)),
    ]

    welcome, first, choices, refund, signal, photo_taken = await talk(tmp_path, target, case, *actions)

    assert welcome.messages == said("Hello! How can I help you?")
    assert first.messages == said("Please upload a photo of the package.")
    assert first.ended_by is TurnEnd.RESPONSE
    help_page = Link("https://help.example/", "Help")
    assert choices.messages == (
        Message(BOT, "Please choose.", buttons=(Button("Refund", "/refund"),), links=(help_page,)),
    )
    assert refund.messages == said("You chose a refund.")
    assert signal.messages == (Message(SYSTEM, event=Event.TRANSFER_STARTED), *said("One moment."))
    assert photo_taken.messages[0] == Message(BOT, "Thank you for photo.png.")
    assert photo_taken.fetched == {"photo.png": False}


async def test_a_bot_in_python_answers_at_the_connector(python_bot, tmp_path, case) -> None:
    target = {"adapter": "botframework", "url": python_bot, "delivery": "callback", "turn": {"quiet_s": 0.5}}

    welcome, signal, end = await talk(tmp_path, target, case, Say("signal"), Say("bye"))

    assert welcome.messages == said("Hello! How can I help you?")
    assert signal.messages == (Message(SYSTEM, event=Event.TRANSFER_STARTED), *said("One moment."))
    assert end.ended_by is TurnEnd.SESSION_END


async def test_cases_against_a_bot_in_python_are_judged(python_bot, tmp_path) -> None:
    target = {"adapter": "botframework", "url": python_bot}

    kinds, troubles = await play(tmp_path, target, "missing_item.en", "wish_for_human.en")

    assert troubles == []
    assert {"repeated_request", "handoff_failure/broken"} <= set(kinds)


async def test_a_bot_in_javascript_answers_in_the_response(javascript_bot, tmp_path, case) -> None:
    target = {"adapter": "botframework", "url": javascript_bot["straight"]}

    welcome, card, yes, signal = await talk(
        tmp_path, target, case, Say("card"), Click(Button("Yes", "Yes")), Say("signal")
    )

    assert welcome.messages == said("Hello! How can I help you?")
    buttons = (Button("Yes", "Yes"), Button("No", "No"))
    assert card.messages == (Message(BOT, "Refund?\nIt takes a week.", buttons=buttons),)
    assert yes.messages == said("You said yes.")
    assert signal.messages == (Message(SYSTEM, event=Event.TRANSFER_STARTED), *said("One moment."))


async def test_offline_directline_is_talked_to(javascript_bot, tmp_path, case) -> None:
    target = {"adapter": "directline", "url": javascript_bot["directline"], **PATIENT}

    welcome, first, signal, end = await talk(tmp_path, target, case, Say("hello"), Say("signal"), Say("bye"))

    assert welcome.messages == ()
    assert first.messages == said("Thank you for telling us.", "Please upload a photo of the package.")
    assert signal.messages == (Message(SYSTEM, event=Event.TRANSFER_STARTED), *said("One moment."))
    assert end.ended_by is TurnEnd.SESSION_END


async def test_cases_over_offline_directline_are_judged(javascript_bot, tmp_path) -> None:
    target = {"adapter": "directline", "url": javascript_bot["directline"], **PATIENT}

    kinds, troubles = await play(tmp_path, target, "wish_for_human.en")

    assert troubles == []
    assert "handoff_failure/ignored" in kinds


async def test_cases_against_nlpjs_are_judged(nlpjs_bot, tmp_path, case) -> None:
    target = {"adapter": "directline", "url": nlpjs_bot, **PATIENT}

    _, first = await talk(tmp_path, target, case, Say("my parcel arrived broken"))
    kinds, troubles = await play(tmp_path, target, "wish_for_human.en")

    assert first.messages == said("Please upload a photo of the package.")
    assert troubles == []
    assert "handoff_failure/ignored" in kinds


async def test_botkit_is_talked_to_by_the_target_file_of_the_docs(botkit_bot, tmp_path, case) -> None:
    page = (Path(__file__).parents[2] / "docs" / "adapters" / "botkit.md").read_text("utf-8")
    target = yaml.safe_load(page.split("```yaml\n")[1].split("```")[0])
    target |= {"url": botkit_bot.replace("http:", "ws:"), "turn": {"quiet_s": 0.5}}

    welcome, first, refund, transfer = await talk(
        tmp_path, target, case, Say("hello"), Click(Button("Refund", "/refund")), Say("signal")
    )

    assert welcome.messages == said("Hello! How can I help you?")
    offer = Message(BOT, "Please upload a photo of the package.", buttons=(Button("Refund", "/refund"),))
    assert first.messages == (offer,)
    assert refund.messages == said("You chose a refund.")
    assert transfer.messages == (*said("One moment."), Message(SYSTEM, event=Event.TRANSFER_STARTED))


async def test_the_web_hook_of_botkit_is_talked_to_by_the_target_file_of_the_docs(botkit_bot, tmp_path, case) -> None:
    page = (Path(__file__).parents[2] / "docs" / "adapters" / "botkit.md").read_text("utf-8")
    target = yaml.safe_load(page.split("```yaml\n")[2].split("```")[0])
    target |= {"url": botkit_bot + "/api/messages"}
    target["open"] |= {"url": botkit_bot + "/api/messages"}

    welcome, first = await talk(tmp_path, target, case, Say("hello"))

    assert welcome.messages == said("Hello! How can I help you?")
    assert [(one.text, one.buttons) for one in first.messages] == [
        ("Please upload a photo of the package.", (Button("Refund", "/refund"),))
    ]


async def test_cases_against_botkit_are_judged(botkit_bot, tmp_path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "adapters" / "botkit.md").read_text("utf-8")
    target = yaml.safe_load(page.split("```yaml\n")[1].split("```")[0])
    target |= {"url": botkit_bot.replace("http:", "ws:"), "turn": {"quiet_s": 0.5}}

    kinds, troubles = await play(tmp_path, target, "wish_for_human.en")

    assert troubles == []
    assert "handoff_failure/ignored" in kinds
