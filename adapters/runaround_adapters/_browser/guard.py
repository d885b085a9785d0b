"""Keeps a page where it belongs: no downloads, no dialogs, no new tabs, no other sites, no private networks."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.async_api import Error

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Dialog, Download, Page, Request, Route, WebSocketRoute

__all__ = ["Guard", "is_private", "origin_of"]

_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_LOOKUP_S = 5.0


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, in one way of writing."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def is_private(host: str) -> bool:
    """Return whether a host, by its name or address alone, is on this machine or its network."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return name.rpartition(".")[2] in _LOCAL_NAMES or "." not in name
    mapped = getattr(address, "ipv4_mapped", None) or address
    return not mapped.is_global


class Guard:
    """What one visit may do. note: told of everything that was refused. hear_link: of addresses of new tabs.

    origins: where the page may go. hosts: names on private networks that it may ask; all may be asked if the page
    itself is there.
    """

    def __init__(
        self,
        url: str,
        *,
        origins: Collection[str],
        hosts: Collection[str],
        note: Callable[[str], None],
        hear_link: Callable[[str], None],
    ) -> None:
        self._origins = {origin_of(one) for one in (url, *origins)}
        self._hosts = {host.lower() for host in hosts}
        self._is_inside = is_private(urlsplit(url).hostname or "")
        self._note = note
        self._hear_link = hear_link
        self._page: Page | None = None
        self._known: dict[str, bool] = {}

    async def watch(self, context: BrowserContext) -> Page:
        """Open the page of the visit in `context`, guarded from its first request on."""
        await context.route("**/*", self._judge)
        if not self._is_inside:
            await context.route_web_socket(self._is_refused_at_sight, self._refuse_socket)
        page = self._page = await context.new_page()
        context.on("page", self._close_tab)
        page.on("dialog", self._dismiss)
        page.on("download", self._refuse_download)
        return page

    def settle(self, url: str) -> None:
        """Take in where the page is after it has loaded: a site may lead its visitors to its proper name."""
        self._origins.add(origin_of(url))

    def allows(self, url: str) -> bool:
        """Return whether the page may be at `url`."""
        return url == "about:blank" or origin_of(url) in self._origins

    async def _judge(self, route: Route, request: Request) -> None:
        with suppress(Error):  # the page may be gone
            if await self._is_refused(request):
                # A page that is refused another one stays where it is: as if its visitor had stopped the loading.
                await route.abort("aborted" if request.is_navigation_request() else "blockedbyclient")
            else:
                await route.continue_()

    async def _is_refused(self, request: Request) -> bool:
        if request.is_navigation_request():
            page = self._page_of(request)
            if page is None or page is not self._page:
                self._refuse_tab(request.url)
                return True
            if request.frame is page.main_frame and not self.allows(request.url):
                self._note(f"wanted to go to {request.url}; it was kept where it is (allow.origins)")
                return True
        return await self._is_forbidden(request.url)

    def _page_of(self, request: Request) -> Page | None:
        try:
            return request.frame.page
        except Error:
            return None  # a new tab, of which there is no page yet

    async def _is_forbidden(self, url: str) -> bool:
        """Return whether `url` is on a network that the page has no business with."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme not in _PORTS or self._is_inside or host in self._hosts:
            return False
        if host not in self._known:
            self._known[host] = is_private(host) or await _leads_inside(host)
        if self._known[host]:
            self._note_forbidden(host)
        return self._known[host]

    def _note_forbidden(self, host: str) -> None:
        self._note(f"asked {host}, which is on a private network; it was refused (allow.hosts)")

    def _is_refused_at_sight(self, url: str) -> bool:
        host = (urlsplit(url).hostname or "").lower()
        return host not in self._hosts and (is_private(host) or self._known.get(host, False))

    async def _refuse_socket(self, socket_: WebSocketRoute) -> None:
        self._note_forbidden(urlsplit(socket_.url).hostname or "")
        await socket_.close()

    def _refuse_tab(self, url: str) -> None:
        self._note(f"wanted to open a new tab with {url}; it was not opened")
        if url.startswith(("http://", "https://")):
            self._hear_link(url)

    async def _close_tab(self, page: Page) -> None:
        with suppress(Error):  # it may have closed itself
            await page.close()

    async def _dismiss(self, dialog: Dialog) -> None:
        self._note(f"opened a dialog ({dialog.type}), which was dismissed: {dialog.message[:500]}")
        with suppress(Error):  # the page may be gone
            await dialog.dismiss()

    def _refuse_download(self, download: Download) -> None:
        self._note(f"offered the download {download.suggested_filename[:200]!r}, which was refused")


async def _leads_inside(host: str) -> bool:
    """Return whether a name stands for an address on this machine or its network."""
    try:
        async with asyncio.timeout(_LOOKUP_S):
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False  # whom nobody finds, nobody reaches
    return any(is_private(str(one[4][0])) for one in found)
