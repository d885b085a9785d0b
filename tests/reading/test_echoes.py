"""Turns that restate one another are looked up by what they share; none may be missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runaround.model import Message, Speaker, Turn
from runaround.reading import Content, Echoes, TurnReading, read_message

FEATURES = ["=refund", "parcel", "late", "wait", "shop", "退款", "订单", "号码"]

contents = st.frozensets(st.sampled_from(FEATURES)).map(lambda features: Content(features, frozenset()))
shares = st.sampled_from([0.3, 0.42, 0.6, 1.0])


def telling(index: int, content: Content) -> TurnReading:
    said = read_message(Message(Speaker.BOT))
    return TurnReading(index, Turn(Speaker.BOT), said, content, stage=0, utterance=index)


def weight_of_shared(left: Content, right: Content) -> float:
    return Content(left.features & right.features, frozenset()).weight


@given(st.lists(contents, max_size=12), contents, shares, st.integers(0, 12))
def test_whatever_shares_enough_is_found_in_order(
    told: list[Content], content: Content, share: float, stop: int
) -> None:
    turns = [telling(index, one) for index, one in enumerate(told)]
    echoes = Echoes(turns)

    found, again = (list(echoes.of(content, share=share, stop=stop)) for _ in range(2))

    enough = share * content.weight
    alike = [turn for turn in turns[:stop] if content.weight and weight_of_shared(content, turn.content) >= enough]
    assert alike == found == again


def test_a_content_that_tells_nothing_has_no_echo() -> None:
    nothing = Content(frozenset(), frozenset())

    assert [] == list(Echoes([telling(0, nothing)]).of(nothing, share=0.5, stop=1))
