"""The scripted consumer, read as scripts: what is said to it, and what it does about that."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.consumer import Move, consume
from runaround.consumer.heard import match_any
from runaround.model import (
    Action,
    Attachment,
    Button,
    Click,
    Ending,
    EndReason,
    Event,
    HumanWish,
    Item,
    Link,
    Message,
    Patience,
    Say,
    Scenario,
    ScenarioSession,
    Speaker,
)

ORDER = "order number 4471-20835"
VISITS = (ScenarioSession(("my refund?",)), ScenarioSession(("it has been 15 days",), after_s=1_296_000.0))


@pytest.fixture(scope="session")
def oil(oil):
    """The consumer of all these tests, who knows other words for the problem too."""
    return replace(oil, sayings={**oil.sayings, Move.REPHRASE: ("one bottle is missing",)})


@pytest.fixture(scope="session")
def wishing(oil):
    return replace(oil, human=HumanWish(at_turn=None, after_failures=2, persistence=1))


@pytest.fixture(scope="session")
def twice(oil):
    return replace(oil, sessions=VISITS)


def bot(text: str = "", *, buttons: str = "", link: str = "", event: Event | None = None) -> Message:
    return Message(
        Speaker.BOT if text or buttons or link else Speaker.SYSTEM,
        text,
        buttons=tuple(Button(label) for label in buttons.split("|") if label),
        links=(Link(link, link),) if link else (),
        event=event,
    )


# --- answering ----------------------------------------------------------------------------------------


def test_what_is_asked_is_answered_and_a_solution_is_thanked_for(oil, play):
    script = play(
        oil,
        "Sorry about that. Could you give me the order number?",
        "Please upload a photo of what you received.",
        "Your replacement has been sent.",
    )

    expected = [
        "one bottle of two arrived",
        ORDER,
        "here it is <carton.png>",
        "thanks",
        "END solved",
    ]
    assert expected == script


def test_several_items_asked_for_at_once_are_given_in_one_message(oil, play):
    script = play(oil, "Please send me your order number, your phone number and a photo of the item.")

    assert script[1] == "order number 4471-20835, phone 555 010 4471, here it is <carton.png>"


def test_a_photo_asked_for_again_is_sent_once_more_and_then_only_objected_to(oil, play):
    ask = ("Please upload a photo.", "Please upload a photo of the item.", "We need a photo, please upload it.")

    script = play(oil, *ask)

    assert ["here it is <carton.png>", "I already sent it <carton.png>", "I already sent it"] == script[1:4]


def test_a_photo_that_was_blurred_is_simply_sent_again(oil, play):
    script = play(oil, "Please upload a photo.", "The photo is too blurry. Please upload another photo.")

    assert ["here it is <carton.png>", "here it is <carton.png>"] == script[1:3]


def test_a_fact_asked_for_again_in_the_same_words_comes_with_a_complaint(oil, play):
    plain = play(oil, *["What's your order number?"] * 3)
    blamed = play(oil, *["I cannot find it. What's your order number?"] * 3)

    assert [ORDER, "I told you, order number 4471-20835", "I told you"] == plain[1:4] == blamed[1:4]


def test_what_the_consumer_lacks_is_declined_by_name(oil, play):
    script = play(oil, "Please upload your receipt.", "Your refund has been processed.")

    assert ["one bottle of two arrived", "I don't have a receipt", "thanks", "END solved"] == script


def test_an_item_that_the_scenario_does_not_define_is_declined_and_recorded_as_a_gap(oil, play):
    script = play(oil, "Please upload a copy of your passport.", "Your refund has been processed.")

    assert ["I don't have", "thanks", "END solved id_document"] == [part.strip() for part in script[1:]]


def test_a_read_back_is_confirmed(oil, play):
    script = play(oil, "What's your order number?", "Just to check: 4471-20835, is that right?")

    assert script[2] == "yes, correct"


def test_a_fallback_is_met_with_other_words(oil, play):
    script = play(oil, "Sorry, I didn't understand that.")

    assert ["one bottle of two arrived", "one bottle is missing"] == script[:2]


def test_an_answer_that_does_not_help_is_objected_to(oil, play):
    script = play(oil, "Items from one order may ship in separate packages.")

    assert script[1] == "that does not help"


# --- choosing -----------------------------------------------------------------------------------------


def test_the_best_fitting_option_is_taken(oil, play):
    script = play(oil, bot("How can I help?", buttons="My order|Missing item|Invoices"))

    assert script[1] == "[Missing item]"


def test_an_option_that_leads_back_is_left_for_another_that_fits(oil, play):
    menu = bot("Choose a topic:", buttons="Order help|Missing item")

    script = play(oil, menu, menu, menu, menu, menu)

    assert ["[Missing item]", "[Order help]", "[Missing item]", "[Order help]", "that does not help"] == script[1:6]


def test_a_menu_without_a_fitting_option_is_answered_by_typing(oil, play):
    script = play(oil, bot("Choose a topic:", buttons="Invoices|Newsletter"))

    assert script[1] == "one bottle is missing"


def test_a_link_is_followed(oil, play):
    script = play(oil, bot("This may help:", link="https://bot.test/missing item"))

    assert script[1] == "[https://bot.test/missing item]"


def test_a_link_that_shows_nothing_is_answered_with_the_problem(oil, play):
    script = play(oil, bot("This may help:", link="https://bot.test/missing item"), None, None, None, None, None)

    assert ["(waits 10 s)"] * 4 + ["one bottle is missing"] == script[2:7]


# --- offers -------------------------------------------------------------------------------------------


def test_an_offer_that_settles_the_matter_is_accepted(oil, play):
    script = play(oil, "Would you like me to send you a replacement?", "Great, we will arrange that.")

    assert ["yes, do that", "thanks", "END accepted_offer"] == script[1:]


def test_an_offer_of_something_else_is_refused(oil, play):
    script = play(oil, "I can offer you a 10% voucher, would you like that?")

    assert script[1] == "no thank you"


# --- a human ------------------------------------------------------------------------------------------


def test_a_human_is_asked_for_after_failures_and_again_until_persistence_ends(wishing, play):
    script = play(
        wishing,
        "Parcels can be split.",
        "Orders ship in several boxes.",
        "You can find tips in the help centre.",
        "Our app has many features.",
    )

    asked = ["that does not help", "human please", "a human, not a bot", "I give up", "END out_of_patience"]
    assert asked == script[1:]


def test_a_human_is_asked_for_at_once_when_the_scenario_says_so(oil, play):
    scenario = replace(oil, human=HumanWish(at_turn=1, after_failures=None, persistence=0))

    assert play(scenario)[0] == "one bottle of two arrived, human please"


def test_an_opening_that_asks_for_a_human_is_left_as_it_is(oil, play):
    opening = (ScenarioSession(("I want to talk to a human",)),)
    scenario = replace(oil, sessions=opening, human=HumanWish(at_turn=1, after_failures=None))

    assert play(scenario)[0] == "I want to talk to a human"


def test_a_button_for_a_human_is_pressed_instead_of_typing_the_wish(wishing, play):
    script = play(
        wishing, "Parcels can be split.", bot("Anything else I can tell you?", buttons="Talk to a human|Tips")
    )

    assert script[2] == "[Talk to a human]"


def test_the_question_before_a_transfer_is_answered_and_the_transfer_waited_for(oil, play):
    scenario = replace(oil, human=HumanWish(at_turn=1, after_failures=None, persistence=1))
    joined = (bot(event=Event.HUMAN_JOINED), Message(Speaker.HUMAN, "Hi, this is Robin."))

    script = play(
        scenario,
        "Sure. What's your order number, so that I can connect you to the right team?",
        (bot("I'm connecting you to a human agent now."), bot(event=Event.TRANSFER_STARTED)),
        bot("You are number 2 in the queue.", event=Event.QUEUE),
        joined,
        Message(Speaker.HUMAN, "I have sent you a replacement."),
    )

    expected = [
        ORDER,
        "(waits 10 s)",
        "(waits 10 s)",
        "one bottle is missing",
        "thanks",
        "END solved",
    ]
    assert expected == script[1:]


def test_a_human_who_joins_ends_the_case(oil, play):
    joined = (bot(event=Event.HUMAN_JOINED),)

    script = play(oil, joined, Message(Speaker.HUMAN, "Let me see."))

    assert ["one bottle of two arrived", "one bottle is missing", "thanks", "END human_joined"] == script


def test_a_human_who_does_not_come_is_asked_for_until_persistence_ends(wishing, play):
    script = play(wishing, "I'm transferring you to a human agent now.")

    waits = ["(waits 10 s)"] * 4
    assert [*waits, "where is the agent?", *waits, "where is the agent?", *waits, "I give up"] == script[1:-1]
    assert script[-1] == "END out_of_patience"


def test_an_offered_human_is_refused_by_who_does_not_want_one(oil, play):
    assert play(oil, "Would you like to talk to a human agent?")[1] == "no human needed"


def test_an_offered_human_is_accepted_by_who_may_want_one(wishing, play):
    assert play(wishing, "Would you like to talk to a human agent?")[1] == "yes, a human"


# --- silence and endings ------------------------------------------------------------------------------


def test_silence_is_waited_out_and_asked_about_once(oil, play):
    waits = ["(waits 10 s)"] * 4

    assert ["one bottle of two arrived", *waits, "hello?", *waits, "END no_answer"] == play(oil)


def test_holding_the_line_is_waited_for(oil, play):
    script = play(oil, "One moment please, I'm checking.", None, "Your replacement has been sent.")

    assert ["(waits 10 s)", "(waits 10 s)", "thanks", "END solved"] == script[1:]


def test_patience_ends_with_the_last_turn_said_once(oil, play):
    scenario = replace(oil, patience=Patience(turns=4))

    script = play(scenario, *(f"Tip {word}: parcels can be split." for word in ("one", "two", "three", "four", "five")))

    nope = "that does not help"
    assert ["one bottle of two arrived", nope, nope, "I give up", "END out_of_patience"] == script


def test_a_session_that_the_company_closes_ends_the_case(oil, play):
    closed = (bot("Thanks for contacting us."), bot(event=Event.SESSION_END))

    assert ["one bottle of two arrived", "END closed_by_company"] == play(oil, closed)


def test_a_promise_ends_the_visit_and_the_consumer_comes_back(twice, play):
    promise = "We will get back to you within two to three days."

    script = play(twice, promise, None, "Welcome back.", "Your refund has been processed.")

    expected = ["my refund?", "I'll wait", "(away 1.296e+06 s)", "it has been 15 days", "thanks", "END solved"]
    assert expected == script


def test_a_promise_in_the_last_visit_is_objected_to(twice, play):
    promise = "We will get back to you within two to three days."

    script = play(twice, promise, None, None, "We will get back to you within three days.")

    assert script[4] == "that does not help"


def test_a_bot_that_never_answers_in_the_first_visit_is_visited_again(twice, play):
    assert "(away 1.296e+06 s)" in play(twice)


def test_chinese_is_joined_the_chinese_way(oil, play):
    scenario = replace(
        oil,
        lang="zh",
        sessions=(ScenarioSession(("我买了两桶油，只收到一桶",)),),
        facts={Item.ORDER_NUMBER: "订单号447120835"},
        answered_by=("已*补发",),
        sayings={**oil.sayings, Move.SEND: ("发了",), Move.THANKS: ("好的谢谢",)},
    )

    script = play(scenario, "請提供訂單號並上傳照片。", "已经为您补发，补发单号BF20418。")

    expected = ["我买了两桶油，只收到一桶", "订单号447120835，发了 <carton.png>", "好的谢谢", "END solved"]
    assert expected == script


# --- what holds always --------------------------------------------------------------------------------


def test_patterns_are_phrases_with_gaps_and_no_regular_expressions():
    assert match_any(("track*order",), "Track  my ORDER")
    assert match_any(("查*订单",), "查我的訂單")
    assert not match_any(("order*track", ".*", "*", "😀"), "track my order")


def test_the_seed_picks_the_wording_and_nothing_else(oil, play):
    scenario = replace(oil, sessions=(ScenarioSession(tuple(string.ascii_lowercase)),))

    first, again, other = (play(scenario, seed=seed)[0] for seed in (1, 1, 2))

    assert first == again != other


def test_a_scenario_without_sessions_is_an_error(oil, play):
    assert ["END error"] == play(replace(oil, sessions=()))


text = st.one_of(
    st.sampled_from(
        (
            "",
            "Please upload a photo of the item.",
            "请提供订单号。",
            "One moment please.",
            "正在为您转接人工客服，请稍候。",
            "抱歉，我没有理解您的意思。",
            "We will get back to you within three days.",
            "Would you like a voucher?",
            "Is that right?",
            "All our agents are busy, please try again later.",
            "\ud800 \x1b[31m \u202e" + "x" * 100_000,
        )
    ),
    st.text(alphabet=st.characters(), max_size=60),
)
message = st.builds(
    Message,
    speaker=st.sampled_from(Speaker),
    text=text,
    buttons=st.one_of(
        st.just(()), st.builds(lambda n: tuple(Button(f"order {i}") for i in range(n)), st.integers(0, 300))
    ),
    links=st.one_of(st.just(()), st.just((Link("https://bot.test/order", ""),))),
    attachments=st.one_of(st.just(()), st.just((Attachment("image"),))),
    event=st.one_of(st.none(), st.sampled_from(Event)),
)
replies = st.lists(st.lists(message, max_size=3).map(tuple), max_size=40)
changes = st.fixed_dictionaries(
    {
        "patience": st.builds(Patience, turns=st.integers(1, 12)),
        "human": st.none() | st.builds(HumanWish, st.integers(1, 4), st.integers(1, 4), st.integers(0, 3)),
    },
    optional={"sessions": st.just(VISITS), "sayings": st.just({}), "choices": st.just(("*", ""))},
)


@settings(deadline=None, max_examples=60)
@given(changes=changes, heard=replies, is_endless=st.booleans())
def test_every_conversation_ends_within_patience_and_repeats_exactly(oil, changes, heard, is_endless):
    """An endless bot goes round in the same replies for ever."""
    scenario = replace(oil, **changes)

    runs = [run_through(scenario, heard, is_endless=is_endless) for _ in range(2)]

    assert runs[0] == runs[1]
    actions, ending = runs[0]
    assert isinstance(ending, Ending)
    assert sum(isinstance(action, Say | Click) for action in actions) <= scenario.patience.turns
    assert len(actions) <= 10 * (scenario.patience.turns + 2)


def run_through(
    scenario: Scenario, heard: list[tuple[Message, ...]], *, is_endless: bool
) -> tuple[list[object], object]:
    consumer = consume(scenario, rng=random.Random(0), welcome=heard[0] if heard else ())
    actions: list[object] = []
    try:
        action = next(consumer)
        while len(actions) < 1000:
            actions.append(action)
            place = len(actions) % len(heard) if heard and is_endless else len(actions)
            action = consumer.send(heard[place] if place < len(heard) else ())
    except StopIteration as stop:
        return actions, stop.value
    return actions, None


def test_a_bot_that_echoes_everything_is_given_up(wishing):
    steps = list(talk_to_an_echo(wishing))

    assert Ending(EndReason.OUT_OF_PATIENCE, "Asked for a human 2 times; none came.") == steps[-1]


def talk_to_an_echo(scenario: Scenario) -> Iterator[Action | Ending]:
    consumer = consume(scenario, rng=random.Random(0))
    action = next(consumer)
    for _ in range(50):
        yield action
        try:
            action = consumer.send((bot(action.text),) if isinstance(action, Say) else ())
        except StopIteration as stop:
            yield stop.value
            return
