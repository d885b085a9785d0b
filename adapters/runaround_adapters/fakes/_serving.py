"""What fakes share: a server on a free port of this machine, and a bot's outputs one after another."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress

from aiohttp import ClientSession, ClientTimeout, web

from runaround.fake import Bubble, Later, Output, Pause, SentFile

__all__ = ["BODY_BYTES", "Timers", "begin", "fetch_files", "find_port", "perform", "serve_app"]

BODY_BYTES = 100_000_000
_FETCH_S = 5.0
_PORTS = range(20_000, 32_000)
"""Below those that systems hand out by themselves: until it is used, nobody else gets one of these by chance."""


@asynccontextmanager
async def serve_app(app: web.Application) -> AsyncIterator[str]:
    """Serve `app` on 127.0.0.1 while the context lasts, and give its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def find_port() -> int:
    """Return a free port, for a bot that is told where its platform is before anybody listens there."""
    while True:
        port = random.choice(_PORTS)  # noqa: S311 (nobody must not guess it)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


class Timers:
    """What goes out later, whatever happens until then."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, later: Later, put_out: Callable[[Bubble], Awaitable[None]]) -> None:
        """Put the message out when it is time."""
        task = asyncio.create_task(_wait(later, put_out))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """Forget what has not gone out."""
        for task in self._tasks:
            task.cancel()


async def perform(
    outputs: AsyncIterator[Output],
    put_out: Callable[[Output], Awaitable[None]],
    timers: Timers,
) -> None:
    """Put out what a bot puts out, one thing after another; what goes out later does not hold it up."""
    async for output in outputs:
        if isinstance(output, Pause):
            await asyncio.sleep(output.seconds)
        elif isinstance(output, Later):
            timers.start(output, put_out)
        else:
            await put_out(output)


async def begin(turn: Coroutine[None, None, None], seconds: float, running: set[asyncio.Task[None]]) -> None:
    """Play a turn, and return when it is over or has taken `seconds`; then it goes on among the `running`.

    Raises what the turn raises until then.
    """
    task = asyncio.create_task(turn)
    running.add(task)
    task.add_done_callback(running.discard)
    await asyncio.wait({task}, timeout=seconds)
    if task.done():
        task.result()


async def fetch_files(sent: tuple[SentFile, ...]) -> None:
    """Fetch what was sent as addresses, as a bot does that looks at it."""
    async with ClientSession(timeout=ClientTimeout(total=_FETCH_S), trust_env=False) as client:
        for file in sent:
            if file.url:
                async with client.get(file.url) as response:
                    await response.read()


async def _wait(later: Later, put_out: Callable[[Bubble], Awaitable[None]]) -> None:
    await asyncio.sleep(later.seconds)
    await put_out(later.bubble)
