"""Fixed lines: said in order whatever the bot answers, and what follows them."""

from __future__ import annotations

from dataclasses import replace

from runaround.model import (
    Button,
    Event,
    HumanWish,
    Item,
    Message,
    Patience,
    ScenarioSession,
    ScriptLine,
    Speaker,
    Writing,
)

LINES = (ScriptLine("hi"), ScriptLine("it is about order number 4471-20835"))
CLOSED = (Message(Speaker.BOT, "Bye."), Message(Speaker.SYSTEM, event=Event.SESSION_END))


def scripted(oil, *lines, opening=("one bottle of two arrived",), **rest):
    return replace(oil, sessions=(ScenarioSession(opening, script=lines, **rest),))


def test_fixed_lines_are_said_before_the_opening_whatever_is_answered(oil, play):
    script = play(scripted(oil, *LINES), "What is your phone number?", "I did not understand that.")

    assert ["hi", "it is about order number 4471-20835", "one bottle of two arrived"] == script[:3]


def test_without_an_opening_the_reply_to_the_last_line_is_answered(oil, play):
    script = play(scripted(oil, *LINES, opening=()), "Hello!", "What is your phone number?")

    assert ["hi", "it is about order number 4471-20835", "phone 555 010 4471"] == script[:3]


def test_without_an_opening_the_first_line_in_words_is_the_problem(oil, play):
    lines = (ScriptLine(choose=("orders",)), ScriptLine("my oil is missing"))

    script = play(scripted(oil, *lines, opening=()), "Hello!", "I did not understand that.")

    assert ["orders", "my oil is missing", "my oil is missing"] == script[:3]


def test_nothing_follows_a_script_that_ends(oil, play):
    assert ["hi", "END script_over"] == play(scripted(oil, ScriptLine("hi"), ends_after_script=True), "Hello!")


def test_a_script_that_ends_leads_to_the_next_session(oil, play):
    first = ScenarioSession((), script=(ScriptLine("hi"),), ends_after_script=True)
    scenario = replace(oil, sessions=(first, ScenarioSession(("me again",), after_s=60.0)))

    assert ["hi", "(away 60 s)", "me again"] == play(scenario)[:3]


def test_the_company_that_closes_ends_the_script(oil, play):
    assert ["hi", "END closed_by_company"] == play(scripted(oil, *LINES), CLOSED)


def test_a_line_chooses_what_the_bot_shows(oil, play):
    menu = Message(Speaker.BOT, "Hello", buttons=(Button("My orders"), Button("Refunds")))

    script = play(scripted(oil, ScriptLine(choose=("invoice", "refund")), opening=()), welcome=menu)

    assert script[0] == "[Refunds]"


def test_a_choice_that_is_not_shown_is_said_in_words(oil, play):
    assert play(scripted(oil, ScriptLine(choose=("refund*order",)), opening=()))[0] == "refund order"


def test_a_line_sends_evidence_with_its_words(oil, play):
    script = play(scripted(oil, ScriptLine("look", send=(Item.PHOTO,)), opening=()), "Please upload a photo.")

    assert ["look <carton.png>", "I already sent it <carton.png>"] == script[:2]


def test_a_wish_in_a_fixed_line_is_a_wish_and_not_said_again_at_once(oil, play):
    wish = HumanWish(at_turn=1, after_failures=None, persistence=1)
    scenario = replace(scripted(oil, ScriptLine("I want a human agent"), opening=()), human=wish)

    script = play(scenario, "Parcels can be split.", "Orders ship in boxes.")

    assert ["I want a human agent", "a human, not a bot", "I give up", "END out_of_patience"] == script


def test_replies_that_do_not_help_count_while_fixed_lines_are_said(oil, play):
    scenario = replace(scripted(oil, *LINES, opening=()), human=HumanWish(None, 2))

    script = play(scenario, "Parcels can be split.", "Orders ship in boxes.")

    assert script[2] == "human please"


def test_a_script_longer_than_patience_gives_up(oil, play):
    scenario = replace(scripted(oil, *(ScriptLine(str(n)) for n in range(9))), patience=Patience(turns=4))

    assert ["0", "1", "2", "I give up", "END out_of_patience"] == play(scenario, *["Yes?"] * 9)


def test_fixed_lines_are_typed_exactly(oil, play):
    hasty = Writing(typos=1.0, split=1.0, punctuation=False)
    line = "Hello, there. Something is really missing here, I think."
    scenario = replace(scripted(oil, ScriptLine(line), ends_after_script=True), writing=hasty)

    assert [line, "END script_over"] == play(scenario, "Hello!")
