"""What was found at an address, or why nothing was, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runaround.cli import terminal
from runaround.cli.probe_target import show_document
from runaround.cli.probe_visit import Visit, show_visit
from runaround.recognising import Heard, How, Proposal, Question, Refusal, Search, Trouble
from runaround.reports.hostile import make_visible, on_one_line

__all__ = ["show_findings", "tell_answer", "tell_nothing_found", "tell_question"]

_REDIRECTS = range(300, 400)
_PAGE = "text/html"
_MOST_QUOTED = 80
_LINE = 500
_MOST_OBJECTIONS = 3


_METHODS = {How.GET: "GET", How.POST: "POST", How.FORM: "POST", How.SOCKET: "connect to"}


def tell_question(number: int, question: Question) -> str:
    """Return one line: what is asked, and whose sign it looks for."""
    whose = f" ({question.adapter}?)" if question.adapter else ""
    return f"{number:>3}. {_METHODS[question.how]} {on_one_line(question.url, _LINE)}{whose}"


def tell_answer(number: int, question: Question, heard: Heard) -> str:
    """Return one line: what was asked, and what came back."""
    came = f"HTTP {heard.status}" if heard.status is not None else "no answer"
    if heard.trouble is not None:
        came = {Trouble.UNREACHABLE: "nobody there", Trouble.SLOW: "no answer in time"}.get(heard.trouble, "broke off")
    kind = f", {on_one_line(heard.kind)[:40]}" if heard.kind else ""
    return f"{tell_question(number, question)} → {came}{kind}"


def show_findings(proposal: Proposal, visit: Visit, document: Mapping[str, Any]) -> None:
    """Show what speaks there, why that is known, what was said, and the target file."""
    through = f"the adapter {proposal.adapter}"
    if "preset" in document:
        through += f" with the preset {document['preset']}"
    terminal.say(f"\nIt speaks to {through}: {on_one_line(proposal.because, _LINE)}.")
    show_visit(visit)
    terminal.say("\n== The target file\n")
    terminal.say(make_visible(show_document(document)).rstrip())
    if proposal.advice:
        terminal.say(f"\n{on_one_line(proposal.advice, _LINE)}")


def tell_nothing_found(
    search: Search, visits: Sequence[tuple[Proposal, Visit]], *, headers: Mapping[str, str]
) -> Iterator[str]:
    """Yield why there is no target file, and what can be done."""
    looked = search.looked
    if looked is not None and looked.trouble is Trouble.UNREACHABLE:
        yield looked.told
        return
    if looked is not None and looked.status in _REDIRECTS:
        place = on_one_line(looked.headers.get("location", ""))[:200]
        yield f"The address sends on to {place!r}, which is not followed, so that nobody else is asked. Probe that one."
    if search.refusals:
        yield _tell_login(search.refusals, has_headers=bool(headers))
    for proposal, visit in visits:
        if visit.error is not None:
            yield f"It looked like {proposal.adapter} ({on_one_line(proposal.because, _LINE)}), but: {visit.error}"
    yield from dict.fromkeys(search.advice)
    if looked is not None and looked.kind == _PAGE and looked.status == 200:
        yield _tell_page()
    if looked is not None and looked.trouble is Trouble.SLOW and not search.advice:
        yield f"{looked.told} A larger --limit gives it more time."
    for heard in search.objections[:_MOST_OBJECTIONS]:
        yield f"What was sent is not taken there (HTTP {heard.status}): {on_one_line(heard.text)[:_LINE]}"
    yield (
        "Nothing was found there that can be talked to. If a bot is behind this address, its documentation says what"
        " a message looks like; docs/adapters/http.md shows how to write that down as a target file."
    )


def _tell_login(refusals: Sequence[Refusal], *, has_headers: bool) -> str:
    first = next((one for one in refusals if one.scheme), refusals[0])
    scheme = first.scheme.split()[0].rstrip(",")[:20] if first.scheme.split() else "Bearer"
    where = f"{_METHODS[first.question.how]} {first.question.url} was answered with HTTP {first.status}"
    if has_headers:
        return f"{where}: the login in --header is not accepted there."
    asks = f", and asks for {on_one_line(first.scheme)[:_MOST_QUOTED]!r}" if first.scheme else ""
    return (
        f"{where}{asks}: it wants a login. Set it in the same terminal (export TOKEN=...) and say which header"
        f" carries it: --header 'Authorization: {scheme} env:TOKEN', or --header 'X-Api-Key: env:TOKEN' for a key."
    )


def _tell_page() -> str:
    from runaround.cli import COMMANDS

    told = "A web page is there, and no bot's own address. If a chat widget is on it,"
    if "widget" in COMMANDS:
        return f"{told} `runaround widget URL` finds it."
    return f"{told} the address that it sends messages to is what to probe: see the network view of a browser."
