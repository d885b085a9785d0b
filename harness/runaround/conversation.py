"""Drives one scripted consumer against one bot, and keeps everything that happens as a transcript.

The consumer decides and never sends; the session sends and never decides; this module carries
messages between them, looks at the clock, and writes down. Around the visits the company's test system
is asked what the scenario wants to know. This module judges nothing.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, replace

from runaround.adapter import Adapter, Reply, Session
from runaround.consumer import consume
from runaround.errors import AdapterError
from runaround.model import (
    CASE_LIMIT_S,
    Action,
    Case,
    Click,
    Ending,
    ErrorKind,
    Leave,
    Look,
    Message,
    Say,
    ScenarioSession,
    Transcript,
    Wait,
)
from runaround.probing import Prober, Unprobed
from runaround.recording import Recording
from runaround.system import System

__all__ = ["Consumer", "Watch", "converse"]

_CLOSE_LIMIT_S = 10.0

_Consumer = Generator[Action, tuple[Message, ...], Ending]

Consumer = Callable[[tuple[Message, ...]], _Consumer]
"""Is given the bot's welcome and decides from then on, as `consumer.consume` does; so does a person at a terminal."""


def _ignore(transcript: Transcript) -> None:
    """Do nothing with a transcript."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What stands around a case: who is asked beside the bot, and what may end it from outside.

    system: is asked the scenario's probes; without one they are not asked.
    limit_s: seconds after which it is given up as a timeout.
    on_interrupt: is given what was recorded so far when the case is cancelled, before the cancellation goes on.
    """

    limit_s: float = CASE_LIMIT_S
    on_interrupt: Callable[[Transcript], None] = _ignore
    system: System | None = None


async def converse(
    case: Case,
    adapter: Adapter,
    *,
    clock: Callable[[], float],
    watch: Watch = Watch(),
    consumer: Consumer | None = None,
) -> Transcript:
    """Play a case to its end, and return its transcript; whatever goes wrong becomes part of it.

    consumer: decides what is done (None: the scripted consumer of the case's scenario).
    clock: seconds from any start, never going back.
    The session is closed in every case.
    """
    recording = Recording(case, clock=clock)
    line = _Line(adapter, Prober(watch.system, recording), recording)
    try:
        async with asyncio.timeout(watch.limit_s) as limit:
            return recording.end(await _play(line, consumer or _script(case)))
    except AdapterError as error:
        return recording.fail(error.kind, str(error))
    except Unprobed as error:
        return recording.fail(error.kind, str(error))
    except _ConsumerBroke as error:
        return recording.fail(ErrorKind.HARNESS, f"The scripted consumer of {case.scenario.key} broke: {error}.")
    except asyncio.CancelledError:
        watch.on_interrupt(recording.fail(ErrorKind.INTERRUPTED, "The run was stopped before this case was over."))
        raise
    except Exception as error:  # noqa: BLE001 (an adapter is a plugin: what it raises ends this case only, and is recorded)
        if limit.expired():
            return recording.fail(
                ErrorKind.TIMEOUT, f"The case was not over after {watch.limit_s:g} s, the limit of a case."
            )
        return recording.fail(ErrorKind.HARNESS, _blame_adapter(adapter, error))
    finally:
        await line.close()


def _script(case: Case) -> Consumer:
    """Return the scripted consumer of a case."""
    # S311: this picks among wordings and must give the same ones for the same seed.
    rng = random.Random(f"{case.seed}/{case.scenario.key}/{case.repeat}")  # noqa: S311
    return lambda welcome: consume(case.scenario, rng=rng, welcome=welcome)


async def _play(line: _Line, consumer: Consumer) -> Ending:
    """Carry messages between the consumer and the bot until the consumer stops."""
    await line.prober.prepare()
    deciding = consumer(await line.open())
    heard: tuple[Message, ...] | None = None
    while True:
        action = _ask(deciding, heard)
        if isinstance(action, Ending):
            await line.close()
            await line.prober.conclude()
            return action
        heard = await line.do(action)


def _ask(consumer: _Consumer, heard: tuple[Message, ...] | None) -> Action | Ending:
    """Return what the consumer does next, having `heard` the bot's messages (None: it has not begun)."""
    try:
        return next(consumer) if heard is None else consumer.send(heard)
    except StopIteration as stop:
        ending: Ending = stop.value
        return ending
    except Exception as error:
        # The error's text may quote hostile bot text at any length.
        raise _ConsumerBroke(repr(error)[:200]) from error


class _ConsumerBroke(Exception):
    """The scripted consumer raised: a mistake of ours, never of the bot."""


class _Line:
    """The consumer's connection to the bot: one session at a time, everything recorded."""

    def __init__(self, adapter: Adapter, prober: Prober, recording: Recording) -> None:
        self.prober = prober
        self._adapter = adapter
        self._recording = recording
        self._case = recording.case
        self._session: Session | None = None

    async def do(self, action: Action) -> tuple[Message, ...]:
        """Carry out one action of the consumer and return what came back."""
        match action:
            case Say() | Click():
                self._recording.add_consumer(action)
                return await self._record(self._opened().send(action))
            case Wait(seconds=seconds):
                return await self._record(self._opened().listen(seconds))
            case Look():
                await self.close()
                return await self.prober.follow_visit()
            case Leave(away_s=away_s):
                await self.close()
                await self.prober.follow_visit()
                return await self.open(away_s=away_s)

    async def open(self, *, away_s: float = 0.0) -> tuple[Message, ...]:
        """Open the next session and return the bot's welcome."""
        self._recording.begin_session(away_s=away_s)
        self._case = _with_visit(self._case, self._recording.session, away_s=away_s)
        return await self._record(self._open())

    async def close(self) -> None:
        """Close the session if one is open; an adapter that fails or hangs here must not lose the record."""
        session, self._session = self._session, None
        if session is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_LIMIT_S):
                await session.close()
        except Exception:  # noqa: BLE001, S110 (plugin; the case is over, and what it said is already recorded)
            pass

    async def _open(self) -> Reply:
        self._session, reply = await self._adapter.open(self._case, session=self._recording.session)
        return reply

    def _opened(self) -> Session:
        assert self._session is not None, "a consumer acts only in an open session"
        return self._session

    async def _record(self, call: Coroutine[None, None, Reply]) -> tuple[Message, ...]:
        called_at = self._recording.now()
        try:
            reply = await call
        except AdapterError as error:
            self._recording.add_exchanges(error.exchanges, called_at=called_at)
            raise
        return self._recording.add_reply(reply, called_at=called_at)


def _with_visit(case: Case, session: int, *, away_s: float) -> Case:
    """Return a case whose scenario knows of visit number `session`: a person comes back as often as they like.

    Adapters read from there how long the consumer was away.
    """
    sessions = case.scenario.sessions
    if session <= len(sessions):
        return case
    visit = ScenarioSession((), after_s=away_s)
    return replace(case, scenario=replace(case.scenario, sessions=(*sessions, visit)))


def _blame_adapter(adapter: Adapter, error: Exception) -> str:
    """Return a sentence about an adapter that broke its contract.

    Only the error's type is named: its text may hold a secret.
    """
    name = f"{type(adapter).__module__}.{type(adapter).__qualname__}"
    return f"The adapter {name} broke with {type(error).__name__}; an adapter raises AdapterError and nothing else."
