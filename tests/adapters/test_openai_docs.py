"""The pages of the adapter `openai` and of presets are complete, and their examples load."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from runaround_adapters._http.presets import find_presets, load_preset

FOLDER = Path(__file__).parents[2] / "docs" / "adapters"
PAGES = {name: (FOLDER / f"{name}.md").read_text("utf-8") for name in ("openai", "presets")}
SCHEMA = json.loads((files("runaround_adapters") / "openai.schema.json").read_text("utf-8"))
AS_OVER_HTTP = {"adapter", "name", "headers", "query", "limits", "system"}
EXAMPLES = [
    text for page in PAGES.values() for text in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
]
KEYS = {"OPENAI_API_KEY": "value", "GATEWAY_KEY": "value", "FLOWISE_KEY": "value"}


def rows_of(page: str) -> set[str]:
    """Return every name in code font that stands in the first column of a table."""
    rows = re.findall(r"^\| (`[^|]*`) \|", page, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize("key", sorted(set(SCHEMA["properties"]) - AS_OVER_HTTP))
def test_every_key_has_a_row(key: str) -> None:
    assert key in rows_of(PAGES["openai"])


@pytest.mark.parametrize("name", find_presets())
def test_every_preset_has_a_row_with_all_that_it_takes(name: str) -> None:
    (row,) = [line for line in PAGES["presets"].splitlines() if line.startswith(f"| `{name}` |")]

    assert [] == [value for value in load_preset(name).values if f"`{value}`" not in row]


@pytest.mark.parametrize("text", EXAMPLES, ids=[f"example_{number}" for number in range(1, len(EXAMPLES) + 1)])
def test_every_example_loads(make_adapter, text: str) -> None:
    assert make_adapter(text, **KEYS).capabilities
