"""Reads the transfer to a human from the messages that Botpress's plugin for it sends in the bot's name. Pure.

The Chat API has no signal for it. The plugin speaks through fixed texts of its configuration, and between two of them
the bot does not answer at all: whatever comes then, a human wrote.
Source: botpress/botpress, plugins/hitl 1.4.2: plugin.definition.ts, src/actions/start-hitl.ts, src/hooks,
src/conv-manager.ts (August 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from runaround.model import Event, Message, Speaker

__all__ = ["HITL_TEXTS", "Hitl"]

HITL_TEXTS: Mapping[str, str] = {
    "handoff": "I have escalated this conversation to a human agent. They should be with you shortly.",
    "assigned": "A human agent has joined the conversation.",
    "stopped": "The human agent closed the conversation. I will continue assisting you.",
    "timeout": (
        "No human agent is available at the moment. Please try again later."
        " I will continue assisting you for the time being."
    ),
    "closed": "You have ended the session with the human agent. I will continue assisting you.",
}
"""What the plugin says unless it is configured otherwise, by the key of the target file."""

_EVENTS = {
    "handoff": Event.TRANSFER_STARTED,
    "assigned": Event.HUMAN_JOINED,
    "stopped": Event.HUMAN_LEFT,
    "timeout": Event.TRANSFER_FAILED,
    "closed": Event.HUMAN_LEFT,
}
_SAID_BY_BOT = ("handoff", "timeout")
"""These speak for the bot and promise or explain something; the others only tell what happens."""


@dataclass(slots=True)
class Hitl:
    """Follows one visit. texts: what the plugin says, by the key of the target file; empty: there is no plugin."""

    texts: Mapping[str, str]
    _is_human: bool = False

    def place(self, message: Message) -> tuple[Message, ...]:
        """Return a message of the bot's name with what it signals, and under a human's where a human wrote it."""
        kind = next((key for key, text in self.texts.items() if text and text == message.text.strip()), "")
        if not kind:
            return (replace(message, speaker=Speaker.HUMAN) if self._is_human else message,)
        self._is_human = _EVENTS[kind] is Event.HUMAN_JOINED
        if kind in _SAID_BY_BOT:
            return message, Message(Speaker.SYSTEM, event=_EVENTS[kind])
        return (replace(message, speaker=Speaker.SYSTEM, event=_EVENTS[kind]),)
