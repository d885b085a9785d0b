"""The adapter `browser`: talks to any website's chat widget as its visitors do, in a real browser.

The target file is documented in `docs/adapters/browser.md` and described by `browser.schema.json`. It needs the extra
`runaround[browser]` and a Chromium that is installed; none is ever downloaded.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.errors import FileError, Mistake
from runaround.model import Case
from runaround_adapters._browser.chromium import Chromium, has_playwright
from runaround_adapters._browser.settings import BrowserSettings
from runaround_adapters._browser.target import read_browser_settings
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.settings import HANDOFF_EVENTS
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession
from runaround_adapters._talk.visits import Visits

if TYPE_CHECKING:
    from runaround_adapters._browser.visit import BrowserSession, Remembered

__all__ = ["make"]

_NEEDED = "needs Playwright, which is not installed: pip install 'runaround[browser]'."


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_browser_settings(document, path, environ)
    if not has_playwright():
        raise FileError([Mistake(path, 0, "adapter", _NEEDED)])
    return _BrowserAdapter(settings)


class _BrowserAdapter:
    """One page; every visit has a browser context of its own, in one browser."""

    def __init__(self, settings: BrowserSettings) -> None:
        self._settings = settings
        self._chromium = Chromium(settings.window.path)
        self._pace = Pace(settings.limits.per_second)
        self._gate = asyncio.Semaphore(settings.limits.concurrency)
        self._visits = Visits()
        self._consumers: dict[str, Remembered] = {}

    @property
    def capabilities(self) -> Capabilities:
        """What the target file describes: nothing that it has no selector for can be seen."""
        settings = self._settings
        return Capabilities(
            buttons=bool(settings.messages.buttons or settings.choices),
            uploads=settings.upload is not None,
            handoff_signal=not HANDOFF_EVENTS.isdisjoint(settings.events),
            unsolicited=True,
            turn_end=False,
        )

    async def open(self, case: Case, *, session: int) -> tuple[BrowserSession, Reply]:
        """Open the page, and wait for the welcome as the target file says. Raises AdapterError."""
        from runaround_adapters._browser.visit import BrowserSession, PageLine, Remembered

        settings = self._settings
        values = self._visits.values(case, session)
        remembered = self._consumers.setdefault(str(values["consumer_id"]), Remembered())
        inbox, log = Inbox(settings.rules), WireLog(settings.masker)
        line = PageLine(settings, self._chromium, values, remembered, inbox=inbox, log=log)
        await self._wait_for_room()
        began = time.monotonic()
        push = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        visit = BrowserSession(line, push, free=self._make_room)
        try:
            reply = await visit.begin()
            # Time in which the consumer waits for nobody but us is not the bot's.
            return visit, replace(reply, lasted_s=time.monotonic() - began)
        except BaseException:
            await visit.close()
            raise

    async def _wait_for_room(self) -> None:
        await self._gate.acquire()
        try:
            await self._chromium.begin_page()
        except BaseException:
            self._gate.release()
            raise

    def _make_room(self) -> None:
        self._gate.release()
        self._chromium.end_page()

    async def close(self) -> None:
        """Let go of the browser."""
        await self._chromium.close()
