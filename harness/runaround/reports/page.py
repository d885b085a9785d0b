"""What every page in HTML shares: templates, the style sheet and its hash."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, partial
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from runaround.reports.hostile import mark_visible

__all__ = ["PAGE_LANGUAGES", "environment", "hash_file", "language_tag", "read_file"]

PAGE_LANGUAGES: Final = {"en": "en", "zh": "zh-CN"}
_LABEL_CHARACTERS: Final = 300
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")


@cache
def environment() -> Environment:
    """Return the templates; everything passes `visible` or `brief`, and a forgotten value is an error."""
    made = Environment(
        loader=PackageLoader("runaround", "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = mark_visible
    made.filters["brief"] = partial(mark_visible, limit=_LABEL_CHARACTERS)
    made.tests["row"] = lambda row, name: type(row).__name__ == name
    return made


@cache
def read_file(name: str) -> Markup:
    """Return a file of ours, such as the style sheet, as it stands in the page."""
    loader = environment().loader
    assert loader is not None
    return Markup(loader.get_source(environment(), name)[0])  # noqa: S704 (a file of ours)


@cache
def hash_file(name: str) -> str:
    """Return the hash by which the page's policy names the file."""
    return base64.b64encode(hashlib.sha256(read_file(name).encode()).digest()).decode()


def language_tag(lang: str) -> str:
    """Return the language of a record as an attribute may hold it; empty if it is none."""
    return lang if _LANGUAGE_TAG.fullmatch(lang) else ""
