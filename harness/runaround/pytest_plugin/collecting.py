"""Scenario files as tests: one for each combination of a matrix, each language, each repeat."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from runaround.errors import FileError, RunaroundError
from runaround.fitting import find_lacking
from runaround.model import Case, CaseStatus, JudgedCase, Scenario
from runaround.pytest_plugin.marks import Marks
from runaround.pytest_plugin.playing import Playing
from runaround.pytest_plugin.telling import BotFailed, NotJudged, check_judged, tell, tell_with_summary
from runaround.reports.build_commands import break_commands
from runaround.reports.hostile import on_one_line
from runaround.reports.skipped import tell_skip
from runaround.runner import make_case_id
from runaround.scenario_file import load_scenarios
from runaround.target_file import Target

__all__ = [
    "CASE_PROPERTY",
    "RUN_PROPERTY",
    "ScenarioFile",
    "ScenarioItem",
    "note_record",
    "plan_items",
    "skip_unsupported",
]

RUN_PROPERTY, CASE_PROPERTY = "runaround_run", "runaround_case"
"""What reports of tests, and so JUnit files too, say about where the record is."""


class ScenarioFile(pytest.File):
    """A scenario file. A wrong one is an error of the collection, with every mistake."""

    playing: Playing
    marks: Marks

    def collect(self) -> Iterator[ScenarioItem]:
        """Yield the tests that the file makes."""
        settings = self.playing.settings
        for scenario in self._load():
            if settings.lang not in {None, scenario.lang}:
                continue
            for repeat in range(settings.repeat):
                name = scenario.key + (f"[{repeat + 1}]" if settings.repeat > 1 else "")
                yield ScenarioItem.from_parent(self, name=name, scenario=scenario, repeat=repeat)

    def _load(self) -> Sequence[Scenario]:
        shown = Path(os.path.relpath(self.path))  # what people can click on, where they stand
        try:
            return load_scenarios(self.path if shown.parts[:1] == ("..",) else shown)
        except FileError as error:
            raise self.CollectError(str(error)) from error


class ScenarioItem(pytest.Item):
    """One conversation: played while pytest sets up, so that what keeps it from being judged is an error."""

    def __init__(self, *, scenario: Scenario, repeat: int, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]  # pytest's own, handed through
        parent = self.parent
        assert isinstance(parent, ScenarioFile)
        self.scenario = scenario
        self.repeat = repeat
        self.case: Case | None = None
        self.judged: JudgedCase | None = None
        self._playing = parent.playing
        for mark in parent.marks.find(scenario):
            self.add_marker(mark)
        self.extra_keyword_matches |= {*scenario.tags, scenario.area, scenario.lang, scenario.channel}

    def setup(self) -> None:
        """Play the conversation; skip what the channel cannot play.

        Raises NotJudged if nothing can be said about the bot.
        """
        self.judged = None
        skip_unsupported(self, self.scenario, self._playing)
        assert self.case is not None, "every collected case that can be played is planned"
        note_record(self, self._playing.settings.plan.id, self.case.id)
        try:
            self.judged = self._playing.play(self.case)
        except RunaroundError as error:
            raise NotJudged(break_commands(str(error))) from None  # its words are all that helps
        _spare(self.judged)
        check_judged(self.judged, self._playing.settings)

    def runtest(self) -> None:
        """Raise BotFailed if the case failed; show a case that passed to whoever asks for it."""
        assert self.judged is not None
        settings = self._playing.settings
        if self.judged.verdict.status is CaseStatus.FAILED:
            raise BotFailed(tell_with_summary(self.judged, settings))
        if frozenset("PA") & frozenset(self.config.getoption("reportchars")):
            self.add_report_section("call", "runaround", tell(self.judged, settings))

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return where the test stands, and what it is called in headings."""
        # Where a heading is the end of the id, `-v` shows the id with `::` for each dot, which nobody can paste.
        return self.path, 0, f"{self.name}: {on_one_line(self.scenario.title)}"


def _spare(case: JudgedCase) -> None:
    """End the test as one that is known to fail, if its case is in quarantine and did not pass."""
    if case.quarantine is not None and case.verdict.status is not CaseStatus.PASSED:
        entry = case.quarantine
        pytest.xfail(on_one_line(f"in quarantine until {entry.expires.isoformat()}: {entry.reason}", 200))


def skip_unsupported(item: pytest.Item, scenario: Scenario, playing: Playing) -> None:
    """End the test as skipped, and have the run say so, if the channel lacks what the scenario needs.

    Raises NotJudged if the run cannot be kept.
    """
    __tracebackhide__ = True
    try:
        skipped = playing.skip(scenario)
    except RunaroundError as error:
        raise NotJudged(break_commands(str(error))) from None  # its words are all that helps
    if skipped is not None:
        note_record(item, playing.settings.plan.id)
        pytest.skip(tell_skip(skipped, playing.settings.texts))


def note_record(item: pytest.Item, run: str, case_id: str | None = None) -> None:
    """Have the reports of a test say where its record is; what was skipped has a run, and no case."""
    entries = [(RUN_PROPERTY, run), *([(CASE_PROPERTY, case_id)] if case_id else [])]
    item.user_properties += [entry for entry in entries if entry not in item.user_properties]


def plan_items(items: Iterable[pytest.Item], *, target: Target, seed: int) -> Iterator[Case]:
    """Give each scenario item that the target can play its case, and yield them by id.

    The ids do not depend on the order of the items: every process of a session finds the same ones.
    """
    capabilities = target.adapter.capabilities
    found = (item for item in items if isinstance(item, ScenarioItem))
    ours = [item for item in found if not find_lacking(item.scenario, capabilities)]
    taken: dict[str, Case] = {}
    for item in sorted(ours, key=lambda item: item.nodeid):
        number = f".{item.repeat + 1}" if item.name.endswith("]") else ""
        identity = make_case_id(f"{target.name}.{item.scenario.key}{number}", taken)
        item.case = taken[identity] = Case(identity, item.scenario, target.name, seed=seed, repeat=item.repeat)
    yield from (taken[identity] for identity in sorted(taken))
