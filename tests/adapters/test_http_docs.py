"""The page of the adapter is complete, and a target file written from it alone drives a bot of another shape."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from aiohttp import web

from runaround.model import Button, Click, Event, Evidence, Item, Message, Say, Speaker, TurnEnd

PAGE = (Path(__file__).parents[2] / "docs" / "adapters" / "http.md").read_text("utf-8")
SCHEMA = json.loads((files("runaround_adapters") / "http.schema.json").read_text("utf-8"))
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def keys_of(schema: dict) -> set[str]:
    """Return the name of every key that a schema knows, at any depth."""
    found = set()
    for name, below in schema.get("properties", {}).items():
        found |= {name} | keys_of(below)
    for below in schema.get("$defs", {}).values():
        found |= keys_of(below)
    return found


def documented_keys() -> set[str]:
    """Return every name in code font that stands in the first column of a table."""
    rows = re.findall(r"^\| (`[^|]*`) \|", PAGE, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize("key", sorted(keys_of(SCHEMA)))
def test_every_key_of_the_schema_has_a_row(key: str) -> None:
    assert key in documented_keys()


@pytest.mark.parametrize("text", EXAMPLES, ids=[f"example_{number}" for number in range(1, len(EXAMPLES) + 1)])
def test_every_example_loads(make_adapter, text: str) -> None:
    assert make_adapter(text, DEPOT_TOKEN="token").capabilities


class Depot:
    """A bot with nested replies, identities of its own and an upload call; it knows nothing of runaround."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, object]] = []

    async def handle(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer depot-token":
            return web.json_response({"error": "unauthorized"}, status=401)
        content = await self._read(request)
        self.requests.append((request.method, request.path, content))
        match request.method, request.path:
            case "POST", "/v2/conversations":
                return web.json_response({"conversation": {"id": "c-9"}, "result": {"events": [_say("Welcome")]}})
            case "POST", "/v2/uploads":
                return web.json_response({"upload": {"ref": "up-1"}})
            case "POST", "/v2/conversations/c-9/events":
                return web.json_response({"result": {"events": self._answer(content["event"])}, "trace": {"ms": 3}})
            case "DELETE", "/v2/conversations/c-9":
                return web.Response(status=204)
        return web.json_response({"error": "no such place"}, status=404)

    async def _read(self, request: web.Request) -> object:
        if request.content_type == "multipart/form-data":
            form = await request.post()
            return {key: value if isinstance(value, str) else value.filename for key, value in form.items()}
        return await request.json() if request.can_read_body else None

    def _answer(self, event: dict) -> list[dict]:
        if event.get("payload") == "HUMAN":
            joined = {"kind": "escalation.accepted", "author": {"role": "notice"}, "content": {}, "event_id": "e3"}
            asked = {**_say("One moment"), "kind": "escalation.requested"}
            return [asked, joined, _say("Ann here", "operator", "e4")]
        if event.get("attachments"):
            return [{"kind": "typing"}, _say(f"Got {event['attachments']}", identity="e5")]
        choices = [{"caption": "A human", "payload": "HUMAN"}]
        return [{**_say("What is it about?"), "content": {"markdown": "What is it about?", "choices": choices}}]


def _say(text: str, role: str = "assistant", identity: str | None = None) -> dict:
    return {"kind": "message", "author": {"role": role}, "content": {"markdown": text}, "event_id": identity}


@pytest.mark.anyio
async def test_a_target_file_from_the_docs_drives_a_bot_of_another_shape(serve, make_adapter, case, tmp_path) -> None:
    (tmp_path / "parcel.png").write_bytes(b"\x89PNG")
    photo = Evidence(Item.PHOTO, str(tmp_path / "parcel.png"), "image/png")
    depot = Depot()
    async with serve(depot.handle) as url:
        adapter = make_adapter(EXAMPLES[1].replace("https://depot.example", url), DEPOT_TOKEN="depot-token")
        session, welcome = await adapter.open(case, session=1)
        replies = [
            await session.send(action)
            for action in (Say("hello"), Click(Button("A human", "HUMAN")), Say("see", (photo,)))
        ]
        await session.close()

    bot = Speaker.BOT
    assert welcome.messages == (Message(bot, "Welcome"),)
    assert [reply.messages for reply in replies] == [
        (Message(bot, "What is it about?", buttons=(Button("A human", "HUMAN"),)),),
        (
            Message(bot, "One moment"),
            Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED),
            Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED),
            Message(Speaker.HUMAN, "Ann here"),
        ),
        (Message(bot, "Got ['up-1']"),),
    ]
    assert {TurnEnd.RESPONSE} == {reply.ended_by for reply in replies}
    consumer = depot.requests[0][2]["customer"]
    third = {"kind": "message", "body": "see", "attachments": ["up-1"]}
    assert depot.requests == [
        ("POST", "/v2/conversations", {"customer": consumer, "locale": "zh"}),
        ("POST", "/v2/conversations/c-9/events", {"event": {"kind": "message", "body": "hello"}}),
        (
            "POST",
            "/v2/conversations/c-9/events",
            {"event": {"kind": "message", "body": "A human", "payload": "HUMAN"}},
        ),
        ("POST", "/v2/uploads", {"conversation": "c-9", "document": "parcel.png"}),
        (
            "POST",
            "/v2/conversations/c-9/events",
            {"event": third},
        ),
        ("DELETE", "/v2/conversations/c-9", None),
    ]
