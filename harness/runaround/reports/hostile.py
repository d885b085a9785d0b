"""Makes text from strangers harmless to look at, without hiding that it was hostile.

A bot can send terminal escapes, right-to-left overrides, invisible characters and halves of surrogate
pairs. Each is replaced by its name in plain letters: `\\x1b`, `<U+202E>`. Everything that people write
with (all scripts, emoji with their joiners, line breaks, tabs) stays as it is.
"""

from __future__ import annotations

import json
import re

from markupsafe import Markup, escape

from runaround.reports.build_commands import escape_json_commands

__all__ = ["cut", "escape_json", "make_visible", "mark_visible", "on_one_line", "write_document"]

_LINE_BREAK = re.compile(r"\r\n|\r(?!\n)")
_SPACES = re.compile(r"\s+")

# C0, DEL and C1; invisible and bidirectional format characters; separators that act as line breaks;
# fillers that look like nothing; lone surrogates; non-characters; tags that can smuggle text.
# Source: Unicode 16, categories Cc, Cf, Cs, Zl, Zp and the property Default_Ignorable_Code_Point.
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ufdd0-\ufdef"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_PICTURE = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
# A joiner between two pictures makes one of them (woman, joiner, laptop), and a selector after a character
# chooses its form: both are ordinary there, and suspect anywhere else.
_JOINER = f"\u200d(?![{_PICTURE}])|(?<![{_PICTURE}])(?<![{_PICTURE}]\ufe0f)\u200d"
_HOSTILE = re.compile(f"[{_HIDDEN}]|{_JOINER}|(?<![^{_SELECTOR}{_HIDDEN}\\s])[{_SELECTOR}]")
_HOSTILE_RUN = re.compile(f"(?:{_HOSTILE.pattern})+")


def make_visible(text: str) -> str:
    """Return `text` with every control, invisible, bidirectional and broken character spelt out.

    Line breaks (all kinds become `\\n`) and tabs stay. The result encodes as UTF-8 and can be printed.
    """
    return _HOSTILE.sub(_name, _LINE_BREAK.sub("\n", text))


def mark_visible(text: str, limit: int | None = None) -> Markup:
    """Return `text` as HTML in which what `make_visible` spells out stands in `<span class="mark">`.

    The spans tell a real control character from the same letters typed by somebody. Of a text longer than
    `limit` characters, the rest is left out and counted: `… (+99700)`.
    """
    head, rest = (text, "") if limit is None else cut(text, limit)
    return _mark(head) + (escape(f"… (+{len(rest)})") if rest else Markup(""))


def _mark(text: str) -> Markup:
    clean = _LINE_BREAK.sub("\n", text)
    parts: list[str] = []
    end = 0
    for run in _HOSTILE_RUN.finditer(clean):
        name = escape(_HOSTILE.sub(_name, run[0]))
        parts += (escape(clean[end : run.start()]), f'<span class="mark">{name}</span>')
        end = run.end()
    parts.append(escape(clean[end:]))
    return Markup("".join(parts))  # noqa: S704 (every part is escaped above)


def escape_json(document: str) -> str:
    """Return a JSON document with the same characters written as `\\uXXXX`: it says the same and is safe to print.

    Commands for build servers are written so too.
    """
    return escape_json_commands(_HOSTILE.sub(lambda found: json.dumps(found[0])[1:-1], document))


def write_document(content: object) -> str:
    """Return a JSON document that is safe to print, whatever it quotes; ends with a line break."""
    # ASCII-only output would make Chinese unreadable; what must not stand there raw is escaped afterwards.
    return escape_json(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def on_one_line(text: str, limit: int = 80) -> str:
    """Return `text` made visible, its white space drawn together, cut to `limit` characters."""
    shown = _SPACES.sub(" ", make_visible(cut(text, 4 * limit)[0])).strip()
    head, rest = cut(shown, limit - 1)
    return head + "…" if rest else shown


def cut(text: str, limit: int) -> tuple[str, str]:
    """Return the first `limit` characters of `text` and the rest; a text only a little longer stays whole."""
    if len(text) <= limit + limit // 10:
        return text, ""
    return text[:limit], text[limit:]


def _name(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x20 or code == 0x7F else f"<U+{code:04X}>"
