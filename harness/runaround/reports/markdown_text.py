"""Makes text from strangers harmless in Markdown as GitHub, GitLab and Gitea read it.

No link, image, mention, reference to an issue, heading or HTML of a bot survives, and every letter of it does.
"""

from __future__ import annotations

import re
from typing import Final

from runaround.reports.build_commands import break_commands
from runaround.reports.hostile import make_visible, on_one_line

__all__ = ["code", "html_code", "html_plain", "item", "plain"]

_FENCES: Final = re.compile("`+")
_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")
_BEGINNING: Final = re.compile(r"^(?P<number>\d*)(?P<sign>(?<=\d)[.)]|(?<!\d)[-+=])")
"""What begins a list, an underlined heading or a rule; all else that begins something is a sign anywhere."""

_SIGN: Final = re.compile(r"(?P<cut>[@#]|:(?=\S)|(?<=[wW])\.)|[\\`*_\[\]<>|~$&]")
"""What is markup gets a backslash. A mention, a reference to an issue and an address are found by what comes after
Markdown, within one piece of text: an element around their sign cuts that in two."""


def code(text: str, limit: int) -> str:
    """Return a code span of `text` on one line: nothing in it is markup, and nobody is mentioned.

    For paragraphs, lists and quotations; a table splits its cells before it looks for code (`html_code`).
    """
    shown = break_commands(on_one_line(text, limit))
    longest = max((len(run) for run in _FENCES.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if shown[:1] in {"`", " "} or shown[-1:] == "`" else ""
    return f"{fence}{space}{shown}{space}{fence}" if shown else ""


def html_code(text: str, limit: int) -> str:
    """Return the same as HTML, for tables and summaries: every sign is written by its number."""
    shown = on_one_line(text, limit)
    return f"<code>{_PUNCTUATION.sub(_number, shown)}</code>" if shown else ""


def html_plain(text: str, limit: int) -> str:
    """Return what `plain` returns as HTML, for summaries."""
    return _PUNCTUATION.sub(lambda sign: f"<span>{_number(sign)}</span>", on_one_line(text, limit))


def item(text: str) -> str:
    """Return what `plain` returns, for the beginning of a line or of an item of a list."""
    return _BEGINNING.sub(r"\g<number>\\\g<sign>", plain(text).lstrip())


def plain(text: str) -> str:
    """Return a sentence of ours that may quote somebody: as it reads, without code and without effect.

    It must not begin a line, where signs such as `-` mean more.
    """
    return _SIGN.sub(_blunt, make_visible(text).replace("\n", " "))


def _number(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"


def _blunt(sign: re.Match[str]) -> str:
    return f"<span>{sign[0]}</span>" if sign["cut"] else "\\" + sign[0]
