"""Where runs are kept by whoever says nothing about it: the store, and the folder beside it for reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["RESULTS_FOLDER", "STORE_FILE", "STORE_VARIABLE", "choose_store"]

RESULTS_FOLDER = Path("results")
"""The folder of stores and reports, below the one that somebody works in."""

STORE_FILE = RESULTS_FOLDER / "runaround.db"
"""The store of whoever names none."""

STORE_VARIABLE = "RUNAROUND_STORE"
"""The variable of the environment that names the store of whoever names none otherwise."""


def choose_store(given: str | None, environ: Mapping[str, str]) -> str:
    """Return the path or URL of the store that is meant; a URL may hold a password, so it is not to be shown."""
    # Set and empty is how a person unsets a variable for one call.
    return given or environ.get(STORE_VARIABLE) or str(STORE_FILE)
