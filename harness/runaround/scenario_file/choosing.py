"""Which scenarios are played: named ones or the whole library, in one language or all."""

from __future__ import annotations

from collections.abc import Sequence

from runaround.errors import RunaroundError
from runaround.model import Scenario
from runaround.scenario_file.library import find_scenarios

__all__ = ["choose_scenarios"]


def choose_scenarios(names: Sequence[str], *, lang: str | None = None) -> tuple[Scenario, ...]:
    """Return the named scenarios (no name: the library), in `lang` only if it is given.

    Raises RunaroundError if a name is unknown, a file is wrong, or nothing is left.
    """
    found = find_scenarios(names)
    chosen = tuple(scenario for scenario in found if lang is None or scenario.lang == lang)
    if not chosen:
        known = ", ".join(sorted({scenario.lang for scenario in found})) or "none"
        msg = f"No scenario in {lang!r} among those chosen; they are written in: {known}."
        raise RunaroundError(msg)
    return chosen
