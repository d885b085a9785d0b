"""What the author of a scenario has the consumer do: fixed lines, and reactions to what is heard."""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model.vocabulary import EndReason, Item

__all__ = ["Cue", "Deed", "Reaction", "ScriptLine"]


@dataclass(frozen=True, slots=True)
class Cue:
    """What a reply must be to set a reaction off; everything that is given here must hold.

    acts: the reply does one of these dialogue acts. items: it asks for one of these. words: one of these patterns
    stands in it.
    """

    acts: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """What the consumer then does: says and sends, or chooses, or waits, or leaves, or ends the case.

    say: wordings that take turns. send: items of evidence. choose: patterns of an option. leaves: until the next
    session. ends: the case, for this reason.
    """

    say: tuple[str, ...] = ()
    send: tuple[Item, ...] = ()
    choose: tuple[str, ...] = ()
    wait_s: float | None = None
    leaves: bool = False
    ends: EndReason | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """On hearing `hears` the consumer does `does`, at most `times` times in a case."""

    hears: Cue
    does: Deed
    times: int = 1


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A fixed line: words, evidence or a choice, taken whatever the bot has answered.

    A choice that the bot does not offer is said in the words of its first pattern.
    """

    say: str = ""
    send: tuple[Item, ...] = ()
    choose: tuple[str, ...] = ()
