"""Time: the consumer has no clock; turns tell it, and between them its own waits count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runaround.model import Cue, Deed, Event, HumanWish, Patience, Reaction, ScenarioSession, Speaker, Turn


def at(seconds, text="Parcels can be split.", session=1, **rest):
    return Turn(Speaker.BOT, text, at=seconds, session=session, **rest)


@pytest.fixture
def hurried(oil):
    """Leaves after a minute."""
    return replace(oil, patience=Patience(turns=50, wait_s=40.0, visit_s=60.0))


def test_a_visit_ends_when_its_time_is_up(hurried, play):
    nope = "that does not help"

    script = play(hurried, at(20.0), at(59.0, "Boxes."), at(60.0, "Tips."))

    assert ["one bottle of two arrived", nope, nope, "I give up", "END out_of_patience"] == script


def test_what_settles_the_matter_counts_after_the_time_too(hurried, play):
    assert ["thanks", "END solved"] == play(hurried, at(90.0, "Your refund has been sent."))[1:]


def test_waits_count_by_themselves_and_the_last_is_cut_short(hurried, play):
    hold = "One moment please, I'm checking."

    script = play(hurried, at(5.0, hold), None, at(31.0, "Please hold on."), None, None, None)

    waits = [float(line.split()[1]) for line in script if line.startswith("(waits")]
    assert (["I give up", "END out_of_patience"], 60.0) == (script[-2:], 31.0 + sum(waits[2:]))


def test_a_wait_that_a_reply_cuts_short_counts_as_long_as_it_was(oil, play):
    scenario = replace(oil, patience=Patience(turns=50, wait_s=40.0, visit_s=15.0))

    script = play(scenario, at(1.0, "One moment please."), at(2.0, "Bear with me."), at(3.0))

    assert ["(waits 10 s)", "(waits 10 s)", "that does not help"] == script[1:4]


def test_messages_without_a_time_do_not_end_a_visit(hurried, play):
    script = play(hurried, *["Parcels can be split.", "Boxes.", "Tips."] * 10)

    assert 30 <= script.count("that does not help")


def test_the_next_visit_has_its_own_time(hurried, play):
    visits = (ScenarioSession(("hello",)), ScenarioSession(("again",), after_s=3600.0))

    script = play(
        replace(hurried, sessions=visits), at(70.0), (), at(3700.0, session=2), at(3735.0, "Tips.", session=2)
    )

    assert ["hello", "(away 3600 s)", "again", "that does not help", "I give up"] == script[:5]


def test_time_is_up_while_waiting_in_a_queue(hurried, play):
    queue = [at(10.0 * n, f"You are number {n} in the queue.", event=Event.QUEUE) for n in range(1, 20)]

    script = play(replace(hurried, human=HumanWish(at_turn=1)), *queue)

    assert (5, "END out_of_patience") == (sum(line.startswith("(waits") for line in script), script[-1])


def test_a_human_who_is_there_is_not_left_for_the_time(hurried, play):
    joined = (Turn(Speaker.HUMAN, "Hi, Robin here.", at=61.0),)

    assert ["one bottle of two arrived"] * 2 + ["thanks", "END human_joined"] == play(hurried, joined)[:4]


def test_a_reaction_does_not_wait_longer_than_the_visit(hurried, play):
    scenario = replace(hurried, reactions=(Reaction(Cue(words=("later",)), Deed(wait_s=500.0)),))

    assert "(waits 50 s)" == play(scenario, at(10.0, "Later."))[1]


# --- the wish for a human, by time --------------------------------------------------------------------


@pytest.fixture
def wishing(oil):
    """Asks for a human after half a minute, and by nothing else."""
    return replace(oil, human=HumanWish(None, None, after_s=30.0, persistence=1))


def test_a_human_is_asked_for_once_the_time_has_come(wishing, play):
    script = play(wishing, at(10.0), at(29.9, "Boxes."), at(30.0, "Tips."), at(31.0, "More."), at(32.0))

    nope = "that does not help"
    assert [nope, nope, "human please", "a human, not a bot", "I give up", "END out_of_patience"] == script[1:]


def test_who_waits_in_silence_asks_for_a_human_instead_of_who_is_there(wishing, play):
    waits = ["(waits 10 s)"] * 4

    assert ["one bottle of two arrived", *waits, "human please", *waits, "END no_answer"] == play(wishing)


def test_without_times_the_waits_alone_make_the_time_come(wishing, play):
    script = play(wishing, *[None] * 4, "Boxes.")

    assert script[5] == "human please"
