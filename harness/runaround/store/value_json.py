"""Frozen values of the model as JSON and back, driven by their type hints: one codec for all of them.

Every key is written, so that a default that changes later changes no record. Keys that are not known are left alone:
a later version may have written them. Values of the wrong type are told with their key path.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from runaround.errors import FileError, Mistake
from runaround.store.transcripts import write_line

__all__ = ["decode_value", "encode_value"]

_Value = TypeVar("_Value")
_Hint: TypeAlias = Any  # a class, or `int | None`, `tuple[int, ...]` and the like, for which there is no type
_Note = Callable[[str, str], None]
_SHOWN = 80


def encode_value(value: object) -> str:
    """Return a dataclass, and all that it holds, as one line of JSON."""
    return write_line(_plain(value))


def decode_value(kind: type[_Value], text: str, *, where: str) -> _Value:
    """Return the value of class `kind` that `encode_value` made `text` of.

    where: where the text comes from, for messages.
    Raises FileError with every mistake.
    """
    mistakes: list[Mistake] = []

    def note(path: str, told: str) -> None:
        mistakes.append(Mistake(where, 0, path, told))

    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError([Mistake(where, 0, "", f"not JSON that can be read: {error!r:.200}")]) from error
    value = _read(kind, content, path="", note=note)
    if mistakes:
        raise FileError(mistakes)
    assert isinstance(value, kind)
    return value


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, tuple):
        return [_plain(held) for held in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: _Hint, content: object, *, path: str, note: _Note) -> object:
    """Return what `content` means as a value of type `kind`; None after a mistake was noted."""
    origin: _Hint = get_origin(kind)
    inside = get_args(kind)
    if origin in {Union, types.UnionType}:
        return _read_union(inside, content, path=path, note=note)
    if origin is tuple:
        return _read_tuple(inside, content, path=path, note=note)
    if origin is not None:
        return _read_mapping(inside[1], content, path=path, note=note)
    if is_dataclass(kind):
        return _read_fields(kind, content, path=path, note=note)
    return _read_scalar(kind, content, path=path, note=note)


def _read_union(kinds: tuple[_Hint, ...], content: object, *, path: str, note: _Note) -> object:
    """Return a value that may be None; the model knows no other unions."""
    if content is None and types.NoneType in kinds:
        return None
    (kind,) = (one for one in kinds if one is not types.NoneType)
    return _read(kind, content, path=path, note=note)


def _read_tuple(kinds: tuple[_Hint, ...], content: object, *, path: str, note: _Note) -> tuple[object, ...]:
    if not isinstance(content, list):
        note(path, _expected(content, "a list"))
        return ()
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(content)
    if len(kinds) != len(content):
        note(path, f"found {len(content)} values; expected {len(kinds)}.")
        return ()
    pairs = enumerate(zip(kinds, content, strict=True))
    return tuple(_read(kind, held, path=f"{path}[{index}]", note=note) for index, (kind, held) in pairs)


def _read_mapping(kind: _Hint, content: object, *, path: str, note: _Note) -> dict[str, object]:
    if not isinstance(content, dict):
        note(path, _expected(content, "an object"))
        return {}
    return {key: _read(kind, held, path=f"{path}.{key}", note=note) for key, held in content.items()}


def _read_fields(kind: _Hint, content: object, *, path: str, note: _Note) -> object:
    if not isinstance(content, dict):
        note(path, _expected(content, "an object"))
        return None
    noted: list[str] = []

    def note_too(place: str, told: str) -> None:
        noted.append(told)
        note(place, told)

    values: dict[str, object] = {}
    for field, hint in _fields_of(kind):
        place = f"{path}.{field.name}" if path else field.name
        if field.name in content:
            values[field.name] = _read(hint, content[field.name], path=place, note=note_too)
        elif field.default is MISSING and field.default_factory is MISSING:
            note_too(place, "found nothing; expected a value.")
    return None if noted else kind(**values)


@cache
def _fields_of(kind: _Hint) -> tuple[tuple[Field[Any], _Hint], ...]:
    hints = get_type_hints(kind)
    return tuple((field, hints[field.name]) for field in fields(kind))


def _read_scalar(kind: _Hint, content: object, *, path: str, note: _Note) -> object:
    if issubclass(kind, StrEnum | date):
        return _read_word(kind, content, path=path, note=note)
    # In JSON as in Python true is a number, but nobody means one by it.
    fits = isinstance(content, int | float) if kind is float else isinstance(content, kind)
    if not fits or (isinstance(content, bool) and kind is not bool):
        note(path, _expected(content, _NAMES[kind]))
        return None
    return content


def _read_word(kind: _Hint, content: object, *, path: str, note: _Note) -> object:
    try:
        if isinstance(content, str):
            return kind(content) if issubclass(kind, StrEnum) else kind.fromisoformat(content)
    except ValueError:
        pass  # told below, as any other wrong value
    note(path, _expected(content, "one of " + ", ".join(kind) if issubclass(kind, StrEnum) else "a day, YYYY-MM-DD"))
    return None


_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _expected(content: object, expected: str) -> str:
    shown = "nothing" if content is None else repr(content)
    return f"found {shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + '…'}; expected {expected}."
