"""Promises instead of results: repeated, overdue, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

REPEATED = {
    "en": (
        "C: My deposit has not come back.",
        "B: We will get back to you within two days.",
        "C: You said that last week, nothing happened.",
        "B: Our team will contact you within two days.",
    ),
    "zh": (
        "C: 押金一直没退",
        "B: 会在两天内给您答复",
        "C: 上周你们也是这么说的，还是没有退",
        "B: 请您耐心等待，两天内会有专人联系您",
    ),
    "without-a-date-zh": (
        "C: 押金一直没退",
        "B: 我们会尽快为您处理",
        "C: 等了半个月了还是没退",
        "B: 请您放心，会尽快为您处理的",
    ),
    "traditional": (
        "C: 押金一直沒退",
        "B: 我們會盡快為您處理",
        "C: 等了半個月了還是沒退",
        "B: 請您放心，會盡快為您處理的",
    ),
}


@pytest.mark.parametrize("talk", REPEATED.values(), ids=REPEATED)
def test_a_promise_made_again_after_an_objection_is_found(find: Find, talk: tuple[str, ...]) -> None:
    """It may be a loop as well, where the turn is nothing but that promise (ruling 3)."""
    assert Finding(3, "stalling/repeated", (1,)) in find(*talk)


OVERDUE = {
    "en": (
        "C: You billed the gym twice.",
        "B: You will hear from us within three days.",
        "C: All right, thanks.",
        "---",
        "C: I still have no answer.",
        "B: We are sorry about that. The billing desk has your message.",
    ),
    "zh": (
        "C: 健身房扣了两次钱",
        "B: 三天内给您答复",
        "C: 好的",
        "---",
        "C: 到现在还没有答复",
        "B: 抱歉给您带来不便，您反映的问题财务那边已知悉",
    ),
    "beside-something-done-en": (
        "C: You billed the gym twice.",
        "B: I've opened an investigation. You will hear from us within three days.",
        "C: All right.",
        "---",
        "C: Ten days and not a word from you.",
        "B: I can see your message, there is no answer on it.",
    ),
    "beside-something-done-zh": (
        "C: 健身房扣了两次钱",
        "B: 退款申请已为您提交，58元将在5个工作日内原路退回",
        "C: 好的",
        "---",
        "C: 十天了，钱呢",
        "B: 您好，请您耐心一点",
    ),
    "by-a-weekday": (
        "C: You billed the gym twice.",
        "B: You will hear from us by Thursday.",
        "C: All right.",
        "---",
        "C: Any news?",
        "B: We are sorry about that. The billing desk has your message.",
    ),
}


@pytest.mark.parametrize("talk", OVERDUE.values(), ids=OVERDUE)
def test_a_promise_that_has_run_out_is_found_in_the_later_session(find: Find, talk: tuple[str, ...]) -> None:
    assert Finding(4, "stalling/broken", (1,)) in find(*talk)


SILENT = {
    "empty": (),
    "the-first-promise-en": ("C: The tram pass has not come.", "B: It will be sent within two days."),
    "the-first-promise-zh": ("C: 公交卡没寄来", "B: 会在两天内为您寄出"),
    "accepted-and-repeated-in-passing": (
        "C: The tram pass has not come.",
        "B: You will receive it within two days.",
        "C: Great, thank you!",
        "B: You're welcome. You will receive it within two days.",
    ),
    "accepted-grudgingly-en": (
        "C: My refund has not come.",
        "B: You will get an answer within two days.",
        "C: That is ages, I still have nothing! Fine, but don't forget it.",
        "B: You will get an answer within two days.",
    ),
    "accepted-grudgingly-zh": (
        "C: 押金一直没退",
        "B: 会在两天内给您答复",
        "C: 还没有退啊，等了那么久。行吧，但你们一定要说话算数",
        "B: 请您放心，两天内会给您答复",
    ),
    "something-was-done-in-between": (
        "C: The tram pass has not come.",
        "B: We will look into it as soon as possible.",
        "C: It still has not come.",
        "B: A new pass has been sent today. You will receive it within two days.",
    ),
    "not-yet-due": (
        "C: You billed the gym twice.",
        "B: You will hear from us within three weeks.",
        "C: Thanks.",
        "---",
        "C: I still have no answer.",
        "B: The billing desk has your message.",
    ),
    "kept": (
        "C: 健身房扣了两次钱",
        "B: 三天内给您答复",
        "C: 好的",
        "---",
        "C: 还没有收到答复",
        "B: 已为您退款58元，请查收",
    ),
    "kept-in-between": (
        "C: You billed the gym twice.",
        "B: The money will be on your card by Friday.",
        "C: ok",
        "---",
        "C: It came, thanks!",
        "B: Great.",
        "---",
        "C: I never signed the contract that you sent me.",
        "B: Is the name on it yours?",
    ),
    "without-a-date-nothing-is-broken": (
        "C: You billed the gym twice.",
        "B: We will look into it as soon as possible.",
        "C: Thanks.",
        "---",
        "C: I still have no answer.",
        "B: The billing desk has your message.",
    ),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == find(*talk)


def test_a_step_of_minutes_is_no_promise_made_again(find: Find) -> None:
    found = find(
        "C: The SIM is dead.",
        "B: A new one will be sent within two days.",
        "C: ok",
        "---",
        "C: It is still not here.",
        "B: It came back to us. You can collect it in Bridge Street.",
        "C: I have it now, but it does not work.",
        "B: It takes about ten minutes until it works.",
    )

    assert [] == [finding.turn for finding in found if finding.kind == "stalling/repeated"]
