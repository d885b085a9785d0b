"""Finds fakes by name."""

from __future__ import annotations

from runaround.errors import RunaroundError
from runaround.fake import FAKE_GROUP, Fake
from runaround.plugins import find_plugins, load_plugin, suggest

__all__ = ["find_fake", "known_fakes"]


def known_fakes() -> tuple[str, ...]:
    """Return the names of all fakes that are installed."""
    return tuple(find_plugins(FAKE_GROUP))


def find_fake(name: str) -> Fake:
    """Return the fake `name`. Raises RunaroundError."""
    known = known_fakes()
    if name not in known:
        msg = f"No protocol {name!r}.{suggest(name, list(known))} Known: {', '.join(known)}."
        raise RunaroundError(msg)
    fake: Fake = load_plugin(FAKE_GROUP, name)
    return fake
