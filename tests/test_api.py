"""runaround as a library: what `import runaround` gives, from bots over HTTP and files to values and data frames."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
import yaml
from anyio.from_thread import start_blocking_portal

import runaround
from runaround.cli import main
from runaround.errors import FileError, NotComparable, RunaroundError
from runaround.model import CaseStatus, GateStatus, JudgedCase, Policy, Run, Speaker, Transcript, Turn
from runaround.scenario_file import find_scenarios
from runaround.specimens import serve
from runaround.store import LATEST, RunState, open_store

PAGE = (Path(__file__).parent.parent / "docs" / "api.md").read_text("utf-8")
CHAT = {
    "messages": [
        {"role": "user", "content": "Where is my order?"},
        {"role": "assistant", "content": "Please send us your order number."},
        {"role": "user", "content": "It is 4711-0815."},
        {"role": "assistant", "content": "Please send us your order number."},
    ]
}
Serve = Callable[[str], dict[str, Any]]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def bot() -> Iterator[Serve]:
    """Return a function that serves a specimen and returns what would stand in its target file."""
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        yield lambda name: dict(stack.enter_context(portal.wrap_async_context_manager(serve(name, delay_s=0.0))).target)


def statuses(run: Run) -> list[CaseStatus]:
    """Return the statuses of the cases of a run, in its order."""
    return [case.verdict.status for case in run.cases]


# --- import ------------------------------------------------------------------------------------------


def test_import_loads_no_module_but_itself() -> None:
    code = "import sys; before = {*sys.modules}; import runaround; dir(runaround); print({*sys.modules} - before)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"runaround"} == eval(done.stdout)


@pytest.mark.parametrize("name", runaround.__all__)
def test_every_public_name_is_there_whatever_was_loaded_before(name: str) -> None:
    code = (
        "import runaround, runaround.cli.compare, runaround.cli.gate, runaround.comparing, runaround.gating\n"
        f"from runaround import {name}\nassert {name} is runaround.{name}\nprint(type({name}).__name__)"
    )

    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)

    kinds = {"__version__": "str", "frames": "module"}
    assert kinds.get(name, "function") == done.stdout.strip()


def test_what_is_not_there_is_an_attribute_error() -> None:
    assert not hasattr(runaround, "judge")


def test_run_and_arun_take_the_same() -> None:
    assert inspect.signature(runaround.run) == inspect.signature(runaround.arun)


# --- run ---------------------------------------------------------------------------------------------


def test_a_run_is_returned_and_kept_and_nothing_is_printed(bot: Serve, capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[JudgedCase] = []

    run = runaround.run(
        bot("evidence_hoarder"), "missing_item", lang="en", seed=7, repeat=2, store="runs.db", on_case=seen.append
    )

    assert {CaseStatus.FAILED} == set(statuses(run))
    assert {case.transcript.id for case in run.cases} == {case.transcript.id for case in seen}
    assert (7, run.planned, False) == (run.seed, len(run.cases), run.interrupted)
    assert run.cases == runaround.load(run.id, store="runs.db").cases
    assert ("", "") == capfd.readouterr()


def test_the_command_shows_what_the_library_has_played(bot: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    """Both use one store where nobody names another."""
    run = runaround.run(bot("healthy"), find_scenarios(["order_status.en"]))

    code = main(["show", "latest"])

    assert (0, True) == (code, run.id in capsys.readouterr().out)


def test_progress_is_shown_to_those_who_ask(bot: Serve, capfd: pytest.CaptureFixture[str]) -> None:
    runaround.run(bot("healthy"), "order_status.en", progress=True)

    assert "1/1" in capfd.readouterr().err


def test_run_says_what_to_write_where_an_event_loop_runs() -> None:
    async def call() -> None:
        runaround.run({"url": "http://127.0.0.1:1/"}, "order_status.en")

    with pytest.raises(RunaroundError, match=r"await runaround\.arun"):
        asyncio.run(call())


def test_a_cancelled_run_is_kept_and_the_cancellation_goes_on(bot: Serve) -> None:
    """Whoever sets a limit, as `asyncio.timeout` does, relies on it."""

    async def stop_after_one(target: dict[str, Any]) -> None:
        task = asyncio.create_task(
            runaround.arun(target, "order_status", repeat=5, concurrency=1, on_case=lambda _: task.cancel() and None)
        )
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(stop_after_one(bot("healthy")))

    with open_store("results/runaround.db", read_only=True) as store:
        assert RunState.INTERRUPTED is store.runs.read(store.runs.resolve(LATEST)).state
    assert runaround.load("latest").interrupted


def test_the_command_goes_on_with_a_run_that_was_stopped(bot: Serve, tmp_path: Path) -> None:
    """A target given as a value and the same in a file are one target."""
    target = bot("healthy")
    (tmp_path / "bot.yaml").write_text(yaml.safe_dump(target, allow_unicode=True), "utf-8")

    async def stop_after_one() -> None:
        playing = runaround.arun(
            target, "order_status.en", repeat=4, concurrency=1, on_case=lambda _: task.cancel() and None
        )
        task = asyncio.create_task(playing)
        await asyncio.wait([task])

    asyncio.run(stop_after_one())
    stopped = runaround.load("latest")
    code = main(["run", "bot.yaml", "order_status.en", "--repeat", "4", "--resume"])

    whole = runaround.load("latest")
    assert (0, stopped.id, 4, False) == (code, whole.id, len(whole.cases), whole.interrupted)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no such scenario": ({"scenarios": "missing_itme"}, "missing_item"),
    "no such language": ({"scenarios": "order_status", "lang": "xx"}, "xx"),
    "no scenario in it": ({"scenarios": find_scenarios(["order_status.en"]), "lang": "zh"}, "zh"),
    "no repeat": ({"repeat": 0}, "repeat: found 0"),
    "no concurrency": ({"concurrency": 0}, "concurrency: found 0"),
    "a wrong target": ({"target": {"url": 3}}, "target"),
}


@pytest.mark.parametrize(("given", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_played_leaves_no_trace(given: dict[str, Any], told: str, tmp_path: Path) -> None:
    target = {"url": "http://127.0.0.1:1/", "request": {"text": "{text}"}, "reply": {"text": "text"}}

    with pytest.raises(RunaroundError, match=re.escape(told)):
        runaround.run(**{"target": target, "scenarios": "order_status.en", **given})

    assert [] == list(tmp_path.iterdir())


# --- score -------------------------------------------------------------------------------------------


def test_files_values_and_transcripts_are_judged_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("Customer: Hi\nBot: Hello, how can I help?\n", "utf-8")
    mine = Transcript("mine", "en", (Turn(Speaker.CONSUMER, "Hi"), Turn(Speaker.BOT, "Hello", at=1.0)))

    run = runaround.score([CHAT, mine, "chat.txt", {**CHAT, "id": "last"}, CHAT])

    assert ["records-1", "mine", "chat-1", "last", "records-5"] == [case.transcript.id for case in run.cases]
    assert ["failed", "passed", "passed", "failed", "failed"] == statuses(run)


def test_what_is_no_conversation_is_an_error_unless_somebody_listens() -> None:
    told: list[object] = []

    run = runaround.score([CHAT, {"massages": 3}], on_mistake=told.append)

    assert (1, 1) == (len(run.cases), len(told))
    with pytest.raises(FileError, match="records:2"):
        runaround.score([CHAT, {"massages": 3}])
    with pytest.raises(FileError, match="hold no conversation"):
        runaround.score([])


def test_files_of_entries_are_asked(tmp_path: Path) -> None:
    by = "reason: r, author: a, expires: 2999-12-31"
    (tmp_path / "s.yaml").write_text(f"suppressions:\n  - {{kind: repeated_request, case: '*', {by}}}\n", "utf-8")
    (tmp_path / "q.yaml").write_text(f"quarantine:\n  - {{case: records-1, {by}}}\n", "utf-8")

    suppressed, aside = runaround.score(CHAT, suppress="s.yaml"), runaround.score(CHAT, quarantine="q.yaml")

    assert ["passed"] == statuses(suppressed)
    assert (1, 1) == (suppressed.suppressions[0].findings, aside.quarantines[0].cases)
    assert 0 == aside.scorecards[0].passed.judged


# --- load, compare, gate -----------------------------------------------------------------------------


def test_an_unknown_run_is_an_error() -> None:
    with pytest.raises(FileError, match="gone"):
        runaround.load("gone")


def test_what_cannot_be_compared_says_why() -> None:
    run = runaround.score(CHAT)

    with pytest.raises(NotComparable, match="share 0 of 0 scenarios"):
        runaround.compare(run, run)


def test_a_policy_is_a_file_or_a_value(tmp_path: Path) -> None:
    (tmp_path / "free.yaml").write_text("policy: {block: []}\n", "utf-8")
    run = runaround.score(CHAT)

    results = [runaround.gate(run, policy).status for policy in (Policy(), "free.yaml", tmp_path / "free.yaml")]

    assert [GateStatus.BLOCKED, GateStatus.PASSED, GateStatus.PASSED] == results


# --- frames ------------------------------------------------------------------------------------------


PLAYED = {
    "id": "a",
    "lang": "en",
    "scenario": "late.en",
    "target": "shop",
    "turns": [
        {"speaker": "consumer", "text": "Where is my order?"},
        {"speaker": "bot", "text": "Tell me your password."},
    ],
}


@pytest.mark.parametrize("name", ["console", "html", "json", "markdown"])
def test_a_comparison_is_told_as_the_command_tells_it(name: str) -> None:
    run = runaround.score(PLAYED)

    assert "未显示出差异" in runaround.report(runaround.compare(run, run), name, lang="zh")


@pytest.mark.parametrize("name", ["console", "json", "markdown"])
def test_what_the_gate_says_is_told_as_the_command_tells_it(name: str) -> None:
    assert "BLOCKED" in runaround.report(runaround.gate(runaround.score(PLAYED), Policy()), name)


def test_a_report_that_a_gate_has_not_is_an_error() -> None:
    with pytest.raises(RunaroundError, match=r"No report 'html' of a GateResult\. Known: console, json, markdown\."):
        runaround.report(runaround.gate(runaround.score(CHAT), Policy()), "html")


def test_frames_have_the_rows_of_the_run() -> None:
    run = runaround.score([{**CHAT, "id": "c"}])

    cases, findings, turns = (make(run) for make in TABLES.values())

    assert [("c", 1, ("repeated_request",), False)] == [
        *cases[["case", "findings", "kinds", "asked_for_human"]].itertuples(index=False, name=None)
    ]
    assert [("c", 3, (2,))] == [*findings[["case", "turn", "refs"]].itertuples(index=False, name=None)]
    assert [(0, "consumer", ()), (1, "bot", ()), (2, "consumer", ()), (3, "bot", ("repeated_request",))] == [
        *turns[["turn", "speaker", "kinds"]].itertuples(index=False, name=None)
    ]
    assert cases["turns_to_human"].isna().all()


TABLES = {"cases": runaround.frames.cases, "findings": runaround.frames.findings, "turns": runaround.frames.turns}


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_run_has_the_same_columns_and_types(table: str) -> None:
    make = TABLES[table]

    empty, full = make(Run("r", "", 0, (), ())), make(runaround.score(CHAT))

    assert (0, full.dtypes.to_dict()) == (len(empty), empty.dtypes.to_dict())


def test_without_pandas_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(RunaroundError, match=r"runaround\[frames\]"):
        runaround.frames.cases(Run("r", "", 0, (), ()))


# --- the page ----------------------------------------------------------------------------------------


def _compile_cell(text: str) -> CodeType:
    return compile(text, "docs/api.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_the_notebook_of_the_page_runs_in_an_event_loop() -> None:
    cells = re.findall(r"^```py\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}

    async def run_cells() -> None:
        for cell in map(_compile_cell, cells):
            waiting = eval(cell, names)
            if waiting is not None:
                await waiting

    asyncio.run(run_cells())

    assert ("blocked", "failed") == (runaround.gate(names["before"], Policy()).status, statuses(names["before"])[0])


def test_the_page_names_every_function() -> None:
    named = set(re.findall(r"`(\w+)(?:\(|\.)", PAGE))

    assert set() == set(runaround.__all__) - {"__version__"} - named


def test_of_many_conversations_those_with_findings_are_kept_and_all_are_counted() -> None:
    again = "Items of one order are sometimes packed separately, so please look at your order page."
    objects = ("One bottle is missing.", "No, there was only one parcel.")
    loop = [
        {"role": role, "content": text} for said in objects for role, text in (("user", said), ("assistant", again))
    ]
    fine = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]
    chats = [{"id": f"c{number}", "messages": loop if number in {3, 7, 8} else fine} for number in range(9)]

    whole, part = runaround.score(chats), runaround.score(chats, keep=2)

    assert (["c3", "c7"], 7) == ([case.transcript.id for case in part.cases], part.omitted)
    assert whole.scorecards == part.scorecards
