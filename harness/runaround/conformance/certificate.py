"""Tries every behaviour, and says which an adapter has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runaround.conformance.behaviours import Behaviour
from runaround.conformance.coming import COMING
from runaround.conformance.doing import DOING, VISITING
from runaround.conformance.stage import Skipped, Stage, Unmet
from runaround.conformance.troubles import TROUBLES
from runaround.errors import RunaroundError

__all__ = ["BEHAVIOURS", "Certificate", "Result", "Status", "certify", "try_behaviour"]

BEHAVIOURS: tuple[Behaviour, ...] = tuple(
    sorted((*COMING, *TROUBLES, *DOING, *VISITING), key=lambda behaviour: behaviour.number)
)
"""Everything that an adapter is asked for, in the order of numbers."""

_LIMIT_S = 30.0


class Status(StrEnum):
    """What became of one behaviour."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """One behaviour tried; `why` is empty where it passed."""

    behaviour: Behaviour
    status: Status
    why: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one adapter does, tried against one fake. made_from, checked_by: of the fake."""

    fake: str
    results: tuple[Result, ...]
    made_from: str = ""
    checked_by: str = ""

    def count(self, status: Status) -> int:
        """Return how many behaviours have `status`."""
        return sum(result.status is status for result in self.results)

    @property
    def is_passed(self) -> bool:
        """Whether nothing failed, and something passed."""
        return not self.count(Status.FAILED) and self.count(Status.PASSED) > 0


async def certify(
    name: str,
    stage: Stage,
    *,
    behaviours: Sequence[Behaviour] = BEHAVIOURS,
    at_once: int = 8,
    watch: Callable[[Result], None] = lambda _result: None,
) -> Certificate:
    """Try `behaviours`, several at a time, each against a server of its own; `watch` is given each result."""
    gate = asyncio.Semaphore(at_once)

    async def attempt(behaviour: Behaviour) -> Result:
        async with gate:
            result = await try_behaviour(behaviour, stage)
        watch(result)
        return result

    results = await asyncio.gather(*(attempt(behaviour) for behaviour in behaviours))
    return Certificate(name, tuple(results), stage.fake.made_from, stage.fake.checked_by)


async def try_behaviour(behaviour: Behaviour, stage: Stage) -> Result:
    """Return what became of one behaviour; what an adapter raises that it must not is a failure too."""
    try:
        async with asyncio.timeout(_LIMIT_S):
            await behaviour.check(stage)
    except Skipped as reason:
        return Result(behaviour, Status.SKIPPED, str(reason))
    except Unmet as reason:
        return Result(behaviour, Status.FAILED, str(reason))
    except TimeoutError:
        return Result(behaviour, Status.FAILED, f"not over after {_LIMIT_S:g} s.")
    except RunaroundError as error:
        return Result(behaviour, Status.FAILED, f"{type(error).__name__}: {error}"[:400])
    except Exception as error:  # noqa: BLE001 (an adapter is a plugin: what it raises is what is wrong with it)
        return Result(behaviour, Status.FAILED, f"raised {type(error).__name__}; an adapter raises AdapterError only.")
    return Result(behaviour, Status.PASSED)
