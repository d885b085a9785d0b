"""The hooks of a session that has a target: collecting, xdist, reports of single tests, the end."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from runaround.errors import RunaroundError
from runaround.pytest_plugin import fixtures
from runaround.pytest_plugin.collecting import RUN_PROPERTY, ScenarioFile, ScenarioItem, plan_items
from runaround.pytest_plugin.concluding import (
    Conclusion,
    conclude,
    has_begun,
    tell_conclusion,
    tell_report,
    write_asked,
)
from runaround.pytest_plugin.marks import Marks, registered_marks
from runaround.pytest_plugin.playing import Playing
from runaround.pytest_plugin.settings import TICKET, load_settings
from runaround.pytest_plugin.telling import BotFailed, NotJudged
from runaround.reports.build_commands import break_commands
from runaround.reports.hostile import on_one_line
from runaround.scenario_file import is_scenario_file, library_dir

__all__ = ["register"]


def register(config: pytest.Config) -> None:
    """Register everything that plays. Raises pytest.UsageError if an option, or a file that one names, is wrong."""
    marks = Marks(config, own=registered_marks(config))
    playing = Playing(load_settings(config))
    config.stash[fixtures.PLAYING] = playing
    library = str(library_dir())
    if config.getoption("runaround_library") and library not in config.args:
        config.args.append(library)
    config.pluginmanager.register(fixtures, "runaround-fixtures")
    config.pluginmanager.register(_Hooks(playing, marks, is_worker=hasattr(config, "workerinput")), "runaround-hooks")


class _Hooks:
    """One process of a session: the only one, or one of xdist's workers, or the controller, which plays nothing."""

    def __init__(self, playing: Playing, marks: Marks, *, is_worker: bool) -> None:
        self._playing = playing
        self._settings = playing.settings
        self._marks = marks
        self._is_worker = is_worker
        self._has_workers = False
        self._has_run = False
        self._was_stopped = False
        self._conclusion: Conclusion | None = None
        self._written: list[Path] = []
        self._trouble = ""

    def pytest_report_header(self) -> str:
        """Say which bot is talked to."""
        settings = self._settings
        name, file = on_one_line(settings.target.name), settings.shorten(str(settings.file))
        return f"runaround: {name} ({file}), seed {settings.plan.seed}"

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
        """Take scenario files, and leave all others alone."""
        if not is_scenario_file(file_path):
            return None
        file = ScenarioFile.from_parent(parent, path=file_path)
        file.playing, file.marks = self._playing, self._marks
        return file

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Plan the cases that are left after `-k`, `-m` and the like."""
        settings = self._settings
        self._playing.plan(plan_items(session.items, target=settings.target, seed=settings.plan.seed))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: object) -> None:
        """Hand a worker of xdist what all processes must agree about."""
        self._has_workers = True
        node.workerinput[TICKET] = self._settings.ticket()  # type: ignore[attr-defined]  # xdist has no types

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Show a scenario's own words in place of a traceback; take what was not judged for an error everywhere."""
        report = yield
        error = None if call.excinfo is None else call.excinfo.value
        if call.excinfo is not None and isinstance(error, BotFailed | NotJudged):
            if isinstance(item, ScenarioItem):
                report.longrepr = call.excinfo.getrepr(style="value", chain=False)
            _shorten(report, str(error).partition("\n")[0], place=item.path)
        elif report.when == "call" and report.failed:
            report.sections += fixtures.tell_talks(item, self._settings)
        if isinstance(error, NotJudged) and report.when == "call":
            # A failure in `call` accuses the bot; only `setup` is known to be an error everywhere, JUnit too.
            report.when = "setup"
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notice, in the controller too, that something was played."""
        self._has_run = self._has_run or (RUN_PROPERTY, self._settings.plan.id) in map(tuple, report.user_properties)

    def pytest_keyboard_interrupt(self) -> None:
        """Notice that somebody stopped the session."""
        self._was_stopped = True

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Close what was opened; where there are no workers any more, end the run and write its reports."""
        yield
        try:
            if self._is_to_conclude():
                self._conclusion = conclude(self._playing, was_stopped=self._was_stopped)
                write_asked(self._conclusion, self._settings, self._written.append)
        except (RunaroundError, OSError) as error:
            self._trouble = str(error)
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
        finally:
            self._playing.close()

    def _is_to_conclude(self) -> bool:
        """Return whether this process ends a run. Workers that are stopped may have begun one without a report."""
        if self._is_worker:
            return False
        return self._has_run or self._playing.has_begun or (self._has_workers and has_begun(self._settings))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell how the bot did, and where the record is."""
        if self._conclusion is None and not self._trouble:
            return
        terminalreporter.section("runaround")
        if self._trouble:
            terminalreporter.line(f"runaround: {break_commands(on_one_line(self._trouble, 400))}", red=True)
        if self._conclusion is not None:
            for line in tell_conclusion(self._conclusion, self._settings):
                terminalreporter.line(line)
        for path in self._written:
            terminalreporter.line(tell_report(path, self._settings))


def _shorten(report: pytest.TestReport, summary: str, *, place: Path) -> None:
    """Have the short summary of a session show `summary` for this report, and `--tb=line` the file of the test."""
    told = report.longrepr
    crash = getattr(told, "reprcrash", None)
    if crash is None:
        return
    is_here = crash.path == str(place)
    placed = replace(crash, message=summary, path=str(place), lineno=crash.lineno if is_here else 1)
    told.reprcrash = placed  # type: ignore[union-attr]  # it has one, as was just seen
    if isinstance(chain := getattr(told, "chain", None), list):
        # What survives the way from a worker of xdist to its controller is the chain.
        chain[-1] = (chain[-1][0], placed, chain[-1][2])
