"""What one case cost the consumer, and the same summed up over the cases of one bot: facts beside findings."""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model.rates import Rate
from runaround.model.vocabulary import Handoff, Item

__all__ = ["TOLERANCES", "Censored", "Lasting", "Measurements", "Spread", "Timing", "Totals"]

TOLERANCES = (1, 2, 3)
"""The tolerances of `Timing.scores`, in utterances of either side: GT-I, GT-II and GT-III."""


@dataclass(frozen=True, slots=True)
class Censored:
    """What it took to get somewhere; if nobody got there, what had been spent by then, of an unknown whole.

    is_reached: False makes `value` a lower bound (right-censored), which must not be averaged with the others.
    """

    value: float = 0
    is_reached: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """When a transfer to a human was due and when it was made, as places among the utterances of a case from 0.

    What one side says until the other speaks is one utterance; a transfer stands at the consumer's utterance that it
    answers. scores: GT-T for each of `TOLERANCES`, 0..1, higher is better.
    """

    due: tuple[int, ...]
    made: tuple[int, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measurements:
    """What one case took. Places (`*_at`) are indices of turns, None if it never happened.

    turns: of all, without probes. characters: of the consumer's texts, without white space. restarts: later visits, and
    returns to the beginning. requests_to_human: the consumer's wishes for one; turns_to_human: own turns;
    seconds_to_human: from the first wish, or from the beginning without one, without the time between visits, None if
    the record holds no times;
    menu_steps_to_human: choices from menus and links: each until a human is there.
    disclosed_at: says that it is a bot. waited: the consumer was told to wait for a human. queue_told_at: a place in
    the queue; wait_told_at: a waiting time. demanded: items asked for between the wish and a human.
    reference_at: gives a number under which the matter is kept. handoff: whether a transfer was right, and came.
    timing: None if nobody can say when one was due.
    """

    turns: int = 0
    consumer_turns: int = 0
    characters: int = 0
    restarts: int = 0
    requests_to_human: Censored = Censored()
    turns_to_human: Censored = Censored()
    seconds_to_human: Censored | None = Censored()
    menu_steps_to_human: Censored = Censored()
    disclosed_at: int | None = None
    waited: bool = False
    queue_told_at: int | None = None
    wait_told_at: int | None = None
    demanded: tuple[Item, ...] = ()
    reference_at: int | None = None
    items_asked: int = 0
    items_asked_again: int = 0
    uploads: int = 0
    handoff: Handoff = Handoff.OPEN
    timing: Timing | None = None

    @property
    def asked_for_human(self) -> bool:
        """Whether the consumer asked for a human."""
        return self.requests_to_human.value > 0

    @property
    def reached_human(self) -> bool:
        """Whether a human was there, asked for or not."""
        return self.turns_to_human.is_reached


@dataclass(frozen=True, slots=True)
class Lasting:
    """A censored measure over the cases in which the consumer asked for a human.

    median: Kaplan–Meier; None if fewer than half of them would ever get there, as far as the cases show.
    low, high: the 95 % interval of the median; what is None lies beyond all that was seen.
    longest: the largest value seen, reached or not.
    """

    cases: int = 0
    reached: int = 0
    median: float | None = None
    low: float | None = None
    high: float | None = None
    longest: float = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """A count over all judged cases: its median (None without cases), its largest value, and the sum."""

    median: float | None = None
    largest: float = 0
    total: float = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """The measurements of the judged cases of one bot; a `Rate` here knows no unknown cases.

    asked: cases in which the consumer asked for a human; unasked: cases in which one came all the same.
    disclosed, disclosed_at_once: said to be a bot at all, and before the consumer's second turn.
    queue_told, wait_told, either_told: among the cases in which the consumer was told to wait.
    demanded: data was asked for between the wish and a human, among the cases with a wish.
    handoff_recall: a human came, among the cases in which one was due. handoff_precision: a human was due, among those
    in which a transfer was made and somebody can say whether it was right. over_transfers: made although the scenario
    says that it is wrong, among such scenarios. timing: mean GT-T for each of `TOLERANCES` over `timed` cases.
    """

    cases: int
    asked: int
    unasked: int
    requests_to_human: Lasting
    turns_to_human: Lasting
    seconds_to_human: Lasting
    menu_steps_to_human: Lasting
    disclosed: Rate
    disclosed_at_once: Rate
    queue_told: Rate
    wait_told: Rate
    either_told: Rate
    demanded: Rate
    referenced: Rate
    items_asked: int
    items_asked_again: int
    uploads: int
    consumer_turns: Spread
    characters: Spread
    restarts: Spread
    handoff_recall: Rate
    handoff_precision: Rate
    over_transfers: Rate
    timed: int
    timing: tuple[float, ...]
