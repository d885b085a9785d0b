"""What the options and ini keys say, checked and loaded before anything is collected."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from runaround.assembling import Plan, start_plan
from runaround.errors import RunaroundError
from runaround.judging_settings import judged_by
from runaround.keeping import JudgedBy
from runaround.phrasebook_file import load_phrasebooks
from runaround.places import STORE_FILE, choose_store
from runaround.quarantine import NO_QUARANTINES, Quarantines
from runaround.quarantine_file import load_quarantines
from runaround.reading import Lexicon
from runaround.report_files import Wanted, check_reports, read_wanted
from runaround.reports.texts import Texts, find_texts
from runaround.suppression import NO_SUPPRESSIONS, Suppressions
from runaround.suppression_file import load_suppressions
from runaround.target_file import Target, load_target

__all__ = ["TICKET", "Settings", "load_settings"]

TICKET = "runaround"
"""The key under which xdist hands its workers what all of them must agree about."""

_NARROWEST, _WIDEST = 60, 120
_REPORT = "--runaround-report"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this session plays. `plan` is the same in every process of the session.

    file: the target file. base: where pytest was started; a test may go elsewhere meanwhile. store: an absolute path,
    or a URL, which may hold a password. reports: those to be written besides the usual ones. by: what judges, as the
    store keeps it. folders: of scenarios known by name. width: columns of whoever reads.
    """

    file: Path
    base: Path
    target: Target
    plan: Plan
    store: str
    texts: Texts
    by: JudgedBy
    repeat: int = 1
    lang: str | None = None
    suppressions: Suppressions = NO_SUPPRESSIONS
    quarantines: Quarantines = NO_QUARANTINES
    lexicon: Lexicon | None = None
    reports: tuple[Wanted, ...] = ()
    folders: tuple[Path, ...] = ()
    width: int = 80

    @property
    def is_usual_store(self) -> bool:
        """Whether the store is the one of whoever names none."""
        return self.store == str(self.base / STORE_FILE)

    def shorten(self, path: str) -> str:
        """Return a path as people write it who stand where pytest was started; a URL as it is."""
        return str(Path(path).relative_to(self.base)) if Path(path).is_relative_to(self.base) else path

    def ticket(self) -> dict[str, object]:
        """Return what a worker must know of its controller."""
        return {"id": self.plan.id, "started": self.plan.started, "width": self.width}


def load_settings(config: pytest.Config) -> Settings:
    """Return the settings of a session.

    Raises pytest.UsageError, with every mistake of a file that is wrong.
    """
    try:
        return _load(config)
    except (RunaroundError, ValueError) as error:
        msg = f"runaround: {error}"
        raise pytest.UsageError(msg) from error


def _load(config: pytest.Config) -> Settings:
    file = _find_target(config)
    target = load_target(file, os.environ)
    ticket: Mapping[str, object] = getattr(config, "workerinput", {}).get(TICKET, {})
    plan = _start(config, target, ticket)
    suppress, quarantine = config.getoption("runaround_suppress"), config.getoption("runaround_quarantine")
    repeat: int = config.getoption("runaround_repeat")
    if repeat < 1:
        msg = f"--runaround-repeat: found {repeat}, expected a whole number from 1 on."
        raise ValueError(msg)
    base = config.invocation_params.dir
    phrasebooks = [Path(one) for one in config.getoption("runaround_phrasebook")]
    lexicon = load_phrasebooks(phrasebooks)
    store = choose_store(config.getoption("runaround_store"), os.environ)
    return Settings(
        file,
        base,
        target,
        plan,
        store if "://" in store else str(base / store),
        find_texts(config.getoption("runaround_report_lang")),
        judged_by(lexicon, Path(suppress) if suppress else None, phrasebooks),
        repeat=repeat,
        lang=config.getoption("runaround_lang"),
        suppressions=Suppressions(load_suppressions(Path(suppress)), plan.day) if suppress else NO_SUPPRESSIONS,
        quarantines=Quarantines(load_quarantines(Path(quarantine)), plan.day) if quarantine else NO_QUARANTINES,
        lexicon=lexicon,
        reports=_read_reports(config, is_worker=bool(ticket)),
        folders=tuple(config.getini("runaround_scenarios")),
        width=int(str(ticket.get("width", 0))) or _measure_terminal(),
    )


def _find_target(config: pytest.Config) -> Path:
    """Return the target file; what an ini file names lies beside it."""
    given = config.getoption("runaround_target")
    if given:
        return Path(given)
    beside = config.rootpath if config.inipath is None else config.inipath.parent
    return beside / str(config.getini("runaround_target"))


def _read_reports(config: pytest.Config, *, is_worker: bool) -> tuple[Wanted, ...]:
    """Return the reports that are asked for, which only the process that ends the run tries to write and writes."""
    if is_worker:
        return ()
    base = config.invocation_params.dir
    try:
        wanted = tuple(read_wanted(text, base=base) for text in config.getoption("runaround_report"))
    except ValueError as error:
        msg = f"{_REPORT}: {error}"
        raise ValueError(msg) from error
    check_reports(wanted, has_folder=True, option=_REPORT)
    return wanted


def _start(config: pytest.Config, target: Target, ticket: Mapping[str, object]) -> Plan:
    seed: int = config.getoption("runaround_seed")
    if ticket:
        return Plan(str(ticket["id"]), str(ticket["started"]), seed)
    # Several processes write to this run, so nobody else's may have its name.
    return start_plan(f"{target.name}-{uuid.uuid4().hex[:6]}", seed=seed, planned=0)


def _measure_terminal() -> int:
    return max(_NARROWEST, min(shutil.get_terminal_size().columns, _WIDEST))
