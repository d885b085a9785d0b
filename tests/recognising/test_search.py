"""The search looks before it speaks, asks nothing twice, leaves closed doors closed, and stops when it knows."""

import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import pytest

from runaround.recognising import Address, Heard, Proposal, Question, Search, Trouble, read_signs

URL = "https://bot.test/chat"
Answer = Callable[[Question], Heard]

LOOKS = {"ask": {"get": "<origin>/card"}, "when": "body.card", "because": "a card", "target": {"url": "<origin>"}}
SPEAKS = {"ask": {"post": "<url>", "json": {"text": "<greeting>", "id": "<id>"}}, "when": "words", "because": "words"}
CERTAIN = {"sure": "certain"}


def search(*signs: Mapping[str, Any], url: str = URL, token: str = "") -> Search:
    numbers = count(1)
    return Search(
        Address.of(url),
        read_signs({"signs": signs}, "toy"),
        greeting="hello",
        token=token,
        make_id=lambda: f"id{next(numbers)}",
    )


def play(one: Search, answer: Answer, *, works: bool = True) -> list[str]:
    """Carry the search out; return what was asked and tried, in order."""
    story = []
    while (step := one.next()) is not None:
        if isinstance(step, Proposal):
            story.append(f"try {step.because}")
            one.judge(step, is_answered=works)
        else:
            story.append(f"{step.how} {step.url}")
            one.hear(step, answer(step))
    return story


def not_there(_question: Question) -> Heard:
    return Heard(404, "text/plain")


def test_it_looks_before_it_speaks() -> None:
    one = search({**SPEAKS, "target": {"url": "<url>"}}, LOOKS)

    story = play(one, not_there)

    assert ["get https://bot.test/chat", "get https://bot.test/card", "post https://bot.test/chat"] == story


def test_it_stops_when_a_sure_sign_was_tried_and_answered() -> None:
    one = search({**LOOKS, **CERTAIN}, {"ask": {"get": "<url>/more"}}, {**SPEAKS, "target": {}})

    story = play(one, lambda _question: Heard(200, body={"card": 1}))

    assert ["get https://bot.test/chat", "get https://bot.test/card", "try a card"] == story
    assert one.proven is not None
    assert {"adapter": "toy", "url": "https://bot.test"} == one.proven.target


def test_it_goes_on_when_what_it_tried_was_not_answered() -> None:
    one = search({**LOOKS, **CERTAIN}, {**SPEAKS, "target": {"url": "<url>", "reply": "<reply>"}})

    story = play(one, lambda _question: Heard(200, body={"card": 1, "reply": "Hi you"}), works=False)

    assert ["get https://bot.test/card", "try a card", "post https://bot.test/chat", "try words"] == story[1:]
    assert one.proven is None
    assert {"text": "reply"} == one.tried[1].target["reply"]


def test_what_the_first_look_shows_is_not_asked_again() -> None:
    own = {"ask": {"get": "<url>"}, "when": "body.hello", "because": "hello", "target": {"url": "<url>"}, **CERTAIN}

    story = play(search({**LOOKS, **CERTAIN}, own), lambda _question: Heard(200, body={"hello": 1}))

    assert ["get https://bot.test/chat", "try hello"] == story


def test_the_same_question_is_asked_once_for_all_signs() -> None:
    second = {**SPEAKS, "when": "words", "because": "the same", "target": {"b": 1}}

    story = play(
        search({**SPEAKS, "target": {"a": 1}}, second), lambda _q: Heard(200, body={"reply": "Hi you"}), works=False
    )

    assert 1 == sum(step.startswith("post") for step in story)
    assert ["try words", "try the same"] == story[-2:]


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_closed_door_is_not_knocked_at_with_other_words(status: int) -> None:
    other = {"ask": {"post": "<url>", "json": {"message": "<greeting>"}}, "target": {}}
    one = search({**SPEAKS, "target": {}}, other)

    story = play(one, lambda _question: Heard(status, headers={"www-authenticate": "Basic realm=x"}))

    assert 1 == sum(step.startswith("post") for step in story)
    assert (status in (401, 403)) == any(refusal.scheme for refusal in one.refusals)


def test_nobody_there_ends_the_search_at_once() -> None:
    gone = Heard(trouble=Trouble.UNREACHABLE, told="nobody")

    assert ["get https://bot.test/chat"] == play(search(LOOKS, SPEAKS), lambda _question: gone)


def test_who_is_slow_is_looked_at_no_more_and_spoken_to_once() -> None:
    slow = Heard(trouble=Trouble.SLOW, told="slow")
    other = {"ask": {"post": "<url>", "json": {"message": "<greeting>"}}, "target": {}}

    story = play(search(LOOKS, {**SPEAKS, "target": {}}, other), lambda _question: slow)

    assert ["get https://bot.test/chat", "post https://bot.test/chat"] == story


def test_conditions_see_the_first_look_and_answers_with_names() -> None:
    first = {**SPEAKS, "name": "first"}
    second = {"if": "asked.first.words == 'Hi you'", "ask": {"get": "<url>/yes"}, "sure": "possible"}
    third = {"if": "look.status == `200`", "ask": {"post": "<url>/no"}}

    def answer(question: Question) -> Heard:
        return Heard(200 if question.content else 404, body={"reply": "Hi you"})

    story = play(search(second, first, third), answer)

    assert ["post https://bot.test/chat", "get https://bot.test/chat/yes"] == story[1:]


def test_what_rests_on_something_unknown_is_left_out_and_the_token_is_put_in() -> None:
    sign = {"address": r"(?P<base>https://.*)/chat(/(?P<flow>\w+))?", "because": "its path"}
    target = {"url": "<base>", "key": "<token>", "with": {"flow": "<flow>"}, "list": ["<flow>", "a"]}

    bare, with_token = (
        search({**sign, "target": target}),
        search({**sign, "target": target}, token="env:T", url=f"{URL}/f"),
    )
    play(bare, not_there)
    play(with_token, not_there)

    assert bare.proven is not None
    assert with_token.proven is not None
    assert {"adapter": "toy", "url": "https://bot.test", "with": {}, "list": ["a"]} == bare.proven.target
    assert ("env:T", {"flow": "f"}) == (with_token.proven.target["key"], with_token.proven.target["with"])


def test_addresses_of_sockets_are_not_looked_at() -> None:
    sign = {"address": "wss?://.*", "ask": {"socket": "<url>", "frames": ["<greeting>"]}, "target": {"url": "<ws>"}}
    one = search(LOOKS, {**sign, "when": "status == `101`"}, url="wss://bot.test/ws/#top")

    assert ["socket wss://bot.test/ws", "try "] == play(one, lambda _question: Heard(101))


@pytest.mark.parametrize("entry", [{"adress": "x"}, {"address": "("}, {"when": "a ||"}, {"sure": "maybe"}])
def test_signs_that_are_wrong_are_refused(entry: Mapping[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError, re.error)):
        read_signs({"signs": [entry]}, "toy")
