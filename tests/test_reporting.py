"""`--report`: any number of reports at once, and no hour of conversations for one that cannot be written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from runaround.cli import main, reporting
from runaround.report_files import Wanted, check_reports
from runaround.reports import REPORT_GROUP, Conversations

CommandLine = Callable[..., tuple[int, str, str]]

LOOP = "Items of one order are sometimes packed separately, so please look at your order page."
CHATS = (
    {
        "id": "circle",
        "lang": "en",
        "turns": [
            {"speaker": "consumer", "text": "One of the two bottles is missing."},
            {"speaker": "bot", "text": LOOP},
            {"speaker": "consumer", "text": "No, there is no second parcel, the box had room for both."},
            {"speaker": "bot", "text": LOOP},
        ],
    },
    {
        "id": "fine",
        "lang": "en",
        "turns": [
            {"speaker": "consumer", "text": "When are you open?"},
            {"speaker": "bot", "text": "We are open from nine to five."},
            {"speaker": "consumer", "text": "Thank you, goodbye."},
        ],
    },
)


@pytest.fixture
def score(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Score two conversations in an empty folder; return exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    Path("chats.jsonl").write_text("".join(json.dumps(chat) + "\n" for chat in CHATS), "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["score", "chats.jsonl", *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_one_run_writes_any_number_of_reports(score: CommandLine) -> None:
    asked = ("junit=build/junit.xml", "markdown", "csv", "csv_findings", "json=all.json", "console")

    code, _, told = score("--out", "out", *(word for one in asked for word in ("--report", one)))

    written = {"build/junit.xml", "out/report.md", "out/cases.csv", "out/findings.csv", "all.json", "out/report.txt"}
    assert 1 == code
    assert written <= {str(path) for path in Path().rglob("*")}
    assert written <= {line.removeprefix("Report: ") for line in told.splitlines()}


@pytest.mark.parametrize("name", ["console", "csv", "csv_findings", "html", "json", "junit", "markdown"])
def test_a_report_is_printed_byte_for_byte_as_it_is_written(name: str, score: CommandLine) -> None:
    _, printed, _ = score("--format", name, "--report", f"{name}=report")

    assert Path("report").read_bytes() == printed.encode()


def test_junit_counts_the_conversations(score: CommandLine) -> None:
    _, printed, _ = score("--format", "junit")

    begin, end = printed.index("<testsuite "), printed.index("<failure")
    assert 'tests="2" failures="1"' in printed[begin:end]


def test_a_table_keeps_its_line_ends(score: CommandLine) -> None:
    score("--report", "csv=cases.csv")

    assert 3 == Path("cases.csv").read_bytes().count(b"\r\n")
    assert b"\r\r" not in Path("cases.csv").read_bytes()


@pytest.mark.parametrize(("asked", "is_quoted"), [((), False), (("--conversations", "all"), True)])
def test_conversations_of_passed_cases_come_when_asked_for(
    score: CommandLine, asked: tuple[str, ...], is_quoted: bool
) -> None:
    score("--report", "junit=a.xml", *asked)

    text = Path("a.xml").read_text("utf-8")
    assert (is_quoted, True) == ("When are you open?" in text, "No, there is no second parcel" in text)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        (["junitt=a.xml"], "No report 'junitt'. Known: "),
        (["junit=chats.jsonl/a.xml"], "--report junit: chats.jsonl/a.xml: cannot be written: "),
        (["junit=there"], "--report junit: there: cannot be written: Is a directory."),
        (["csv"], "--report csv: there is no folder to write it to; name a file (csv=PATH) or give --out."),
        (["csv=a", "json=a"], "--report json: a: another report is written there too"),
    ],
    ids=["unknown", "below a file", "a folder", "no folder", "twice"],
)
def test_what_cannot_be_written_is_told_before_anything_is_judged(
    score: CommandLine, asked: list[str], complaint: str
) -> None:
    Path("there").mkdir()

    code, printed, told = score(*(word for one in asked for word in ("--report", one)))

    assert (2, "") == (code, printed)
    assert complaint in told


@pytest.mark.parametrize("command", [["run", "no-such-target.yaml"], ["score", "no-such-file"], ["demo"]])
def test_every_command_that_writes_reports_looks_at_them_first(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*command, "--report", "junitt"])

    assert 2 == code
    assert "No report 'junitt'. Known: " in capsys.readouterr().err


@pytest.fixture
def target(tmp_path: Path) -> Iterator[str]:
    """Serve the specimen that asks for the photo again, and return its target file."""
    path = tmp_path / "hoarder.yaml"
    words = [sys.executable, "-m", "runaround", "specimens", "serve", "evidence_hoarder", "--target-file", str(path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        served.stdout.readline()
        yield str(path)
        served.terminate()


def test_a_run_writes_its_reports_beside_its_record_and_elsewhere(
    target: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    code = main(
        ["run", target, "missing_item.en", "--repeat", "2", "--out", "out", "--report", "junit", "--report=csv=b/c.csv"]
    )

    suite = ET.parse("out/junit.xml").getroot()[0]
    assert 1 == code
    assert ["missing_item.en", "missing_item.en #2"] == [test.get("name") for test in suite.iter("testcase")]
    assert 3 == Path("b/c.csv").read_bytes().count(b"\r\n")


@pytest.mark.parametrize("asked", ["junit=", "=a.xml", ""])
def test_half_a_wish_is_refused(score: CommandLine, asked: str) -> None:
    code, _, told = score("--report", asked)

    assert 2 == code
    assert f"found '{asked}', expected FORMAT or FORMAT=PATH" in told


def test_trying_whether_a_file_can_be_written_changes_nothing(tmp_path: Path) -> None:
    before, new = tmp_path / "before.xml", tmp_path / "new" / "new.xml"
    before.write_text("as it was")

    check_reports([Wanted("junit", before), Wanted("junit", new)], has_folder=False)

    assert ("as it was", False) == (before.read_text(), new.exists())


PLUGIN = """
def old(run, *, lang="en"):
    return f"{len(run.cases)} {lang}\\n"

def curious(run, *, lang="en", options=None):
    return f"{len(run.cases)} {lang} {options and options.conversations}\\n"

def broken(run, *, lang="en"):
    raise LookupError(lang)
"""


@pytest.fixture
def _plugins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Install a package with three reports: one that knows no options, one that does, one that breaks."""
    site = tmp_path / "site"
    (site / "house-1.dist-info").mkdir(parents=True)
    (site / "house_reports.py").write_text(PLUGIN, "utf-8")
    (site / "house-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: house\nVersion: 1\n", "utf-8")
    points = "".join(f"{name} = house_reports:{name}\n" for name in ("old", "curious", "broken"))
    (site / "house-1.dist-info" / "entry_points.txt").write_text(f"[{REPORT_GROUP}]\n{points}", "utf-8")
    monkeypatch.syspath_prepend(str(site))
    yield
    sys.modules.pop("house_reports", None)


@pytest.mark.usefixtures("_plugins")
def test_options_reach_the_reports_that_know_them_and_no_other(score: CommandLine) -> None:
    code, _, _ = score("--report", "old=old.txt", "--report", "curious=new.txt", "--conversations", "all")

    assert (1, "2 en\n", "2 en all\n") == (code, Path("old.txt").read_text(), Path("new.txt").read_text())


@pytest.mark.usefixtures("_plugins")
def test_a_report_that_breaks_keeps_no_other_from_being_written(score: CommandLine) -> None:
    code, _, told = score("--report", "broken=a.txt", "--report", "old=b.txt")

    assert (2, "2 en\n", False) == (code, Path("b.txt").read_text(), Path("a.txt").exists())
    assert "runaround: Report 'broken' broke: LookupError('en')" in told


def test_the_command_line_knows_whose_conversations_there_are() -> None:
    assert tuple(Conversations) == reporting.CONVERSATIONS


def test_the_schema_of_the_json_report_can_be_had(score: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    _, document, _ = score("--format", "json")
    main(["schema", "report"])

    schema = json.loads(capsys.readouterr().out)
    assert "runaround-report/1" == schema["title"]
    assert [] == [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(document))]
