"""The page of the adapter is complete, and its examples load."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "adapters" / "browser.md").read_text("utf-8")
OWN = json.loads((files("runaround_adapters") / "browser.schema.json").read_text("utf-8"))
KEYS = OWN["properties"]
STEP = OWN["$defs"]["step"]["properties"]
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ROWS = {name for row in re.findall(r"^\| (`[^|]*`) \|", PAGE, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
ELSEWHERE = {"adapter", "name", "limits", "system", "with", "in", "optional", "wait_s"}


@pytest.mark.parametrize(
    "key",
    sorted({*KEYS, *KEYS["messages"]["properties"], *KEYS["pictures"]["anyOf"][1]["properties"], *STEP} - ELSEWHERE),
)
def test_every_key_has_a_row(key: str) -> None:
    assert key in ROWS


@pytest.mark.parametrize("text", EXAMPLES, ids=[f"example_{number}" for number in range(1, len(EXAMPLES) + 1)])
def test_every_example_loads(make_adapter, text: str) -> None:
    assert make_adapter(text, CUSTOMER_CODE="4711-0815").capabilities
