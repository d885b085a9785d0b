"""Tells scenario files from other YAML by the keys at their top, also where the file cannot be read as YAML."""

from __future__ import annotations

import re
from pathlib import Path

from runaround.errors import FileError
from runaround.scenario_file.places import FRAGMENTS, YAML_ENDINGS
from runaround.yaml_file import read_yaml

__all__ = ["is_scenario_file"]

_SURE = "sessions"
_FOREIGN = frozenset({"adapter", "url"})
_TELLING = frozenset(
    {"accepts_offers", "answered_by", "choices", "evidence", "expect", "facts", "human", "lacks", "looks_for"}
    | {"patience", "probes", "reactions", "reply_within_s", "sayings", "solved_by", "use", "writing"}
)
"""Keys that hardly another file has. Two are enough, so that a misspelt `sessions` is told and not passed over."""

_KEY = re.compile(r"""^["']?(\w+)["']?[ \t]*:""", re.MULTILINE)


def is_scenario_file(path: Path) -> bool:
    """Return whether a file is meant to be a scenario, right or wrong; fragments and hidden files are none."""
    if path.suffix not in YAML_ENDINGS or path.name.startswith(".") or path.parent.name == FRAGMENTS:
        return False
    keys = _read_keys(path)
    return not keys & _FOREIGN and (_SURE in keys or len(keys & _TELLING) > 1)


def _read_keys(path: Path) -> frozenset[str]:
    """Return the keys at the top, found without YAML wherever they begin lines: a file with a mistake has some too."""
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        return frozenset()
    if not text.lstrip().startswith("{"):
        return frozenset(_KEY.findall(text))
    try:
        document, _ = read_yaml(path)
    except FileError:
        return frozenset()
    return frozenset(map(str, document)) if isinstance(document, dict) else frozenset()
