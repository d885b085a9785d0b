"""`run` and `arun`: play scenarios against a bot, keep every conversation, judge it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from runaround.api.rules import PathLike, PathLikes, as_path, as_paths, load_judging
from runaround.assembling import Plan, account, account_quarantines, build_run, start_plan
from runaround.errors import RunaroundError
from runaround.fitting import fit
from runaround.judging_settings import judged_by
from runaround.keeping import Keeper, Wanted, begin_run, plan_case
from runaround.model import JudgedCase, Run, Scenario
from runaround.places import choose_store
from runaround.playing import Job, carry_out
from runaround.runner import RunSettings, plan_cases
from runaround.scenario_file import choose_scenarios
from runaround.store import NewRun, RecordedTarget, Store, open_store
from runaround.target_file import Target, load_target, make_target

__all__ = ["Scenarios", "arun", "run"]

Scenarios = str | os.PathLike[str] | Scenario | Iterable[str | os.PathLike[str] | Scenario]
"""One or many: ids, keys, areas, files, folders, or values."""


def run(  # noqa: PLR0913  # read in notebooks by its signature; every argument but the first may be left out
    target: PathLike | Mapping[str, Any],
    scenarios: Scenarios = (),
    *,
    lang: str | None = None,
    seed: int = 0,
    repeat: int = 1,
    concurrency: int | None = None,
    store: PathLike | None = None,
    phrasebooks: PathLikes = (),
    suppress: PathLike | None = None,
    quarantine: PathLike | None = None,
    progress: bool = False,
    on_case: Callable[[JudgedCase], None] | None = None,
) -> Run:
    """Play scenarios against a bot, and return the run, which is in the store by then.

    What needs more than the target's channel has is not played; the run says so in `skipped`.
    target: a target file, or what would stand in one.
    scenarios: ids, keys such as `missing_item.zh`, areas, files, folders, or values; none: the whole library.
    lang: only scenarios in this language. repeat: times that each is played. concurrency: conversations at once; None
    for what the target allows. store: a path or `postgresql://...`; None for $RUNAROUND_STORE, or the file that the
    commands use. phrasebooks, suppress, quarantine: files. progress: show a bar. on_case: told of each case at its end.

    Raises RunaroundError: with every mistake of a file, if the record cannot be kept, or inside a running event loop,
    such as that of a notebook: `await runaround.arun(...)` does the same there. Ctrl-C keeps what was played.
    """
    _refuse_loops()
    return asyncio.run(
        arun(
            target,
            scenarios,
            lang=lang,
            seed=seed,
            repeat=repeat,
            concurrency=concurrency,
            store=store,
            phrasebooks=phrasebooks,
            suppress=suppress,
            quarantine=quarantine,
            progress=progress,
            on_case=on_case,
        )
    )


async def arun(  # noqa: PLR0913  # as `run`
    target: PathLike | Mapping[str, Any],
    scenarios: Scenarios = (),
    *,
    lang: str | None = None,
    seed: int = 0,
    repeat: int = 1,
    concurrency: int | None = None,
    store: PathLike | None = None,
    phrasebooks: PathLikes = (),
    suppress: PathLike | None = None,
    quarantine: PathLike | None = None,
    progress: bool = False,
    on_case: Callable[[JudgedCase], None] | None = None,
) -> Run:
    """Do as `run` does, inside an event loop.

    A run that is cancelled is kept in the store as a stopped one, and the cancellation goes on.
    """
    _check(repeat=repeat, concurrency=concurrency)
    chosen = _choose(scenarios, lang)
    bot = _load_target(target)
    cases, skipped = fit(plan_cases(chosen, target=bot.name, seed=seed, repeat=repeat), bot.adapter.capabilities)
    plan = start_plan(bot.name, seed=seed, planned=len(cases), skipped=skipped)
    judging = load_judging(plan.day, phrasebooks=phrasebooks, suppress=suppress, quarantine=quarantine)
    settings = RunSettings(
        concurrency=concurrency or bot.max_concurrency,
        system=bot.system,
        suppressions=judging.suppressions,
        lexicon=judging.lexicon,
    )
    recorded = RecordedTarget(bot.name, bot.digest, {"adapter": bot.adapter_name})
    by = judged_by(judging.lexicon, as_path(suppress), as_paths(phrasebooks))
    wanted = Wanted(cases, (recorded,), skipped, by=by)
    job = Job(cases, bot.adapter, settings, judging.quarantines)
    place = choose_store(None if store is None else os.fspath(store), os.environ)
    with _open_progress(len(cases), on_case, is_shown=progress) as tell, open_store(place) as opened:
        keeper = _begin(opened, plan, wanted)
        played = await carry_out([job], keeper=keeper, detectors=judging.detectors, on_case=tell)
    if played.was_interrupted:
        # The playing keeps what there is and takes the cancellation for done; whoever cancelled waits for it.
        raise asyncio.CancelledError
    made = build_run(replace(plan, id=keeper.run), played.cases)
    return account_quarantines(account(made, judging.suppressions), judging.quarantines)


def _load_target(target: PathLike | Mapping[str, Any]) -> Target:
    if isinstance(target, Mapping):
        return make_target(dict(target), os.environ, file="target")
    return load_target(Path(target), os.environ)


def _begin(store: Store, plan: Plan, wanted: Wanted) -> Keeper:
    """Write a new run with its plan; its id may have a number more than the plan's. Raises StoreError."""
    new = NewRun(plan.id, plan.started, plan.seed, {"command": "runaround.run"}, wanted.targets, wanted.skipped)
    return begin_run(store, new, map(plan_case, wanted.cases), by=wanted.by)


def _choose(scenarios: Scenarios, lang: str | None) -> tuple[Scenario, ...]:
    """Return the scenarios that are meant, in `lang` only if it is given. Raises RunaroundError if none is left."""
    given = [scenarios] if isinstance(scenarios, str | os.PathLike | Scenario) else list(scenarios)
    values = [one for one in given if isinstance(one, Scenario) and lang in (None, one.lang)]
    names = [os.fspath(one) for one in given if not isinstance(one, Scenario)]
    if names or not given:
        return (*values, *choose_scenarios(names, lang=lang))
    if not values:
        msg = f"No scenario in {lang!r:.80} among the {len(given)} given."
        raise RunaroundError(msg)
    return tuple(values)


def _check(**counts: int | None) -> None:
    """Raise RunaroundError for a number of which there must be at least one."""
    for name, count in counts.items():
        if count is not None and count < 1:
            msg = f"{name}: found {count}, expected a whole number from 1 on."
            raise RunaroundError(msg)


def _refuse_loops() -> None:
    """Raise RunaroundError where an event loop runs: a second one cannot run inside it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    msg = "run() cannot wait inside a running event loop, as notebooks have one; write `await runaround.arun(...)`."
    raise RunaroundError(msg)


@contextmanager
def _open_progress(
    total: int, on_case: Callable[[JudgedCase], None] | None, *, is_shown: bool
) -> Iterator[Callable[[JudgedCase], None]]:
    """Give what is told of each case: a bar on standard error if it is to be shown, and `on_case`."""
    from tqdm import tqdm

    with tqdm(total=total, unit="case", disable=not is_shown) as bar:

        def tell(case: JudgedCase) -> None:
            bar.update()
            if on_case is not None:
                on_case(case)

        yield tell
