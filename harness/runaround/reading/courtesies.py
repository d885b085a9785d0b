"""Tells thanks that do something from those that only make a message polite."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from runaround.reading.acts import Act, Sentence
from runaround.reading.lexicon import Lexicon, choose_lexicon
from runaround.reading.likeness import content_of

__all__ = ["acts_of_company", "part_polite_thanks"]

_ACCEPTS = frozenset({Act.AGREE, Act.SETTLED, Act.PLEASED, Act.HAS_IT, Act.GOODBYE, Act.DROP_HUMAN})
_WANTS = frozenset(
    {
        Act.ASK,
        Act.ASK_HUMAN,
        Act.ASK_WHERE_HUMAN,
        Act.DECIDE_CANCEL,
        Act.DECIDE_REFUND,
        Act.IN_VAIN,
        Act.QUESTION,
        Act.REPROACH,
        Act.SENT_BACK,
        Act.STILL_WAITING,
        Act.TROUBLE,
    }
)
_NOTHING: frozenset[Act] = frozenset()
_ENDS_POLITELY = frozenset({Act.CLOSING})
_LEAVES = _ENDS_POLITELY | {Act.GOODBYE}
_LAST_CLAUSE = re.compile(r",\s*([^,]*)\Z")
_SAYS = re.compile(r"[^\W_]")


def part_polite_thanks(
    sentences: tuple[str, ...], lexicon: Lexicon, read: Callable[[str], Sentence]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the folded sentences of a consumer's message, and the thank-yous that stand behind them out of politeness.

    Behind a demand, a complaint or an account, thanks are for what is still to be done; behind "yes, it works" they
    are for what was. Thanks that stand alone, or in front of the rest, are meant.
    read: returns a sentence with its acts.
    """
    rest, thanks = list(sentences), list[str]()
    while rest:
        before, last = _part_last_clause(rest[-1])
        # Few clauses are formulas, and to read one takes far longer than to see that it is none.
        if not _is_formula(last, lexicon) or not read(last).does(Act.THANK):
            break
        rest[-1:] = [before] if before else []
        thanks.insert(0, last)
    if not thanks or _accepts(rest, read):
        return sentences, ()
    return tuple(rest), tuple(thanks)


def _part_last_clause(sentence: str) -> tuple[str, str]:
    found = _LAST_CLAUSE.search(sentence)
    return (sentence[: found.start()], found[1]) if found and found.start() else ("", sentence)


def _is_formula(clause: str, lexicon: Lexicon | None) -> bool:
    """Say whether a clause holds nothing but a courtesy, such as a formula of thanks."""
    books = choose_lexicon(lexicon, clause).books_for(clause)
    if not any(book.formulas is not None and book.formulas.search(clause) for book in books):
        return False
    content = content_of(clause, lexicon)
    return not content.features and not content.values


def acts_of_company(sentences: Sequence[Sentence]) -> frozenset[Act]:
    """Return what the sentences of one message of the company do together.

    A formula such as "thank you for your patience" in front of an answer does not take leave; behind one it may.
    """
    courtesies = [sentence.does(*_LEAVES) and _is_formula(sentence.text, sentence.lexicon) for sentence in sentences]
    if all(courtesies):
        return frozenset(act for sentence in sentences for act in sentence.acts)
    first = courtesies.index(False)
    takes_leave = any(sentence.does(*_LEAVES) for sentence in sentences[first:])
    in_front = _NOTHING if takes_leave else _LEAVES
    acts: set[Act] = set()
    for place, sentence in enumerate(sentences):
        ignored = _NOTHING if not courtesies[place] else (in_front if place < first else _ENDS_POLITELY)
        acts |= sentence.acts - ignored
    return frozenset(acts)


def _accepts(rest: Collection[str], read: Callable[[str], Sentence]) -> bool:
    """Say whether what stands before the thanks is nothing, or takes what was offered or done."""
    acts = frozenset(act for sentence in rest for act in read(sentence).acts)
    if not any(_SAYS.search(sentence) for sentence in rest):
        return True
    objects = Act.OBJECT in acts and Act.SETTLED not in acts  # "it works again" has a word of both
    return not objects and not acts.isdisjoint({*_ACCEPTS, Act.THANK}) and acts.isdisjoint(_WANTS)
