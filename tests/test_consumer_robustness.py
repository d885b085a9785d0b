"""The consumer holds its own against bots that it was not written for.

Whatever comes, a case ends within its patience, says why, notes what the scenario leaves open, and goes the same
way again with the same seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import runaround
from runaround.consumer import consume
from runaround.model import (
    Action,
    Button,
    Click,
    Cue,
    Deed,
    Ending,
    EndReason,
    Event,
    HumanWish,
    Item,
    Leave,
    Link,
    Look,
    Message,
    Patience,
    Reaction,
    Say,
    Scenario,
    ScenarioSession,
    ScriptLine,
    Speaker,
    Turn,
    Wait,
    Writing,
)
from runaround.reading import read_message
from runaround.scenario_file import library_dir, load_scenarios
from runaround.specimens import SPECIMENS, BotCrashed, File, Incoming

LIBRARY = load_scenarios(library_dir())
PHRASES = sorted((Path(runaround.__file__).parent / "specimens").glob("*.yaml"))
HASTY = Writing(
    typos=0.5,
    split=0.5,
    punctuation=False,
    slips=(("order", "oder"), ("received", "recieved"), ("没有", "没油"), ("问题", "问提")),
)
UNDONE = (Message(Speaker.SYSTEM, "the bill is settled: no", event=Event.PROBE),)
"""What a look at the company's system brings that makes the consumer come back."""

MOST = 2000
"""Actions after which a case counts as endless."""

Messages = tuple[Message, ...]
Bot = Callable[[Action], Messages]
Played = tuple[list[Action], list[Messages], Ending | None]

QUESTIONS = {
    "en": (
        "Please upload a photo of the item.",
        "Please send me a screenshot.",
        "Please upload your receipt.",
        "What is your order number?",
        "What is your account name?",
        "What is your phone number?",
        "Could you give me your delivery address?",
        "Please send a copy of your passport.",
        "Please fill in the claim form.",
        "Could you describe the problem?",
        "What is your email address?",
        "May I have your name?",
        "What is your date of birth?",
        "Please tell me the serial number.",
        "What is your VAT number?",
    ),
    "zh": (
        "请上传商品照片。",
        "请发一下截图。",
        "请上传小票。",
        "请提供订单号。",
        "请提供您的账号。",
        "请提供手机号。",
        "请提供收货地址。",
        "请上传身份证。",
        "请填写申请表。",
        "请描述一下您的问题。",
        "请提供您的邮箱。",
        "请问您贵姓？",
        "请提供您的出生日期。",
        "请提供序列号。",
        "请提供税号。",
    ),
}


def says(text: str, **rest: Any) -> Messages:
    return (Message(Speaker.BOT, text, **rest),)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        yield from (text for one in (value.values() if isinstance(value, dict) else value) for text in strings(one))
    elif isinstance(value, str):
        yield value


def library_sentences() -> list[str]:
    """Return everything that any scenario or any specimen says, sorted."""
    texts = {text for path in PHRASES for text in strings(yaml.safe_load(path.read_text("utf-8")))}
    texts |= {text for one in LIBRARY for visit in one.sessions for text in visit.opening}
    texts |= {text for one in LIBRARY for wordings in one.sayings.values() for text in wordings}
    return sorted(texts)


SENTENCES = library_sentences()

# --- bots ---------------------------------------------------------------------------------------------


def echo(_scenario: Scenario) -> Bot:
    return lambda action: says(action.text) if isinstance(action, Say) and action.text else ()


def asking(scenario: Scenario) -> Bot:
    questions = cycle(QUESTIONS[scenario.lang])
    return lambda action: () if isinstance(action, Wait) else says(next(questions))


def babbling(scenario: Scenario) -> Bot:
    dice = random.Random(scenario.key)
    return lambda _action: tuple(Message(Speaker.BOT, dice.choice(SENTENCES)) for _ in range(dice.randrange(3)))


def silent(_scenario: Scenario) -> Bot:
    return lambda _action: ()


def closing(_scenario: Scenario) -> Bot:
    return lambda _action: (Message(Speaker.SYSTEM, event=Event.SESSION_END),)


def menus(scenario: Scenario) -> Bot:
    """Show hundreds of buttons and links, and a long menu in the text; every fourth label is one that is wanted."""
    words = [*scenario.choices, "other", "其他"]
    labels = [f"{words[n % len(words)].replace('*', ' ')} {n}" if n % 4 == 0 else f"page {n}" for n in range(200)]
    shown = {"buttons": tuple(map(Button, labels)), "links": tuple(Link(f"https://bot.test/{one}") for one in labels)}
    return lambda _action: says("\n".join(f"{n}. {one}" for n, one in enumerate(labels, 1)), **shown)


def specimen(name: str) -> Callable[[Scenario], Bot]:
    """Return a specimen as it is, without its server."""

    def begin(_scenario: Scenario) -> Bot:
        bot, visits = SPECIMENS[name].factory(delay_s=0.0), iter(f"s{n}" for n in range(2, 100))
        session = "s1"

        def answer(action: Action) -> Messages:
            nonlocal session
            if isinstance(action, Leave):
                session = next(visits)
                return tuple(bot.open("c", session))
            if isinstance(action, Wait):
                return tuple(bot.collect(session))
            try:
                return tuple(bot.reply("c", session, incoming(action)))
            except BotCrashed:
                return ()

        return answer

    return begin


def incoming(action: Say | Click) -> Incoming:
    if isinstance(action, Say):
        return Incoming(action.text, files=tuple(File(one.name, one.media_type, 1000) for one in action.evidence))
    button, link = action.button, action.link
    return Incoming(button=button.value or button.label) if button else Incoming(link=link.url if link else "")


BOTS = {bot.__name__: bot for bot in (echo, asking, babbling, silent, closing, menus)}
SPECIMENS_EACH = 3

# --- playing ------------------------------------------------------------------------------------------


def play(scenario: Scenario, bot: Bot, *, seed: int = 0) -> Played:
    """Return what the consumer does, the reply to each of that, and how it ends (None: not within reason)."""
    consumer: Generator[Action, Messages, Ending] = consume(scenario, rng=random.Random(seed))
    actions, replies = list[Action](), list[Messages]()
    try:
        action = next(consumer)
        while len(actions) < MOST:
            actions.append(action)
            replies.append(UNDONE if isinstance(action, Look) else bot(action))
            action = consumer.send(replies[-1])
    except StopIteration as stop:
        return actions, replies, stop.value
    return actions, replies, None


def limit_of(scenario: Scenario) -> int:
    """Return how many actions a case may take: eight waits beside each turn, and those that reactions add."""
    asked_for = sum(reaction.times for reaction in scenario.reactions if reaction.does.wait_s is not None)
    return 9 * (scenario.patience.turns + len(scenario.sessions)) + len(scenario.sessions) + asked_for


def spoken(actions: list[Action]) -> int:
    return sum(isinstance(action, Say | Click) for action in actions)


def meetings() -> Iterator[Any]:
    """Yield every scenario with every plain bot, and with specimens in turn: each meets its share of the library."""
    for number, scenario in enumerate(LIBRARY):
        names = [*SPECIMENS] * 2
        first = number * SPECIMENS_EACH % len(SPECIMENS)
        some = {f"specimen {name}": specimen(name) for name in names[first : first + SPECIMENS_EACH]}
        for name, bot in (BOTS | some).items():
            yield pytest.param(scenario, bot, id=f"{scenario.key}-{name}")


every_meeting = pytest.mark.parametrize(("scenario", "bot"), tuple(meetings()))
every_scenario = pytest.mark.parametrize("scenario", LIBRARY, ids=[one.key for one in LIBRARY])


@every_meeting
def test_a_case_ends_within_patience_and_says_why(scenario: Scenario, bot: Callable[[Scenario], Bot]) -> None:
    actions, _, ending = play(scenario, bot(scenario))

    assert ending is not None
    assert ending.reason is not EndReason.ERROR
    assert ending.detail.endswith(".")
    assert spoken(actions) <= scenario.patience.turns
    assert len(actions) <= limit_of(scenario)


@every_meeting
def test_the_same_seed_gives_the_same_case(scenario: Scenario, bot: Callable[[Scenario], Bot]) -> None:
    """With slips and all: what is drawn must not depend on anything but the seed and what was heard."""
    hasty = replace(scenario, writing=HASTY)

    first, second = (play(hasty, bot(hasty), seed=7) for _ in range(2))

    assert first == second
    assert first[2] is not None
    assert spoken(first[0]) <= hasty.patience.turns


@every_scenario
def test_what_the_scenario_cannot_answer_is_a_gap_and_nothing_else_is(scenario: Scenario) -> None:
    """Reactions and the wish for a human are taken out: they could answer a question in another way."""
    plain = replace(scenario, reactions=(), human=None, details={}, patience=replace(scenario.patience, turns=60))

    actions, replies, ending = play(plain, asking(plain))

    known = {*plain.facts, *plain.evidence, *plain.lacks, Item.DESCRIPTION}
    open_questions = {item for item in answered(actions, replies) if item not in known}
    assert ending is not None
    assert open_questions == set(ending.gaps)


def answered(actions: list[Action], replies: list[Messages]) -> set[Item]:
    """Return the items asked for in replies that the consumer went on to answer: none before it left or ended."""
    followed = zip(replies, actions[1:-1], strict=False)
    heard = (message for reply, action in followed if isinstance(action, Say) for message in reply)
    return {item for message in heard for item in read_message(message).asked}


@pytest.mark.parametrize("lang", QUESTIONS)
def test_the_asking_bot_asks_for_every_item_there_is(lang: str) -> None:
    asked = {item for text in QUESTIONS[lang] for item in read_message(Message(Speaker.BOT, text)).asked}

    assert set(Item) == asked


# --- whatever comes -----------------------------------------------------------------------------------

texts = st.one_of(
    st.sampled_from([*SENTENCES, *QUESTIONS["en"], *QUESTIONS["zh"], "1. Refund 2. Other. Reply with the number."]),
    st.sampled_from(["\ud800 \x1b[31m \u202e" + "x" * 20_000, "A. " * 500, "按1" * 500, "\n" * 3000, "?" * 3000]),
    st.text(alphabet=st.characters(), max_size=60),
)
turns = st.builds(
    Turn,
    speaker=st.sampled_from(Speaker),
    text=texts,
    buttons=st.lists(st.builds(Button, texts), max_size=3).map(tuple),
    links=st.one_of(st.just(()), st.just((Link("https://bot.test/order", ""),))),
    event=st.one_of(st.none(), st.none(), st.sampled_from(Event)),
    at=st.floats(-10, 10_000),
    session=st.integers(1, 3),
)
replies_of_bots = st.lists(st.lists(turns, max_size=3).map(tuple), max_size=30)
phrases = st.lists(st.sampled_from(["order", "订单", "*", "", "a*b"]), max_size=2).map(tuple)
items = st.lists(st.sampled_from(Item), max_size=2).map(tuple)
wordings = st.lists(st.sampled_from(["no, thanks. I want it all.", "人工", "", "is it?"]), max_size=3).map(tuple)
reactions = st.builds(
    Reaction,
    st.builds(Cue, st.sampled_from([(), ("promise",), ("offer", "question"), ("no act",)]), items, phrases),
    st.builds(
        Deed,
        say=wordings,
        send=items,
        choose=phrases,
        wait_s=st.one_of(st.none(), st.none(), st.floats(0.1, 100)),
        leaves=st.booleans(),
        ends=st.one_of(st.none(), st.none(), st.sampled_from([EndReason.SOLVED, EndReason.OUT_OF_PATIENCE])),
    ),
    st.integers(1, 4),
)
lines = st.builds(ScriptLine, st.sampled_from(["", "hello", "转人工"]), items, phrases.filter(all))
visits = st.builds(
    ScenarioSession,
    wordings,
    st.floats(0, 1e6),
    st.lists(lines, max_size=5).map(tuple),
    st.booleans(),
)
moments = st.one_of(st.none(), st.integers(1, 4))
scenarios = st.builds(
    replace,
    st.sampled_from(LIBRARY),
    sessions=st.lists(visits, min_size=1, max_size=3).map(tuple),
    reactions=st.lists(reactions, max_size=3).map(tuple),
    writing=st.sampled_from([Writing(), HASTY]),
    human=st.one_of(st.none(), st.builds(HumanWish, moments, moments, moments, st.integers(0, 3))),
    details=st.sampled_from([{}, {"name": "Maria Example", "email": "maria@example.org"}]),
    patience=st.builds(Patience, st.integers(1, 12), st.just(30.0), st.one_of(st.none(), st.floats(1, 500))),
)


@settings(deadline=None, max_examples=80)
@given(scenarios, replies_of_bots, st.integers(0, 3))
def test_no_scenario_and_no_replies_break_the_consumer(scenario: Scenario, heard: list[Messages], seed: int) -> None:
    """The replies come round and round: a bot has more patience than anybody."""
    runs = [play(scenario, chattering(heard), seed=seed) for _ in range(2)]

    actions, _, ending = runs[0]
    assert runs[0] == runs[1]
    assert ending is not None
    assert spoken(actions) <= scenario.patience.turns
    assert len(actions) <= limit_of(scenario)
    assert all(action.seconds > 0 for action in actions if isinstance(action, Wait))


def chattering(heard: list[Messages]) -> Bot:
    replies = cycle(heard or [()])
    return lambda _action: next(replies)
