"""Scenarios that need what a channel lacks: not played, not planned, told everywhere, and never taken for good."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from anyio.from_thread import start_blocking_portal

import runaround
from runaround.adapter import Capabilities
from runaround.cli import main
from runaround.cli.fakes import find_fake
from runaround.cli.protocols import Compared, compare_protocols
from runaround.model import Need, Run, SkippedCase
from runaround.scenario_file import load_scenarios, schema_path
from runaround.specimens import serve, serve_behind
from runaround.store import LATEST, EventKind, open_store

CommandLine = Callable[..., tuple[int, str, str]]

HOURS = """\
tags: [smoke]
sessions: [{script: [{say: "When are you open?"}], after_script: end}]
languages: [en]
"""
PHOTO = """\
tags: [smoke]
sessions: [{script: [{say: One bottle is missing.}, {send: [photo]}], after_script: end}]
evidence: {photo: {file: carton.png}}
languages: [en]
"""
MENU = HOURS + "needs: [buttons, human_side]\n"
SHOP = {"hours": HOURS, "photo": PHOTO}
NO_UPLOADS = SkippedCase("photo.en", "healthy", (Need.UPLOADS,), "en", ("smoke",))


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the present folder, with scenarios of which one sends a file in any case."""
    monkeypatch.chdir(tmp_path)
    for name, text in SHOP.items():
        (tmp_path / "shop").mkdir(exist_ok=True)
        (tmp_path / "shop" / f"{name}.yaml").write_text(text, "utf-8")
    (tmp_path / "shop" / "carton.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return tmp_path


@pytest.fixture(params=["http", "websocket"])
def bot(request: pytest.FixtureRequest, shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve a bot; `can.yaml` says how files are sent to it, `bot.yaml` does not."""
    monkeypatch.setenv("TOKEN", "secret")
    served = (
        serve("healthy", delay_s=0.0)
        if request.param == "http"
        else serve_behind("healthy", find_fake("websocket"), quiet_s=0.1, delay_s=0.0)
    )
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        target = {**stack.enter_context(portal.wrap_async_context_manager(served)).target, "name": "healthy"}
        Path("can.yaml").write_text(json.dumps(target), "utf-8")
        del target["upload"]
        Path("bot.yaml").write_text(json.dumps(target), "utf-8")
        yield "bot.yaml"


@pytest.fixture
def deaf(shop: Path) -> str:
    """Name a target file whose channel can do next to nothing, and where nobody answers."""
    Path("deaf.yaml").write_text(
        "name: deaf\nurl: http://127.0.0.1:9/\nrequest: {text: '{text}'}\nreply: {text: text}\n", "utf-8"
    )
    return "deaf.yaml"


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Call `runaround`; return its exit code, and what it printed on standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


READERS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "csv": lambda path: list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))),
    "parquet": lambda path: pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist(),
}


def lines_of(text: str, *beginnings: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith(beginnings)]


def read_report(folder: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(Path(folder, "report.json").read_text("utf-8"))
    return report


def test_what_the_channel_cannot_play_is_not_played_and_told(bot: str, command_line: CommandLine) -> None:
    code, out, _ = command_line("run", bot, "shop", "--out", "now", "--repeat", "2")

    report = read_report("now")
    told = [(one["scenario"], one["target"], one["lacks"]) for one in report["skipped"]]
    assert (0, 2, [("photo.en", "healthy", ["uploads"])]) == (code, report["run"]["planned"], told)
    assert {"hours.en"} == {case["scenario"] for case in report["cases"]}
    assert "1 scenario was skipped as unsupported: the channel does not have what it needs. It says nothing" in out
    assert ["no uploads of files: photo.en"] == lines_of(out, "no uploads")


def test_where_files_can_be_sent_nothing_is_skipped(bot: str, command_line: CommandLine) -> None:
    command_line("run", "can.yaml", "shop", "--out", "now")

    report = read_report("now")
    assert (2, False) == (report["run"]["planned"], "skipped" in report)


def test_a_stored_run_remembers_what_it_skipped(bot: str, command_line: CommandLine) -> None:
    _, played, _ = command_line("run", bot, "shop", "--format", "json")

    _, shown, _ = command_line("show", LATEST, "--format", "json")

    assert json.loads(played) == json.loads(shown)
    with open_store("results/runaround.db", read_only=True) as store:
        run = store.runs.resolve(LATEST)
        assert (NO_UPLOADS,) == store.runs.list_skipped(run)
        assert EventKind.SKIPPED == store.runs.list_events(run)[0].kind


def test_when_everything_is_skipped_the_run_is_no_success(deaf: str, command_line: CommandLine) -> None:
    code, out, err = command_line(
        "run", deaf, "shop/photo.yaml", "--report", "junit=it.xml", "--report", "markdown=it.md"
    )

    error = ET.parse("it.xml").find(".//testcase/error")
    assert (2, True) == (code, "1 scenario skipped as unsupported" in err)
    assert "Nothing was played: the channel does not have what the scenario needs" == out.splitlines()[0]
    assert error is not None
    assert "empty" == error.get("type")
    assert "✅" not in Path("it.md").read_text("utf-8")


def test_build_servers_count_it_as_skipped(bot: str, command_line: CommandLine) -> None:
    command_line("run", bot, "shop", "--report", "junit=it.xml")

    suite = ET.parse("it.xml").find("testsuite")
    assert suite is not None
    skipped = suite.find("testcase[@name='photo.en']/skipped")
    assert ("2", "1", "0", "0") == tuple(suite.get(name) for name in ("tests", "skipped", "failures", "errors"))
    assert skipped is not None
    assert "unsupported: the channel has no uploads of files" == skipped.get("message")


def test_a_table_has_a_row_of_its_own_kind_for_it(bot: str, command_line: CommandLine) -> None:
    _, out, _ = command_line("run", bot, "shop", "--format", "csv")

    rows = [(row["row"], row["scenario"], row["status"]) for row in csv.DictReader(io.StringIO(out.lstrip("\ufeff")))]
    assert [("case", "hours.en", "passed"), ("skipped", "photo.en", "skipped"), ("note", "", "")] == rows


@pytest.mark.parametrize("written", READERS)
def test_a_table_that_is_handed_on_has_it_too(bot: str, command_line: CommandLine, written: str) -> None:
    command_line("run", bot, "shop")

    _, _, err = command_line("export", LATEST, "--format", written, "--out", "table")

    rows = READERS[written](Path("table"))
    assert [("case", "hours.en"), ("skipped", "photo.en")] == [(row["row"], row["scenario"]) for row in rows]
    assert "Exported 1 case." in err


def test_who_hands_on_conversations_is_told_that_some_are_not_there(bot: str, command_line: CommandLine) -> None:
    command_line("run", bot, "shop")

    _, out, err = command_line("export", LATEST)

    assert 1 == len(out.splitlines())
    assert "1 scenario skipped as unsupported; there is no conversation to export." in err


@pytest.mark.parametrize("required", ["photo", "photo.en", "{tag: smoke}"])
def test_a_required_case_that_was_skipped_leaves_the_gate_undecided(
    bot: str, command_line: CommandLine, required: str
) -> None:
    Path("policy.yaml").write_text(f"policy: {{required: [{required}]}}\n", "utf-8")
    ran, _, _ = command_line("run", bot, "shop", "--policy", "policy.yaml")

    code, out, _ = command_line("gate", LATEST, "--policy", "policy.yaml")

    assert (2, 2) == (ran, code)
    assert ["Not played, because the channel does not support it: photo.en."] == lines_of(out, "Not played")
    assert "1 scenario was not played, because the channel does not support it." in out


def test_a_gate_that_does_not_ask_for_it_opens(bot: str, command_line: CommandLine) -> None:
    command_line("run", bot, "shop")

    code, _, _ = command_line("gate", LATEST)

    assert 0 == code


def test_a_comparison_leaves_it_out_and_counts_it(bot: str, command_line: CommandLine) -> None:
    command_line("run", "can.yaml", "shop", "--out", "before")
    command_line("run", bot, "shop", "--out", "after")

    code, out, _ = command_line("compare", "before", "after")

    assert 0 == code
    assert "1 scenario is left out because the channel of a run does not support it: photo.en." in out
    assert "Only in the run before" not in out


def test_a_run_that_is_resumed_skips_the_same(bot: str, command_line: CommandLine) -> None:
    command_line("run", bot, "shop", "--out", "then")
    run = read_report("then")["run"]["id"]

    command_line("run", bot, "shop", "--resume", run, "--out", "now")

    assert read_report("then")["skipped"] == read_report("now")["skipped"]
    with open_store("results/runaround.db", read_only=True) as store:
        assert 1 == sum(event.kind is EventKind.SKIPPED for event in store.runs.list_events(run))


def test_a_run_that_skipped_something_else_is_another_run(bot: str, command_line: CommandLine) -> None:
    command_line("run", bot, "shop/hours.yaml", "--out", "then")

    code, _, err = command_line("run", bot, "shop", "--resume", read_report("then")["run"]["id"])

    assert (2, True) == (code, "other scenarios are skipped as unsupported now." in err)


def test_a_program_is_told_too(bot: str) -> None:
    run = runaround.run(bot, "shop", store="results/api.db")

    assert ((NO_UPLOADS,), 1) == (run.skipped, len(run.cases))
    assert run.skipped == runaround.load(run.id, store="results/api.db").skipped


def test_a_list_says_what_a_target_can_do_and_cannot_play(deaf: str, command_line: CommandLine) -> None:
    Path("shop/menu.yaml").write_text(MENU, "utf-8")

    code, out, _ = command_line("list", "shop", "--target", deaf)

    assert 0 == code
    assert [
        "has: links, turn_end",
        "has not: buttons, uploads, handoff_signal, unsolicited, clock, fetches,",
        "It cannot play 2 of 3 scenarios; `runaround run` skips:",
        "menu.en: no buttons, human_side",
        "photo.en: no uploads",
    ] == lines_of(out, "has", "It can", "menu.en:", "photo.en:")


def test_a_list_for_programs_has_it_row_by_row(deaf: str, command_line: CommandLine) -> None:
    _, out, _ = command_line("list", "shop", "--target", deaf, "--json")

    assert {"hours": {}, "photo": {"photo.en": ["uploads"]}} == {
        row["name"]: row["unsupported"] for row in json.loads(out)
    }


def test_needs_have_the_names_of_capabilities_everywhere() -> None:
    schema = json.loads(schema_path().read_text("utf-8"))

    names = sorted(field.name for field in fields(Capabilities))

    assert names == sorted(Need) == sorted(schema["$defs"]["need"]["enum"])


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        (HOURS, ()),
        (PHOTO, (Need.UPLOADS,)),
        (HOURS + "needs: [clock, links]\n", (Need.LINKS, Need.CLOCK)),
        (HOURS + "evidence: {photo: {file: carton.png}}\n", ()),
        (
            HOURS
            + "evidence: {photo: {file: carton.png}}\n"
            + "reactions: [{hears: {words: {en: photo}}, does: {send: [photo]}}]\n",
            (Need.UPLOADS,),
        ),
        (HOURS.replace('say: "When', 'choose: {en: open}}, {say: "When'), ()),
        (HOURS + "needs: [clock]\nmatrix: {who: {ann: {needs: [links]}}}\n", (Need.LINKS, Need.CLOCK)),
    ],
    ids=[
        "nothing",
        "a fixed line sends",
        "what is written",
        "sent if asked for",
        "a reaction sends",
        "a choice",
        "both",
    ],
)
def test_a_scenario_needs_what_it_says_and_uploads_for_what_its_author_sends(
    shop: Path, text: str, needed: Sequence[Need]
) -> None:
    Path("shop/one.yaml").write_text(text, "utf-8")

    (scenario,) = load_scenarios(Path("shop/one.yaml"))

    assert needed == scenario.needed


def test_a_need_that_no_channel_knows_is_a_mistake(shop: Path, command_line: CommandLine) -> None:
    Path("shop/one.yaml").write_text(HOURS + "needs: [upload]\n", "utf-8")

    code, out, _ = command_line("check", "shop/one.yaml")

    assert (2, True, True) == (code, "needs[0]" in out, "Did you mean 'uploads'?" in " ".join(out.split()))


def test_a_matrix_of_protocols_counts_it_as_unsupported_and_not_as_a_difference() -> None:
    empty = Run("r", "", 0, (), ())
    skipping = Run("r", "", 0, (), (), skipped=(NO_UPLOADS,))

    compared = compare_protocols({"http": empty, "mute": skipping}, baseline="http", differs={})

    assert (Compared("mute", "healthy", "photo.en", (), (), is_unsupported=True),) == compared
    assert not compared[0].differs


def test_specimens_behind_a_protocol_that_lacks_it_are_not_played(shop: Path, command_line: CommandLine) -> None:
    """Plain HTTP ends a reply with its answer; this fake of a WebSocket says nothing of the end."""
    Path("shop/turns.yaml").write_text(HOURS + "needs: [turn_end]\n", "utf-8")
    chosen = ("--specimen", "healthy", "--scenario", "shop/turns.yaml", "--scenario", "shop/hours.yaml")

    code, out, _ = command_line("matrix", "websocket", *chosen, "--out", "now")

    assert 0 == code
    assert "1 case needs what its protocol does not have; it counts for nothing." in out
    played = {name: read_report(f"now/{name}")["run"]["planned"] for name in ("plain_http", "websocket")}
    assert {"plain_http": 2, "websocket": 1} == played
