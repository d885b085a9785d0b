"""The consumer's files as a platform keeps them for a bot: under ids that nobody guesses, and fetches are seen."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from runaround.model import Exchange
from runaround_adapters._net.requests import File
from runaround_adapters._net.wire_log import WireLog

__all__ = ["Shelf", "ShelfFiles"]

_FIRST_ID = 10**15


class Shelf:
    """All files of a target that are kept now."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._fetched: set[str] = set()

    def put(self, file: File) -> str:
        """Keep `file` and return its id: digits, since clients of some platforms take ids for numbers."""
        own = str(_FIRST_ID + secrets.randbelow(9 * _FIRST_ID))
        self._files[own] = file
        return own

    def find(self, id: str) -> File | None:  # noqa: A002 (the platforms' word)
        """Return a file that is kept."""
        return self._files.get(id)

    def fetch(self, id: str) -> File | None:  # noqa: A002 (the platforms' word)
        """Return a file that is kept, and remember that the bot has its content now."""
        self._fetched.add(id)
        return self._files.get(id)

    def is_fetched(self, id: str) -> bool:  # noqa: A002 (the platforms' word)
        """Whether the bot has had its content."""
        return id in self._fetched

    def drop(self, ids: Iterable[str]) -> None:
        """Keep these no longer."""
        for id in ids:  # noqa: A001 (the platforms' word)
            self._files.pop(id, None)
            self._fetched.discard(id)


class ShelfFiles:
    """The files of one visit: a bot that never looked did not see the evidence. What it fetches is noted in `log`."""

    def __init__(self, shelf: Shelf, log: WireLog) -> None:
        self._shelf = shelf
        self._log = log
        self._files: dict[str, File] = {}
        self._told: dict[str, bool] = {}

    def put(self, file: File) -> str:
        """Keep `file` for the bot and return its id."""
        id = self._shelf.put(file)  # noqa: A001 (the platforms' word)
        self._files[id] = file
        return id

    def see(self) -> dict[str, bool]:
        """Return what is newly known, by the files' names: whether the bot has fetched them."""
        news = {}
        for id, file in self._files.items():  # noqa: A001 (the platforms' word)
            was_fetched = self._shelf.is_fetched(id)
            if self._told.get(id) is was_fetched:
                continue
            self._told[id] = was_fetched
            news[file.evidence.name] = was_fetched
            if was_fetched:
                request, response = f"(the bot) GET {file.evidence.name}", f"HTTP 200\n\n{file.stand_in}"
                self._log.note(Exchange(request, response, status=200, at=self._log.now()))
        return news

    def withdraw(self) -> None:
        """Keep them no longer."""
        self._shelf.drop(self._files)
