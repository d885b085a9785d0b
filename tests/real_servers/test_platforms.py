"""Bots written with the clients of the platforms that are played: single facts, and whole cases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import runaround
from runaround.model import (
    Attachment,
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
)
from runaround.target_file import load_target

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

BOTS = Path(__file__).parent / "bots"
PYWA = ("pywa==4.5.0",)
SUNSHINE = ("sunshine-conversations-client==17.0.1",)
SECRETS = {"HOOK": "hook-secret", "SECRET": "the-secret", "TOKEN": "the-token", "VERIFY": "verify-me"}
PATIENT = {"turn": {"quiet_s": 0.5}, "limits": {"reply_s": 10}}
BOT, SYSTEM, HUMAN = Speaker.BOT, Speaker.SYSTEM, Speaker.HUMAN


@pytest.fixture
def case() -> Case:
    scenario = Scenario("real", "en", "shopping", "", "", (ScenarioSession(("Hi",)),))
    return Case("case-real", scenario, "real")


@pytest.fixture
def whatsapp(venv, start, free_port) -> Mapping[str, Any]:
    """The target file of a bot that is written with pywa."""
    port, graph = free_port(), free_port()
    environ = {**SECRETS, "PORT": str(port), "GRAPH": f"http://127.0.0.1:{graph}"}
    url = start([venv(*PYWA) / "bin" / "python", BOTS / "pywa_bot.py"], port=port, environ=environ)
    return {
        "adapter": "whatsapp",
        "url": f"{url}/webhook",
        "app_secret": "env:SECRET",
        "verify_token": "env:VERIFY",
        "api": {"port": graph, "token": "env:TOKEN"},
        **PATIENT,
    }


@pytest.fixture
def zendesk(venv, start, free_port) -> Mapping[str, Any]:
    """The target file of a bot that is written with Zendesk's client."""
    port, api = free_port(), free_port()
    environ = {**SECRETS, "PORT": str(port), "SUNCO": f"http://127.0.0.1:{api}"}
    url = start([venv(*SUNSHINE) / "bin" / "python", BOTS / "sunshine_bot.py"], port=port, environ=environ)
    return {
        "adapter": "zendesk",
        "url": url,
        "webhook_secret": "env:HOOK",
        "api": {"port": api, "key_id": "app_bot", "secret": "env:SECRET"},
        **PATIENT,
    }


async def talk(tmp_path: Path, target: Mapping[str, Any], case: Case, *actions: Say | Click) -> list:
    """Return the welcome, and the replies to `actions`."""
    path = tmp_path / "target.yaml"
    path.write_text(yaml.safe_dump(dict(target), sort_keys=False), "utf-8")
    adapter = load_target(path, SECRETS).adapter
    session, welcome = await adapter.open(case, session=1)
    try:
        return [welcome, *[await session.send(action) for action in actions]]
    finally:
        await session.close()
        await adapter.close()


async def play(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: Mapping[str, Any], *scenarios: str
) -> tuple[list[str], list[str]]:
    """Play scenarios through the whole of the harness; return the kinds that were found, and the troubles."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    run = await runaround.arun(target, scenarios, store=tmp_path / "runs.db")
    kinds = sorted({found.kind for case in run.cases for found in case.verdict.findings})
    troubles = [str(case.transcript.error) for case in run.cases if case.transcript.error]
    return kinds, troubles


def said(*texts: str) -> tuple[Message, ...]:
    return tuple(Message(BOT, text) for text in texts)


def signal(*events: Event) -> tuple[Message, ...]:
    return tuple(Message(SYSTEM, event=event) for event in events)


def photo_in(folder: Path) -> Evidence:
    path = folder / "photo.png"
    path.write_bytes(b"\x89PNG")
    return Evidence(Item.PHOTO, str(path), "image/png")


async def test_a_bot_of_pywa_is_understood(whatsapp, tmp_path, case) -> None:
    side = {"human": {"does": "accept", "says": "I am Ana."}}
    refund, today = Button("Refund", "/refund"), Button("Today", "/today")

    _, first, choices, pressed, selected, statuses, stranger, photo, passed = await talk(
        tmp_path,
        {**whatsapp, **side},
        case,
        Say("hello"),
        Say("choices"),
        Click(refund),
        Click(today),
        Say("statuses"),
        Say("stranger"),
        Say("", (photo_in(tmp_path),)),
        Say("pass me on"),
    )

    assert first.messages == said("Please upload a photo of the package.")
    assert choices.messages == (
        Message(BOT, "Please choose.", buttons=(refund, Button("Agent", "/agent"))),
        Message(BOT, "When?", buttons=(today, Button("Tomorrow", "/tomorrow"))),
        Message(BOT, "Read this.", links=(Link("https://shop.example/rules", "Rules"),)),
    )
    assert pressed.messages == said("You chose Refund (/refund).")
    assert selected.messages == said("You chose Today (/today).")
    assert statuses.messages == said("delivered, read, sent")
    assert stranger.messages == said("RecipientNotInAllowedList 131030")
    assert photo.messages == said("Thank you for 4 bytes.")
    assert photo.fetched == {"photo.png": True}
    assert passed.messages == (*signal(Event.TRANSFER_STARTED, Event.HUMAN_JOINED), Message(HUMAN, "I am Ana."))


async def test_cases_against_a_bot_of_pywa_are_judged(whatsapp, tmp_path, monkeypatch) -> None:
    kinds, troubles = await play(tmp_path, monkeypatch, whatsapp, "missing_item.en", "wish_for_human.en")

    assert troubles == []
    assert {"repeated_request", "handoff_failure/broken"} <= set(kinds)


async def test_a_bot_with_zendesks_client_is_understood(zendesk, tmp_path, case) -> None:
    refund, agent, oil = Button("Refund", "R"), Button("Agent", "A"), Button("This one", "O")

    welcome, choices, reply, postback, looked, nobody, passed = await talk(
        tmp_path,
        {**zendesk, "human": {"does": "off_duty"}},
        case,
        Say("choices"),
        Click(refund),
        Click(agent),
        Say("look"),
        Say("nobody"),
        Say("pass me on"),
    )
    _, offered, photo = await talk(
        tmp_path,
        {**zendesk, "human": {"does": "accept", "says": "I am Ana."}, "switchboard": {"standby_events": False}},
        case,
        Say("offer"),
        Say("", (photo_in(tmp_path),)),
    )

    assert welcome.messages == said("Hello! How can I help you?")
    assert choices.messages == (
        Message(BOT, "Please choose.", buttons=(refund, agent), links=(Link("https://shop.example/rules", "Rules"),)),
        Message(BOT, "Oil", buttons=(oil,)),
    )
    assert (reply.messages, postback.messages) == (said("Reply R."), said("Postback A."))
    assert looked.messages == (
        Message(BOT, attachments=(Attachment("image", "map.png", "a map"),)),
        *said("8 messages, bot"),
    )
    assert nobody.messages == (*signal(Event.TRANSFER_FAILED), *said("HTTP 400"))
    assert passed.messages == signal(Event.TRANSFER_STARTED, Event.TRANSFER_FAILED)
    assert offered.messages == (*signal(Event.TRANSFER_STARTED, Event.HUMAN_JOINED), Message(HUMAN, "I am Ana."))
    assert [one.speaker for one in photo.messages] == [HUMAN]


async def test_cases_against_a_bot_with_zendesks_client_are_judged(zendesk, tmp_path, monkeypatch) -> None:
    kinds, troubles = await play(tmp_path, monkeypatch, zendesk, "missing_item.en", "wish_for_human.en")

    assert troubles == []
    assert {"repeated_request", "handoff_failure/broken"} <= set(kinds)
