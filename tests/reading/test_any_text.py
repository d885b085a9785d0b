"""No text makes a reader or a detector raise, and none takes long: bots are hostile, and records are broken."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.judging import judge_transcript, load_detectors
from runaround.model import Attachment, Button, Event, JudgedCase, Link, Speaker, Transcript, Turn

DETECTORS = load_detectors()
PHRASES = (
    "转人工",
    "agent please",
    "I don't understand.",
    "没听懂",
    "Please send a photo of your receipt and the order number QX-2041.",
    "请上传照片，并提供订单号",
    "发了",
    "Your refund of £20 has been issued.",
    "3150元将在5个工作日内原路退回。",
    "We will get back to you within 2 days.",
    "正在为您转接",
    "1. Orders 2. Payment",
    "缴费请按1，报修请按2。",
    "No, that is wrong!",
    "还没收到，取消订阅",
    "Thank you, goodbye.",
)
TROUBLE = (
    "\x1b[2J\x1b]0;title\x07",
    "\u202e\u2066\u200f",
    "\ud83d\udc00",
    "\x00\x01\x7f\x85",
    "<script>alert(1)</script>&amp;",
    "{{7*7}} ${x} %s %n",
    "a" + "\u0301\u0336" * 200,
    "((((((((((([[[[[[[[[\\\\\\",
    "\ufdfa\u3300ﷺ",
    "🇬🇧👩‍👩‍👧‍👦1️⃣",
    "\u115f\u1160\u3164\uffa0",
    "مرحبا שלום नमस्ते สวัสดี",
    "٠١٢ ١٢٣٤٥٦ 一二三四五六 ⅷ ½ ²",
    "\r\n\u2028\u2029\x0b\x0c",
    "=1+1\t|cmd",
    "-" * 300,
)
HUGE = {
    "one word": "a" * 1_000_000,
    "one Chinese line": "请提供您的订单号" * 100_000,
    "blanks": " " * 1_000_000,
    "digits": "1234567890" * 100_000,
    "line ends": "\n" * 1_000_000,
    "brackets": "([{" * 300_000,
    "numbered": "".join(f"{number}. a " for number in range(100_000)),
    "marks on one letter": "e" + "\u0301" * 500_000,
    "escapes": "\x1b]" * 300_000,
    "at signs": "a@" * 300_000,
    "commas": ",谢谢" * 300_000,
    "faces": ":-)" * 300_000,
}
MOST_S = 5.0
"""Processor seconds for a case of two huge messages: some twenty times what it takes."""

TEXTS = st.lists(
    st.one_of(st.sampled_from(PHRASES), st.sampled_from(TROUBLE), st.text(st.characters(), max_size=30)), max_size=4
).map("".join)
TURNS = st.builds(
    Turn,
    st.sampled_from(Speaker),
    TEXTS,
    st.lists(st.builds(Button, TEXTS, TEXTS), max_size=2).map(tuple),
    st.lists(st.builds(Link, TEXTS, TEXTS), max_size=2).map(tuple),
    st.lists(st.builds(Attachment, st.sampled_from(["image", "screenshot", "?"]), TEXTS, TEXTS), max_size=2).map(tuple),
    st.one_of(st.none(), st.sampled_from(Event)),
    st.one_of(st.none(), TEXTS),
    st.booleans(),
    st.one_of(st.floats(allow_nan=False), st.integers(-5, 10**12).map(float)),
    st.integers(-1, 3),
)
LANGS = st.sampled_from(["en", "zh", "es", ""])


def judge(turns: Sequence[Turn], lang: str = "en", channel: str = "chat") -> JudgedCase:
    """Return the judged case of these turns."""
    return judge_transcript(Transcript("any", lang, tuple(turns), channel), detectors=DETECTORS)


@given(turns=st.lists(TURNS, max_size=12), lang=LANGS, channel=st.sampled_from(["chat", "voice", "?"]))
@settings(max_examples=400)
def test_nothing_that_is_said_or_shown_breaks_a_detector(turns: list[Turn], lang: str, channel: str) -> None:
    assert () == judge(turns, lang, channel).verdict.failures


@given(text=st.text(st.characters(), max_size=400))
@settings(max_examples=300)
def test_no_text_breaks_a_detector(text: str) -> None:
    turns = [Turn(speaker, text, at=float(place)) for place, speaker in enumerate([*Speaker, *Speaker])]

    assert () == judge(turns).verdict.failures


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_huge_message_is_read_in_a_moment(text: str) -> None:
    turns = [Turn(Speaker.CONSUMER, text), Turn(Speaker.BOT, text, at=1.0)]
    started = time.process_time()

    failures = judge(turns).verdict.failures

    assert ((), True) == (failures, time.process_time() - started < MOST_S)


@pytest.mark.parametrize("said", [PHRASES, TROUBLE, ("",), ("…",)], ids=["phrases", "trouble", "nothing", "marks"])
def test_two_thousand_turns_are_judged(said: Sequence[str]) -> None:
    turns = [
        Turn((Speaker.CONSUMER, Speaker.BOT)[place % 2], said[place * 7 % len(said)], at=float(place))
        for place in range(2000)
    ]

    judged = judge(turns)

    assert ((), 2000) == (judged.verdict.failures, judged.verdict.measurements.turns)
