"""Looks into documents that may have any shape: what has the wrong one counts as absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Document", "list_in", "map_in"]

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
