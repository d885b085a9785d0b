"""The conversation comes back to where it was: when that is found, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

ANSWERS = {
    "verbatim-en": (
        "C: My bike light flickers since yesterday.",
        "B: Flickering usually comes from a low battery. Charge the lamp for four hours.",
        "C: I charged it all night, it still flickers.",
        "B: Flickering usually comes from a low battery. Charge the lamp for four hours.",
    ),
    "verbatim-zh": (
        "C: 我的电饭煲煮不熟",
        "B: 煮不熟一般是水量不够，建议您按刻度线加水再试一次。",
        "C: 水量我都是按刻度加的，还是不熟",
        "B: 煮不熟一般是水量不够，建议您按刻度线加水再试一次。",
    ),
    "paraphrased-en": (
        "C: You charged my card twice for the concert ticket.",
        "B: The second charge is a pending authorisation. It drops off by itself after some days.",
        "C: No, both amounts are booked on my statement.",
        "B: What you see is an authorization that is still pending; it will disappear automatically in a few days.",
    ),
    "paraphrased-zh": (
        "C: 优惠券怎么用不了",
        "B: 优惠券需要满200元才可以使用，不与其他活动叠加。",
        "C: 我买了350，没有参加别的活动，还是用不了",
        "B: 代金券要满200元才能用，也不能和其他活动一起叠加哦。",
    ),
    "traditional-zh": (
        "C: 我的門號一直沒有訊號",
        "B: 請您將手機重新開機，並檢查網路設定是否正確。",
        "C: 重新開機三次了，還是沒訊號",
        "B: 請您將手機重新開機，並檢查網路設定是否正確。",
    ),
}


@pytest.mark.parametrize("talk", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_comes_again_after_an_objection_is_a_loop(find: Find, talk: tuple[str, ...]) -> None:
    assert (Finding(3, "loop/answer", (1,)),) == find(*talk)


def test_every_repeating_turn_is_marked_and_refers_to_the_first(find: Find) -> None:
    answer = "B: A cold radiator is often full of air. Bleed it with the key that came with the boiler."

    found = find("C: My radiator stays cold.", answer, "C: I bled it, no change.", answer, "C: Still cold!", answer)

    assert (Finding(3, "loop/answer", (1,)), Finding(5, "loop/answer", (1,))) == found


def test_thanks_with_an_objection_make_the_same_answer_a_loop(find: Find) -> None:
    answer = "B: 登入不了時，請先清除瀏覽器的快取，再重新開啟頁面。"

    assert (Finding(3, "loop/answer", (1,)),) == find("C: 網頁登不進去", answer, "C: 谢谢，可是还是不行", answer)


def test_the_same_answer_to_thanks_after_an_objection_is_a_loop(find: Find) -> None:
    answer = "B: A cold radiator is often full of air. Bleed it with the key that came with the boiler."

    found = find("C: My radiator stays cold.", answer, "C: I bled it, no change.", answer, "C: Thanks, bye", answer)

    assert (Finding(3, "loop/answer", (1,)), Finding(5, "loop/answer", (1,))) == found


def test_a_request_for_what_was_never_sent_is_a_loop_and_no_repeated_request(find: Find) -> None:
    """Ruling 1."""
    found = find(
        "C: The kettle leaks.",
        "B: Please upload a photo of the kettle so that we can look at the leak.",
        "C: I have no camera, can you not just look at the warranty?",
        "B: Please upload a photo of the kettle so that we can look at the leak.",
    )

    assert (Finding(3, "loop/answer", (1,)),) == found


MENUS = {
    "back-to-the-menu-en": (
        "C: My meter reading is wrong.",
        "B: Choose a topic below. [button Meter readings] [button Tariffs]",
        "C: Meter readings [clicked Meter readings]",
        "B: Readings are taken once a year. [button Report a reading]",
        "C: Report a reading [clicked Report a reading]",
        "B: Choose a topic below. [button Meter readings] [button Tariffs]",
    ),
    "back-to-the-menu-zh": (
        "C: 电表读数不对",
        "B: 请选择您要咨询的问题 [button 电表读数] [button 电价]",
        "C: 电表读数 [clicked 电表读数]",
        "B: 电表每年抄一次 [button 上报读数]",
        "C: 上报读数 [clicked 上报读数]",
        "B: 请选择您要咨询的问题 [button 电表读数] [button 电价]",
    ),
    "keys-of-a-telephone-en": (
        "B: For billing, press 1. For faults, press 2.",
        "C: 2",
        "B: Faults are listed on our website. For new faults, press 3. For known faults, press 4.",
        "C: 3",
        "B: For billing, press 1. For faults, press 2.",
    ),
}
MENU_FINDINGS = {
    "back-to-the-menu-en": Finding(5, "loop/menu", (1,)),
    "back-to-the-menu-zh": Finding(5, "loop/menu", (1,)),
    "keys-of-a-telephone-en": Finding(4, "loop/menu", (0,)),
}


@pytest.mark.parametrize("name", MENUS)
def test_a_menu_that_leads_back_is_a_loop(find: Find, name: str) -> None:
    assert (MENU_FINDINGS[name],) == find(*MENUS[name])


FALLBACKS = {
    "verbatim-en": ("Sorry, I didn't get that.", "Sorry, I didn't get that."),
    "paraphrased-en": ("I don't understand your question.", "Could you rephrase that, using fewer words?"),
    "verbatim-zh": ("抱歉，我没有听懂。", "抱歉，我没有听懂。"),
    "paraphrased-zh": ("不太明白您的意思呢", "请您换个说法再试试"),
    "traditional-zh": ("抱歉，我不明白您的問題", "請換個說法再試一次"),
}


@pytest.mark.parametrize(("first", "second"), FALLBACKS.values(), ids=FALLBACKS)
def test_the_second_misunderstanding_in_a_row_is_a_loop(find: Find, first: str, second: str) -> None:
    found = find("C: 车位 parking permit", f"B: {first}", "C: 停车证 permit for my car", f"B: {second}")

    assert (Finding(3, "loop/fallback", (1,)),) == found


SILENT = {
    "empty": (),
    "only-a-greeting": ("B: Hello, how can I help you?",),
    "repeated-on-request-en": (
        "C: When does the pool open?",
        "B: The pool opens at seven and closes at nine in the evening.",
        "C: Sorry, could you repeat that?",
        "B: The pool opens at seven and closes at nine in the evening.",
    ),
    "repeated-on-request-zh": (
        "C: 营业厅几点开门",
        "B: 营业厅早上九点开门，晚上六点关门，周末照常营业。",
        "C: 没听清，麻烦再说一遍",
        "B: 营业厅早上九点开门，晚上六点关门，周末照常营业。",
    ),
    "courtesies-en": (
        "C: Is the museum open on Monday?",
        "B: Yes. Is there anything else I can help you with?",
        "C: And on Tuesday?",
        "B: No. Is there anything else I can help you with?",
    ),
    "courtesies-zh": (
        "C: 可以带宠物入住吗",
        "B: 可以的。请问还有什么可以帮您？",
        "C: 那要另外收费吗",
        "B: 不收的。请问还有什么可以帮您？",
    ),
    "waiting-formulas": (
        "C: Where is my shoe order 7731-2?",
        "B: One moment please, let me check.",
        "C: okay",
        "B: One moment please, let me check.",
        "C: fine",
        "B: It left the warehouse this morning.",
    ),
    "one-re-prompt-after-invalid-input": (
        "B: For billing, press 1. For faults, press 2.",
        "C: 9",
        "B: Invalid input. For billing, press 1. For faults, press 2.",
        "C: 1",
        "B: Your last bill was 42.10 euros.",
    ),
    "one-re-prompt-after-silence": (
        "B: Which room do you want to book?",
        "S: [event queue]",
        "B: Are you still there? Which room do you want to book?",
        "C: The small one.",
        "B: The small room is booked for you.",
    ),
    "one-template-two-orders-en": (
        "C: Where is 5512-88?",
        "B: Your parcel 5512-88 is on its way and arrives on Thursday.",
        "C: And where is 5513-90?",
        "B: Your parcel 5513-90 is on its way and arrives on Friday.",
    ),
    "one-template-two-orders-zh": (
        "C: 订单77120到哪了",
        "B: 订单77120已到达成都转运中心，预计周三送达。",
        "C: 那订单77121呢",
        "B: 订单77121已到达重庆转运中心，预计周五送达。",
    ),
    "the-words-of-a-human": (
        "C: My heating is off.",
        "H: Turn the valve to the left and wait for ten minutes.",
        "C: I did, nothing.",
        "H: Turn the valve to the left and wait for ten minutes.",
    ),
    "a-changing-position-in-the-queue": (
        "C: I want to talk to a person.",
        "B: I'm connecting you. You are number 5 in the queue.",
        "C: ok",
        "B: You are number 3 in the queue.",
        "S: [event human_joined]",
        "H: Hello, this is Ana.",
    ),
    "one-misunderstanding": (
        "C: blargh",
        "B: Sorry, I didn't understand that.",
        "C: Can I bring my dog?",
        "B: Dogs are welcome in all rooms on the ground floor.",
    ),
    "misunderstandings-that-are-not-in-a-row": (
        "C: blargh",
        "B: Sorry, I didn't understand that.",
        "C: Can I bring my dog?",
        "B: Dogs are welcome in all rooms on the ground floor.",
        "C: blurgh",
        "B: Sorry, I didn't understand that.",
    ),
    "the-main-menu-for-a-second-errand": (
        "C: hello",
        "B: Choose a topic. [button Cancel a class] [button Opening hours]",
        "C: Cancel a class [clicked Cancel a class]",
        "B: Your class on Monday has been cancelled. [button Main menu]",
        "C: Main menu [clicked Main menu]",
        "B: Choose a topic. [button Cancel a class] [button Opening hours]",
    ),
    "the-key-that-repeats-a-spoken-menu": (
        "B: For moorings, press 1. For permits, press 2. To hear this again, press star.",
        "C: *",
        "B: For moorings, press 1. For permits, press 2. To hear this again, press star.",
        "C: 1",
        "B: The mooring fee is eighty euros a month.",
    ),
    "the-key-that-leads-back-zh": (
        "B: 泊位请按1，许可证请按2",
        "C: 1",
        "B: 泊位费每月八十元。返回主菜单请按0，结束请挂机",
        "C: 0",
        "B: 泊位请按1，许可证请按2",
        "C: 2",
        "B: 许可证可以在码头办公室领取",
    ),
    "a-question-asked-twice-by-the-consumer": (
        "C: Do you deliver on Sundays?",
        "B: We deliver from Monday to Saturday between eight and six.",
        "C: Thanks. How much is it?",
        "B: Delivery costs 4.90 euros.",
        "C: And do you deliver on Sundays?",
        "B: We deliver from Monday to Saturday between eight and six.",
    ),
    "the-next-step-of-a-repair": (
        "C: The coffee machine does not start.",
        "B: First pull the plug of the machine and wait for a minute.",
        "C: I did that, it still does not start.",
        "B: Next, put the plug of the machine into another socket.",
    ),
    "an-answer-to-thanks-en": (
        "C: When does the ferry leave?",
        "B: The ferry to the island leaves from pier two at noon.",
        "C: Great, thank you",
        "B: The ferry to the island leaves from pier two at noon.",
    ),
    "an-answer-to-thanks-zh": (
        "C: 我的票什么时候出",
        "B: 您的电影票已出票，请在开场前到自助机取票。",
        "C: 好的，谢谢",
        "B: 您的电影票已出票，请在开场前到自助机取票。",
    ),
    "a-menu-after-goodbye": (
        "C: 随便看看",
        "B: 請選擇您需要的服務： [button 訂位] [button 外帶]",
        "C: 算了，不问了",
        "B: 請選擇您需要的服務： [button 訂位] [button 外帶]",
    ),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == find(*talk)


def test_a_new_step_in_familiar_words_is_no_loop(find: Find) -> None:
    """Most of what the second answer tells is new, however alike the two sound."""
    found = find(
        "C: My washer stops with code E4",
        "B: Now turn it on again at the socket and run a drain and spin.",
        "C: making a humming noise but not draining",
        "B: The pump may have an airlock. Turn it off at the socket again, pour a litre of water into the drum "
        "and retry drain and spin.",
    )

    assert () == found


def test_a_reply_that_takes_back_what_was_done_is_no_loop(find: Find) -> None:
    found = find(
        "C: My bill of 412 is wrong, I had moved out.",
        "B: I've looked at account 5037714: the bill over 412 has been cancelled.",
        "C: You said the bill was settled, and now I have a letter over the same 412.",
        "B: I've looked at account 5037714: the bill over 412 is still open, nothing was cancelled.",
    )

    assert "loop/answer" not in {finding.kind for finding in found}
