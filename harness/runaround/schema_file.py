"""Reads JSON Schemas that lie in packages, and may use the definitions of a schema beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

__all__ = ["load_schema"]

_FOREIGN = ".schema.json#"


def load_schema(package: str, name: str) -> Mapping[str, Any]:
    """Return the schema `name` of a package; empty if there is none.

    Where it refers to `other.schema.json#/$defs/…`, which editors follow, the definitions of that file become its own.
    """
    schemas: list[dict[str, Any]] = []
    names = [name]
    for one in names:  # grows while it is gone through: files may refer to each other
        others: set[str] = set()
        found = files(package).joinpath(one)
        schemas.append(_take_in(json.loads(found.read_text("utf-8")), others) if found.is_file() else {})
        names += sorted(others - set(names))
    schema = schemas[0]
    definitions = {key: value for other in reversed(schemas) for key, value in other.get("$defs", {}).items()}
    return {**schema, "$defs": definitions} if definitions else schema


def _take_in(part: Any, others: set[str]) -> Any:  # noqa: ANN401 (JSON in and out)
    """Return `part` with references to other files turned into its own; their names go to `others`."""
    if isinstance(part, list):
        return [_take_in(one, others) for one in part]
    if not isinstance(part, dict):
        return part
    reference = part.get("$ref")
    if isinstance(reference, str) and _FOREIGN in reference:
        name, _, place = reference.partition("#")
        others.add(name)
        part = {**part, "$ref": f"#{place}"}
    return {key: _take_in(value, others) for key, value in part.items()}
