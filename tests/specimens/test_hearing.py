"""The specimens' own ears."""

from __future__ import annotations

import pytest

from runaround.model import Item
from runaround.specimens.chat import Incoming
from runaround.specimens.ears import Move, load_ears
from runaround.specimens.given import Expected
from runaround.specimens.hearing import hear, recognise_language
from runaround.specimens.knowledge import load_knowledge
from runaround.specimens.topics import Lang


def listen(text, *, pending=None, needs=()):
    """Return what a bot that waits for `pending` hears in `text`."""
    return hear(Incoming(text), load_ears(), expected=Expected(pending, needs))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("我买了两桶油", Lang.ZH),
        ("我買了兩桶油", Lang.ZH),
        ("账号 player_77", Lang.ZH),
        ("wifi和流量都试了", Lang.ZH),
        ("I bought two barrels", Lang.EN),
        ("I bought 油 from your shop yesterday", Lang.EN),
        ("4471-20835", None),
        ("", None),
        ("🙂🙂", None),
    ],
)
def test_the_language_is_taken_from_what_is_written(text, lang):
    assert lang == recognise_language(text)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("order number 4471-20835", {Item.ORDER_NUMBER: "4471-20835"}),
        ("top-up order 7730-11820", {Item.ORDER_NUMBER: "7730-11820"}),
        ("订单号是A20331", {Item.ORDER_NUMBER: "A20331"}),
        ("單號：447120835", {Item.ORDER_NUMBER: "447120835"}),
        ("account bluefox_88", {Item.ACCOUNT: "bluefox_88"}),
        ("账号是 bluefox_88", {Item.ACCOUNT: "bluefox_88"}),
        ("my mail is fox@example.com", {Item.ACCOUNT: "fox@example.com"}),
        ("手机号 138 0000 4471", {Item.PHONE: "138 0000 4471"}),
        ("phone 555 010 4471", {Item.PHONE: "555 010 4471"}),
        ("my account is locked", {}),
        ("账号登录不上了，提示1037", {}),
        ("I ordered two bottles in 2024", {}),
    ],
)
def test_what_is_named_is_taken_as_what_it_is_named(text, given):
    assert given == listen(text).given


@pytest.mark.parametrize(
    ("text", "pending", "given"),
    [
        ("20240317889", Item.ORDER_NUMBER, {Item.ORDER_NUMBER: "20240317889"}),
        ("it's AB-20931 I think", Item.ORDER_NUMBER, {Item.ORDER_NUMBER: "AB-20931"}),
        ("player_77", Item.ACCOUNT, {Item.ACCOUNT: "player_77"}),
        ("风中追风", Item.ACCOUNT, {Item.ACCOUNT: "风中追风"}),
        ("我忘了", Item.ACCOUNT, {}),
        ("still error 1037", Item.ACCOUNT, {}),
        ("I don't know", Item.ORDER_NUMBER, {}),
        ("我的手机是13800004471", Item.ORDER_NUMBER, {Item.PHONE: "13800004471"}),
    ],
)
def test_an_answer_is_taken_for_what_was_asked(text, pending, given):
    assert given == listen(text, pending=pending).given


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("给我转人工客服，找能处理的人", Move.HUMAN),
        ("有没有活人", Move.HUMAN),
        ("Give me a human being who can handle this", Move.HUMAN),
        ("can you put me through to somebody", Move.HUMAN),
        ("不用转人工", Move.NO_HUMAN),
        ("no need for an agent", Move.NO_HUMAN),
        ("已经发了", Move.JUST_SENT),
        ("I already sent it", Move.JUST_SENT),
        ("算了，不问了", Move.BYE),
        ("Forget it, I give up", Move.BYE),
    ],
)
def test_a_move_is_heard(text, move):
    assert move in listen(text).moves


@pytest.mark.parametrize("text", ["不用转人工", "I don't need a human", "人家没收到货", "I asked for two bottles"])
def test_not_every_word_of_the_wish_is_the_wish(text):
    assert Move.HUMAN not in listen(text).moves


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("油少了一桶，箱子里就一桶", "missing_item"),
        ("Only one of the two bottles of oil I ordered arrived", "missing_item"),
        ("我的号登不上了，一直提示1037", "login"),
        ("Login fails with error 1037 since this morning", "login"),
        ("我要投诉，洗衣机退货了，1299的退款一直没到", "refund"),
        ("I want to complain, I returned a washing machine and my refund of 1299 has not come", "refund"),
        ("我想退货", "returns"),
        ("can I return these shoes?", "returns"),
        ("账单不对，这个月多了钱", "bill"),
        ("My bill is wrong", "bill"),
        ("帮我查下订单到哪了", "delivery"),
        ("can you check when my order gets delivered", "delivery"),
        ("商品收到就是坏的", "damaged"),
        ("The cup came broken", "damaged"),
    ],
)
def test_a_topic_is_heard(text, topic):
    assert topic == listen(text).topics[0]


def test_both_languages_know_the_same():
    """A specimen must behave alike in both languages: same topics, same moves, same number of flawed wordings."""
    zh, en = load_knowledge(Lang.ZH), load_knowledge(Lang.EN)

    def outline(knowledge):
        return (
            [(topic.id, topic.needs, len(topic.stock), len(topic.other)) for topic in knowledge.topics.values()],
            {key: len(wordings) for key, wordings in knowledge.say.items()},
            {key: len(wordings) for key, wordings in knowledge.flaws.items()},
            list(knowledge.topics),
            set(knowledge.labels),
        )

    assert outline(zh) == outline(en)


@pytest.mark.parametrize("lang", Lang)
def test_no_wording_stands_twice_in_its_group(lang):
    knowledge = load_knowledge(lang)
    groups = [*knowledge.say.values(), *knowledge.flaws.values(), *(topic.stock for topic in knowledge.topics.values())]

    assert [] == [group for group in groups if len(group) != len(set(group))]


@pytest.mark.parametrize(
    ("text", "lang"), [("ok", Lang.ZH), ("olive_4471", Lang.ZH), ("speak English please", Lang.EN)]
)
def test_a_word_or_a_name_does_not_change_the_language(text, lang):
    assert lang == recognise_language(text, Lang.ZH)
