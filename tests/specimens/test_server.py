"""Specimens over real HTTP, and the target file that comes with them."""

from __future__ import annotations

import base64
import json
import time
from importlib.resources import files
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from runaround.adapter import ADAPTER_GROUP
from runaround.model import Case, Click, Event, Evidence, Item, Say, Scenario, ScenarioSession
from runaround.plugins import load_plugin
from runaround.specimens import LATE_S, SPECIMENS, serve

pytestmark = pytest.mark.anyio

PICTURE = {"name": "carton.png", "media_type": "image/png", "base64": base64.b64encode(b"picture").decode()}


async def post(url: str, path: str, body: Any) -> httpx.Response:
    """Send `body` as JSON; text is sent as it is."""
    content = body if isinstance(body, (str, bytes)) else json.dumps(body)
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{url}{path}", content=content)


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(url)


async def test_a_session_is_opened_with_an_id_and_a_welcome():
    async with serve("healthy") as bot:
        first = (await post(bot.url, "/open", {"consumer": "c1"})).json()
        second = (await post(bot.url, "/open", {"consumer": "c2"})).json()

    assert ("s000001", "s000002") == (first["session"], second["session"])
    assert ["bot"] == [message["speaker"] for message in first["messages"]]


async def test_a_message_has_its_whole_shape_on_the_wire():
    async with serve("faq_circle") as bot:
        answer = await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "游戏账号登录不上了"})

    assert {
        "messages": [
            {
                "speaker": "bot",
                "text": "为您找到常见问题《账号登录》：登录失败多半是网络不稳定造成的，请切换网络、清理缓存后重新登录。"
                "如果没有解决，可以到下面的问题反馈表继续。",
                "buttons": [
                    {"label": "问题反馈表", "value": "/page/form/login"},
                    {"label": "其他问题", "value": "/page/menu"},
                ],
                "links": [{"url": f"{bot.url}/page/form/login", "title": "问题反馈表"}],
                "event": None,
            }
        ]
    } == answer.json()


async def test_a_link_that_is_clicked_leads_on_and_opens_in_a_browser_too():
    async with serve("faq_circle") as bot:
        asked = await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "I can't log in"})
        link = asked.json()["messages"][0]["links"][0]["url"]
        clicked = await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "", "link": link})
        page = await get(link)
        nowhere = await get(f"{bot.url}/page/form/nowhere")

    assert "Problem report" in clicked.json()["messages"][0]["text"]
    assert (200, "text/html; charset=utf-8") == (page.status_code, page.headers["content-type"])
    assert 404 == nowhere.status_code


async def test_a_picture_arrives():
    async with serve("healthy") as bot:
        await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "订单447120少发了一桶"})
        answer = await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "发了", "files": [PICTURE]})

    assert "补发单号" in answer.json()["messages"][0]["text"]


async def test_a_human_joins_a_moment_later_and_once():
    async with serve("healthy") as bot:
        answer = await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "human please"})
        polled = await get(f"{bot.url}/poll?session=s")
        polled_again = await get(f"{bot.url}/poll?session=s")

    assert [("bot", None), ("system", "transfer_started")] == _outline(answer)
    assert [("system", "human_joined"), ("human", None)] == _outline(polled)
    assert [] == _outline(polled_again)


async def test_a_poll_for_an_unknown_session_finds_nothing():
    async with serve("healthy") as bot:
        assert {"messages": []} == (await get(f"{bot.url}/poll?session=nobody")).json()


async def test_the_silent_one_answers_with_no_messages():
    async with serve("silent") as bot:
        await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "hello"})
        answer = await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "where is my order?"})

    assert (200, {"messages": []}) == (answer.status_code, answer.json())


async def test_the_crashing_one_answers_500_from_the_second_message_on():
    async with serve("crashing") as bot:
        body = {"consumer": "c", "session": "s", "text": "where is my order?"}
        answers = [(await post(bot.url, "/chat", body)).status_code for _ in range(3)]

    assert [200, 500, 500] == answers


async def test_any_specimen_can_be_made_late():
    async with serve("slow", delay_s=0.2) as bot:
        began = time.monotonic()
        await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "hello"})
        took_s = time.monotonic() - began

    assert took_s >= 0.2


async def test_the_slow_one_is_late_by_the_rule_of_the_channel_unless_told_otherwise():
    assert LATE_S == SPECIMENS["slow"].factory().delay_s
    assert 0.0 == SPECIMENS["healthy"].factory().delay_s
    assert 0.5 == SPECIMENS["slow"].factory(delay_s=0.5).delay_s


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("<html>", "The body is not JSON; expected an object."),
        ("[" * 100_000, "The body is not JSON; expected an object."),
        (b"\xff\xfe\xff", "The body is not JSON; expected an object."),
        ([], "The body is a JSON list; expected an object."),
        ({"session": "s"}, "consumer: expected text of 1 to 200 characters."),
        ({"consumer": "c", "session": 7}, "session: expected text of 1 to 200 characters."),
        ({"consumer": "c", "session": "s", "text": 7}, "text: found int, expected text."),
        (
            {"consumer": "c", "session": "s", "files": "x"},
            "files: expected a list of objects with name, media_type and base64.",
        ),
        ({"consumer": "c", "session": "s", "files": [{"base64": "§"}]}, "files: 'base64' does not hold base64."),
    ],
    ids=range(9),
)
async def test_a_bad_call_is_answered_with_400_and_a_sentence(body, error):
    async with serve("healthy") as bot:
        answer = await post(bot.url, "/chat", body)

    assert (400, {"error": error}) == (answer.status_code, answer.json())


async def test_a_session_of_another_consumer_is_refused():
    async with serve("healthy") as bot:
        await post(bot.url, "/chat", {"consumer": "c1", "session": "s", "text": "hello"})
        answer = await post(bot.url, "/chat", {"consumer": "c2", "session": "s", "text": "hello"})

    assert (409, {"error": "Session 's' belongs to another consumer."}) == (answer.status_code, answer.json())


async def system_of(bot) -> list[dict[str, Any]]:
    return (await get(f"{bot.system_url}?consumer=c")).json()["matters"]


async def test_the_system_shows_a_matter_as_open_and_then_as_done():
    async with serve("healthy") as bot:
        await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "退款一直没到"})
        before = await system_of(bot)
        answer = await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "订单号 662031904"})
        after = await system_of(bot)

    matter = {"topic": "refund", "account": None, "subscription": None, "address": None}
    assert [(None, "open", False)] == [(one["order"], one["state"], one["refunded"]) for one in before]
    assert [
        {**matter, "order": "662031904", "state": "done", "refunded": True, "reference": after[0]["reference"]}
    ] == after
    assert after[0]["reference"] in answer.json()["messages"][0]["text"]


async def test_the_system_knows_nothing_of_a_stranger():
    async with serve("healthy") as bot:
        assert [] == await system_of(bot)


async def test_a_consumer_can_be_put_back_to_the_beginning():
    async with serve("healthy") as bot:
        await post(bot.url, "/chat", {"consumer": "c", "session": "s", "text": "退款没到，订单号 662031904"})
        reset = await post(bot.url, "/system/reset", {"consumer": "c"})
        welcome = await post(bot.url, "/open", {"consumer": "c"})

        assert (200, []) == (reset.status_code, await system_of(bot))
        assert "Wren" in welcome.json()["messages"][0]["text"]


@pytest.mark.parametrize(
    ("elapsed_s", "status"),
    [(0, 200), (86400.5, 200), ("1296000", 200), (None, 200), (-1, 400), ("soon", 400), (True, 400)],
)
async def test_the_clock_of_the_consumer_is_a_number_of_seconds(elapsed_s, status):
    async with serve("healthy") as bot:
        answer = await post(bot.url, "/open", {"consumer": "c", "elapsed_s": elapsed_s})

    assert status == answer.status_code


async def test_a_body_over_the_limit_is_refused():
    async with serve("healthy") as bot:
        answer = await post(bot.url, "/chat", b"x" * (17 * 1024 * 1024))

    assert 413 == answer.status_code


async def test_a_lone_surrogate_travels_both_ways():
    async with serve("healthy") as bot:
        body = {"consumer": "c", "session": "s", "text": "我的快递到哪了，订单 AB\ud800 551840"}
        answer = await post(bot.url, "/chat", body)

    assert 200 == answer.status_code


async def test_nothing_listens_once_the_context_has_ended():
    async with serve("healthy") as bot:
        url = bot.url

    with pytest.raises(httpx.ConnectError):
        await post(url, "/open", {"consumer": "c"})


async def test_an_unknown_name_is_a_key_error():
    with pytest.raises(KeyError, match="nobody"):
        async with serve("nobody"):
            pass


async def test_the_target_file_is_what_the_http_adapter_wants(tmp_path):
    schema = json.loads((files("runaround_adapters") / "http.schema.json").read_text("utf-8"))

    async with serve("slow", delay_s=2.0) as bot:
        bot.write_target(tmp_path / "slow.yaml")
    content = yaml.safe_load((tmp_path / "slow.yaml").read_text("utf-8"))

    assert [] == list(jsonschema.Draft202012Validator(schema).iter_errors(content))
    assert (f"{bot.url}/chat", 22.0) == (content["url"], content["limits"]["reply_s"])


def _outline(answer: httpx.Response) -> list[tuple[str, str | None]]:
    return [(message["speaker"], message["event"]) for message in answer.json()["messages"]]


async def test_the_http_adapter_drives_a_specimen_with_its_target(tmp_path):
    """Words, a picture and a click go out; buttons, events and the human who joins by polling come back."""
    path = tmp_path / "carton.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    photo = Evidence(Item.PHOTO, str(path), "image/png")
    scenario = Scenario("x", "en", "shop", "x", "test", (ScenarioSession(("hello",)),))

    async with serve("healthy") as bot:
        content = {key: value for key, value in bot.target.items() if key != "adapter"}
        adapter = load_plugin(ADAPTER_GROUP, bot.target["adapter"])(content, "healthy", {})
        session, welcome = await adapter.open(Case("case-1", scenario, "healthy"), session=1)
        menu = await session.send(Say("hmm hmm hmm"))
        clicked = await session.send(Click(button=menu.messages[0].buttons[-1]))
        await session.send(Say("order number 4471-20835"))
        solved = await session.send(Say("here it is", (photo,)))
        announced = await session.send(Say("human please"))
        joined = await session.listen(5.0)
        await session.close()
        await adapter.close()

    assert [1, 1] == [len(welcome.messages), len(clicked.messages)]
    assert "missing" in clicked.messages[0].text
    assert "The replacement has been sent today" in solved.messages[0].text
    assert [None, Event.TRANSFER_STARTED] == [message.event for message in announced.messages]
    assert Event.HUMAN_JOINED in [message.event for message in joined.messages]
