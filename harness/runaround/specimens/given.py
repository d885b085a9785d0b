"""Finds the data in what a consumer writes: named as such, or as the answer to a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from runaround.model import Item
from runaround.specimens.ears import Ears, Move

__all__ = ["Expected", "find_given", "find_orders"]

_ORDER_LIKE = re.compile(r"(?<![\w-])#?([A-Za-z]{0,4}-?\d[A-Za-z0-9-]{3,24})(?![\w-])", re.ASCII)
_LONG_ORDER_LIKE = re.compile(r"(?<![\w-])([A-Za-z]{0,4}-?\d{6,20}|\d{3,6}-\d{4,8})(?![\w-])", re.ASCII)
_ACCOUNT_LIKE = re.compile(r"(?<![\w@.-])((?=[\w.@+-]*[\d_@])(?!\d{1,4}\b)[A-Za-z0-9][A-Za-z0-9_.@+-]{2,40})", re.ASCII)
_PHONE_LIKE = re.compile(r"(?<!\d)(\+?\d[\d ()-]{5,18}\d)(?!\d)")
_HAS_DIGIT_AND_WORD = re.compile(r"\d.*[^\W\d_]|[^\W\d_].*\d", re.DOTALL)
_NAME_LENGTH = 24
_ADDRESS_LENGTH = 80
_AFTER_ADDRESS = re.compile(r"[，。,.]\s*(?=[A-Z\u3400-\u9fff])")
_DESCRIPTION_LENGTH = 6
"""Characters from which on an answer counts as a description."""

_NOT_A_DESCRIPTION = frozenset({Move.DECLINE, Move.JUST_SENT, Move.WAIT, Move.FRAGMENT, Move.HUMAN})


@dataclass(frozen=True, slots=True)
class Expected:
    """What the bot is waiting for: the item asked for last, and what the topic at hand needs."""

    pending: Item | None = None
    needs: tuple[Item, ...] = ()


def find_given(text: str, ears: Ears, *, moves: frozenset[Move], expected: Expected) -> dict[Item, str]:
    """Return the items written out in `text`: named as such, or as the answer to what was asked."""
    given: dict[Item, str] = {}
    texts = [(ear, ear.prepare(text)) for ear in ears]
    for ear, mine in texts:
        for item, patterns in ear.items.items():
            for pattern in patterns:
                if item not in given and (match := pattern.search(mine)):
                    given[item] = match[1].strip()
    # A number that was named as something is not taken for something else as well.
    rest = texts[0][1]
    for value in given.values():
        rest = rest.replace(value, " ")
    pending = expected.pending
    if pending and pending not in given and (answer := _answer(rest, pending, moves)):
        given[pending] = answer
    if Item.ADDRESS in given:
        given[Item.ADDRESS] = _AFTER_ADDRESS.split(given[Item.ADDRESS], maxsplit=1)[0]
    is_order_needed = Item.ORDER_NUMBER in expected.needs and not given.keys() & {Item.ORDER_NUMBER, Item.ACCOUNT}
    if is_order_needed and (match := _LONG_ORDER_LIKE.search(rest)):
        given[Item.ORDER_NUMBER] = match[1]
    return given


def find_orders(text: str, given: Mapping[Item, str], *, ears: Ears) -> tuple[str, ...]:
    """Return every order number in `text`, in order: once one is there, other long numbers are orders too."""
    if Item.ORDER_NUMBER not in given:
        return ()
    taken = {value for item, value in given.items() if item is not Item.ORDER_NUMBER}
    found = {given[Item.ORDER_NUMBER], *_find_named(text, ears), *_LONG_ORDER_LIKE.findall(text)}
    orders = {order for order in found if not any(order in value for value in taken)}
    return tuple(sorted(orders, key=text.find))


def _find_named(text: str, ears: Ears) -> Iterator[str]:
    for ear in ears:
        for pattern in ear.items[Item.ORDER_NUMBER]:
            yield from pattern.findall(ear.prepare(text))


def _answer(text: str, item: Item, moves: frozenset[Move]) -> str:
    """Return what `text` gives when `item` was asked for; empty when it gives nothing."""
    text = text.strip()
    if item is Item.ADDRESS:
        is_one = _HAS_DIGIT_AND_WORD.search(text) and len(text) <= _ADDRESS_LENGTH and Move.DECLINE not in moves
        return text if is_one else ""
    if item is Item.DESCRIPTION:
        return text if len(text) >= _DESCRIPTION_LENGTH and not moves & _NOT_A_DESCRIPTION else ""
    pattern = {Item.ORDER_NUMBER: _ORDER_LIKE, Item.ACCOUNT: _ACCOUNT_LIKE, Item.PHONE: _PHONE_LIKE}.get(item)
    if pattern is None:
        return ""
    if match := pattern.search(text):
        return match[1]
    is_plain_name = (
        item is Item.ACCOUNT and 0 < len(text) <= _NAME_LENGTH and not moves and not set(text) & set("?？!！，。")
    )
    return text if is_plain_name else ""
