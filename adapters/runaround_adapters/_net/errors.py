"""Says in our words what httpx and aiohttp raise: the only place that knows their errors.

httpx-aiohttp names some errors wrongly (a refused connection comes as `ConnectTimeout`), so the error
of aiohttp underneath is asked first.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

import aiohttp
import httpx

from runaround.errors import AdapterError, BadStatus, Dropped, NotJson, TimedOut, Unreachable

__all__ = ["FOREIGN", "TROUBLES", "Trouble", "translate"]

FOREIGN = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict, aiohttp.ClientError, OSError)
"""What may come out of a call of the client; `TimeoutError` is an OSError."""


class Trouble(Enum):
    """What went wrong on the wire."""

    REFUSED = auto()
    UNKNOWN_HOST = auto()
    TLS = auto()
    PROXY = auto()
    SLOW_CONNECT = auto()
    SLOW_REPLY = auto()
    DROPPED = auto()
    BAD_URL = auto()
    BAD_HTTP = auto()
    BAD_ENCODING = auto()
    STATUS = auto()
    OURS = auto()


@dataclass(frozen=True, slots=True)
class _Meaning:
    error: type[AdapterError]
    text: str


_MEANINGS: Mapping[Trouble, _Meaning] = {
    Trouble.REFUSED: _Meaning(
        Unreachable, "no connection{detail}; the message did not arrive. Is anything running at this address?"
    ),
    Trouble.UNKNOWN_HOST: _Meaning(
        Unreachable, "no host of this name was found; the message did not arrive. Check the address."
    ),
    Trouble.TLS: _Meaning(
        Unreachable,
        "no secure connection (the certificate or TLS version was not accepted); the message did not arrive."
        " For a certificate of your own, set SSL_CERT_FILE.",
    ),
    Trouble.PROXY: _Meaning(Unreachable, "the proxy did not connect; the message did not arrive. Check HTTPS_PROXY."),
    Trouble.SLOW_CONNECT: _Meaning(
        TimedOut, "no connection within {connect_s:g} s (limits.connect_s); the message did not arrive."
    ),
    Trouble.SLOW_REPLY: _Meaning(
        TimedOut, "no complete answer within {reply_s:g} s (limits.reply_s); the message may have arrived."
    ),
    Trouble.DROPPED: _Meaning(
        Dropped,
        "the connection broke before the answer was complete; the message may have arrived and is not sent again.",
    ),
    Trouble.BAD_URL: _Meaning(Unreachable, "this is not an address that HTTP can use; nothing was sent."),
    Trouble.BAD_HTTP: _Meaning(Dropped, "the answer is not HTTP; the message may have arrived."),
    Trouble.BAD_ENCODING: _Meaning(NotJson, "the answer could not be decompressed."),
    Trouble.STATUS: _Meaning(BadStatus, "the answer has an unexpected HTTP status."),
    Trouble.OURS: _Meaning(AdapterError, "the HTTP client was used in a way it does not allow; a fault of runaround."),
}

TROUBLES: Mapping[type[BaseException], Trouble] = {
    # httpx
    httpx.HTTPError: Trouble.OURS,
    httpx.RequestError: Trouble.DROPPED,
    httpx.TransportError: Trouble.DROPPED,
    httpx.TimeoutException: Trouble.SLOW_REPLY,
    httpx.ConnectTimeout: Trouble.SLOW_CONNECT,
    httpx.PoolTimeout: Trouble.SLOW_CONNECT,
    httpx.ReadTimeout: Trouble.SLOW_REPLY,
    httpx.WriteTimeout: Trouble.SLOW_REPLY,
    httpx.NetworkError: Trouble.DROPPED,
    httpx.ConnectError: Trouble.REFUSED,
    httpx.ReadError: Trouble.DROPPED,
    httpx.WriteError: Trouble.DROPPED,
    httpx.CloseError: Trouble.DROPPED,
    httpx.ProtocolError: Trouble.BAD_HTTP,
    httpx.LocalProtocolError: Trouble.OURS,
    httpx.RemoteProtocolError: Trouble.BAD_HTTP,
    httpx.ProxyError: Trouble.PROXY,
    httpx.UnsupportedProtocol: Trouble.BAD_URL,
    httpx.DecodingError: Trouble.BAD_ENCODING,
    httpx.TooManyRedirects: Trouble.STATUS,
    httpx.HTTPStatusError: Trouble.STATUS,
    httpx.InvalidURL: Trouble.BAD_URL,
    httpx.CookieConflict: Trouble.OURS,
    httpx.StreamError: Trouble.OURS,
    httpx.StreamConsumed: Trouble.OURS,
    httpx.StreamClosed: Trouble.OURS,
    httpx.ResponseNotRead: Trouble.OURS,
    httpx.RequestNotRead: Trouble.OURS,
    # aiohttp
    aiohttp.ClientError: Trouble.DROPPED,
    aiohttp.ClientConnectorError: Trouble.REFUSED,
    aiohttp.ClientConnectorDNSError: Trouble.UNKNOWN_HOST,
    aiohttp.ClientSSLError: Trouble.TLS,
    aiohttp.ClientConnectorSSLError: Trouble.TLS,
    aiohttp.ClientConnectorCertificateError: Trouble.TLS,
    aiohttp.ServerFingerprintMismatch: Trouble.TLS,
    aiohttp.ClientProxyConnectionError: Trouble.PROXY,
    aiohttp.ClientHttpProxyError: Trouble.PROXY,
    aiohttp.ConnectionTimeoutError: Trouble.SLOW_CONNECT,
    aiohttp.ServerTimeoutError: Trouble.SLOW_REPLY,
    aiohttp.SocketTimeoutError: Trouble.SLOW_REPLY,
    aiohttp.InvalidURL: Trouble.BAD_URL,
    aiohttp.NonHttpUrlClientError: Trouble.BAD_URL,
    aiohttp.ClientResponseError: Trouble.BAD_HTTP,
    # the standard library
    TimeoutError: Trouble.SLOW_REPLY,
    OSError: Trouble.DROPPED,
}
"""The nearest class in an error's line of descent counts."""


def translate(error: BaseException, where: str, *, connect_s: float, reply_s: float) -> AdapterError:
    """Return our error for one of `FOREIGN`; its text never quotes the foreign one, which may hold a secret.

    where: the target and the call, as messages begin.
    """
    beneath = error.__cause__
    source = beneath if isinstance(beneath, (aiohttp.ClientError, TimeoutError)) else error
    trouble = next((TROUBLES[kind] for kind in type(source).__mro__ if kind in TROUBLES), Trouble.OURS)
    meaning = _MEANINGS[trouble]
    text = meaning.text.format(detail=_detail(source), connect_s=connect_s, reply_s=reply_s)
    return meaning.error(f"{where}: {text}")


def _detail(error: BaseException) -> str:
    number = error.errno if isinstance(error, aiohttp.ClientConnectorError) else None
    return f" ({os.strerror(number)})" if number and number > 0 else ""
