"""Sends requests of one visit, one at a time, and keeps the record of what went over the wire."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from itertools import count

import httpx

from runaround.errors import AdapterError, BadStatus, NotJson, RateLimited, TooLarge, Unauthorized
from runaround.model import Exchange
from runaround_adapters._net.answers import BodyReader, charset_of, parse_json, retry_after_s
from runaround_adapters._net.errors import FOREIGN, translate
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.settings import Limits

__all__ = ["Raw", "Sleep", "Watch", "Wire"]

_MAX_ERROR_BODY = 64_000
_MAX_ATTEMPTS = 5
_TOO_MANY_REQUESTS = 429
_UNAUTHORIZED = (401, 403)
_CHUNK = 64 * 1024

Sleep = Callable[[float], Awaitable[None]]

Watch = Callable[["Raw", bytes], bool]
"""Is given an answer as it comes, with what is new of it, and says whether to read on. It raises nothing."""


@dataclass(slots=True)
class Raw:
    """An answer before anybody understood it, maybe while it still comes. first_s: seconds up to the first of it."""

    status: int
    headers: httpx.Headers
    body: BodyReader
    is_streamed: bool = False
    first_s: float | None = None

    @property
    def is_good(self) -> bool:
        """Whether its status is 2xx."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, whatever its bytes are."""
        return self.body.content.decode(charset_of(self.headers.get("Content-Type", "")), "replace")


@dataclass(slots=True)
class Wire:
    """The way to one target for one visit. Nothing that it keeps or raises holds a secret."""

    client: httpx.AsyncClient
    name: str
    limits: Limits
    log: WireLog
    sleep: Sleep = asyncio.sleep

    def place(self, outgoing: Outgoing) -> str:
        """Return how a message about `outgoing` begins; the address is masked and without its query's values."""
        url = self.log.masker.mask(outgoing.url.partition("?")[0])
        return f"{self.name} ({outgoing.method} {url})"

    async def call(self, outgoing: Outgoing, *, is_json: bool = True) -> object:
        """Send `outgoing` as `fetch` does, and return the JSON of the answer; None for an empty body or not `is_json`.

        Raises AdapterError, also for a status that is not 2xx.
        """
        raw = await self.fetch(outgoing)
        self.check_status(outgoing, raw)
        return self.parse(outgoing, raw) if is_json else None

    async def fetch(self, outgoing: Outgoing, *, watch: Watch | None = None, attempt: int = 1) -> Raw:
        """Send `outgoing` and return the answer, whatever its status; of an error only the beginning is read.

        watch: is given an answer with a status of 2xx while it comes. attempt: which of the protocol's own attempts at
        delivering one message this is.

        An HTTP 429 is waited for as the bot asks, up to the limit; then the same request is sent again, which the
        record shows. Nothing else is ever sent again.

        Raises AdapterError.
        """
        waited_s = 0.0
        for asked in count(1):
            raw = await self._send(outgoing, attempt + asked - 1, watch)
            if raw.status != _TOO_MANY_REQUESTS:
                break
            wait_s = retry_after_s(raw.headers.get("Retry-After"), attempt=asked, now=time.time())
            waited_s += wait_s
            if waited_s > self.limits.retry_after_s or asked == _MAX_ATTEMPTS:
                raise self._rate_limited(outgoing, asked, wait_s)
            await self.sleep(wait_s)
        if raw.is_good and raw.body.is_too_large:
            size = f"{self.limits.body_bytes:,} bytes (limits.body_bytes)"
            msg = f"{self.place(outgoing)}: the answer is larger than {size} and was not read to its end."
            raise TooLarge(msg)
        return raw

    def check_status(self, outgoing: Outgoing, raw: Raw) -> None:
        """Raise BadStatus, or Unauthorized, for a status that is not 2xx."""
        if not raw.is_good:
            raise self._bad_status(outgoing, raw)

    def parse(self, outgoing: Outgoing, raw: Raw) -> object:
        """Return the JSON of an answer; None for an empty body. Raises NotJson."""
        kind = raw.headers.get("Content-Type", "")
        try:
            return parse_json(raw.body.content, kind)
        except NotJson as error:
            kind_shown = f" ({self.log.quote(kind)[1:-1]})" if kind else ""
            msg = f"{self.place(outgoing)}: {error}; found {self.log.quote(raw.text)}{kind_shown}."
            raise NotJson(msg) from error

    async def _send(self, outgoing: Outgoing, attempt: int, watch: Watch | None) -> Raw:
        """Send once and read the answer as far as the limits allow; the record gets its entry whatever happens."""
        at = self.log.now()
        came: list[Raw] = []
        trouble = "no answer"
        try:
            async with asyncio.timeout(self.limits.reply_s):
                await self._exchange(outgoing, came, watch)
            trouble = ""
        except FOREIGN as error:
            limits = self.limits
            ours = translate(error, self.place(outgoing), connect_s=limits.connect_s, reply_s=limits.reply_s)
            trouble = type(ours).__name__
            raise ours from error
        except AdapterError as error:
            trouble = type(error).__name__
            msg = f"{self.place(outgoing)}: {error}"
            raise type(error)(msg) from error
        finally:
            shown = [self._show_answer(raw) for raw in came if not trouble or raw.body.content]
            response = "\n".join([*shown, *([f"({trouble})"] if trouble else [])])
            took_s, status = self.log.now() - at, came[0].status if shown else None
            request = self._show_request(outgoing)
            self.log.note(Exchange(request, response, attempt=attempt, status=status, at=at, took_s=took_s))
        return came[0]

    async def _exchange(self, outgoing: Outgoing, came: list[Raw], watch: Watch | None) -> None:
        """Send, and put the answer into `came` as soon as it begins."""
        headers = [(name.encode(), value.encode()) for name, value in outgoing.headers]
        content = None
        if outgoing.content:
            # A length of its own and pieces: aiohttp warns when it is given a large body in one.
            headers.append((b"Content-Length", str(len(outgoing.content)).encode()))
            content = _pieces(outgoing.content)
        began = self.log.now()
        async with self.client.stream(outgoing.method, outgoing.url, headers=headers, content=content) as response:
            raw = self._begin_answer(response, is_streamed=watch is not None)
            came.append(raw)
            async for chunk in response.aiter_raw():
                raw.first_s = raw.first_s or self.log.now() - began
                known = len(raw.body.content)
                if not raw.body.add(chunk):
                    break
                if watch is not None and raw.is_good and not watch(raw, raw.body.content[known:]):
                    break

    def _begin_answer(self, response: httpx.Response, *, is_streamed: bool) -> Raw:
        status = response.status_code
        if 200 <= status < 300:
            body = BodyReader(response.headers.get("Content-Encoding", ""), self.limits.body_bytes)
        else:
            # Only its beginning is quoted, and no trouble with it may hide the status.
            body = BodyReader("", min(self.limits.body_bytes, _MAX_ERROR_BODY))
        return Raw(status, response.headers, body, is_streamed)

    def _bad_status(self, outgoing: Outgoing, raw: Raw) -> AdapterError:
        found = f"{self.place(outgoing)} answered HTTP {raw.status}"
        body = f": {self.log.quote(raw.text)}" if raw.body.content.strip() else ""
        if 300 <= raw.status < 400:
            target = self.log.quote(raw.headers.get("Location", ""))
            found += f" (to {target})"
            return BadStatus(
                f"{found}. Redirects are not followed, so that no message is sent twice; put the final address there."
            )
        kind = Unauthorized if raw.status in _UNAUTHORIZED else BadStatus
        return kind(f"{found}{body}; expected 2xx.")

    def _rate_limited(self, outgoing: Outgoing, attempt: int, wait_s: float) -> RateLimited:
        found = f"{self.place(outgoing)} answered HTTP 429 {attempt} time{'s' if attempt > 1 else ''}"
        return RateLimited(
            f"{found} and asks to wait {wait_s:g} s more; the limit is {self.limits.retry_after_s:g} s in all"
            f" (limits.retry_after_s) and {_MAX_ATTEMPTS} attempts. Lower limits.concurrency or limits.per_second."
        )

    def _show_request(self, outgoing: Outgoing) -> str:
        head = [f"{outgoing.method} {outgoing.url}", *self.log.show_headers(outgoing.headers)]
        return self.log.show("\n".join(head), outgoing.shown)

    def _show_answer(self, raw: Raw) -> str:
        head = [f"HTTP {raw.status}", *self.log.show_headers(raw.headers.multi_items())]
        if raw.is_streamed and raw.first_s is not None:
            head.append(f"(it began after {raw.first_s:.3f} s)")
        return self.log.show("\n".join(head), raw.text, is_cut=raw.body.is_too_large)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]
