"""A target that can set a clock is told the consumer's, and knows the consumer by the name the case brings."""

from dataclasses import replace

import pytest
from aiohttp import web

from runaround.model import Case, Say, Scenario, ScenarioSession

pytestmark = pytest.mark.anyio

DAY_S = 86400.0


@pytest.fixture
def visits() -> Case:
    """A case whose consumer comes back after three days, and half a second over an hour later."""
    sessions = (
        ScenarioSession(("你好",)),
        ScenarioSession(("还没到",), after_s=3 * DAY_S),
        ScenarioSession(("?",), after_s=3600.5),
    )
    return Case("case-1", Scenario("late", "zh", "retail", "", "", sessions), "shop")


def noting(notes: list[object]):
    """Return a handler that notes the JSON or the query of each request."""

    async def handle(request: web.Request) -> web.Response:
        notes.append(await request.json() if request.can_read_body else dict(request.query))
        return web.json_response({"text": "ok"})

    return handle


async def test_the_time_away_goes_into_the_opening_call_as_a_number(serve, make_adapter, visits) -> None:
    notes: list[object] = []
    async with serve(noting(notes)) as url:
        opening = {"url": f"{url}/open", "request": {"later": "{elapsed_s}", "visit": "{session}"}}
        adapter = make_adapter({"url": url, "request": "{text}", "reply": {}, "open": opening})

        for number in (1, 2, 3):
            session, _ = await adapter.open(visits, session=number)
            await session.close()

    assert [{"later": 0, "visit": 1}, {"later": 259200, "visit": 2}, {"later": 262800.5, "visit": 3}] == notes


async def test_every_message_of_a_visit_has_the_same_time(serve, make_adapter, visits) -> None:
    """Real seconds would make each run of the same case send other requests."""
    notes: list[object] = []
    async with serve(noting(notes)) as url:
        target = {"url": url, "method": "GET", "query": {"m": "{text}", "t": "{elapsed_s}"}, "reply": {}}
        session, _ = await make_adapter(target).open(visits, session=2)
        await session.send(Say("a"))
        await session.send(Say("b"))
        await session.close()

    assert [{"m": "a", "t": "259200"}, {"m": "b", "t": "259200"}] == notes


CLOCKS = {
    "in the message": {"request": {"m": "{text}", "t": "{elapsed_s}"}},
    "in the address": {"url": "http://127.0.0.1:1/{elapsed_s}"},
    "in a header of the opening call": {"open": {"headers": {"X-Time": "at {elapsed_s}"}}},
    "in the question for news": {"poll": {"query": {"t": "{elapsed_s}"}}},
}


@pytest.mark.parametrize("part", CLOCKS.values(), ids=CLOCKS)
async def test_a_target_that_is_told_the_time_has_a_clock(make_adapter, part) -> None:
    target = {"url": "http://127.0.0.1:1", "request": {"m": "{text}", "visit": "{session}"}, "reply": {}}

    assert make_adapter({**target, **part}).capabilities.clock
    assert not make_adapter(target).capabilities.clock


async def test_the_consumer_is_known_by_the_name_the_case_brings(serve, make_adapter, visits) -> None:
    """A test system is asked about the same consumer, before the first visit even begins."""
    notes: list[object] = []
    async with serve(noting(notes)) as url:
        adapter = make_adapter({"url": url, "request": {"m": "{text}", "who": "{consumer_id}"}, "reply": {}})

        for number in (1, 2):
            session, _ = await adapter.open(replace(visits, consumer_id="ra-7"), session=number)
            await session.send(Say("hi"))
            await session.close()

    assert [{"m": "hi", "who": "ra-7"}] * 2 == notes
