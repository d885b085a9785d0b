"""The adapter `websocket`: talks to bots over a WebSocket, with the frames that a target file describes.

The target file is documented in `docs/adapters/websocket.md` and described by `websocket.schema.json`.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from runaround.adapter import Adapter
from runaround_adapters._frames.adapter import FrameAdapter
from runaround_adapters._frames.settings import FrameSettings, read_frame_settings
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.client import make_tls
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.template import fill_text

__all__ = ["make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_frame_settings(document, path, environ, schema="websocket")
    return FrameAdapter(settings, _Sockets(find_proxy(settings.url, environ)))


class _Sockets:
    """Makes the connections of one target; certificates are loaded once."""

    def __init__(self, proxy: str | None) -> None:
        self._proxy = proxy
        self._tls: ssl.SSLContext | None = None

    def __call__(self, settings: FrameSettings, log: WireLog, values: Mapping[str, Any]) -> Socket:
        """Return a connection that is not open yet."""
        if self._tls is None:
            self._tls = make_tls([settings.url.replace("wss:", "https:", 1)])
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
