"""Tests for people who write adapters: the conformance list against a fake, a behaviour a test."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest

from runaround.conformance import BEHAVIOURS, Behaviour, Stage, Status, try_behaviour
from runaround.fake import Fake

__all__ = ["ConformanceTests"]


def _name(behaviour: Behaviour) -> str:
    return f"{behaviour.number}-{'_'.join(behaviour.name.lower().replace(',', '').split())}"[:70]


class ConformanceTests:
    """Inherit from this, and say which `fake` stands for your protocol; its target file names your adapter.

    quiet_s: the quiet after which the fake's target file takes a reply for finished, by which all times are measured.
    """

    fake: ClassVar[Fake]
    quiet_s: ClassVar[float] = 0.3

    @pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=_name)
    def test_behaviour(self, behaviour: Behaviour) -> None:
        """Fail with what the adapter did, skip with what its protocol has no way for."""
        result = asyncio.run(try_behaviour(behaviour, Stage(self.fake, self.quiet_s)))
        if result.status is Status.SKIPPED:
            pytest.skip(result.why)
        if result.status is Status.FAILED:
            pytest.fail(result.why, pytrace=False)
