"""Sends activities over HTTP, and says in our words what Bot Framework endpoints answer when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from runaround.errors import AdapterError, BadStatus, BotFailed, NotJson, TimedOut, Unauthorized
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.requests import File, Outgoing
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._rules.template import clean_text

__all__ = ["ActivityCalls", "Part"]

_ACTIVITY = "application/vnd.microsoft.activity"
_REFUSED = (401, 403)
_BOT_REJECTED = 502
_TOO_SLOW = 504


@dataclass(frozen=True, slots=True)
class Part:
    """A file that goes along in an upload, or alone."""

    file: File

    @property
    def disposition(self) -> str:
        """How the file is named where it is the whole of a request; names that are not plain are left out."""
        name = self.file.evidence.name
        is_plain = name.isascii() and name.isprintable() and '"' not in name and "\\" not in name
        return f'name="file"; filename="{name if is_plain else "file"}"'


@dataclass(slots=True)
class ActivityCalls:
    """The calls of one visit. headers: of every call; their values are secrets or harmless."""

    wire: Wire
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    async def get(self, url: str) -> object:
        """Return the JSON that is under `url`. Raises AdapterError."""
        return await self.call(Outgoing("GET", url, self._headers(""), b"", ""))

    async def post(self, url: str, body: object = None, *, shown: object = None) -> object:
        """Send `body` as JSON (None: nothing) and return the JSON of the answer; `shown`: as the record has it.

        Raises AdapterError.
        """
        content = b"" if body is None else _to_json(body).encode()
        text = "" if body is None else _to_json(body if shown is None else shown)
        return await self.call(
            Outgoing("POST", url, self._headers("application/json" if content else ""), content, text)
        )

    async def upload(self, url: str, parts: Sequence[Part], activity: Mapping[str, Any] | None) -> object:
        """Send files, with the activity that they belong to if there is one, and return the JSON of the answer.

        Raises AdapterError.
        """
        shown = "\n".join(
            [*([_to_json(activity)] if activity else []), *(f"file={one.file.stand_in}" for one in parts)]
        )
        if len(parts) == 1 and activity is None:
            file = parts[0].file
            headers = (*self._headers(file.evidence.media_type), ("Content-Disposition", parts[0].disposition))
            return await self.call(Outgoing("POST", url, headers, file.content, shown))
        files: list[tuple[str, tuple[str, bytes, str]]] = []
        if activity is not None:
            files.append(("activity", ("blob", _to_json(activity).encode(), _ACTIVITY)))
        files += [("file", (one.file.evidence.name, one.file.content, one.file.evidence.media_type)) for one in parts]
        form = httpx.Request("POST", "http://multipart.invalid/", files=files)
        headers = self._headers(form.headers["Content-Type"])
        return await self.call(Outgoing("POST", url, headers, form.read(), shown))

    async def call(self, outgoing: Outgoing) -> object:
        """Send a request and return the JSON of the answer; None for an empty body.

        Raises AdapterError, also for a status that is not 2xx.
        """
        raw = await self.wire.fetch(outgoing)
        place = self.wire.place(outgoing)
        if not 200 <= raw.status < 300:
            raise self._refusal(place, raw)
        try:
            return parse_json(raw.body.content, raw.headers.get("Content-Type", ""))
        except NotJson as error:
            msg = f"{place}: {error}; found {self.wire.log.quote(raw.text)}."
            raise NotJson(msg) from error

    def _refusal(self, place: str, raw: Raw) -> AdapterError:
        body = f": {self.wire.log.quote(raw.text)}" if raw.body.content.strip() else ""
        found = f"{place} answered HTTP {raw.status}{body}"
        if raw.status in _REFUSED:
            return Unauthorized(f"{found}; the credentials are not accepted, or no longer.")
        if raw.status == _BOT_REJECTED and "BotRejectedActivity" in raw.text:
            return BotFailed(f"{found}; the bot did not take the message (it failed, or cannot be reached).")
        if raw.status == _TOO_SLOW:
            return TimedOut(f"{found}; the bot took longer than the service waits. The message may have arrived.")
        return BadStatus(f"{found}; expected 2xx.")

    def _headers(self, kind: str) -> tuple[tuple[str, str], ...]:
        own = {"Accept": "application/json", **self.headers} | ({"Content-Type": kind} if kind else {})
        return tuple(own.items())


def _to_json(value: object) -> str:
    return clean_text(json.dumps(value, ensure_ascii=False))
