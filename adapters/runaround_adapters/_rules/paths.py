"""The JMESPath expressions of a target file, each with the key that holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from runaround.errors import WrongShape

__all__ = ["PathMistake", "Quote", "ValuePath"]

Quote = Callable[[object], str]
"""Shows a foreign value in a message: short, visible and without secrets."""


class PathMistake(Exception):
    """A text of the target file is not a JMESPath expression."""


@dataclass(frozen=True, slots=True)
class ValuePath:
    """A compiled expression; `key` is its place in the target file, such as `reply.text`."""

    key: str
    expression: str
    compiled: Any

    @classmethod
    def of(cls, key: str, expression: str) -> ValuePath:
        """Return the compiled expression. Raises PathMistake."""
        try:
            return cls(key, expression, jmespath.compile(expression))
        except JMESPathError as error:
            msg = (
                f"{expression[:80]!r} is not a JMESPath expression."
                " A name with other signs than letters, digits and '_' stands in double quotes."
            )
            raise PathMistake(msg) from error

    def __str__(self) -> str:
        """How messages name it: reply.text (data.text)."""
        return f"{self.key} ({self.expression})"

    def find(self, data: object, quote: Quote) -> Any:  # noqa: ANN401 (foreign data)
        """Return what the expression finds in `data`; None if nothing. Raises WrongShape if it cannot be applied."""
        try:
            return self.compiled.search(data)
        except (JMESPathError, TypeError, ValueError) as error:
            msg = f"{self} cannot be applied to {quote(data)}; it expects other types there."
            raise WrongShape(msg) from error

    def find_text(self, data: object, quote: Quote) -> str:
        """Return the text that the expression finds; empty if nothing. Raises WrongShape for lists and objects."""
        value = self.find(data, quote)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        msg = f"{self} found {quote(value)}; expected text."
        raise WrongShape(msg)

    def find_list(self, data: object, quote: Quote) -> list[Any]:
        """Return the list that the expression finds; empty if nothing. Raises WrongShape for anything else."""
        value = self.find(data, quote)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        msg = f"{self} found {quote(value)}; expected a list."
        raise WrongShape(msg)

    def is_null_in(self, data: object) -> bool:
        """Whether `data` has the place of a plain dotted path and holds null there."""
        place: object = data
        for name in self.expression.split("."):
            if not isinstance(place, Mapping) or name not in place:
                return False
            place = place[name]
        return place is None
