"""The fixtures for tests in Python: they read well, fail with the conversation, and never take trouble for a pass."""

from __future__ import annotations

import pytest
from foreign_project import Project

STUCK = ("One bottle is missing from my parcel.", "No, there is no second parcel, the box had room for both.")
FILE = "scenarios/billing/missing_bottle.yaml"


@pytest.fixture
def shop(project: Project) -> Project:
    """A project with a scenario in which the bot goes round in circles; only tests in Python are collected."""
    project.write(
        "pytest.ini", "[pytest]\nrunaround_target = bot.yaml\nrunaround_scenarios = scenarios\ntestpaths = t\n"
    )
    project.scenario("missing_bottle", *STUCK)
    project.scenario("opening_hours", "When are you open?")
    project.scenario("breaking", "Break.")
    project.write("broken.yaml", "sessions: []\n")
    return project


def run(project: Project, body: str, *arguments: str) -> pytest.RunResult:
    """Run one test with this body, which has every fixture."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    project.write("t/test_it.py", f"def test_it(target, consumer, transcript, judge, play):\n{lines}")
    return project.run(*arguments)


PASSING = {
    "by name": "play('opening_hours').assert_passed()",
    "by key": "assert play('opening_hours.en').findings == ()",
    "by path": "play('../scenarios/billing/opening_hours.yaml').assert_no()",
    "step by step": "said = consumer('opening_hours').talk()\nassert judge(said).has_passed",
    "the conversation": "assert 'nine' in transcript('opening_hours').turns[1].text",
    "another kind": "play('missing_bottle').assert_no('handoff_failure', 'stalling')",
    "the target": "assert target.name == 'shop'",
    "of one's own": (
        "from dataclasses import replace\n"
        "scenario = replace(consumer('opening_hours').scenario, id='mine')\n"
        "assert play(scenario, seed=7).transcript.scenario == 'mine.en'"
    ),
    "the library": "assert consumer('order_status.zh').scenario.lang == 'zh'",
}


@pytest.mark.parametrize("body", PASSING.values(), ids=PASSING)
def test_a_test_passes(shop: Project, body: str) -> None:
    run(shop, body).assert_outcomes(passed=1)


FAILING = {
    "a family": "play('missing_bottle').assert_no('loop')",
    "a form": "play('missing_bottle').assert_no('loop/answer')",
    "anything": "play('missing_bottle').assert_no()",
    "as expected": "play('missing_bottle').assert_passed()",
    "a plain assertion": "assert not play('missing_bottle').findings",
    "judged by itself": "judge(transcript('missing_bottle')).assert_passed()",
}


@pytest.mark.parametrize("body", FAILING.values(), ids=FAILING)
def test_a_failure_shows_the_conversation(shop: Project, body: str) -> None:
    result = run(shop, body)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*1 Bot *Items of one order*", "*▲ Same answer again: *", "*Record: runaround show *"])


TROUBLED = {
    "no such scenario": ("play('opening_ours')", "*Did you mean 'opening_hours'*"),
    "an HTTP error": ("play('breaking')", "*not judged: *HTTP 500*"),
    "looked at only": ("assert transcript('breaking').turns", "*not judged: *HTTP 500*"),
    "a broken file": ("play('../broken.yaml')", "*broken.yaml:1: *"),
}


@pytest.mark.parametrize(("body", "told"), TROUBLED.values(), ids=TROUBLED)
def test_what_could_not_be_judged_is_an_error(shop: Project, body: str, told: str) -> None:
    result = run(shop, body, "--junitxml", "junit.xml")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])
    assert 'errors="1" failures="0"' in (shop.path / "junit.xml").read_text("utf-8")


def test_a_kind_that_does_not_exist_is_no_pass(shop: Project) -> None:
    result = run(shop, "play('opening_hours').assert_no('lop')")

    result.stdout.fnmatch_lines(["*No kind of finding is called 'lop'. Did you mean 'loop'?"])


def test_a_test_that_goes_elsewhere_keeps_its_record_with_the_others(shop: Project) -> None:
    body = "import os\nos.chdir('scenarios')\nplay('opening_hours').assert_passed()\nos.chdir('..')"

    run(shop, body).assert_outcomes(passed=1)

    assert ["opening_hours.en"] == [one.transcript.scenario for one in shop.read_store()]


def test_a_running_event_loop_is_told(shop: Project) -> None:
    body = "import asyncio\nasync def nested():\n    play('opening_hours')\nasyncio.run(nested())"

    result = run(shop, body)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*inside a running event loop; make the test a plain `def`*"])


def test_without_a_target_there_are_no_fixtures(shop: Project) -> None:
    shop.write("pytest.ini", "[pytest]\n")

    result = run(shop, "pass")

    result.stdout.fnmatch_lines(["*fixture 'target' not found"])
