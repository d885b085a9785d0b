"""The bot of a WeChat official account: answers passively where one message will do, and through the platform's API."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData, JsonPayload, web

from runaround.fake import (
    Brain,
    Break,
    Bubble,
    Fake,
    Fetch,
    Foreign,
    Later,
    Output,
    Pause,
    Served,
    Trouble,
    Typing,
    Visitor,
)
from runaround.model import Event, Message, Speaker
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, fetch_files, serve_app
from runaround_adapters.fakes._troubles import answer_trouble
from runaround_adapters.fakes._wechat_words import (
    is_plain,
    passive_text,
    passive_transfer,
    read_fields,
    read_said,
    write_custom,
)

__all__ = ["WECHAT"]

_CALL_S = 5.0
_PERSON = "people@fake"
_SUCCESS = "success"
_STALE = (40001, 42001)
_SESSIONS = {Event.HUMAN_JOINED: "create", Event.HUMAN_LEFT: "close"}
_SIGNATURE = re.compile(r"[0-9a-f]{40}$")


class _Api:
    """The platform's API, as the bot calls it, with a token that is asked for when it is needed."""

    def __init__(self, url: str, client: ClientSession) -> None:
        self._url = url
        self._client = client
        self._token = ""

    async def call(self, path: str, body: object, **query: str) -> dict[str, Any]:
        """Call the API, once more where the token has expired, and return its answer; empty where nobody answers."""
        with suppress(ClientError, TimeoutError):
            for _ in range(2):
                answer = await self._ask(path, body, query)
                if answer.get("errcode") not in _STALE:
                    return answer
                self._token = ""
        return {}

    async def _ask(self, path: str, body: object, query: Mapping[str, str]) -> dict[str, Any]:
        if not self._token:
            asked = {"grant_type": "client_credential", "appid": "wx-fake", "secret": "any"}
            async with self._client.get(f"{self._url}/cgi-bin/token", params=asked) as response:
                self._token = (await response.json())["access_token"]
        params = {"access_token": self._token, **query}
        sent = body if isinstance(body, FormData) else JsonPayload(body)
        async with self._client.post(self._url + path, params=params, data=sent) as response:
            found: dict[str, Any] = await response.json()
            return found


class _Talk:
    """One follower: their turns one after another, and what was told of people."""

    def __init__(self, openid: str) -> None:
        self.visitor = Visitor(openid, openid)
        self.turns = asyncio.Lock()
        self.timers = Timers()
        self.joined = asyncio.Event()


class _Turn:
    """One message of the platform, and the answer that its deliveries wait for: a body, a trouble, None for a break."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.answer: asyncio.Future[str | Trouble | None] = asyncio.get_running_loop().create_future()

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, so that what is said now goes another way."""
        return self.answer.done()

    def give(self, answer: str | Trouble) -> None:
        """Answer, if nothing was answered yet."""
        if not self.answer.done():
            self.answer.set_result(answer)

    def drop(self) -> None:
        """Break the connection of who waits; who delivers the message again waits anew."""
        broken, self.answer = self.answer, asyncio.get_running_loop().create_future()
        if not broken.done():
            broken.set_result(None)


class _Performance:
    """One turn of the bot as it goes out: the last message passively where it can be, the others through the API."""

    def __init__(self, turn: _Turn, talk: _Talk, api: _Api, quiet_s: float) -> None:
        self._turn = turn
        self._talk = talk
        self._api = api
        self._quiet_s = quiet_s
        self._held: Message | None = None
        self._is_transferring = False

    async def play(self, outputs: AsyncIterator[Output]) -> None:
        """Put out everything; what is held at the end is the passive reply, unless that takes too long."""
        patience = asyncio.get_running_loop().call_later(9 * self._quiet_s, self._turn.give, _SUCCESS)
        try:
            await self._play(outputs)
        finally:
            patience.cancel()

    async def _play(self, outputs: AsyncIterator[Output]) -> None:
        async for output in outputs:
            await self._put_out(output)
        await self._transfer("")
        held, self._held = self._held, None
        if held is not None and not self._turn.is_answered:
            self._turn.give(passive_text(self._turn.fields, held))
        elif held is not None:
            await self._push(held)
        self._turn.give(_SUCCESS)

    async def _put_out(self, output: Output) -> None:
        if isinstance(output, Bubble):
            await self._say(output.message)
            return
        await self._flush()
        match output:
            case Pause(seconds=seconds):
                await asyncio.sleep(seconds)
            case Later():
                self._talk.timers.start(output, self._say_later)
            case Typing(is_on=is_on):
                self._turn.give(_SUCCESS)
                body = {"touser": self._talk.visitor.consumer, "command": "Typing" if is_on else "CancelTyping"}
                await self._api.call("/cgi-bin/message/custom/typing", body)
            case Fetch():
                await fetch_files(read_said(self._turn.fields).files)
            case Foreign():
                await self._send({"msgtype": "carousel-3000", "carousel-3000": {"colour": "blue"}})
            case Trouble():
                self._turn.give(output)
            case Break():
                self._turn.drop()

    async def _say(self, message: Message) -> None:
        await self._flush(is_joining=message.event is Event.HUMAN_JOINED)
        if message.event is Event.TRANSFER_STARTED:
            self._is_transferring = True
        if is_plain(message) and message.speaker is Speaker.BOT:
            self._held = message
        else:
            await self._push(message)

    async def _say_later(self, bubble: Bubble) -> None:
        await self._push(bubble.message)

    async def _flush(self, *, is_joining: bool = False) -> None:
        """Send what is held, since something follows it."""
        held, self._held = self._held, None
        if held is not None:
            await self._push(held)
        await self._transfer(_PERSON if is_joining else "")

    async def _transfer(self, account: str) -> None:
        """Put the consumer through, if that is to be; a bot hears of who takes over before it says more."""
        if not self._is_transferring or self._turn.is_answered:
            return
        self._is_transferring = False
        self._turn.give(passive_transfer(self._turn.fields, account))
        with suppress(TimeoutError):
            async with asyncio.timeout(_CALL_S if account else self._quiet_s / 5):
                await self._talk.joined.wait()

    async def _push(self, message: Message) -> None:
        """Send a message through the API, and what it signals of people too."""
        if message.event in _SESSIONS:
            body = {"kf_account": _PERSON, "openid": self._talk.visitor.consumer}
            await self._api.call(f"/customservice/kfsession/{_SESSIONS[message.event]}", body)
        media_ids = [await self._upload(file.name) for file in message.attachments]
        sender = {"customservice": {"kf_account": _PERSON}} if message.speaker is Speaker.HUMAN else {}
        for body in write_custom(message, iter(media_ids)):
            await self._send({**body, **sender})

    async def _send(self, body: Mapping[str, Any]) -> None:
        await self._api.call("/cgi-bin/message/custom/send", {"touser": self._talk.visitor.consumer, **body})

    async def _upload(self, name: str) -> str:
        form = FormData()
        form.add_field("media", b"a picture", filename=name, content_type="image/png")
        return str((await self._api.call("/cgi-bin/media/upload", form, type="image")).get("media_id", ""))


class _Server:
    """The followers of one account."""

    def __init__(self, brain: Brain, api: _Api, quiet_s: float) -> None:
        self._brain = brain
        self._api = api
        self._quiet_s = quiet_s
        self._talks: dict[str, _Talk] = {}
        self._turns: dict[tuple[str, ...], _Turn] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def verify(self, request: web.Request) -> web.Response:
        """Prove that this is the account's server."""
        return web.Response(text=_checked(request)["echostr"])

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer one delivery of a message; a message that is delivered again is not heard again."""
        _checked(request)
        fields = read_fields(await request.read())
        openid = fields["FromUserName"]
        id = (fields["MsgId"],) if "MsgId" in fields else (openid, fields["CreateTime"], fields["Event"])  # noqa: A001
        turn = self._turns.get(id)
        if turn is None:
            turn = self._turns[id] = _Turn(fields)
            self._begin(turn, self._talks.setdefault(openid, _Talk(openid)))
        answer = await asyncio.shield(turn.answer)
        if answer is None:
            assert request.transport is not None, "the platform waits for the answer"
            request.transport.abort()
            return web.Response()
        if isinstance(answer, Trouble):
            return await answer_trouble(answer, request, error={"errcode": -1, "errmsg": "system error"})
        return web.Response(text=answer, content_type="text/plain" if answer == _SUCCESS else "text/xml")

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for talk in self._talks.values():
            talk.timers.stop()
        for turn in self._running:
            turn.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _begin(self, turn: _Turn, talk: _Talk) -> None:
        event = turn.fields.get("Event", "")
        if event.startswith("kf_"):
            (talk.joined.set if event == "kf_create_session" else talk.joined.clear)()
            turn.give(_SUCCESS)
            return
        is_new = event == "subscribe"
        outputs = (
            self._brain.welcome(talk.visitor) if is_new else self._brain.answer(talk.visitor, read_said(turn.fields))
        )
        task = asyncio.create_task(self._play(_Performance(turn, talk, self._api, self._quiet_s), outputs, talk))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _play(self, performance: _Performance, outputs: AsyncIterator[Output], talk: _Talk) -> None:
        async with talk.turns:
            await performance.play(outputs)


def _checked(request: web.Request) -> Mapping[str, str]:
    """Return the query of a signed request; without the token, only the form of the signature can be checked."""
    query = request.query
    if not _SIGNATURE.match(query.get("signature", "")) or not query.get("timestamp") or not query.get("nonce"):
        raise web.HTTPForbidden
    return query


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    port = _find_port()
    async with ClientSession(timeout=ClientTimeout(total=_CALL_S), trust_env=False) as client:
        server = _Server(brain, _Api(f"http://127.0.0.1:{port}", client), quiet_s)
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_get("/wx", server.verify)
        app.router.add_post("/wx", server.take)
        app.on_shutdown.append(server.stop)
        async with serve_app(app) as url:
            yield Served(url, _describe(f"{url}/wx", quiet_s, port))


def _describe(url: str, quiet_s: float, port: int) -> dict[str, Any]:
    """Return the content of a target file for a bot at `url` that finds the platform's API at `port`."""
    return {
        "adapter": "wechat",
        "name": "fake",
        "url": url,
        "token": "env:TOKEN",
        "app_id": "wx-fake",
        "api": {"port": port},
        "answer": {"within_s": 0.6 + 3 * quiet_s},
        "human": {"lines": {_PERSON: {"does": "accept"}}},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s},
        "welcome": {"wait_s": 2 * quiet_s},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


def _find_port() -> int:
    """Return a free port: a bot is told where the platform is before anybody listens there."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


WECHAT = Fake(
    _serve,
    {
        "answers": "no message of a bot says which of the consumer's it answers",
        "ids": "passive replies and customer service messages have no ids",
        "order": "nothing counts the messages of an account",
        "Piece": "the platform takes whole messages",
        "Goodbye": "a talk with an official account has no end",
        "error": "a bot has no words for its own failure but a status of HTTP",
        Event.TRANSFER_FAILED.value: "a bot asks for people; whether they come is the platform's to tell",
        Event.QUEUE.value: "a bot asks for people; that they are waited for is the platform's to tell",
        Event.SESSION_END.value: "a talk with an official account has no end",
        Event.HANG_UP.value: "a talk with an official account has no end",
    },
    {"-inconclusive": "who is put through is with the people of the account, and not with a bot that would crash"},
    made_from="developers.weixin.qq.com: 接收普通消息, 被动回复用户消息, 发送客服消息, 会话控制",
    checked_by="wechatpy 1.8.18, for its passive replies",
)
"""A bot that answers the last thing it has to say passively, and sends the rest by customer service messages."""
