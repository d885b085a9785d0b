"""Scenarios that a run did not play, as the details of an event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runaround.model import SkippedCase
from runaround.store.stored import EventKind, RunEvent
from runaround.store.value_json import decode_value, encode_value

__all__ = ["read_skipped", "write_skipped"]


@dataclass(frozen=True, slots=True)
class _Detail:
    scenarios: tuple[SkippedCase, ...]


def write_skipped(skipped: tuple[SkippedCase, ...]) -> Mapping[str, object]:
    """Return the details of the event that says what was skipped."""
    detail: Mapping[str, object] = json.loads(encode_value(_Detail(skipped)))
    return detail


def read_skipped(events: Iterable[RunEvent], *, where: str) -> tuple[SkippedCase, ...]:
    """Return what events say was skipped, each once: every process of a run may have told the same.

    where: where the events come from, for messages. Raises FileError if one cannot be read.
    """
    told = (
        decode_value(_Detail, json.dumps(event.detail), where=where)
        for event in events
        if event.kind is EventKind.SKIPPED
    )
    return tuple(dict.fromkeys(one for detail in told for one in detail.scenarios))
