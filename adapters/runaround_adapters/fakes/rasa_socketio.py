"""A bot behind a Rasa server's channel socketio, over long polling.

Source: Engine.IO protocol 4, Socket.IO protocol 5; rasa 3.6.21, `rasa/core/channels/socketio.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from runaround.fake import Brain, Fake, Served
from runaround.model import Event
from runaround_adapters.fakes._rasa_bot import Conversations, Crash, add_signs, target_file
from runaround_adapters.fakes._serving import BODY_BYTES, serve_app

__all__ = ["SOCKETIO"]

_SEPARATOR = "\x1e"
_PING_S = 25.0


class _Connection:
    """One connection of Engine.IO: packets that wait for the next poll."""

    def __init__(self, sid: str) -> None:
        self.sid = sid
        self._packets: list[str] = []
        self._news = asyncio.Event()

    def put(self, packet: str) -> None:
        """Send a packet with the next poll."""
        self._packets.append(packet)
        self._news.set()

    def emit(self, name: str, data: object) -> None:
        """Send an event."""
        self.put("42" + json.dumps([name, data]))

    async def poll(self) -> str:
        """Return what waits, or a ping after a while."""
        try:
            async with asyncio.timeout(_PING_S):
                await self._news.wait()
        except TimeoutError:
            return "2"
        packets, self._packets = self._packets, []
        self._news.clear()
        return _SEPARATOR.join(packets)


class _Server:
    """The connections of one bot."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._connections: dict[str, _Connection] = {}
        self._turns: set[asyncio.Task[None]] = set()

    async def poll(self, request: web.Request) -> web.Response:
        """Open a connection, or hand out what waits on one."""
        sid = request.query.get("sid")
        if sid is None:
            sid = f"e{len(self._connections) + 1}"
            self._connections[sid] = _Connection(sid)
            opening = {"sid": sid, "upgrades": [], "pingInterval": 25_000, "pingTimeout": 20_000, "maxPayload": 10**6}
            return _text("0" + json.dumps(opening))
        if sid not in self._connections:
            return web.json_response({"code": 1, "message": "Session ID unknown"}, status=400)
        return _text(await self._connections[sid].poll())

    async def take(self, request: web.Request) -> web.Response:
        """Take packets in."""
        connection = self._connections[request.query["sid"]]
        for packet in (await request.text()).split(_SEPARATOR):
            if packet.startswith("40"):
                connection.put("40" + json.dumps({"sid": f"s-{connection.sid}"}))
            elif packet.startswith("42"):
                self._hear(connection, packet[2:])
        return _text("ok")

    async def stop(self, app: web.Application) -> None:
        """End what still goes on."""
        await self._conversations.stop(app)
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    def _hear(self, connection: _Connection, packet: str) -> None:
        body = packet.lstrip("0123456789")
        number = packet[: len(packet) - len(body)]
        name, data = json.loads(body)
        task = asyncio.create_task(self._handle(connection, number, name, data))
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)

    async def _handle(self, connection: _Connection, number: str, name: str, data: dict[str, Any]) -> None:
        """Handle an event, and acknowledge it when that is done, if the client has asked for it."""
        if name == "session_request":
            connection.emit("session_confirm", data["session_id"])
        elif name == "user_uttered":

            async def put(message: dict[str, Any]) -> None:
                if said := _dress(message):
                    connection.emit("bot_uttered", said)

            try:
                await self._conversations.turn(data["session_id"], data["message"], data.get("metadata") or {}, put)
            except Crash as crash:
                self._spoil(connection, crash)
                return
        if number:
            connection.put(f"43{number}[]")

    def _spoil(self, connection: _Connection, crash: Crash) -> None:
        """Misbehave; what fails in a bot is only logged, and its event never acknowledged."""
        if crash.trouble.kind == "not_json":
            connection.put('42["bot_uttered", {"text": ')
        elif crash.trouble.kind == "huge":
            connection.emit("bot_uttered", {"text": "x" * crash.trouble.size})


def _dress(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message of Rasa as its channel socketio sends it."""
    if "image" in message:
        return {"attachment": {"type": "image", "payload": {"src": message["image"]}}}
    if "attachment" in message:
        return {"attachment": {"type": "file", "payload": {"src": message["attachment"]}}}
    if "buttons" in message:
        replies = [{"content_type": "text", **button} for button in message["buttons"] if "payload" in button]
        # The real channel fails on a button without a payload; bots put links into the words.
        links = "".join(f"\n[{button['title']}]({button['url']})" for button in message["buttons"] if "url" in button)
        return {"text": message["text"] + links, "quick_replies": replies}
    if "custom" in message:
        # The real channel hands custom JSON to its library as options, and fails (rasa#8445); what nobody
        # knows reaches a consumer only from channels that were mended.
        return {"type": "carousel-3000"} if message["custom"].get("type") else {}
    return {"text": message["text"]}


def _text(text: str) -> web.Response:
    return web.Response(text=text, headers={"Content-Type": "text/plain; charset=UTF-8"})


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    conversations = Conversations(brain, pauses=True)
    server = _Server(conversations)
    app = web.Application(client_max_size=BODY_BYTES)
    add_signs(app)
    app.router.add_get("/socket.io/", server.poll)
    app.router.add_post("/socket.io/", server.take)
    app.router.add_get("/conversations/{sender}/tracker", conversations.track)
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        turn = {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s}
        yield Served(url, target_file(url, quiet_s, channel="socketio", tracker="always", jwt="env:TOKEN", turn=turn))


_CANNOT = {
    "answers": "Rasa does not say which message of the consumer another answers",
    "ids": "Rasa gives its messages no ids",
    "order": "Rasa does not count its messages",
    "Piece": "Rasa sends whole messages",
    "Typing": "Rasa has no sign that a bot writes",
    "human": "Rasa does not tell people from bots",
    "Goodbye": "a conversation with Rasa has no end",
    "Break": "Rasa keeps nothing for who comes back",
    "status": "what a bot says has no HTTP status: messages and requests are apart",
    "empty": "a connection on which nothing comes is the same as a bot that is silent",
    "error": "Rasa only logs that a bot failed; it looks like one that hangs",
    **{
        event.value: "Rasa loses custom messages on this channel, so that only a paused conversation shows"
        for event in Event
        if event is not Event.TRANSFER_STARTED
    },
}

_NOBODY_SEEN = "Rasa loses custom messages on this channel, so that a human who joined does not show"

SOCKETIO = Fake(
    _serve,
    _CANNOT,
    dict.fromkeys(("+handoff_failure/ignored", "+handoff_failure/broken"), _NOBODY_SEEN),
    made_from="Engine.IO 4, Socket.IO 5; rasa 3.6.21, its source, and what it was seen to send",
    checked_by="python-socketio 5, the client",
)
