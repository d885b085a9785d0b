"""The pages of the adapters rasa, a2a and botpress are complete, and their examples load."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "adapters"
AS_OVER_HTTP = {"adapter", "name", "limits", "system"}
NAMES = ("rasa", "a2a", "botpress")


def page(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text("utf-8")


KEYS = [
    (name, key)
    for name in NAMES
    for key in json.loads((files("runaround_adapters") / f"{name}.schema.json").read_text("utf-8"))["properties"]
    if key not in AS_OVER_HTTP
]
EXAMPLES = [
    text for name in NAMES for text in re.findall(r"^```yaml\n(.*?)^```$", page(name), re.MULTILINE | re.DOTALL)
]


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_every_key_has_a_row(name: str, key: str) -> None:
    assert f"| `{key}` |" in page(name)


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_loads(make_adapter, text: str) -> None:
    names = ("RASA_TOKEN", "AGENT_TOKEN", "BOTPRESS_KEY", "BOTPRESS_WEBHOOK")

    assert make_adapter(text, **dict.fromkeys(names, "token")).capabilities
