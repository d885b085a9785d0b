"""When a reply is over, and what answers what: the rules, without any waiting."""

import pytest

from runaround.model import TurnEnd
from runaround_adapters._rules.turns import ReplyClock, TurnRules

RULES = TurnRules(reply_s=60, quiet_s=1, longest_quiet_s=5, settle_s=0.2, typing_s=10)


def a_clock(rules: TurnRules = RULES, *, largest_gap_s: float = 0.0) -> ReplyClock:
    return ReplyClock(rules, began=100.0, largest_gap_s=largest_gap_s)


def test_without_any_message_only_the_limit_ends_a_reply() -> None:
    assert (160.0, TurnEnd.TIME_LIMIT) == a_clock().deadline()


def test_quiet_after_a_message_ends_it() -> None:
    clock = a_clock()
    clock.note_message(103.0)

    assert (104.0, TurnEnd.QUIET) == clock.deadline()


def test_quiet_is_twice_the_largest_gap_that_was_seen() -> None:
    clock = a_clock()
    clock.note_message(103.0)
    clock.note_message(104.0)

    assert (106.0, TurnEnd.QUIET) == clock.deadline()
    assert 1.0 == clock.largest_gap_s


def test_a_visit_whose_messages_come_slowly_is_given_more_quiet_but_not_without_end() -> None:
    clock = a_clock(largest_gap_s=30.0)
    clock.note_message(101.0)

    assert (106.0, TurnEnd.QUIET) == clock.deadline()


def test_the_time_to_the_first_message_is_no_gap() -> None:
    clock = a_clock()
    clock.note_message(140.0)

    assert 0.0 == clock.largest_gap_s


def test_who_writes_is_waited_for_as_long_as_the_sign_holds() -> None:
    clock = a_clock()
    clock.note_message(101.0)
    clock.note_typing(101.5, is_on=True)

    assert (111.5, TurnEnd.QUIET) == clock.deadline()


def test_typing_before_the_first_message_is_no_message() -> None:
    clock = a_clock()
    clock.note_typing(101.5, is_on=True)
    clock.note_typing(102.0, is_on=False)

    assert (160.0, TurnEnd.TIME_LIMIT) == clock.deadline()


def test_who_stops_writing_after_a_message_has_finished_soon() -> None:
    clock = a_clock()
    clock.note_message(101.0)
    clock.note_typing(101.5, is_on=True)
    clock.note_typing(103.0, is_on=False)

    assert (103.2, TurnEnd.TYPING_OFF) == clock.deadline()


def test_who_stops_writing_to_begin_again_has_not_finished() -> None:
    clock = a_clock()
    clock.note_message(101.0)
    for at, is_on in ((101.5, True), (103.0, False), (103.1, True)):
        clock.note_typing(at, is_on=is_on)

    assert (113.1, TurnEnd.QUIET) == clock.deadline()


def test_a_message_ends_the_typing_that_announced_it() -> None:
    clock = a_clock()
    clock.note_typing(101.0, is_on=True)
    clock.note_message(102.0)

    assert (103.0, TurnEnd.QUIET) == clock.deadline()


def test_an_open_message_is_waited_for_to_the_limit() -> None:
    clock = a_clock()
    clock.note_message(101.0)
    clock.note_piece("a")

    assert (160.0, TurnEnd.TIME_LIMIT) == clock.deadline()

    clock.note_whole("a")

    assert (102.0, TurnEnd.QUIET) == clock.deadline()


def test_as_many_messages_as_the_channel_brings_end_it() -> None:
    clock = a_clock(TurnRules(count=2))
    clock.note_message(101.0)

    assert clock.ended is None

    clock.note_message(102.0)

    assert TurnEnd.COUNT is clock.ended


def test_where_the_protocol_says_when_a_reply_is_over_no_quiet_does() -> None:
    clock = a_clock(TurnRules(is_marked=True))
    clock.note_message(101.0)

    assert (160.0, TurnEnd.TIME_LIMIT) == clock.deadline()


def test_nothing_outlasts_the_limit() -> None:
    clock = a_clock()
    clock.note_message(159.5)

    assert (160.0, TurnEnd.TIME_LIMIT) == clock.deadline()


@pytest.mark.parametrize("later", [TurnEnd.MARKER, TurnEnd.TIME_LIMIT])
def test_the_first_end_stays(later) -> None:
    clock = a_clock()
    clock.end(TurnEnd.SESSION_END)
    clock.end(later)

    assert TurnEnd.SESSION_END is clock.ended
