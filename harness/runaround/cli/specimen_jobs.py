"""Specimens as targets: served on this machine, reached through the same adapter as anybody's bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from runaround.adapter import ADAPTER_GROUP, Adapter
from runaround.cli.playing import Job
from runaround.model import Case
from runaround.plugins import load_plugin
from runaround.runner import RunSettings
from runaround.specimens import serve

__all__ = ["serve_jobs"]


@asynccontextmanager
async def serve_jobs(
    cases: Mapping[str, tuple[Case, ...]], *, concurrency: int, delays_s: Mapping[str, float] | None = None
) -> AsyncIterator[Sequence[Job]]:
    """Serve a specimen for each key of `cases`, and give the jobs that play its cases against it.

    concurrency: cases at once against one specimen. delays_s: seconds by which a specimen holds back its replies.
    """
    async with AsyncExitStack() as stack:
        jobs: list[Job] = []
        for name, of_specimen in cases.items():
            served = await stack.enter_async_context(serve(name, delay_s=(delays_s or {}).get(name)))
            jobs.append(Job(of_specimen, _make_adapter(served.target), RunSettings(concurrency)))
        yield jobs


def _make_adapter(target: Mapping[str, Any]) -> Adapter:
    """Return the adapter for the content of a target file, made as if it had been read from one."""
    content = {key: value for key, value in target.items() if key != "adapter"}
    adapter: Adapter = load_plugin(ADAPTER_GROUP, target["adapter"])(content, f"specimen {target['name']}", {})
    return adapter
