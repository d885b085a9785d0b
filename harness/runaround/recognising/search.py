"""The search for what speaks at an address: which question comes next, and which target file is to be tried.

It looks before it speaks, asks nothing twice, and stops when a target file was tried and the bot answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import jmespath

from runaround.recognising.asking import Heard, How, Question, Trouble
from runaround.recognising.signs import Sign, Sureness, describe, fill

__all__ = ["Address", "Proposal", "Refusal", "Search"]

_LOOK = "look"
_CLOSED = frozenset({401, 403, 404, 405, 410, 501})
_OBJECTIONS = (400, 422)
"""Statuses that have nothing to do with what was said: another message to the same address meets the same."""
_REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Address:
    """An address that somebody typed. url: without a slash at its end."""

    url: str

    @classmethod
    def of(cls, text: str) -> Address:
        """Return the address without what servers never see: the fragment, and the slash at the end."""
        parts = urlsplit(text.strip())
        return cls(urlunsplit(parts._replace(fragment="", path=parts.path.rstrip("/"))))

    @property
    def is_socket(self) -> bool:
        """Whether it is one of a WebSocket."""
        return urlsplit(self.url).scheme in ("ws", "wss")

    @property
    def values(self) -> dict[str, str]:
        """What signs call by name in it."""
        parts = urlsplit(self.url)
        scheme = {"https": "wss", "http": "ws"}.get(parts.scheme, parts.scheme)
        return {
            "url": self.url,
            "origin": f"{parts.scheme}://{parts.netloc}",
            "ws": urlunsplit(parts._replace(scheme=scheme)),
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A target file that may fit. because: why, as a sentence goes on; words: what the bot said when it was found."""

    adapter: str
    target: Mapping[str, Any]
    sure: Sureness
    because: str
    advice: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that the server lets nobody ask. scheme: of the login that it wants, where it says so."""

    question: Question
    status: int
    scheme: str = ""


@dataclass(slots=True)
class _Answers:
    """What was heard, by question and by the names that signs have given."""

    by_question: dict[str, Heard] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Any] = field(default_factory=dict)


class Search:
    """One search. Ask what `next` returns and hand over what came back, until it returns None.

    signs: of all adapters. greeting: what is said to the bot. token: the `env:NAME` in the header that goes along.
    make_id: gives a name for a visit that no other has.
    refusals, objections, advice, looked, proven: what was learnt so far: questions that need a login, what was said
    against what was sent, what signs advise, the answer to the first look, and the proposal with which the bot was
    talked to.
    """

    def __init__(
        self, address: Address, signs: Sequence[Sign], *, greeting: str, token: str, make_id: Callable[[], str]
    ) -> None:
        self.refusals: list[Refusal] = []
        self.objections: list[Heard] = []
        self.advice: list[str] = []
        self.looked: Heard | None = None
        self.proven: Proposal | None = None
        self._address = address
        self._known: dict[str, Any] = {**address.values, "greeting": greeting, "token": token or None}
        self._make_id = make_id
        self._answers = _Answers()
        self._closed: set[str] = set()
        self._is_slow = False
        self._is_unreachable = False
        self._tried: list[Proposal] = []
        self._found: list[Proposal] = []
        self._asking: tuple[Sign, dict[str, Any]] | None = None
        self._waiting = [one for one in _in_order(signs) if one.fits(address.url) is not None]

    @property
    def untried(self) -> tuple[Proposal, ...]:
        """What was proposed and not tried yet, the surest first."""
        left = [one for one in self._found if one not in self._tried]
        return tuple(sorted(left, key=lambda one: [*Sureness].index(one.sure)))

    @property
    def tried(self) -> tuple[Proposal, ...]:
        """What was tried, in order."""
        return tuple(self._tried)

    def next(self) -> Question | Proposal | None:
        """Return what to do next: ask a question, or try a target file by greeting; None when the search is over."""
        if self.proven is not None or self._is_unreachable:
            return None
        if self.looked is None and not self._address.is_socket:
            return Question(How.GET, self._address.url)
        if self.untried and (self.untried[0].sure is Sureness.CERTAIN or not self._has_looks_left()):
            return self.untried[0]
        while self._waiting:
            question = self._take_up(self._waiting.pop(0))
            if question is not None:
                return question
            if self.untried and not self._has_looks_left():
                break
        return self.untried[0] if self.untried else None

    def hear(self, question: Question, heard: Heard) -> None:
        """Take in what came back to the question that was asked last."""
        self._answers.by_question[_key(question)] = heard
        is_look = self.looked is None
        if is_look:
            self.looked = heard
            self._is_unreachable = heard.trouble is Trouble.UNREACHABLE
        self._is_slow = self._is_slow or heard.trouble is Trouble.SLOW
        if heard.status in _REFUSED:
            self.refusals.append(Refusal(question, heard.status, heard.headers.get("www-authenticate", "")))
        is_said = heard.text in {one.text for one in self.objections}
        if not question.is_safe and heard.status in _OBJECTIONS and not is_said:
            self.objections.append(heard)
        if not question.is_safe and (heard.status in _CLOSED or heard.trouble is Trouble.SLOW):
            self._closed.add(question.url)
        if is_look and self._asking is None:
            self._judge_look(question)
        elif self._asking is not None:
            sign, values = self._asking
            self._asking = None
            self._judge(sign, values, heard)

    def judge(self, proposal: Proposal, *, is_answered: bool) -> None:
        """Take in whether the bot answered when the proposal was tried."""
        self._tried.append(proposal)
        if is_answered:
            self.proven = proposal

    def _has_looks_left(self) -> bool:
        return any(sign.ask is None or How.GET in sign.ask for sign in self._waiting)

    def _take_up(self, sign: Sign) -> Question | None:
        """Return the question of a sign; None if there is none to ask, or its answer is known."""
        groups = sign.fits(self._address.url)
        assert groups is not None, "others were left out"
        values = {**self._known, **groups, "id": self._make_id()}
        if sign.only_if and not _holds(sign.only_if, self._context(sign, values)):
            return None
        question = sign.question(values)
        if question is None:
            self._propose(sign, values, {})
            return None
        known = self._answers.by_question.get(_key(question)) or self._known_answer(sign)
        if known is not None:
            self._judge(sign, values, known)
            return None
        if (self._is_slow and question.is_safe) or (not question.is_safe and question.url in self._closed):
            return None
        self._asking = (sign, values)
        return question

    def _judge_look(self, look: Question) -> None:
        """Take up at once what the first look answers: it may be all that is needed."""
        for sign in tuple(self._waiting):
            question = sign.question({**self._known, **(sign.fits(self._address.url) or {}), "id": ""})
            if question is not None and _key(question) == _key(look):
                self._waiting.remove(sign)
                self._take_up(sign)

    def _known_answer(self, sign: Sign) -> Heard | None:
        """Return the answer to the same question as it stands in the file: only the name of the visit differs."""
        question = sign.question({**self._known, **(sign.fits(self._address.url) or {}), "id": ""})
        return self._answers.by_question.get(_key(question)) if question else None

    def _judge(self, sign: Sign, values: Mapping[str, Any], heard: Heard) -> None:
        """Propose what follows from an answer, if the sign's condition holds."""
        again = sign.question({**values, "id": ""})
        if again is not None:
            self._answers.by_question.setdefault(_key(again), heard)
        told = describe(heard, said=str(self._known["greeting"]))
        if sign.name:
            self._answers.by_name[sign.adapter, sign.name] = told
        if heard.trouble is not None or not _holds(sign.when, {**self._context(sign, values), **told}):
            return
        if sign.target is not None:
            self._propose(sign, values, told)
        elif sign.advice:
            self.advice.append(str(fill(sign.advice, {**values, "status": heard.status}) or sign.advice))

    def _context(self, sign: Sign, values: Mapping[str, Any]) -> dict[str, Any]:
        asked = {name: told for (adapter, name), told in self._answers.by_name.items() if adapter == sign.adapter}
        look = describe(self.looked, said="") if self.looked is not None else None
        return {"address": dict(values), _LOOK: look, "asked": asked}

    def _propose(self, sign: Sign, values: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        taken = {name: jmespath.search(path, dict(told)) for name, path in sign.take.items()}
        found = {name: told.get(name) or None for name in ("reply", "signals", "stream", "place")}
        known = {**values, **found, **taken}
        target = {"adapter": sign.adapter, **fill(sign.target, known)}
        proposal = Proposal(
            sign.adapter,
            target,
            sign.sure,
            str(fill(sign.because, known) or sign.because),
            str(fill(sign.advice, known) or ""),
            str(told.get("words") or ""),
        )
        if all(one.target != proposal.target for one in self._found):
            self._found.append(proposal)


def _in_order(signs: Sequence[Sign]) -> Iterator[Sign]:
    """Yield what the address alone tells, then what only looks, then what speaks; at last what nearly anybody shows."""
    ranked = sorted(signs, key=lambda sign: (sign.sure is Sureness.POSSIBLE, _rank(sign)))
    yield from ranked


def _rank(sign: Sign) -> int:
    if sign.ask is None:
        return 0
    return 1 if How.GET in sign.ask else 2


def _holds(condition: str, context: Mapping[str, Any]) -> bool:
    try:
        return bool(jmespath.search(condition, dict(context)))
    except jmespath.exceptions.JMESPathError:
        return False  # a condition that expects other types than came does not hold


def _key(question: Question) -> str:
    return f"{question.how} {question.url} {question.content!r} {sorted(question.headers.items())!r}"
