"""Every built-in adapter against the fake of its protocol: the conformance list, a behaviour a test."""

import pytest

from runaround.conformance import BEHAVIOURS, Stage, Status, try_behaviour
from runaround.fake import FAKE_GROUP
from runaround.plugins import load_plugins

pytestmark = pytest.mark.anyio

FAKES = load_plugins(FAKE_GROUP)


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda one: f"{one.number}-{one.name.replace(' ', '_')}"[:60])
@pytest.mark.parametrize("name", FAKES)
async def test_the_adapter_does_what_every_adapter_does(name, behaviour) -> None:
    result = await try_behaviour(behaviour, Stage(FAKES[name]))

    assert result.status is not Status.FAILED, result.why
    if result.status is Status.SKIPPED:
        pytest.skip(result.why)
