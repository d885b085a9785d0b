"""Serves a specimen over HTTP, as anybody's bot is served: one call to open, one to chat, one to poll.

Beside the bot stands the company's system, as a test would have it: what is true of a consumer's matters,
whatever the bot says, and a call that puts everything back.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import html
import itertools
import json
import math
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from runaround.specimens.catalogue import SPECIMENS
from runaround.specimens.chat import Bot, BotCrashed, File, Incoming, Outgoing
from runaround.specimens.hearing import PAGE_PREFIX
from runaround.specimens.knowledge import load_knowledge
from runaround.specimens.target import describe_target
from runaround.specimens.topics import Lang

__all__ = ["ServedSpecimen", "serve", "serve_bot"]

_BODY_BYTES = 16 * 1024 * 1024
_ID_LENGTH = 200
_LONGEST_S = 100 * 365 * 86_400.0
"""How far the consumer's clock may have gone: a lifetime."""

_MATTERS = "/system/matters"
_RESET = "/system/reset"
_SHUTDOWN_S = 1.0


@dataclass(frozen=True, slots=True)
class ServedSpecimen:
    """A specimen that can be reached at `url`; `target` is the content of a target file for it.

    system_url: where the company's system tells how a consumer's matters stand; it wants `?consumer=ID`.
    """

    name: str
    url: str
    target: Mapping[str, Any]
    system_url: str

    def write_target(self, path: Path) -> None:
        """Write the target file to `path`, over what was there."""
        path.write_text(yaml.safe_dump(dict(self.target), allow_unicode=True, sort_keys=False), encoding="utf-8")


@asynccontextmanager
async def serve(
    name: str, *, host: str = "127.0.0.1", port: int = 0, delay_s: float | None = None
) -> AsyncIterator[ServedSpecimen]:
    """Serve the specimen `name` while the context lasts; port 0 takes any free one.

    delay_s: seconds by which each reply is held back (None: the specimen's own delay).
    Raises KeyError for an unknown name, OSError if the port is taken.
    """
    async with serve_bot(name, SPECIMENS[name].factory(delay_s=delay_s), host=host, port=port) as served:
        yield served


@asynccontextmanager
async def serve_bot(name: str, bot: Bot, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[ServedSpecimen]:
    """Serve `bot`, which is the specimen `name`, while the context lasts; else as `serve`."""
    runner = web.AppRunner(_make_app(bot), access_log=None, shutdown_timeout=_SHUTDOWN_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        url = _address(host, runner.addresses[0][1])
        target = describe_target(name, url, delay_s=bot.delay_s)
        yield ServedSpecimen(name, url, target, f"{url}{_MATTERS}")
    finally:
        await runner.cleanup()


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _BadRequest(Exception):
    """The call is not what this server understands; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class _Handlers:
    """The calls of one served bot."""

    bot: Bot
    next_session: Callable[[], str]

    async def open(self, request: web.Request) -> web.Response:
        """Begin a session: the server makes its id, and the bot says welcome."""
        body = await _read_body(request)
        consumer, elapsed_s = _identifier(body, "consumer"), _elapsed(body)
        session = self.next_session()
        welcome = self.bot.open(consumer, session, elapsed_s)
        return web.json_response({"session": session, "messages": _encode(welcome, request)})

    async def chat(self, request: web.Request) -> web.Response:
        """Answer one consumer message."""
        body = await _read_body(request)
        consumer, session = _identifier(body, "consumer"), _identifier(body, "session")
        incoming = _decode(body)
        try:
            reply = self.bot.reply(consumer, session, incoming)
        except BotCrashed:
            return web.json_response({"error": "Internal Server Error"}, status=500)
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=409)
        if self.bot.delay_s:
            await asyncio.sleep(self.bot.delay_s)
        return web.json_response({"messages": _encode(reply, request)})

    async def poll(self, request: web.Request) -> web.Response:
        """Return what has come up since; nothing for an unknown session."""
        session = request.query.get("session", "")
        return web.json_response({"messages": _encode(self.bot.collect(session), request)})

    async def matters(self, request: web.Request) -> web.Response:
        """Return how the matters of a consumer stand in the system; none for an unknown one."""
        consumer = _identifier(request.query, "consumer")
        return web.json_response(
            {"consumer": consumer, "matters": [asdict(state) for state in self.bot.states(consumer)]}
        )

    async def reset(self, request: web.Request) -> web.Response:
        """Put a consumer's state back to where it was before the first visit."""
        consumer = _identifier(await _read_body(request), "consumer")
        self.bot.reset(consumer)
        return web.json_response({"consumer": consumer, "matters": []})


async def _show_page(request: web.Request) -> web.Response:
    """Return the help page behind one of the bot's links, for people who open it in a browser."""
    name = request.match_info["name"]
    topics = [load_knowledge(lang).topics.get(name) for lang in Lang]
    parts = [
        f"<h1>{html.escape(topic.title)}</h1><p>{html.escape(topic.stock[0])}</p>"
        for topic in topics
        if topic and topic.stock
    ]
    if not parts:
        raise web.HTTPNotFound
    return web.Response(text=f"<!doctype html><meta charset=utf-8>{''.join(parts)}", content_type="text/html")


def _make_app(bot: Bot) -> web.Application:
    numbers = itertools.count(1)
    handlers = _Handlers(bot, next_session=lambda: f"s{next(numbers):06}")
    app = web.Application(client_max_size=_BODY_BYTES, middlewares=[_explain_errors])
    app.add_routes(
        [
            web.post("/open", handlers.open),
            web.post("/chat", handlers.chat),
            web.get("/poll", handlers.poll),
            web.get(_MATTERS, handlers.matters),
            web.post(_RESET, handlers.reset),
            web.get(f"{PAGE_PREFIX}{{kind}}/{{name}}", _show_page),
        ]
    )
    return app


@web.middleware
async def _explain_errors(request: web.Request, handler: Any) -> web.StreamResponse:  # noqa: ANN401 (aiohttp's type of a handler is private)
    """Answer a bad call with status 400 and a sentence."""
    try:
        response: web.StreamResponse = await handler(request)
    except _BadRequest as error:
        return web.json_response({"error": str(error)}, status=400)
    return response


async def _read_body(request: web.Request) -> Mapping[str, Any]:
    """Return the JSON object of the body; raises _BadRequest, and HTTP 413 for a body over the limit."""
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError) as error:
        msg = "The body is not JSON; expected an object."
        raise _BadRequest(msg) from error
    if not isinstance(body, dict):
        msg = f"The body is a JSON {type(body).__name__}; expected an object."
        raise _BadRequest(msg)
    return body


def _identifier(body: Mapping[str, Any], key: str) -> str:
    found = body.get(key)
    if not isinstance(found, str) or not 0 < len(found) <= _ID_LENGTH:
        msg = f"{key}: expected text of 1 to {_ID_LENGTH} characters."
        raise _BadRequest(msg)
    return found


def _elapsed(body: Mapping[str, Any]) -> float | None:
    """Return the consumer's clock, if it was told; a number written as text is one too."""
    found = body.get("elapsed_s")
    if found is None or found == "":
        return None
    try:
        elapsed_s = float(found) if isinstance(found, (int, float, str)) and not isinstance(found, bool) else math.nan
    except ValueError:
        elapsed_s = math.nan
    if not 0 <= elapsed_s <= _LONGEST_S:
        msg = f"elapsed_s: expected seconds from 0 to {_LONGEST_S:.0f}."
        raise _BadRequest(msg)
    return elapsed_s


def _text(body: Mapping[str, Any], key: str) -> str:
    found = body.get(key)
    if found is not None and not isinstance(found, str):
        msg = f"{key}: found {type(found).__name__}, expected text."
        raise _BadRequest(msg)
    return found or ""


def _decode(body: Mapping[str, Any]) -> Incoming:
    """Return one consumer message; raises _BadRequest."""
    files = body.get("files") or []
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        msg = "files: expected a list of objects with name, media_type and base64."
        raise _BadRequest(msg)
    return Incoming(
        text=_text(body, "text"),
        button=_text(body, "button"),
        link=_text(body, "link"),
        files=tuple(_decode_file(file) for file in files),
    )


def _decode_file(file: Mapping[str, Any]) -> File:
    try:
        content = base64.b64decode(_text(file, "base64"), validate=True)
    except (binascii.Error, ValueError) as error:
        msg = "files: 'base64' does not hold base64."
        raise _BadRequest(msg) from error
    return File(_text(file, "name"), _text(file, "media_type"), len(content))


def _encode(messages: Sequence[Outgoing], request: web.Request) -> list[dict[str, Any]]:
    """Return messages as the wire has them; links to our own pages get the address that was called."""
    return [
        {
            "speaker": message.speaker.value,
            "text": message.text,
            "buttons": [{"label": button.label, "value": button.value} for button in message.buttons],
            "links": [{"url": f"{request.url.origin()}{link.url}", "title": link.title} for link in message.links],
            "event": message.event.value if message.event else None,
        }
        for message in messages
    ]
