"""Compares whole conversations per second with a bare aiohttp client that sends the same messages.

    python benchmarks/throughput.py [--conversations 500]

The bot runs in a process of its own and answers at once. Both sides run in turn, three times; the ratio
of the medians is the figure to quote, because machines differ and drift. The harness also records, reads
and judges every conversation; the floor does nothing but send.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
from aiohttp import web

from runaround.detectors import VERSION
from runaround.judging import load_detectors
from runaround.keeping import JudgedBy, begin_run, plan_case
from runaround.model import Patience, Scenario, ScenarioSession
from runaround.runner import RunSettings, plan_cases, run_cases
from runaround.store import NewRun, open_store
from runaround.target_file import make_target

TURNS = 6
CONCURRENCY = 16


def serve(pipe: Connection) -> None:
    """Serve a bot that always says something new, and tell its port."""

    async def chat(request: web.Request) -> web.Response:
        message = await request.json()
        return web.json_response({"replies": [{"text": f"Noted, that is point {len(message['text'])} on my list."}]})

    async def main() -> None:
        app = web.Application()
        app.router.add_post("/chat", chat)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())


async def bare(url: str, conversations: int) -> None:
    """Send the same number of messages with a bare client."""
    limit = asyncio.Semaphore(CONCURRENCY)

    async def one(session: aiohttp.ClientSession, number: int) -> None:
        async with limit:
            for turn in range(TURNS):
                body = {"session": str(number), "text": f"message {turn}"}
                async with session.post(url, json=body) as response:
                    await response.json()

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(one(session, number) for number in range(conversations)))


async def harness(url: str, conversations: int) -> None:
    """Play, record on disk and judge the same number of conversations."""
    scenario = Scenario(
        id="bench",
        lang="en",
        area="bench",
        title="Bench",
        source="benchmark",
        sessions=(ScenarioSession(("My parcel has not arrived",)),),
        sayings=dict.fromkeys(("object", "rephrase", "give_up", "thanks", "decline"), ("It has still not arrived",)),
        patience=Patience(turns=TURNS, wait_s=1.0),
    )
    document = {
        "name": "bench",
        "url": url,
        "request": {"session": "{session_id}", "text": "{text}"},
        "reply": {"messages": "replies", "text": "text"},
        "limits": {"concurrency": CONCURRENCY},
    }
    target = make_target(document, {}, file="bench")
    cases = plan_cases([scenario], target="bench", repeat=conversations)
    settings = RunSettings(concurrency=CONCURRENCY)
    detectors = load_detectors()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "runs.db") as store:
        keeper = begin_run(store, NewRun("bench", ""), map(plan_case, cases), by=JudgedBy(VERSION))
        played = run_cases(cases, target.adapter, record=keeper.record, detectors=detectors, settings=settings)
        async for judged in played:
            if judged.transcript.error is not None:
                raise SystemExit(judged.transcript.error.message)
            keeper.conclude(judged)
        keeper.close(was_interrupted=False)
    await target.adapter.close()


def main() -> None:
    """Print conversations per second of both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=500)
    conversations = parser.parse_args().conversations
    ours, theirs = multiprocessing.Pipe()
    bot = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    bot.start()
    url = f"http://127.0.0.1:{ours.recv()}/chat"
    sides: dict[str, Callable[[str, int], Coroutine[None, None, None]]] = {"bare aiohttp": bare, "runaround": harness}
    speeds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(3):
        for name, play in sides.items():
            started = time.perf_counter()
            asyncio.run(play(url, conversations))
            speeds[name].append(conversations / (time.perf_counter() - started))
    bot.terminate()
    for name, found in speeds.items():
        print(f"{name}: {statistics.median(found):.0f} conversations of {TURNS} turns per second")
    floor, mine = (statistics.median(found) for found in speeds.values())
    print(f"ratio: {mine / floor:.2f}")


if __name__ == "__main__":
    main()
