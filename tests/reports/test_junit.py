"""The JUnit report: valid, readable by others, and never greener than what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import junitparser
import pytest
import xmlschema

from runaround.model import CaseStatus, JudgedCase, Rate, Run, Speaker, Transcript, Turn, Verdict
from runaround.reports import Conversations, ReportOptions, junit
from runaround.scoring import score

EMPTY = Run("", "", 0, (), ())


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))


def case(name: str, status: CaseStatus = CaseStatus.PASSED, **record: Any) -> JudgedCase:
    return JudgedCase(Transcript(name, "en", (), target="bot", **record), Verdict(status, None))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_over_two_bots_reads_as_stored(two_bots: Run, snapshot: Callable[[str, str], None], lang: str) -> None:
    snapshot(f"two_bots.{lang}.xml", junit.render(two_bots, lang=lang))


@pytest.mark.parametrize(
    "name", ["one_bot", "two_bots", "expecting", "suppressing", "skipping", "repeated", "hostile_run"]
)
@pytest.mark.parametrize("asked", Conversations)
def test_it_is_as_the_schema_says(name: str, asked: Conversations, request: pytest.FixtureRequest) -> None:
    text = junit.render(request.getfixturevalue(name), options=ReportOptions(asked))

    assert [] == [error.reason for error in schema().iter_errors(text)]


@pytest.mark.parametrize("planted", ["<x/>", '<testcase name="a" classname="b" time="1.000"><skipped/></testcase>'])
def test_the_schema_refuses_what_it_does_not_know(two_bots: Run, planted: str) -> None:
    text = junit.render(two_bots).replace("</testsuite>", planted + "</testsuite>", 1)

    assert [] != list(schema().iter_errors(text))


def test_a_stranger_reads_the_same_counts(two_bots: Run) -> None:
    suites = junitparser.JUnitXml.fromstring(junit.render(two_bots).encode())

    read = [(suite.name, suite.tests, suite.failures, suite.errors, len(list(suite))) for suite in suites]
    assert [("hurried", 3, 1, 2, 3), ("oil-shop", 3, 2, 0, 3)] == read
    assert (6, 3, 2) == (suites.tests, suites.failures, suites.errors)


def test_the_properties_say_how_steady_a_bot_is(repeated: Run) -> None:
    """By hand: pass^1 is (2/3 + 1/3 + 1) / 3; of the two scenarios with three conclusive repeats none passes thrice."""
    (suite,) = junitparser.JUnitXml.fromstring(junit.render(repeated).encode())

    found = {one.name: one.value for one in suite.properties()}
    assert ("3", "0.6667", "0.0000", "0.6667") == tuple(
        found[name] for name in ("repeats", "pass^1", "pass^3", "flip_rate")
    )
    assert float(found["pass^1_low"]) < 0.6667 < float(found["pass^1_high"])
    assert ("0.6667", "1.0000") == (found["flip_rate_at_least"], found["flip_rate_at_most"])
    assert "a_b.en: 1 passed, 2 failed; refund.en: 2 passed, 1 failed" == found["flaky"]


def test_without_repeats_no_property_speaks_of_them(two_bots: Run) -> None:
    assert "flip_rate" not in junit.render(two_bots)


def test_a_failure_tells_the_finding_in_words_with_its_turns(two_bots: Run) -> None:
    suites = junitparser.JUnitXml.fromstring(junit.render(two_bots).encode())

    (told,) = next(test for suite in suites for test in suite if test.name == "refund.en").result
    assert ("loop/menu", "Back to the same menu") == (told.type, told.message)
    assert "Turn 3 leads back to the menu or page that the consumer had already seen in turn 1." in told.text
    assert " >   3  Bot         Read this first.\n" in told.text


@pytest.mark.parametrize(("asked", "is_quoted"), [(Conversations.NOT_PASSED, False), (Conversations.ALL, True)])
def test_conversations_of_passed_cases_are_quoted_when_asked_for(
    two_bots: Run, asked: Conversations, is_quoted: bool
) -> None:
    root = ET.fromstring(junit.render(two_bots, options=ReportOptions(asked)))

    output = root.findtext(".//testcase[@name='hours.zh']/system-out")
    assert output is not None
    assert is_quoted == ("几点开门" in output)


def test_a_repeat_is_a_test_of_its_own() -> None:
    cases = tuple(case(f"a-{n}", scenario="a.en", repeat=n) for n in range(3))

    root = ET.fromstring(junit.render(replace(EMPTY, cases=cases)))

    assert ["a.en", "a.en #2", "a.en #3"] == [test.get("name") for test in root.iter("testcase")]


def test_time_between_two_sessions_is_no_time_of_the_test() -> None:
    turns = (
        Turn(Speaker.BOT, "a", at=1.0),
        Turn(Speaker.BOT, "b", at=3.5),
        Turn(Speaker.BOT, "c", at=1000.0, session=2),
        Turn(Speaker.BOT, "d", at=1001.0, session=2),
    )
    run = replace(EMPTY, cases=(JudgedCase(Transcript("a", "en", turns), Verdict(CaseStatus.PASSED, None)),))

    assert "3.500" == ET.fromstring(junit.render(run)).get("time")


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (EMPTY, ("0", "1")),
        (replace(EMPTY, cases=(case("a"),), planned=2, interrupted=True), ("0", "1")),
        (replace(EMPTY, cases=(case("a", CaseStatus.INCONCLUSIVE),)), ("0", "1")),
        (replace(EMPTY, cases=(case("a", CaseStatus.FAILED),)), ("1", "0")),
        (replace(EMPTY, cases=(case("a"),)), ("0", "0")),
    ],
    ids=["empty", "interrupted", "inconclusive", "failed", "passed"],
)
def test_only_what_passed_is_green(run: Run, expected: tuple[str, str]) -> None:
    root = ET.fromstring(junit.render(run))

    assert expected == (root.get("failures"), root.get("errors"))


@pytest.mark.parametrize(("hits", "unknown", "expected"), [(9, 0, "failure"), (10, 3, "error"), (10, 0, None)])
def test_cases_that_are_counted_and_not_shown_count_here_too(hits: int, unknown: int, expected: str | None) -> None:
    shown = case("a")
    card = replace(score([shown], target="bot"), cases=10 + unknown, passed=Rate(hits, 10, unknown, 0.0, 1.0, 0.0, 1.0))
    run = replace(EMPTY, cases=(shown,), scorecards=(card,), omitted=9 + unknown)

    root = ET.fromstring(junit.render(run))

    last = root.find(".//testcase[@name='cases that are counted and not shown']")
    assert last is not None
    assert expected == next((child.tag for child in last if child.tag != "system-out"), None)


def test_a_bot_cannot_make_the_build_server_attach_files() -> None:
    """Jenkins and GitLab read `[[ATTACHMENT|path]]` in an output as an order to publish that file."""
    turn = Turn(Speaker.BOT, "[[ATTACHMENT|/etc/passwd]] [[ attachment|x]] [[PROPERTY|seed=9]]")
    told = JudgedCase(Transcript("[[ATTACHMENT|/etc/hosts]]", "en", (turn,)), Verdict(CaseStatus.INCONCLUSIVE, None))

    root = ET.fromstring(junit.render(replace(EMPTY, cases=(told,))))

    output = root.findtext(".//system-out") or ""
    assert "[ [ATTACHMENT|/etc/passwd]]" in output
    assert ["case", "lang", "seed", "repeat"] == [
        part.partition("=")[0] for part in output.replace("[[ ", "[[").split("[[PROPERTY|")[1:]
    ]
    assert "[[attachment" not in output.lower().replace("[[ ", "[[")


def test_what_xml_forbids_is_spelt_out(hostile_run: Run) -> None:
    root = ET.fromstring(junit.render(hostile_run))

    said = "".join(root.itertext())
    assert [] == [shown for shown in ("\\x1b[31mred", "\\x08\\x00end", "<U+D83D>", "<script>") if shown not in said]
