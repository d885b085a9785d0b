"""One visit to a page: a line to the bot behind it, and a picture after each reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from runaround.adapter import Reply
from runaround.errors import AdapterError, Dropped
from runaround.model import Click, Exchange, Say
from runaround_adapters._browser.camera import take_picture
from runaround_adapters._browser.chromium import Chromium
from runaround_adapters._browser.guard import Guard
from runaround_adapters._browser.page import TalkPage
from runaround_adapters._browser.settings import BrowserSettings
from runaround_adapters._browser.watching import Watching
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.settings import END_EVENTS
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.push import PushSession

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

__all__ = ["BrowserSession", "PageLine", "Remembered"]

_LOCALES = {"zh": "zh-CN", "en": "en-US"}


@dataclass(slots=True)
class Remembered:
    """What a consumer's browser keeps from one visit to the next, and what the company had said last."""

    storage: Any = None
    last_said: Sequence[str] | None = None


class PageLine:
    """The way to a bot through its page, for one visit."""

    def __init__(  # noqa: PLR0913 (all of a visit's parts meet here)
        self,
        settings: BrowserSettings,
        chromium: Chromium,
        values: Mapping[str, Any],
        remembered: Remembered,
        *,
        inbox: Inbox,
        log: WireLog,
    ) -> None:
        self.where = f"{settings.name} ({settings.masker.mask(settings.url)})"
        self._settings = settings
        self._chromium = chromium
        self._values = values
        self._remembered = remembered
        self._inbox = inbox
        self._log = log
        self._watching = Watching(settings, inbox, log, where=self.where, before=remembered.last_said)
        self._guard = Guard(
            settings.url,
            origins=settings.origins,
            hosts=settings.hosts,
            note=lambda text: log.note_received(f"(the page) {text}", ""),
            hear_link=self._watching.hear_link,
        )
        self._talk = TalkPage(settings, self._guard, self._watching, where=self.where)
        self._context: BrowserContext | None = None
        self._is_over = False

    async def open(self) -> None:
        """Open the page in a browser without a past but the consumer's own. Raises AdapterError."""
        browser = await self._chromium.get()
        try:
            self._context = await self._make_context(browser)
        except Error as error:
            msg = f"{self.where}: the browser has ended."
            raise Dropped(msg) from error
        for done in await self._talk.open(self._context, self._values, on_end=self._end):
            self._log.note_sent(f"(the consumer) {done}", "")

    async def send(self, action: Say | Click) -> str:
        """Write what the consumer says, or click what it chooses. Raises AdapterError; nothing is done twice."""
        if self._is_over:
            msg = f"{self.where}: the talk is over; nothing can be sent."
            raise Dropped(msg)
        if isinstance(action, Click):
            self._log.note_sent("(the consumer) clicks", action.label)
            await self._talk.choose(action)
            return ""
        names = ", ".join(one.name for one in action.evidence)
        self._log.note_sent(f"(the consumer) writes{f', with {names}' if names else ''}", action.text)
        await self._talk.write(action.text, [str(Path(one.path)) for one in action.evidence])
        return ""

    def seen_files(self) -> dict[str, bool]:
        """Return nothing: pages take files themselves."""
        return {}

    async def close(self) -> None:
        """Close the page; the consumer's browser keeps its cookies for the next visit."""
        context, self._context = self._context, None
        self._is_over = True
        if context is None:
            return
        await self._talk.close()
        with suppress(Error):
            self._remembered.storage = await context.storage_state()
            self._remembered.last_said = self._watching.last_said
            await context.close()

    async def picture(self) -> Exchange | None:
        """Return how the page looks now; None where no pictures are taken, or nothing is open."""
        if self._context is None or not self._settings.pictures.after_reply:
            return None
        return await take_picture(self._talk.page, self._settings.pictures, self._log)

    def note_end(self) -> None:
        """Take in that the company has ended the visit."""
        self._is_over = True

    def _end(self, error: Exception) -> None:
        self._is_over = True
        self._inbox.fail(error if isinstance(error, AdapterError) else Dropped(self.where))

    async def _make_context(self, browser: Browser) -> BrowserContext:
        settings, window = self._settings, self._settings.window
        lang = str(self._values.get("lang", ""))
        more: dict[str, Any] = {}
        if window.timezone:
            more["timezone_id"] = window.timezone
        if window.agent_note:
            more["user_agent"] = f"{await _read_agent(browser)} {window.agent_note}"
        if settings.login is not None:
            user, password = settings.login
            more["http_credentials"] = {"username": user, "password": password, "origin": _origin(settings.url)}
        return await browser.new_context(
            accept_downloads=False,
            service_workers="block",
            permissions=[],
            viewport={"width": window.width, "height": window.height},
            locale=window.locale or _LOCALES.get(lang.partition("-")[0], lang or "en-US"),
            storage_state=self._remembered.storage,
            **more,
        )


class BrowserSession:
    """A visit whose every reply ends with a picture of the page."""

    def __init__(self, line: PageLine, session: PushSession, *, free: Callable[[], None]) -> None:
        self._line = line
        self._session = session
        self._free = free
        self._is_closed = False

    async def begin(self) -> Reply:
        """Open the page and return the welcome. Raises AdapterError."""
        try:
            return await self._show(await self._session.begin())
        except AdapterError as error:
            await self._prove(error)
            raise

    async def send(self, action: Say | Click) -> Reply:
        """Send one action and return what came until the reply was over. Raises AdapterError."""
        try:
            return await self._show(await self._session.send(action))
        except AdapterError as error:
            await self._prove(error)
            raise

    async def listen(self, seconds: float) -> Reply:
        """Return the first messages that come within `seconds`. Raises AdapterError."""
        reply = await self._session.listen(seconds)
        return await self._show(reply) if reply.messages else reply

    async def close(self) -> None:
        """Close the page. Does not raise."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            await self._session.close()
        finally:
            self._free()

    async def _show(self, reply: Reply) -> Reply:
        if any(message.event in END_EVENTS for message in reply.messages):
            self._line.note_end()
        picture = await self._line.picture()
        return reply if picture is None else replace(reply, exchanges=(*reply.exchanges, picture))

    async def _prove(self, error: AdapterError) -> None:
        """Give an error a picture of the page on which it was met."""
        picture = await self._line.picture()
        if picture is not None:
            error.exchanges = (*error.exchanges, picture)


async def _read_agent(browser: Browser) -> str:
    """Return how the browser calls itself."""
    page = await browser.new_page()
    try:
        return str(await page.evaluate("() => navigator.userAgent"))
    finally:
        await page.close()


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
