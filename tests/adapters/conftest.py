"""Bots for adapters to talk to: real servers on 127.0.0.1, and one that misbehaves byte by byte."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from browsing import chromium

from runaround.adapter import Adapter
from runaround.model import Case, Scenario, ScenarioSession
from runaround.target_file import load_target

__all__ = ["chromium"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], AbstractAsyncContextManager[str]]
RawHandler = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def _serve(handler: Handler) -> AsyncIterator[str]:
    app = web.Application(client_max_size=100_000_000)
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _serve_raw(handler: RawHandler) -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(await _read_request(reader), writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    sizes = [line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + (await reader.readexactly(int(sizes[0])) if sizes else b"")


@pytest.fixture
def serve() -> Serve:
    """Serve one aiohttp handler for every path: `async with serve(handler) as url`."""
    return _serve


@pytest.fixture
def serve_raw() -> Callable[[RawHandler], AbstractAsyncContextManager[str]]:
    """Serve a handler that is given the whole request as bytes and writes what it likes."""
    return _serve_raw


@pytest.fixture
def make_adapter(tmp_path: Path) -> Callable[..., Adapter]:
    """Make an adapter from a target file, given as text or as a document, with an environment."""

    def make(target: str | Mapping[str, Any], **environ: str) -> Adapter:
        path = tmp_path / "shop.yaml"
        path.write_text(target if isinstance(target, str) else yaml.safe_dump(dict(target), sort_keys=False), "utf-8")
        return load_target(path, environ).adapter

    return make


@pytest.fixture
def case() -> Case:
    """A case; adapters look at its id and language only."""
    scenario = Scenario("missing_item", "zh", "retail", "", "", (ScenarioSession(("你好",)),))
    return Case("case-1", scenario, "shop")
