"""Scenario files as tests of pytest: collected, chosen, played, told."""

from __future__ import annotations

import json
import re

import pytest
from foreign_project import COMMANDS, HOSTILE, STOCK, Project

from runaround.model import CaseStatus

OPEN = "When are you open?"
STUCK = ("One bottle is missing from my parcel.", "No, there is no second parcel, the box had room for both.")


@pytest.fixture
def shop(project: Project) -> Project:
    """A project with a scenario that passes and one in which the bot goes round in circles."""
    project.scenario("opening_hours", OPEN, tags=["smoke", "skip", "two words"])
    project.scenario("missing_bottle", *STUCK, looks_for=["loop/answer"])
    return project


def ids(result: pytest.RunResult) -> list[str]:
    """Return the ids that `--collect-only -q` lists."""
    return [line for line in result.outlines if "::" in line]


def test_a_failure_shows_the_conversation_with_its_findings_and_a_pass_shows_nothing(shop: Project) -> None:
    result = shop.run()

    result.assert_outcomes(passed=1, failed=1)
    output = result.stdout.str()
    result.stdout.fnmatch_lines(
        [
            "*missing_bottle.en: missing_bottle*",
            "loop/answer (3)",
            "   0 Consumer  One bottle is missing from my parcel.",
            "   1 Bot       Items of one order are sometimes packed separately, so please*",
            "*· proves turn 3",
            "*▲ Same answer again: Turn 3 repeats the answer of turn 1*",
            "  - Same answer again (loop/answer), turn 3. The rule: A reply that tells*",
            "Record: runaround show * shop.missing_bottle.en",
            "1 of 2 cases passed",
            "Run *: 2 of 2 cases are on record in *runaround.db.",
            "FAILED scenarios/billing/missing_bottle.yaml::missing_bottle.en - loop/answer*",
        ]
    )
    assert (0, 0) == (output.count(OPEN), output.count("Traceback"))


def test_the_record_holds_every_case_with_its_verdict_and_the_report_lies_beside(shop: Project) -> None:
    shop.run("-q")

    told = [(one.transcript.scenario, one.verdict and one.verdict.status) for one in shop.read_store()]
    (report,) = shop.path.glob("results/*/report.json")
    assert [("missing_bottle.en", CaseStatus.FAILED), ("opening_hours.en", CaseStatus.PASSED)] == told
    assert 2 == len(json.loads(report.read_text("utf-8"))["cases"])


def test_a_case_that_passed_shows_its_conversation_to_whoever_asks(shop: Project) -> None:
    result = shop.run("-rP", "-k", "opening_hours")

    result.stdout.fnmatch_lines(["*opening_hours.en*", "*Captured runaround call*", f"   0 Consumer  {OPEN}"])


def test_lines_fill_the_terminal_and_no_more(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")

    lines = shop.run("-k", "missing_bottle").outlines

    conversation = [line for line in lines if line.startswith("   ") and not line.startswith("   The")]
    assert 80 < max(map(len, conversation)) <= 100


@pytest.mark.parametrize("target", ["dead.yaml", "bot.yaml"], ids=["no connection", "HTTP 500"])
def test_what_keeps_a_case_from_being_judged_is_an_error(project: Project, target: str) -> None:
    project.scenario("breaking", "Break.")

    result = project.run("--runaround-target", target, "--junitxml", "junit.xml")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR at setup of breaking.en*", "ERROR *::breaking.en - not judged: *"])
    result.stdout.fnmatch_lines(["No case could be judged"])
    assert 'errors="1" failures="0"' in (project.path / "junit.xml").read_text("utf-8")


def test_junit_files_say_where_the_record_is(shop: Project) -> None:
    shop.run("--junitxml", "junit.xml")

    assert 'name="runaround_case" value="shop.missing_bottle.en"' in (shop.path / "junit.xml").read_text("utf-8")


def test_text_of_a_bot_cannot_write_on_the_terminal(project: Project) -> None:
    project.scenario("evil", "Say something evil.", expect={"checks": [{"turn": 1, "contains": {"en": "kind"}}]})

    output = project.run().stdout.str()

    assert ("\\x1b[31m" in output, "<U+202E>" in output) == (True, True)
    assert [] == [letter for letter in HOSTILE if not letter.isprintable() and letter in output]


def test_a_bot_gives_no_command_to_the_build(project: Project) -> None:
    project.scenario("evil", "Command the build.", expect={"checks": [{"turn": 1, "contains": {"en": "kind"}}]})

    output = project.run("-rA").stdout.str()

    command = re.compile(r"^\s*::.*|.*##(?:vso|teamcity)?\[.*", re.MULTILINE)
    assert 4 == len(command.findall(COMMANDS))
    assert ([], True) == (command.findall(output), "See ##vso·[task.complete] and ##teamcity·[z]." in output)


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        (["-k", "missing_bottle.en"], ["missing_bottle"]),
        (["-k", "smoke"], ["opening_hours"]),
        (["-k", "billing and not bottle"], ["opening_hours"]),
        (["-m", "loop"], ["missing_bottle"]),
        (["-m", "loop_answer"], ["missing_bottle"]),
        (["-m", "smoke and two_words"], ["opening_hours"]),
        (["-m", "skip_"], ["opening_hours"]),
        (["--runaround-lang", "zh"], []),
    ],
    ids=lambda value: " ".join(value) or "none",
)
def test_scenarios_are_chosen(shop: Project, arguments: list[str], chosen: list[str]) -> None:
    result = shop.run("--collect-only", "-q", "--strict-markers", *arguments)

    assert [f"scenarios/billing/{name}.yaml::{name}.en" for name in chosen] == ids(result)


def test_collecting_plays_nothing_and_leaves_nothing(shop: Project) -> None:
    shop.run("--collect-only", "-q")

    assert not (shop.path / "results").exists()


def test_variants_languages_and_repeats_are_tests_of_their_own(project: Project) -> None:
    project.write(
        "scenarios/hours.yaml",
        "title: Hours\nsessions: [{opening: {en: 'When are you open?', zh: '你们几点营业？'}}]\n"
        "matrix: {pace: {calm: {}, hurried: {patience: {turns: 3}}}}\n",
    )

    result = project.run("--collect-only", "-q", "--runaround-repeat", "2", "--runaround-lang", "en")

    names = ["hours.en[1]", "hours.en[2]", "hours+hurried.en[1]", "hours+hurried.en[2]"]
    assert [f"scenarios/hours.yaml::{name}" for name in names] == ids(result)


def test_scenarios_that_do_not_go_the_same_way_each_time_are_named(project: Project) -> None:
    project.scenario("coin", "Toss a coin.", expect={"checks": [{"turn": 1, "contains": {"en": "heads"}}]})

    result = project.run("--runaround-repeat", "4")

    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["Not the same each time: coin.en passed 2 of 4 times"])
    assert [f"shop.coin.en.{number}" for number in (1, 2, 3, 4)] == [one.transcript.id for one in project.read_store()]


def test_a_broken_file_is_an_error_of_the_collection_with_every_mistake(project: Project) -> None:
    project.write(
        "scenarios/broken.yaml", "titel: x\nexpect: {outcome: joy}\nsessions:\n  - opening: {en: Hello}\n    aftr: 1\n"
    )

    result = project.run()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting scenarios/broken.yaml*"])
    for line in (1, 2, 5):
        result.stdout.fnmatch_lines([f"scenarios/broken.yaml:{line}: *"])


def test_other_yaml_files_are_left_alone(project: Project) -> None:
    project.write("scenarios/fragments/part.yaml", "facts: {order_number: A-1}\nhuman: if_offered\n")
    project.write("docker-compose.yml", "services: {web: {image: x}}\n")
    project.write("workflow.yaml", "on: push\njobs: {a: {steps: []}}\n")
    project.write("broken.yaml", "a: [\n")

    result = project.run("--collect-only", "-q")

    assert ([], pytest.ExitCode.NO_TESTS_COLLECTED) == (ids(result), result.ret)


def test_a_misspelt_key_does_not_make_a_scenario_vanish(project: Project) -> None:
    project.write("lost.yaml", "sesions: [{opening: {en: Hello}}]\nexpect: {}\nlooks_for: [loop]\n")

    result = project.run("--collect-only", "-q")

    result.stdout.fnmatch_lines(["lost.yaml:1: *sesions*"])


def test_the_library_is_played_where_it_is_asked_for(project: Project) -> None:
    result = project.run("--collect-only", "-q", "--runaround-library", "-k", "order_status.en")

    assert 1 == len([name for name in ids(result) if name.endswith("order_status.yaml::order_status.en")])


def test_suppressed_findings_are_told_and_do_not_fail(shop: Project) -> None:
    entry = "{kind: loop, scenario: missing_bottle, reason: Ticket 7., author: Ann, expires: 2999-12-31}"
    shop.write("known.yaml", f"suppressions:\n  - {entry}\n")

    result = shop.run("--runaround-suppress", "known.yaml", "-k", "missing_bottle")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*suppressed*"])


@pytest.mark.parametrize("target", ["bot.yaml", "dead.yaml"], ids=["failed", "not judged"])
def test_cases_in_quarantine_are_played_and_block_nothing(shop: Project, target: str) -> None:
    entry = "{scenario: missing_bottle, reason: Ticket 7., author: Ann, expires: 2999-12-31}"
    shop.write("known.yaml", f"quarantine:\n  - {entry}\n")

    result = shop.run("--runaround-quarantine", "known.yaml", "-k", "bottle", "-rx", "--runaround-target", target)

    result.assert_outcomes(xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL *missing_bottle.en*in quarantine until 2999-12-31: Ticket 7."])
    assert pytest.ExitCode.OK == result.ret


def test_the_output_speaks_chinese(shop: Project) -> None:
    result = shop.run("--runaround-report-lang", "zh", "-k", "missing_bottle")

    result.stdout.fnmatch_lines(["*（loop/answer），第3轮。规则：*", "记录：runaround show *", "运行 *"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--runaround-target", "nope.yaml"], "nope.yaml: cannot be read*"),
        (["--runaround-repeat", "0"], "--runaround-repeat: found 0*"),
        (["--runaround-report-lang", "fr"], "No report texts in 'fr'*"),
        (["--runaround-suppress", "nope.yaml"], "nope.yaml: cannot be read*"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_wrong_option_is_told_before_anything_is_played(shop: Project, arguments: list[str], told: str) -> None:
    result = shop.run(*arguments)

    result.stderr.fnmatch_lines([f"ERROR: runaround: {told}"])
    assert pytest.ExitCode.USAGE_ERROR == result.ret


def test_a_store_that_cannot_be_opened_is_an_error_of_every_case(shop: Project) -> None:
    shop.write("no_store.db", "not a database, and long enough to be seen as none" * 20)

    result = shop.run("--runaround-store", "no_store.db")

    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*no_store.db: file is not a database; *", "ERROR *missing_bottle.en - *"])


def test_stopping_at_the_first_failure_leaves_an_unfinished_run(shop: Project) -> None:
    result = shop.run("-x")

    result.stdout.fnmatch_lines(["*1 of 2 cases are on record*"])
    assert [STOCK] == [one.transcript.turns[1].text for one in shop.read_store()]


MUTE = "name: shop\nurl: http://127.0.0.1:9/\nrequest: {text: '{text}'}\nreply: {text: text}\n"
PHOTO = {"evidence": {"photo": {"file": "carton.pdf"}}, "needs": ["uploads"]}


@pytest.fixture
def mute(project: Project) -> Project:
    """Return the project with a target to which no file can be sent, and a scenario that needs it."""
    project.write("mute.yaml", MUTE)
    project.write("scenarios/billing/carton.pdf", "%PDF-1.4")
    project.scenario("photo", OPEN, **PHOTO)
    return project


def test_what_the_channel_cannot_play_is_skipped_with_the_reason(mute: Project) -> None:
    result = mute.run("--runaround-target", "mute.yaml", "--runaround-report", "json=it.json", "-rs")

    report = json.loads((mute.path / "it.json").read_text("utf-8"))
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*unsupported: the channel has no uploads of files*"])
    result.stdout.fnmatch_lines(["Nothing was played: the channel does not have what the scenario needs"])
    assert (0, ["photo.en"]) == (report["run"]["planned"], [one["scenario"] for one in report["skipped"]])


def test_what_is_skipped_is_told_once_whoever_skips_it(mute: Project) -> None:
    mute.scenario("opening_hours", OPEN)
    mute.write("test_shop.py", "def test_shop(play):\n    play('scenarios/billing/photo.yaml').assert_passed()\n")

    bot = (mute.path / "bot.yaml").read_text("utf-8").replace("upload: {how: base64}\n", "")
    mute.write("bot.yaml", bot)
    result = mute.run_apart("-n", "2", "--runaround-repeat", "2", "--runaround-report", "json=it.json")

    report = json.loads((mute.path / "it.json").read_text("utf-8"))
    result.assert_outcomes(passed=2, skipped=3)
    assert (2, 1) == (report["run"]["planned"], len(report["skipped"]))
