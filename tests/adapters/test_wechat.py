"""The platform that the adapter `wechat` plays: deliveries, passive replies, the API, people, safe mode."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from aiohttp import ClientSession, FormData, web

from runaround.adapter import Reply, Session
from runaround.errors import AdapterError, BadStatus, FileError, TimedOut, Unauthorized, Unsupported, WrongShape
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
    Speaker,
    TurnEnd,
)
from runaround_adapters._wechat.sealing import Sealer, sign

pytestmark = pytest.mark.anyio

TOKEN, KEY = "shop-token-1", "0123456789" * 4 + "abc"
ENVIRON = {"WECHAT_TOKEN": TOKEN, "WECHAT_AES_KEY": KEY, "WECHAT_SECRET": "shop-secret-1"}
PLAIN = {"adapter": "wechat", "name": "shop", "token": "env:WECHAT_TOKEN", "welcome": {"mode": "none"}}
OPENID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
QUICK = {"quiet_s": 0.15, "longest_quiet_s": 0.3}
BOT, SYSTEM, HUMAN = Speaker.BOT, Speaker.SYSTEM, Speaker.HUMAN

Answer = Callable[[dict[str, str]], str | web.StreamResponse | Awaitable[str | web.StreamResponse]]


def reply_to(fields: dict[str, str], kind: str, inner: str) -> str:
    """Return a passive reply, as the documentation shows it."""
    return (
        f"<xml><ToUserName><![CDATA[{fields['FromUserName']}]]></ToUserName><FromUserName><![CDATA["
        f"{fields['ToUserName']}]]></FromUserName><CreateTime>12345678</CreateTime><MsgType><![CDATA[{kind}]]>"
        f"</MsgType>{inner}</xml>"
    )


def say(fields: dict[str, str], text: str) -> str:
    return reply_to(fields, "text", f"<Content><![CDATA[{text}]]></Content>")


def transfer(fields: dict[str, str], account: str = "") -> str:
    told = f"<TransInfo><KfAccount><![CDATA[{account}]]></KfAccount></TransInfo>" if account else ""
    return reply_to(fields, "transfer_customer_service", told)


@dataclass
class Account:
    """The server of an account: it checks signatures, keeps what it was sent, and answers as it is told."""

    answer: Answer = lambda _: "success"
    got: list[dict[str, str]] = field(default_factory=list)
    echo: str | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        assert query["signature"] == sign(TOKEN, query["timestamp"], query["nonce"])
        if request.method == "GET":
            return web.Response(text=query["echostr"] if self.echo is None else self.echo)
        return await self.take(await request.text())

    async def take(self, document: str) -> web.StreamResponse:
        fields = {one.tag: one.text or "" for one in ET.fromstring(document)}
        self.got.append(fields)
        answer = self.answer(fields)
        answer = await answer if isinstance(answer, Awaitable) else answer
        return answer if isinstance(answer, web.StreamResponse) else web.Response(text=answer)

    @property
    def texts(self) -> list[str]:
        return [fields.get("Content", "") for fields in self.got]


@dataclass
class Line:
    session: Session
    welcome: Reply
    account: Account
    api: str
    client: ClientSession

    async def say(self, text: str) -> list[object]:
        """Say it, and return what came: words, and events."""
        return [message.event or message.text for message in (await self.session.send(Say(text))).messages]

    async def call(self, path: str, token: str | None = None, **body: Any) -> dict[str, Any]:
        query = {"access_token": await self.token() if token is None else token}
        async with self.client.post(f"{self.api}{path}", params=query, json=body) as response:
            return await response.json(content_type=None)

    async def token(self) -> str:
        query = {"grant_type": "client_credential", "appid": "wx1", "secret": "shop-secret-1"}
        async with self.client.get(f"{self.api}/cgi-bin/token", params=query) as response:
            return (await response.json())["access_token"]

    async def send(self, **body: Any) -> int:
        return (await self.call("/cgi-bin/message/custom/send", **{"touser": OPENID, **body}))["errcode"]

    async def text(self, content: str, **more: Any) -> int:
        return await self.send(msgtype="text", text={"content": content}, **more)


@pytest.fixture
def visit(serve, make_adapter, case: Case):
    """Visit an account: `async with visit(account, human={...}) as line`; `has_api` serves the platform's API."""

    @asynccontextmanager
    async def begin(account: Account, *, has_api: bool = False, **target: Any) -> AsyncIterator[Line]:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        served = {"port": port, "secret": "env:WECHAT_SECRET", **target.pop("api", {})}
        api = {"app_id": "wx1", "api": served, "turn": QUICK} if has_api else {}
        async with serve(account.handle) as url, ClientSession() as client:
            adapter = make_adapter({**PLAIN, "url": f"{url}/wx", **api, **target}, **ENVIRON)
            try:
                session, welcome = await adapter.open(replace(case, consumer_id=OPENID), session=1)
                yield Line(session, welcome, account, f"http://127.0.0.1:{port}", client)
                await session.close()
            finally:
                await adapter.close()

    return begin


async def test_what_is_not_answered_in_time_is_delivered_again_and_was_said_once(visit) -> None:
    async def third_time(fields: dict[str, str]) -> str:
        if len(account.got) < 3:
            await asyncio.sleep(30)
        return say(fields, "久等了")

    account = Account(third_time)

    async with visit(account, answer={"within_s": 0.6}) as line:
        reply = await line.session.send(Say("退款"))

    assert (Message(BOT, "久等了"),) == reply.messages
    assert [1, 2, 3] == [one.attempt for one in reply.exchanges]
    assert 1 == len({fields["MsgId"] for fields in account.got})


async def test_who_never_answers_in_time_is_told_with_what_the_consumer_reads(visit) -> None:
    async def never(_fields: dict[str, str]) -> str:
        await asyncio.sleep(30)
        return ""

    account = Account(never)

    async with visit(account, answer={"within_s": 0.1, "tries": 2}) as line:
        with pytest.raises(TimedOut, match=r"2 times.*该公众号提供的服务出现故障"):
            await line.session.send(Say("退款"))

    assert ["退款", "退款"] == account.texts


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        (lambda _: say({"FromUserName": "gh_runaround", "ToUserName": "x"}, "您好"), WrongShape, "change places"),
        (lambda _: '{"reply": "您好"}', WrongShape, "is not XML"),
        (lambda _: '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>', WrongShape, "document type"),
        (lambda fields: reply_to(fields, "sticker", ""), WrongShape, "'sticker'"),
        (lambda _: "<xml>" + "<a>" * 50 + "</a>" * 50 + "</xml>", WrongShape, "within each other"),
        (lambda _: web.Response(text="success", status=201), BadStatus, "takes 200 only"),
        (lambda _: web.Response(status=500), BadStatus, "500"),
    ],
    ids=["not swapped", "JSON", "entities", "unknown type", "deep", "201", "500"],
)
async def test_an_answer_that_the_platform_does_not_take_is_an_error(visit, answer, error, told) -> None:
    account = Account(answer)

    async with visit(account) as line:
        with pytest.raises(error, match=told):
            await line.session.send(Say("您好"))

    assert 1 == len(account.got)


async def test_passive_replies_are_read_as_they_are_shown(visit) -> None:
    article = "<item><Title>退款须知</Title><Description>七天内可退</Description><PicUrl>https://s.test/a.png</PicUrl>"
    replies = {
        "news": (
            "news",
            f"<ArticleCount>1</ArticleCount><Articles>{article}<Url>https://s.test/refund</Url></item></Articles>",
        ),
        "image": ("image", "<Image><MediaId>m1</MediaId></Image>"),
        "music": ("music", "<Music><Title>等待</Title><MusicUrl>https://s.test/m</MusicUrl></Music>"),
        "video": ("video", "<Video><MediaId>m2</MediaId><Title>教程</Title></Video>"),
        "link": ("text", '<Content>点<![CDATA[<a href="https://s.test/?a=1&amp;b=2">这里</a>]]>查看</Content>'),
        "nothing": ("text", "<Content></Content>"),
    }

    async with visit(Account(lambda fields: reply_to(fields, *replies[fields["Content"]]))) as line:
        found = {name: await line.session.send(Say(name)) for name in replies}

    assert {
        "news": (
            Message(
                BOT,
                "退款须知\n七天内可退",
                links=(Link("https://s.test/refund", "退款须知"),),
                attachments=(Attachment("image", "a.png"),),
            ),
        ),
        "image": (Message(BOT, attachments=(Attachment("image", "m1"),)),),
        "music": (Message(BOT, "等待", links=(Link("https://s.test/m", "等待"),)),),
        "video": (Message(BOT, "教程", attachments=(Attachment("file", "m2"),)),),
        "link": (Message(BOT, "点这里查看", links=(Link("https://s.test/?a=1&b=2", "这里"),)),),
        "nothing": (),
    } == {name: reply.messages for name, reply in found.items()}
    assert {TurnEnd.RESPONSE} == {reply.ended_by for reply in found.values()}


async def test_choices_go_back_in_the_platforms_way(visit) -> None:
    menu = [{"label": "人工客服", "key": "HUMAN"}, {"label": "官网", "url": "https://s.test/"}]
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=%E6%BB%A1%E6%84%8F&msgmenuid=101">很满意</a>'
    account = Account(lambda fields: say(fields, f"请评价：{link}"))

    async with visit(account, menu=menu) as line:
        (shown,) = line.welcome.messages
        (asked,) = (await line.session.send(Say("您好"))).messages
        for click in (
            Click(button=asked.buttons[0]),
            Click(button=shown.buttons[0]),
            Click(link=shown.links[0]),
            Click(link=Link("https://s.test/faq", "常见问题")),
        ):
            await line.session.send(click)

    assert Message(SYSTEM, buttons=(Button("人工客服", "HUMAN"),), links=(Link("https://s.test/", "官网"),)) == shown
    assert Message(BOT, "请评价：很满意", buttons=(Button("很满意", "101"),)) == asked
    names = ("MsgType", "Content", "bizmsgmenuid", "Event", "EventKey")
    assert [
        {"MsgType": "text", "Content": "满意", "bizmsgmenuid": "101"},
        {"MsgType": "event", "Event": "CLICK", "EventKey": "HUMAN"},
        {"MsgType": "event", "Event": "VIEW", "EventKey": "https://s.test/"},
        {"MsgType": "text", "Content": "常见问题"},
    ] == [{name: fields[name] for name in names if name in fields} for fields in account.got[1:]]


async def test_a_picture_goes_before_its_words_and_either_way_of_fetching_it_counts(visit, tmp_path) -> None:
    (tmp_path / "kettle.png").write_bytes(b"\x89PNG")
    (tmp_path / "bill.pdf").write_bytes(b"%PDF")
    picture = Evidence(Item.PHOTO, str(tmp_path / "kettle.png"), "image/png")
    account = Account(lambda fields: say(fields, fields["MsgType"]))

    async with visit(account, has_api=True) as line:
        reply = await line.session.send(Say("这是照片", (picture,)))
        query = {"access_token": await line.token(), "media_id": account.got[0]["MediaId"]}
        async with line.client.get(f"{line.api}/cgi-bin/media/get", params=query) as response:
            content = await response.read()
        later = await line.session.listen(0.01)
        with pytest.raises(Unsupported, match=r"bill\.pdf"):
            await line.session.send(Say("", (Evidence(Item.RECEIPT, str(tmp_path / "bill.pdf"), "application/pdf"),)))

    assert [("image", False), ("text", True)] == [(one["MsgType"], "Content" in one) for one in account.got]
    assert (["image", "text"], b"\x89PNG") == ([message.text for message in reply.messages], content)
    assert ({"kettle.png": False}, {"kettle.png": True}) == (dict(reply.fetched), dict(later.fetched))


async def test_voice_needs_the_api_where_the_bot_would_fetch_it(visit, tmp_path) -> None:
    (tmp_path / "hello.amr").write_bytes(b"#!AMR")

    async with visit(Account()) as line:
        with pytest.raises(Unsupported, match="with api"):
            await line.session.send(Say("", (Evidence(Item.OTHER, str(tmp_path / "hello.amr"), "audio/amr"),)))


async def test_who_waits_for_a_person_still_talks_to_the_bot_and_is_put_through_once(visit) -> None:
    account = Account(lambda fields: transfer(fields) if "人工" in fields["Content"] else say(fields, "请稍候"))

    async with visit(account) as line:
        found = [await line.say(text) for text in ("转人工", "在吗", "转人工")]

    assert [[Event.TRANSFER_STARTED, Event.QUEUE], ["请稍候"], []] == found


async def test_who_was_taken_over_talks_past_the_bot_until_they_are_given_back(visit) -> None:
    closing = asyncio.Event()

    def answer(fields: dict[str, str]) -> str:
        if fields.get("Event") == "kf_close_session":
            closing.set()
        return transfer(fields, "li@shop") if fields.get("Content") == "转人工" else "success"

    account = Account(answer)
    lines = {"li@shop": {"does": "accept"}}

    async with visit(account, has_api=True, human={"does": "refuse", "says": "我是小李。", "lines": lines}) as line:
        joined = await line.say("转人工")
        answered = await line.session.send(Say("水壶坏了"))
        as_human = await line.text("我看一下。", customservice={"kf_account": "li@shop"})
        who = await line.client.get(
            f"{line.api}/customservice/kfsession/getsession",
            params={"access_token": await line.token(), "openid": OPENID},
        )
        closed = await line.call("/customservice/kfsession/close", openid=OPENID, kf_account="li@shop")
        left = await line.session.listen(0.3)
        await asyncio.wait_for(closing.wait(), 5)
        again = await line.call("/customservice/kfsession/close", openid=OPENID, kf_account="li@shop")
        session = await who.json()

    assert [Event.TRANSFER_STARTED, Event.HUMAN_JOINED, "我是小李。"] == joined
    assert [HUMAN] == [message.speaker for message in answered.messages]
    assert [(HUMAN, "我看一下。", None), (SYSTEM, "", Event.HUMAN_LEFT)] == [
        (message.speaker, message.text, message.event) for message in left.messages
    ]
    assert (0, 0, 65413, "li@shop") == (as_human, closed["errcode"], again["errcode"], session["kf_account"])
    assert ["转人工", "", ""] == account.texts
    assert ["kf_create_session", "kf_close_session"] == [fields.get("Event") for fields in account.got[1:]]


@pytest.mark.parametrize(
    ("human", "expected"),
    [
        ({"does": "accept", "after_s": 60, "says": "您好"}, (0, [Event.TRANSFER_STARTED, Event.HUMAN_JOINED, "您好"])),
        ({"does": "off_duty"}, (65415, [])),
    ],
    ids=["there", "off duty"],
)
async def test_a_bot_that_names_a_person_gets_them_if_they_are_there(visit, human, expected) -> None:
    async with visit(Account(), has_api=True, human=human, limits={"reply_s": 0.4}) as line:
        await line.session.send(Say("转人工"))
        answer = await line.call("/customservice/kfsession/create", openid=OPENID, kf_account="li@shop")
        heard = (await line.session.listen(0.3)).messages

    assert expected == (answer["errcode"], [message.event or message.text for message in heard])


async def test_customer_service_messages_come_when_they_are_sent(visit) -> None:
    async with visit(Account(), has_api=True, welcome={"mode": "optional", "wait_s": 0.01}) as line:
        rows = [{"id": "1", "content": "退款"}, {"id": "2", "content": "人工"}]
        menu = {"head_content": "您想？", "list": rows, "tail_content": "谢谢"}
        form = FormData()
        form.add_field("media", b"png", filename="二维码.png", content_type="image/png")
        query = {"access_token": await line.token(), "type": "image"}
        async with line.client.post(f"{line.api}/cgi-bin/media/upload", params=query, data=form) as response:
            media_id = (await response.json())["media_id"]
        codes = [
            await line.send(msgtype="msgmenu", msgmenu=menu),
            await line.send(msgtype="image", image={"media_id": media_id}),
            await line.send(msgtype="news", news={"articles": [{"title": "须知", "url": "https://s.test/r"}]}),
            await line.text("第四条"),
        ]
        heard = (await line.session.listen(0.3)).messages

    assert [0, 0, 0, 45047] == codes
    assert [
        ("您想？\n谢谢", (Button("退款", "1"), Button("人工", "2")), (), ()),
        ("", (), (), (Attachment("image", "二维码.png"),)),
        ("须知", (), (Link("https://s.test/r", "须知"),), ()),
    ] == [(message.text, message.buttons, message.links, message.attachments) for message in heard]


async def test_what_the_api_refuses_is_in_the_record_and_not_heard(visit) -> None:
    async with visit(Account(), has_api=True, limits={"reply_s": 0.2}) as line:
        early = await line.text("您好")
        await line.session.send(Say("您好"))
        codes = [
            early,
            await line.text("您好", touser="nobody"),
            (await line.call("/cgi-bin/message/custom/send", token="", touser=OPENID))["errcode"],
            (await line.call("/cgi-bin/message/custom/send", token="guessed", touser=OPENID))["errcode"],
            (await line.call("/cgi-bin/tags/get"))["errcode"],
            await line.send(msgtype="carousel", carousel={}),
            await line.send(msgtype=["text"]),
            await line.send(msgtype="text", text={"content": ""}),
            await line.send(msgtype="image", image="m1"),
            (await line.call("/cgi-bin/message/custom/typing", touser=OPENID, command="Singing"))["errcode"],
        ]
        async with line.client.get(f"{line.api}/cgi-bin/token", params={"appid": "wx1", "secret": "x"}) as response:
            codes.append((await response.json())["errcode"])
        reply = await line.session.listen(0.05)

    assert [45015, 40003, 41001, 40001, 48001, 40008, 40008, 44004, 47001, 45072, 40125] == codes
    assert () == reply.messages
    assert ["40001", "40008", "40008", "44004", "47001", "45072"] == [
        one.response.rpartition('"errcode": ')[2].partition(",")[0] for one in reply.exchanges
    ]


async def test_a_token_that_has_expired_is_told_as_such(visit) -> None:
    async with visit(Account(), has_api=True, api={"token_s": 0.0001}) as line:
        answer = await line.call("/cgi-bin/message/custom/send", touser=OPENID)

    assert 42001 == answer["errcode"]


async def test_tokens_stand_in_no_record(visit) -> None:
    async with visit(Account(), has_api=True, limits={"reply_s": 0.2}) as line:
        token = await line.token()
        await line.session.send(Say("您好"))
        await line.text(f"您的口令是 {token}", token=token)
        reply = await line.session.listen(0.3)

    assert ["您的口令是 ***"] == [message.text for message in reply.messages]
    assert token not in str(reply)


class Sealed(Account):
    """The server of an account in safe mode; `sealer` is its own."""

    sealer = Sealer(TOKEN, KEY, "wx1")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return await super().handle(request)
        sealed = ET.fromstring(await request.text()).findtext("Encrypt", "")
        query = request.query
        opened = self.sealer.open(sealed, query["msg_signature"], query["timestamp"], query["nonce"])
        answer = await self.take(opened.decode())
        again = self.sealer.seal(answer.text)
        signature = sign(TOKEN, again, "1", "2")
        parts = f"<Encrypt>{again}</Encrypt><MsgSignature>{signature}</MsgSignature><TimeStamp>1</TimeStamp>"
        return web.Response(text=f"<xml>{parts}<Nonce>2</Nonce></xml>")


async def test_in_safe_mode_nothing_is_on_the_wire_and_everything_in_the_record(visit) -> None:
    account = Sealed(lambda fields: say(fields, "您好"))

    async with visit(account, aes_key="env:WECHAT_AES_KEY", app_id="wx1") as line:
        reply = await line.session.send(Say("]]> & <b>\x00\ud800退款"))

    assert (["]]> & <b>退款"], "您好") == (account.texts, reply.messages[0].text)
    assert "退款" in str(reply.exchanges)
    assert "您好" in str(reply.exchanges)


@pytest.mark.parametrize(
    ("sealer", "told"),
    [
        (Sealer("another-token", KEY, "wx1"), "another token"),
        (Sealer(TOKEN, "abc" + "0123456789" * 4, "wx1"), "opened|another key"),
        (Sealer(TOKEN, KEY, "wx2"), "another app_id"),
    ],
    ids=["token", "key", "app_id"],
)
def test_what_somebody_else_sealed_is_not_opened(sealer: Sealer, told: str) -> None:
    sealed = sealer.seal("<xml/>")
    signature = sign(sealer.token, sealed, "1", "2")

    with pytest.raises(WrongShape, match=told):
        Sealer(TOKEN, KEY, "wx1").open(sealed, signature, "1", "2")


async def test_a_bot_that_does_not_prove_its_token_is_not_talked_to(visit) -> None:
    account = Account(echo="It works!")

    with pytest.raises(Unauthorized, match=r"echostr.*It works!") as raised:
        async with visit(account):
            pytest.fail("nobody gets here")

    assert ([], 1) == (account.got, len(raised.value.exchanges))


async def test_a_key_that_is_none_is_told_before_anything_is_sent(visit, monkeypatch) -> None:
    account = Account()
    monkeypatch.setitem(ENVIRON, "WECHAT_AES_KEY", "too-short-a-key")

    with pytest.raises(Unauthorized, match="43 letters and digits") as raised:
        async with visit(account, aes_key="env:WECHAT_AES_KEY", app_id="wx1"):
            pytest.fail("nobody gets here")

    assert "too-short" not in str(raised.value)


async def test_only_the_first_visit_follows(serve, make_adapter, case) -> None:
    account = Account(lambda fields: say(fields, "欢迎关注！"))

    async with serve(account.handle) as url:
        adapter = make_adapter({**PLAIN, "url": url, "welcome": {"mode": "expected"}}, **ENVIRON)
        opened = [await adapter.open(case, session=number) for number in (1, 2)]
        for session, _ in opened:
            await session.close()
        await adapter.close()

    assert [["欢迎关注！"], []] == [[message.text for message in welcome.messages] for _, welcome in opened]
    assert ["subscribe"] == [fields["Event"] for fields in account.got]


async def test_what_came_through_the_api_is_heard_before_the_error(visit) -> None:
    async def hang(fields: dict[str, str]) -> str:
        if fields["Content"] == "慢":
            await line.text("正在查询")
            await asyncio.sleep(30)
        return "success"

    async with visit(Account(hang), has_api=True, answer={"within_s": 0.8, "tries": 1}) as line:
        first = await line.session.send(Say("慢"))
        with pytest.raises(AdapterError, match="no answer"):
            await line.session.send(Say("在吗"))

    assert (["正在查询"], TurnEnd.BROKEN_OFF) == ([message.text for message in first.messages], first.ended_by)


def test_all_mistakes_of_a_file_are_told_at_once(make_adapter) -> None:
    target = {
        **PLAIN,
        "url": "http://127.0.0.1:1/",
        "aes_key": "env:WECHAT_AES_KEY",
        "turn": {"quiet_s": 1},
        "menu": [{"label": "人工客服"}],
        "answer": {"tries": 9},
        "tokens": 3,
    }

    with pytest.raises(FileError) as raised:
        make_adapter(target, WECHAT_TOKEN="token-1")

    told = sorted(mistake.path for mistake in raised.value.mistakes)
    assert ["", "aes_key", "answer.tries", "app_id", "menu[0]", "turn"] == told
    assert "tokens" in str(raised.value)


async def test_what_bots_ask_for_at_their_start_is_answered(visit) -> None:
    async with visit(Account(), has_api=True) as line:
        asked = {"grant_type": "client_credential", "appid": "wx1", "secret": "shop-secret-1"}
        async with line.client.post(f"{line.api}/cgi-bin/stable_token", json=asked) as response:
            token = (await response.json())["access_token"]
        menu = await line.call(
            "/cgi-bin/menu/create", token, button=[{"type": "click", "name": "人工", "key": "HUMAN"}]
        )
        query = {"access_token": token, "openid": OPENID, "lang": "zh_CN"}
        async with line.client.get(f"{line.api}/cgi-bin/user/info", params=query) as response:
            user = await response.json()

    assert (0, 1, OPENID) == (menu["errcode"], user["subscribe"], user["openid"])
