"""What a company's sentence affirms or denies of a few facts that matter to consumers, and the figures it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from runaround.reading.lexicon import Lexicon, choose_lexicon
from runaround.reading.phrases import VALUES
from runaround.reading.promises import promised_s
from runaround.reading.rules import ClaimRule, MeasureRule
from runaround.reading.text import is_question

__all__ = ["Claim", "claims_of", "without_amounts"]

_REMEMBERED = 4096
_CLAUSE = re.compile(r",(?![0-9])|(?<![0-9]),|:(?![0-9])")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3})+")
_MONEY = re.compile(VALUES["money"])
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact: `good` says how good it is for the consumer, more is better; 1 and 0 if it only holds or does not.

    bound: see `ClaimRule`. clause: what says so. A figure is seconds for a time limit, and for a price the amount with
    a minus.
    """

    name: str
    good: float
    clause: str = ""
    bound: bool = False


def claims_of(sentence: str, lexicon: Lexicon | None = None) -> tuple[Claim, ...]:
    """Return the claims of a company's folded sentence, clause by clause; questions and conditions claim nothing.

    What denies a fact often names it too ("not in stock"), so that denying wins.
    """
    return _claims_of(sentence, choose_lexicon(lexicon, sentence))


@lru_cache(maxsize=_REMEMBERED)
def _claims_of(sentence: str, lexicon: Lexicon) -> tuple[Claim, ...]:
    if is_question(sentence):
        return ()
    matches = lexicon.company_matches(sentence)
    books = [book for book in lexicon.books if book.claiming in matches]
    if any(book.conditions.search(sentence) for book in books):
        return ()
    clauses = _CLAUSE.split(sentence)
    holds_always = not any(book.periods.search(sentence) for book in books)
    claims = [claim for book in books if holds_always for clause in clauses for claim in _facts(book.claims, clause)]
    figures = [claim for book in books for clause in clauses for claim in _figures(book.measures, clause, lexicon)]
    return tuple(dict.fromkeys((*claims, *figures)))


@lru_cache(maxsize=_REMEMBERED)
def without_amounts(sentence: str) -> str:
    """Return the sentence without its amounts of money: the numbers that are left tell one object from another."""
    return _MONEY.sub(" ", sentence)


def _facts(rules: tuple[ClaimRule, ...], clause: str) -> Iterator[Claim]:
    for rule in rules:
        denies = bool(rule.denies.search(clause))
        if (denies or rule.affirms.search(clause)) and not (rule.unless and rule.unless.search(clause)):
            yield Claim(rule.name, 0.0 if denies else 1.0, clause, rule.bound)


def _figures(rules: tuple[MeasureRule, ...], clause: str, lexicon: Lexicon) -> Iterator[Claim]:
    for rule in rules:
        if not rule.says.search(clause) or (rule.unless and rule.unless.search(clause)):
            continue
        figure = _price(clause) if rule.is_price else promised_s(clause, lexicon)
        if figure is not None:
            yield Claim(rule.name, -figure if rule.is_price else figure, clause)


def _price(clause: str) -> float | None:
    """Return the only amount of money that a clause names, if there is just one; 1.234,56 is written so too."""
    amounts = [_NUMBER.findall(found.group())[0] for found in _MONEY.finditer(clause)]
    if len(amounts) != 1:
        return None
    if _DECIMAL_COMMA.fullmatch(amounts[0]):
        return float(amounts[0].replace(".", "").replace(",", "."))
    return float(amounts[0].replace(",", "").rstrip(".") or 0) if amounts[0].count(".") <= 1 else None
