"""Asks an address what speaks there: one question at a time, bounded, without redirects, secrets masked.

The questions come from the signs of adapters; what they find out is decided elsewhere (`runaround.recognising`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runaround.errors import AdapterError, FileError, NotJson, TimedOut, Unreachable
from runaround.recognising import Asker, Heard, How, Question, Trouble
from runaround_adapters._frames.line import Closed
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.client import make_tls, open_client
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.requests import Outgoing, build_request
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.events import EventReader, StreamKind
from runaround_adapters._rules.file_reader import FileReader
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import BodyKind, Call, Limits
from runaround_adapters._rules.template import escape_braces

__all__ = ["HttpAsker", "make"]

_BODY_BYTES = 500_000
_CONNECT_S = 10.0
_QUIET_S = 1.5
"""Seconds of quiet after which a WebSocket has said what it says to a greeting."""
_MOST_FRAMES = 50
_DONE = "[DONE]"
_STREAMS = {
    "text/event-stream": StreamKind.SSE,
    "application/x-ndjson": StreamKind.NDJSON,
    "application/jsonl": StreamKind.NDJSON,
    "application/json-lines": StreamKind.NDJSON,
}
_ACCEPT = "application/json, text/event-stream, application/x-ndjson, text/html;q=0.5, */*;q=0.1"


def make(headers: Mapping[str, str], environ: Mapping[str, str], limit_s: float) -> Asker:
    """Return who asks. Raises FileError with every mistake in the headers."""
    reader = FileReader("--header", environ)
    reader.check_headers("", headers)
    filled: dict[str, str] = dict(reader.read_template("", headers, ()))
    if reader.mistakes:
        raise FileError(reader.mistakes)
    return HttpAsker(filled, reader.masker, environ, limit_s=limit_s)


@dataclass(slots=True)
class _Came:
    """What came of an answer so far: enough of it, when a stream has no end."""

    raw: Raw | None = None

    def watch(self, raw: Raw, _chunk: bytes) -> bool:
        """Take in an answer while it comes; it is read on."""
        self.raw = raw
        return True


@dataclass(slots=True)
class HttpAsker:
    """Asks by HTTP, and over WebSockets. Every question has a connection of its own."""

    headers: Mapping[str, str] = field(repr=False)
    masker: Masker = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)
    limit_s: float

    async def ask(self, question: Question) -> Heard:
        """Send the question and return what came back."""
        log = WireLog(self.masker)
        log.begin()
        try:
            heard = await (self._ask_socket if question.how is How.SOCKET else self._ask_http)(question, log)
        except AdapterError as error:
            heard = Heard(trouble=_trouble(error), told=str(error))
        return Heard(**{name: getattr(heard, name) for name in _FIELDS}, exchanges=log.take())

    async def close(self) -> None:
        """Nothing is kept between questions."""

    async def _ask_http(self, question: Question, log: WireLog) -> Heard:
        limits = Limits(connect_s=min(_CONNECT_S, self.limit_s), reply_s=self.limit_s, body_bytes=_BODY_BYTES)
        proxy = find_proxy(question.url, self.environ)
        client = open_client(
            tls=make_tls([question.url]), proxy=proxy, connect_s=limits.connect_s, read_s=limits.reply_s
        )
        came = _Came()
        async with client:
            wire = Wire(client, "the address", Limits(**{**_as_dict(limits), "retry_after_s": 0.0}), log)
            try:
                raw = await wire.fetch(self._outgoing(question), watch=came.watch)
            except TimedOut:
                if came.raw is None or _stream_of(came.raw) is None:
                    raise
                raw = came.raw  # a stream that does not end has said what it says
        return _read(raw)

    def _outgoing(self, question: Question) -> Outgoing:
        call = Call(
            escape_braces(question.url),
            "GET" if question.is_safe else "POST",
            headers={"Accept": _ACCEPT} | {name: escape_braces(text) for name, text in self._all(question).items()},
            request=None if question.is_safe else _escape(question.content),
            body=BodyKind.FORM if question.how is How.FORM else BodyKind.JSON,
        )
        return build_request(call, {})

    def _all(self, question: Question) -> dict[str, str]:
        return {**question.headers, **self.headers}

    async def _ask_socket(self, question: Question, log: WireLog) -> Heard:
        limits = Limits(connect_s=min(_CONNECT_S, self.limit_s), reply_s=self.limit_s, body_bytes=_BODY_BYTES)
        socket = Socket(
            question.url,
            "the address",
            self._all(question),
            limits,
            log,
            make_tls([question.url.replace("ws", "http", 1)]),
            proxy=find_proxy(question.url.replace("ws", "http", 1), self.environ),
        )
        try:
            await socket.open()
            for frame in question.content or ():
                text = json.dumps(frame, ensure_ascii=False)
                await socket.send(text, shown=text)
            frames = await _listen(socket, self.limit_s)
        finally:
            await socket.close()
        return Heard(101, "websocket", {}, "\n".join(frames), None, [_parse(frame) for frame in frames])


_FIELDS = ("status", "kind", "headers", "text", "body", "events", "stream", "trouble", "told")


def _as_dict(limits: Limits) -> dict[str, Any]:
    return {name: getattr(limits, name) for name in Limits.__slots__}


async def _listen(socket: Socket, limit_s: float) -> list[str]:
    """Return the frames that come until it is quiet; the first of them may take the whole limit."""
    frames: list[str] = []
    while len(frames) < _MOST_FRAMES:
        try:
            async with asyncio.timeout(_QUIET_S if frames else limit_s):
                frame = await socket.receive()
        except TimeoutError:
            break
        except AdapterError:
            if frames:
                break
            raise
        if isinstance(frame, Closed):
            break
        frames.append(frame)
    return frames


def _read(raw: Raw) -> Heard:
    kind = raw.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    headers = {name.lower(): value for name, value in raw.headers.items()}
    stream = _stream_of(raw)
    if stream is not None and raw.is_good:
        events = [_parse(event.data) for event in EventReader(stream).add(raw.body.content, is_last=True)]
        return Heard(raw.status, kind, headers, raw.text, None, [one for one in events if one != _DONE], stream.value)
    try:
        body = parse_json(raw.body.content, raw.headers.get("Content-Type", ""))
    except NotJson:
        lines = _parse_lines(raw)
        return Heard(raw.status, kind, headers, raw.text, None, lines, StreamKind.NDJSON.value if lines else "")
    return Heard(raw.status, kind, headers, raw.text, body)


def _parse_lines(raw: Raw) -> list[Any]:
    """Return the values of a body of JSON lines that does not say that it is one; empty if it is none."""
    lines = [line for line in raw.text.splitlines() if line.strip()]
    try:
        values = [parse_json(line.encode("utf-8", "replace"), "") for line in lines]
    except NotJson:
        return []
    return values if raw.is_good and all(isinstance(one, dict) for one in values) else []


def _stream_of(raw: Raw) -> StreamKind | None:
    return _STREAMS.get(raw.headers.get("Content-Type", "").partition(";")[0].strip().lower())


def _parse(text: str) -> Any:  # noqa: ANN401 (foreign data)
    try:
        return parse_json(text.encode("utf-8", "replace"), "")
    except NotJson:
        return text


def _escape(content: Any) -> Any:  # noqa: ANN401 (JSON in and out)
    """Return what is sent such that nothing in it is a placeholder."""
    if isinstance(content, str):
        return escape_braces(content)
    if isinstance(content, Mapping):
        return {key: _escape(value) for key, value in content.items()}
    if isinstance(content, Sequence):
        return [_escape(one) for one in content]
    return content


def _trouble(error: AdapterError) -> Trouble:
    if isinstance(error, Unreachable):
        return Trouble.UNREACHABLE
    return Trouble.SLOW if isinstance(error, TimedOut) else Trouble.BROKEN
