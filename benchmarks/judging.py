"""Measures how many turns are judged per second, on one core, and how the cost of a turn grows with its case.

    python benchmarks/judging.py [--rounds 3]

Three figures. *Novel text*: the labelled conversations of `tests/gold`, each judged once: hardly a sentence comes
twice. The first thousand turns are told apart: a phrase is made ready for searching when it is first needed. *An
ordinary run*: every scenario of the library against specimens in turn, as a run would judge them, one case
after the other; bots repeat themselves, and so do consumers. It is told from a cold start, and for its second half,
once it runs. *By length*: the same turns, cut into cases of 50 up to
2,000 turns, so that every length reads the same texts; what is left of the difference is the length. Both long talks
with something new in every turn and talks that go round in a circle are cut in this way.

Other work on the machine slows everything down, so that each is done a few times, and the best counts. Nothing is sent
anywhere: the specimens answer in this process, and waiting takes no time.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from tabulate import tabulate

from runaround.adapter import Capabilities, Reply
from runaround.conversation import converse
from runaround.detectors import Detector
from runaround.judging import judge_transcript, load_detectors
from runaround.model import Case, Click, Message, Say, Speaker, Transcript, Turn
from runaround.runner import plan_cases
from runaround.scenario_file import library_dir, load_scenarios
from runaround.specimens import SPECIMENS, Bot, BotCrashed, File, Incoming
from runaround.store import Recorded, read_records

GOLD = Path(__file__).parent.parent / "tests" / "gold"
SPECIMENS_EACH = 12
"""How many of the specimens each scenario is played against; all of them get their turn."""

WARMING_UP = 1000
"""Turns after which most phrases have been needed once."""

LENGTHS = (50, 200, 500, 1000, 2000)
LONGEST = max(LENGTHS)
CIRCLE = (
    (Speaker.CONSUMER, "The kettle I bought last week does not switch on any more, I want my money back."),
    (Speaker.BOT, "Please send me a photo of the kettle and your order number, then I can look into it."),
    (Speaker.CONSUMER, "I have sent you the photo twice already. The order number is K-20931."),
    (Speaker.BOT, "Refunds are made within 14 days of the return. You will find the conditions on our website."),
    (Speaker.CONSUMER, "That is not what I asked. I want to talk to a person."),
    (Speaker.BOT, "I am sorry, I did not understand that. Please choose: 1. Orders 2. Payment 3. Returns"),
)

CAPABILITIES = Capabilities(uploads=True, handoff_signal=True, unsolicited=True)

Detectors = Mapping[str, Detector]
Result = TypeVar("Result")

# --- an ordinary run --------------------------------------------------------------------------------


@dataclass
class Direct:
    """A specimen of this process, as adapter and session at once: one case, a visit at a time."""

    bot: Bot
    capabilities: Capabilities = CAPABILITIES
    visit: str = ""
    now_s: float = 0.0

    def clock(self) -> float:
        """Return the seconds that the consumer has waited."""
        return self.now_s

    async def open(self, _case: Case, *, session: int) -> tuple[Direct, Reply]:
        """Begin a visit."""
        self.visit = f"s{session}"
        return self, reply_of(self.bot.open("c", self.visit))

    async def send(self, action: Say | Click) -> Reply:
        """Return the specimen's answer; one that crashes says nothing."""
        self.now_s += 1.0
        try:
            return reply_of(self.bot.reply("c", self.visit, incoming_of(action)))
        except BotCrashed:
            return Reply()

    async def listen(self, seconds: float) -> Reply:
        """Return what the specimen has said by itself meanwhile."""
        self.now_s += seconds
        return reply_of(self.bot.collect(self.visit))

    async def close(self) -> None:
        """Do nothing: there is no connection."""


def reply_of(messages: Sequence[Message]) -> Reply:
    return Reply(tuple(messages), (0.0,) * len(messages))


def incoming_of(action: Say | Click) -> Incoming:
    if isinstance(action, Say):
        return Incoming(action.text, files=tuple(File(one.name, one.media_type, 1000) for one in action.evidence))
    button, link = action.button, action.link
    return Incoming(button=button.value or button.label) if button else Incoming(link=link.url if link else "")


def play() -> list[Transcript]:
    return asyncio.run(play_library())


async def play_library() -> list[Transcript]:
    """Return the transcripts of the whole library, each scenario against its share of the specimens."""
    names = cycle(SPECIMENS)
    played: list[Transcript] = []
    for case in plan_cases(load_scenarios(library_dir()), target="specimens"):
        for name in islice(names, SPECIMENS_EACH):
            direct = Direct(SPECIMENS[name].factory(delay_s=0.0))
            transcript = await converse(case, direct, clock=direct.clock)
            played.append(replace(transcript, id=f"{case.id}.{name}"))
    return played


# --- by length --------------------------------------------------------------------------------------


def string_together(talks: Sequence[Transcript]) -> list[Turn]:
    """Return the turns of all talks one after another, as if they were one visit."""
    return [replace(turn, session=1, at=0.0) for talk in talks for turn in talk.turns]


def go_in_circles() -> list[Turn]:
    """Return an exchange that comes again and again."""
    return [Turn(speaker, text) for speaker, text in islice(cycle(CIRCLE), LONGEST)]


def cut(turns: Sequence[Turn], length: int) -> list[Transcript]:
    """Return cases of `length` turns, ten seconds apart, that hold the first `LONGEST` of `turns` together."""
    timed = [replace(turn, at=10.0 * place) for place, turn in enumerate(turns[:LONGEST])]
    return [Transcript(f"from {n}", "en", tuple(timed[n : n + length])) for n in range(0, LONGEST, length)]


# --- measuring --------------------------------------------------------------------------------------


def seconds_for(cases: Sequence[Transcript], detectors: Detectors) -> float:
    """Return the processor seconds that judging the cases takes."""
    started = time.process_time()
    for case in cases:
        judge_transcript(case, detectors=detectors)
    return time.process_time() - started


def seconds_from_cold(groups: Sequence[Sequence[Transcript]]) -> list[float]:
    """Return the processor seconds for each group of cases, judged in this order in a process that has read nothing."""
    detectors = load_detectors()
    return [seconds_for(cases, detectors) for cases in groups]


def elsewhere(work: Callable[..., Result], *given: object) -> Result:
    """Return what `work` returns in a process of its own: what was read here is remembered here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def speeds_of_novel(gold: Sequence[Transcript], *, rounds: int) -> Iterator[list[str]]:
    """Yield the speed at which the first turns are judged in a process that has read nothing, and that of the rest."""
    first = next(n for n in range(len(gold)) if sum(len(talk.turns) for talk in gold[:n]) >= WARMING_UP)
    groups = gold[:first], gold[first:]
    seconds = [elsewhere(seconds_from_cold, groups) for _ in range(rounds)]
    yield speed_row("novel text, first turns", groups[0], min(first for first, _ in seconds))
    yield speed_row("novel text", groups[1], min(rest for _, rest in seconds))


def speeds_of_ordinary(cases: Sequence[Transcript], *, rounds: int) -> Iterator[list[str]]:
    """Yield the speed at which an ordinary run is judged from a cold start, and that of its second half."""
    halves = cases[: len(cases) // 2], cases[len(cases) // 2 :]
    seconds = [elsewhere(seconds_from_cold, halves) for _ in range(rounds)]
    yield speed_row("an ordinary run", cases, min(map(sum, seconds)))
    yield speed_row("its second half", halves[1], min(second for _, second in seconds))


def speed_row(name: str, cases: Sequence[Transcript], seconds: float) -> list[str]:
    turns = sum(len(case.turns) for case in cases)
    return [name, f"{len(cases):,}", f"{turns:,}", f"{turns / seconds:,.0f}"]


def curve(turns: Sequence[Turn], detectors: Detectors, *, rounds: int) -> Iterator[float]:
    """Yield the best microseconds per turn for each of `LENGTHS`, everything having been read once before."""
    cases = {length: cut(turns, length) for length in LENGTHS}
    seconds_for(cases[LONGEST], detectors)
    for length in LENGTHS:
        yield min(seconds_for(cases[length], detectors) for _ in range(rounds)) / LONGEST * 1e6


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each, the best of which counts")
    rounds = parser.parse_args().rounds
    records = [record for path in sorted(GOLD.glob("*.jsonl")) for record in read_records(path)]
    gold = [record.transcript for record in records if isinstance(record, Recorded)]
    detectors = load_detectors()
    rows = [*speeds_of_novel(gold, rounds=rounds), *speeds_of_ordinary(elsewhere(play), rounds=rounds)]
    print(tabulate(rows, headers=["what", "cases", "turns", "turns/s"], disable_numparse=True))
    kinds = {"something new in every turn": string_together(gold), "round in a circle": go_in_circles()}
    lines = []
    for name, turns in kinds.items():
        costs = list(curve(turns, detectors, rounds=rounds))
        lines.append([name, *(f"{cost:.0f}" for cost in costs), f"{costs[-1] / costs[0]:.2f}"])
    headers = ["µs per turn in a case of", *(f"{length:,}" for length in LENGTHS), f"{LENGTHS[-1]:,} : {LENGTHS[0]}"]
    print("\n" + tabulate(lines, headers=headers, disable_numparse=True))


if __name__ == "__main__":
    main()
