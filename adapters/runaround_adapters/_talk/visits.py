"""Who visits: what the placeholders of target files stand for when a visit begins."""

from __future__ import annotations

import uuid
from typing import Any

from runaround.model import Case
from runaround_adapters._rules.settings import CLOCK

__all__ = ["Visits"]


class Visits:
    """Gives every visit a name of its own, and every consumer one over all visits of a case."""

    def __init__(self) -> None:
        self._consumers: dict[str, str] = {}

    def values(self, case: Case, session: int) -> dict[str, Any]:
        """Return the values of visit number `session` (from 1) of a case's consumer."""
        return {
            "consumer_id": case.consumer_id or self._make_consumer(case, session),
            "session_id": f"ra-{uuid.uuid4().hex}",
            "session": session,
            CLOCK: _elapsed_s(case, session),
            "lang": case.scenario.lang,
            "case_id": case.id,
        }

    def _make_consumer(self, case: Case, session: int) -> str:
        """Return the identity of a consumer who brings none: a new one for the first visit, then the same."""
        if session == 1 or case.id not in self._consumers:
            self._consumers[case.id] = f"ra-{uuid.uuid4().hex}"
        return self._consumers[case.id]


def _elapsed_s(case: Case, session: int) -> float:
    """Return the seconds that the consumer was away before visit number `session`; a whole number where it is one."""
    away_s = sum(visit.after_s for visit in case.scenario.sessions[1:session])
    return int(away_s) if float(away_s).is_integer() else away_s
