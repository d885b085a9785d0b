"""Looks into documents that may have any shape: what has the wrong one counts as absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from runaround.yaml_file import KeyPath

__all__ = ["Document", "list_in", "map_in", "texts_in"]

Document = Mapping[str, Any]
"""A map of a YAML file: a whole scenario, or a part of one."""


def map_in(document: Document, key: str) -> Document:
    """Return the map at `key`; an empty one if something else or nothing stands there."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def list_in(document: Document, key: str) -> list[Any]:
    """Return the list at `key`; an empty one if something else or nothing stands there."""
    value = document.get(key)
    return value if isinstance(value, list) else []


def texts_in(value: Any, place: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:  # noqa: ANN401 (foreign data)
    """Yield every text of a document with its place, in the order of writing; keys are none."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from texts_in(below, (*place, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from texts_in(below, (*place, index))
