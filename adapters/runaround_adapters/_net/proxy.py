"""Finds the proxy for a bot's address in the environment."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["find_proxy", "is_loopback"]


def find_proxy(url: str, environ: Mapping[str, str]) -> str | None:
    """Return the proxy for `url` by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case of letters.

    A bot on this machine is never reached through a proxy: proxies cannot see it, whatever NO_PROXY forgets.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    named = {name.lower(): environ[name] for name in environ if name.lower().endswith("_proxy")}
    if _is_excepted(host, named.get("no_proxy", "")):
        return None
    proxy = named.get(f"{parts.scheme}_proxy") or named.get("all_proxy")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def is_loopback(host: str) -> bool:
    """Whether `host` is a name or address of this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_excepted(host: str, exceptions: str) -> bool:
    names = [name.strip().lstrip(".").lower() for name in exceptions.split(",")]
    return any(name in ("*", host) or host.endswith(f".{name}") for name in names if name)
