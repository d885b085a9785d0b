"""Writes an imported scenario as YAML that people can go on with: its account first, as comments."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from runaround.imports.account import Entry, Fate
from runaround.imports.wording import on_one_line

__all__ = ["tell_entry", "write_scenario"]

_WIDTH = 100
_SHOWN_PLACES = 6
_MARKS = {Fate.CARRIED_OVER: "+", Fate.CHANGED: "~", Fate.LEFT_OUT: "-"}


def write_scenario(document: Any, *, header: Iterable[str], account: Iterable[Entry] = ()) -> str:  # noqa: ANN401
    """Return a scenario file; `header` are lines of comment, the account follows them."""
    told = [tell_entry(entry) for entry in account]
    explained = ["", "+ carried over, ~ carried over with a difference, - left out:", *told] if told else []
    comments = [line for text in (*header, *explained) for line in _comment(text)]
    body = yaml.dump(
        document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=_WIDTH
    )
    return "\n".join(comments) + "\n" + body


def tell_entry(entry: Entry) -> str:
    """Return one line of an account: `- INTENT (2): runaround sees ... [line 12, line 14]`."""
    places = [on_one_line(place, 60) for place in entry.places if place]
    shown = ", ".join(places[:_SHOWN_PLACES]) + (", …" if len(places) > _SHOWN_PLACES else "")
    count = f" ({entry.count})" if entry.count > 1 else ""
    why = f": {entry.why}" if entry.why else ""
    return f"{_MARKS[entry.fate]} {on_one_line(entry.construct)}{count}{why}" + (f" [{shown}]" if shown else "")


def _comment(text: str) -> Iterator[str]:
    """Yield a text as lines of comment; nothing in it can end the comment."""
    plain = on_one_line(text, 2000)
    indent = "  " if plain[:1] in {*_MARKS.values()} else ""
    lines = textwrap.wrap(plain, _WIDTH - 2, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    yield from (f"# {line}".rstrip() for line in lines or [""])


class _Dumper(yaml.SafeDumper):
    """Lists stand under their key, indented; no aliases; several lines as a block."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Indent lists too."""
        super().increase_indent(flow, False)  # noqa: FBT003 (the signature of the library)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 (the signature of the library)
        """Write equal parts out each time they occur."""
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_block = "\n" in text and all(_is_plain(letter) for letter in text) and not text.startswith(" ")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if is_block else None)


def _is_plain(letter: str) -> bool:
    return letter == "\n" or unicodedata.category(letter)[0] != "C"


_Dumper.add_representer(str, _represent_text)
