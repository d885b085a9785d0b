"""Opens the connections of one target, one for each visit."""

from __future__ import annotations

import ssl
from collections.abc import Iterable

from runaround_adapters._net.client import make_tls, open_client
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.settings import Limits

__all__ = ["Wires"]


class Wires:
    """The way to one target. The certificates for `urls` are loaded once, when they are needed first."""

    def __init__(self, name: str, limits: Limits, urls: Iterable[str], *, proxy: str | None = None) -> None:
        self._name = name
        self._limits = limits
        self._urls = tuple(urls)
        self._proxy = proxy
        self._tls: ssl.SSLContext | None = None

    @property
    def tls(self) -> ssl.SSLContext:
        """What the target's certificates are checked against."""
        if self._tls is None:
            self._tls = make_tls(self._urls)
        return self._tls

    def open(self, log: WireLog, *, read_s: float | None = None) -> Wire:
        """Return a connection of its own for one visit.

        read_s: how long an answer may be silent, where that is not as long as a reply may take.
        """
        limits = self._limits
        read_s = limits.reply_s if read_s is None else read_s
        client = open_client(tls=self.tls, proxy=self._proxy, connect_s=limits.connect_s, read_s=read_s)
        return Wire(client, self._name, limits, log)
