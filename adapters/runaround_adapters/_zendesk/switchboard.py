"""Who is in control of a conversation: the bot, Zendesk's agents, or a desk of the company's own. Pure.

Source: Sunshine Conversations API 17.12.1, Switchboard Actions and Webhooks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Integration", "Names", "Switchboard"]

_AGENTS_TYPE = "zd:agentWorkspace"
_NEXT = "next"


@dataclass(frozen=True, slots=True)
class Names:
    """How the integrations are called. desk: empty where there is none."""

    bot: str = "bot"
    agents: str = "zd-agentWorkspace"
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Integration:
    """Somebody who can be in control."""

    name: str
    type: str = "custom"

    @property
    def id(self) -> str:
        """Its id, always the same."""
        return hashlib.sha256(self.name.encode()).hexdigest()[:24]

    def tell(self) -> dict[str, str]:
        """Return it as the API shows it."""
        return {"id": self.id, "name": self.name, "integrationId": self.id[::-1], "integrationType": self.type}


class Switchboard:
    """The switchboard of one conversation; it begins with the bot."""

    def __init__(self, names: Names) -> None:
        self.bot = Integration(names.bot)
        self.agents = Integration(names.agents, _AGENTS_TYPE)
        self.desk = Integration(names.desk) if names.desk else None
        self.active: Integration | None = self.bot
        self.pending: Integration | None = None

    @property
    def is_with_bot(self) -> bool:
        """Whether the bot is expected to answer; nobody else is by default."""
        return self.active in (self.bot, None)

    def find(self, reference: object) -> Integration | None:
        """Return who is meant by an id, a name, a type or `next`; None: nobody, or more than one."""
        people = self.desk or self.agents
        if reference == _NEXT:
            return people if self.is_with_bot else self.bot
        known = [one for one in (self.bot, self.agents, self.desk) if one is not None]
        for found in ([one for one in known if reference in (one.id, one.id[::-1])],
                      [one for one in known if reference == one.name],
                      [one for one in known if reference == one.type]):  # fmt: skip
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def tell(self) -> Mapping[str, Any]:
        """Return the part of a conversation that says who is in control."""
        shown: dict[str, Any] = {}
        if self.active is not None:
            shown["activeSwitchboardIntegration"] = self.active.tell()
        if self.pending is not None:
            shown["pendingSwitchboardIntegration"] = self.pending.tell()
        return shown
