"""Finds the signs of all adapters that are installed: `<module>.signs.yaml` beside the module of each."""

from __future__ import annotations

from importlib.resources import files

from runaround.adapter import ADAPTER_GROUP
from runaround.plugins import find_plugins
from runaround.recognising.signs import Sign, read_signs
from runaround.yaml_file import parse_yaml

__all__ = ["find_signs"]


def find_signs() -> tuple[Sign, ...]:
    """Return the signs of all adapters, in the order of their names. Raises FileError for a file that is no YAML."""
    return tuple(sign for name, point in find_plugins(ADAPTER_GROUP).items() for sign in _read(name, point.module))


def _read(adapter: str, module: str) -> tuple[Sign, ...]:
    package, _, name = module.rpartition(".")
    file = files(package or name).joinpath(f"{name}.signs.yaml")
    if not file.is_file():
        return ()
    document, _ = parse_yaml(file.read_text("utf-8"), str(file))
    return read_signs(document, adapter)
