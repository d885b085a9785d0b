"""Policies of bots that end the talk, or talk down to people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from runaround.model import Event, Speaker
from runaround.specimens.chat import Outgoing
from runaround.specimens.courtesy import make_small_talk
from runaround.specimens.healthy import answer
from runaround.specimens.policy import Moment, Reply
from runaround.specimens.settling import solve

__all__ = ["close_early", "drop_the_line", "scold"]


def _ending(key: str, event: Event) -> Callable[[Moment, str], Reply]:
    """Return a policy that ends the session with the flaw `key` and `event` instead of settling the matter."""

    def resolve(moment: Moment, before: str) -> Reply:
        if moment.memory.is_solved:
            return solve(moment, before)
        return [moment.bot(moment.flaw(key)), Outgoing(Speaker.SYSTEM, event=event)]

    return resolve


close_early = _ending("farewell", Event.SESSION_END)
drop_the_line = _ending("cut_off", Event.HANG_UP)


def scold(moment: Moment) -> Reply:
    """Answer well, with blame or mockery before it; only courtesies are met with courtesy."""
    if reply := make_small_talk(moment):
        return reply
    reply = answer(moment)
    if not reply or reply[0].speaker is not Speaker.BOT:
        return reply
    return [replace(reply[0], text=moment.join(moment.flaw("scold"), reply[0].text)), *reply[1:]]
