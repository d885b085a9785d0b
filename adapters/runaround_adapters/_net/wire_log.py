"""What went over the wire on one visit: kept with its times, without secrets, cut to a bearable length."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from runaround.errors import AdapterError
from runaround.model import Exchange
from runaround_adapters._rules.secrets import MASK, Masker, show_value

__all__ = ["WireLog"]

_MAX_SHOWN = 64_000
_MAX_FRAMES = 20_000
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


@dataclass(slots=True)
class WireLog:
    """The record of one visit. Nothing that it keeps or says holds a secret.

    clock: seconds from any start. stand_ins: long contents, such as files, and what is shown in their place.
    """

    masker: Masker = field(repr=False)
    clock: Callable[[], float] = time.monotonic
    stand_ins: list[tuple[str, str]] = field(default_factory=list, repr=False)
    _began: float = 0.0
    _exchanges: list[Exchange] = field(default_factory=list)

    def begin(self) -> None:
        """Start the clock of one call of the adapter."""
        self._began = self.clock()

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Start the clock of one call of the adapter; give an error that it ends with what went over the wire."""
        self.begin()
        try:
            yield
        except AdapterError as error:
            error.exchanges = (*error.exchanges, *self.take())
            raise

    def now(self) -> float:
        """Return the seconds since `begin`."""
        return self.clock() - self._began

    def since(self, at: float) -> float:
        """Return the seconds from `begin` to `at` on the clock."""
        return at - self._began

    def take(self) -> tuple[Exchange, ...]:
        """Return what was recorded since the last time, and forget it; times count from the last `begin`."""
        taken, self._exchanges = tuple(self._exchanges), []
        return tuple(replace(one, at=one.at - self._began) for one in taken)

    def note(self, exchange: Exchange) -> None:
        """Add an exchange, its time counted from `begin`."""
        self._keep(replace(exchange, at=exchange.at + self._began))

    def note_sent(self, head: str, body: str) -> None:
        """Add what was sent over a standing connection."""
        self._keep(Exchange(self.show(head, body), "", at=self.clock()))

    def note_received(self, head: str, body: str, *, is_cut: bool = False) -> None:
        """Add what came over a standing connection, whenever it came."""
        self._keep(Exchange("", self.show(head, body, is_cut=is_cut), at=self.clock()))

    def learn_secrets(self, secrets: Iterable[str]) -> None:
        """Mask `secrets` from now on, and in what is recorded already."""
        self.masker = self.masker.with_more(secrets)
        mask = self.masker.mask
        self._exchanges = [
            replace(one, request=mask(one.request), response=mask(one.response)) for one in self._exchanges
        ]

    def quote(self, value: object) -> str:
        """Return a foreign value as messages quote it."""
        return show_value(value, self.masker)

    def show(self, head: str, body: str, *, is_cut: bool = False) -> str:
        """Return a head and a body as the record has them; `is_cut`: the body was not read to its end."""
        for content, stand_in in self.stand_ins:
            body = body.replace(content, stand_in)
        text = f"{head}\n\n{body}" if body else head
        masked = self.masker.mask_cut(text) if is_cut else self.masker.mask(text)
        size = len(masked)
        note = f"\n… cut: {size - _MAX_SHOWN} more characters" if size > _MAX_SHOWN else "\n… cut" if is_cut else ""
        return masked[:_MAX_SHOWN] + note

    def show_headers(self, headers: Sequence[tuple[str, str]]) -> list[str]:
        """Return headers a line each, those that are secrets by their name masked."""
        return [f"{name}: {MASK if name.lower() in _SECRET_HEADERS else value}" for name, value in headers]

    def _keep(self, exchange: Exchange) -> None:
        # A bot that floods the line fills no memory: what is left out was of one kind with what is kept.
        if len(self._exchanges) < _MAX_FRAMES:
            self._exchanges.append(exchange)
