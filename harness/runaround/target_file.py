"""Reads target files: which bot to talk to, and through which adapter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from runaround.adapter import ADAPTER_GROUP, Adapter
from runaround.errors import FileError, Mistake, PluginError, RunaroundError
from runaround.plugins import find_plugins, load_plugin, suggest
from runaround.schema_remainder import find_remainder, is_at_or_below
from runaround.yaml_file import LineMap, keep_text, read_yaml, show_path, validate

__all__ = ["DEFAULT_ADAPTER", "DEFAULT_CONCURRENCY", "Target", "check_target", "load_target", "make_target"]

DEFAULT_ADAPTER = "http"
DEFAULT_CONCURRENCY = 8

_COMMON: Mapping[str, Any] = {
    "type": "object",
    "x-expected": "keys with values, such as 'url' and 'reply'",
    "properties": {
        "adapter": {"type": "string", "minLength": 1},
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "limits": {"type": "object", "properties": {"concurrency": {"type": "integer", "minimum": 1}}},
    },
}
"""What every target file has, whatever its adapter."""


@dataclass(frozen=True, slots=True)
class Target:
    """One bot, and the way to it. `max_concurrency` is how many cases it may be given at the same time."""

    name: str
    adapter_name: str
    adapter: Adapter
    max_concurrency: int = DEFAULT_CONCURRENCY


def load_target(path: Path, environ: Mapping[str, str]) -> Target:
    """Return the target that a file describes; secrets come from `environ`.

    Raises FileError with every mistake of the file, and PluginError if the adapter's own code fails.
    """
    document, lines = read_yaml(path)
    return make_target(document, environ, file=str(path), lines=lines)


def check_target(path: Path) -> None:
    """Check a target file without talking to the bot, and without its secrets. Raises as `load_target`."""
    load_target(path, _AnyEnvironment())


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
    document = keep_text(document, _COMMON, lines)
    mistakes = validate(document, _COMMON, lines)
    if not isinstance(document, dict) or any(mistake.path == "adapter" for mistake in mistakes):
        raise FileError(mistakes)
    adapter_name = document.get("adapter", DEFAULT_ADAPTER)
    known = find_plugins(ADAPTER_GROUP)
    if adapter_name not in known:
        text = f"no adapter {adapter_name[:80]!r}. Known: {', '.join(known)}.{suggest(adapter_name, known)}"
        raise FileError([*mistakes, lines.mistake(("adapter",), text)])
    schema = _find_schema(known[adapter_name].module)
    document = keep_text(document, schema, lines)
    content = {key: value for key, value in document.items() if key != "adapter"}
    mistakes = sorted({*mistakes, *validate(content, schema, lines)}, key=_place_of)
    if mistakes:
        more = _find_more(adapter_name, content, environ, schema=schema, file=file)
        raise FileError(sorted({*mistakes, *(_with_line(one, lines) for one in more)}, key=_place_of))
    try:
        adapter = _make_adapter(adapter_name, content, environ, file)
    except FileError as error:
        found = [_with_line(mistake, lines) for mistake in error.mistakes]
        raise FileError(sorted(found, key=_place_of)) from error
    return Target(
        document.get("name", Path(file).stem),
        adapter_name,
        adapter,
        max_concurrency=document.get("limits", {}).get("concurrency", DEFAULT_CONCURRENCY),
    )


def _make_adapter(name: str, content: Mapping[str, Any], environ: Mapping[str, str], file: str, /) -> Adapter:
    make = load_plugin(ADAPTER_GROUP, name)
    try:
        adapter: Adapter = make(content, file, environ)
    except RunaroundError:
        raise
    except Exception as error:
        # Only the type is named: the error of a foreign adapter may quote a secret.
        msg = f"{file}: the adapter {name!r} broke with {type(error).__name__} while it read this file."
        raise PluginError(msg) from error
    return adapter


def _find_more(
    name: str, content: Mapping[str, Any], environ: Mapping[str, str], *, schema: Mapping[str, Any], file: str
) -> list[Mistake]:
    """Return the mistakes that only the adapter sees, in what its schema and the common one leave of `content`."""
    common = find_remainder(content, _COMMON)
    rest = find_remainder(common.document, schema)
    if not isinstance(rest.document, dict):
        return []
    try:
        _make_adapter(name, rest.document, environ, file)
    except FileError as error:
        return [one for one in error.mistakes if all(part.tells(one.path, one.rests_on) for part in (common, rest))]
    except PluginError:
        return []  # told once the file is right: here it may come from what was left out
    return []


def _find_schema(module: str) -> Mapping[str, Any]:
    """Return the JSON Schema beside an adapter's module, `<module>.schema.json`; empty if there is none."""
    package, _, name = module.rpartition(".")
    found = files(package or name).joinpath(f"{name}.schema.json")
    schema: Mapping[str, Any] = json.loads(found.read_text("utf-8")) if found.is_file() else {}
    return schema


def _with_line(mistake: Mistake, lines: LineMap) -> Mistake:
    """Return `mistake` with the line of its key path, or of the nearest key around it."""
    if mistake.line:
        return mistake
    around = {show_path(path): line for path, line in lines.lines.items()}
    fitting = [path for path in around if is_at_or_below(mistake.path, path)]
    return replace(mistake, line=around[max(fitting, key=len)]) if fitting else mistake


def _place_of(mistake: Mistake) -> tuple[int, str, str]:
    return mistake.line, mistake.path, mistake.text


class _AnyEnvironment(Mapping[str, str]):
    """An environment in which every variable is set, for checks that must not need secrets."""

    def __getitem__(self, name: str) -> str:
        return f"value-of-{name}"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
