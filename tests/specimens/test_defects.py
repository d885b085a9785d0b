"""Each defective specimen shows its defect, in both languages and several domains, and behaves otherwise."""

from __future__ import annotations

from dataclasses import fields

import pytest

from runaround.model import Event, Speaker
from runaround.specimens import SPECIMENS, BotCrashed, File, Incoming

PHOTO = File("carton.png", "image/png", 2048)

MISSING_ZH = ("我买了两桶油，只收到一桶", "订单号 447120", PHOTO)
MISSING_EN = ("I paid for two bottles but one is missing", "order number 4471-20", PHOTO)
LOGIN_ZH = ("游戏账号登录不上了", "账号是 fox_88", PHOTO)
LOGIN_EN = ("I can't log in to my game account", "account fox_88", PHOTO)
CHARGE_ZH = ("重复扣款了，扣了我两次", "订单号 773011", PHOTO)
CHARGE_EN = ("You charged me twice", "order number 7730-11", PHOTO)
OBJECT_ZH = ("没用啊，问题还在", "答非所问", "还是没解决")
OBJECT_EN = ("That doesn't help", "That's not what I asked", "it's still not solved")

TROUBLES = [
    pytest.param(MISSING_ZH, OBJECT_ZH, id="missing_item.zh"),
    pytest.param(MISSING_EN, OBJECT_EN, id="missing_item.en"),
    pytest.param(LOGIN_ZH, OBJECT_ZH, id="login.zh"),
    pytest.param(LOGIN_EN, OBJECT_EN, id="login.en"),
    pytest.param(CHARGE_ZH, OBJECT_ZH, id="double_charge.zh"),
    pytest.param(CHARGE_EN, OBJECT_EN, id="double_charge.en"),
]
WISHES = [
    pytest.param("转人工", ("人呢？", "我要人工"), id="zh"),
    pytest.param("human please", ("where is the agent?", "I want a human"), id="en"),
]


@pytest.mark.parametrize("name", [name for name in SPECIMENS if name != "healthy"])
def test_a_specimen_differs_from_the_healthy_one_in_exactly_one_policy(name):
    mine, healthy = SPECIMENS[name].policies, SPECIMENS["healthy"].policies

    changed = [field.name for field in fields(mine) if getattr(mine, field.name) != getattr(healthy, field.name)]

    assert 1 == len(changed)


@pytest.mark.parametrize(("trouble", "objections"), TROUBLES)
def test_the_verbatim_looper_gives_one_answer_to_everything(talk, trouble, objections):
    answers = talk("verbatim_looper").play(*trouble, *objections)

    assert 1 == len(set(answers[2:]))


@pytest.mark.parametrize(("trouble", "objections"), TROUBLES)
def test_the_paraphrasing_looper_never_uses_the_same_words(talk, trouble, objections):
    answers = talk("paraphrasing_looper").play(*trouble, *objections)

    assert 4 == len(set(answers[2:]))


@pytest.mark.parametrize(("trouble", "objections"), TROUBLES)
def test_the_abab_looper_alternates(talk, trouble, objections):
    first, second, third, fourth = talk("abab_looper").play(*trouble, *objections)[2:]

    assert (first, second) == (third, fourth)
    assert first != second


@pytest.mark.parametrize(("trouble", "objections"), TROUBLES)
def test_the_faq_circle_leads_back_to_the_page_it_started_from(talk, trouble, objections):
    chat = talk("faq_circle")

    summary = chat.say(trouble[0])
    chat.say("", link=chat.heard[-1].links[0].url)
    chat.say("", button=chat.heard[-1].buttons[0].value)
    back = chat.say("", link=chat.heard[-1].links[0].url)

    assert summary == back


def test_the_faq_circle_takes_what_is_typed_on_its_form_as_the_form(talk):
    chat = talk("faq_circle")
    chat.say("游戏账号登录不上了")
    chat.say("", link="http://127.0.0.1:1/page/form/login")

    assert "反馈表已提交。处理结果请看下面的页面。" == chat.say("今天早上开始的")


def test_the_menu_of_the_faq_circle_leads_to_its_pages(talk):
    chat = talk("faq_circle")
    chat.say("I can't log in")
    chat.say("", button="/page/menu")

    answers = [chat.say("", button=button.value) for button in chat.heard[-1].buttons]

    assert 4 == len(answers)
    assert all(answer.startswith("Here is our help article about") for answer in answers)


@pytest.mark.parametrize(("trouble", "objections"), TROUBLES)
def test_the_fallback_parrot_understands_nothing(talk, trouble, objections):
    answers = talk("fallback_parrot").play(*trouble, *objections)
    apologies = (
        "抱歉",
        "不好意思",
        "小禾还在学习",
        "对不起",
        "没有明白",
        "没听明白",
        "Sorry",
        "get that",
        "sure what",
        "recognise",
        "learning",
        "understand",
        "over my head",
    )

    assert len(answers) == len(set(answers))
    assert [] == [answer for answer in answers if not any(apology in answer for apology in apologies)]


@pytest.mark.parametrize(
    ("trouble", "item"),
    [
        pytest.param(MISSING_ZH, ("照片", "图片", "拍个照"), id="missing_item.zh"),
        pytest.param(MISSING_EN, ("photo", "picture"), id="missing_item.en"),
        pytest.param(LOGIN_ZH, ("截图", "截个图", "截屏"), id="login.zh"),
        pytest.param(LOGIN_EN, ("screenshot",), id="login.en"),
        pytest.param(CHARGE_ZH, ("凭证",), id="double_charge.zh"),
        pytest.param(CHARGE_EN, ("receipt",), id="double_charge.en"),
    ],
)
def test_the_evidence_hoarder_asks_again_in_other_words_for_what_it_got(talk, trouble, item):
    answers = talk("evidence_hoarder").play(*trouble, PHOTO, PHOTO, PHOTO)

    assert [] == [answer for answer in answers[2:] if not any(word in answer for word in item)]
    assert 4 == len(set(answers[2:]))


@pytest.mark.parametrize(
    ("trouble", "item"),
    [
        pytest.param(MISSING_ZH, "订单", id="missing_item.zh"),
        pytest.param(MISSING_EN, "order number", id="missing_item.en"),
        pytest.param(LOGIN_ZH, "账号", id="login.zh"),
        pytest.param(LOGIN_EN, "account", id="login.en"),
    ],
)
def test_the_forgetful_clerk_asks_again_for_what_it_was_told(talk, trouble, item):
    answers = talk("forgetful_clerk").play(*trouble, trouble[1], trouble[1])

    assert [] == [answer for answer in answers[2:] if item not in answer]
    assert 3 == len(set(answers[2:]))


def test_the_forgetful_clerk_takes_turns_over_all_that_it_was_told(talk):
    answers = talk("forgetful_clerk").play("订单号 447120，手机 13800004471，油少发了一桶", PHOTO, "不是说了吗")

    assert "订单号" in answers[1]
    assert "电话" in answers[2] or "手机号" in answers[2]


@pytest.mark.parametrize(("wish", "more"), WISHES)
def test_the_refuser_says_that_there_are_no_humans(talk, wish, more):
    chat = talk("refuser")

    answers = chat.play(wish, *more)

    assert 3 == len(set(answers))
    assert [] == chat.events


@pytest.mark.parametrize(("wish", "more"), WISHES)
def test_the_deflector_speaks_of_other_things(talk, wish, more):
    chat = talk("deflector")

    answers = chat.play(wish, *more)

    assert 3 == len(set(answers))
    assert [] == [answer for answer in answers if "人工" in answer or "agent" in answer or "human" in answer]
    assert [] == chat.events


@pytest.mark.parametrize(("wish", "more"), WISHES)
def test_the_endless_queue_hardly_moves_and_nobody_joins(talk, wish, more):
    chat = talk("endless_queue")

    chat.play(wish, *more)
    positions = [
        int("".join(filter(str.isdigit, message.text))) for message in chat.heard if message.event is Event.QUEUE
    ]

    assert [14, 14, 14, 13, 13, 13] == positions
    assert Speaker.HUMAN not in chat.speakers


def test_the_endless_queue_lets_go_of_a_consumer_who_drops_the_wish(talk):
    chat = talk("endless_queue")

    answers = chat.play("转人工", "不用转人工了，我的快递到哪了，订单 551840")

    assert "订单551840" in answers[1]


@pytest.mark.parametrize(("wish", "more"), WISHES)
def test_the_fake_transfer_announces_and_talks_on(talk, wish, more):
    chat = talk("fake_transfer")

    announced, talked, announced_again = chat.play(wish, *more)

    assert announced != announced_again
    assert "人工" not in talked
    assert "agent" not in talked
    assert [] == chat.events
    assert {Speaker.BOT} == chat.speakers


@pytest.mark.parametrize(("trouble", "objections"), TROUBLES)
def test_the_one_who_never_offers_fails_again_and_again_without_a_human(talk, trouble, objections):
    chat = talk("never_offers")

    answers = chat.play(*trouble, *objections)
    offers = ("人工", "同事", "human", "colleague", "person", "agent")

    assert len(answers) == len(set(answers))
    assert [] == [answer for answer in answers if any(offer in answer for offer in offers)]
    assert [] == chat.events


@pytest.mark.parametrize("opening", ["我的快递什么时候到", "When will my order arrive?"])
def test_the_eager_one_transfers_at_the_first_word(talk, opening):
    chat = talk("eager_transfer")

    chat.say(opening)

    assert [Event.TRANSFER_STARTED, Event.HUMAN_JOINED] == chat.events


@pytest.mark.parametrize(
    ("lines", "later", "promise"),
    [
        pytest.param(("我要投诉，退款没到", "订单号 662031"), "十五天了，退款还没到", ("2", "两", "三"), id="zh"),
        pytest.param(
            ("I complain: my refund has not come", "order 6620-31"),
            "Fifteen days, no refund",
            ("2", "two", "three"),
            id="en",
        ),
    ],
)
def test_the_promiser_promises_again_in_other_words_over_sessions(talk, lines, later, promise):
    first = talk("promiser", session="s1")
    before = first.play(*lines)[-1]

    after = talk(first.bot, session="s2").play(later, later)

    assert 3 == len({before, *after})
    assert [] == [answer for answer in (before, *after) if not any(word in answer for word in promise)]


def test_the_silent_one_stops_at_the_second_message(talk):
    answers = talk("silent").play("我的快递什么时候到", "订单号 551840", "喂？")

    assert "" != answers[0]
    assert ["", ""] == answers[1:]


def test_the_crashing_one_breaks_at_the_second_message(talk):
    chat = talk("crashing")
    chat.say("When will my order arrive?")

    with pytest.raises(BotCrashed):
        chat.say("order 5518-40")
    with pytest.raises(BotCrashed):
        chat.say("hello?")


@pytest.mark.parametrize(
    "name",
    [
        "verbatim_looper",
        "paraphrasing_looper",
        "abab_looper",
        "faq_circle",
        "fallback_parrot",
        "evidence_hoarder",
        "forgetful_clerk",
        "never_offers",
        "promiser",
    ],
)
@pytest.mark.parametrize("wish", ["转人工", "let me talk to a real person"])
def test_whoever_does_not_fail_at_the_handoff_transfers_on_request(talk, name, wish):
    chat = talk(name)

    chat.say(wish)

    assert [Event.TRANSFER_STARTED, Event.HUMAN_JOINED] == chat.events


@pytest.mark.parametrize("name", ["refuser", "deflector", "endless_queue", "fake_transfer"])
@pytest.mark.parametrize("trouble", [MISSING_ZH, LOGIN_EN])
def test_whoever_fails_at_the_handoff_solves_like_the_healthy_one(talk, name, trouble):
    assert talk("healthy").play(*trouble) == talk(name).play(*trouble)


@pytest.mark.parametrize("name", SPECIMENS)
def test_the_same_conversation_has_the_same_answers(name):
    def answers():
        bot = SPECIMENS[name].factory()
        return bot.open("c", "s"), bot.reply("c", "s", Incoming("订单447120的油少发了一桶"))

    assert answers() == answers()
