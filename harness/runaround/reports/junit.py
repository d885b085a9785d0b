"""The report for build servers: JUnit XML, one suite a bot, one test a case.

An inconclusive case is an `error`, and so is everything that was planned or counted and is not shown: what nobody
knows must never look green. A case in quarantine is `skipped`, and so is a scenario that the channel cannot play, with
the reason. Jenkins' schema has no properties of a
test, so those of a case stand as `[[PROPERTY|name=value]]` at the top of its output, as tools read them that have met
the same limit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from runaround.model import CaseStatus, JudgedCase, Run, Transcript
from runaround.reports.build_commands import escape_markup_commands
from runaround.reports.hostile import make_visible, on_one_line
from runaround.reports.junit_texts import tell_problem
from runaround.reports.options import Conversations, ReportOptions
from runaround.reports.overview import count_statuses, counted, name_repeat, name_target, state_headline, tell_run
from runaround.reports.quarantined import tell_quarantine
from runaround.reports.skipped import tell_skip
from runaround.reports.spoken import show_conversation
from runaround.reports.steady import list_reliability
from runaround.reports.texts import Texts, find_texts

__all__ = ["render"]

_NAME_CHARACTERS: Final = 200
_WIDTH: Final = 100
_ELEMENTS: Final = {CaseStatus.FAILED: "failure", CaseStatus.INCONCLUSIVE: "error"}
_COMMAND: Final = re.compile(r"\[(?=\[\s*(?:ATTACHMENT|PROPERTY)\b)", re.IGNORECASE)
"""Jenkins, GitLab and others attach the files that an output names so: a bot must not choose any."""


@dataclass(frozen=True, slots=True)
class _Test:
    """One test: `problem` is the name of its element, its type, its message and its text; None if it passed."""

    suite: str
    name: str
    time_s: float = 0.0
    problem: tuple[str, str, str, str] | None = None
    output: str = ""


def render(run: Run, *, lang: str = "en", options: ReportOptions | None = None) -> str:
    """Return the run as JUnit XML; `options` say whether conversations of passed cases are quoted too.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    asked = (options or ReportOptions()).conversations
    names = Counter((case.transcript.target, name_repeat(case, _NAME_CHARACTERS)) for case in run.cases)
    tests = [_test(case, run, texts=texts, asked=asked, is_alone=_is_alone(case, names)) for case in run.cases]
    tests += [*_unsupported(run, texts), *_omitted(run, texts), *_unfinished(run, texts)]
    root = ET.Element("testsuites", {"name": "runaround", **_count(tests)})
    for suite, group in groupby(sorted(tests, key=lambda test: test.suite), key=lambda test: test.suite):
        _add_suite(root, suite, list(group), run=run, texts=texts)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return escape_markup_commands(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n')


def _add_suite(root: ET.Element, name: str, tests: Sequence[_Test], *, run: Run, texts: Texts) -> None:
    started = {"timestamp": on_one_line(run.started)} if run.started else {}
    skipped = str(sum(test.problem is not None and test.problem[0] == "skipped" for test in tests))
    suite = ET.SubElement(root, "testsuite", {"name": name, **_count(tests), "skipped": skipped, **started})
    properties = ET.SubElement(suite, "properties")
    facts = {
        "run": run.id,
        "seed": str(run.seed),
        "harness": run.versions.harness,
        "detectors": run.versions.detectors,
        "phrasebooks": ", ".join(run.versions.phrasebooks),
    }
    for key, value in facts.items():
        if value:
            ET.SubElement(properties, "property", {"name": key, "value": on_one_line(value, _NAME_CHARACTERS)})
    for card in run.scorecards:
        if card.reliability is not None and name_target(card.target, texts) == name:
            for key, value in list_reliability(card.reliability, texts):
                ET.SubElement(properties, "property", {"name": key, "value": value})
    for test in tests:
        attributes = {"name": test.name, "classname": test.suite, "time": f"{test.time_s:.3f}"}
        element = ET.SubElement(suite, "testcase", attributes)
        if test.problem is not None:
            tag, kind, message, text = test.problem
            ET.SubElement(element, tag, {"type": kind, "message": message}).text = text
        if test.output:
            ET.SubElement(element, "system-out").text = test.output


def _count(tests: Sequence[_Test]) -> dict[str, str]:
    problems = Counter(test.problem[0] for test in tests if test.problem is not None)
    return {
        "tests": str(len(tests)),
        "failures": str(problems["failure"]),
        "errors": str(problems["error"]),
        "time": f"{sum(test.time_s for test in tests):.3f}",
    }


def _test(case: JudgedCase, run: Run, *, texts: Texts, asked: Conversations, is_alone: bool) -> _Test:
    record, status = case.transcript, case.verdict.status
    name = name_repeat(case, _NAME_CHARACTERS)
    is_quoted = asked is Conversations.ALL or status is not CaseStatus.PASSED
    problem = None
    if case.quarantine is not None:
        kept_out = tell_quarantine(case.quarantine, texts)
        problem = ("skipped", "quarantine", kept_out, kept_out)
    elif status is not CaseStatus.PASSED:
        told = tell_problem(case, texts)
        problem = (_ELEMENTS[status], told.kind, told.message, _disarm(told.text))
    output = list(_properties(record, run))
    if is_quoted:
        output += ["", _disarm("\n".join(show_conversation(case, texts, width=_WIDTH)))]
    return _Test(
        suite=name_target(record.target, texts),
        name=name if is_alone else f"{name} [{on_one_line(record.id, _NAME_CHARACTERS)}]",
        time_s=_measure_time(record),
        problem=problem,
        output="\n".join(output),
    )


def _is_alone(case: JudgedCase, names: Counter[tuple[str, str]]) -> bool:
    return names[case.transcript.target, name_repeat(case, _NAME_CHARACTERS)] == 1


def _properties(record: Transcript, run: Run) -> Iterator[str]:
    facts = {
        "case": record.id,
        "lang": record.lang,
        "seed": str(record.seed),
        "repeat": str(record.repeat),
        "severity": record.severity or "",
        "scenario_version": record.versions.scenario,
        "detectors": run.versions.detectors,
    }
    for key, value in facts.items():
        if value:
            shown = _disarm(on_one_line(value, _NAME_CHARACTERS)).replace("]]", "] ]")
            yield f"[[PROPERTY|{key}={shown}]]"


def _measure_time(record: Transcript) -> float:
    """Return the seconds that a case took, without the time that goes by for the consumer between two sessions."""
    spent = 0.0
    for _, turns in groupby(record.turns, key=lambda turn: turn.session):
        times = [turn.at for turn in turns]
        spent += max(times[-1] - times[0], 0.0)
    return spent


def _unsupported(run: Run, texts: Texts) -> Iterator[_Test]:
    """Yield a skipped test for each scenario that was not played, whatever its repeats."""
    for one in run.skipped:
        told = tell_skip(one, texts)
        problem = ("skipped", "unsupported", told, told)
        yield _Test(name_target(one.target, texts), on_one_line(one.scenario, _NAME_CHARACTERS), problem=problem)


def _omitted(run: Run, texts: Texts) -> Iterator[_Test]:
    """Yield a test for the cases of each bot that are counted and not shown; one of them failed: it failed."""
    if not run.omitted:
        return
    for card in run.scorecards:
        shown = count_statuses(case for case in counted(run.cases) if case.transcript.target == card.target)
        failed = card.passed.judged - card.passed.hits - shown[CaseStatus.FAILED]
        unknown = card.passed.unknown - shown[CaseStatus.INCONCLUSIVE]
        passed = card.passed.hits - shown[CaseStatus.PASSED]
        text = texts.say("junit.omitted", passed=passed, failed=failed, inconclusive=unknown)
        tag = "failure" if failed else "error" if unknown else None
        yield _Test(
            suite=name_target(card.target, texts),
            name=texts.words["junit.omitted.name"],
            problem=(tag, "omitted", text, text) if tag else None,
            output=text,
        )


def _unfinished(run: Run, texts: Texts) -> Iterator[_Test]:
    """Yield an error for a run that was stopped or that holds nothing: an empty file would count as a success."""
    if run.interrupted or not (run.cases or run.omitted):
        told = " ".join([state_headline(run, texts).text, *tell_run(run, texts)])
        kind = "interrupted" if run.interrupted else "empty"
        yield _Test("runaround", texts.words["junit.run.name"], problem=("error", kind, told, told))


def _disarm(text: str) -> str:
    """Return a text in which no line is an instruction to the build server."""
    return _COMMAND.sub("[ ", make_visible(text))
