"""What somebody hears of a text that is marked up for a voice (SSML), as plain text."""

from __future__ import annotations

import html
import re

__all__ = ["strip_ssml"]

# Every repetition is bounded and stops at the sign that opens it, so that hostile text costs linear time.
_SUBSTITUTE = re.compile(
    r"<sub\s[^<>]{0,300}?alias\s{0,5}=\s{0,5}[\"']([^\"'<>]{0,300})[\"'][^<>]{0,300}>[^<>]{0,2000}</sub>"
)
_PAUSE = re.compile(r"<(?:break|mark)\b[^<>]{0,300}>")
_BLOCK = re.compile(r"</(?:p|s)\s{0,5}>")
_TAG = re.compile(r"<[^<>]{1,2000}>")
_GAP = re.compile(r"[ \t]{2,100}")


def strip_ssml(text: str) -> str:
    """Return `text` without its marks: pauses are spaces, sentences and paragraphs lines, what is read for another."""
    spoken = _SUBSTITUTE.sub(r"\1", text)
    spoken = _TAG.sub("", _BLOCK.sub("\n", _PAUSE.sub(" ", spoken)))
    lines = (_GAP.sub(" ", line).strip() for line in html.unescape(spoken).splitlines())
    return "\n".join(line for line in lines if line)
