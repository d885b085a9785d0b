"""Specimens as targets: served on this machine, reached through the same adapter as anybody's bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from runaround.errors import RunaroundError
from runaround.model import Case
from runaround.playing import Job
from runaround.plugins import suggest
from runaround.reading import Lexicon
from runaround.runner import RunSettings
from runaround.specimens import SPECIMENS, serve
from runaround.target_file import make_target

__all__ = ["Jobs", "check_specimen", "serve_jobs"]

Jobs = Sequence[Job]


def check_specimen(name: str) -> None:
    """Raise RunaroundError if there is no specimen `name`."""
    if name not in SPECIMENS:
        msg = f"No specimen {name!r}.{suggest(name, list(SPECIMENS))} Known: {', '.join(SPECIMENS)}."
        raise RunaroundError(msg)


@asynccontextmanager
async def serve_jobs(
    cases: Mapping[str, tuple[Case, ...]],
    *,
    concurrency: int,
    more_at_once: Mapping[str, int] | None = None,
    delays_s: Mapping[str, float] | None = None,
    lexicon: Lexicon | None = None,
) -> AsyncIterator[Jobs]:
    """Serve a specimen for each key of `cases`, and give the jobs that play its cases against it.

    concurrency: cases at once against one specimen. more_at_once: the same for specimens that need another number.
    delays_s: seconds by which a specimen holds back its replies. lexicon: the phrasebooks by which replies are judged.
    """
    async with AsyncExitStack() as stack:
        jobs: list[Job] = []
        for name, of_specimen in cases.items():
            served = await stack.enter_async_context(serve(name, delay_s=(delays_s or {}).get(name)))
            target = make_target(served.target, {}, file=f"specimen {name}")
            limit = (more_at_once or {}).get(name, concurrency)
            settings = RunSettings(limit, system=target.system, lexicon=lexicon)
            jobs.append(Job(of_specimen, target.adapter, settings))
        yield jobs
