"""Builds the HTTP client that talks to bots: httpx over aiohttp. No other module knows of this pair.

Three decisions are taken here, all for one rule: a consumer message is never sent twice.

* Every request has a connection of its own. A connection kept alive may be closed by the bot at the moment
  of use, and nobody can tell then whether the message was read.
* aiohttp sends idempotent requests a second time when a connection drops; `_send_once` gives it an error
  that it does not answer so.
* Redirects are not followed.

Nothing is read from the environment: the caller says which proxy and which certificates count.
"""

from __future__ import annotations

import base64
import logging
import ssl
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

__all__ = ["DroppedConnection", "make_tls", "open_client"]


# httpx logs every address, which may hold secrets. What others in this process do with httpx stays logged.
_is_ours: ContextVar[bool] = ContextVar("_is_ours", default=False)


def _is_of_others(_record: logging.LogRecord) -> bool:
    return not _is_ours.get()


logging.getLogger("httpx").addFilter(_is_of_others)


class _QuietClient(httpx.AsyncClient):
    """A client that leaves no trace in logs."""

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401 (passed on)
        token = _is_ours.set(True)
        try:
            return await super().send(request, **options)
        finally:
            _is_ours.reset(token)


class DroppedConnection(aiohttp.ClientPayloadError):
    """The connection broke after the request went out. aiohttp does not send again on this class of error."""


async def _send_once(
    request: aiohttp.ClientRequest,
    handler: aiohttp.ClientHandlerType,
) -> aiohttp.ClientResponse:
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise  # no connection was made; aiohttp raises these as they are
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise DroppedConnection from error


def make_tls(urls: Iterable[str]) -> ssl.SSLContext:
    """Return the certificates that the servers at `urls` are checked against; call once, for it may be slow.

    SSL_CERT_FILE and SSL_CERT_DIR count.
    """
    if any(url.startswith("https:") for url in urls):
        return httpx.create_ssl_context()
    # Loading the certificates of all authorities takes long, and plain HTTP has no use for them.
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _read_proxy(url: str) -> httpx.Proxy:
    named = httpx.Proxy(url)
    if named.auth is None:
        return named
    # As `auth` it would reach a deprecated class of aiohttp; from this header aiohttp makes Proxy-Authorization.
    name, password = named.auth
    token = base64.b64encode(f"{name}:{password}".encode()).decode()
    return httpx.Proxy(named.url, headers={"Authorization": f"Basic {token}"})


def open_client(*, tls: ssl.SSLContext, proxy: str | None, connect_s: float, read_s: float) -> httpx.AsyncClient:
    """Return a client with cookies of its own, for one visit; it holds no connection between requests.

    connect_s: seconds for finding the host, connecting and TLS. read_s: seconds without a byte.
    """

    def open_session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=tls, force_close=True),
            cookie_jar=aiohttp.DummyCookieJar(),  # httpx keeps the cookies
            middlewares=(_send_once,),
            trust_env=False,
        )

    transport = AiohttpTransport(
        client=open_session,
        verify=tls,
        trust_env=False,
        proxy=_read_proxy(proxy) if proxy else None,
    )
    return _QuietClient(
        transport=transport,
        timeout=httpx.Timeout(read_s, connect=connect_s, pool=connect_s),
        headers={"User-Agent": "runaround", "Connection": "close", "Accept-Encoding": "gzip, deflate"},
        follow_redirects=False,
        trust_env=False,
    )
