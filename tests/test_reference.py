"""The pages that are made from other files are complete and up to date."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from runaround.model import Item

DOCS = Path(__file__).parent.parent / "docs"
MORE_FACTS = {"name", "email", "date_of_birth", "serial_number", "tax_number"}


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = load_generator()
SCHEMA = json.loads(GENERATE.SCHEMA.read_text("utf-8"))


def keys_of(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield every key that a file can have, as the docs write them; items and languages by their name."""
    schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    for part in schema.get("anyOf", ()):
        yield from keys_of(part, path)
    if "items" in schema:
        yield from keys_of(schema["items"], f"{path}[]")
    for key, below in schema.get("properties", {}).items():
        if key in {*Item} | MORE_FACTS and path in {"facts", "evidence"}:
            yield from keys_of(below, f"{path}.ITEM")
        elif key in {"en", "zh"}:
            yield from keys_of(below, path)
        else:
            here = key if path == "sayings" else f"{path}.{key}".lstrip(".")
            yield here
            yield from keys_of(below, here)


def test_every_key_is_in_the_reference_once_and_no_other() -> None:
    page = (DOCS / "reference.md").read_text("utf-8")

    documented = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)

    assert sorted(set(keys_of(SCHEMA))) == sorted(documented)


def test_every_key_says_what_it_is_and_what_it_means() -> None:
    rows = re.findall(r"^\| `[^`]+` \| .*", (DOCS / "reference.md").read_text("utf-8"), re.MULTILINE)

    assert [] == [row for row in rows if re.search(r"\|\s+\|", row)]


@pytest.mark.parametrize("page", ["reference.md", "mistakes.md"])
def test_a_page_is_what_its_sources_make_of_it(page: str) -> None:
    """`make docs` writes both anew."""
    made = {"reference.md": lambda: GENERATE.write_reference(SCHEMA), "mistakes.md": GENERATE.write_mistakes}

    assert made[page]() == (DOCS / page).read_text("utf-8")


def test_every_broken_file_is_shown() -> None:
    assert sorted(GENERATE.BROKEN_IN_ORDER) == sorted(path.stem for path in GENERATE.BROKEN.glob("*.yaml"))


def test_every_item_is_in_the_docs() -> None:
    page = (DOCS / "scenarios.md").read_text("utf-8")

    assert set() == {f"`{item}`" for item in Item} - set(re.findall(r"`\w+`", page.partition("### Items")[2]))
