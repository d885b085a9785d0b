"""Headers that are given on the command line, and what may not stand there: a secret in plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from runaround.errors import RunaroundError

__all__ = ["read_headers", "refuse_secrets", "token_in"]

_SECRET_NAME = re.compile(r"authorization|cookie|token|secret|password|api[-_]?key|^key$|^sig$", re.IGNORECASE)
_ENV = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def read_headers(given: Sequence[str]) -> dict[str, str]:
    """Return headers from `NAME: VALUE`. Raises RunaroundError for one that is none, or holds a secret."""
    headers: dict[str, str] = {}
    for text in given:
        name, colon, value = (part.strip() for part in text.partition(":"))
        if not colon or not value or not _NAME.fullmatch(name):
            msg = f"--header: found {text[:20]!r}…, expected NAME: VALUE, such as 'Authorization: Bearer env:TOKEN'."
            raise RunaroundError(msg)
        if _SECRET_NAME.search(name) and not _ENV.search(value):
            scheme = "Bearer " if name.lower() == "authorization" else ""
            msg = (
                f"--header {name}: a secret does not stand in a command line, where others can read it."
                f" Set it in the same terminal: export TOKEN=... and write --header '{name}: {scheme}env:TOKEN'"
            )
            raise RunaroundError(msg)
        headers[name] = value
    return headers


def refuse_secrets(url: str) -> None:
    """Raise RunaroundError for an address that is none, or holds a secret."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        msg = f"{url[:80]!r} is no address: {error}."
        raise RunaroundError(msg) from error
    if parts.scheme not in ("http", "https", "ws", "wss") or not host:
        msg = f"{url[:80]!r} is no address of a bot; expected one that begins with https://, http://, wss:// or ws://."
        raise RunaroundError(msg)
    if "@" in parts.netloc:
        msg = "The address holds a password; take it out and write --header 'Authorization: Basic env:NAME'."
        raise RunaroundError(msg)
    for name, value in parse_qsl(parts.query):
        if _SECRET_NAME.search(name) and value:
            msg = (
                f"The address seems to hold a secret ({name}=…), which would stand in records; take it out."
                " If the bot takes it in a header, write --header 'NAME: env:TOKEN'; if not, write the target file by"
                " hand: its url may hold env:TOKEN."
            )
            raise RunaroundError(msg)


def token_in(headers: Mapping[str, str]) -> str:
    """Return the first `env:NAME` that stands in a header; empty if none does."""
    return next((found[0] for value in headers.values() if (found := _ENV.search(value))), "")
