"""Plain text of chats: `Name: text`, with a time in front or not, and messages of several lines.

Also `Name 12:30` on a line of its own with the text below, as Chinese shop chats are copied. A line of three or more
of the signs - = * between conversations, which may hold a title, begins the next one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from runaround.errors import Mistake
from runaround.model import Message, Speaker
from runaround.records.lines import whole_lines
from runaround.records.material import Item, Piece, Settings, Taken
from runaround.records.speakers import UnknownSpeakers, assign, find_speaker
from runaround.records.talks import MAX_MESSAGES, Said, Talk, finish
from runaround.records.times import TIME, read_time

__all__ = ["begins_with_time", "looks_like", "read"]

_NAME = r"[^:：\[\]()（）\t\n]{1,40}?"
_BREAK = re.compile(r"\s*[-=*]{3,}\s*(?P<title>[^-=*]*?)\s*[-=*]*\s*\Z")
_TIMED = re.compile(
    rf"\s*[\[(（]?(?P<time>{TIME})[\])）]?\s*(?:[-–]\s*)?(?P<name>{_NAME})\s*[:：]\s?(?P<text>.*)\Z", re.DOTALL
)
_BEHIND = re.compile(rf"\s*(?P<name>{_NAME})\s*[\[(（]?(?P<time>{TIME})[\])）]?\s*[:：]?\s*(?P<text>)\Z")
_ABOVE = re.compile(
    rf"\s*(?P<time>{TIME})\s+(?P<name>[^\W\d_][\w·-]{{0,19}})\s*(?:[(（<][^()（）<>]{{1,60}}[)）>])?\s*(?P<text>)\Z"
)
_NOTICE = re.compile(
    rf"\s*(?:[\[(（](?P<time>{TIME})[\])）]|(?P<behind>{TIME})\s+[-–]\s)\s*(?P<text>\S.*)\Z", re.DOTALL
)
_PLAIN = re.compile(rf"\s*(?P<name>{_NAME})\s*[:：](?!//)\s?(?P<text>.*)\Z", re.DOTALL)
_MOST_WORDS = 4
_LONGEST_BREAK = 200


@dataclass(slots=True)
class _Open:
    """A message that may go on on the next line."""

    name: str
    time: str
    lines: list[str] = field(default_factory=list)


def begins_with_time(sample: Iterable[Piece]) -> bool:
    """Return whether the first line that is not empty has a time and a name in front."""
    lines = (one.text for one in whole_lines(sample, "") if isinstance(one, Piece) and one.text.strip())
    return _TIMED.match(next(lines, "")) is not None


def looks_like(sample: Iterable[Piece]) -> bool:
    """Return whether the first line that is no break begins with a name, and another one does too."""
    lines = [one.text for one in whole_lines(sample, "") if isinstance(one, Piece) and one.text.strip()]
    spoken = [line for line in lines[:200] if len(line) > _LONGEST_BREAK or not _BREAK.match(line)]
    heads = _find_heads(spoken, Settings(""))
    return len(heads) > 1 and 0 in heads


def read(pieces: Iterable[Piece], settings: Settings) -> Iterator[Item]:
    """Yield the conversations of a text."""
    held: list[Piece] = []
    title = ""
    for line in whole_lines(pieces, settings.file):
        if isinstance(line, Mistake):
            yield line
            continue
        found = _BREAK.match(line.text) if len(line.text) <= _LONGEST_BREAK else None
        if found is None:
            if len(held) <= 2 * MAX_MESSAGES:
                held.append(line)
            continue
        yield from _read_talk(held, title, settings)
        held, title = [], found["title"]
    yield from _read_talk(held, title, settings)


def _read_talk(lines: Sequence[Piece], title: str, settings: Settings) -> Iterator[Item]:
    start = next((line.line for line in lines if line.text.strip()), None)
    if start is None:
        return
    if len(lines) > 2 * MAX_MESSAGES:
        text = f"the conversation has more than {2 * MAX_MESSAGES} lines; put a line of --- between conversations."
        yield Mistake(settings.file, start, "", text)
        return
    texts = [line.text for line in lines]
    heads = _find_heads(texts, settings)
    first = next((number for number, text in enumerate(texts) if text.strip()), 0)
    if first not in heads:
        yield Mistake(settings.file, start, "", f"expected 'Name: text', found {texts[first].strip()[:60]!r}.")
        return
    messages = _join(texts, heads)
    try:
        speakers = assign((message.name for message in messages if message.name), settings)
    except UnknownSpeakers as error:
        yield Mistake(settings.file, start, "", str(error))
        return
    yield from (Taken(name, speaker) for name, speaker in speakers.items())
    said = (
        Said(Message(speakers.get(one.name, Speaker.SYSTEM), "\n".join(one.lines).strip()), read_time(one.time))
        for one in messages
    )
    talk = Talk(start, title, tuple(one for one in said if one.message.text), title=title)
    yield finish(talk, settings)


def _find_heads(lines: Sequence[str], settings: Settings) -> dict[int, re.Match[str]]:
    """Return the lines that begin a message, by their place.

    Where the first line has a time, lines without one go on with a message. Where times are missing, a name counts if
    it is known, or stands in front of the first line, or of two lines at least: "Note: ..." in a message is no name.
    """
    timed = {n: match for n, line in enumerate(lines) if (match := _match_timed(line))}
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if first in timed:
        return timed
    plain = {n: match for n, line in enumerate(lines) if (match := _PLAIN.match(line)) and _may_be_name(match["name"])}
    often = Counter(match["name"].strip() for match in plain.values())
    return {
        n: match
        for n, match in plain.items()
        if n == first or often[match["name"].strip()] > 1 or find_speaker(match["name"], settings) is not None
    }


def _match_timed(line: str) -> re.Match[str] | None:
    """Return how a line with a time begins a message; one without a name is a notice of the channel."""
    return _TIMED.match(line) or _BEHIND.match(line) or _ABOVE.match(line) or _NOTICE.match(line)


def _may_be_name(text: str) -> bool:
    return bool(text.strip()) and len(text.split()) <= _MOST_WORDS and "http" not in text


def _join(lines: Sequence[str], heads: dict[int, re.Match[str]]) -> list[_Open]:
    found: list[_Open] = []
    for number, line in enumerate(lines):
        head = heads.get(number)
        if head is not None:
            parts = head.groupdict("")
            time = parts.get("time") or parts.get("behind") or ""
            found.append(_Open(parts.get("name", "").strip(), time, [head["text"].rstrip()]))
        elif found:
            found[-1].lines.append(line.rstrip())
    return found
