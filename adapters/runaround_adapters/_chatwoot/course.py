"""Who has a conversation of Chatwoot, and what it means for the consumer when that changes. Pure.

Source: chatwoot/chatwoot, `app/models/conversation.rb` and `message.rb`: a conversation is pending while a bot has it,
open while it is the people's, snoozed while they put it off, and resolved when it is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.model import Event
from runaround_adapters._chatwoot.content import map_in, text_in

__all__ = ["STATUSES", "Course", "has_assignee"]

STATUSES = frozenset({"open", "resolved", "pending", "snoozed"})


class Course:
    """Follows one conversation from `status` on."""

    def __init__(self, status: str) -> None:
        self._status = status
        self._is_joined = False
        self._is_queued = False

    def note(self, status: str, *, is_assigned: bool | None) -> tuple[Event, ...]:
        """Return what changed, in order. is_assigned: whether a person has it; None: this does not tell."""
        if status not in STATUSES:
            return ()
        old, self._status = self._status, status
        if status == "resolved":
            self._is_joined = False
            return () if old == "resolved" else (Event.SESSION_END,)
        if old == "resolved":
            # Somebody who spoke on has opened it again; it keeps the person who had it, who need not be there.
            return ()
        return (*self._signals(old), *self._people(is_assigned=is_assigned), *self._queue(old, is_assigned=is_assigned))

    @property
    def is_over(self) -> bool:
        """Whether the conversation is resolved."""
        return self._status == "resolved"

    def _signals(self, old: str) -> tuple[Event, ...]:
        if self._status == old:
            return ()
        self._is_queued = self._status == "snoozed"
        if self._is_queued:
            return (Event.QUEUE,)
        if self._status == "open":
            return (Event.TRANSFER_STARTED,) if old == "pending" else ()
        was_joined, self._is_joined = self._is_joined, False
        return (Event.HUMAN_LEFT if was_joined else Event.TRANSFER_FAILED,)

    def _people(self, *, is_assigned: bool | None) -> tuple[Event, ...]:
        if is_assigned is None or is_assigned is self._is_joined or self._status == "pending":
            return ()
        self._is_joined = is_assigned
        return (Event.HUMAN_JOINED if is_assigned else Event.HUMAN_LEFT,)

    def _queue(self, old: str, *, is_assigned: bool | None) -> tuple[Event, ...]:
        """Return that the consumer waits, once: the conversation is still open, and still nobody's."""
        is_waiting = self._status == old == "open" and is_assigned is False
        if not is_waiting or self._is_joined or self._is_queued:
            return ()
        self._is_queued = True
        return (Event.QUEUE,)


def has_assignee(conversation: Mapping[str, Any]) -> bool | None:
    """Return whether a person has the conversation, as its `meta` says; None where there is none."""
    meta = conversation.get("meta")
    if not isinstance(meta, Mapping):
        return None
    assignee = map_in(meta, "assignee")
    kind = (text_in(meta, "assignee_type") or text_in(assignee, "type") or "user").lower()
    return bool(assignee) and kind == "user"
