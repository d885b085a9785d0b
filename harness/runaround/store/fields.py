"""Reads values out of foreign JSON, and collects every mistake with its key path instead of stopping at the first."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from runaround.errors import Mistake

__all__ = ["Fields"]

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object, its place (`where.path` is its key path), and the mistakes found in the whole line so far.

    Each reading method returns the value or, after noting a mistake, something harmless of the same type.
    """

    content: dict[str, Any]
    where: Mistake
    mistakes: list[Mistake] = field(default_factory=list)

    @classmethod
    def parse(cls, line: str, where: Mistake) -> Fields:
        """Return the object that a line of JSON holds; `where` gives file and line."""
        try:
            content = json.loads(line, parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            return cls({}, where, [replace(where, text=f"not JSON: {error.msg} at column {error.colno}.")])
        except (ValueError, RecursionError):
            text = "not JSON that can be read: NaN, Infinity, a number of thousands of digits, or nested too deeply."
            return cls({}, where, [replace(where, text=text)])
        return cls.wrap(content, where)

    @classmethod
    def wrap(cls, content: object, where: Mistake) -> Fields:
        """Return the object that a line held; one mistake if it held something else."""
        if isinstance(content, dict):
            return cls(content, where)
        return cls(
            {}, where, [replace(where, text=f"found {_show(content)}; expected an object with id, lang, turns.")]
        )

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return the text at `key`; without a default the key must be there."""
        value = self.content.get(key, default)
        if isinstance(value, str):
            return value
        self._note(key, value, "text")
        return ""

    def optional_text(self, key: str) -> str | None:
        """Return the text at `key`, or None if there is none."""
        return None if self.content.get(key) is None else self.text(key)

    def number(self, key: str, *, default: float) -> float:
        """Return the finite number, 0 or more, at `key`."""
        value = self.content.get(key, default)
        try:
            if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and math.isfinite(value):
                return float(value)
        except OverflowError:
            pass  # an integer beyond every float is no time either
        self._note(key, value, "a number of seconds, 0 or more")
        return default

    def optional_number(self, key: str) -> float | None:
        """Return the number at `key`, or None if there is none."""
        return None if self.content.get(key) is None else self.number(key, default=0.0)

    def count(self, key: str, *, default: int, least: int = 0) -> int:
        """Return the whole number, `least` or more, at `key`."""
        value = self.content.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self._note(key, value, f"a whole number, {least} or more")
        return default

    def optional_count(self, key: str) -> int | None:
        """Return the whole number at `key`, or None if there is none."""
        return None if self.content.get(key) is None else self.count(key, default=0)

    def choice(self, key: str, kind: type[_Choice], *, default: _Choice | None = None) -> _Choice:
        """Return the member of `kind` named at `key`; without a default the key must be there."""
        value: Any = self.content.get(key, default)
        try:
            return kind(value)
        except ValueError:
            self._note(key, value, _one_of(kind))
            return next(iter(kind))

    def optional_choice(self, key: str, kind: type[_Choice]) -> _Choice | None:
        """Return the member of `kind` named at `key`, or None if there is none."""
        return None if self.content.get(key) is None else self.choice(key, kind)

    def choices(self, key: str, kind: type[_Choice]) -> tuple[_Choice, ...]:
        """Return the members of `kind` listed at `key`; no key is an empty list."""
        found = []
        for index, value in enumerate(self._list(key)):
            try:
                found.append(kind(value))
            except ValueError:
                self._note(f"{key}[{index}]", value, _one_of(kind))
        return tuple(found)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts listed at `key`; no key is an empty list."""
        values = self._list(key)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                self._note(f"{key}[{index}]", value, "text")
        return tuple(value for value in values if isinstance(value, str))

    def flag(self, key: str) -> bool:
        """Return the true or false at `key`, which must be there."""
        if self.content.get(key) is None:
            self._note(key, None, "true or false")
        return bool(self.optional_flag(key))

    def optional_flag(self, key: str) -> bool | None:
        """Return the true or false at `key`, or None if there is none."""
        value = self.content.get(key)
        if value is None or isinstance(value, bool):
            return value
        self._note(key, value, "true or false")
        return None

    def named_counts(self, key: str) -> dict[str, int]:
        """Return the whole numbers of the object at `key` by their names; no key is an empty object."""
        inside = self.optional_object(key)
        return {} if inside is None else {name: inside.count(name, default=0) for name in inside.content}

    def counts(self, key: str) -> tuple[int, ...]:
        """Return the whole numbers listed at `key`; no key is an empty list."""
        values = self._list(key)
        for index, value in enumerate(values):
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                self._note(f"{key}[{index}]", value, "a whole number, 0 or more")
        return tuple(value for value in values if isinstance(value, int))

    def optional_object(self, key: str) -> Fields | None:
        """Return the object at `key`, or None if there is none."""
        value = self.content.get(key)
        if value is None:
            return None
        return self._inside(key, value)

    def objects(self, key: str) -> Iterator[Fields]:
        """Yield the objects listed at `key`; no key is an empty list."""
        for index, value in enumerate(self._list(key)):
            yield self._inside(f"{key}[{index}]", value)

    def labels_or_objects(self, key: str) -> Iterator[str | Fields]:
        """Yield what is listed at `key`: texts as they are, and objects."""
        for index, value in enumerate(self._list(key)):
            yield value if isinstance(value, str) else self._inside(f"{key}[{index}]", value)

    def note(self, key: str, text: str) -> None:
        """Add a mistake at `key`."""
        path = f"{self.where.path}.{key}" if self.where.path else key
        self.mistakes.append(replace(self.where, path=path, text=text))

    def _inside(self, key: str, value: object) -> Fields:
        path = f"{self.where.path}.{key}" if self.where.path else key
        if isinstance(value, dict):
            return Fields(value, replace(self.where, path=path), self.mistakes)
        self._note(key, value, "an object")
        # What its keys lack is no second mistake: those notes go to a list that nobody reads.
        return Fields({}, replace(self.where, path=path))

    def _list(self, key: str) -> list[Any]:
        value = self.content.get(key)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self._note(key, value, "a list")
        return []

    def _note(self, key: str, value: object, expected: str) -> None:
        self.note(key, f"found {_show(value) if value is not None else 'nothing'}; expected {expected}.")


def _one_of(kind: type[StrEnum]) -> str:
    return "one of " + ", ".join(kind)


def _show(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def _refuse_constant(name: str) -> NoReturn:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)
