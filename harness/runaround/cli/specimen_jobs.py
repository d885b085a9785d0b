"""Specimens as targets: served on this machine, reached through the same adapter as anybody's bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from runaround.errors import RunaroundError
from runaround.fake import Fake
from runaround.model import Case
from runaround.playing import Job
from runaround.plugins import suggest
from runaround.reading import Lexicon
from runaround.runner import RunSettings
from runaround.specimens import SPECIMENS, serve, serve_behind
from runaround.target_file import AnyEnvironment, make_target

__all__ = ["Jobs", "Serving", "check_specimen", "serve_jobs"]

Jobs = Sequence[Job]

_QUIET_S = 0.15
_ENVIRONMENT = AnyEnvironment("specimens-let-everybody-in")
"""What target files of fakes take their secrets from."""


def check_specimen(name: str) -> None:
    """Raise RunaroundError if there is no specimen `name`."""
    if name not in SPECIMENS:
        msg = f"No specimen {name!r}.{suggest(name, list(SPECIMENS))} Known: {', '.join(SPECIMENS)}."
        raise RunaroundError(msg)


@dataclass(frozen=True, slots=True)
class Serving:
    """How specimens are served.

    concurrency: cases at once against one specimen. more_at_once: the same for specimens that need another number.
    delays_s: seconds by which a specimen holds back its replies. behind: the protocol behind which they stand; None for
    plain HTTP.
    """

    concurrency: int
    more_at_once: Mapping[str, int] = field(default_factory=dict)
    delays_s: Mapping[str, float] = field(default_factory=dict)
    behind: Fake | None = None


@asynccontextmanager
async def serve_jobs(
    cases: Mapping[str, tuple[Case, ...]], serving: Serving, *, lexicon: Lexicon | None = None
) -> AsyncIterator[Jobs]:
    """Serve a specimen for each key of `cases`, and give the jobs that play its cases against it.

    lexicon: the phrasebooks by which replies are judged.
    """
    async with AsyncExitStack() as stack:
        jobs: list[Job] = []
        for name, of_specimen in cases.items():
            document = await stack.enter_async_context(_serve(name, serving.delays_s.get(name), serving.behind))
            target = make_target(document, _ENVIRONMENT, file=f"specimen {name}")
            limit = serving.more_at_once.get(name, serving.concurrency)
            settings = RunSettings(limit, system=target.system, lexicon=lexicon)
            jobs.append(Job(of_specimen, target.adapter, settings))
        yield jobs


@asynccontextmanager
async def _serve(name: str, delay_s: float | None, behind: Fake | None) -> AsyncIterator[Mapping[str, Any]]:
    """Serve a specimen, and give the content of a target file for it."""
    if behind is None:
        async with serve(name, delay_s=delay_s) as specimen:
            yield specimen.target
    else:
        async with serve_behind(name, behind, quiet_s=_QUIET_S, delay_s=delay_s) as served:
            yield served.target
