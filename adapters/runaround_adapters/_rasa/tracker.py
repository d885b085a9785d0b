"""Looks a conversation up in Rasa's tracker, which knows why a bot said nothing.

On most channels Rasa answers alike when the bot has nothing to say, is paused for a human, or has broken.
Source: rasa 3.6.21, `rasa/server.py`, `rasa/core/processor.py`, `rasa/shared/core/trackers.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from runaround.errors import BadStatus, WrongShape
from runaround_adapters._net.requests import Outgoing, build_request
from runaround_adapters._net.wire import Wire
from runaround_adapters._rasa.settings import RasaSettings, TrackerUse
from runaround_adapters._rules.settings import Call

__all__ = ["Tracker", "TrackerView", "view_tracker"]

_NOT_THERE = (401, 403, 404, 405)
_BUILT_IN = frozenset(
    {"action_listen", "action_extract_slots", "action_session_start", "action_restart", "action_back",
     "action_default_fallback", "action_deactivate_loop", "action_two_stage_fallback"}
)  # fmt: skip
"""Actions of Rasa's own, which may well leave nothing."""


@dataclass(frozen=True, slots=True)
class TrackerView:
    """What a tracker says of the last message.

    users: how many messages of the consumer it holds; said: the last of them. broken: the action that ran last and left
    nothing at all behind, as one does whose code failed; empty if there is none.
    """

    is_paused: bool
    users: int
    said: str
    broken: str


class Tracker:
    """The tracker of one visit's conversation."""

    def __init__(self, settings: RasaSettings, wire: Wire, sender: str) -> None:
        path = f"/conversations/{quote(sender, safe='')}/tracker"
        query = {**settings.query, "include_events": "ALL"}
        call = Call(f"{settings.url}{path}", "GET", headers=settings.headers, query=query)
        self._call = call
        self._wire = wire
        self._is_needed = settings.is_tracker_needed
        self._is_there = settings.tracker is not TrackerUse.NEVER
        self._users = 0

    async def look(self, said: str, values: Mapping[str, Any]) -> tuple[TrackerView, bool] | None:
        """Return what the tracker says, and whether it holds the message `said`; None where there is no tracker.

        Raises AdapterError; for a server without a tracker only if the target file asks for one.
        """
        if not self._is_there:
            return None
        outgoing = build_request(self._call, values)
        raw = await self._wire.fetch(outgoing)
        if raw.status in _NOT_THERE and not self._is_needed:
            self._is_there = False
            return None
        self._check(outgoing, raw.status)
        self._wire.check_status(outgoing, raw)
        view = view_tracker(self._wire.parse(outgoing, raw))
        if view is None:
            found = self._wire.log.quote(raw.text)
            msg = f"{self._wire.place(outgoing)}: expected a tracker with 'events'; found {found}."
            raise WrongShape(msg)
        is_held = view.said == said.strip() and view.users > self._users
        self._users = view.users
        return view, is_held

    def _check(self, outgoing: Outgoing, status: int) -> None:
        if status == 404:
            msg = (
                f"{self._wire.place(outgoing)} answered HTTP 404: Rasa shows its tracker only when it was started with"
                " --enable-api. Start it so, or take 'tracker' out."
            )
            raise BadStatus(msg)


def view_tracker(body: object) -> TrackerView | None:
    """Return what a tracker says; None if `body` is none."""
    if not isinstance(body, Mapping) or not isinstance(body.get("events"), list):
        return None
    events = [event for event in body["events"] if isinstance(event, Mapping)]
    users = [event for event in events if event.get("event") == "user"]
    said = str(users[-1].get("text") or "").strip() if users else ""
    return TrackerView(bool(body.get("paused")), len(users), said, _find_broken(events))


def _find_broken(events: Sequence[Mapping[str, Any]]) -> str:
    """Return the last action since the consumer spoke, before the one that listens, if nothing followed from it."""
    last = ""
    for event in reversed(events):
        kind, name = event.get("event"), str(event.get("name") or "")
        if kind == "user":
            break
        if kind == "action" and name not in _BUILT_IN:
            last = name
            break
        if kind not in ("action", "session_started"):
            break  # something came of it
    return last
