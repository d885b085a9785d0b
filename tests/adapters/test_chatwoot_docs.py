"""The pages of the Chatwoot adapters are complete, and their examples load."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "adapters"
PAGES = {name: (FOLDER / f"{name}.md").read_text("utf-8") for name in ("chatwoot", "chatwoot_platform")}
AS_OVER_HTTP = {"adapter", "name", "limits", "system"}
SHARED = {"welcome", "turn"}
EXAMPLES = [
    text for page in PAGES.values() for text in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
]
SECRETS = ("CHATWOOT_INBOX", "CHATWOOT_HMAC", "CHATWOOT_BOT_TOKEN", "CHATWOOT_BOT_SECRET")


def keys_of(name: str) -> list[tuple[str, str]]:
    schema = json.loads((files("runaround_adapters") / f"{name}.schema.json").read_text("utf-8"))
    found = []
    for key, about in schema["properties"].items():
        below = [key] if key in SHARED else [key, *about.get("properties", {})]
        found += [(name, one) for one in below if key not in AS_OVER_HTTP]
    return found


KEYS = [*keys_of("chatwoot"), *keys_of("chatwoot_platform")]


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_every_key_is_in_a_table(name: str, key: str) -> None:
    rows = "\n".join(line for line in PAGES[name].splitlines() if line.startswith("|"))

    assert f"`{key}`" in rows or f"`{key}:" in rows


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_loads(make_adapter, text: str) -> None:
    assert make_adapter(text, **dict.fromkeys(SECRETS, "a-secret")).capabilities
