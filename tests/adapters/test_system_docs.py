"""The page of test systems is complete, and its example tells a bot that does what it says from one that does not."""

import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from runaround.model import ProbeResult, Transcript
from runaround.runner import RunSettings, plan_cases, run_cases
from runaround.scenario_file import load_scenarios
from runaround.specimens import serve
from runaround.target_file import Target, load_target

PAGE = (Path(__file__).parents[2] / "docs" / "adapters" / "system.md").read_text("utf-8")
SCHEMA = json.loads((files("runaround_adapters") / "system.schema.json").read_text("utf-8"))
SCENARIO, TARGET = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def documented_keys() -> set[str]:
    """Return every name in code font that stands in the first column of a table."""
    rows = re.findall(r"^\| (`[^|]*`) \|", PAGE, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize("key", sorted({*SCHEMA["properties"], *SCHEMA["properties"]["limits"]["properties"]}))
def test_every_key_of_the_schema_has_a_row(key: str) -> None:
    assert key in documented_keys()


def target_with(specimen_url: str, tmp_path: Path, bot: dict) -> Target:
    """Return the page's target file with a specimen in the place of the bot and of the system."""
    content = yaml.safe_load(TARGET)
    system = {**content["system"], "url": f"{specimen_url}/system"}
    path = tmp_path / "shop.yaml"
    path.write_text(yaml.safe_dump({**bot, "name": content["name"], "system": system}), "utf-8")
    return load_target(path, {"SHOP_TEST_TOKEN": "token-1"})


async def play(specimen: str, tmp_path: Path) -> list[Transcript]:
    """Play the page's scenario, in both languages at once, against a specimen."""
    path = tmp_path / "refund_booked.yaml"
    path.write_text(SCENARIO, "utf-8")
    cases = plan_cases(load_scenarios(path), target="shop")
    async with serve(specimen) as served:
        target = target_with(served.url, tmp_path, dict(served.target))
        settings = RunSettings(system=target.system)
        played = run_cases(cases, target.adapter, record=lambda *_: None, detectors={}, settings=settings)
        judged = [case async for case in played]
        await target.adapter.close()
    return sorted((case.transcript for case in judged), key=lambda transcript: transcript.id)


@pytest.mark.anyio
@pytest.mark.parametrize(("specimen", "is_booked"), [("healthy", True), ("false_finisher", False)])
async def test_the_example_tells_done_from_said(specimen: str, is_booked: bool, tmp_path: Path) -> None:
    transcripts = await play(specimen, tmp_path)

    results = [[replace(result, turn=-1) for result in transcript.probes] for transcript in transcripts]
    assert [None, None] == [transcript.error for transcript in transcripts]
    assert [
        [
            ProbeResult("nothing is refunded yet", -1, holds=True),
            ProbeResult("the refund is booked", -1, holds=is_booked),
        ]
    ] * 2 == results
    assert "token-1" not in repr(transcripts)


@pytest.mark.anyio
async def test_the_turn_that_the_page_shows_is_what_is_recorded(tmp_path: Path) -> None:
    shown = re.findall(r"^```text\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)

    english, _ = await play("false_finisher", tmp_path)

    assert shown == [english.turns[english.probes[-1].turn].text]
