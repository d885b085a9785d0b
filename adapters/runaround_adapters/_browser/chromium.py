"""Finds the browser of this machine and starts it: one for all targets of an event loop, closed with the last."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from runaround.errors import AdapterError, Unreachable

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

__all__ = ["Chromium", "find_program", "has_playwright"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)
_LAUNCH_MS = 60_000
_CLOSING_S = 10.0
_PAGES_AT_ONCE = max(4, 2 * (os.cpu_count() or 1))
"""Of more pages each waits for the machine, and what is late is laid to the bot."""


def has_playwright() -> bool:
    """Return whether the extra `browser` is installed."""
    return importlib.util.find_spec("playwright") is not None


def find_program(path: str = "") -> str:
    """Return the browser's program: `path`, or one that is installed; empty where only Playwright's own may be."""
    if path:
        return path
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or next((place for place in _PLACES if Path(place).exists()), "")


@dataclass(slots=True)
class _Running:
    """A browser that runs. `users`: how many targets talk through it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    driver: Playwright | None = None
    browser: Browser | None = None
    users: int = 0
    pages: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PAGES_AT_ONCE))


_running: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Running]] = WeakKeyDictionary()


class Chromium:
    """The browser as one target uses it. Visits share it; each has cookies and storage of its own."""

    def __init__(self, path: str = "") -> None:
        self._path = path
        self._held: _Running | None = None

    async def get(self) -> Browser:
        """Return the browser, started if it does not run. Raises AdapterError."""
        programs = _running.setdefault(asyncio.get_running_loop(), {})
        running = programs.setdefault(self._path, _Running())
        async with running.lock:
            if self._held is None:
                self._held = running
                running.users += 1
            if running.browser is None or not running.browser.is_connected():
                running.driver, running.browser = await _start(self._path, running.driver)
            return running.browser

    async def begin_page(self) -> None:
        """Wait until the browser may show one page more; each is to be ended. Raises AdapterError."""
        await self.get()
        assert self._held is not None, "the browser is used"
        await self._held.pages.acquire()

    def end_page(self) -> None:
        """Make room for another page."""
        if self._held is not None:
            self._held.pages.release()

    async def close(self) -> None:
        """Stop using the browser; it ends when nobody does any more. Does not raise."""
        running, self._held = self._held, None
        if running is None:
            return
        async with running.lock:
            running.users -= 1
            if running.users:
                return
            browser, driver = running.browser, running.driver
            running.browser = running.driver = None
            with suppress(Exception):  # it may have been killed from outside
                async with asyncio.timeout(_CLOSING_S):
                    if browser is not None:
                        await browser.close()
            if driver is not None:
                await driver.stop()


async def _start(path: str, driver: Playwright | None) -> tuple[Playwright, Browser]:
    from playwright.async_api import Error, async_playwright

    driver = driver or await async_playwright().start()
    program = find_program(path) or driver.chromium.executable_path
    if not await asyncio.to_thread(Path(program).exists):
        await driver.stop()
        msg = f"no browser: {program} is not there. Install Chromium or Chrome, or name the program in browser.path."
        raise AdapterError(msg)
    # As root, which builds often are, Chromium does not start with its sandbox.
    flags = [*_FLAGS, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [*_FLAGS]
    try:
        return driver, await driver.chromium.launch(
            executable_path=program, headless=True, args=flags, timeout=_LAUNCH_MS, handle_sigint=False
        )
    except Error as error:
        await driver.stop()
        msg = f"the browser {program} does not start."
        raise Unreachable(msg) from error
