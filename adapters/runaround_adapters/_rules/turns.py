"""When a reply is over on a channel that does not answer once: the rules, pure. Times are handed in.

The first rule that applies ends the reply:

1. the protocol says that this was all (`marker`), or ends the visit;
2. as many messages came as the channel brings (`count`);
3. the bot has stopped writing, and for a moment nothing follows (`typing_off`);
4. nothing more came for a while (`quiet`): longer in a visit whose messages come slowly, and while the bot writes;
5. the longest wait is over (`time_limit`).
"""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model import TurnEnd

__all__ = ["ReplyClock", "TurnRules"]


@dataclass(frozen=True, slots=True)
class TurnRules:
    """When a reply is over; seconds.

    reply_s: the longest wait for all of it. quiet_s: without a further message; or twice the largest gap that this
    visit has seen inside a reply, at most longest_quiet_s. settle_s: after the bot has stopped writing.
    typing_s: how long a sign that the bot writes holds if nothing follows it. count: how many messages a reply has.
    is_marked: the protocol always says when a reply is over, so that no quiet ends it.
    """

    reply_s: float = 60.0
    quiet_s: float = 0.8
    longest_quiet_s: float = 5.0
    settle_s: float = 0.2
    typing_s: float = 10.0
    count: int | None = None
    is_marked: bool = False

    def quiet_after(self, largest_gap_s: float) -> float:
        """Return the seconds of silence that end a reply in a visit with such a gap."""
        return max(self.quiet_s, min(2 * largest_gap_s, self.longest_quiet_s))


class ReplyClock:
    """Follows one reply from `began` on, and says when it is over. The same arrivals give the same end.

    largest_gap_s: the largest gap that earlier replies of the visit had between two messages.
    """

    def __init__(self, rules: TurnRules, *, began: float, largest_gap_s: float = 0.0) -> None:
        self.ended: TurnEnd | None = None
        self.largest_gap_s = largest_gap_s
        self._rules = rules
        self._limit = began + rules.reply_s
        self._count = 0
        self._last_at = began
        self._typing_at: float | None = None
        self._settles_at: float | None = None
        self._open: set[str] = set()

    def note_message(self, at: float) -> None:
        """Take in that a message of the reply came."""
        if self._count:
            self.largest_gap_s = max(self.largest_gap_s, at - self._last_at)
        self._count += 1
        self._last_at = at
        # Bots say that they write before each message; that one is here now.
        self._typing_at = self._settles_at = None
        if self._rules.count is not None and self._count >= self._rules.count:
            self.end(TurnEnd.COUNT)

    def note_typing(self, at: float, *, is_on: bool) -> None:
        """Take in that the bot says it writes, or no longer does."""
        was_on, self._typing_at = self._typing_at is not None, at if is_on else None
        self._settles_at = at + self._rules.settle_s if was_on and not is_on and self._count else None

    def note_piece(self, stream: str) -> None:
        """Take in that a piece of a message came whose end has not: until then nothing but the limit ends the reply."""
        self._open.add(stream)

    def note_whole(self, stream: str) -> None:
        """Take in that the message of which pieces came is whole."""
        self._open.discard(stream)

    def end(self, reason: TurnEnd) -> None:
        """End the reply now, unless it is over already."""
        self.ended = self.ended or reason

    def deadline(self) -> tuple[float, TurnEnd]:
        """Return when the reply is over if nothing more happens, and by which rule."""
        if not self._count or self._open or self._rules.is_marked:
            return self._limit, TurnEnd.TIME_LIMIT
        if self._settles_at is not None:
            soonest = self._settles_at, TurnEnd.TYPING_OFF
        else:
            quiet_at = self._last_at + self._rules.quiet_after(self.largest_gap_s)
            writes_until = self._typing_at + self._rules.typing_s if self._typing_at is not None else quiet_at
            soonest = max(quiet_at, writes_until), TurnEnd.QUIET
        return min(soonest, (self._limit, TurnEnd.TIME_LIMIT), key=lambda found: found[0])
