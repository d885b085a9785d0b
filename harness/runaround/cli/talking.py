"""Carries a talk out: the person at the terminal, the bot, and Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from types import FrameType

from runaround.cli import terminal
from runaround.cli.talk_person import HELP_TEXT, Person
from runaround.cli.talk_screen import Screen
from runaround.cli.typed import Typed
from runaround.conversation import Watch, converse
from runaround.errors import RunaroundError
from runaround.imports.wording import find_lang
from runaround.model import Action, Case, Say, Scenario, ScenarioSession, Transcript
from runaround.reports.texts import find_texts
from runaround.target_file import Target, load_target, make_target

__all__ = ["Talked", "talk"]

_LIMIT_S = 86400.0
_FIRST_LANG = "en"


@dataclass(frozen=True, slots=True)
class Talked:
    """A talk that is over: its record, and what the person did, waits left out."""

    transcript: Transcript
    actions: tuple[Action, ...]


def talk(args: argparse.Namespace) -> Talked:
    """Talk until the person ends it, and return what was said.

    Raises RunaroundError if there is no such target.
    """
    typed = Typed.read(sys.stdin.fileno())
    screen = Screen(find_texts(args.report_lang), is_terminal=sys.stdin.isatty() and sys.stdout.isatty())
    person = Person(typed, screen)
    kept: list[Transcript] = []
    with _ctrl_c(typed):
        try:
            kept.append(asyncio.run(_talk(args, person, screen, Watch(_LIMIT_S, kept.append))))
        except KeyboardInterrupt:
            if not kept:
                raise
            terminal.leave_line()
    return Talked(_in_its_language(kept[-1], person.actions, args.lang), tuple(person.actions))


async def _talk(args: argparse.Namespace, person: Person, screen: Screen, watch: Watch) -> Transcript:
    async with _open_target(args) as target:
        screen.tell(f"You talk to {target.name}.\n{HELP_TEXT}")
        identity = f"talk-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{uuid.uuid4().hex[:8]}"
        case = Case(identity, _make_scenario(args.lang or _FIRST_LANG), target.name)
        try:
            return await converse(case, target.adapter, clock=time.monotonic, watch=watch, consumer=person.act)
        finally:
            await target.adapter.close()
            if target.system is not None:
                await target.system.close()


@asynccontextmanager
async def _open_target(args: argparse.Namespace) -> AsyncIterator[Target]:
    """Give the target of the target file, or a specimen that is served meanwhile."""
    if (args.target is None) == (args.specimen is None):
        msg = "talk takes a target file, or --specimen NAME; expected one of the two."
        raise RunaroundError(msg)
    if args.target is not None:
        yield load_target(args.target, os.environ)
        return
    from runaround.cli.specimen_jobs import check_specimen
    from runaround.specimens import serve

    check_specimen(args.specimen)
    async with serve(args.specimen) as served:
        yield make_target(served.target, {}, file=f"specimen {args.specimen}")


def _make_scenario(lang: str) -> Scenario:
    """Return the scenario of somebody who decides for themselves."""
    return Scenario("talk", lang, "talk", "A talk at the terminal", "a talk", (ScenarioSession(()),))


def _in_its_language(transcript: Transcript, actions: list[Action], lang: str | None) -> Transcript:
    """Return a record with the language that was typed, unless one was asked for or nothing was typed."""
    said = "".join(action.text for action in actions if isinstance(action, Say))
    found = lang or (find_lang(said) if said else transcript.lang)
    return replace(transcript, lang=found, scenario=_make_scenario(found).key)


@contextmanager
def _ctrl_c(typed: Typed) -> Iterator[None]:
    """Let the first Ctrl-C end the talk in good order, and the second at once."""

    def end(_number: int, _frame: FrameType | None) -> None:
        typed.end()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # Not printed: the signal may have come in the middle of something that is.
        os.write(sys.stderr.fileno(), b"\nEnding once the bot has answered; Ctrl-C again ends at once.\n")

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
