"""Target files that are known: whole mappings for common bot builders, as data; a target file names one and fills it.

In a preset `<name>` stands for what the target file gives: its `url`, and what stands below `with`. What rests on
something that is not given goes, up to the key or the entry of a list that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from runaround.errors import Mistake
from runaround.plugins import suggest
from runaround.yaml_file import parse_yaml

__all__ = ["Preset", "expand", "find_presets", "load_preset"]

_FOLDER = "presets"
_GIVEN = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Preset:
    """One builder of bots. url: which address is meant; values: what else is given, by name; needed: what must be."""

    name: str
    about: str
    url: str
    source: str
    values: Mapping[str, str]
    needed: frozenset[str]
    target: Mapping[str, Any]


def find_presets() -> tuple[str, ...]:
    """Return the names of all presets."""
    names = (file.name for file in files("runaround_adapters").joinpath(_FOLDER).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def load_preset(name: str) -> Preset:
    """Return the preset `name`, which is one of `find_presets`."""
    text = files("runaround_adapters").joinpath(_FOLDER, f"{name}.yaml").read_text("utf-8")
    document, _ = parse_yaml(text, f"{_FOLDER}/{name}.yaml")
    values = document["with"]
    return Preset(
        name,
        document["about"],
        document["url"],
        document["source"],
        {key.removesuffix("!"): what for key, what in values.items()},
        frozenset(key.removesuffix("!") for key in values if key.endswith("!")),
        document["target"],
    )


def expand(document: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Mistake]]:
    """Return a target file's content with its preset put in, and what is wrong with what it gives.

    Keys that the target file has itself come first; those that hold keys, such as `headers`, are put together.
    """
    name, given = document.get("preset"), dict(document.get("with", {}))
    own = {key: value for key, value in document.items() if key not in ("preset", "with")}
    if name is None:
        text = "has a meaning only with 'preset'."
        return own, [Mistake(file, 0, "with", text, ("preset",))] if "with" in document else []
    known = find_presets()
    if name not in known:
        text = f"no preset {str(name)[:80]!r}. Known: {', '.join(known)}.{suggest(str(name), list(known))}"
        return {"reply": {}} | own, [Mistake(file, 0, "preset", text)]
    preset = load_preset(name)
    values = {"url": str(own.pop("url")).rstrip("/"), **given}
    mistakes = _check(preset, given, file)
    return _merge(_fill(preset.target, values), own), mistakes


def _check(preset: Preset, given: Mapping[str, Any], file: str) -> list[Mistake]:
    missing = [
        Mistake(file, 0, "with", f"the preset {preset.name} needs {key!r}: {preset.values[key]}.", ("preset",))
        for key in sorted(preset.needed - set(given))
    ]
    names = ", ".join(preset.values)
    unknown = [
        Mistake(
            file,
            0,
            f"with.{key}",
            f"the preset {preset.name} takes {names}.{suggest(key, list(preset.values))}",
            ("preset",),
        )
        for key in given
        if key not in preset.values
    ]
    return [*missing, *unknown]


def _merge(preset: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**preset, **own}
    for key in ("headers", "query", "limits"):
        if key in preset and isinstance(own.get(key), Mapping):
            merged[key] = {**preset[key], **own[key]}
    return merged


def _fill(part: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401 (YAML in and out)
    """Return `part` with what is given put in, and without what rests on something that is not."""
    if isinstance(part, Mapping):
        return {key: _fill(value, values) for key, value in part.items() if _is_given(value, values)}
    if isinstance(part, list):
        return [_fill(one, values) for one in part if _is_given(one, values)]
    return _GIVEN.sub(lambda found: str(values[found[1]]), part) if isinstance(part, str) else part


def _is_given(part: Any, values: Mapping[str, str]) -> bool:  # noqa: ANN401 (YAML)
    return not isinstance(part, str) or all(name in values for name in _GIVEN.findall(part))
