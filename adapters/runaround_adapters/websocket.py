"""The adapter `websocket`: talks to bots over a WebSocket, with the frames that a target file describes.

The target file is documented in `docs/adapters/websocket.md` and described by `websocket.schema.json`.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._client import make_tls, open_client
from runaround_adapters._frames import FrameSettings, read_frame_settings
from runaround_adapters._inbox import Inbox
from runaround_adapters._media import MediaServer
from runaround_adapters._pace import Pace
from runaround_adapters._proxy import find_proxy
from runaround_adapters._push import PushSession
from runaround_adapters._settings import HANDOFF_EVENTS
from runaround_adapters._socket import Socket
from runaround_adapters._socket_line import SocketLine
from runaround_adapters._template import fill_text
from runaround_adapters._visits import Visits
from runaround_adapters._wire import Wire
from runaround_adapters._wire_log import WireLog

__all__ = ["WebSocketAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_frame_settings(document, path, environ)
    return WebSocketAdapter(settings, proxy=find_proxy(settings.url, environ))


class WebSocketAdapter:
    """One target over WebSockets: a connection a visit."""

    def __init__(self, settings: FrameSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._proxy = proxy
        self._tls: ssl.SSLContext | None = None
        self._pace = Pace(settings.limits.per_second)
        upload = settings.upload
        self._media = MediaServer(port=upload.port, base_url=upload.base_url) if upload else MediaServer()
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What the target file describes: nothing that it does not map can be seen or sent."""
        mapping, upload = self._settings.frames.reply, self._settings.upload
        return Capabilities(
            buttons="buttons.list" in mapping.paths,
            links=mapping.links_in_text or "links.list" in mapping.paths or "buttons.url" in mapping.paths,
            uploads=upload is not None,
            handoff_signal=not HANDOFF_EVENTS.isdisjoint(mapping.events),
            unsolicited=True,
            fetches=upload is not None and upload.is_served,
            turn_end="end_of_turn" in self._settings.frames.signals,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Connect, and wait for the welcome as the target file says. Raises AdapterError."""
        settings = self._settings
        inbox, log = Inbox(settings.rules), WireLog(settings.masker)
        wire, values = self._open_wire(log), self._visits.values(case, session)
        line = SocketLine(settings, self._make_socket(log, values), wire, values, inbox=inbox, media=self._media)
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        try:
            return visit, await visit.begin()
        except BaseException:
            await visit.close()
            raise

    async def close(self) -> None:
        """Stop serving files. Connections belong to visits."""
        await self._media.close()

    def _open_wire(self, log: WireLog) -> Wire:
        if self._tls is None:
            self._tls = make_tls([self._settings.url.replace("wss:", "https:", 1)])
        limits = self._settings.limits
        client = open_client(tls=self._tls, proxy=self._proxy, connect_s=limits.connect_s, read_s=limits.reply_s)
        return Wire(client, self._settings.name, limits, log)

    def _make_socket(self, log: WireLog, values: Mapping[str, Any]) -> Socket:
        settings = self._settings
        assert self._tls is not None, "made with the wire"
        return Socket(
            fill_text(settings.url, values, encode=lambda text: quote(text, safe="")),
            settings.name,
            {name: fill_text(text, values) for name, text in settings.headers.items()},
            settings.limits,
            log,
            self._tls,
            proxy=self._proxy,
            protocols=settings.protocols,
            ping_s=settings.ping_s if settings.ping is None else None,
        )
