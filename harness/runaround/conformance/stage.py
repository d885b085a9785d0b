"""Where a behaviour is tried: a scripted bot behind a fake, and the adapter that talks to it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from runaround.adapter import Adapter, Reply, Session
from runaround.errors import AdapterError
from runaround.fake import Brain, Bubble, Fake, Output, Said, Visitor
from runaround.model import (
    Action,
    Case,
    Click,
    Message,
    Say,
    Scenario,
    ScenarioSession,
    Speaker,
    Wait,
)
from runaround.target_file import AnyEnvironment, make_target

__all__ = ["SECRET", "Line", "Script", "Skipped", "Stage", "Unmet", "a_case", "say"]

SECRET = "conformance-secret-31"  # noqa: S105 (it is looked for where no secret may be)
"""Stands in the environment under every name that a target file asks for."""


class Unmet(Exception):
    """The adapter does not do what is expected; the text says what it did."""


class Skipped(Exception):
    """The behaviour cannot be tried here; the text says why."""


def say(text: str, **more: Any) -> Bubble:  # noqa: ANN401 (the fields of a message)
    """Return a message of the bot that goes out."""
    return Bubble(Message(Speaker.BOT, text, **more))


@dataclass(slots=True)
class Script(Brain):
    """A bot that says what it is told to, one list of outputs a consumer message; the last one stays.

    heard: what the consumers did, in the order of arrival. visitors: who came.
    """

    answers: Sequence[Sequence[Output]] = ((),)
    first: Sequence[Output] = ()
    heard: list[Said] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)

    async def welcome(self, visitor: Visitor) -> AsyncIterator[Output]:
        """Say what comes first."""
        self.visitors.append(visitor)
        for output in self.first:
            yield output

    async def answer(self, visitor: Visitor, said: Said) -> AsyncIterator[Output]:  # noqa: ARG002 (says the same to all)
        """Say what comes next."""
        number = min(len(self.heard), len(self.answers) - 1)
        self.heard.append(said)
        for output in self.answers[number]:
            yield output


@dataclass(frozen=True, slots=True)
class Line:
    """One visit of a consumer, opened; `welcome` is what came first."""

    session: Session
    welcome: Reply

    async def do(self, action: Action) -> Reply:
        """Carry out one action. Raises AdapterError."""
        match action:
            case Say() | Click():
                return await self.session.send(action)
            case Wait(seconds=seconds):
                return await self.session.listen(seconds)
            case _:
                msg = f"{type(action).__name__} is nothing that a session does"
                raise TypeError(msg)


@dataclass(frozen=True, slots=True)
class Stage:
    """One adapter in front of one fake. quiet_s: the quiet after which a reply is over; it measures all times.

    settings: what the target file of the fake has in other words, key by key.
    """

    fake: Fake
    quiet_s: float = 0.3
    settings: Mapping[str, Any] = field(default_factory=dict)

    def with_settings(self, **settings: Any) -> Stage:  # noqa: ANN401 (values of target files)
        """Return the stage with other keys in the target file."""
        return replace(self, settings={**self.settings, **settings})

    def need(self, *names: str) -> None:
        """Raise Skipped if the fake's protocol has no way for one of `names`."""
        for name in names:
            if name in self.fake.cannot:
                raise Skipped(self.fake.cannot[name])

    @asynccontextmanager
    async def meet(self, bot: Brain) -> AsyncIterator[Adapter]:
        """Put `bot` behind the fake and give the adapter that talks to it."""
        async with self.fake.serve(bot, self.quiet_s) as served:
            adapter = make_target(
                {**served.target, **self.settings}, AnyEnvironment(SECRET), file="conformance"
            ).adapter
            try:
                yield adapter
            finally:
                await adapter.close()

    @asynccontextmanager
    async def visit(self, bot: Brain, *, case: Case | None = None) -> AsyncIterator[Line]:
        """Open one visit to `bot`. Raises AdapterError."""
        async with self.meet(bot) as adapter:
            session, welcome = await adapter.open(case or a_case(), session=1)
            try:
                yield Line(session, welcome)
            finally:
                await session.close()

    async def talk(self, bot: Brain, *actions: Action) -> list[Reply]:
        """Return the replies to `actions` in one visit, without the welcome. Raises AdapterError."""
        async with self.visit(bot) as line:
            return [await line.do(action) for action in actions]

    async def fail(self, bot: Brain, *actions: Action) -> AdapterError:
        """Return the error that one of `actions` meets. Raises Unmet if none does."""
        try:
            replies = await self.talk(bot, *actions)
        except AdapterError as error:
            return error
        msg = f"no error, but {[message.text[:40] for reply in replies for message in reply.messages]}"
        raise Unmet(msg)


def a_case() -> Case:
    """Return a case of a consumer whom nobody has met."""
    name = uuid.uuid4().hex
    scenario = Scenario("conformance", "zh", "retail", "", "", (ScenarioSession(("hi",)),))
    return Case(f"case-{name}", scenario, "fake", consumer_id=f"ra-{name}")
