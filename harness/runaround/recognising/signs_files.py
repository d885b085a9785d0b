"""Finds the signs of all adapters that are installed: `<module>.signs.yaml` beside the module of each."""

from __future__ import annotations

import re
from importlib.resources import files

from runaround.adapter import ADAPTER_GROUP
from runaround.errors import PluginError
from runaround.plugins import find_plugins
from runaround.recognising.signs import Sign, read_signs
from runaround.yaml_file import parse_yaml

__all__ = ["find_signs"]


def find_signs() -> tuple[Sign, ...]:
    """Return the signs of all adapters, in the order of their names.

    Raises FileError for a file that is no YAML, PluginError for one whose signs are none.
    """
    return tuple(sign for name, point in find_plugins(ADAPTER_GROUP).items() for sign in _read(name, point.module))


def _read(adapter: str, module: str) -> tuple[Sign, ...]:
    package, _, name = module.rpartition(".")
    file = files(package or name).joinpath(f"{name}.signs.yaml")
    if not file.is_file():
        return ()
    document, _ = parse_yaml(file.read_text("utf-8"), str(file))
    try:
        return read_signs(document, adapter)
    except (KeyError, TypeError, ValueError, re.error) as error:
        msg = f"{file}: the signs of the adapter {adapter!r} cannot be used: {error!r:.200}."
        raise PluginError(msg) from error
