"""Finds bots that ask for secrets in the open conversation: `sensitive_request`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Finding
from runaround.reading import Act, Reading

__all__ = ["find_sensitive_requests"]


def find_sensitive_requests(reading: Reading) -> Iterator[Finding]:
    """Find turns that ask for a password, a one-time code or a card's security code, to be told in the conversation.

    Why: who has them can act as the consumer, and everybody who reads the record has them.
    Silent: for the last four digits, for a secure form, page or keypad, and for warnings, resets and instructions.
    Source: taxonomy 1.1, `sensitive_request`, ruling 14.
    """
    if reading.is_without(Act.ASK_SECRET):
        return
    for turn in reading.turns:
        if not turn.by_company:
            continue
        weighing = reading.weigh("sensitive_request", turn)
        if weighing.needs_act(turn, Act.ASK_SECRET) and not weighing.spares_act(turn, Act.SECURE_CHANNEL):
            yield Finding(turn.index, "sensitive_request")
