"""A bot behind the standard input and output of a program: a small one that carries lines to and from this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from runaround.fake import Brain, Fake, Served
from runaround_adapters.fakes._frames import FrameBot, describe_frames
from runaround_adapters.fakes._serving import BODY_BYTES

__all__ = ["STDIO"]

_BRIDGE = """
import os, socket, sys, threading
line = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
def carry():
    while chunk := os.read(0, 65536):
        line.sendall(chunk)
    os._exit(0)
threading.Thread(target=carry, daemon=True).start()
while True:
    try:
        chunk = line.recv(65536)
    except OSError:
        print("the bot broke", file=sys.stderr, flush=True)
        os._exit(3)
    if not chunk:
        os._exit(0)
    sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
"""
"""The program: its input goes to the socket, what comes from there is its output. A socket that breaks is a crash."""


class _Mouth:
    """The socket of one program."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def send(self, text: str) -> None:
        """Send a line."""
        if not self._writer.is_closing():
            self._writer.write(text.encode() + b"\n")
            await self._writer.drain()

    async def close(self) -> None:
        """End the program as one that is done."""
        self._writer.close()

    def abort(self) -> None:
        """Make the program crash."""
        self._writer.transport.abort()


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    bot = FrameBot(brain, is_marked=True)
    writers: list[asyncio.StreamWriter] = []

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        mouth, session = _Mouth(writer), ""
        with suppress(ConnectionError):
            while line := await reader.readline():
                session = await bot.hear(line.decode(), mouth, session)
        writer.close()

    server = await asyncio.start_server(connect, "127.0.0.1", 0, limit=BODY_BYTES)
    try:
        port = server.sockets[0].getsockname()[1]
        described = {
            "adapter": "stdio",
            "command": [sys.executable, "-c", _BRIDGE.replace("{", "{{").replace("}", "}}"), str(port)],
            "environment": {"TOKEN": "env:TOKEN"},
        }
        yield Served(sys.executable, {**described, **describe_frames(quiet_s, is_marked=True)})
    finally:
        await bot.stop()
        for writer in writers:
            writer.transport.abort()
        server.close()
        await server.wait_closed()


STDIO = Fake(
    _serve,
    {
        "status": "a program has no HTTP status",
        "empty": "a program that writes nothing is the same as a bot that is silent",
        "Break": "a program that has ended cannot be gone on with",
    },
    made_from="what adapters/stdio.md says",
)
