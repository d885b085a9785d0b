"""Measures what a call to a phone menu takes: real seconds, processor seconds, and the caller's.

    python benchmarks/phone_menu.py [--calls N]

Plays the phone menu and the caller of docs/adapters/twiml.md, N times one after the other, in one process with the
application. The caller listens to menus and waits in a queue that has no end, until patience is over.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
import time
from pathlib import Path

from aiohttp import web

import runaround

PAGE = Path(__file__).resolve().parent.parent / "docs" / "adapters" / "twiml.md"


def read_blocks(language: str) -> list[str]:
    """Return the fenced blocks of the page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


async def measure(calls: int) -> None:
    """Play the calls, and print what they took."""
    names: dict[str, object] = {"__name__": "benchmark"}
    exec(read_blocks("python")[0], names)
    app = names["app"]
    assert isinstance(app, web.Application), "the page has an application"
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await play(f"http://127.0.0.1:{runner.addresses[0][1]}/voice", calls)
    finally:
        await runner.cleanup()


def write_scenario(folder: Path) -> Path:
    """Write the page's scenario into a new folder, and return its path."""
    folder.mkdir()
    path = folder / "kettle_refund.yaml"
    path.write_text(read_blocks("yaml")[2], "utf-8")
    return path


async def play(url: str, calls: int) -> None:
    """Play the page's scenario against the application at `url`."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = write_scenario(Path(folder, "phone"))
        target = {"adapter": "twiml", "name": "kettles", "url": url}
        store = Path(folder, "runs.db")
        await runaround.arun(target, scenario, store=store)  # everything is loaded then
        real_s, processor_s = time.perf_counter(), time.process_time()
        run = await runaround.arun(target, scenario, store=store, repeat=calls, concurrency=1)
        real_s, processor_s = time.perf_counter() - real_s, time.process_time() - processor_s
    lasted_s = max(turn.at for case in run.cases for turn in case.transcript.turns)
    kinds = sorted({finding.kind for case in run.cases for finding in case.verdict.findings})
    print(f"{calls} calls of {lasted_s:.0f} s for the caller: {', '.join(kinds)}")
    print(f"real {real_s / calls * 1000:.0f} ms, processor {processor_s / calls * 1000:.0f} ms a call")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--calls", type=int, default=20)
    asyncio.run(measure(parser.parse_args().calls))
