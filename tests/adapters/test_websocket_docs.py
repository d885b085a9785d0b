"""The page of the adapter is complete, and its examples load."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from runaround.schema_file import load_schema

FOLDER = Path(__file__).parents[2] / "docs" / "adapters"
PAGE = (FOLDER / "websocket.md").read_text("utf-8")
SHARED = (FOLDER / "replies.md").read_text("utf-8")
OWN = json.loads((files("runaround_adapters") / "websocket.schema.json").read_text("utf-8"))
PUSH = load_schema("runaround_adapters", "push.schema.json")["$defs"]
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
AS_OVER_HTTP = {"adapter", "name", "headers", "reply", "limits", "system", "turn", "welcome"}


def rows_of(page: str) -> set[str]:
    """Return every name in code font that stands in the first column of a table."""
    rows = re.findall(r"^\| (`[^|]*`) \|", page, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize("key", sorted({*OWN["properties"], *OWN["properties"]["open"]["properties"]} - AS_OVER_HTTP))
def test_every_key_has_a_row(key: str) -> None:
    assert key in rows_of(PAGE)


@pytest.mark.parametrize("key", sorted(set(PUSH["signals"]["properties"]) - {"cumulative"}))
def test_every_signal_has_a_row(key: str) -> None:
    assert key in rows_of(PAGE)


@pytest.mark.parametrize("key", sorted({*PUSH["turn"]["properties"], *PUSH["welcome"]["properties"]}))
def test_every_rule_of_a_turn_has_a_row(key: str) -> None:
    assert key in rows_of(SHARED)


@pytest.mark.parametrize("text", EXAMPLES, ids=[f"example_{number}" for number in range(1, len(EXAMPLES) + 1)])
def test_every_example_loads(make_adapter, text: str) -> None:
    assert make_adapter(text, SHOP_TOKEN="token").capabilities
