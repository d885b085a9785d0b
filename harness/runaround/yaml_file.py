"""Reads YAML files of the person who runs the harness, and says what is wrong in them.

    read_yaml(path)                    -> document and the line of every key
    parse_yaml(text, file)             -> the same of a text
    keep_text(document, schema, lines) -> document with text as it was written, where the schema wants text
    validate(document, schema, lines)  -> every mistake against a JSON Schema, in our words
    load_yaml(path, schema)            -> all three at once

Plain scalars follow a narrow form of YAML 1.2: `true`, `false`, `null`, whole numbers and decimal
numbers are what they look like; everything else (`no`, `on`, `0123`, `12:30`, `2026-01-01`) is text.
Keys are always text. A schema may carry two words of ours: `x-expected`, what a value should be, as
it reads after "expected"; and `x-secret`, which keeps the value found out of every message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from runaround.errors import FileError, Mistake
from runaround.schema_mistakes import below, branches, find_schema_mistakes, show_path
from runaround.yaml_syntax import explain_syntax

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "KeyPath",
    "LineMap",
    "keep_text",
    "load_yaml",
    "parse_yaml",
    "read_yaml",
    "show_path",
    "validate",
]

MAX_BYTES = 1_000_000
MAX_NODES = 50_000
MAX_DEPTH = 40
_TAG = "tag:yaml.org,2002:"

KeyPath = tuple[str | int, ...]
"""Where a value stands: keys and list indices from the top, as in `("sessions", 1, "after")`."""


@dataclass(frozen=True, slots=True)
class LineMap:
    """Where each value of a document was written: its line, from 1, and its text if it is a plain scalar."""

    file: str
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    written: Mapping[KeyPath, str] = field(default_factory=dict)

    def line(self, path: Iterable[str | int]) -> int:
        """Return the line of `path`, or of the nearest thing around it that has one; 0 if nothing has."""
        place = tuple(path)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 0)

    def below(self, key: str) -> LineMap:
        """Return the map of what stands below `key` at the top, with paths that begin there."""
        return LineMap(
            self.file,
            {path[1:]: line for path, line in self.lines.items() if path[:1] == (key,)},
            {path[1:]: text for path, text in self.written.items() if path[:1] == (key,)},
        )

    def mistake(self, path: Iterable[str | int], text: str) -> Mistake:
        """Return a mistake at `path` with its line."""
        place = tuple(path)
        return Mistake(self.file, self.line(place), show_path(place), text)


def load_yaml(path: Path, schema: Mapping[str, Any]) -> tuple[Any, LineMap]:
    """Return the document of `path`, valid against `schema`, and its lines.

    Raises FileError with every mistake of the file.
    """
    document, lines = read_yaml(path)
    document = keep_text(document, schema, lines)
    mistakes = validate(document, schema, lines)
    if mistakes:
        raise FileError(mistakes)
    return document, lines


def read_yaml(path: Path) -> tuple[Any, LineMap]:
    """Return the one document of a YAML file and its lines.

    Raises FileError if the file cannot be read, is over 1 MB, is not UTF-8, is not YAML, repeats a
    key, uses a tag other than those of plain data, or grows out of bounds through aliases or nesting.
    """
    return parse_yaml(_read_text(path), str(path))


def parse_yaml(text: str, file: str) -> tuple[Any, LineMap]:
    """Return the one document of a YAML text and its lines; JSON is YAML too. `file` is what messages name.

    Raises FileError as `read_yaml`, but for what can be wrong with a file itself.
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise FileError([_syntax_mistake(file, text, error)]) from error
    except RecursionError as error:
        raise FileError([Mistake(file, 0, "", f"is nested deeper than {MAX_DEPTH} levels.")]) from error
    if root is None:
        raise FileError([Mistake(file, 1, "", "the file is empty; expected keys and values.")])
    builder = _Builder(file)
    document = builder.build(root, ())
    if builder.mistakes:
        raise FileError(sorted(builder.mistakes, key=lambda mistake: mistake.line))
    return document, LineMap(file, builder.lines, builder.written)


def keep_text(document: Any, schema: Mapping[str, Any], lines: LineMap) -> Any:  # noqa: ANN401 (foreign data)
    """Return `document` with every number, truth value and null as it was written where only text is allowed."""
    return _keep_text(document, [schema], (), lines=lines, root=schema)


def validate(document: Any, schema: Mapping[str, Any], lines: LineMap) -> list[Mistake]:  # noqa: ANN401 (foreign data)
    """Return every mistake of `document` against `schema`, in the order of lines; empty if there is none."""
    found = [
        Mistake(lines.file, lines.line(one.at), show_path(one.path), one.text)
        for one in find_schema_mistakes(document, schema)
    ]
    return sorted(set(found), key=lambda mistake: (mistake.line, mistake.path, mistake.text))


class _Loader(yaml.SafeLoader):
    """SafeLoader with our own, narrower idea of what is not text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (the base class's own form)


# 18 digits at most: a longer "number" is an order number, and text keeps it as it is. Behind a point 17 stand in what
# programs write (0.30000000000000004).
for _name, _pattern, _starts in (
    ("bool", r"(?:true|false)\Z", "tf"),
    ("int", r"-?(?:0|[1-9][0-9]{0,17})\Z", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,17}\Z", "-0123456789"),
    ("null", r"(?:null|~|)\Z", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(_pattern), list(_starts))

_MAKERS: dict[str, Callable[[str], Any]] = {
    _TAG + "str": str,
    _TAG + "bool": lambda text: text == "true",
    _TAG + "int": int,
    _TAG + "float": float,
    _TAG + "null": lambda _text: None,
}


class _Builder:
    """Turns YAML nodes into plain data while it notes lines and mistakes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[KeyPath, int] = {}
        self.written: dict[KeyPath, str] = {}
        self.mistakes: list[Mistake] = []
        self._nodes = 0

    def build(self, node: yaml.Node, path: KeyPath) -> Any:  # noqa: ANN401 (foreign data)
        """Return what `node` holds; what is wrong with it goes to `mistakes`."""
        self.lines.setdefault(path, node.start_mark.line + 1)
        self._nodes += 1
        if self._nodes > MAX_NODES or len(path) > MAX_DEPTH:
            text = f"the file holds more than {MAX_NODES} values or {MAX_DEPTH} levels once its aliases are expanded."
            raise FileError([Mistake(self.file, node.start_mark.line + 1, show_path(path[:3]), text)])
        if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return self._build_mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and node.tag in _MAKERS:
            return self._build_scalar(node, path)
        return self._refuse(node, path, f"the tag {node.tag.replace(_TAG, '!!')!r} is not plain data; take it out.")

    def _build_mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        document: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(key_node, path, "a key that is a list or a mapping; expected text.")
                continue
            key, place = str(key_node.value), (*path, str(key_node.value))
            if key in document:
                first = self.lines[place]
                self._refuse(key_node, path, f"the key {key!r} stands here twice; the first is on line {first}.")
                continue
            self.lines[place] = key_node.start_mark.line + 1
            document[key] = self.build(value_node, place)
        return document

    def _build_scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:  # noqa: ANN401 (foreign data)
        if node.style is None:
            self.written[path] = node.value
        try:
            return _MAKERS[node.tag](node.value)
        except ValueError:
            return self._refuse(node, path, f"{node.value[:80]!r} is not what its tag {node.tag[-5:]!r} says.")

    def _refuse(self, node: yaml.Node, path: KeyPath, text: str) -> None:
        self.mistakes.append(Mistake(self.file, node.start_mark.line + 1, show_path(path), text))


def _read_text(path: Path) -> str:
    file = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        text = f"cannot be read: {error.strerror or type(error).__name__}."
        raise FileError([Mistake(file, 0, "", text)]) from error
    if len(data) > MAX_BYTES:
        raise FileError([Mistake(file, 0, "", f"is larger than {MAX_BYTES:,} bytes.")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = f"is not UTF-8 (byte 0x{data[error.start]:02x}); save it as UTF-8."
        raise FileError([Mistake(file, line, "", text)]) from error


def _syntax_mistake(file: str, text: str, error: yaml.YAMLError) -> Mistake:
    if isinstance(error, yaml.MarkedYAMLError):
        line, told = explain_syntax(text, error)
        return Mistake(file, line, "", told)
    position = getattr(error, "position", None)  # a character that YAML does not allow
    if isinstance(position, int):
        line = text.count("\n", 0, position) + 1
        return Mistake(file, line, "", f"holds the character {text[position]!r}, which YAML does not allow.")
    return Mistake(file, 0, "", "is not YAML.")


_OWN_TYPE: tuple[tuple[type, frozenset[str]], ...] = (
    (bool, frozenset({"boolean"})),
    (int, frozenset({"integer", "number"})),
    (float, frozenset({"number"})),
    (type(None), frozenset({"null"})),
)


def _keep_text(  # foreign data in and out
    value: Any,  # noqa: ANN401
    schemas: list[Mapping[str, Any]],
    path: KeyPath,
    *,
    lines: LineMap,
    root: Mapping[str, Any],
) -> Any:  # noqa: ANN401
    flat = branches(schemas, root)
    if isinstance(value, dict):
        return {
            key: _keep_text(item, below(flat, key), (*path, key), lines=lines, root=root) for key, item in value.items()
        }
    if isinstance(value, list):
        items = [one["items"] for one in flat if isinstance(one.get("items"), dict)]
        return [_keep_text(item, items, (*path, index), lines=lines, root=root) for index, item in enumerate(value)]
    own = next((names for kind, names in _OWN_TYPE if isinstance(value, kind)), frozenset[str]())
    if not own or path not in lines.written:
        return value
    allowed = {name for one in flat for name in _types(one)}
    return lines.written[path] if "string" in allowed and not own & allowed and lines.written[path] else value


def _types(schema: Mapping[str, Any]) -> list[str]:
    if "enum" in schema and "type" not in schema:
        return ["string"] if all(isinstance(one, str) for one in schema["enum"]) else []
    named = schema.get("type", [])
    return [named] if isinstance(named, str) else list(named)
