"""The files of one visit that are served to the bot, and whether it has fetched them."""

from __future__ import annotations

from collections.abc import Iterable

from runaround.model import Exchange
from runaround_adapters._net.requests import File
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._talk.media import MediaServer

__all__ = ["ServedFiles"]


class ServedFiles:
    """A bot that never looked did not see the evidence: what it fetches is noted in `log`."""

    def __init__(self, media: MediaServer, log: WireLog) -> None:
        self._media = media
        self._log = log
        self._files: list[File] = []
        self._told: dict[str, bool] = {}

    def add(self, files: Iterable[File]) -> None:
        """Watch `files`, which `media` serves."""
        self._files += files

    def see(self) -> dict[str, bool]:
        """Return what is newly known, by the files' names: whether the bot has fetched them."""
        news = {}
        for file in self._files:
            was_fetched = self._media.count_fetches(file.url) > 0
            if self._told.get(file.url) is was_fetched:
                continue
            self._told[file.url] = was_fetched
            news[file.evidence.name] = was_fetched
            if was_fetched:
                request, response = f"(the bot) GET {file.url}", f"HTTP 200\n\n{file.stand_in}"
                self._log.note(Exchange(request, response, status=200, at=self._log.now()))
        return news

    def withdraw(self) -> None:
        """Stop serving them."""
        for file in self._files:
            self._media.withdraw(file.url)
