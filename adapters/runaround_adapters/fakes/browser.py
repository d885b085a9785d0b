"""A shop's page with a chat widget, in an iframe and behind a form, drawn in a shadow tree: no vendor's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from itertools import count
from typing import Any

from aiohttp import web

from runaround.fake import (
    Brain,
    Break,
    Bubble,
    Fake,
    Foreign,
    Goodbye,
    Output,
    Piece,
    Said,
    SentFile,
    Served,
    Trouble,
    Typing,
    Visitor,
)
from runaround.model import Event
from runaround_adapters.fakes._serving import Timers, perform, serve_app

__all__ = ["PAGE"]

_FROM = {"bot": "bot", "human": "agent", "system": "note"}
_RETRY_MS = 30


class _Visit:
    """One visit: everything that was shown, and the stream over which the page learns of it."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.timers = Timers()
        self.turns = asyncio.Lock()
        self._shown: list[dict[str, Any]] = []
        self._news = asyncio.Condition()
        self._numbers = count(1)
        self._ids = count(1)
        self._connection = 0

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell the page everything from the beginning, and then what is new, until the connection breaks."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(f"retry: {_RETRY_MS}\n\n".encode())
        told, connection = 0, self._connection
        with suppress(ConnectionError):
            while connection == self._connection:
                for one in self._shown[told:]:
                    await response.write(f"data: {json.dumps(one)}\n\n".encode())
                    told += 1
                async with self._news:
                    if told == len(self._shown) and connection == self._connection:
                        await self._news.wait()
        return response

    async def hear(self, content: Mapping[str, Any]) -> Said:
        """Show the consumer what they did, and return it."""
        sent = tuple(SentFile(one["name"], one["type"], one["size"]) for one in content.get("files", []))
        text, button, link = (str(content.get(key, "")) for key in ("text", "button", "link"))
        said = Said(text, button, link, files=sent)
        await self._show({"from": "own", "text": text or button or link, "id": f"own-{next(self._ids)}"})
        return said

    async def answer(self, outputs: AsyncIterator[Output]) -> None:
        """Put out one turn of the bot; turns follow each other."""
        async with self.turns:
            await perform(outputs, self.put_out, self.timers)

    async def put_out(self, output: Output) -> None:
        """Show one output on the page."""
        match output:
            case Bubble():
                await self._show(self._describe(output))
            case Piece(stream=stream, text=text, is_last=is_last):
                piece = {"kind": "piece", "from": "bot", "stream": stream, "text": text, "last": is_last}
                await self._show({**piece, "id": f"stream-{stream}"})
            case Typing(is_on=is_on):
                await self._show({"kind": "typing", "on": is_on})
            case Foreign():
                await self._show({"kind": "foreign"})
            case Goodbye():
                await self._show({"kind": "ended", "text": "This chat is over.", "id": "end"})
            case Break():
                await self._break()
            case Trouble(kind="error"):
                await self._show({"kind": "error", "text": "Something went wrong."})
            case Trouble(kind="huge", size=size):
                await self._show({"from": "bot", "text": "x" * size, "id": "huge"})

    def _describe(self, bubble: Bubble) -> dict[str, Any]:
        message = bubble.message
        return {
            "from": _FROM[message.speaker.value],
            "id": bubble.id or f"m{next(self._numbers)}",
            "order": bubble.order,
            "text": message.text or (message.event.value.replace("_", " ") if message.event else ""),
            "buttons": [{"label": one.label, "value": one.value} for one in message.buttons],
            "links": [{"url": one.url, "title": one.title} for one in message.links],
            "event": message.event.value if message.event else None,
        }

    async def _show(self, one: dict[str, Any]) -> None:
        async with self._news:
            self._shown.append(one)
            self._news.notify_all()

    async def _break(self) -> None:
        async with self._news:
            self._connection += 1
            self._news.notify_all()


class _Shop:
    """The company's server, and everybody who visits it."""

    def __init__(self, brain: Brain) -> None:
        self._brain = brain
        self._visits: dict[str, _Visit] = {}
        self._turns: set[asyncio.Task[None]] = set()

    async def begin(self, request: web.Request) -> web.Response:
        """Begin a visit, in which the bot speaks first."""
        content = json.loads(await request.text())
        session = f"s{len(self._visits) + 1}"
        visit = self._visits[session] = _Visit(Visitor(session, str(content["visitor"])))
        self._start(visit.answer(self._brain.welcome(visit.visitor)))
        return web.json_response({"session": session})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell a page what its visit shows."""
        return await self._visits[request.query["session"]].stream(request)

    async def hear(self, request: web.Request) -> web.Response:
        """Take in what a consumer did."""
        content = json.loads(await request.text())
        visit = self._visits[content["session"]]
        self._start(visit.answer(self._brain.answer(visit.visitor, await visit.hear(content))))
        return web.Response()

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for visit in self._visits.values():
            visit.timers.stop()
            await visit.put_out(Break())
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    def _start(self, turn: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(turn)
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)


def _page(name: str) -> web.Response:
    text = (files("runaround_adapters") / "fakes" / name).read_text("utf-8")
    return web.Response(text=text, content_type="text/html")


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    shop = _Shop(brain)

    async def show_page(_request: web.Request) -> web.Response:
        return _page("browser_page.html")

    async def show_widget(_request: web.Request) -> web.Response:
        return _page("browser_widget.html")

    app = web.Application()
    app.router.add_get("/", show_page)
    app.router.add_get("/widget", show_widget)
    app.router.add_post("/begin", shop.begin)
    app.router.add_get("/stream", shop.stream)
    app.router.add_post("/say", shop.hear)
    app.on_shutdown.append(shop.stop)
    async with serve_app(app) as url:
        yield Served(url, _describe(url, quiet_s))


def _describe(url: str, quiet_s: float) -> dict[str, Any]:
    """Return the target file: selectors and times, nothing else."""
    events = {event.value: f".note[data-event={event}]" for event in Event if event is not Event.PROBE}
    return {
        "adapter": "browser",
        "name": "fake",
        "url": f"{url}/",
        "open": [
            {"click": "#accept", "optional": True},
            {"click": "#launch"},
            {"fill": "#name", "with": "{consumer_id}", "in": "#chat"},
            {"fill": "#code", "with": "env:TOKEN", "in": "#chat"},
            {"click": "#before button", "in": "#chat"},
        ],
        "frame": "#chat",
        "messages": {
            "each": ".bubble",
            "own": ".own",
            "human": ".agent",
            "system": ".note",
            "text": ".words",
            "writing": "[aria-busy=true]",
            "buttons": "button",
            "identity": {"attribute": "data-id"},
            "stable_s": quiet_s / 4,
        },
        "typing": "#typing",
        "input": "textarea",
        "send": "#send",
        "upload": {"input": "input[type=file]"},
        "events": events,
        "failure": ".error",
        "welcome": {"wait_s": 3 * quiet_s},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 10.0, "body_bytes": 200_000},
    }


_BEHIND = "what a page asks its server for is the page's affair: its visitors see no"
_CANNOT = {
    "answers": "a page does not say which message a bubble answers",
    "empty": "a page on which nothing comes is the same as a bot that is silent",
    "not_json": f"{_BEHIND} JSON",
    "status": f"{_BEHIND} HTTP status",
}
PAGE = Fake(_serve, _CANNOT, needs="a Chromium", made_from="the HTML standard: a frame, a form, an open shadow tree")
"""A page that is operated as people operate it."""
