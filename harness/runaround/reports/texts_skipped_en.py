"""English words for scenarios that a channel cannot play."""

from __future__ import annotations

__all__ = ["SKIPPED"]

SKIPPED = {
    "skipped": "unsupported: the channel has no {list}",
    "skipped.count": "{n} scenarios were skipped as unsupported: the channel does not have what they need. "
    "They say nothing about the bot.",
    "skipped.count.one": "1 scenario was skipped as unsupported: the channel does not have what it needs. "
    "It says nothing about the bot.",
    "skipped.entry": "no {lacks}: {list}",
    "skipped.entry.bot": "{bot} has no {lacks}: {list}",
    "section.skipped": "Skipped, unsupported",
    "headline.skipped": "Nothing was played: the channel does not have what {n} scenarios need",
    "headline.skipped.one": "Nothing was played: the channel does not have what the scenario needs",
    "need.buttons": "buttons",
    "need.links": "links",
    "need.uploads": "uploads of files",
    "need.handoff_signal": "signal of a handoff",
    "need.unsolicited": "unsolicited messages",
    "need.clock": "clock that the bot is told",
    "need.fetches": "sight of fetched files",
    "need.turn_end": "signalled end of a reply",
    "need.human_side": "human side",
    "story.needs": "Needs a channel with: {list}.",
}
