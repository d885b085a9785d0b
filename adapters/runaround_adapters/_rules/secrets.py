"""Keeps secrets out of everything that is written down, in whatever form a bot may send them back."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote, quote_plus

from runaround.model import Message

__all__ = ["MASK", "MIN_SECRET", "Masker", "mask_message", "show_value"]

MASK = "***"
MIN_SECRET = 4
"""A shorter secret would stand in every record by chance, and masking it would spoil them all."""
_MIN_FRAGMENT = 8
_MAX_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Masker:
    """Replaces secrets in text. Its `repr` shows none of them."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    _forms: tuple[str, ...] = field(default=(), repr=False)
    _pattern: re.Pattern[str] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, secrets: Iterable[str]) -> Masker:
        """Return a masker of `secrets`; empty ones and those that are too short are left alone."""
        kept = tuple(sorted({secret for secret in secrets if len(secret) >= MIN_SECRET}))
        forms = sorted({form for secret in kept for form in _forms_of(secret)}, key=lambda form: (-len(form), form))
        pattern = re.compile("|".join(re.escape(form) for form in forms)) if forms else None
        return cls(kept, tuple(forms), pattern)

    def with_more(self, secrets: Iterable[str]) -> Masker:
        """Return a masker that knows `secrets` too."""
        more = set(secrets) - set(self.secrets)
        return Masker.of((*self.secrets, *more)) if more else self

    def mask(self, text: str) -> str:
        """Return `text` with every secret replaced, plain, escaped, URL-encoded, as base64 and as hexadecimal."""
        return self._pattern.sub(MASK, text) if self._pattern else text

    def mask_cut(self, text: str) -> str:
        """Return `text` masked, for a text that was cut off: the beginning of a secret at its end goes too."""
        masked = self.mask(text)
        longest = 0
        for form in self._forms:
            sizes = range(min(len(form) - 1, len(masked)), MIN_SECRET - 1, -1)
            longest = max(longest, next((size for size in sizes if masked.endswith(form[:size])), 0))
        return masked[: len(masked) - longest] + MASK if longest else masked


def mask_message(message: Message, masker: Masker) -> Message:
    """Return `message` without secrets that the bot has echoed."""
    if not masker.secrets:
        return message
    mask = masker.mask
    return replace(
        message,
        text=mask(message.text),
        buttons=tuple(replace(one, label=mask(one.label), value=mask(one.value)) for one in message.buttons),
        links=tuple(replace(one, url=mask(one.url), title=mask(one.title)) for one in message.links),
        attachments=tuple(
            replace(one, name=mask(one.name), describes=mask(one.describes)) for one in message.attachments
        ),
    )


def show_value(value: object, masker: Masker) -> str:
    """Return a foreign value as a message quotes it: masked, cut to 80 characters, nothing invisible in it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=repr)
    masked = masker.mask_cut(text[:10_000]).strip()
    return repr(masked if len(masked) <= _MAX_SHOWN else masked[: _MAX_SHOWN - 1] + "…")


def _forms_of(secret: str) -> Iterator[str]:
    yield secret
    data = secret.encode("utf-8", "replace")
    for encoded in (quote(secret, safe="", errors="replace"), quote(secret, errors="replace")):
        yield encoded
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), encoded)
    yield quote_plus(secret, errors="replace")
    for ascii_only in (True, False):
        escaped = json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
        yield escaped
        yield escaped.replace("/", "\\/")
    yield html.escape(secret)
    yield data.hex()
    yield data.hex().upper()
    yield from _base64_forms(data)


def _base64_forms(data: bytes) -> Iterator[str]:
    """Yield the characters that `data` makes in base64 wherever it begins, without those it shares with neighbours."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data).decode()
        first = -(-before * 8 // 6)
        last = (before + len(data)) * 8 // 6
        inner = encoded[first:last]
        if len(inner) >= _MIN_FRAGMENT or (before == 0 and inner):
            yield inner
            yield inner.replace("+", "-").replace("/", "_")
