"""Fills request templates. A template is data with placeholders; nothing in it is ever run.

"{text}"            the value itself, with its type, when the placeholder is all there is
"Hello {text}"      put together as text
"{button.value?}"   the key or list entry goes when the value is empty
"{{", "}}"          braces
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from runaround.plugins import suggest

__all__ = ["Values", "clean_text", "escape_braces", "fill", "fill_text", "find_template_mistakes", "names_in", "show"]

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(?P<name>[A-Za-z_][\w.]*)(?P<optional>\?)?\}|[{}]")

Values = Mapping[str, Any]
"""What placeholders stand for: full dotted names, such as `button.label`."""


class _Dropped:
    """Stands for an optional value that is empty."""


_DROPPED = _Dropped()


def fill(template: Any, values: Values) -> Any:  # noqa: ANN401 (JSON in and out)
    """Return `template` with its placeholders replaced; None where the whole of it was optional and empty.

    An object or list that was not empty and has lost everything to `?` is dropped like an empty value.
    """
    filled = _fill(template, values)
    return None if isinstance(filled, _Dropped) else filled


def fill_text(template: str, values: Values, *, encode: Callable[[str], str] = str) -> str:
    """Return a template of text filled; `encode` is applied to every value, never to the template."""

    def replace(found: re.Match[str]) -> str:
        name = found["name"]
        return encode(show(values.get(name))) if name else found[0][0]

    return _PLACEHOLDER.sub(replace, template)


def show(value: Any) -> str:  # noqa: ANN401 (JSON)
    """Return a value as it stands inside text."""
    if value is None:
        return ""
    return clean_text(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def clean_text(text: str) -> str:
    """Return `text` with lone surrogates, which UTF-8 cannot carry, as U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def escape_braces(text: str) -> str:
    """Return `text` such that a template shows it as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def names_in(template: Any) -> set[str]:  # noqa: ANN401 (JSON)
    """Return the names of all placeholders in `template`."""
    return {found["name"] for _, text in _texts(template, "") for found in _PLACEHOLDER.finditer(text) if found["name"]}


def find_template_mistakes(template: Any, path: str, known: Collection[str]) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield (key path, sentence) for unknown placeholders, lone braces and `?` where nothing can be dropped."""
    for place, text in _texts(template, path):
        for found in _PLACEHOLDER.finditer(text):
            name = found["name"]
            if found[0] in ("{", "}"):
                yield place, f"a lone {found[0]!r} in {text[:80]!r}; write {found[0] * 2!r} for a brace."
            elif name and name not in known:
                names = ", ".join(sorted(known))
                yield place, f"unknown placeholder {name!r}; known here: {names}.{suggest(name, list(known))}"
            elif found["optional"] and found[0] != text:
                yield place, f"{found[0]!r} can be left out only where it is the whole value; found {text[:80]!r}."


def _texts(template: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 (JSON)
    if isinstance(template, str):
        yield path, template
    elif isinstance(template, Mapping):
        for key, value in template.items():
            yield from _texts(value, f"{path}.{key}" if path else str(key))
    elif isinstance(template, list):
        for index, value in enumerate(template):
            yield from _texts(value, f"{path}[{index}]")


def _fill(template: Any, values: Values) -> Any:  # noqa: ANN401 (JSON in and out)
    if isinstance(template, Mapping):
        pairs = {key: _fill(value, values) for key, value in template.items()}
        kept_pairs = {key: value for key, value in pairs.items() if value is not _DROPPED}
        return kept_pairs if kept_pairs or not template else _DROPPED
    if isinstance(template, list):
        kept = [value for value in (_fill(one, values) for one in template) if value is not _DROPPED]
        return kept if kept or not template else _DROPPED
    if not isinstance(template, str):
        return template
    whole = _PLACEHOLDER.fullmatch(template)
    if whole is None or not whole["name"]:
        return fill_text(template, values)
    value = values.get(whole["name"])
    if whole["optional"] and (value is None or value in ("", [], {})):
        return _DROPPED
    return clean_text(value) if isinstance(value, str) else value
