"""What the consumer's rules decide: an action, or the end of a visit or of the case."""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model import Click, EndReason, Say, Wait

__all__ = ["Pause", "Step", "Stop"]


@dataclass(frozen=True, slots=True)
class Stop:
    """The consumer ends the case; `parting` are the last words, empty for none."""

    reason: EndReason
    detail: str
    parting: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """The consumer leaves and comes back in the next session; `parting` are the last words, empty for none."""

    parting: str = ""


Step = Say | Click | Wait | Stop | Pause
