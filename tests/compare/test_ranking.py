"""Many bots: who is better than whom, and who cannot be told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_runs import case, run_of

from runaround.comparing import rank, split_by_bot
from runaround.errors import NotComparable
from runaround.model import Need, Run, SkippedCase

SCENARIOS = [f"s{number:02}" for number in range(30)]


def bot(name: str, failures: range) -> Run:
    """Return a bot that fails in these of thirty scenarios."""
    said = {scenario: "loop" if number in failures else "pass" for number, scenario in enumerate(SCENARIOS)}
    return run_of(said, name=name, bot=name)


def test_bots_that_cannot_be_told_apart_share_their_ranks() -> None:
    ranking = rank([bot("worst", range(20)), bot("good", range(1)), bot("fair", range(2))])

    assert [("good", 1, 2, (1,)), ("fair", 1, 2, (0,)), ("worst", 3, 3, ())] == [
        (one.side.bot, one.best, one.worst, one.ties) for one in ranking.placed
    ]


def test_being_told_apart_is_not_transitive_and_the_ranges_say_so() -> None:
    """The first beats the third, and the second is told apart from neither."""
    ranking = rank([bot("low", range(2)), bot("middle", range(8)), bot("high", range(14))])

    assert [(1, 2), (1, 3), (2, 3)] == [(one.best, one.worst) for one in ranking.placed]
    assert [False, True, False] == [duel.contrast.is_significant for duel in ranking.duels]


def test_all_pairs_are_adjusted_together() -> None:
    ranking = rank([bot("a", range(0)), bot("b", range(6)), bot("c", range(6))])

    assert [0.09375, 0.09375, 1.0] == [duel.contrast.adjusted for duel in ranking.duels]


def test_only_what_all_played_counts() -> None:
    runs = [run_of(dict.fromkeys(names, "pass"), bot=names) for names in ("abc", "abd", "abcd")]

    ranking = rank(runs)

    assert (2, 2, ("c", "d")) == (ranking.scenarios, ranking.cases, ranking.left_out.only_before)


def test_a_bot_that_could_not_be_judged_is_not_ranked() -> None:
    silent = run_of(dict.fromkeys(SCENARIOS, "?"), bot="silent")

    ranking = rank([bot("a", range(1)), silent, bot("b", range(2))])

    assert (["silent"], ["a", "b"]) == (
        [side.bot for side in ranking.unranked],
        [one.side.bot for one in ranking.placed],
    )


def test_bots_can_be_ranked_by_a_kind() -> None:
    stalling = run_of(dict.fromkeys(SCENARIOS, "stalling"), bot="stalling")

    ranking = rank([bot("loops", range(9)), stalling], name="loop")

    assert [("stalling", 0), ("loops", 9)] == [(one.side.bot, one.rate.hits) for one in ranking.placed]


def test_one_reason_of_several_bots_is_told_once() -> None:
    runs = [run_of({"a": "pass"}), *[run_of({"a": "pass"}, detectors="d2")] * 2]

    with pytest.raises(NotComparable) as caught:
        rank(runs)

    assert 1 == len(caught.value.reasons)


def test_a_run_of_several_bots_is_divided_by_name() -> None:
    cases = (case("a", "pass", bot="two"), case("a", "pass", bot="one"))

    divided = split_by_bot(replace(run_of({}), cases=cases))

    assert [("one", 1), ("two", 1)] == [(part.cases[0].transcript.target, len(part.cases)) for part in divided]


def test_what_the_channel_of_one_bot_cannot_play_is_told_as_that() -> None:
    mute = replace(run_of({"a": "pass"}, bot="mute"), skipped=(SkippedCase("b", "mute", (Need.UPLOADS,)),))

    left_out = rank([run_of({"a": "pass", "b": "pass"}, bot="shop"), mute]).left_out

    assert (("b",), ()) == (left_out.skipped, left_out.only_before)


def test_each_bot_of_a_run_has_what_was_skipped_for_it() -> None:
    skipped = SkippedCase("b", "mute", (Need.UPLOADS,))
    both = replace(run_of({}), cases=(case("a", "pass"), case("a", "pass", bot="mute")), skipped=(skipped,))

    assert [("mute", (skipped,)), ("shop", ())] == [
        (run.cases[0].transcript.target, run.skipped) for run in split_by_bot(both)
    ]
