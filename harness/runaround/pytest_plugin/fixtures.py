"""Fixtures for tests that are written in Python: who talks to the bot, what was said, and what is to be said of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from runaround.errors import RunaroundError
from runaround.judging import DETECTOR_GROUP
from runaround.model import KINDS, Case, CaseStatus, Expectation, Finding, JudgedCase, Outcome, Scenario, Transcript
from runaround.plugins import find_plugins, suggest
from runaround.pytest_plugin.collecting import note_record, skip_unsupported
from runaround.pytest_plugin.playing import Playing
from runaround.pytest_plugin.settings import Settings
from runaround.pytest_plugin.telling import BotFailed, NotJudged, check_judged, tell, tell_with_summary
from runaround.reports.build_commands import break_commands
from runaround.reports.told_case import summarise_case
from runaround.runner import make_case_id
from runaround.scenario_file import find_scenarios
from runaround.target_file import Target

__all__ = [
    "PLAYING",
    "Consumers",
    "Judge",
    "Judged",
    "Play",
    "ScriptedConsumer",
    "Talk",
    "consumer",
    "judge",
    "play",
    "target",
    "tell_talks",
    "transcript",
]

_MARGIN = 4
"""Columns that pytest puts before each line of an exception in a test."""

PLAYING = pytest.StashKey[Playing]()
"""Where the configuration of a session keeps what it plays with."""


_TALKS = pytest.StashKey[list[JudgedCase]]()
"""Where a test keeps the conversations that it has played."""


@dataclass(frozen=True, slots=True, repr=False)
class Judged:
    """A conversation and what was found in it. What could not be judged never becomes one."""

    case: JudgedCase
    _settings: Settings

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What counts against the bot, in the order of turns."""
        return self.case.verdict.findings

    @property
    def transcript(self) -> Transcript:
        """The conversation."""
        return self.case.transcript

    @property
    def outcome(self) -> Outcome | None:
        """How the matter came out."""
        return self.case.verdict.outcome

    @property
    def has_passed(self) -> bool:
        """Whether nothing was found that counts, and all is as the scenario expects."""
        return self.case.verdict.status is CaseStatus.PASSED

    def assert_no(self, *kinds: str) -> None:
        """Raise BotFailed, with the conversation, if there is a finding of these kinds or families; of any, if none.

        Raises ValueError for a kind that does not exist: it could never be found.
        """
        __tracebackhide__ = True
        _check_kinds(kinds)
        found = [one for one in self.findings if not kinds or {one.kind, one.family} & {*kinds}]
        if found:
            raise BotFailed(_tell_in_test(self.case, self._settings))

    def assert_passed(self) -> None:
        """Raise BotFailed, with the conversation, if the case failed: by a finding, or by what its scenario expects."""
        __tracebackhide__ = True
        if not self.has_passed:
            raise BotFailed(_tell_in_test(self.case, self._settings))

    def __repr__(self) -> str:
        """Say which case, and what was found."""
        return f"<Judged {self.transcript.id}: {summarise_case(self.case, self._settings.texts)}>"

    def __str__(self) -> str:
        """Return the conversation with its findings, as failures show it."""
        return tell(self.case, self._settings)


class Consumers:
    """Makes consumers for one test, each from a scenario."""

    def __init__(self, playing: Playing, test: pytest.Item) -> None:
        self._playing = playing
        self._test = test

    def __call__(self, scenario: str | Path | Scenario, *, seed: int | None = None) -> ScriptedConsumer:
        """Return the consumer of a scenario: by its key (`missing_item.zh`), by the path of its file, or as it is.

        seed: picks the wording; None: the seed of the session. Raises NotJudged if there is no such scenario.
        """
        __tracebackhide__ = True
        try:
            found = self._find(scenario) if isinstance(scenario, str | Path) else scenario
        except RunaroundError as error:
            raise NotJudged(break_commands(str(error))) from None  # its words are all that helps
        plan = self._playing.settings.plan
        return ScriptedConsumer(found, plan.seed if seed is None else seed, self._playing, self._test)

    def _find(self, name: str | Path) -> Scenario:
        settings = self._playing.settings
        beside = self._test.path.parent / name
        wanted = str(beside if beside.is_file() else name)
        found = find_scenarios([wanted], folders=settings.folders)
        chosen = [one for one in found if settings.lang in {None, one.lang}] if len(found) > 1 else list(found)
        if len(chosen) != 1:
            names = ", ".join(one.key for one in found)
            msg = f"{name} stands for {len(found)} scenarios; expected one of them: {names}."
            raise RunaroundError(msg)
        return chosen[0]


@dataclass(frozen=True, slots=True)
class ScriptedConsumer:
    """Somebody who wants what a scenario says. Each talk is another conversation, with a consumer nobody has met."""

    scenario: Scenario
    seed: int
    _playing: Playing
    _test: pytest.Item

    def talk(self) -> Transcript:
        """Talk to the bot until the consumer stops, and return what was said; it is kept in the run of the session.

        A test whose channel cannot play the scenario is skipped. Raises NotJudged if the bot could not be talked to.
        """
        __tracebackhide__ = True
        return self._talk().transcript

    def _talk(self) -> JudgedCase:
        __tracebackhide__ = True
        skip_unsupported(self._test, self.scenario, self._playing)
        settings = self._playing.settings
        # Tests of one name stand in several files, which other processes may run.
        digest = hashlib.sha256(self._test.nodeid.encode()).hexdigest()[:6]
        name = f"{settings.target.name}.{self.scenario.key}.{self._test.name}-{digest}"
        case = Case(make_case_id(name, self._playing.judged), self.scenario, settings.target.name, seed=self.seed)
        note_record(self._test, settings.plan.id, case.id)
        try:
            judged = self._playing.play(case)
        except RunaroundError as error:
            raise NotJudged(break_commands(str(error))) from None  # its words are all that helps
        self._test.stash.setdefault(_TALKS, []).append(judged)
        if judged.transcript.error is not None:
            raise NotJudged(_tell_in_test(judged, settings))
        return judged


class Talk:
    """Plays a scenario and gives the conversation."""

    def __init__(self, consumers: Consumers) -> None:
        self._consumers = consumers

    def __call__(self, scenario: str | Path | Scenario, *, seed: int | None = None) -> Transcript:
        """Return what was said, as `ScriptedConsumer.talk`; the arguments are those of `Consumers`."""
        __tracebackhide__ = True
        return self._consumers(scenario, seed=seed).talk()


class Judge:
    """Judges conversations, as the session judges its scenarios."""

    def __init__(self, playing: Playing) -> None:
        self._playing = playing

    def __call__(self, transcript: Transcript, *, expect: Expectation | None = None) -> Judged:
        """Return what is found in a conversation, from this session or from anywhere.

        expect: what would be right; None: what its scenario says, if this session played it.
        Raises NotJudged if nothing can be said about the bot.
        """
        __tracebackhide__ = True
        settings = self._playing.settings
        played = self._playing.judged.get(transcript.id)
        if expect is None and played is not None and played.transcript == transcript:
            case = played
        else:
            case = self._playing.judge(transcript, expect)
        check_judged(case, replace(settings, width=settings.width - _MARGIN))
        return Judged(case, settings)


class Play:
    """Plays a scenario and judges it."""

    def __init__(self, talk: Talk, judge: Judge) -> None:
        self._talk = talk
        self._judge = judge

    def __call__(self, scenario: str | Path | Scenario, *, seed: int | None = None) -> Judged:
        """Return a conversation and what is found in it; the arguments are those of `Consumers`.

        Raises NotJudged if nothing can be said about the bot.
        """
        __tracebackhide__ = True
        return self._judge(self._talk(scenario, seed=seed))


def tell_talks(item: pytest.Item, settings: Settings) -> list[tuple[str, str]]:
    """Return the conversations that a test has played, as sections of its report."""
    return [(f"Played: {case.transcript.id}", tell(case, settings)) for case in item.stash.get(_TALKS, [])]


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    """The bot that the session talks to, as its target file describes it."""
    return pytestconfig.stash[PLAYING].settings.target


@pytest.fixture
def consumer(request: pytest.FixtureRequest) -> Consumers:
    """Makes consumers: `consumer("missing_item.zh").talk()`."""
    item = request.node
    assert isinstance(item, pytest.Item)
    return Consumers(request.config.stash[PLAYING], item)


@pytest.fixture
def transcript(consumer: Consumers) -> Talk:
    """Plays a scenario and gives the conversation: `transcript("missing_item.zh").turns`."""
    return Talk(consumer)


@pytest.fixture
def judge(pytestconfig: pytest.Config) -> Judge:
    """Judges a conversation: `judge(transcript("missing_item.zh")).assert_no("loop")`."""
    return Judge(pytestconfig.stash[PLAYING])


@pytest.fixture
def play(transcript: Talk, judge: Judge) -> Play:
    """Plays a scenario and judges it: `play("missing_item.zh").assert_passed()`."""
    return Play(transcript, judge)


def _tell_in_test(case: JudgedCase, settings: Settings) -> str:
    return tell_with_summary(case, replace(settings, width=settings.width - _MARGIN))


def _check_kinds(kinds: Sequence[str]) -> None:
    """Raise ValueError for a kind that neither we nor a plugin can find."""
    known = {*KINDS, *(kind.partition("/")[0] for kind in KINDS), *find_plugins(DETECTOR_GROUP)}
    for kind in kinds:
        if kind not in known and kind.partition("/")[0] not in known - {kind.partition("/")[0] for kind in KINDS}:
            msg = f"No kind of finding is called {kind!r}.{suggest(kind, sorted(known))}"
            raise ValueError(msg)
