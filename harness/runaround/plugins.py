"""Finds what entry points register: found, sorted by name, loaded one by one.

Our own adapters, detectors and reports come through the same door as anybody else's.
"""

from __future__ import annotations

import difflib
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from runaround.errors import PluginError

__all__ = ["find_plugins", "load_plugin", "load_plugins", "suggest"]


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
    return _load(found[name])


def load_plugins(group: str) -> dict[str, Any]:
    """Return every object that is registered in `group`, by name, in the order of names.

    Raises PluginError if importing one fails.
    """
    # One search for all: it reads the metadata of everything that is installed.
    return {name: _load(point) for name, point in find_plugins(group).items()}


def _load(point: EntryPoint) -> Any:  # noqa: ANN401 (foreign object)
    try:
        return point.load()
    except Exception as error:
        msg = f"{point.group} {point.name!r} ({point.value}) could not be loaded: {error!r}."
        raise PluginError(msg) from error


def suggest(name: str, known: dict[str, Any] | list[str]) -> str:
    """Return ` Did you mean 'x'?` for the known name most like `name`, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
