"""The people that platform adapters play: what a consumer sees of them, and what the platform is told."""

import asyncio

import pytest

from runaround.model import Event, Message, Speaker
from runaround_adapters._talk.people import Does, HumanSide, People, read_human_side

pytestmark = pytest.mark.anyio


class Visit:
    """What was heard in a visit of which the people are played."""

    def __init__(self, side: HumanSide, *, lang: str = "en") -> None:
        self.heard: list[Message] = []
        self.told: list[Event] = []
        self.news = asyncio.Event()
        self.people = People(side, self.hear, lang=lang, tell=self.told.append)

    def hear(self, message: Message) -> None:
        self.heard.append(message)
        self.news.set()

    @property
    def seen(self) -> list[str]:
        return [message.event.value if message.event else message.text for message in self.heard]

    async def see(self, count: int) -> list[str]:
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self.news.clear()
                await self.news.wait()
        return self.seen


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"does": "accept", "says": "我是小王。"}, ["transfer_started", "human_joined", "我是小王。"]),
        (
            {"does": "accept", "after_s": 0.01},
            ["transfer_started", "queue", "human_joined", "您好，我是人工客服，请问有什么可以帮您？"],
        ),
        ({"does": "refuse"}, ["transfer_started", "transfer_failed"]),
        ({"does": "queue_full"}, ["transfer_started", "transfer_failed"]),
        ({"does": "off_duty"}, ["transfer_started", "transfer_failed"]),
        ({}, ["transfer_started", "queue"]),
    ],
    ids=["accept", "accept later", "refuse", "queue_full", "off_duty", "never"],
)
async def test_what_becomes_of_a_transfer(part: dict[str, object], expected: list[str]) -> None:
    visit = Visit(read_human_side(part), lang="zh-Hant")

    visit.people.request()
    visit.people.request()

    assert expected == await visit.see(len(expected))
    assert [Event(one) for one in expected if one in set(Event)] == visit.told
    assert visit.people.is_joined == (part.get("does") == "accept")


async def test_who_has_taken_over_answers_and_can_give_back() -> None:
    visit = Visit(HumanSide(Does.ACCEPT))
    visit.people.request()
    await visit.see(3)

    visit.people.answer()
    visit.people.leave()
    visit.people.leave()

    assert Speaker.HUMAN is visit.heard[3].speaker
    assert ["human_left"] == visit.seen[4:]
    assert not visit.people.is_joined


async def test_after_a_refusal_it_can_be_asked_for_again() -> None:
    visit = Visit(HumanSide(Does.REFUSE))
    visit.people.request()
    await visit.see(2)
    visit.people.request()

    assert ["transfer_started", "transfer_failed"] * 2 == await visit.see(4)


@pytest.mark.parametrize("end", ["leave", "close"])
async def test_who_is_gone_is_not_put_through_any_more(end: str) -> None:
    visit = Visit(HumanSide(Does.ACCEPT, after_s=0.01))
    visit.people.request()

    getattr(visit.people, end)()
    await asyncio.sleep(0.05)

    assert ["transfer_started", "queue"] == visit.seen
