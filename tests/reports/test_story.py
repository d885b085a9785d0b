"""A scenario is told in plain words: everything that it says, and nothing that it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runaround.model import (
    Check,
    Cue,
    Deed,
    EndReason,
    Evidence,
    Expectation,
    HumanWish,
    Item,
    JsonCheck,
    Outcome,
    Patience,
    Probe,
    Reaction,
    Scenario,
    ScenarioSession,
    ScriptLine,
    Writing,
)
from runaround.reading.acts import Act
from runaround.reports.story import tell_story
from runaround.reports.texts import find_texts
from runaround.scenario_file import library_dir, load_scenarios

PHOTO = Evidence(
    Item.PHOTO, "/a.png", "image/png", "a cracked kettle", again=Evidence(Item.PHOTO, "/b.png", "image/png")
)
PLAIN = Scenario("kettle", "en", "home", "A cracked kettle", "", (ScenarioSession(("it leaks",)),))
FULL = replace(
    PLAIN,
    variant=("hurried",),
    sessions=(
        ScenarioSession(("it leaks", "it is cracked")),
        ScenarioSession((), 259200.0, (ScriptLine("hello", (Item.PHOTO,)), ScriptLine(choose=("track*order",))), True),
    ),
    facts={Item.ORDER_NUMBER: "order 12"},
    details={"email": "a@example.com"},
    evidence={Item.PHOTO: PHOTO},
    lacks=frozenset({Item.RECEIPT, Item.OTHER}),
    solved_by=("new*kettle",),
    accepts_offers=("refund",),
    reactions=(
        Reaction(
            Cue(("promise", "offer"), (Item.PHOTO,), ("soon",)), Deed(say=("no",), ends=EndReason.SOLVED), times=3
        ),
    ),
    sayings={"ask_human": ("a person please",)},
    writing=Writing(typos=0.2, split=0.5, punctuation=False),
    human=HumanWish(at_turn=2, after_failures=1, persistence=0),
    patience=Patience(9, 20.0, 120.0),
    expect=Expectation(Outcome.RESOLVED, checks=(Check(2, 1, contains=("sorry",), silent=False),)),
    probes=(Probe("the refund is booked", "/r", after_session=0, json=(JsonCheck("state", equals="booked"),)),),
    looks_for=("loop/answer",),
)


def section(story: str, heading: str) -> list[str]:
    """Return the lines below a heading."""
    return story.partition(f"\n{heading}\n")[2].partition("\n\n")[0].rstrip("\n").splitlines()


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("What they say", ["  Opens with “it leaks”."]),
        ("A human", ["  They ask for no human, and decline one that is offered."]),
        ("What would settle it", ["  The bot says of anything that it is done."]),
        ("What it brings out", ["  No kind of finding in particular."]),
    ],
)
def test_a_bare_scenario_is_told_with_its_defaults(heading: str, expected: list[str]) -> None:
    assert expected == section(tell_story(PLAIN, width=120), heading)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (
            "Who",
            [
                "  Writes in a chat.",
                "  Misspells about 20% of the words that are easily misspelt.",
                "  Sends about 50% of the longer messages in two parts.",
                "  Leaves out full stops, commas and capitals.",
                "  This is the variant hurried.",
                "  Needs a channel with: uploads of files.",
            ],
        ),
        (
            "What they say",
            [
                "  Opens with “it leaks” or “it is cracked”.",
                "  3 d later: begins with fixed lines, whatever the bot answers:",
                "      1. says “hello” and sends a photo",
                "      2. chooses “track … order”",
                "  After that they say nothing more.",
            ],
        ),
        (
            "What they know and have",
            [
                "  Knows an order number: “order 12”",
                "  Knows an e-mail address: “a@example.com”",
                "  Can send a photo: a cracked kettle, and, told what is wrong with it, another",
                "  Does not have a receipt or anything else, and says so when asked.",
                "  The file does not say whether they have a screenshot, account details, a phone number, an",
                "    address, an identity document or a form: asked for that, the case is inconclusive.",
            ],
        ),
        (
            "A human",
            [
                "  They ask for a human in their turn 2 or once a reply has not helped: “a person please”.",
                "  They do not repeat that wish.",
            ],
        ),
        (
            "What they do on hearing something",
            [
                "  When the bot makes a promise or offers something, and asks for a photo, and says “soon”: they",
                "    say “no” and they end the case (settled). Up to 3 times.",
            ],
        ),
        (
            "What a good bot does",
            [
                "  Expected: outcome resolved, a human may join, 1 reply as the scenario says.",
                "  The reply to turn 2 of visit 1 contains “sorry” and comes.",
            ],
        ),
        (
            "What the company's test system is asked",
            ['  Before the first visit: the refund is booked (GET /r, state = "booked").'],
        ),
    ],
)
def test_everything_that_a_scenario_says_is_told(heading: str, expected: list[str]) -> None:
    assert expected == section(tell_story(FULL, width=100), heading)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_act_that_a_scenario_may_hear_has_words(lang: str) -> None:
    words = find_texts(lang).words
    named = {key.removeprefix("act.") for key in words if key.startswith("act.")}

    assert set() == named - {*Act}


def test_every_scenario_of_the_library_can_be_told() -> None:
    told = [tell_story(one) for one in load_scenarios(library_dir())]

    assert [] == [story for story in told if "{" in story.replace("{consumer_id}", "") or len(story.splitlines()) < 20]
