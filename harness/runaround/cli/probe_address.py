"""Finds out what speaks at an address, shows how that was found, and writes a target file that was tried."""

from __future__ import annotations

import argparse
import asyncio
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runaround.cli import terminal
from runaround.cli.probe_findings import show_findings, tell_answer, tell_nothing_found, tell_question
from runaround.cli.probe_headers import read_headers, refuse_secrets, token_in
from runaround.cli.probe_target import make_document, write_document
from runaround.cli.probe_visit import Visit, pay_visit
from runaround.errors import AdapterError, RunaroundError
from runaround.plugins import load_plugin
from runaround.recognising import (
    ASKER_GROUP,
    Address,
    Asker,
    AskerFactory,
    Heard,
    Proposal,
    Question,
    Search,
    find_signs,
)
from runaround.target_file import load_target, make_target

__all__ = ["probe_address"]

_UNDERSTOOD, _NOTHING_CAME, _FAILED = 0, 1, 2
_ASKER = "http"
_MOST_QUESTIONS = 50
_MOST_TRIED = 6


@dataclass(slots=True)
class _Probing:
    """One address, what was asked there, and what came of it."""

    search: Search
    headers: Mapping[str, str]
    greeting: str
    limit_s: float
    asked: list[tuple[Question, Heard]] = field(default_factory=list)
    visits: list[tuple[Proposal, Visit]] = field(default_factory=list)

    async def go(self, asker: Asker) -> None:
        """Ask and try until the search is over."""
        while (step := self.search.next()) is not None:
            if isinstance(step, Proposal):
                await self._try(step)
            elif len(self.asked) < _MOST_QUESTIONS:
                terminal.note(tell_question(len(self.asked) + 1, step))
                heard = await asker.ask(step)
                self.asked.append((step, heard))
                self.search.hear(step, heard)
            else:
                return

    async def _try(self, proposal: Proposal) -> None:
        """Greet the bot through what was proposed."""
        if len(self.visits) >= _MOST_TRIED:
            self.search.judge(proposal, is_answered=False)
            return
        terminal.note(f"A greeting through the adapter {proposal.adapter}: {proposal.because}.")
        visit = await self._visit(proposal)
        self.visits.append((proposal, visit))
        self.search.judge(proposal, is_answered=visit.is_answered)

    async def _visit(self, proposal: Proposal) -> Visit:
        document = make_document(proposal, self.headers)
        limited = {**document, "limits": {"reply_s": self.limit_s}}
        try:
            target = make_target(limited, os.environ, file="the target file that follows")
        except RunaroundError as error:
            return Visit(self.greeting, error=AdapterError(str(error)))
        return await pay_visit(target.adapter, self.greeting)


def probe_address(args: argparse.Namespace) -> int:
    """Find out what speaks at an address; return 0 if it answered, 1 if it said nothing, 2 if nothing is known of it.

    Raises RunaroundError for an address, a header or a file that cannot be used.
    """
    address = Address.of(args.target)
    refuse_secrets(args.target)
    headers = read_headers(args.header)
    _check_file(args.write, is_forced=args.force)
    make: AskerFactory = load_plugin(ASKER_GROUP, _ASKER)
    asker = make(headers, os.environ, args.limit)
    search = Search(
        address,
        find_signs(),
        greeting=args.say,
        token=token_in(headers),
        make_id=lambda: uuid.uuid4().hex,
    )
    probing = _Probing(search, headers, args.say, args.limit)
    terminal.note("What is asked, of this host and of no other:")
    asyncio.run(_run(probing, asker))
    return _report(probing, address, args)


async def _run(probing: _Probing, asker: Asker) -> None:
    try:
        await probing.go(asker)
    finally:
        await asker.close()


def _report(probing: _Probing, address: Address, args: argparse.Namespace) -> int:
    """Show everything, and write the file if there is one to write."""
    terminal.say(address.url)
    for number, (question, heard) in enumerate(probing.asked, start=1):
        terminal.say(tell_answer(number, question, heard))
    chosen = _choose(probing)
    if chosen is None:
        for line in tell_nothing_found(probing.search, probing.visits, headers=probing.headers):
            terminal.complain(line)
        return _FAILED
    proposal, visit = chosen
    document = make_document(proposal, probing.headers)
    show_findings(proposal, visit, document)
    if not visit.is_answered:
        terminal.complain("The bot said nothing to the greeting, so that nothing is proven; no file is written.")
        return _NOTHING_CAME
    if args.write is not None:
        write_document(args.write, document, proposal, address.url)
        load_target(args.write, os.environ)
        terminal.say(f"\nWritten to {args.write}. Now try: runaround run {args.write}")
    else:
        terminal.say("\nAdd --write FILE to write it. Then: runaround run FILE")
    return _UNDERSTOOD


def _choose(probing: _Probing) -> tuple[Proposal, Visit] | None:
    """Return the proposal with which the bot was talked to, else one that met no error."""
    for proposal, visit in reversed(probing.visits):
        if visit.is_answered:
            return proposal, visit
    return next(((proposal, visit) for proposal, visit in probing.visits if visit.error is None), None)


def _check_file(path: Path | None, *, is_forced: bool) -> None:
    if path is not None and path.exists() and not is_forced:
        msg = f"{path}: is there already, and is not written over; expected another name, or --force."
        raise RunaroundError(msg)
