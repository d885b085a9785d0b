"""Words of a scenario as they stand in its story: quoted, a few of many, patterns with their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from runaround.model import Item
from runaround.reports.hostile import on_one_line
from runaround.reports.texts import Texts

__all__ = ["name_items", "quote_patterns", "quote_words"]

_SHOWN = 4
_QUOTED_CHARACTERS = 160
_GAP = " … "


def quote_words(words: Sequence[str], texts: Texts, *, joint: str = "list.or") -> str:
    """Return the first few wordings in quotes, and how many more there are.

    joint: the key of the word before the last one.
    """
    shown = [texts.say("quoted", text=on_one_line(text, _QUOTED_CHARACTERS)) for text in words[:_SHOWN]]
    listed = _join(shown, texts, joint=joint if len(words) <= _SHOWN else "list.comma")
    return texts.say("story.more", list=listed, n=len(words) - _SHOWN) if len(words) > _SHOWN else listed


def quote_patterns(patterns: Iterable[str], texts: Texts) -> str:
    """Return phrases as `quote_words` does; where they have a gap, one is shown."""
    return quote_words([_GAP.join(part.strip() for part in one.split("*")).strip() for one in patterns], texts)


def name_items(items: Iterable[Item], texts: Texts, *, joint: str = "list.or") -> str:
    """Return what the items are called: `a photo, a receipt or anything else`."""
    named = [texts.words["story.item.other" if item is Item.OTHER else f"item.{item}"] for item in items]
    return _join(named, texts, joint=joint)


def _join(parts: Sequence[str], texts: Texts, *, joint: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return texts.words["list.comma"].join(parts[:-1]) + texts.words[joint] + parts[-1]
