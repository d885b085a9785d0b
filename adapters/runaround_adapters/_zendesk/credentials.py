"""By which key a call to the API of Sunshine Conversations is made: Basic authentication, or a JSON Web Token. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

__all__ = ["Caller", "Credentials", "Key"]


class Caller(Enum):
    """Whose key it is."""

    BOT = auto()
    DESK = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the API."""

    id: str
    secret: str = field(repr=False)

    def opens(self, authorization: str) -> bool:
        """Whether a header was made with this key."""
        scheme, _, value = authorization.partition(" ")
        value = value.strip()
        if scheme.lower() == "basic":
            return hmac.compare_digest(_decode(value), f"{self.id}:{self.secret}".encode())
        return scheme.lower() == "bearer" and self._signed(value)

    def _signed(self, token: str) -> bool:
        head, _, rest = token.partition(".")
        claims, _, signature = rest.partition(".")
        if _as_object(head).get("alg") != "HS256" or _as_object(head).get("kid") != self.id:
            return False
        expected = hmac.new(self.secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        return hmac.compare_digest(_decode(signature), expected)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The keys that are known. bot: None lets everybody in, and takes everybody for the bot."""

    bot: Key | None = None
    desk: Key | None = None

    def find(self, authorization: str) -> Caller | None:
        """Return who calls; None: nobody who may."""
        if self.desk is not None and self.desk.opens(authorization):
            return Caller.DESK
        return Caller.BOT if self.bot is None or self.bot.opens(authorization) else None


def _decode(text: str) -> bytes:
    """Return what base64 stands for, of either alphabet and without its end; nothing for what is no base64."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_" if "-" in text or "_" in text else None)
    except (ValueError, binascii.Error):
        return b""


def _as_object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_decode(part))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
