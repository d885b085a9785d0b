"""Every built-in adapter against the fake of its protocol: the conformance list, several behaviours at a time.

One test a fake: behaviours mostly wait, and one after another they would cost the suite minutes. On a busy machine a
pause can become a long one; so what fails among others is tried again by itself, and must pass then.
"""

import pytest

from runaround.conformance import Stage, Status, certify, try_behaviour
from runaround.fake import FAKE_GROUP
from runaround.plugins import load_plugins
from runaround.pytest_plugin.conformance import ConformanceTests
from runaround_adapters.fakes.python import PYTHON

pytestmark = pytest.mark.waits

FAKES = load_plugins(FAKE_GROUP)
ON_PAGES = "browser"


@pytest.mark.anyio
@pytest.mark.parametrize("name", sorted({*FAKES} - {ON_PAGES}))
async def test_the_adapter_does_what_every_adapter_does(name: str) -> None:
    await _hold(name, at_once=16)


@pytest.mark.anyio
@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
async def test_the_adapter_of_pages_does_what_every_adapter_does() -> None:
    """Fewer at a time: each has a page of its own, and pages that wait for the machine are late with everything."""
    await _hold(ON_PAGES, at_once=5)


async def _hold(name: str, *, at_once: int) -> None:
    certificate = await certify(name, Stage(FAKES[name]), at_once=at_once)
    doubtful = [one.behaviour for one in certificate.results if one.status is Status.FAILED]
    again = [await try_behaviour(behaviour, Stage(FAKES[name])) for behaviour in doubtful]
    failed = [one for one in again if one.status is Status.FAILED]

    assert [] == [f"{one.behaviour.number} {one.behaviour.name}: {one.why}" for one in failed]
    assert certificate.count(Status.PASSED)


class TestForPeopleWhoWriteAdapters(ConformanceTests):
    """The same list as they have it, a behaviour a test."""

    fake = PYTHON
