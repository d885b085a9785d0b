"""Who is who in a record: by what the person who reads it says, else by the words that records use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from runaround.model import Speaker
from runaround.records.material import Settings

__all__ = ["UnknownSpeakers", "assign", "find_speaker", "fold_name"]

_NO_LETTER = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+\Z")
_HAN = re.compile(r"[\u3400-\u9fff]+\Z")
_SHOWN = 5
_COMPANY = frozenset({Speaker.BOT, Speaker.HUMAN, Speaker.SYSTEM})


class UnknownSpeakers(Exception):
    """Nobody can say who the consumer is; the text says which names there are."""


def fold_name(name: str) -> str:
    """Return a name as names are compared: lower case, half width, letters and digits only."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", name).casefold())


def find_speaker(name: str, settings: Settings) -> Speaker | None:
    """Return who speaks under a name; None if neither the settings nor the known words tell.

    A number behind a word does not count, and a Chinese word may stand before a name: 客服小美.
    """
    folded = fold_name(name)
    if folded in settings.speakers:
        return settings.speakers[folded]
    words = _words()
    known = words.get(folded) or words.get(_NUMBER.sub("", folded))
    if known is not None:
        return known
    longest = max((word for word in words if _HAN.match(word) and folded.startswith(word)), key=len, default="")
    return words.get(longest)


def assign(names: Iterable[str], settings: Settings) -> Mapping[str, Speaker]:
    """Return who speaks under each name of one conversation.

    A name that tells nothing is the company's bot where the consumer is known; it is the consumer where it is the only
    such name and all others are the company's.
    Raises UnknownSpeakers if nobody can be taken for the consumer.
    """
    found = {name: find_speaker(name, settings) for name in dict.fromkeys(names)}
    unknown = [name for name, speaker in found.items() if speaker is None]
    if Speaker.CONSUMER in found.values():
        return {name: speaker or Speaker.BOT for name, speaker in found.items()}
    if len(unknown) == 1 and any(speaker in _COMPANY for speaker in found.values()):
        return {name: speaker or Speaker.CONSUMER for name, speaker in found.items()}
    shown = ", ".join(repr(name[:40]) for name in list(found)[:_SHOWN]) or "none"
    msg = f"nobody can tell which name is the consumer's: {shown}; say it with --consumer NAME."
    raise UnknownSpeakers(msg)


@cache
def _words() -> Mapping[str, Speaker]:
    content: Mapping[str, Any] = yaml.safe_load((files(__package__) / "speakers.yaml").read_text("utf-8"))
    return {fold_name(word): Speaker(speaker) for speaker, words in content.items() for word in words}
