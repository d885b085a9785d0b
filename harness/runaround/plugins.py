"""Finds what entry points register: found, sorted by name, loaded one by one.

Our own adapters, detectors and reports come through the same door as anybody else's.
"""

from __future__ import annotations

import difflib
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from runaround.errors import PluginError

__all__ = ["find_plugins", "load_plugin", "suggest"]


def find_plugins(group: str) -> dict[str, EntryPoint]:
    """Return what is registered in `group`, by name, sorted by name so that every run has one order."""
    return {point.name: point for point in sorted(entry_points(group=group), key=lambda p: p.name)}


def load_plugin(group: str, name: str) -> Any:  # noqa: ANN401 (foreign object; the caller gives it a type)
    """Return the object that `name` stands for in `group`.

    Raises PluginError if there is none of that name, or if importing it fails.
    """
    found = find_plugins(group)
    if name not in found:
        known = ", ".join(found) or "none is installed"
        msg = f"No {group.rpartition('.')[2].rstrip('s')} {name!r}. Known: {known}.{suggest(name, found)}"
        raise PluginError(msg)
    try:
        return found[name].load()
    except Exception as error:
        msg = f"{group} {name!r} ({found[name].value}) could not be loaded: {error!r}."
        raise PluginError(msg) from error


def suggest(name: str, known: dict[str, Any] | list[str]) -> str:
    """Return ` Did you mean 'x'?` for the known name most like `name`, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
