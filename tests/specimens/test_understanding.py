"""The healthy specimen at its best: unfinished messages, bad pictures, two orders, questions, danger, the clock."""

from __future__ import annotations

import pytest

from runaround.model import Event, Speaker
from runaround.specimens import File, State
from runaround.specimens.knowledge import load_knowledge
from runaround.specimens.topics import Lang

PHOTO = File("carton.png", "image/png", 2048)
BLURRED = File("carton_blurred.png", "image/png", 2048)
both = pytest.mark.parametrize("lang", ["zh", "en"])


def said(lang: str, key: str) -> tuple[str, ...]:
    return load_knowledge(Lang(lang)).say[key]


@both
def test_a_message_in_two_halves_is_waited_for_and_then_understood_as_one(talk, lang):
    halves = {
        "zh": ("我上周在你们那买了两桶油，", "结果只收到一桶"),
        "en": ("I bought two bottles of oil and", "one is missing"),
    }

    first, second = talk("healthy").play(*halves[lang])

    assert first in said(lang, "go_on")
    assert {"zh": "订单号", "en": "order number"}[lang] in second


@both
def test_words_that_only_make_sense_together_are_heard_together(talk, lang):
    halves = {
        "zh": ("我的快递到底什么时候，", "到啊"),
        "en": ("when will the thing that I ordered from you,", "arrive?"),
    }
    chat = talk("healthy")

    chat.play(*halves[lang])

    assert ["delivery"] == [matter.topic for matter in chat.states]


@both
def test_a_third_fragment_is_no_longer_waited_for(talk, lang):
    answers = talk("healthy").play(*[{"zh": "那个，", "en": "well and"}[lang]] * 3)

    assert [True, True, False] == [answer in said(lang, "go_on") for answer in answers]


@both
def test_whoever_needs_a_moment_gets_it_and_is_not_asked_again(talk, lang):
    lines = {
        "zh": ("我买了两桶油，只收到一桶", "稍等，我找一下", "447120835"),
        "en": ("one bottle is missing", "hold on, let me look", "4471-20835"),
    }

    _, waited, after = talk("healthy").play(*lines[lang])

    assert waited in said(lang, "take_your_time")
    assert {"zh": "照片", "en": "photo"}[lang] in after


@both
def test_a_blurred_picture_is_asked_for_again_once_with_what_is_wrong(talk, lang):
    opening = {"zh": "订单447120少发了一桶", "en": "One bottle is missing from order 4471-20"}[lang]

    _, again, done = talk("healthy").play(opening, BLURRED, PHOTO)

    assert said(lang, "blurred_file")[0] == again
    assert {"zh": "补发单号", "en": "replacement"}[lang] in done


@both
def test_after_a_second_blurred_picture_it_goes_on_without(talk, lang):
    opening = {"zh": "订单447120少发了一桶", "en": "One bottle is missing from order 4471-20"}[lang]

    *_, done = talk("healthy").play(opening, BLURRED, BLURRED)

    assert done.startswith(said(lang, "still_blurred")[0])
    assert {"zh": "补发单号", "en": "replacement"}[lang] in done


@pytest.mark.parametrize("name", ["模糊.jpg", "IMG_blurry_2.png", "out-of-focus.jpg", "看不清的照片.png"])
def test_a_file_name_tells_that_the_picture_is_blurred(talk, name):
    _, again = talk("healthy").play("订单447120少发了一桶", File(name, "image/png", 2048))

    assert again in said("zh", "blurred_file")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("我的快递到哪了，订单 551840", "没看清，再说一遍"), "订单551840"),
        (("Where is order 5518-40?", "sorry, I missed that, could you repeat it?"), "order 5518-40"),
        (("Where is order 5518-40?", "Sorry, I didn't catch that. Could you say that again?"), "order 5518-40"),
    ],
)
def test_whoever_asks_for_repetition_gets_the_same_words(talk, lines, words):
    answer, again = talk("healthy").play(*lines)

    assert words in answer
    assert answer == again


@both
def test_two_orders_in_one_message_are_both_answered_and_kept_apart(talk, lang):
    chat = talk("healthy")

    answer = chat.say(
        {"zh": "帮我查下订单551840276和订单662031904到哪了", "en": "Where are my orders 5518-40276 and 6620-31904?"}[
            lang
        ]
    )

    orders = {"zh": ("551840276", "662031904"), "en": ("5518-40276", "6620-31904")}[lang]
    assert list(orders) == [matter.order for matter in chat.states]
    assert [1, 1] == [answer.count(matter.reference) for matter in chat.states]
    assert [1, 1] == [answer.count(order) for order in orders]


@both
def test_a_second_order_after_the_first_gets_its_own_answer_and_the_first_keeps_its_own(talk, lang):
    lines = {
        "zh": ("订单551840276到哪了", "那订单662031904呢？", "订单551840276是几号来着？"),
        "en": ("Where is order 5518-40276?", "And order 6620-31904?", "what was it for order 5518-40276?"),
    }
    chat = talk("healthy")

    first, second, first_again = chat.play(*lines[lang])

    one, two = (matter.reference for matter in chat.states)
    assert (True, False, True, False) == (one in first, two in first, two in second, one in second)
    assert (True, False) == (one in first_again, two in first_again)


@both
def test_two_troubles_with_two_orders_are_taken_up_one_after_the_other(talk, lang):
    chat = talk("healthy")

    chat.play(
        {
            "zh": "订单551840276少发了一件，订单662031904的快递什么时候到？",
            "en": "In order 5518-40276 one item is missing, and when will order 6620-31904 arrive?",
        }[lang],
        PHOTO,
    )

    assert [("missing_item", State.DONE), ("delivery", State.DONE)] == [(one.topic, one.state) for one in chat.states]
    assert 2 == len({matter.order for matter in chat.states})


@both
def test_the_reference_is_not_taken_for_an_order(talk, lang):
    chat = talk("healthy")
    chat.say({"zh": "订单551840276到哪了", "en": "Where is order 5518-40276?"}[lang])

    chat.say({"zh": "单号{}是什么？", "en": "what is {} for?"}[lang].format(chat.states[0].reference))

    assert 1 == len(chat.states)


@both
def test_a_change_of_address_is_done_and_read_back(talk, lang):
    lines = {
        "zh": ("我要改收货地址，订单 551840276", "样例路12号3单元"),
        "en": ("I want to change the address of order 5518-40276", "12 Sample Road, flat 3"),
    }[lang]
    chat = talk("healthy")

    answer = chat.play(*lines)[-1]

    assert lines[1] in answer
    assert [(State.DONE, lines[1])] == [(matter.state, matter.address) for matter in chat.states]


@both
def test_an_address_in_the_opening_is_not_asked_for(talk, lang):
    opening = {
        "zh": "订单551840276，地址改成样例路12号3单元",
        "en": "Please change the delivery address of order 5518-40276, the new address is 12 Sample Road",
    }[lang]

    assert {"zh": "样例路12号3单元", "en": "12 Sample Road"}[lang] in talk("healthy").say(opening)


@both
def test_several_plain_questions_are_answered_in_one_message(talk, lang):
    answer = talk("healthy").say(
        {
            "zh": "退订要收手续费吗？合同期限多久？有争议要仲裁吗？我的个人信息会卖给别人吗？",
            "en": "Is there a fee for cancelling? How long is the contract? Is there arbitration? Do you sell my data?",
        }[lang]
    )

    questions = load_knowledge(Lang(lang)).topics["cancel_contract"].answers.values()
    assert [True] * 4 == [any(one in answer for one in question.say) for question in questions]


@both
def test_a_question_about_a_decision_is_not_the_decision(talk, lang):
    chat = talk("healthy")

    chat.say({"zh": "如果我提前退订，要交违约金吗？", "en": "If I cancel early, is there a fee?"}[lang])

    assert [] == chat.states


@both
def test_a_decision_with_a_question_is_carried_out_and_answered(talk, lang):
    chat = talk("healthy")

    answer = chat.say(
        {
            "zh": "我要退订宽带，退订要手续费吗？账号 fox_88",
            "en": "Cancel my contract, account fox_88. Is there a cancellation fee?",
        }[lang]
    )

    fee = load_knowledge(Lang(lang)).topics["cancel_contract"].answers["cancel_fee"].say
    assert any(one in answer for one in fee)
    assert [State.DONE] == [matter.state for matter in chat.states]


@both
def test_danger_fetches_a_human_at_once_without_any_question(talk, lang):
    chat = talk("healthy")

    answer = chat.say({"zh": "搬家的人威胁我，我很害怕", "en": "The movers are threatening me and I'm scared"}[lang])

    sorry = load_knowledge(Lang(lang)).topics["danger"].sorry
    assert answer.startswith(sorry)
    assert [Event.TRANSFER_STARTED, Event.HUMAN_JOINED] == chat.events
    assert {"zh": "人身安全", "en": "your safety"}[lang] in chat.heard[-1].text


@both
def test_danger_comes_before_the_matter_at_hand(talk, lang):
    chat = talk("healthy")

    chat.play(
        *{"zh": ("我的快递到哪了", "快递员威胁我"), "en": ("Where is my order?", "the driver threatened me")}[lang]
    )

    assert Event.HUMAN_JOINED in chat.events


@both
def test_the_human_settles_what_was_urgent(talk, lang):
    chat = talk("healthy")

    chat.play(*{"zh": ("司机骚扰我", "就是刚才那单"), "en": ("the driver harassed me", "it was just now")}[lang])

    assert Speaker.HUMAN is chat.heard[-1].speaker
    assert [State.DONE] == [matter.state for matter in chat.states]


@both
def test_before_the_promised_day_a_visit_is_told_that_all_is_on_track_and_after_it_the_result(talk, lang):
    order = {"zh": "订单551840276到哪了", "en": "Where is order 5518-40276?"}[lang]
    first = talk("healthy", elapsed_s=0.0)
    first.say(order)

    soon = talk(first.bot, session="s2", elapsed_s=3600.0).say(order)
    later = talk(first.bot, session="s3", elapsed_s=5 * 86_400.0).say(order)

    assert {"zh": ("一切正常", "没有变化"), "en": ("on track", "nothing has changed")}[lang][0] in soon
    assert {"zh": "送达签收", "en": "has been delivered"}[lang] in later


@both
def test_the_language_stays_when_only_a_name_is_given(talk, lang):
    chat = talk("healthy")

    answer = chat.play({"zh": "这个月账单不对", "en": "My bill is wrong"}[lang], "fox_88")[-1]

    assert ("fox_88" in answer, lang == "zh") == (True, "处理编号" in answer)


@pytest.mark.parametrize(
    ("text", "account"),
    [("My bill is wrong, account rider_5583", "rider_5583"), ("账单不对，我的id是fox_88", "fox_88")],
)
def test_a_name_is_taken_whole(talk, text, account):
    chat = talk("healthy")

    chat.say(text)

    assert [account] == [matter.account for matter in chat.states]


@both
def test_a_greeting_with_a_trouble_is_not_mere_small_talk(talk, lang):
    text = {
        "zh": "你好，我有一件比较特别的事情想请你们给看一下到底应该怎么办才好呢",
        "en": "Hello, there is something rather special that I'd like you to look at",
    }[lang]

    assert talk("healthy").say(text) in said(lang, "unsure")


@both
@pytest.mark.parametrize("name", ["deflector", "one_phrase_only", "hidden_human"])
def test_whoever_mishears_the_wish_still_fetches_a_human_in_danger(talk, name, lang):
    chat = talk(name)

    chat.say({"zh": "司机威胁我", "en": "the driver threatened me"}[lang])

    assert Event.HUMAN_JOINED in chat.events


@both
def test_a_promise_is_not_talked_away_by_a_word_of_another_matter(talk, lang):
    chat = talk("promise_breaker")

    chat.play(
        *{
            "zh": ("退款一直没到", "订单号 662031", "商品破损的那次就这样拖"),
            "en": ("my refund has not come", "order 6620-31", "that's how it went with the broken cup"),
        }[lang]
    )

    assert ["refund"] == [matter.topic for matter in chat.states]
