"""Reactions: what an author wants done on hearing something comes before every rule of the consumer's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runaround.model import (
    Button,
    Cue,
    Deed,
    EndReason,
    Event,
    Evidence,
    HumanWish,
    Item,
    Message,
    Reaction,
    ScenarioSession,
    Speaker,
)

VOUCHER = Cue(words=("voucher",))
OFFER = "I can offer you a voucher, would you like that?"
TIPS = ("Parcels can be split.", "Orders ship in boxes.", "You can find tips in our help centre.")


def reacting(oil, *reactions, **rest):
    return replace(oil, reactions=reactions, **rest)


def test_what_the_author_wants_comes_before_a_solution(oil, play):
    scenario = reacting(oil, Reaction(VOUCHER, Deed(say=("my money, please",))))

    assert play(scenario, "Your refund has been sent as a voucher.")[1] == "my money, please"


def test_a_reaction_happens_as_often_as_it_may(oil, play):
    scenario = reacting(oil, Reaction(VOUCHER, Deed(say=("no voucher",)), times=2))

    script = play(scenario, OFFER, OFFER, OFFER, OFFER)

    assert ["no voucher", "no voucher"] == [line for line in script if line == "no voucher"]


def test_wordings_take_turns(oil, play):
    scenario = reacting(oil, Reaction(VOUCHER, Deed(say=("a", "b", "c")), times=6))

    script = play(scenario, *[OFFER] * 6)[1:7]

    assert (["a", "b", "c"], script[:3]) == (sorted(script[:3]), script[3:])


def test_the_first_that_fits_happens(oil, play):
    reactions = [Reaction(Cue(words=(word,)), Deed(say=(word,))) for word in ("coupon", "voucher", "offer")]

    script = play(reacting(oil, *reactions), OFFER, OFFER)

    assert ["voucher", "offer"] == script[1:3]


@pytest.mark.parametrize(
    ("cue", "reply", "is_set_off"),
    [
        (Cue(acts=("promise", "offer")), "We will get back to you within three days.", True),
        (Cue(acts=("promise",)), "Parcels can be split.", False),
        (Cue(items=(Item.ORDER_NUMBER,)), "What is your order number?", True),
        (Cue(items=(Item.OTHER,)), "What is your date of birth?", True),
        (Cue(items=(Item.PHOTO,)), "What is your order number?", False),
        (Cue(words=("split*parcel", "parcel*split")), "Parcels can be SPLIT.", True),
        (Cue(acts=("promise",), words=("parcel",)), "Parcels can be split.", False),
        (Cue(acts=("promise",), words=("days",)), "We will get back to you within three days.", True),
    ],
)
def test_everything_that_a_cue_names_must_hold(oil, play, cue, reply, is_set_off):
    script = play(reacting(oil, Reaction(cue, Deed(say=("yes!",)))), reply)

    assert is_set_off == (script[1] == "yes!")


def test_words_on_buttons_set_nothing_off(oil, play):
    menu = Message(Speaker.BOT, "Choose a topic:", buttons=(Button("Voucher"),))

    assert "yes!" not in play(reacting(oil, Reaction(VOUCHER, Deed(say=("yes!",)))), menu)


@pytest.mark.parametrize(
    "reply",
    [
        None,
        Message(Speaker.HUMAN, OFFER),
        (Message(Speaker.BOT, OFFER), Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED)),
        (Message(Speaker.BOT, OFFER), Message(Speaker.SYSTEM, event=Event.SESSION_END)),
    ],
    ids=["silence", "a human speaks", "a human joins", "the company closes"],
)
def test_there_is_no_reaction_to(oil, play, reply):
    """An empty cue would hold always: silence and humans are kept out by the rule, not by the cue."""
    assert "yes!" not in play(reacting(oil, Reaction(Cue(), Deed(say=("yes!",)))), reply)


def test_evidence_is_sent_and_counts_as_given(oil, play):
    scenario = reacting(oil, Reaction(Cue(words=("proof",)), Deed(say=("see here",), send=(Item.PHOTO,))))

    script = play(scenario, "Do you have proof?", "Please upload a photo.")

    assert ["see here <carton.png>", "I already sent it <carton.png>"] == script[1:3]


def test_the_option_that_fits_best_is_chosen(oil, play):
    menu = Message(Speaker.BOT, "A voucher?", buttons=(Button("Order help"), Button("No, money back")))
    scenario = reacting(oil, Reaction(VOUCHER, Deed(choose=("money", "order"))))

    assert play(scenario, menu)[1] == "[No, money back]"


@pytest.mark.parametrize("deed", [Deed(choose=("money",)), Deed(send=(Item.RECEIPT,)), Deed(leaves=True), Deed()])
def test_what_cannot_be_carried_out_does_not_happen_and_is_not_used_up(oil, play, deed):
    scenario = reacting(oil, Reaction(VOUCHER, deed), Reaction(VOUCHER, Deed(say=("then this",))))

    assert play(scenario, OFFER)[1] == "then this"


def test_a_reaction_waits(oil, play):
    scenario = reacting(oil, Reaction(VOUCHER, Deed(wait_s=7.0)))

    assert ["(waits 7 s)", "thanks", "END solved"] == play(scenario, OFFER, "Your refund has been sent.")[1:]


def test_a_reaction_leaves_for_the_next_session(oil, play):
    visits = (ScenarioSession(("hello",)), ScenarioSession(("again",), after_s=60.0))
    scenario = reacting(oil, Reaction(VOUCHER, Deed(leaves=True)), sessions=visits)

    assert ["hello", "(away 60 s)", "again"] == play(scenario, OFFER)[:3]


def test_a_reaction_ends_the_case_with_words_of_its_own(oil, play):
    scenario = reacting(oil, Reaction(VOUCHER, Deed(say=("that will do",), ends=EndReason.ACCEPTED_OFFER)))

    assert ["that will do", "END accepted_offer"] == play(scenario, OFFER)[1:]


def test_a_reply_that_was_foreseen_is_no_failure(oil, play):
    colour = Reaction(Cue(words=("colour",)), Deed(say=("blue",)))
    scenario = reacting(oil, colour, human=HumanWish(None, 1))

    assert ["blue", "human please"] == play(scenario, "Which colour was it?", *TIPS)[1:3]


def test_a_fallback_is_a_failure_even_if_it_was_foreseen(oil, play):
    again = Reaction(Cue(acts=("fallback",)), Deed(say=("the oil!",)))
    scenario = reacting(oil, again, human=HumanWish(None, 2))

    assert ["the oil!", "human please"] == play(scenario, "Sorry, I did not understand that.", *TIPS)[1:3]


def test_a_reaction_does_not_outlast_patience(oil, play):
    always = Reaction(Cue(words=("*split",)), Deed(say=("not split",)), times=50)

    script = play(reacting(oil, always), *[TIPS[0]] * 50)

    assert ["not split"] * 8 + ["I give up", "END out_of_patience"] == script[1:]


def test_a_missing_file_keeps_a_reaction_from_happening(oil, play):
    receipt = Evidence(Item.RECEIPT, "/evidence/slip.png", "image/png")
    deed = Deed(say=("both",), send=(Item.PHOTO, Item.RECEIPT))
    scenario = reacting(oil, Reaction(VOUCHER, deed))

    with_both = replace(scenario, evidence={**scenario.evidence, Item.RECEIPT: receipt})

    assert ("no thank you", "both <carton.png> <slip.png>") == (play(scenario, OFFER)[1], play(with_both, OFFER)[1])
