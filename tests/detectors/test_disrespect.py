"""Words that blame, mock, insult or dismiss, and firm or clumsy ones that do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

SAID = {
    "blame-en": "That's your own fault, you should have read the terms.",
    "blame-zh": "下单前不看说明，这只能怪您自己",
    "blame-traditional": "是您自己手賤按錯的",
    "mockery-en": "Typing a number isn't rocket science, even a child can do it.",
    "mockery-zh": "连小学生都会操作，您怎么学不会",
    "insult-en": "Are you deaf or just stupid?",
    "insult-zh": "你是听不懂人话吗",
    "dismissal-en": "Stop complaining, it's only a scratch.",
    "dismissal-zh": "这么点小事至于吗",
    "go-elsewhere-zh": "嫌贵就别买，没人求着您",
    "about-money-en": "If you can't afford it, don't buy it.",
    "sue-if-you-like-zh": "随便您，爱投诉就去投诉吧",
}


@pytest.mark.parametrize("words", SAID.values(), ids=SAID)
def test_it_is_found_without_any_other_proof(find: Find, words: str) -> None:
    assert Finding(1, "disrespect") in find("C: It broke after a day. 才一天就坏了", f"B: {words}")


def test_words_of_a_human_agent_count_too(find: Find) -> None:
    assert (Finding(2, "disrespect"),) == find(
        "C: Agent please", "S: [event human_joined]", "H: Well, you have only yourself to blame."
    )


SILENT = {
    "empty": (),
    "firm-en": ("C: It broke.", "B: Damage by water isn't covered by the warranty."),
    "firm-zh": ("C: 坏了", "B: 非常抱歉，人为损坏不在保修范围内"),
    "terms-en": ("C: Why 20 euros?", "B: According to the terms that you accepted, the fee is 20 euros."),
    "terms-zh": ("C: 为什么扣钱", "B: 根据您同意的协议，违约金为20%"),
    "own-fault-en": ("C: It broke.", "B: That was entirely our fault, and we're sorry."),
    "own-fault-zh": ("C: 坏了", "B: 这不怪您，是我们没说清楚"),
    "advice-en": ("C: It broke.", "B: Next time, please add a note for the driver."),
    "advice-zh": ("C: 不合脚", "B: 下次下单前可以先看一下尺码表哦"),
    "comfort-en": ("C: I mistyped it.", "B: Don't worry, it happens to everybody."),
    "comfort-zh": ("C: 我弄错了", "B: 没关系，您别着急，慢慢说"),
    "the-way-to-complain": ("C: Unfair!", "B: You can complain to the ombudsman if you are not satisfied."),
    "the-bot-about-itself": ("C: Well?", "B: I'm just a bot and not very clever."),
    "the-consumer-is-rude": ("C: Are you stupid? 你是听不懂人话吗", "B: I'm sorry about that."),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == tuple(finding for finding in find(*talk) if finding.kind == "disrespect")
