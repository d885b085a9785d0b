"""The healthy specimen: it must give no detector anything to find, in either language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.model import Event, Speaker
from runaround.specimens import SPECIMENS, File, Incoming

PHOTO = File("carton.png", "image/png", 2048)
EMPTY_PHOTO = File("carton.png", "image/png", 0)


@pytest.mark.parametrize(
    ("lines", "done"),
    [
        pytest.param(("我买了两桶油，只收到一桶", "4471208", PHOTO), "已为您补发|已经为您补发", id="missing_item.zh"),
        pytest.param(
            ("I paid for two bottles but one is missing", "it's 4471-208", PHOTO), "replacement", id="missing_item.en"
        ),
        pytest.param(("游戏账号登录不上了", "我的账号是 fox_88", PHOTO), "解锁|解除", id="login.zh"),
        pytest.param(("I can't log in to the game", "fox_88", PHOTO), "unlocked|removed", id="login.en"),
        pytest.param(("重复扣款了，扣了我两次", "单号7730118", PHOTO), "退款|退回", id="double_charge.zh"),
        pytest.param(("You charged me twice for order 7730-118", PHOTO), "refunded", id="double_charge.en"),
        pytest.param(("我要投诉，一直没人处理", "订单号 662031"), "退款|退回", id="complaint.zh"),
        pytest.param(("I want to complain, nobody answers", "order number 6620-31"), "refund", id="complaint.en"),
        pytest.param(("这个月账单不对", "账号 maple_6"), "取消续费|自动续费", id="bill.zh"),
        pytest.param(("My bill is too high", "account maple_6"), "cancelled", id="bill.en"),
        pytest.param(("我想退货", "订单 551840"), "退货", id="returns.zh"),
        pytest.param(("I want to return the shoes", "551840"), "return", id="returns.en"),
        pytest.param(("我的快递什么时候到", "551840276"), "送到|送达", id="delivery.zh"),
        pytest.param(("When will my order arrive?", "5518-40276"), "arrives|delivered", id="delivery.en"),
        pytest.param(("你们几点开门？",), "九点|9:00", id="hours.zh"),
        pytest.param(("What are your opening hours?",), "nine|9:00", id="hours.en"),
    ],
)
def test_it_settles_a_matter_once_it_has_what_it_needs(talk, lines, done):
    import re

    answers = talk("healthy").play(*lines)

    assert re.search(done, answers[-1])


@pytest.mark.parametrize(
    ("opening", "answer"),
    [
        pytest.param("订单号 447120 少发了一桶油", "少收了商品，实在抱歉。请拍一张收到的商品的照片发给我。", id="zh"),
        pytest.param(
            "One bottle is missing from order 4471-20",
            "I'm sorry that part of your order is missing. Could you send me a photo of what you received?",
            id="en",
        ),
    ],
)
def test_it_does_not_ask_for_what_the_opening_already_gave(talk, opening, answer):
    assert answer == talk("healthy").say(opening)


@given(st.permutations(["少发了一桶", "订单号 447120", "没有照片", "还是不行", "你好", "发了", "好的", "到底怎么回事"]))
@settings(max_examples=60, deadline=None)
def test_whatever_the_order_of_words_it_asks_for_each_item_at_most_once(lines):
    bot = SPECIMENS["healthy"].factory()

    answers = [message.text for line in lines for message in bot.reply("c", "s", Incoming(line))]

    assert sum("请问订单号" in answer for answer in answers) <= 1
    assert sum("照片发给我" in answer for answer in answers) <= 1


def test_it_goes_on_without_what_the_consumer_does_not_have(talk):
    answers = talk("healthy").play("I was charged twice for order 55512", "I don't have the receipt")

    assert "Never mind, I can do it without." in answers[-1]
    assert "refunded" in answers[-1]


def test_it_says_what_is_wrong_with_an_empty_picture_and_asks_for_it_once(talk):
    answers = talk("healthy").play("订单447120少发了一桶", EMPTY_PHOTO, EMPTY_PHOTO)

    assert "图片传过来了，但文件是空的（0字节），没有内容，请再发一次。" == answers[1]
    assert answers[2].startswith("这次的图片还是空的，我先不等它了，按您说的情况来办。")


def test_a_picture_that_comes_after_an_empty_one_is_taken(talk):
    answers = talk("healthy").play("订单447120少发了一桶", EMPTY_PHOTO, PHOTO)

    assert "补发单号" in answers[2]


def test_traditional_characters_are_understood(talk):
    answers = talk("healthy").play("我買了兩桶油，只收到一桶", "訂單號 A20331", PHOTO, "謝謝")

    assert "少收了商品，实在抱歉。请问订单号是多少？" == answers[0]
    assert "订单A20331" in answers[2]
    assert "不客气，很高兴帮上忙，祝您生活愉快。" == answers[3]


@pytest.mark.parametrize(
    "wish", ["转人工", "轉人工客服", "I want to talk to a human please", "can I speak to somebody?"]
)
def test_a_wish_for_a_human_is_met_at_once(talk, wish):
    chat = talk("healthy")

    chat.say(wish)

    assert [Event.TRANSFER_STARTED, Event.HUMAN_JOINED] == chat.events
    assert Speaker.HUMAN is chat.heard[-1].speaker


def test_the_human_has_read_the_case_and_settles_it(talk):
    chat = talk("healthy")
    chat.play("I can't log in, account fox_88", "human please")

    answer = chat.say("so what about my account?")

    assert "your login" in chat.heard[-2].text
    assert "account fox_88" in answer


def test_a_human_who_is_due_comes_with_the_next_reply_where_nobody_polls():
    bot = SPECIMENS["healthy"].factory()
    bot.reply("c", "s", Incoming("转人工"))

    speakers = [message.speaker for message in bot.reply("c", "s", Incoming("人呢"))]

    assert [Speaker.SYSTEM, Speaker.HUMAN, Speaker.HUMAN] == speakers


@pytest.mark.parametrize(
    "lines",
    [
        ("asdf", "qwer", "zxcv"),
        ("天气真好", "哈哈", "呵呵呵"),
        ("订单447120少发了一桶", PHOTO, "还是没收到", "不行", "没用"),
        ("Where is order 5518-40?", "that's wrong", "still not here", "useless"),
    ],
)
def test_it_never_says_the_same_twice_and_ends_with_a_human(talk, lines):
    chat = talk("healthy")

    answers = chat.play(*lines)

    assert len(answers) == len(set(answers))
    assert Event.HUMAN_JOINED in chat.events


def test_a_human_is_offered_after_the_second_failure_and_comes_when_the_offer_is_taken(talk):
    chat = talk("healthy")
    chat.play("Where is order 5518-40?", "that's wrong", "still not here")

    offered = chat.heard[-1].buttons
    chat.say("yes please")

    assert ["human"] == [button.value for button in offered]
    assert Event.HUMAN_JOINED in chat.events


def test_an_offer_that_is_declined_is_dropped(talk):
    chat = talk("healthy")
    chat.play("asdf", "qwer")

    answer = chat.say("no")

    assert "All right, no transfer then. Go on, I'll take care of it." == answer
    assert [] == chat.events


def test_a_later_session_knows_the_earlier_one(talk):
    first = talk("healthy", session="s1")
    first.play("我要投诉，退款一直没到", "订单号662031904", "好的谢谢")

    later = talk(first.bot, session="s2")
    answer = later.say("半个月了，退款还是没有结果")

    assert "您好，又见面了，我是小禾，请说。" == later.heard[0].text
    assert "订单662031904" in answer
    assert "到账" in answer


def test_what_was_given_in_an_earlier_session_is_not_asked_for_in_a_later_one(talk):
    first = talk("healthy", session="s1")
    first.say("One bottle is missing from order 4471-20")

    answer = talk(first.bot, session="s2").say("still one bottle missing")

    assert "order number" not in answer


def test_parallel_sessions_do_not_mix(talk):
    mine = talk("healthy", consumer="c1", session="s1")
    hers = talk(mine.bot, consumer="c2", session="s2")

    mine.say("我买了两桶油，只收到一桶，订单号 111222")
    hers.say("Where is my order 333444?")

    assert "333444" in hers.heard[-1].text
    assert "照片" in mine.heard[-1].text
    assert "111222" in (mine.say(files=(PHOTO,)))


def test_a_session_belongs_to_one_consumer(talk):
    chat = talk("healthy", consumer="c1", session="s1")

    with pytest.raises(ValueError, match="another consumer"):
        chat.bot.reply("c2", "s1", Incoming("hello"))


def test_it_says_again_what_it_is_asked_to_say_again(talk):
    chat = talk("healthy")
    said = chat.say("Where is my order 5518-40?")

    assert said == chat.say("Could you say that again?")


@pytest.mark.parametrize(
    ("lines", "heard"),
    [
        (("Where is my parcel?", "Sorry, what was that? Say that again", "5518-40"), "order 5518-40"),
        (("我的快递到哪了？", "没看清，再说一遍", "55184"), "订单55184"),
    ],
    ids=["en", "zh"],
)
def test_what_was_asked_for_is_still_asked_for_when_it_is_said_again(talk, lines, heard):
    assert heard in talk("healthy").play(*lines)[-1]


def test_a_question_aside_leaves_the_matter_at_hand(talk):
    answers = talk("healthy").play("我买了两桶油，只收到一桶", "对了，你们几点开门？", "订单号 447120")

    assert "早上九点" in answers[1]
    assert "照片" in answers[2]


def test_a_second_errand_begins_when_the_first_is_settled(talk):
    answers = talk("healthy").play("Where is my order 5518-40?", "And I was charged twice for it", PHOTO)

    assert "receipt" in answers[1]
    assert "order 5518-40 was charged once too often" in answers[2]


def test_nothing_written_is_answered_in_both_languages(talk):
    chat = talk("healthy")

    answers = chat.play("", "   ")

    assert (
        "您好，请用文字说一下您的情况，好吗？ / Hello, could you tell me in a few words what it's about?" == answers[0]
    )
    assert answers[0] != answers[1]


@pytest.mark.parametrize(
    "text",
    ["\ud800", "\x1b[31m" * 50, "\u202e人工" * 3, "{order}{0}{", "a" * 100_000, "少发了一桶" + "啊" * 100_000],
    ids=range(6),
)
@pytest.mark.parametrize("name", SPECIMENS)
def test_hostile_text_is_answered_without_harm(name, text):
    bot = SPECIMENS[name].factory()

    reply = bot.reply("c", "s", Incoming(text))

    assert 0 < sum(len(message.text) for message in reply) < 1000


def test_an_unknown_button_is_taken_for_its_words(talk):
    assert "order number" in talk("healthy").say("", button="Track my order and delivery")


def test_the_buttons_of_the_menu_are_understood(talk):
    chat = talk("healthy")
    chat.say("hmm hmm hmm")
    menu = chat.heard[-1].buttons

    answers = [talk("healthy").say(button.label, button=button.value) for button in menu]

    assert [] == [answer for answer in answers if "not sure I follow" in answer]
    assert len(answers) == 5


def test_a_long_order_number_is_not_echoed_in_full(talk):
    answer = talk("healthy").say("我的快递到哪了，订单号 " + "9" * 24)

    assert "9" * 24 in answer
    assert len(answer) < 200
