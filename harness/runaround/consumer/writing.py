"""How the consumer types: slips, missing punctuation, one message sent as two. Pure; the dice are handed in.

Whatever is done to a message, our own reading must still understand the same of it: a wish for a human that nobody
could read would prove nothing against a bot. What the consumer tells as a fact is never touched.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from runaround.model import Item, Message, Scenario, Speaker, Writing
from runaround.reading import read_message

__all__ = ["Hand", "divide", "hand_of", "write"]

_CODE = re.compile(r"[!-~]*[0-9@_/\\{}][!-~]*")
_LATIN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_MARK = re.compile(r"[.,;:!…。，；：！、]+")
_SENTENCE_END = re.compile(r"[.!?;。！？；…]+[\"'”’)）]*(?:\s+|(?=[\u3400-\u9fff])|(?<=[。！？；])(?=\S))|\n+")
_CLAUSE_END = re.compile(r",\s+|，|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_BLANKS = re.compile(r" {2,}")
_LONG = 5
_MIN_HAN, _MIN_WORDS = 4, 2
_TRIES = 3

_Span = tuple[int, int]
_Slips = dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Hand:
    """How one consumer writes.

    texts: what stands as it is wherever it occurs. words: single words of it, in lower case.
    """

    writing: Writing
    texts: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


def hand_of(scenario: Scenario) -> Hand:
    """Return how the consumer of `scenario` writes: facts are kept as they are, down to their single words.

    The words of a story are those of any other message, but for the names in it.
    """
    story = scenario.facts.get(Item.DESCRIPTION, "")
    facts = [
        *(fact for item, fact in scenario.facts.items() if item is not Item.DESCRIPTION),
        *scenario.details.values(),
    ]
    words = [word for fact in facts for word in _LATIN.findall(fact)] + _NAME.findall(story)
    texts = tuple(fact for fact in (*facts, story) if fact)
    return Hand(scenario.writing, texts, frozenset(word.lower() for word in words))


def write(text: str, hand: Hand, *, rng: random.Random) -> str:
    """Return `text` as it is typed; `text` itself if the consumer writes without slips.

    typos: that share of the words that could be misspelt is. punctuation: without it, full stops, commas and
    capitals are left out, question marks stay.
    """
    if hand.writing.typos > 0:
        text = _misspell(text, hand, rng)
    return text if hand.writing.punctuation else _drop_punctuation(text, hand)


def divide(text: str, hand: Hand, *, rng: random.Random) -> tuple[str, ...]:
    """Return `text` in two parts if the consumer sends it so, else whole; never cuts through a fact.

    split: that share of the messages of two sentences or clauses is cut, at the sentence end, or else the comma,
    nearest to the middle.
    """
    if hand.writing.split <= 0:
        return (text,)
    halves = next(_halves(text, _kept(text, hand)), None)
    if halves is None or rng.random() >= hand.writing.split:
        return (text,)
    return halves


# --- misspelling -------------------------------------------------------------------------------------------


def _misspell(text: str, hand: Hand, rng: random.Random) -> str:
    meaning = _understand(text)
    shift = 0
    for (start, end), ways in list(_slippery(text, hand)):
        if rng.random() >= hand.writing.typos:
            continue
        for way in rng.sample(ways, len(ways))[:_TRIES]:
            slipped = text[: start + shift] + way + text[end + shift :]
            if _understand(slipped) == meaning:
                text, shift = slipped, shift + len(way) - (end - start)
                break
    return text


def _slippery(text: str, hand: Hand) -> Iterator[tuple[_Span, tuple[str, ...]]]:
    """Yield every place where a slip may happen, with the ways to write it wrongly, in the order of the text."""
    kept = _kept(text, hand)
    slips = _slips_by_first(hand.writing.slips)
    place = 0
    while place < len(text):
        word = _LATIN.match(text, place)
        length, ways = _slips_of_word(word[0], slips) if word else _slips_at(text, place, slips)
        span = (place, place + length)
        if ways and _is_free(span, kept):
            yield span, ways
        place = word.end() if word else place + (length if ways else 1)


def _slips_of_word(word: str, slips: _Slips) -> tuple[int, tuple[str, ...]]:
    """Return the length of a Latin word and its slips: the known ones, or else those of any hand in a hurry."""
    plain = word.replace("’", "'").lower()
    known = tuple(wrong for right, wrong in slips.get(plain[:1], ()) if right.lower() == plain)
    if known:
        return len(word), tuple(_like(word, wrong) for wrong in known)
    if len(word) < _LONG or not word.isalpha() or not word.islower():
        return len(word), ()  # a capital may begin a name
    return len(word), tuple(dict.fromkeys(_hasty(word)))


def _hasty(word: str) -> Iterator[str]:
    """Yield a word with two letters swapped, one left out, one doubled; its first and its last letter stay."""
    for i in range(1, len(word) - 2):
        if word[i] != word[i + 1]:
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    for i in range(1, len(word) - 1):
        yield word[:i] + word[i + 1 :]
        yield word[: i + 1] + word[i:]


def _like(word: str, wrong: str) -> str:
    return wrong[:1].upper() + wrong[1:] if word[:1].isupper() else wrong


def _slips_at(text: str, place: int, slips: _Slips) -> tuple[int, tuple[str, ...]]:
    """Return the slips of the longest known word that begins at `place`, in a script without blanks."""
    found = [(right, wrong) for right, wrong in slips.get(text[place], ()) if text.startswith(right, place)]
    length = max((len(right) for right, _ in found), default=1)
    return length, tuple(wrong for right, wrong in found if len(right) == length)


@lru_cache(maxsize=64)
def _slips_by_first(slips: tuple[tuple[str, str], ...]) -> _Slips:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for right, wrong in slips:
        first = right[:1].lower()
        found[first] = (*found.get(first, ()), (right, wrong))
    return found


# --- punctuation -------------------------------------------------------------------------------------------


def _drop_punctuation(text: str, hand: Hand) -> str:
    """Leave out marks and capitals; where all together would say something else, only those that do not matter."""
    meaning, kept = _understand(text), _kept(text, hand)
    lowered = "".join(c if not _is_free((i, i + 1), kept) else c.lower() for i, c in enumerate(text))
    if len(lowered) != len(text):
        return text  # a letter whose small form is longer would move all places
    marks = [match.span() for match in _MARK.finditer(text) if _is_free(match.span(), kept)]
    bare = _without(lowered, marks)
    if _understand(bare) == meaning:
        return bare
    dropped: list[_Span] = []
    for mark in marks:
        if _understand(_without(lowered, [*dropped, mark])) == meaning:
            dropped.append(mark)
    return _without(lowered, dropped)


def _without(text: str, spans: Iterable[_Span]) -> str:
    pieces, place = list[str](), 0
    for start, end in spans:
        pieces.append(text[place:start])
        place = end
    return _BLANKS.sub(" ", " ".join([*pieces, text[place:]])).strip()


# --- two messages ------------------------------------------------------------------------------------------


def _halves(text: str, kept: list[_Span]) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut a message in two that keep its meaning, the best first."""
    for ends in (_SENTENCE_END, _CLAUSE_END):
        cuts = [match for match in ends.finditer(text) if _is_free((match.start(), match.start() + 1), kept)]
        for cut in sorted(cuts, key=lambda match: abs(match.end() - len(text) / 2)):
            first = text[: cut.end()].rstrip().rstrip(",，")
            halves = first, text[cut.end() :].strip()
            if all(_is_message(half) for half in halves) and _means_the_same(text, halves):
                yield halves


def _is_message(text: str) -> bool:
    return len(_HAN.findall(text)) >= _MIN_HAN or len(_LATIN.findall(text)) >= _MIN_WORDS


def _means_the_same(text: str, halves: tuple[str, str]) -> bool:
    """Say whether two messages do together what one does; that one is long enough to tell a story is no matter."""
    whole = _understand(text)
    parts = [_understand(half) for half in halves]
    together = [frozenset().union(*(part[i] for part in parts)) for i in range(len(whole))]
    return [one - {Item.DESCRIPTION} for one in whole] == [one - {Item.DESCRIPTION} for one in together]


# --- what must stay ----------------------------------------------------------------------------------------


def _kept(text: str, hand: Hand) -> list[_Span]:
    """Return the places that nothing may touch: facts, single words of facts, and anything with a digit in it."""
    spans = [span for fact in hand.texts for span in _find_all(text, fact)]
    spans += [m.span() for m in _LATIN.finditer(text) if m[0].lower() in hand.words]
    codes = ((m.start(), m[0].rstrip(".,;:!?")) for m in _CODE.finditer(text))
    return spans + [(start, start + len(code)) for start, code in codes]


def _find_all(text: str, piece: str) -> Iterator[_Span]:
    start = text.find(piece)
    while start >= 0:
        yield start, start + len(piece)
        start = text.find(piece, start + len(piece))


def _is_free(span: _Span, kept: Iterable[_Span]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in kept)


def _understand(text: str) -> tuple[frozenset[str], ...]:
    """Return what our reading understands of a message: acts, supplied names, keys."""
    said = read_message(Message(Speaker.CONSUMER, text))
    return frozenset(said.acts), frozenset(said.supplied_names), said.keys
