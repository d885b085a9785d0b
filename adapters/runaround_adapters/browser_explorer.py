"""Proposes target files for chat widgets: what `runaround widget` does."""

from __future__ import annotations

from runaround.adapter import Explored
from runaround.errors import Unsupported
from runaround_adapters._browser.chromium import Chromium, has_playwright

__all__ = ["explore"]

_WIDTH, _HEIGHT = 1000, 800


async def explore(url: str, *, said: str, lang: str, program: str = "") -> Explored:
    """Open a page, talk to its chat widget, and return a target file for it.

    said: the greeting. lang: of the browser. program: of the browser; empty for the one that is found.
    Raises AdapterError if the page does not load or no widget is found on it.
    """
    if not has_playwright():
        msg = "Playwright is not installed: pip install 'runaround[browser]'."
        raise Unsupported(msg)
    from runaround_adapters._browser.errors import in_our_words
    from runaround_adapters._browser.explorer import Explorer
    from runaround_adapters._browser.guard import Guard

    chromium = Chromium(program)
    notes: list[str] = []

    def note(text: str) -> None:
        notes.append(f"The page {text}.")

    guard = Guard(url, origins=(), hosts=(), note=note, hear_link=notes.append)
    try:
        browser = await chromium.get()
        context = await browser.new_context(
            accept_downloads=False, service_workers="block", locale=lang, viewport={"width": _WIDTH, "height": _HEIGHT}
        )
        page = await guard.watch(context)
        with in_our_words(url):
            await page.goto(url, wait_until="domcontentloaded")
        guard.settle(page.url)
        found = await Explorer(page, said).explore(url)
        await context.close()
    finally:
        await chromium.close()
    return Explored(found.document, (*found.told, *dict.fromkeys(notes)))
