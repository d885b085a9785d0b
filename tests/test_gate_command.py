"""`runaround gate` and `run --policy`: from files and bots over HTTP to the exit code, and every word in between."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from gate_runs import TODAY, F, U, asking, broken_off, case, found, kept_out, run_of
from jsonschema import Draft202012Validator

from runaround.cli import main
from runaround.gating import judge_run
from runaround.model import (
    MEASURES,
    BlockRule,
    Censored,
    Finding,
    GateResult,
    KnownRegression,
    LimitRule,
    Need,
    Policy,
    PolicyOverride,
    RegressionMode,
    RegressionRule,
    RequiredRule,
    SkippedCase,
    Unclear,
)
from runaround.reports import gate_json, gate_text
from runaround.reports.texts import LANGUAGES
from runaround.specimens import serve
from runaround.store import EventKind, NewRun, PlannedCase, Recorded, open_store, read_records

PAGE = (Path(__file__).parent.parent / "docs" / "gate.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+) ([^\n]+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SCHEMA = json.loads((resources.files("runaround.reports") / "gate.schema.json").read_text("utf-8"))
CommandLine = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Run `runaround` beside the files of docs/gate.md; return exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    for language, name, text in BLOCKS:
        if language in {"jsonl", "yaml"}:
            (tmp_path / name).write_text(text, "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


# --- gate --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "text"), [(name, text) for language, name, text in BLOCKS if language == "text"])
def test_the_page_shows_what_is_printed(command_line: CommandLine, call: str, text: str) -> None:
    code, out, err = command_line(*call.split()[1:])

    assert (1, text, "") == (code, out, err)


CODES = {
    "passed": (("gate", "before.jsonl"), 0),
    "blocked": (("gate", "now.jsonl"), 1),
    "undecided": (("gate", "before.jsonl", "--policy", "policy.yaml"), 2),
    "not worse": (("gate", "now.jsonl", "--policy", "free.yaml", "--against", "now.jsonl"), 0),
    "worse": (("gate", "now.jsonl", "--policy", "free.yaml", "--against", "before.jsonl"), 1),
    "no such run": (("gate", "gone.jsonl"), 2),
    "no such policy": (("gate", "now.jsonl", "--policy", "gone.yaml"), 2),
    "kept out": (("gate", "now.jsonl", "--quarantine", "aside.yaml"), 0),
}


@pytest.mark.parametrize(("arguments", "code"), CODES.values(), ids=CODES)
def test_exit_codes(command_line: CommandLine, tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    (tmp_path / "free.yaml").write_text("policy: {block: []}\n", "utf-8")
    entry = "{scenario: missing_item, reason: Slow., author: Ann, expires: 2999-12-31}"
    (tmp_path / "aside.yaml").write_text(f"quarantine: [{entry}]\n", "utf-8")

    assert code == command_line(*arguments)[0]


def test_what_is_suppressed_is_not_there_for_the_gate(command_line: CommandLine, tmp_path: Path) -> None:
    entries = [
        f"  - {{kind: {kind}, scenario: missing_item, reason: r, author: a, expires: 2999-12-31}}\n"
        for kind in ("loop", "handoff_failure")
    ]
    (tmp_path / "s.yaml").write_text("suppressions:\n" + "".join(entries), "utf-8")

    assert 0 == command_line("gate", "now.jsonl", "--suppress", "s.yaml")[0]


def test_a_run_that_was_stopped_is_not_let_through(command_line: CommandLine, tmp_path: Path) -> None:
    records = [item for item in read_records(tmp_path / "before.jsonl") if isinstance(item, Recorded)]
    with open_store(tmp_path / "results" / "runaround.db") as store:
        planned = [PlannedCase(one.transcript.id) for one in records]
        run = store.runs.begin(NewRun("r", "2026-11-22T08:00:00+00:00"), [*planned, PlannedCase("never played")])
        for one in records:
            store.cases.append(run, one.transcript, one.expect)
        store.runs.note(run, EventKind.INTERRUPTED)

    code, out, _ = command_line("gate", "r")

    assert (2, True) == (code, "The run was stopped before its end." in out)


# --- run ---------------------------------------------------------------------------------------------


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Return a function that serves a specimen on a free port and returns its target file."""
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())

        def serve_one(name: str) -> str:
            served = stack.enter_context(portal.wrap_async_context_manager(serve(name, delay_s=0.0)))
            served.write_target(tmp_path / "bot.yaml")
            return str(tmp_path / "bot.yaml")

        yield serve_one


LAST = "The override in line 34 (language zh) fits no case.\n"
HOARDER, SCENARIO = "evidence_hoarder", "missing_item.en"


def test_a_run_with_a_policy_ends_with_what_the_gate_says(
    command_line: CommandLine, bot: Callable[[str], str], tmp_path: Path
) -> None:
    code, out, _ = command_line("run", bot(HOARDER), SCENARIO, "--policy", "policy.yaml", "--out", "o")

    kept = json.loads((tmp_path / "o" / "gate.json").read_text("utf-8"))
    assert (1, "blocked") == (code, kept["status"])
    assert out.endswith(LAST)
    assert f"\n{kept['headline'].partition('. ')[0]}" in out


def test_what_programs_read_of_a_run_stays_whole(command_line: CommandLine, bot: Callable[[str], str]) -> None:
    arguments = ("run", bot(HOARDER), SCENARIO, "--policy", "policy.yaml", "--format", "json", "--out", "o")

    code, out, err = command_line(*arguments)

    assert (1, "runaround-report/1", True) == (code, json.loads(out)["format"], err.endswith(LAST))


def test_a_healthy_bot_is_let_through(command_line: CommandLine, bot: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("policy:\n", "utf-8")

    code, out, _ = command_line("run", bot("healthy"), SCENARIO, "--policy", "empty.yaml", "--out", "o")

    assert (0, True) == (code, "\nPASSED: all 2 rules are kept.\n" in out)


def test_the_answer_says_what_kept_a_bot_from_being_judged(
    command_line: CommandLine, bot: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "free.yaml").write_text("policy: {block: []}\n", "utf-8")

    code, out, _ = command_line("run", bot("crashing"), SCENARIO, "--policy", "free.yaml", "--out", "o")

    assert (2, True) == (code, "\n  What happened: crashing (POST http://127.0.0.1:" in out)


def test_a_policy_decides_and_not_the_findings(
    command_line: CommandLine, bot: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "free.yaml").write_text("policy: {block: []}\n", "utf-8")
    target = bot(HOARDER)

    plain = command_line("run", target, SCENARIO, "--out", "first")[0]
    gated = command_line("run", target, SCENARIO, "--policy", "free.yaml", "--out", "second")[0]
    again = command_line("run", target, SCENARIO, "--against", "latest", "--policy", "free.yaml", "--out", "o")[0]

    assert (1, 0, 0) == (plain, gated, again)


def test_a_wrong_policy_stops_a_run_before_it_begins(
    command_line: CommandLine, bot: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "p.yaml").write_text("policy: {blok: all}\n", "utf-8")

    code, _, err = command_line("run", bot(HOARDER), SCENARIO, "--policy", "p.yaml", "--out", "o")

    assert (2, False) == (code, (tmp_path / "results").exists())
    assert "p.yaml:1: policy: unknown key 'blok'" in err


def test_a_case_in_quarantine_is_played_and_decides_nothing(
    command_line: CommandLine, bot: Callable[[str], str], tmp_path: Path
) -> None:
    entry = "{scenario: missing_item.en, reason: Slow., author: Ann, expires: 2999-12-31}"
    (tmp_path / "q.yaml").write_text(f"quarantine: [{entry}]\n", "utf-8")
    arguments = ("run", bot(HOARDER), SCENARIO, "--quarantine", "q.yaml", "--format", "json", "--out", "o")

    code, out, err = command_line(*arguments)

    report = json.loads(out)
    assert (2, 1, "failed") == (code, report["run"]["quarantined"], report["cases"][0]["status"])
    assert "(in quarantine)" in err
    assert "Nothing could be judged: 1 of 1 cases ran, all are in quarantine." in err


def test_repeats_of_a_scenario_are_told_apart(command_line: CommandLine, bot: Callable[[str], str]) -> None:
    """Build servers know a repeat as `#2`, so the log and the table that people read have to say so too."""
    code, out, err = command_line("run", bot(HOARDER), SCENARIO, "--repeat", "7", "--concurrency", "1", "--out", "o")

    assert 1 == code
    assert f"  {SCENARIO}, {SCENARIO} #2, {SCENARIO} #3," in out
    assert f"[2/7] failed {HOARDER} {SCENARIO} #2: " in err
    assert ["1", "2", "3", "4", "5", "7"] == re.findall(r"pass\^(\d+)", out)


# --- words -------------------------------------------------------------------------------------------

BAD = (
    "<script>alert(1)</script>\x1b]0;x\x07\u202e\u200b\ud83d`` `x` @all https://evil.test www.evil.test | **b** [l](u)"
)
HOSTILE_REASONS = ((BAD, BAD), ("probe_failed", BAD))


def hostile() -> GateResult:
    """Return an answer in which every foreign text is an attack, and every rule breaks."""
    bad = case(F, Finding(1, BAD, (0, 7000)), Finding(900, "loop"), scenario=BAD, target=BAD, reasons=HOSTILE_REASONS)
    turns = tuple(replace(turn, text=BAD) for turn in bad.transcript.turns)
    bad = replace(bad, transcript=replace(bad.transcript, id=BAD, turns=turns, tags=(BAD,)))
    before = replace(bad, verdict=case().verdict)
    known = KnownRegression(BAD, BAD, BAD, date(2026, 1, 1))
    policy = Policy(
        block=(BlockRule((BAD,), why=BAD), BlockRule()),
        required=(RequiredRule((BAD,), tag=BAD, named=BAD, why=BAD), RequiredRule((f"{BAD}?",), named=BAD)),
        regressions=RegressionRule(known=(known,), why=BAD),
        overrides=(PolicyOverride(BAD, BAD, block=()), PolicyOverride(f"{BAD}*", limits=(LimitRule("turns", 0),))),
    )
    return judge_run(policy, replace(run_of(bad), id=BAD), baseline=replace(run_of(before), id=BAD), today=TODAY)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("render", [gate_text.render_console, gate_text.render_markdown, gate_json.render])
def test_hostile_text_does_nothing(render: Any, lang: str) -> None:
    text = render(hostile(), lang=lang)

    text.encode()
    assert [] == [character for character in "\x1b\x07\u202e\u200b" if character in text]


@pytest.mark.parametrize("answer", ["rules", "errors"])
def test_nothing_foreign_acts_as_markup(answer: str) -> None:
    """Outside of code spans every mark is escaped; a fence is longer than any run of ticks in the text."""
    down = judge_run(Policy(), run_of(broken_off(BAD)), baseline=None, today=TODAY)
    written = gate_text.render_markdown(hostile() if answer == "rules" else down)
    told = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", written)

    plain = re.sub(r"\\.", "", told)
    assert [] == re.findall(r"<|@|\[|https:|www\.|`", plain)


def everything() -> Iterator[GateResult]:
    """Yield answers that use every sort of rule, every measure, and every reason for being unclear."""
    yield hostile()
    limits = tuple(LimitRule(name, 0, percentile) for name in MEASURES for percentile in (None, 50))
    asked = asking(Censored(), menu_steps_to_human=Censored(), turns_to_human=Censored(2, is_reached=True))
    chance = RegressionRule(RegressionMode.BY_CHANCE)
    policy = Policy(limits=limits, regressions=chance, block=(BlockRule(("expectation",), at_most_share=0.0),))
    missed = case(F, reasons=(("expected_resolved", "unresolved"),))
    yield judge_run(policy, run_of(asked, missed), baseline=run_of(asked), today=TODAY)
    wanted = tuple(RequiredRule((name,), named=name, lang="en") for name in ("late", "gone", "lost", "photo"))
    aside = replace(run_of(case(U), kept_out(case(scenario="lost.en")), interrupted=True), omitted=3)
    aside = replace(aside, skipped=(SkippedCase("photo.en", BAD, (Need.UPLOADS,), "en"),))
    strict = Policy(required=wanted, limits=limits[:1], regressions=RegressionRule(), block=(BlockRule(at_most=1),))
    yield judge_run(strict, aside, baseline=None, today=TODAY)
    yield judge_run(strict, run_of(case(), detectors="3"), baseline=run_of(case()), today=TODAY)
    yield judge_run(strict, run_of(asking(None)), baseline=run_of(case(version="2")), today=TODAY)
    seconds = Policy(
        limits=(LimitRule("seconds_to_human", 9),), block=(BlockRule(confidence=found().assessment.confidence),)
    )
    yield judge_run(seconds, run_of(asking(None)), baseline=None, today=TODAY)
    yield judge_run(seconds, run_of(case()), baseline=None, today=TODAY)
    yield judge_run(Policy(), run_of(broken_off(BAD)), baseline=None, today=TODAY)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("render", [gate_text.render_console, gate_text.render_markdown, gate_json.render])
def test_everything_that_the_gate_can_say_has_words(render: Any, lang: str) -> None:
    results = list(everything())

    texts = [render(result, lang=lang) for result in results]

    said = {why for result in results for rule in result.rules for why, _ in rule.unclear}
    assert (len(results), {*Unclear}) == (len(texts), said)


def test_the_json_keeps_its_schema() -> None:
    validator = Draft202012Validator(SCHEMA)

    answers = [json.loads(gate_json.render(result)) for result in [*everything()][1:]]

    mistakes = [one.message for answer in answers for one in validator.iter_errors(answer)]

    Draft202012Validator.check_schema(SCHEMA)
    assert [] == mistakes


def test_of_many_cases_the_first_are_shown_and_the_others_counted() -> None:
    failed = [case(F, scenario=f"s{number}.en") for number in range(12)]

    text = gate_text.render_console(judge_run(Policy(), run_of(*failed), baseline=None, today=TODAY))

    assert (5, True) == (len(re.findall(r"^    s\d+\.en", text, re.MULTILINE)), "    … and 7 more\n" in text)
