"""The pages of the adapters that play a platform are complete, and their examples load."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "adapters"
PAGES = {name: (FOLDER / f"{name}.md").read_text("utf-8") for name in ("zendesk", "whatsapp")}
EXAMPLES = {
    f"{name}_{number}": text
    for name, page in PAGES.items()
    for number, text in enumerate(re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL), start=1)
}
SECRETS = {name: f"secret-of-{name}" for name in set(re.findall(r"env:([A-Z_]+)", " ".join(EXAMPLES.values())))}


def keys_of(schema: dict) -> set[str]:
    """Return the name of every key that a schema knows, at any depth."""
    found = set()
    for name, below in schema.get("properties", {}).items():
        found |= {name} | keys_of(below)
    return found


def all_keys() -> list[tuple[str, str]]:
    schemas = {name: files("runaround_adapters") / f"{name}.schema.json" for name in PAGES}
    return [
        (name, key) for name, path in schemas.items() for key in sorted(keys_of(json.loads(path.read_text("utf-8"))))
    ]


@pytest.mark.parametrize(("name", "key"), all_keys())
def test_every_key_of_the_schema_is_in_a_table(name: str, key: str) -> None:
    rows = "\n".join(line for line in PAGES[name].splitlines() if line.startswith("|"))

    assert f"`{key}`" in rows


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_loads(make_adapter, name: str) -> None:
    assert make_adapter(EXAMPLES[name], **SECRETS).capabilities.uploads
