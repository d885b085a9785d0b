"""A consumer in a story, and a way to play it: what is said to it goes in, its script comes out."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from runaround.consumer import Move, consume
from runaround.model import (
    Click,
    Ending,
    Evidence,
    Item,
    Leave,
    Message,
    Patience,
    Say,
    Scenario,
    ScenarioSession,
    Speaker,
    Wait,
)

Reply = Message | str | tuple[Message, ...] | None

SAYINGS = {
    Move.OBJECT: ("that does not help",),
    Move.ASK_HUMAN: ("human please",),
    Move.INSIST_HUMAN: ("a human, not a bot",),
    Move.ACCEPT_HUMAN: ("yes, a human",),
    Move.REFUSE_HUMAN: ("no human needed",),
    Move.WHERE_HUMAN: ("where is the agent?",),
    Move.SEND: ("here it is",),
    Move.ALREADY_SENT: ("I already sent it",),
    Move.ALREADY_TOLD: ("I told you",),
    Move.DECLINE: ("I don't have {item}",),
    Move.CONFIRM: ("yes, correct",),
    Move.CORRECT: ("no, that is wrong",),
    Move.ACCEPT: ("yes, do that",),
    Move.REFUSE: ("no thank you",),
    Move.HELLO: ("hello?",),
    Move.THANKS: ("thanks",),
    Move.COME_BACK: ("I'll wait",),
    Move.GIVE_UP: ("I give up",),
    "item_order_number": ("an order number",),
    "item_phone": ("a phone number",),
    "item_receipt": ("a receipt",),
    "item_account": ("an account",),
    "item_other": ("that",),
    "item_name": ("a name",),
}


@pytest.fixture(scope="session")
def oil() -> Scenario:
    """A consumer who bought two bottles of oil and received one, and wants no human."""
    return Scenario(
        id="oil",
        lang="en",
        area="shopping",
        title="oil",
        source="",
        sessions=(ScenarioSession(("one bottle of two arrived",)),),
        facts={Item.ORDER_NUMBER: "order number 4471-20835", Item.PHONE: "phone 555 010 4471"},
        evidence={Item.PHOTO: Evidence(Item.PHOTO, "/evidence/carton.png", "image/png", "opened carton")},
        lacks=frozenset({Item.RECEIPT}),
        choices=("missing item", "order"),
        solved_by=("replacement", "refund"),
        accepts_offers=("replacement",),
        sayings=SAYINGS,
        patience=Patience(turns=10, wait_s=40.0),
    )


@pytest.fixture(scope="session")
def play() -> Callable[..., list[str]]:
    """Play replies one by one (None: silence), then silence; the script of the consumer comes back."""

    def play_replies(scenario: Scenario, *replies: Reply, seed: int = 0, welcome: Reply = None) -> list[str]:
        consumer = consume(scenario, rng=random.Random(seed), welcome=as_messages(welcome))
        script, left = [], list(replies)
        try:
            action = next(consumer)
            while True:
                script.append(show(action))
                action = consumer.send(as_messages(left.pop(0)) if left else ())
        except StopIteration as stop:
            return [*script, show(stop.value)]

    return play_replies


def as_messages(reply: Reply) -> tuple[Message, ...]:
    if reply is None or isinstance(reply, tuple):
        return reply or ()
    return (Message(Speaker.BOT, reply) if isinstance(reply, str) else reply,)


def show(step: Say | Click | Wait | Leave | Ending) -> str:
    match step:
        case Say(text=text, evidence=files):
            return "".join([text, *(f" <{file.name}>" for file in files)])
        case Click():
            return f"[{step.label}]"
        case Wait(seconds=seconds):
            return f"(waits {seconds:g} s)"
        case Leave(away_s=away_s):
            return f"(away {away_s:g} s)"
        case Ending(reason=reason, gaps=gaps):
            return " ".join(["END", reason, *gaps])
