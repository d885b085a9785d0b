"""Masks what went over the wire: JSON value by value, so that it stays JSON, and anything else as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from runaround.model import Exchange

__all__ = ["mask_exchange"]

_HEAD_ENDS = "\n\n"


def mask_exchange(exchange: Exchange, mask: Callable[[str], str]) -> Exchange:
    """Return an exchange with its request and its response masked, without its picture: nobody masks what it shows."""
    return replace(
        exchange,
        request=_mask_record(exchange.request, mask),
        response=_mask_record(exchange.response, mask),
        picture=None,
    )


def _mask_record(record: str, mask: Callable[[str], str]) -> str:
    """Return a recorded request or answer: perhaps a head, an empty line, then the body."""
    masked = _mask_json(record, mask)
    if masked is not None:
        return masked
    head, ends, body = record.partition(_HEAD_ENDS)
    masked = _mask_json(body, mask) if ends else None
    return mask(record) if masked is None else mask(head) + ends + masked


def _mask_json(text: str, mask: Callable[[str], str]) -> str | None:
    """Return a JSON document masked, as it was if nothing in it is personal; None if the text is none.

    In the text of a document an umlaut or an ideograph may be written as an escape, which no pattern would recognise.
    """
    try:
        document = json.loads(text)
        masked = _mask_value(document, mask)
        return text if masked == document else json.dumps(masked, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def _mask_value(value: object, mask: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {mask(key): _mask_value(held, mask) for key, held in value.items()}
    if isinstance(value, list):
        return [_mask_value(held, mask) for held in value]
    if isinstance(value, int) and not isinstance(value, bool):
        shown = str(value)
        masked = mask(shown)
        return value if masked == shown else masked
    return value
