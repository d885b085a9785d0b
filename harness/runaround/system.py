"""The seam to a company's test system: what answers probes, and how it is found by name.

A bot says that a refund was booked; the test system knows. It is asked before, between and after the
visits of a case, and never while the consumer and the bot talk. It judges nothing: what an answer means
is decided where all answers are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from runaround.model import Case, Exchange, Probe

__all__ = ["SYSTEM_GROUP", "Answer", "System", "SystemFactory"]

SYSTEM_GROUP = "runaround.systems"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the test system answered, with every secret masked.

    status: as HTTP has it, whatever it is. body: the content as text, JSON where it is JSON. took_s: seconds
    from the call to the end of the answer. exchanges: the wire record, with times counted from the call.
    """

    status: int
    body: str = ""
    took_s: float = 0.0
    exchanges: tuple[Exchange, ...] = ()


class System(Protocol):
    """One way of asking one company's test system."""

    async def ask(self, probe: Probe, case: Case) -> Answer:
        """Send what `probe` says and return the answer, whatever its status.

        `{consumer_id}` in the probe's path, headers and body stands for `case.consumer_id`, so that cases that run at
        the same time do not meet. Nothing is sent twice, unless the system itself said that it did not take it.

        Raises AdapterError if there is no answer; wire records made so far stand in the error's `exchanges`.
        """
        ...

    async def close(self) -> None:
        """Free what is shared by all questions. May be called twice; does not raise."""
        ...


SystemFactory = Callable[[Mapping[str, Any], str, Mapping[str, str]], System]
"""What an entry point of the group `runaround.systems` names.

Called with what stands below the key `system` of a target file (its key `kind` taken out), the file's path for error
messages, and the environment from which `env:NAME` is read. Key paths of mistakes begin below `system`. All else is
as `runaround.adapter.AdapterFactory` has it, with the JSON Schema beside the factory's module.
"""
