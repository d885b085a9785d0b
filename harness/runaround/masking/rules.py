"""What personal data looks like: patterns from `rules.yaml`, and the check digits that tell it from other numbers.

Source: ISO/IEC 7812 (Luhn), ISO 13616 (IBAN), GB 11643 (resident identity numbers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["Rule", "fold_width", "load_rules", "make_word_rule"]

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_NEAR = 40
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of personal data: how it looks (group `value`, or all of it), and what must hold of it.

    order: words before it that make it an order number; None where no order number looks like it.
    """

    kind: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool]
    order: re.Pattern[str] | None = None

    def is_order(self, text: str, start: int) -> bool:
        """Return whether the words right before the value at `start` say that it is an order number or the like."""
        return self.order is not None and self.order.search(text[max(0, start - _NEAR) : start]) is not None


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are applied."""
    content: Mapping[str, Any] = yaml.safe_load((files(__package__) / "rules.yaml").read_text("utf-8"))
    order = re.compile(content["order_before"], re.IGNORECASE)
    return tuple(
        Rule(
            one["kind"],
            re.compile(one["pattern"], re.IGNORECASE),
            _CHECKS[one.get("check", "")],
            order if one.get("may_be_order") else None,
        )
        for one in content["rules"]
    )


def fold_width(text: str) -> str:
    """Return a text of the same length in which full width counts as half width."""
    return text.translate(_HALF_WIDTH)


def make_word_rule(words: Collection[str]) -> Rule:
    """Return the rule by which `words` are personal: whole words in scripts that part them, in any case and spacing."""
    longest_first = sorted(words, key=len, reverse=True)
    return Rule("word", re.compile("|".join(map(_write_word, longest_first)), re.IGNORECASE), _always)


def _write_word(word: str) -> str:
    plain = r"\s+".join(map(re.escape, fold_width(word).split()))
    # Chinese has no blanks between words, so that only Latin letters and figures show where one ends.
    return rf"(?<![A-Za-z0-9]){plain}(?![A-Za-z0-9])" if word.isascii() else plain


def _always(_: str) -> bool:
    return True


def _is_card(text: str) -> bool:
    digits = [int(one) for one in text if one.isdigit()]
    doubled = (2 * one - 9 if one > 4 else 2 * one for one in digits[-2::-2])
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_resident(text: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == text[17].upper()


def _is_iban(text: str) -> bool:
    plain = "".join(text.split()).upper()
    if not 15 <= len(plain) <= 34:
        return False
    digits = "".join(str(int(one, 36)) for one in plain[4:] + plain[:4])
    return int(digits) % 97 == 1


def _is_ip(text: str) -> bool:
    return all(int(part) < 256 for part in text.split("."))


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "": _always,
    "card": _is_card,
    "iban": _is_iban,
    "ip": _is_ip,
    "resident": _is_resident,
}
