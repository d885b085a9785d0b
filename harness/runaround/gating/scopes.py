"""Which cases a part of a policy is about: those of each override that has the part, and all the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from runaround.entries import is_like
from runaround.model import JudgedCase, Policy, PolicyOverride

__all__ = ["find_idle", "fits", "split"]

_Part = TypeVar("_Part")


def split(
    policy: Policy, cases: Sequence[JudgedCase], own: _Part, *, of: Callable[[PolicyOverride], _Part | None]
) -> Iterator[tuple[PolicyOverride | None, _Part, tuple[JudgedCase, ...]]]:
    """Yield the part of the policy itself with its cases, then that of each override with its own.

    A case belongs to the first override that fits it and has the part. What is left without a case is left out; but for
    a run without cases the policy's own part stays, because it must not go unasked.
    """
    left = list(cases)
    taken: list[tuple[PolicyOverride, _Part, tuple[JudgedCase, ...]]] = []
    for override in policy.overrides:
        part = of(override)
        here = tuple(case for case in left if fits(override, case)) if part is not None else ()
        if part is not None and here:
            taken.append((override, part, here))
            left = [case for case in left if not fits(override, case)]
    if left or not taken:
        yield None, own, tuple(left)
    yield from taken


def fits(override: PolicyOverride, case: JudgedCase) -> bool:
    """Return whether an override is about a case: bot, tag and language, as far as it names them."""
    record = case.transcript
    return (
        (not override.target or is_like(override.target, record.target))
        and (not override.tag or override.tag in record.tags)
        and (not override.lang or record.lang.partition("-")[0] == override.lang)
    )


def find_idle(policy: Policy, cases: Sequence[JudgedCase]) -> tuple[PolicyOverride, ...]:
    """Return the overrides that fit no case."""
    return tuple(one for one in policy.overrides if not any(fits(one, case) for case in cases))
