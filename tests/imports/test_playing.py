"""An imported scenario is played against a bot as any other: over HTTP, line by line, and judged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from runaround.cli import main
from runaround.conversation import converse
from runaround.imports import Imported, ImportedFile
from runaround.model import Case, EndReason, Scenario, Speaker, Transcript
from runaround.specimens import serve
from runaround.target_file import make_target

Bring = Callable[..., ImportedFile]
Load = Callable[[Imported], tuple[Scenario, ...]]

CONVO = """\
A missing bottle
#me
I bought two bottles of oil and only one arrived
#bot
What's your order number?
#me
order number 4471-20835
#me
Can I talk to a person?
"""


async def play(scenario: Scenario, specimen: str) -> Transcript:
    """Play a scenario against a specimen that is served on this machine."""
    async with serve(specimen) as served:
        target = make_target(served.target, {}, file=specimen)
        try:
            clock = asyncio.get_running_loop().time
            return await converse(Case("a", scenario, specimen), target.adapter, clock=clock)
        finally:
            await target.adapter.close()


def test_the_fixed_lines_are_said_in_order_and_nothing_else(bring: Bring, load: Load) -> None:
    (scenario,) = load(bring(CONVO, "a.convo.txt").scenarios[0])

    transcript = asyncio.run(play(scenario, "healthy"))

    said = [turn.text for turn in transcript.turns if turn.speaker is Speaker.CONSUMER]
    lines = ["I bought two bottles of oil and only one arrived", "order number 4471-20835", "Can I talk to a person?"]
    assert (lines, EndReason.SCRIPT_OVER, None) == (said, transcript.ending.reason, transcript.error)


@pytest.mark.slow
def test_a_bot_that_says_something_else_fails_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the file of the other tool to the verdict, as a person does it."""
    monkeypatch.chdir(tmp_path)
    right, wrong = Path("right.convo.txt"), Path("wrong.convo.txt")
    right.write_text(CONVO, "utf-8")
    wrong.write_text(CONVO.replace("order number?", "favourite colour?"), "utf-8")

    async def run() -> None:
        async with serve("healthy") as served:
            served.write_target(Path("bot.yaml"))
            await asyncio.to_thread(main, ["run", "bot.yaml", "imported", "--out", "results"])

    main(["import", "right.convo.txt", "wrong.convo.txt"])
    asyncio.run(run())

    cases = json.loads(Path("results/report.json").read_text("utf-8"))["cases"]
    assert {"right.en": "passed", "wrong.en": "failed"} == {case["scenario"]: case["status"] for case in cases}
