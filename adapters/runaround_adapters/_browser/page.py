"""The page of one visit: loaded, led to the talk, watched wherever it draws itself anew, written into."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeout

from runaround.errors import Dropped, TimedOut, Unsupported, WrongShape
from runaround.model import Button, Click, Link
from runaround_adapters._browser.errors import check_status, explain_failure, in_our_words
from runaround_adapters._browser.guard import Guard
from runaround_adapters._browser.settings import BrowserSettings
from runaround_adapters._browser.steps import take_steps
from runaround_adapters._browser.watching import Watching
from runaround_adapters._rules.template import fill_text

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, ElementHandle, Frame, Locator, Page, Request, Response

__all__ = ["TalkPage"]

_SCRIPT = (files("runaround_adapters") / "_browser" / "watch.js").read_text("utf-8")
_FRAME_S = 10.0
_KEY_MS = 15.0


class TalkPage:
    """One page with a talk on it. where: how messages about it begin."""

    def __init__(self, settings: BrowserSettings, guard: Guard, watching: Watching, *, where: str) -> None:
        self._settings = settings
        self._guard = guard
        self._watching = watching
        self._where = where
        self._page: Page | None = None
        self._frame: Frame | None = None
        self._name = f"_{uuid.uuid4().hex}"
        self._visits = 0
        self._has_spoken = False
        self._attaching: asyncio.Task[None] | None = None

    @property
    def page(self) -> Page:
        """The page, once it is opened."""
        assert self._page is not None, "the page was opened"
        return self._page

    async def open(
        self, context: BrowserContext, values: Mapping[str, Any], *, on_end: Callable[[Exception], None]
    ) -> list[str]:
        """Load the page, take the steps, find the talk and begin to watch it; return what was done, in words.

        on_end: told why the talk cannot go on, if it is over later. Raises AdapterError.
        """
        page = self._page = await self._guard.watch(context)
        await context.expose_binding(f"{self._name}t", self._hear)
        page.on("crash", lambda _page: on_end(Dropped(f"{self._where}: the page has crashed.")))
        done = [await self._load(page, fill_text(self._settings.url, values))]
        seconds = self._settings.limits.connect_s
        with in_our_words(self._where):
            done += await take_steps(page, self._settings.open, values, where=self._where, wait_s=seconds)
            await self._attach(seconds)
        page.on("framenavigated", lambda frame: self._follow(frame, on_end))
        page.on("framedetached", lambda frame: self._follow(frame, on_end))
        return done

    async def write(self, text: str, paths: Sequence[str]) -> None:
        """Write and send a message, and files with it. Raises AdapterError."""
        settings = self._settings
        longest_ms = settings.limits.connect_s * 1000
        slow = WrongShape(
            f"{self._where}: nothing can be written: {settings.input!r} (input) is not there, hidden or disabled,"
            f" or {settings.send!r} (send) cannot be clicked."
        )
        with in_our_words(self._where, slow=slow):
            await self._speak()
            if paths:
                await self._attach_files(paths, longest_ms)
            if not text and settings.upload is not None and settings.upload.send:
                return
            field = self._find(settings.input).first
            await field.fill("", timeout=longest_ms)
            if settings.types_keys:
                await field.press_sequentially(text, delay=_KEY_MS, timeout=longest_ms + len(text) * 10 * _KEY_MS)
            else:
                await field.fill(text, timeout=longest_ms)
            await self._check_written(field, text)
            if settings.send:
                await self._find(settings.send).first.click(timeout=longest_ms)
            else:
                await field.press("Enter", timeout=longest_ms)

    async def choose(self, action: Click) -> None:
        """Click on a button or a link that the page has shown. Raises AdapterError."""
        part = action.button or action.link
        label = self._quote(part)
        slow = WrongShape(f"{self._where}: {label} cannot be clicked.")
        with in_our_words(self._where, slow=slow):
            await self._speak()
            element = await self._element(part)
            if element is None:
                msg = f"{self._where}: {label} is not on the page, or no longer."
                raise WrongShape(msg)
            await element.click(timeout=self._settings.limits.connect_s * 1000)

    async def close(self) -> None:
        """Stop watching."""
        if self._attaching is not None:
            self._attaching.cancel()
            await asyncio.gather(self._attaching, return_exceptions=True)

    async def _load(self, page: Page, url: str) -> str:
        failures: list[str] = []
        statuses: list[int] = []

        def note_failure(request: Request) -> None:
            if request.is_navigation_request() and request.frame is page.main_frame:
                failures.append(request.failure or "")

        def note_status(answer: Response) -> None:
            if answer.request.is_navigation_request() and answer.frame is page.main_frame:
                statuses.append(answer.status)

        seconds = self._settings.limits.connect_s
        page.on("requestfailed", note_failure)
        page.on("response", note_status)
        try:
            await page.goto(url, wait_until="domcontentloaded", timeout=seconds * 1000)
        except PlaywrightTimeout as error:
            msg = f"{self._where}: the page did not load within {seconds:g} s (limits.connect_s)."
            raise TimedOut(msg) from error
        except Error as error:
            self._check_status(statuses)  # an answer without a page is a failure to the browser, whatever its status
            raise explain_failure(self._where, failures[-1] if failures else "net::ERR_FAILED") from error
        self._check_status(statuses)
        self._guard.settle(page.url)
        return f"goes to {page.url}"

    def _check_status(self, statuses: Sequence[int]) -> None:
        if statuses:
            check_status(self._where, statuses[-1])

    async def _attach(self, seconds: float) -> None:
        """Find the frame of the talk, wait for its input, and watch it. Raises WrongShape."""
        frame = self.page.main_frame
        longest_ms = seconds * 1000
        for selector in self._settings.frames:
            frame = await self._enter(frame, selector, longest_ms)
        try:
            await frame.locator(self._settings.input).first.wait_for(state="attached", timeout=longest_ms)
        except PlaywrightTimeout as error:
            msg = f"{self._where}: {self._settings.input!r} (input) finds nothing within {seconds:g} s."
            raise WrongShape(msg) from error
        self._frame = frame
        self._visits += 1
        await frame.evaluate(
            _SCRIPT,
            {
                **self._settings.watched(),
                "known": self._watching.known,
                "before": self._watching.before,
                "spoken": self._has_spoken,
                "visit": str(self._visits),
                "tell": f"{self._name}t",
                "watch": self._name,
            },
        )

    async def _enter(self, frame: Frame, selector: str, longest_ms: float) -> Frame:
        try:
            element = await frame.locator(selector).first.element_handle(timeout=longest_ms)
        except PlaywrightTimeout as error:
            msg = f"{self._where}: {selector!r} (frame) finds nothing within {longest_ms / 1000:g} s."
            raise WrongShape(msg) from error
        inner = await element.content_frame()
        if inner is None:
            msg = f"{self._where}: {selector!r} (frame) is no iframe."
            raise WrongShape(msg)
        return inner

    def _follow(self, frame: Frame, on_end: Callable[[Exception], None]) -> None:
        """Watch the talk again after the page, or a frame around the talk, has loaded anew."""
        if frame is self.page.main_frame and not self._guard.allows(frame.url):
            on_end(Dropped(f"{self._where}: the page went to another site, {frame.url[:200]} (allow.origins)."))
            return
        around = []
        one = self._frame
        while one is not None:
            around.append(one)
            one = one.parent_frame
        if frame in around and (self._attaching is None or self._attaching.done()):
            self._attaching = asyncio.create_task(self._attach_again(on_end))

    async def _attach_again(self, on_end: Callable[[Exception], None]) -> None:
        try:
            with in_our_words(self._where):
                await self._attach(min(_FRAME_S, self._settings.limits.connect_s))
        except (Dropped, TimedOut, WrongShape) as error:
            on_end(Dropped(f"{error} The page has loaded anew, and the talk is gone."))

    async def _speak(self) -> None:
        """Tell the watching script that the consumer does something now."""
        self._has_spoken = True
        if self._attaching is not None:
            await asyncio.gather(self._attaching, return_exceptions=True)
        await self._framed().evaluate("(name) => globalThis[name]?.speak()", self._name)

    async def _attach_files(self, paths: Sequence[str], longest_ms: float) -> None:
        upload = self._settings.upload
        if upload is None:
            msg = f"{self._where}: this target takes no files (its file has no 'upload')."
            raise Unsupported(msg)
        await self._find(upload.select).first.set_input_files(list(paths), timeout=longest_ms)
        if upload.send:
            await self._find(upload.send).first.click(timeout=longest_ms)

    async def _check_written(self, field: Locator, text: str) -> None:
        """Raise Unsupported if the field did not take all of the message: a cut one is another message."""
        held = str(await field.evaluate("(one) => one.value ?? one.innerText"))
        if "".join(held.split()) != "".join(text.split()):
            msg = f"{self._where}: the field holds {len(held)} of {len(text)} characters; nothing was sent."
            raise Unsupported(msg)

    async def _element(self, part: Button | Link | None) -> ElementHandle | None:
        key = self._watching.shown.get(part) if part is not None else None
        if key is None:
            return None
        found = await self._framed().evaluate_handle(
            "([name, key]) => globalThis[name]?.element(key) ?? null", [self._name, key]
        )
        return found.as_element()

    def _find(self, selector: str) -> Locator:
        return self._framed().locator(selector)

    def _framed(self) -> Frame:
        assert self._frame is not None, "the talk was found"
        return self._frame

    def _quote(self, part: Button | Link | None) -> str:
        if isinstance(part, Button):
            return f"the button {part.label[:80]!r}"
        return f"the link {part.url[:80]!r}" if part is not None else "what was chosen"

    def _hear(self, source: Mapping[str, Any], news: object) -> None:
        if source.get("frame") is self._frame or self._frame is None:
            self._watching.take(news)
