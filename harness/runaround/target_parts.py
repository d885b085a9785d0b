"""Makes what a part of a target file describes by the plugin that it names; used by `target_file`.

The whole file describes a bot by an adapter; the part below `system`, a test system. Both are read in the
same way: what every such part has, what the plugin's own JSON Schema says, and what only the plugin sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from runaround.errors import FileError, Mistake, PluginError, RunaroundError
from runaround.plugins import find_plugins, load_plugin, suggest
from runaround.schema_file import load_schema
from runaround.schema_remainder import find_remainder, is_at_or_below
from runaround.yaml_file import LineMap, keep_text, show_path, validate

__all__ = ["Part", "PartKind", "make_part", "sort_mistakes"]


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part: which group of plugins makes it, which key names the plugin, what every such part may hold.

    role: what messages call the plugin.
    """

    role: str
    group: str
    key: str
    default: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a target file: its content, with text as it was written, and what plugin `name` made of it."""

    name: str
    content: Mapping[str, Any]
    made: Any


def make_part(
    document: Any,  # noqa: ANN401 (foreign data)
    kind: PartKind,
    *,
    environ: Mapping[str, str],
    lines: LineMap,
) -> Part:
    """Return what the plugin that `document` names makes of it; secrets come from `environ`.

    lines: of `document`, whose top is the top of the part.

    Raises FileError with every mistake, and PluginError if the plugin's own code fails.
    """
    document = keep_text(document, kind.schema, lines)
    mistakes = validate(document, kind.schema, lines)
    if not isinstance(document, dict) or any(mistake.path == kind.key for mistake in mistakes):
        raise FileError(mistakes)
    name = document.get(kind.key, kind.default)
    known = find_plugins(kind.group)
    if name not in known:
        text = f"no {kind.role} {name[:80]!r}. Known: {', '.join(known)}.{suggest(name, known)}"
        raise FileError([*mistakes, lines.mistake((kind.key,), text)])
    plugin = _Plugin(kind, name, environ, lines)
    schema = _find_schema(known[name].module)
    content = {key: value for key, value in keep_text(document, schema, lines).items() if key != kind.key}
    mistakes = [*mistakes, *validate(content, schema, lines)]
    if mistakes:
        raise FileError(sort_mistakes([*mistakes, *plugin.find_more(content, schema)]))
    try:
        return Part(name, content, plugin.make(content))
    except FileError as error:
        raise FileError(sort_mistakes(_with_line(mistake, lines) for mistake in error.mistakes)) from error


def sort_mistakes(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """Return `mistakes` in the order of lines, each once."""
    return sorted(set(mistakes), key=lambda mistake: (mistake.line, mistake.path, mistake.text))


@dataclass(frozen=True, slots=True)
class _Plugin:
    """The plugin that one part names, and what it is given besides the content."""

    kind: PartKind
    name: str
    environ: Mapping[str, str]
    lines: LineMap

    def make(self, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 (foreign object)
        make, file = load_plugin(self.kind.group, self.name), self.lines.file
        try:
            return make(content, file, self.environ)
        except RunaroundError:
            raise
        except Exception as error:
            # Only the type is named: the error of a foreign plugin may quote a secret.
            broke = f"broke with {type(error).__name__} while it read this file."
            msg = f"{file}: the {self.kind.role} {self.name!r} {broke}"
            raise PluginError(msg) from error

    def find_more(self, content: Mapping[str, Any], schema: Mapping[str, Any]) -> list[Mistake]:
        """Return the mistakes that only the plugin sees, in what its schema and the common one leave of `content`."""
        common = find_remainder(content, self.kind.schema)
        rest = find_remainder(common.document, schema)
        if not isinstance(rest.document, dict):
            return []
        try:
            self.make(rest.document)
        except FileError as error:
            told = [one for one in error.mistakes if all(part.tells(one.path, one.rests_on) for part in (common, rest))]
            return [_with_line(mistake, self.lines) for mistake in told]
        except PluginError:
            return []  # told once the file is right: here it may come from what was left out
        return []


def _find_schema(module: str) -> Mapping[str, Any]:
    """Return the JSON Schema beside a plugin's module, `<module>.schema.json`; empty if there is none."""
    package, _, name = module.rpartition(".")
    return load_schema(package or name, f"{name}.schema.json")


def _with_line(mistake: Mistake, lines: LineMap) -> Mistake:
    """Return `mistake` with the line of its key path, or of the nearest key around it."""
    if mistake.line:
        return mistake
    around = {show_path(path): line for path, line in lines.lines.items()}
    fitting = [path for path in around if is_at_or_below(mistake.path, path)]
    return replace(mistake, line=around[max(fitting, key=len)]) if fitting else mistake
