"""References to parameters, kept apart from braces that a foreign text happens to have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["PARAMETERS", "drop_marks", "refer", "write_references"]

PARAMETERS = "parameters"

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: `drop_marks` takes them out of foreign text
_BRACE = "open_brace"
_LIKE_ONE = re.compile(r"\{(?=[a-z][a-z0-9_]*\})")


def refer(name: str) -> str:
    """Return what stands for the parameter `name` until the document is written."""
    return f"{_OPEN}{name}{_CLOSE}"


def drop_marks(text: str) -> str:
    """Return a foreign text without the characters that mark references here."""
    return text.replace(_OPEN, " ").replace(_CLOSE, " ")


def write_references(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document, which has parameters or an empty map of them, with its references as `{name}`.

    Braces of foreign text that look like a reference are written `{open_brace}name}`, with a parameter for the brace.
    Parameters cannot refer to anything: in them, such braces become parentheses.
    """
    written = {key: _write(value, is_parameter=key == PARAMETERS) for key, value in document.items()}
    if _has_braces({key: value for key, value in written.items() if key != PARAMETERS}):
        written[PARAMETERS] = {**written[PARAMETERS], _BRACE: "{"}
    return written


def _write(value: Any, *, is_parameter: bool) -> Any:  # noqa: ANN401 (a document of any shape)
    if isinstance(value, str):
        guarded = _write_plain(value) if is_parameter else _LIKE_ONE.sub(f"{{{_BRACE}}}", value)
        return guarded.replace(_OPEN, "{").replace(_CLOSE, "}")
    if isinstance(value, dict):
        return {key: _write(below, is_parameter=is_parameter or key == PARAMETERS) for key, below in value.items()}
    if isinstance(value, list):
        return [_write(below, is_parameter=is_parameter) for below in value]
    return value


def _write_plain(text: str) -> str:
    return re.sub(r"\{([a-z][a-z0-9_]*)\}", r"(\1)", text)


def _has_braces(value: Any) -> bool:  # noqa: ANN401 (a document of any shape)
    if isinstance(value, str):
        return f"{{{_BRACE}}}" in value
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_has_braces(one) for one in below)
