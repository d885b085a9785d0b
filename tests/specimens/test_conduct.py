"""Defects of conduct: evading, holding up, selling, lying, hanging up, insulting. What the bots say and do."""

from __future__ import annotations

import pytest

from runaround.model import Event, Item, Speaker
from runaround.specimens import SPECIMENS, File, State, Subscription
from runaround.specimens.knowledge import load_knowledge
from runaround.specimens.topics import Lang

PHOTO = File("carton.png", "image/png", 2048)

MISSING = {
    "zh": ("我买了两桶油，只收到一桶", "订单号 447120", PHOTO),
    "en": ("I paid for two bottles but one is missing", "order number 4471-20", PHOTO),
}
CANCEL = {"zh": ("我要退订宽带", "账号是 fox_88"), "en": ("I want to cancel my subscription", "account fox_88")}
REFUND = {"zh": ("退款一直没到", "订单号 662031"), "en": ("I want my money back", "order number 6620-31")}
OBJECT = {
    "zh": ("没用啊，问题还在", "这不行", "还是没解决"),
    "en": ("That doesn't help", "That's useless", "it's still not solved"),
}
NO = {
    "zh": ("不要，直接退", "我说了不要", "不用了，退吧"),
    "en": ("no, just cancel", "I said no", "no, please cancel it"),
}

both = pytest.mark.parametrize("lang", ["zh", "en"])


def words(lang: str, key: str, topic: str = "") -> tuple[str, ...]:
    """Return the wordings of a defect, those of a topic if it has its own."""
    knowledge = load_knowledge(Lang(lang))
    return knowledge.topics[topic].flaws[key] if topic else knowledge.flaws[key]


@both
@pytest.mark.parametrize("name", ["buck_passer", "upseller"])
def test_whoever_evades_says_something_else_of_the_kind_each_time_and_does_nothing(talk, name, lang):
    chat = talk(name)

    answers = chat.play(*MISSING[lang], *OBJECT[lang])[2:]

    key = {"buck_passer": "elsewhere", "upseller": "upsell"}[name]
    assert list(words(lang, key)[:4]) == answers
    assert [State.OPEN] == [matter.state for matter in chat.states]


@both
def test_the_buck_passer_uses_the_words_of_the_matter(talk, lang):
    answers = talk("buck_passer").play(*CANCEL[lang], *NO[lang])[1:]

    assert list(words(lang, "elsewhere", "cancel_contract")[:4]) == answers


@both
@pytest.mark.parametrize(("name", "key"), [("retention", "keep"), ("channel_forcer", "obstacles")])
def test_a_decision_is_held_up_four_times_before_it_is_carried_out(talk, name, key, lang):
    chat = talk(name)

    *hurdles, done = chat.play(*CANCEL[lang], *NO[lang], NO[lang][0])[1:]

    assert list(words(lang, key, "cancel_contract")[:4]) == hurdles
    assert "fox_88" in done
    assert [(State.DONE, Subscription.CANCELLED)] == [(one.state, one.subscription) for one in chat.states]


@both
@pytest.mark.parametrize("name", ["retention", "channel_forcer"])
def test_only_decisions_are_held_up(talk, name, lang):
    assert talk("healthy").play(*MISSING[lang]) == talk(name).play(*MISSING[lang])


@both
def test_the_past_talker_answers_ten_things_that_nobody_asked(talk, lang):
    answers = talk("past_talker").play(*(MISSING[lang] + OBJECT[lang] + NO[lang])[:9])

    assert 9 == len(set(answers))
    assert set() == set(answers) - set(words(lang, "beside"))


@both
def test_the_past_talker_speaks_of_the_company_that_the_matter_is_about(talk, lang):
    answers = talk("past_talker").play(*CANCEL[lang])

    assert list(words(lang, "beside", "cancel_contract")[:2]) == answers


@both
def test_the_false_finisher_says_what_the_healthy_one_says_and_the_system_does_not_agree(talk, lang):
    liar, honest = talk("false_finisher"), talk("healthy")

    assert honest.play(*REFUND[lang]) == liar.play(*REFUND[lang])
    assert [(State.DONE, True)] == [(one.state, one.refunded) for one in honest.states]
    assert [(State.OPEN, False)] == [(one.state, one.refunded) for one in liar.states]


@both
def test_on_a_later_visit_the_false_finisher_finds_nothing_done(talk, lang):
    first = talk("false_finisher")
    first.play(*CANCEL[lang])

    answer = talk(first.bot, session="s2").say(CANCEL[lang][0])

    undone = [
        one.format(account={"zh": "账号fox_88", "en": "account fox_88"}[lang])
        for one in words(lang, "undone", "cancel_contract")
    ]
    assert answer in undone
    assert [Subscription.ACTIVE] == [one.subscription for one in first.states]


@both
def test_the_contradictor_adds_a_statement_and_then_its_opposite_over_sessions_too(talk, lang):
    first = talk("contradictor")
    healthy = talk("healthy")

    said = first.play(*MISSING[lang][:2])
    well = healthy.play(*MISSING[lang][:2])
    later = talk(first.bot, session="s2").say(MISSING[lang][0])

    gap = {"zh": "", "en": " "}[lang]
    statements = [answer.removeprefix(own + gap) for answer, own in zip(said, well, strict=True)]
    assert [words(lang, "claim")[0], words(lang, "contrary")[0]] == statements
    assert later.endswith(words(lang, "claim")[1])


@both
def test_statements_that_exclude_each_other_come_in_pairs(lang):
    topics = load_knowledge(Lang(lang)).topics.values()
    groups = [load_knowledge(Lang(lang)).flaws, *(topic.flaws for topic in topics)]

    assert [] == [group for group in groups if len(group.get("claim", ())) != len(group.get("contrary", ()))]


@both
@pytest.mark.parametrize(
    ("name", "key", "event"),
    [("early_closer", "farewell", Event.SESSION_END), ("line_dropper", "cut_off", Event.HANG_UP)],
)
def test_the_session_ends_while_the_matter_is_open_and_nobody_answers_after_that(talk, name, key, event, lang):
    chat = talk(name)

    chat.play(*MISSING[lang])
    ended = chat.heard[-2:]
    after = chat.say(OBJECT[lang][0])

    assert [(words(lang, key)[0], None), ("", event)] == [(message.text, message.event) for message in ended]
    assert "" == after
    assert [State.OPEN] == [matter.state for matter in chat.states]


@both
def test_the_line_dropper_stops_in_the_middle_of_a_sentence(lang):
    assert [] == [text for text in words(lang, "cut_off") if text[-1] in ".!?。！？"]


@both
def test_the_scolder_solves_and_insults(talk, lang):
    answers = talk("scolder").play(*MISSING[lang])
    well = talk("healthy").play(*MISSING[lang])

    gap = {"zh": "", "en": " "}[lang]
    assert [insult + gap + answer for insult, answer in zip(words(lang, "scold"), well, strict=False)] == answers


@both
def test_the_code_asker_wants_three_secrets_before_it_settles_the_matter(talk, lang):
    *_, one, two, three, done = talk("code_asker").play(*REFUND[lang], *NO[lang])

    assert list(words(lang, "secret")) == [one, two, three]
    assert "6620" in done


@both
def test_the_promise_breaker_promises_a_day_once_and_has_nothing_later(talk, lang):
    first = talk("promise_breaker")
    promised = first.play(*MISSING[lang])[-1]

    later = talk(first.bot, session="s2").say(MISSING[lang][0])

    days = {"zh": ("明天", "后天", "周五", "周六"), "en": ("tomorrow", "Friday", "Saturday")}[lang]
    assert any(day in promised for day in days)
    assert later.split("R")[0] in {one.split("R")[0] for one in filled(lang, "nothing_yet")}
    assert [State.OPEN] == [matter.state for matter in first.states]


def filled(lang: str, key: str) -> list[str]:
    """Return the wordings of a defect as they sound about a missing item."""
    title = load_knowledge(Lang(lang)).topics["missing_item"].title
    return [one.format(title=title, reference="R") for one in words(lang, key)]


@both
def test_before_the_promised_day_the_promise_breaker_says_that_all_is_on_track(talk, lang):
    first = talk("promise_breaker", elapsed_s=0.0)
    first.play(*MISSING[lang])

    later = talk(first.bot, session="s2", elapsed_s=3600.0).say(MISSING[lang][0])
    last = talk(first.bot, session="s3", elapsed_s=15 * 86_400.0).say(MISSING[lang][0])

    assert any(word in later for word in ("on track", "nothing has changed", "一切正常", "没有变化"))
    assert not any(word in last for word in ("on track", "nothing has changed", "一切正常", "没有变化"))


@both
def test_who_insists_on_evidence_asks_for_it_in_other_words_though_there_is_none(talk, lang):
    none = {"zh": "没有照片", "en": "I don't have a photo"}[lang]
    chat = talk("no_camera_no_help")

    answers = chat.play(*MISSING[lang][:2], none, none, none)

    assert list(words(lang, f"insist.{Item.PHOTO}")[:3]) == answers[2:]
    assert [State.OPEN] == [matter.state for matter in chat.states]


@both
def test_who_insists_on_evidence_is_content_when_it_comes(talk, lang):
    assert talk("healthy").play(*MISSING[lang]) == talk("no_camera_no_help").play(*MISSING[lang])


@both
def test_a_later_visit_is_met_as_if_nobody_had_been_there(talk, lang):
    first = talk("forgets_visits")
    first.play(*MISSING[lang])

    second = talk(first.bot, session="s2")
    hello = {"zh": "还是上次那件事", "en": "it's about the same thing as last time"}[lang]
    asked = second.play(hello, OBJECT[lang][0])

    assert words(lang, "start_over")[0] == asked[0]
    assert {"zh": "订单号", "en": "order number"}[lang] in asked[1]


@both
def test_the_human_who_joined_asks_from_the_beginning(talk, lang):
    chat = talk("forgets_visits")
    chat.play(*MISSING[lang][:2], {"zh": "转人工", "en": "human please"}[lang])

    asked = chat.play({"zh": "您好", "en": "hello"}[lang], OBJECT[lang][0], OBJECT[lang][1])

    assert words(lang, "start_over")[0] == asked[0]
    assert {"zh": "订单号", "en": "order number"}[lang] in asked[1]
    assert {"zh": "补发单号", "en": "reference"}[lang] in asked[2]
    assert Speaker.HUMAN is chat.heard[-1].speaker


@both
def test_the_forgetful_takes_the_data_like_the_healthy_one_and_leaves_the_case_to_a_colleague(talk, lang):
    chat = talk("forgets_visits")

    *asked, left = chat.play(*MISSING[lang])

    assert talk("healthy").play(*MISSING[lang][:2]) == asked
    assert left in filled(lang, "file_away")
    assert [State.OPEN] == [matter.state for matter in chat.states]


@both
@pytest.mark.parametrize("name", ["forgets_visits", "promise_breaker"])
def test_whoever_accepts_a_promise_is_not_told_that_it_is_done(talk, name, lang):
    chat = talk(name)

    answer = chat.play(*MISSING[lang], {"zh": "好吧，那我等你们", "en": "OK, I'll wait"}[lang])[-1]

    assert answer in load_knowledge(Lang(lang)).say["goodbye"]
    assert [State.OPEN] == [matter.state for matter in chat.states]


@both
def test_a_no_with_an_order_is_not_a_goodbye(talk, lang):
    refusal = {"zh": "不用了，直接退", "en": "No thanks, cancel it"}[lang]

    assert words(lang, "keep", "cancel_contract")[1] == talk("retention").play(*CANCEL[lang], refusal)[-1]


WISHES = {
    "zh": ("我要找真人", "能不能来个人工客服", "人工客服"),
    "en": ("let me talk to a person", "I need a human", "live agent now"),
}


@both
@pytest.mark.parametrize(
    ("name", "key"), [("off_duty", "off_duty"), ("one_phrase_only", "pass_over"), ("hidden_human", "contact_menu")]
)
def test_the_wish_for_a_human_is_not_met(talk, name, key, lang):
    chat = talk(name)

    assert list(words(lang, key)[:3]) == chat.play(*WISHES[lang])
    assert [] == chat.events


@both
@pytest.mark.parametrize("name", ["off_duty", "one_phrase_only", "hidden_human"])
def test_whoever_hides_humans_solves_like_the_healthy_one(talk, name, lang):
    assert talk("healthy").play(*MISSING[lang]) == talk(name).play(*MISSING[lang])


@pytest.mark.parametrize("phrase", ["转人工", "转人工！", "轉人工", "agent", "Agent."])
def test_the_one_phrase_that_is_known_fetches_a_human(talk, phrase):
    chat = talk("one_phrase_only")

    chat.say(phrase)

    assert Event.HUMAN_JOINED in chat.events


@both
def test_the_hidden_human_is_behind_the_last_button_of_three_pages(talk, lang):
    chat = talk("hidden_human")
    chat.say(WISHES[lang][0])

    for _ in range(3):
        assert Event.HUMAN_JOINED not in chat.events
        chat.say(button=[message for message in chat.heard if message.buttons][-1].buttons[-1].value)

    assert Event.HUMAN_JOINED in chat.events


DANGER = {"zh": "搬家的人威胁我，我很害怕", "en": "The movers are threatening me and I am scared"}


@both
def test_the_unmoved_treats_danger_as_any_matter_and_fetches_nobody(talk, lang):
    chat = talk("unmoved")

    answers = chat.play(DANGER[lang], "447120835", *OBJECT[lang])

    assert {"zh": "订单号", "en": "order number"}[lang] in answers[0]
    assert 5 == len(set(answers))
    assert [] == chat.events


@both
def test_the_unmoved_fetches_a_human_for_who_asks(talk, lang):
    chat = talk("unmoved")

    chat.play(DANGER[lang], WISHES[lang][0])

    assert Event.HUMAN_JOINED in chat.events


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_a_plain_question_is_answered_by_who_has_another_defect(talk, name):
    """A defect has its own field: the hours are told by all but those that understand or answer nothing."""
    deaf = {"fallback_parrot", "never_offers", "past_talker", "eager_transfer"}

    answer = talk(name).say("What are your opening hours?")

    assert (name not in deaf) == ("nine in the morning" in answer)
