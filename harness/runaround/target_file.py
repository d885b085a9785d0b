"""Reads target files: which bot to talk to, through which adapter, and which test system stands behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from runaround.adapter import ADAPTER_GROUP, Adapter
from runaround.errors import FileError, Mistake
from runaround.system import SYSTEM_GROUP, System
from runaround.target_parts import Part, PartKind, make_part, sort_mistakes
from runaround.yaml_file import LineMap, read_yaml

__all__ = [
    "DEFAULT_ADAPTER",
    "DEFAULT_CONCURRENCY",
    "AnyEnvironment",
    "Target",
    "check_target",
    "load_target",
    "make_target",
]

DEFAULT_ADAPTER = "http"
DEFAULT_CONCURRENCY = 8

_BOT = PartKind(
    "adapter",
    ADAPTER_GROUP,
    key="adapter",
    default=DEFAULT_ADAPTER,
    schema={
        "type": "object",
        "x-expected": "keys with values, such as 'url' and 'reply'",
        "properties": {
            "adapter": {"type": "string", "minLength": 1},
            "name": {"type": "string", "minLength": 1, "maxLength": 100},
            "limits": {"type": "object", "properties": {"concurrency": {"type": "integer", "minimum": 1}}},
        },
    },
)
"""What every target file has, whatever its adapter."""

_SYSTEM_KEY = "system"
_SYSTEM = PartKind(
    "system",
    SYSTEM_GROUP,
    key="kind",
    default="http",
    schema={
        "type": "object",
        "x-expected": "keys with values, such as 'url'",
        "properties": {"kind": {"type": "string", "minLength": 1}},
    },
)


@dataclass(frozen=True, slots=True)
class Target:
    """One bot, and the way to it. `max_concurrency` is how many cases it may be given at the same time.

    system: the company's test system behind the bot; without one no probes are asked.
    digest: twelve hexadecimal digits that change when anything in the target file does; secrets are not part of it.
    """

    name: str
    adapter_name: str
    adapter: Adapter
    max_concurrency: int = DEFAULT_CONCURRENCY
    system: System | None = None
    digest: str = ""


def load_target(path: Path, environ: Mapping[str, str]) -> Target:
    """Return the target that a file describes; secrets come from `environ`.

    Raises FileError with every mistake of the file, and PluginError if the code of an adapter or a system fails.
    """
    document, lines = read_yaml(path)
    return make_target(document, environ, file=str(path), lines=lines)


def check_target(path: Path) -> Target:
    """Return what a file describes without its secrets: enough to look at, and nothing to talk with.

    Raises as `load_target`.
    """
    return load_target(path, AnyEnvironment())


def make_target(
    document: Any,  # noqa: ANN401 (foreign data)
    environ: Mapping[str, str],
    *,
    file: str,
    lines: LineMap | None = None,
) -> Target:
    """Return the target that `document`, the content of a target file, describes.

    file: what messages name. Without `lines` they have no line numbers.

    Raises as `load_target`.
    """
    lines = lines or LineMap(file)
    mistakes: list[Mistake] = []
    bot: Part | None = None
    system: System | None = None
    try:
        bot = make_part(_without_system(document), _BOT, environ=environ, lines=lines)
    except FileError as error:
        mistakes += error.mistakes
    try:
        system = _make_system(document, environ, lines)
    except FileError as error:
        mistakes += error.mistakes
    if mistakes or bot is None:
        raise FileError(sort_mistakes(mistakes))
    return Target(
        bot.content.get("name", Path(file).stem),
        bot.name,
        bot.made,
        max_concurrency=bot.content.get("limits", {}).get("concurrency", DEFAULT_CONCURRENCY),
        system=system,
        digest=_digest(document),
    )


def _digest(document: Any) -> str:  # noqa: ANN401 (foreign data)
    # Secrets stand in the environment; the file only names their variables.
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _without_system(document: Any) -> Any:  # noqa: ANN401 (foreign data in and out)
    if not isinstance(document, dict):
        return document
    return {key: value for key, value in document.items() if key != _SYSTEM_KEY}


def _make_system(document: Any, environ: Mapping[str, str], lines: LineMap) -> System | None:  # noqa: ANN401
    """Return the test system of a target file; None if it names none. Raises FileError with paths from the top."""
    if not isinstance(document, dict) or _SYSTEM_KEY not in document:
        return None
    try:
        part = make_part(document[_SYSTEM_KEY], _SYSTEM, environ=environ, lines=lines.below(_SYSTEM_KEY))
    except FileError as error:
        found = [replace(one, path=f"{_SYSTEM_KEY}.{one.path}".rstrip(".")) for one in error.mistakes]
        raise FileError(found) from error
    system: System = part.made
    return system


class AnyEnvironment(Mapping[str, str]):
    """An environment in which every variable is set, but for those that say how to reach the network.

    value: what every variable holds; empty: each its own value.
    """

    def __init__(self, value: str = "") -> None:
        self._value = value

    def __getitem__(self, name: str) -> str:
        if name.lower().endswith("_proxy") or name.startswith("SSL_"):
            raise KeyError(name)
        return self._value or f"value-of-{name}"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
