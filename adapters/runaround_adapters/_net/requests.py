"""Turns a call of the target file and the values of this moment into one request, and into what the record shows."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from runaround.model import Evidence
from runaround_adapters._rules.settings import BodyKind, Call
from runaround_adapters._rules.template import clean_text, fill, fill_text, show

__all__ = ["File", "Outgoing", "build_request"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the consumer with its content; `taken` is what the bot's upload call gave for it."""

    evidence: Evidence
    content: bytes = field(repr=False)
    url: str = ""
    taken: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def stand_in(self) -> str:
        """What a record shows instead of the content."""
        digest = hashlib.sha256(self.content).hexdigest()
        return f"<{self.evidence.name}: {len(self.content)} bytes, sha256 {digest}>"

    @property
    def base64(self) -> str:
        """The content as base64, as it is sent inside JSON."""
        return base64.b64encode(self.content).decode()

    def values(self, *, is_shown: bool) -> dict[str, Any]:
        """Return what the placeholders `{file.…}` stand for, on the wire or in the record."""
        return {f"file.{name}": value for name, value in self.taken.items()} | {
            "file.name": self.evidence.name,
            "file.media_type": self.evidence.media_type,
            "file.kind": self.evidence.kind,
            "file.describes": self.evidence.describes,
            "file.size": len(self.content),
            "file.sha256": hashlib.sha256(self.content).hexdigest(),
            "file.url": self.url,
            "file.base64": self.stand_in if is_shown else self.base64,
        }


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request as it goes out; `shown` is the body as the record has it, secrets not yet masked."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    content: bytes = field(repr=False)
    shown: str = field(repr=False)

    def with_header(self, name: str, value: str) -> Outgoing:
        """Return the request with another value in a header that it has."""
        pairs = ((own, value if own.lower() == name.lower() else text) for own, text in self.headers)
        return replace(self, headers=tuple(pairs))


def build_request(
    call: Call,
    values: Mapping[str, Any],
    *,
    shown: Mapping[str, Any] | None = None,
    parts: Sequence[File] = (),
    part_name: str = "",
) -> Outgoing:
    """Return the request of `call`.

    shown: values as the record shows them, where they differ (file contents).
    parts: files that go along as multipart/form-data under the field `part_name`.
    """
    body = fill(call.request, values)
    body_shown = fill(call.request, values if shown is None else shown)
    if parts:
        kind, content, text = _encode_multipart(body, parts, part_name)
    elif call.request is None:
        kind, content, text = "", b"", ""
    elif call.body is BodyKind.FORM:
        kind = "application/x-www-form-urlencoded"
        content, text = urlencode(_pairs(body)).encode(), urlencode(_pairs(body_shown))
    else:
        kind, content, text = "application/json", _to_json(body).encode(), _to_json(body_shown)
    return Outgoing(call.method, _fill_url(call, values), _fill_headers(call, values, kind), content, text)


def _to_json(value: object) -> str:
    # Bots that log or match bytes fare better with plain Chinese than with escapes; a lone surrogate has no UTF-8.
    return clean_text(json.dumps(value, ensure_ascii=False))


def _pairs(body: object) -> list[tuple[str, str]]:
    """Return form or query fields: a list is a repeated field, an object is JSON text."""
    pairs = []
    for name, value in (body if isinstance(body, Mapping) else {}).items():
        pairs += [(str(name), show(one)) for one in (value if isinstance(value, list) else [value])]
    return pairs


def _encode_multipart(body: object, parts: Sequence[File], name: str) -> tuple[str, bytes, str]:
    fields: dict[str, list[str]] = {}
    for key, value in _pairs(body):
        fields.setdefault(key, []).append(value)
    files = [(name, (part.evidence.name, part.content, part.evidence.media_type)) for part in parts]
    request = httpx.Request("POST", "http://multipart.invalid/", data=fields, files=files)
    lines = [f"{key}={one}" for key, values in fields.items() for one in values]
    lines += [f"{name}={part.stand_in}" for part in parts]
    return request.headers["Content-Type"], request.read(), "\n".join(lines)


def _fill_url(call: Call, values: Mapping[str, Any]) -> str:
    url = fill_text(call.url, values, encode=lambda text: quote(text, safe=""))
    query = urlencode(_pairs(fill(dict(call.query), values)))
    if not query:
        return url
    before, mark, fragment = url.partition("#")
    return f"{before}{'&' if '?' in before else '?'}{query}{mark}{fragment}"


def _fill_headers(call: Call, values: Mapping[str, Any], kind: str) -> tuple[tuple[str, str], ...]:
    own = {name: _CONTROL.sub("", fill_text(text, values)) for name, text in call.headers.items()}
    named = {name.lower() for name in own}
    is_fixed = kind.startswith("multipart/") or "content-type" not in named
    if kind and is_fixed:  # the boundary of multipart is ours to tell
        own = {name: value for name, value in own.items() if name.lower() != "content-type"} | {"Content-Type": kind}
    return tuple(({"Accept": "application/json"} | own).items())
