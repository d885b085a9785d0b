"""Says in our words what is wrong with a document against a JSON Schema; used by `yaml_file`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from runaround.plugins import suggest
from runaround.yaml_syntax import explain_colon

__all__ = ["Place", "SchemaMistake", "below", "branches", "find_schema_mistakes", "show_path"]

_MAX_QUOTED = 80
_PLAIN_KEY = re.compile(r"[^\s.\[\]'\"]+")
_LOWER_KEY = re.compile(r"[a-z0-9_/]+")
_LISTED = re.compile(r"[,，、【】［］]\s*")
_LEADING_ZERO = re.compile(r"0+[1-9][0-9]*")
_TYPE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "keys with values",
    "null": "nothing",
}

Place = tuple[str | int, ...]

_Sentence = tuple[str | None, str]
"""What is wrong with a value, and the key of it that is meant, if one is."""


def show_path(path: Iterable[str | int]) -> str:
    """Return a key path as people write it: `sessions[1].after`."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        elif _PLAIN_KEY.fullmatch(part):
            shown += f".{part}" if shown else part
        else:
            shown += f"[{part!r}]"
    return shown


def branches(schemas: Iterable[Mapping[str, Any]], root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return `schemas` with their local references and alternatives laid out flat."""
    flat: list[Mapping[str, Any]] = []
    waiting = list(schemas)
    while waiting and len(flat) < 1000:  # a schema that refers to itself must not go round for ever
        schema = waiting.pop()
        flat.append(schema)
        if "$ref" in schema:
            waiting.append(_resolve(schema["$ref"], root))
        for word in ("anyOf", "oneOf", "allOf"):
            waiting += [one for one in schema.get(word, ()) if isinstance(one, dict)]
        waiting += [schema[word] for word in ("then", "else") if isinstance(schema.get(word), dict)]
    return flat


def below(schemas: Iterable[Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    """Return the schemas that judge the value of `key`, given those of the mapping around it, laid out flat."""
    found: list[Any] = []
    for schema in schemas:
        named = [schema["properties"][key]] if key in schema.get("properties", {}) else []
        named += [one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
        found += named or [schema.get("additionalProperties")]
    return [one for one in found if isinstance(one, dict)]


@dataclass(frozen=True, slots=True)
class SchemaMistake:
    """What is wrong at `path`; `at` is where it was written, which for a wrong key is the key itself.

    is_gap: whether nothing that stands there is wrong, but something is missing in it.
    """

    path: Place
    at: Place
    text: str
    is_gap: bool = False


def find_schema_mistakes(
    document: Any,  # noqa: ANN401 (foreign data)
    schema: Mapping[str, Any],
) -> list[SchemaMistake]:
    """Return every mistake of `document`; where a schema gives alternatives, the nearest one judges."""
    errors = Draft202012Validator(schema).iter_errors(document)
    return list(dict.fromkeys(found for error in errors for found in _explain(error)))


def _resolve(reference: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    place: Any = root
    for part in filter(None, reference.removeprefix("#").split("/")):
        place = place[part.replace("~1", "/").replace("~0", "~")]
    return dict(place)


def _explain(error: ValidationError) -> list[SchemaMistake]:
    path = tuple(error.absolute_path)
    if error.validator in ("anyOf", "oneOf") and error.context:
        return _explain_alternatives(error, path)
    if "propertyNames" in list(error.relative_schema_path)[-2:-1]:
        return [SchemaMistake(path, (*path, str(error.instance)), _found(error, _expected(error)))]
    sentences = _SENTENCES.get(str(error.validator), _value_mistakes)(error)
    is_gap = error.validator == "required"
    return [SchemaMistake(path, path if key is None else (*path, key), text, is_gap) for key, text in sentences]


def _explain_alternatives(error: ValidationError, path: Place) -> list[SchemaMistake]:
    """Report the alternative that the writer most likely meant; if none is near, what all of them expect."""
    if "x-expected" in _schema(error) and not isinstance(error.instance, dict | list):
        return [SchemaMistake(path, path, _found(error, _expected(error)))]
    by_branch: dict[int | str, list[ValidationError]] = {}
    for one in error.context or ():
        by_branch.setdefault(one.schema_path[0], []).append(one)
    near = [group for group in by_branch.values() if not any(_is_other_kind(one, error) for one in group)]
    if near:
        return [found for one in min(near, key=len) for found in _explain(one)]
    expected = [_expected(group[0]) for group in by_branch.values()]
    return [SchemaMistake(path, path, _found(error, _either(list(dict.fromkeys(expected)))))]


def _is_other_kind(error: ValidationError, around: ValidationError) -> bool:
    return error.absolute_path == around.absolute_path and error.validator in ("type", "const", "enum")


def _unknown_keys(error: ValidationError) -> list[_Sentence]:
    schema = _schema(error)
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    extra = [
        key for key in _keys(error) if key not in known and not any(re.search(pattern, key) for pattern in patterns)
    ]
    what = f"{schema['title']} has" if "title" in schema else "known here:"
    names = _either([repr(key) for key in known], "and") if known else "none"
    told = {key: suggest(key, known) or _hint_at_comma(key, error.instance) for key in extra}
    return [(key, f"unknown key {_quote(key)}; {what} {names}.{hint}") for key, hint in told.items()]


def _hint_at_comma(key: str, instance: Any) -> str:  # noqa: ANN401 (foreign data)
    """Return the way out where half a text has become a key: `{en: Yes, and no}`."""
    is_text = isinstance(instance, dict) and instance.get(key) is None and not _LOWER_KEY.fullmatch(key)
    return " If it belongs to the text before it: inside { }, a text with a comma needs quotes." if is_text else ""


def _missing_keys(error: ValidationError) -> list[_Sentence]:
    properties = _schema(error).get("properties", {})
    found: list[_Sentence] = []
    for key in _words(error.validator_value):
        meaning = properties.get(key, {})
        expected = f"; expected {meaning['x-expected']}." if "x-expected" in meaning else "."
        found += [(None, f"the key {key!r} is missing{expected}")] if key not in _keys(error) else []
    return found


def _missing_companions(error: ValidationError) -> list[_Sentence]:
    return [
        (key, f"the key {key!r} needs {other!r} beside it.")
        for key, others in dict(error.validator_value).items()  # type: ignore[arg-type]  # the stubs do not know the keyword
        for other in others
        if key in _keys(error) and other not in _keys(error)
    ]


def _value_mistakes(error: ValidationError) -> list[_Sentence]:
    return [(None, _found(error, _expected(error)))]


_SENTENCES: dict[str, Callable[[ValidationError], list[_Sentence]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "dependentRequired": _missing_companions,
}


def _found(error: ValidationError, expected: str) -> str:
    if _schema(error).get("x-secret"):
        return f"expected {expected}; what was found may be a secret and is not shown."
    return f"found {_describe(error.instance)}, expected {expected}.{_hint(error)}"


def _hint(error: ValidationError) -> str:
    """Return the way out of a text that stands where something else should, if there is a likely one."""
    found = error.instance
    if not isinstance(found, str):
        return ""
    if error.validator == "enum":
        return suggest(found, _words(error.validator_value))
    if _schema(error).get("type") == "array" and _LISTED.search(found) and len(found) <= _MAX_QUOTED:
        return f" A list stands in brackets: [{_LISTED.sub(', ', found.strip('【】［］ ')).strip(', ')}]."
    if _LEADING_ZERO.fullmatch(found) and _schema(error).get("type") in ("integer", "number"):
        return f" Write it without the zero in front: {found.lstrip('0')}."
    return explain_colon(found)


def _schema(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _keys(error: ValidationError) -> list[str]:
    return list(error.instance) if isinstance(error.instance, dict) else []


def _words(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _describe(value: Any) -> str:  # noqa: ANN401 (foreign data)
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"keys with values ({_quote(', '.join(value))})" if value else "no keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f"the text {_quote(value)}" if isinstance(value, str) else f"the number {value}"


def _quote(value: str) -> str:
    return repr(value if len(value) <= _MAX_QUOTED else value[: _MAX_QUOTED - 1] + "…")


_EXPECTED: dict[str, Callable[[Any], str]] = {
    "type": lambda want: _either([_TYPE_WORDS[one] for one in ([want] if isinstance(want, str) else want)]),
    "enum": lambda want: _either([str(one) for one in want]),
    "const": lambda want: f"{want!r}",
    "pattern": lambda want: f"text of the form {want}",
    "minLength": lambda want: "text that is not empty" if want == 1 else f"at least {want} characters",
    "maxLength": lambda want: f"at most {want} characters",
    "minimum": lambda want: f"{want} or more",
    "maximum": lambda want: f"{want} or less",
    "exclusiveMinimum": lambda want: f"more than {want}",
    "exclusiveMaximum": lambda want: f"less than {want}",
    "minItems": lambda want: f"at least {want} in the list",
    "maxItems": lambda want: f"at most {want} in the list",
    "minProperties": lambda want: f"at least {want} key" + ("s" if want > 1 else ""),
    "maxProperties": lambda want: f"at most {want} key" + ("s" if want > 1 else ""),
    "uniqueItems": lambda _want: "a list in which nothing stands twice",
}


def _expected(error: ValidationError) -> str:
    named = _schema(error).get("x-expected")
    if named:
        return str(named)
    say = _EXPECTED.get(str(error.validator))
    return say(error.validator_value) if say else f"what the rule {error.validator!r} asks for"


def _either(words: list[str], joint: str = "or") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"
