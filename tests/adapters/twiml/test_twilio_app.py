"""An application made of Twilio's own parts, which lets nobody in without a signature, played by the whole harness."""

from __future__ import annotations

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

import runaround
from runaround.model import CaseStatus, EndReason, ErrorKind, Speaker

pytestmark = pytest.mark.anyio

SCENARIO = """
channel: voice
sessions:
  - opening: {en: I want my money back for a broken kettle, zh: 我要退水壶的钱}
choices: {en: [refund], zh: [退款]}
facts: {order_number: {en: order number 8842-1137, zh: 订单号88421137}}
human: {after_failures: 3, persistence: 2}
expect: {outcome: handed_off}
sayings:
  en: {ask_human: A person please}
  zh: {ask_human: 转人工}
"""


class Kettles:
    """A shop's line: keys, then the order number, then a colleague."""

    async def answer(self, request: web.Request) -> web.Response:
        fields = {key: str(value) for key, value in (await request.post()).items()}
        signature = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator("12345678").validate(str(request.url), fields, signature):
            return web.Response(status=403, text="Not from Twilio.")
        response = VoiceResponse()
        match request.path, fields.get("Digits"):
            case "/voice", _:
                self._ask(
                    response, "For refunds, press 1. For anything else, press 2. 退款请按1，其他请按2。", digits=1
                )
            case "/chosen", "1":
                self._ask(response, "Please enter your order number. 请输入您的订单号。", digits=8)
            case "/chosen", "88421137":
                response.say("Thank you. I'm connecting you with a colleague. 正在为您转接人工客服。")
                response.append(Dial("+15550100", action="/missed"))
            case _:
                response.redirect("/voice")
        return web.Response(text=str(response), content_type="text/xml")

    def _ask(self, response: VoiceResponse, words: str, *, digits: int) -> None:
        gather = Gather(num_digits=digits, action="/chosen", finish_on_key="")
        gather.say(words)
        response.append(gather)
        response.redirect("/voice")


@pytest.fixture
def play(serve, tmp_path, monkeypatch):
    """Play the scenario with a token, and return its cases."""
    (tmp_path / "phone").mkdir()
    (tmp_path / "phone" / "kettle.yaml").write_text(SCENARIO, "utf-8")
    monkeypatch.chdir(tmp_path)

    async def run(token: str) -> list:
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", token)
        async with serve(Kettles().answer) as url:
            human = {"does": "accept", "after_s": 25}
            target = {
                "adapter": "twiml",
                "name": "kettles",
                "url": f"{url}/voice",
                "auth_token": "env:TWILIO_AUTH_TOKEN",
                "human": human,
            }
            return [*(await runaround.arun(target, "phone/kettle.yaml", store="runs.db")).cases]

    return run


async def test_the_caller_gets_through_to_a_person_in_the_callers_seconds(play) -> None:
    cases = await play("12345678")

    assert [(CaseStatus.PASSED, EndReason.HUMAN_JOINED)] * 2 == [
        (case.verdict.status, case.transcript.ending.reason) for case in cases
    ]
    said = [[turn.text for turn in one.transcript.turns if turn.speaker is Speaker.CONSUMER][:2] for one in cases]
    assert [["refunds", "order number 8842-1137"], ["退款", "订单号88421137"]] == said
    assert all(25 <= case.transcript.turns[-1].at < 60 for case in cases)


async def test_a_wrong_token_is_told_as_such_and_counts_for_nobody(play) -> None:
    cases = await play("87654321")

    assert [(CaseStatus.INCONCLUSIVE, ErrorKind.UNAUTHORIZED)] * 2 == [
        (case.verdict.status, case.transcript.error.kind) for case in cases
    ]
    assert not [case for case in cases if "87654321" in repr(case)]
