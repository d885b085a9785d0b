"""Writes the pages that are made from other files: reference.md from the schema, mistakes.md from the broken examples.

python docs/generate.py

A test fails while a page is not what this makes of its sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
SCHEMA = DOCS.parent / "harness" / "runaround" / "scenario.schema.json"
BROKEN = DOCS.parent / "tests" / "broken"
BROKEN_IN_ORDER = (
    "key_misspelt",
    "translation_missing",
    "indentation",
    "tab",
    "quote_open",
    "colon_in_text",
    "full_width",
    "names_and_numbers",
    "not_there",
    "never_happens",
)
LANGUAGES = frozenset({"en", "zh"})
ITEM, MOVE = "ITEM", "sayings"

Schema = Mapping[str, Any]

REFERENCE = """\
# Every key of a scenario

This page is made from the schema that `runaround check` and the editors use (`runaround schema scenario` prints it).
[Scenarios](scenarios.md) says how to write one, and how the consumer decides.

`[]` stands for an entry of a list, `ITEM` for one of the [items](scenarios.md#items). A text by language is written
`{en: My parcel is lost, zh: 快递丢了}`. A phrase is [a pattern](scenarios.md#patterns) such as `track*order`. Unknown
keys are refused.

"""

MISTAKES = """\
# What the messages look like, and what to do

`runaround check` reads scenario files and tells every mistake at once: under each file the line, the key, the line as
it is written, what was found there, what was expected, and the way out. Begin at the top: a mistake further down is
sometimes only the echo of one above. When nothing is left, the last line says `0 mistakes`, and the file can be played.

Here are ten files with the mistakes that people make, and what is said of them.

"""


def main() -> None:
    """Write both pages."""
    (DOCS / "reference.md").write_text(write_reference(json.loads(SCHEMA.read_text("utf-8"))), "utf-8")
    (DOCS / "mistakes.md").write_text(write_mistakes(), "utf-8")


def write_mistakes() -> str:
    """Return the page of the broken examples: each file, and what `runaround check` says of it."""
    return MISTAKES + "\n".join(_write_example(name) for name in BROKEN_IN_ORDER)


def _write_example(name: str) -> str:
    title, _, text = (BROKEN / f"{name}.yaml").read_text("utf-8").partition("\n")
    told = (BROKEN / f"{name}.txt").read_text("utf-8")
    numbered = "\n".join(f"{number:>2}  {line}" for number, line in enumerate(text.splitlines(), start=2))
    return f"## {title.removeprefix('# ').rstrip('.')}\n\n```text\n{numbered}\n```\n\n```text\n{told}```\n"


def write_reference(schema: Schema) -> str:
    """Return the page of all keys: those of the top in one table, then a table for each that has keys below it."""
    root = schema["$defs"]
    rows = [_write_row(key, below, root, required=key in schema["required"]) for key, below in _keys(schema)]
    parts = [REFERENCE + "## The keys of a file\n\n" + _write_table(rows)]
    for key, below in _keys(schema):
        found = [] if key == "matrix" else list(dict.fromkeys(_rows_below(below, root, key)))
        if found:
            parts.append(f"## `{key}`\n\n" + _write_table(found))
    return "\n".join(parts)


def _keys(schema: Schema) -> Iterator[tuple[str, Schema]]:
    yield from schema.get("properties", {}).items()


def _rows_below(schema: Schema, root: Schema, path: str) -> Iterator[str]:
    """Yield the rows of everything below `path`; what all items or all languages share stands there once."""
    for part in _flatten(schema, root):
        if isinstance(part.get("items"), dict):
            yield from _rows_below(part["items"], root, f"{path}[]")
        for key, below in _keys(part):
            if key in LANGUAGES:
                yield from _rows_below(below, root, path)
            elif path in {"facts", "evidence"}:
                yield from _rows_below(below, root, f"{path}.{ITEM}")
            else:
                here = key if path == MOVE else f"{path}.{key}"
                yield _write_row(here, below, root, required=key in part.get("required", ()))
                yield from _rows_below(below, root, here)


def _flatten(schema: Schema, root: Schema) -> Iterator[Schema]:
    """Yield a schema, what it refers to, and its alternatives."""
    yield schema
    if "$ref" in schema:
        yield from _flatten(root[schema["$ref"].rpartition("/")[2]], root)
    for part in schema.get("anyOf", ()):
        yield from _flatten(part, root)


def _write_row(path: str, schema: Schema, root: Schema, *, required: bool) -> str:
    parts = list(_flatten(schema, root))
    expected = next((part["x-expected"] for part in parts if "x-expected" in part), "")
    meaning = next((part["description"] for part in parts if "description" in part), "")
    needed = "**Needed.** " if required else ""
    return f"| `{path}` | {_escape(expected)} | {needed}{_escape(meaning)} |"


def _write_table(rows: list[str]) -> str:
    return "\n".join(["| key | what it is | what it means |", "|---|---|---|", *rows]) + "\n"


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("{", "`{").replace("}", "}`")


if __name__ == "__main__":
    main()
