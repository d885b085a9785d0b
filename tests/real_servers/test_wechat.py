"""Bots on WeRoBot and wechatpy behind the platform that runaround plays: single facts, and a whole case."""

import asyncio
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession

import runaround
from runaround.conformance.stage import Script, a_case, say
from runaround.model import (
    Attachment,
    Button,
    Click,
    Event,
    Evidence,
    Item,
    Link,
    Message,
    Say,
    Speaker,
)
from runaround.target_file import load_target
from runaround_adapters._wechat.sealing import sign
from runaround_adapters.fakes.wechat import WECHAT

pytestmark = [pytest.mark.anyio, pytest.mark.real_server]

BOTS = Path(__file__).parent / "bots"
WEROBOT = ("WeRoBot==1.13.1", "cryptography>=42")
WECHATPY = ("wechatpy==1.8.18", "cryptography>=42", "requests>=2")
SECRETS = {
    "WECHAT_TOKEN": "shop-token-1",
    "WECHAT_SECRET": "shop-secret-1",
    "WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}
PLAIN = {name: SECRETS[name] for name in ("WECHAT_TOKEN", "WECHAT_SECRET")}
API = {"secret": "env:WECHAT_SECRET"}
KETTLE = """
title: {zh: 水壶坏了，照片发了又要}
source: a consumer guide
facts: {order_number: {zh: 订单号620533018}, description: {zh: 电水壶玻璃上一条大裂缝，装水就从底下漏}}
evidence: {photo: {file: kettle.png, describes: {zh: 玻璃水壶，从上到下一道裂缝}}}
lacks: [account, phone, receipt, screenshot]
sessions: [{opening: {zh: 我买的电水壶是坏的，玻璃裂了，要退款}}]
human: {after_failures: 2, persistence: 1}
patience: {turns: 10, wait_s: 2}
sayings: {zh: {object: 照片已经发过了, ask_human: 转人工, where_human: 人呢？, give_up: 算了，不退了}}
"""
"""Somebody who sends the photo that the bot asks for, and is asked for it again."""
BOT, HUMAN, SYSTEM = Speaker.BOT, Speaker.HUMAN, Speaker.SYSTEM


@pytest.fixture
def account(venv, start, free_port, tmp_path):
    """Start a bot, and return the path of a target file for it."""

    def begin(bot: str, packages: tuple[str, ...], environ: Mapping[str, str], **target: object) -> Path:
        own, api = free_port(), free_port()
        python = venv(*packages) / "bin" / "python"
        places = {"PORT": str(own), "WECHAT_API": f"http://127.0.0.1:{api}", "PYTHONWARNINGS": "ignore"}
        url = start([python, BOTS / bot], port=own, environ={**environ, **places})
        served = {"api": {**target.pop("api"), "port": api}} if "api" in target else {}
        document = {"adapter": "wechat", "name": "shop", "url": f"{url}/", "token": "env:WECHAT_TOKEN", **served}
        path = tmp_path / "shop.yaml"
        path.write_text(yaml.safe_dump({**document, "app_id": "wx-shop", **target}, allow_unicode=True), "utf-8")
        return path

    return begin


async def talk(path: Path, *actions: Say | Click) -> list[tuple[Message, ...]]:
    """Return the welcome, and what was said to each action."""
    adapter = load_target(path, SECRETS).adapter
    session, welcome = await adapter.open(a_case(), session=1)
    try:
        return [welcome.messages, *[(await session.send(action)).messages for action in actions]]
    finally:
        await session.close()
        await adapter.close()


def bot(text: str, **more) -> tuple[Message, ...]:
    return (Message(BOT, text, **more),)


async def test_a_passive_bot_of_werobot(account, tmp_path) -> None:
    (tmp_path / "kettle.png").write_bytes(b"x" * 77)
    picture = Say("", (Evidence(Item.PHOTO, str(tmp_path / "kettle.png"), "image/png"),))
    path = account("werobot_bot.py", WEROBOT, PLAIN, menu=[{"label": "人工客服", "key": "HUMAN"}])
    human = Button("人工客服", "HUMAN")

    found = await talk(path, Say("你好"), picture, Click(button=human), Say("帮助"), Say("崩溃"), Say("转人工"))

    assert [
        (*bot("您好，欢迎关注小店客服！请问有什么可以帮您？"), Message(SYSTEM, buttons=(human,))),
        bot("请上传商品的照片，以便我们核实。"),
        bot("收到图片 77 字节。请上传商品的照片，以便我们核实。"),
        bot("请直接说“转人工”。"),
        bot(
            "退款须知\n七天内可退",
            links=(Link("https://shop.test/refund", "退款须知"),),
            attachments=(Attachment("image", "cover.png"),),
        ),
        (),
        (Message(SYSTEM, event=Event.TRANSFER_STARTED), Message(SYSTEM, event=Event.QUEUE)),
    ] == found


async def test_a_bot_of_werobot_in_safe_mode_with_customer_service_messages(account) -> None:
    path = account(
        "werobot_bot.py",
        WEROBOT,
        SECRETS,
        api=API,
        aes_key="env:WECHAT_AES_KEY",
        human={"does": "accept", "says": "我在。"},
    )

    _, told, joined = await talk(path, Say("进度"), Say("转人工"))

    assert ("正在查询…", "物流\n已揽件") == tuple(message.text for message in told)
    assert [Event.TRANSFER_STARTED, Event.HUMAN_JOINED, "我在。"] == [one.event or one.text for one in joined]


async def test_a_slow_bot_of_werobot_is_asked_again_and_answers_each_time(account) -> None:
    path = account("werobot_bot.py", WEROBOT, PLAIN, answer={"within_s": 1, "tries": 3})
    adapter = load_target(path, SECRETS).adapter
    session, _ = await adapter.open(a_case(), session=1)

    try:
        with pytest.raises(runaround.errors.TimedOut, match="3 times") as raised:
            await session.send(Say("慢"))
    finally:
        await session.close()
        await adapter.close()

    assert [1, 2, 3] == [one.attempt for one in raised.value.exchanges]


async def test_a_bot_of_wechatpy_opens_what_we_seal_and_uses_the_api(account, tmp_path) -> None:
    (tmp_path / "hello.amr").write_bytes(b"x" * 33)
    voice = Say("", (Evidence(Item.OTHER, str(tmp_path / "hello.amr"), "audio/amr"),))
    path = account(
        "wechatpy_bot.py",
        WECHATPY,
        SECRETS,
        api=API,
        aes_key="env:WECHAT_AES_KEY",
        human={"does": "accept", "says": "我在。"},
    )

    found = await talk(path, Say("]]> & <b>退款</b> 👩🏽‍💻"), Say("图片"), voice, Say("人工"), Say("在吗"))

    assert [
        bot("欢迎！"),
        bot("你说：〕〕〉 & <b>退款</b> 👩🏽‍💻"),
        bot("", attachments=(Attachment("image", "吸尘器.png"),)),
        bot("听到 33 字节"),
    ] == found[:4]
    assert [Event.TRANSFER_STARTED, Event.HUMAN_JOINED, "我在。"] == [one.event or one.text for one in found[4]]
    assert [HUMAN] == [message.speaker for message in found[5]]


async def test_a_whole_case_is_judged(account, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("WECHAT_TOKEN", SECRETS["WECHAT_TOKEN"])
    (tmp_path / "kettle.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(70))
    (tmp_path / "kettle_photo.yaml").write_text(KETTLE, "utf-8")
    path = account("werobot_bot.py", WEROBOT, PLAIN, human={"does": "never"})

    run = await runaround.arun(path, [tmp_path / "kettle_photo.yaml"], store=None)

    (case,) = run.cases
    assert None is case.transcript.error
    assert {"repeated_request"} == {finding.kind for finding in case.verdict.findings}
    assert {Event.TRANSFER_STARTED, Event.QUEUE} == {turn.event for turn in case.transcript.turns if turn.event}


async def test_wechatpy_reads_what_the_fake_answers(venv) -> None:
    program = "import json, sys; from wechatpy.replies import deserialize_reply as read\n"
    program += "reply = read(sys.stdin.read()); print(json.dumps([reply.type, reply.target, reply.content]))"
    query = {"timestamp": "1", "nonce": "2", "signature": sign("any", "1", "2")}
    message = "<xml><ToUserName>gh_1</ToUserName><FromUserName>ox</FromUserName><CreateTime>1</CreateTime>"
    message += "<MsgType>text</MsgType><Content>退款</Content><MsgId>7</MsgId></xml>"

    async with WECHAT.serve(Script([[say("好的 & <再见>")]]), 0.3) as served, ClientSession() as client:
        response = await client.post(served.target["url"], params=query, data=message.encode())
        answer = await response.text()
    command = [venv(*WECHATPY) / "bin" / "python", "-c", program]
    read = await asyncio.to_thread(subprocess.run, command, input=answer, capture_output=True, text=True, check=True)

    assert ["text", "ox", "好的 & <再见>"] == json.loads(read.stdout)
