"""Pages in a real browser: opened as files, watched for what a report must not do, and picked from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["A4", "Show", "Watched", "browser", "chromium", "pick", "show"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Watched:
    """A page, and everything it did that a report must not do."""

    page: Page
    dialogs: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


A4 = 718
"""Width of a sheet between a browser's usual margins, in its pixels."""

Show = Callable[..., Watched]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the program of the browser. Without one the tests are skipped, in CI they fail."""
    path = next(filter(None, map(shutil.which, NAMES)), None) or _find_playwrights_own()
    if not Path(path).exists():
        reason = f"No browser: none of {', '.join(NAMES)} is installed, nor Playwright's own ({path})."
        pytest.fail(reason) if os.environ.get("CI", "").lower() not in {"", "0", "false"} else pytest.skip(reason)
    return path


def _find_playwrights_own() -> str:
    from playwright.sync_api import sync_playwright  # here, because tests without a browser read this file too

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


@pytest.fixture(scope="module")  # not the session: while it is open, no other test can run an event loop
def browser(chromium: str) -> Iterator[Browser]:
    """Start the browser once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Return a function that opens an HTML text as a file and watches what it does."""
    contexts = []

    def open_page(text: str, *, width: int = 1200, place: str = "", has_scripts: bool = True) -> Watched:
        path = tmp_path / "report.html"
        path.write_text(text, "utf-8")
        size = {"width": width, "height": 800}
        contexts.append(browser.new_context(viewport=size, java_script_enabled=has_scripts))
        watched = Watched(contexts[-1].new_page())
        watched.page.on("dialog", lambda dialog: (watched.dialogs.append(dialog.message), dialog.dismiss()))
        watched.page.on("console", lambda message: watched.console.append(message.text))
        watched.page.on("pageerror", lambda error: watched.console.append(str(error)))
        watched.page.on("request", lambda request: watched.requests.append(request.url))
        address = path.as_uri() + place
        watched.page.goto(address, wait_until="load")
        watched.requests = [url for url in watched.requests if url not in {address, "data:,"}]
        return watched

    yield open_page
    for context in contexts:
        context.close()


def pick(page: Page, choices: dict[str, str], text: str = "") -> tuple[str, list[str]]:
    """Return what the page says it shows, and the cases that it lists, after these choices."""
    for name, label in choices.items():
        page.select_option(f".filter select[name={name}]", label=label)
    if text:
        page.fill(".filter input", text)
    page.wait_for_selector(".filter.active:not([aria-busy])")
    return page.inner_text(".filter [role=status]"), page.locator("#case-list th").all_inner_texts()
