"""Tells target files, scenario files and the files of a gate from each other, which people mistake."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from runaround.errors import FileError, RunaroundError
from runaround.policy_file import TOP_KEY as POLICY
from runaround.quarantine_file import TOP_KEY as QUARANTINE
from runaround.suppression_file import TOP_KEY as SUPPRESSIONS
from runaround.yaml_file import read_yaml

__all__ = ["GATE_FILES", "check_order", "find_top_key", "is_target_file"]

GATE_FILES = (SUPPRESSIONS, QUARANTINE, POLICY)
"""Keys at the top by which files are known that say what does not count, and what does."""


def is_target_file(path: Path) -> bool:
    """Return whether a file describes a bot; one that cannot be read does not."""
    keys = _read_keys(path)
    return "adapter" in keys or ("url" in keys and "sessions" not in keys)


def find_top_key(path: Path) -> str:
    """Return the one of `GATE_FILES` that stands at the top of a file; empty if none does, or it cannot be read."""
    keys = _read_keys(path)
    return next((key for key in GATE_FILES if key in keys), "")


def check_order(target: Path, scenarios: Iterable[str]) -> None:
    """Raise RunaroundError if the target file was left out, or stands among the scenarios."""
    swapped = next((name for name in scenarios if is_target_file(Path(name))), None)
    if swapped is not None:
        msg = f"{swapped}: is a target file, and stands among the scenarios; the target file comes first."
        if is_target_file(target):
            msg = (
                f"{swapped}: is a second target file, and a run plays one bot; "
                "play each in a run of its own, and lay the runs beside each other with `runaround compare`."
            )
        raise RunaroundError(msg)
    if "sessions" in _read_keys(target) and not is_target_file(target):
        msg = f"{target}: is a scenario, and stands in the place of the target file, which says how to reach the bot."
        raise RunaroundError(msg)
    if not target.exists():
        msg = (
            f"{target}: no such file; a target file comes first, and the scenarios follow it. "
            "For a bot of ours to try, see: runaround specimens serve --help"
        )
        raise RunaroundError(msg)


def _read_keys(path: Path) -> frozenset[object]:
    """Return the keys at the top of a YAML file; none if it cannot be read, which is told where it is used."""
    try:
        document, _ = read_yaml(path)
    except FileError:
        return frozenset()
    return frozenset(document) if isinstance(document, dict) else frozenset()
