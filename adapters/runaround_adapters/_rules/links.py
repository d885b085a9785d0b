"""Finds the links in a message's text: Markdown, HTML and plain addresses. The text is left as it is."""

from __future__ import annotations

import html
import re

from runaround.model import Link

__all__ = ["find_links"]

_MAX_LINKS = 100
_MAX_TITLE = 300

# Every repetition is bounded and stops at the sign that opens it, so that hostile text costs linear time.
_MARKDOWN = re.compile(
    r"\[(?P<title>[^\[\]\n]{0,300})\]\(\s{0,3}<?(?P<url>https?://[^\s()<>\"]{1,2000}(?:\([^\s()<>\"]{0,200}\)[^\s()<>\"]{0,500})?)"
)
_ANCHOR = re.compile(r"<a\s(?P<inside>[^<>]{0,3000})>", re.IGNORECASE)
_HREF = re.compile(
    r"(?<![\w-])href\s{0,5}=\s{0,5}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,2000}))", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,300}>")
# A Chinese sentence goes on after an address without a space, and its own signs are not part of addresses.
_PLAIN = re.compile(
    r"https?://[^\s<>\"'`\[\](){}|\\^，。；：！？、（）【】《》「」『』“”‘’…\u4e00-\u9fff]{1,2000}", re.IGNORECASE
)
_TRAILING = ".,;:!?*_~'\""


def find_links(text: str) -> tuple[Link, ...]:
    """Return the http(s) links of `text` in the order of their places, each address once, at most a hundred."""
    found: dict[str, tuple[int, Link]] = {}
    for start, link in (*_find_markdown(text), *_find_anchors(text), *_find_plain(text)):
        found.setdefault(link.url, (start, link))
    return tuple(link for _, link in sorted(found.values(), key=lambda one: one[0]))[:_MAX_LINKS]


def _find_markdown(text: str) -> list[tuple[int, Link]]:
    return [(one.start(), Link(one["url"], one["title"].strip())) for one in _MARKDOWN.finditer(text)]


def _find_anchors(text: str) -> list[tuple[int, Link]]:
    found = []
    for anchor in _ANCHOR.finditer(text):
        target = _HREF.search(anchor["inside"])
        url = html.unescape(next((part for part in target.groups() if part), "")).strip() if target else ""
        if not url.lower().startswith(("http://", "https://")):
            continue
        inner = text[anchor.end() : anchor.end() + _MAX_TITLE].partition("</")[0]
        found.append((anchor.start(), Link(url, html.unescape(_TAG.sub("", inner)).strip())))
    return found


def _find_plain(text: str) -> list[tuple[int, Link]]:
    bare = _MARKDOWN.sub(lambda one: " " * len(one[0]), text)
    bare = _ANCHOR.sub(lambda one: " " * len(one[0]), bare)
    return [(one.start(), Link(one[0].rstrip(_TRAILING))) for one in _PLAIN.finditer(bare)]
