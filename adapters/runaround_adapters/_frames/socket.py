"""A WebSocket to a bot: text frames in and out, bounded, every foreign error in our words."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp

from runaround.errors import AdapterError, BadStatus, Dropped, TooLarge, Unauthorized, WrongShape
from runaround_adapters._frames.line import Closed
from runaround_adapters._net.errors import FOREIGN, translate
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.settings import Limits

__all__ = ["Socket"]

_UNAUTHORIZED = (401, 403)
_FAREWELL_S = 2.0
_NORMAL = (1000, 1001)


@dataclass(slots=True)
class Socket:
    """One connection. `shown_url` is the address as messages name it, without its query.

    ping_s: seconds between pings of the protocol, which an answer must follow; None for none.
    """

    url: str
    name: str
    headers: Mapping[str, str] = field(repr=False)
    limits: Limits
    log: WireLog
    tls: ssl.SSLContext = field(repr=False)
    proxy: str | None = field(default=None, repr=False)
    protocols: tuple[str, ...] = ()
    ping_s: float | None = None
    _client: aiohttp.ClientSession | None = None
    _socket: aiohttp.ClientWebSocketResponse | None = None

    @property
    def where(self) -> str:
        """How messages begin."""
        return f"{self.name} (WebSocket {self.log.masker.mask(self.url.partition('?')[0])})"

    async def open(self) -> None:
        """Connect. Raises AdapterError."""
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=self.tls), cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )
        head = "\n".join(["WebSocket → connect " + self.url, *self.log.show_headers(tuple(self.headers.items()))])
        self.log.note_sent(head, "")
        try:
            async with asyncio.timeout(self.limits.connect_s):
                self._socket = await self._client.ws_connect(
                    self.url,
                    headers=self.headers,
                    protocols=self.protocols,
                    proxy=self.proxy,
                    heartbeat=self.ping_s,
                    max_msg_size=self.limits.body_bytes,
                    timeout=aiohttp.ClientWSTimeout(ws_close=_FAREWELL_S),
                )
        except aiohttp.WSServerHandshakeError as error:
            kind = Unauthorized if error.status in _UNAUTHORIZED else BadStatus
            msg = f"{self.where} answered HTTP {error.status}; expected 101, the beginning of a WebSocket."
            raise kind(msg) from error
        except FOREIGN as error:
            raise self._translate(error) from error

    async def send(self, text: str, *, shown: str) -> None:
        """Send a frame; `shown` is what the record has in its place. Raises AdapterError; it is not sent again."""
        assert self._socket is not None, "opened before"
        self.log.note_sent("WebSocket → frame", shown)
        try:
            await self._socket.send_str(text)
        except FOREIGN as error:
            raise self._translate(error) from error

    async def receive(self) -> str | Closed:
        """Return the next text frame, or that the other side has said goodbye. Raises AdapterError."""
        assert self._socket is not None, "opened before"
        try:
            frame = await self._socket.receive()
        except FOREIGN as error:
            raise self._translate(error) from error
        if frame.type is aiohttp.WSMsgType.TEXT:
            self.log.note_received("WebSocket ← frame", frame.data)
            return str(frame.data)
        if frame.type is aiohttp.WSMsgType.BINARY:
            return self._read_bytes(frame.data)
        return self._part(frame)

    async def close(self) -> None:
        """Say goodbye and free the connection."""
        try:
            if self._socket is not None:
                await self._socket.close()
        finally:
            if self._client is not None:
                await self._client.close()

    def _read_bytes(self, content: bytes) -> str:
        """Return the text of a binary frame: some servers send JSON so. Raises WrongShape."""
        text = content.decode("utf-8", "replace")
        self.log.note_received("WebSocket ← binary frame", text)
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            msg = f"{self.where} sent a binary frame of {len(content)} bytes that is no text."
            raise WrongShape(msg) from error

    def _part(self, frame: aiohttp.WSMessage) -> Closed:
        """Return that the connection ended well. Raises AdapterError if it did not."""
        assert self._socket is not None, "opened before"
        if isinstance(frame.data, aiohttp.WebSocketError) and frame.data.code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG:
            msg = f"{self.where}: a frame is larger than {self.limits.body_bytes:,} bytes (limits.body_bytes)."
            raise TooLarge(msg)
        code = self._socket.close_code
        self.log.note_received(f"WebSocket ← closed ({code})", "")
        if code in _NORMAL:
            return Closed()
        msg = f"{self.where}: the connection broke (code {code}); nothing is sent again."
        raise Dropped(msg)

    def _translate(self, error: BaseException) -> AdapterError:
        return translate(error, self.where, connect_s=self.limits.connect_s, reply_s=self.limits.reply_s)
