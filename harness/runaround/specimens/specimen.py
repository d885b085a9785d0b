"""What a specimen is: a bot with one known defect, under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from runaround.specimens.chat import Bot
from runaround.specimens.clerk import Clerk
from runaround.specimens.policy import Policies
from runaround.specimens.topics import Lang

__all__ = ["NOT_OFFERED", "Specimen", "make_specimen"]

NOT_OFFERED = "handoff_failure/not_offered"
"""What every bot brings along that takes its own failure for an answer, with a consumer who never asks for a human."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """A bot with one known defect.

    defect: the finding kind that it must show; None where it shows none (healthy, eager_transfer, crashing ...).
    companions: further kinds that the defect unavoidably brings along in some conversations.
    description: one sentence per language. policies: the rules it follows.
    """

    name: str
    defect: str | None
    companions: frozenset[str]
    description: Mapping[str, str]
    policies: Policies

    def factory(self, *, delay_s: float | None = None) -> Bot:
        """Return a fresh bot that has met nobody yet; `delay_s` takes the place of its own delay, in seconds."""
        if delay_s is None:
            return Clerk(self.policies)
        return Clerk(replace(self.policies, delivery=replace(self.policies.delivery, delay_s=delay_s)))


def make_specimen(name: str, policies: Policies, *, en: str, zh: str, kinds: tuple[str, ...] = ()) -> Specimen:
    """Return a specimen; the first of `kinds` is its defect, the others are its companions."""
    description = MappingProxyType({Lang.EN.value: en, Lang.ZH.value: zh})
    return Specimen(name, kinds[0] if kinds else None, frozenset(kinds[1:]), description, policies)
