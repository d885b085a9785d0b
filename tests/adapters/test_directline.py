"""The traps of Direct Line: tokens, welcomes, echoes, uploads, and servers that imitate it."""

import asyncio
import base64
import json
from collections.abc import Callable

import pytest
from aiohttp import web

from runaround.conformance.stage import Script, a_case, say
from runaround.errors import AdapterError, BotFailed, Dropped, FileError, TimedOut, Unauthorized, WrongShape
from runaround.fake import Pause
from runaround.model import Evidence, Item, Message, Placing, Say, Speaker
from runaround.target_file import make_target
from runaround_adapters._botbuilder import directline_line
from runaround_adapters.fakes._directline_talk import Bends
from runaround_adapters.fakes.directline import serve as serve_fake

pytestmark = pytest.mark.anyio

QUIET_S = 0.2
SECRET = {"TOKEN": "a-secret-of-ours"}
Handle = Callable[[web.Request, dict], object]


def said(*texts: str) -> tuple[Message, ...]:
    return tuple(Message(Speaker.BOT, text) for text in texts)


async def talk(target, *actions) -> list:
    """Return the welcome, and the replies to `actions`."""
    adapter = make_target(target, SECRET, file="test").adapter
    session, welcome = await adapter.open(a_case(), session=1)
    try:
        return [welcome, *[await session.send(action) for action in actions]]
    finally:
        await session.close()
        await adapter.close()


@pytest.mark.parametrize("is_streaming", [True, False], ids=["stream", "polls"])
async def test_a_welcome_that_comes_when_the_consumer_has_spoken_answers_nothing(is_streaming: bool) -> None:
    bot = Script([[say("answer")]], first=[say("Welcome")])
    async with serve_fake(bot, QUIET_S, bends=Bends(greets_late=True, is_streaming=is_streaming)) as served:
        welcome, reply = await talk(served.target, Say("hi"))

    assert welcome.messages == ()
    assert [(one.text, one.placing) for one in reply.messages] == [
        ("Welcome", Placing.UNSOLICITED),
        ("answer", Placing.ANSWER),
    ]


async def test_servers_whose_reply_ids_mean_nothing_are_heard_all_the_same() -> None:
    bot = Script([[say("answer")]], first=[say("Welcome")])
    async with serve_fake(bot, QUIET_S, bends=Bends(greets_late=True)) as served:
        _, reply = await talk({**served.target, "reply_ids": False}, Say("hi"))

    assert {one.placing for one in reply.messages} == {Placing.ANSWER}


async def test_an_echo_that_comes_after_the_reply_is_no_reply() -> None:
    """The service does not promise an order: BotFramework-DirectLineJS, issue 245."""
    async with serve_fake(Script([[say("hello")]]), QUIET_S, bends=Bends(echoes_last=True)) as served:
        _, first, second = await talk(served.target, Say("hi"), Say("more"))

    assert [first.messages, second.messages] == [said("hello"), said("hello")]


async def test_a_token_is_refreshed_before_it_runs_out() -> None:
    bot = Script([[Pause(4 * QUIET_S), say("answer")]])
    async with serve_fake(bot, QUIET_S, bends=Bends(token_s=3 * QUIET_S)) as served:
        replies = await talk(served.target, Say("one"), Say("two"))

    assert [one.messages for one in replies[1:]] == [said("answer"), said("answer")]
    record = "".join(one.request + one.response for reply in replies for one in reply.exchanges)
    assert "/tokens/refresh" in record
    assert "of-c1" not in record


PHOTO = "photo.png"


def photo(tmp_path, name: str = PHOTO) -> Evidence:
    (tmp_path / name).write_bytes(b"\x89PNG" * 10)
    return Evidence(Item.PHOTO, str(tmp_path / name), "image/png")


@pytest.mark.parametrize("words", ["", "here it is"], ids=["bare", "with words"])
async def test_a_file_is_one_message_with_its_words(tmp_path, words: str) -> None:
    bot = Script([[say("thanks")]])
    async with serve_fake(bot, QUIET_S) as served:
        _, reply = await talk(served.target, Say(words, (photo(tmp_path),)))

    assert [(one.text, [(file.name, file.size) for file in one.files]) for one in bot.heard] == [(words, [(PHOTO, 40)])]
    assert reply.messages == said("thanks")


async def test_several_files_go_together_and_names_of_any_kind_arrive(tmp_path) -> None:
    bot = Script([[say("thanks")]])
    files = (photo(tmp_path), photo(tmp_path, "发票.png"))
    async with serve_fake(bot, QUIET_S) as served:
        await talk(served.target, Say("", files))

    assert [[file.name for file in one.files] for one in bot.heard] == [[PHOTO, "发票.png"]]


async def test_a_target_that_takes_no_files_says_so_beforehand(tmp_path) -> None:
    async with serve_fake(Script(), QUIET_S) as served:
        target = {**served.target, "upload": {"how": "none"}}
        with pytest.raises(AdapterError, match="takes no files"):
            await talk(target, Say("see", (photo(tmp_path),)))

        assert not make_target(target, SECRET, file="test").adapter.capabilities.uploads


class Service:
    """A Direct Line of a few lines: `answer` is given each message; what it returns stands in the next poll."""

    def __init__(self, answer=lambda _activity: [], *, start: dict | None = None, status: int = 200, body=None) -> None:
        self.requests: list[tuple[str, str, str]] = []
        self.activities: list[dict] = []
        self.sent: list[dict] = []
        self._answer = answer
        self._start = {"conversationId": "c1"} if start is None else start
        self._status = status
        self._body = body

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append((request.method, request.path, request.headers.get("Authorization", "")))
        if request.path.endswith("/conversations"):
            return web.json_response(self._start)
        if request.path.endswith("/token"):
            return web.json_response({"token": _token("dl_theirs"), "expires_in": 600, "conversationId": "c1"})
        if request.method == "GET":
            watermark = int(request.query.get("watermark", 0))
            return web.json_response({"activities": self.activities[watermark:], "watermark": len(self.activities)})
        activity = await request.json()
        self.sent.append(activity)
        if self._status != 200:
            return web.json_response(self._body, status=self._status)
        number = str(len(self.sent))
        self.activities += [{**activity, "id": number}, *self._answer({**activity, "id": number})]
        return web.json_response({"id": number})


def _token(user: str) -> str:
    parts = ({"alg": "RS256"}, {"user": user, "bot": "b"})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "signature"])


def a_target(url: str, **more) -> dict:
    turn = {"quiet_s": QUIET_S}
    welcome = {"mode": "none"}
    polls = {"every_s": 0.02}
    return {"adapter": "directline", "url": url, "turn": turn, "welcome": welcome, "poll": polls, **more}


def bot_says(text: str, **more) -> dict:
    return {"type": "message", "id": f"b-{text}", "from": {"id": "bot"}, "text": text} | more


async def test_a_server_without_tokens_and_versions_is_talked_to(serve) -> None:
    """offline-directline: no `/v3`, no token, a number as watermark, and a lifetime that nobody asks about."""
    service = Service(
        lambda one: [bot_says("hello", replyToId=one["id"])], start={"conversationId": "c1", "expiresIn": 1}
    )
    async with serve(service.handle) as url:
        _, reply = await talk(a_target(f"{url}/directline"), Say("hi"))

    assert reply.messages == said("hello")
    assert {authorization for _, _, authorization in service.requests} == {""}
    assert not [path for _, path, _ in service.requests if "tokens" in path]


async def test_an_echo_under_another_sender_is_told_by_what_the_client_put_there(serve) -> None:
    service = Service()

    async def handle(request: web.Request) -> web.Response:
        response = await service.handle(request)
        for activity in service.activities:
            activity["from"] = {"id": "somebody"}
        return response

    async with serve(handle) as url:
        _, reply = await talk(a_target(url, limits={"reply_s": 3 * QUIET_S}), Say("hi"))

    assert reply.messages == ()


async def test_a_reply_under_the_id_that_confirmed_the_message_is_heard(serve) -> None:
    """NLP.js confirms a message with the id of its reply."""
    service = Service(lambda one: [bot_says("hello", id=one["id"], replyToId="m1")])

    async def handle(request: web.Request) -> web.Response:
        response = await service.handle(request)
        for activity in service.activities[::2]:
            activity["id"] = "m1"
        return response

    async with serve(handle) as url:
        _, reply = await talk(a_target(url), Say("hi"))

    assert reply.messages == said("hello")


async def test_the_user_of_a_token_is_who_speaks(serve) -> None:
    """The service takes messages from nobody else on it; Copilot Studio's endpoint names the user in the token."""
    service = Service(lambda _one: [bot_says("hello")])
    async with serve(service.handle) as url:
        await talk(a_target(url, token_url=f"{url}/token"), Say("hi"))

    assert service.sent[0]["from"] == {"id": "dl_theirs"}
    assert service.requests[0] == ("GET", "/token", "")
    assert service.requests[1][2].startswith("Bearer ey")


async def test_an_activity_makes_the_bot_speak_first(serve) -> None:
    service = Service(lambda one: [bot_says("Welcome", replyToId=one["id"])] if one["type"] == "event" else [])
    welcome = {"activity": {"type": "event", "name": "startConversation", "value": {"who": "{user_id}"}}, "wait_s": 5}
    async with serve(service.handle) as url:
        heard, _ = await talk(a_target(url, welcome=welcome, limits={"reply_s": 2 * QUIET_S}), Say("hi"))

    assert heard.messages == said("Welcome")
    event, message = service.sent
    assert (event["name"], event["value"]) == ("startConversation", {"who": message["from"]["id"]})
    assert message["from"]["id"].startswith("dl_ra-")


REFUSALS = {
    "the bot failed": (502, {"error": {"code": "BotRejectedActivity"}}, BotFailed),
    "the bot is slow": (504, {"error": {"code": "GatewayTimeout"}}, TimedOut),
    "the token is over": (403, {"error": {"code": "TokenExpired"}}, Unauthorized),
}


@pytest.mark.parametrize(("status", "body", "error"), REFUSALS.values(), ids=REFUSALS)
async def test_what_the_service_refuses_has_its_kind_and_is_not_sent_again(serve, status, body, error) -> None:
    service = Service(status=status, body=body)
    async with serve(service.handle) as url:
        with pytest.raises(error, match=body["error"]["code"]):
            await talk(a_target(url), Say("hi"))

    assert len(service.sent) == 1


async def test_a_server_of_another_kind_is_told_as_such(serve) -> None:
    service = Service(start={"id": "x"})
    async with serve(service.handle) as url:
        with pytest.raises(WrongShape, match="conversationId"):
            await talk(a_target(url), Say("hi"))


async def test_a_stream_that_is_wanted_and_not_offered_is_told(serve) -> None:
    async with serve(Service().handle) as url:
        target = {key: value for key, value in a_target(url, stream="websocket").items() if key != "poll"}
        with pytest.raises(WrongShape, match="polling"):
            await talk(target, Say("hi"))


async def test_a_stream_that_only_ever_closes_is_given_up(serve, monkeypatch) -> None:
    monkeypatch.setattr(directline_line, "_STEP_S", 0.0)  # nobody waits for what never comes
    opened: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/stream"):
            opened.append(request.path)
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            await socket.send_str("")
            await socket.close()
            return socket
        stream = f"ws://{request.host}/stream?t=a-token-of-the-stream"
        return web.json_response({"conversationId": "c1", "id": "1", "streamUrl": stream})

    async with serve(handle) as url:
        with pytest.raises(Dropped, match="again and again"):
            await talk(a_target(url), Say("hi"))

    assert len(opened) == 9


async def test_polls_that_fail_once_are_put_again(serve) -> None:
    service = Service(lambda one: [bot_says("hello", replyToId=one["id"])])
    failures = iter([False, True, False, True])

    async def handle(request: web.Request) -> web.Response:
        if request.method == "GET" and next(failures, False):
            return web.Response(status=503)
        return await service.handle(request)

    async with serve(handle) as url:
        _, reply = await talk(a_target(url), Say("hi"))

    assert reply.messages == said("hello")


async def test_visits_at_the_same_time_have_users_of_their_own() -> None:
    bot = Script([[say("hello")]])
    async with serve_fake(bot, QUIET_S) as served:
        adapter = make_target(served.target, SECRET, file="test").adapter
        visits = await asyncio.gather(*(adapter.open(a_case(), session=1) for _ in range(3)))
        for session, _ in visits:
            await session.close()
        await adapter.close()

    assert len({one.consumer for one in bot.visitors}) == 3


async def test_every_mistake_of_a_file_is_told_at_once() -> None:
    target = {
        "adapter": "directline",
        "url": "https://europe.directline.botframework.com/v3/directline",
        "secret": "plain",
        "token": "env:TOKEN",
        "user_id": "{nobody}",
        "welcome": {"activity": {"from": "me"}},
        "human": "a ==",
        "stream": "websocket",
        "poll": {"every_s": 1},
    }

    with pytest.raises(FileError) as found:
        make_target(target, SECRET, file="test")

    keys = {one.path for one in found.value.mistakes}
    assert {"secret", "token", "user_id", "welcome.activity.from", "human", "poll"} <= keys


async def test_the_vendors_service_lets_nobody_in_without_credentials() -> None:
    with pytest.raises(FileError, match="token_url"):
        make_target({"adapter": "directline"}, {}, file="test")
