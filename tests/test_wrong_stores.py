"""Every command that takes a store says what is wrong with the one it was given: where, what, and the way out."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from runaround.cli import main
from runaround.store import NewRun, open_store

TARGET = "name: shop\nurl: http://127.0.0.1:9/chat\nrequest: {text: '{text}'}\nreply: {text: text}\n"
READING = {
    "compare": ("compare", "latest", "latest"),
    "gate": ("gate", "latest"),
    "export": ("export", "latest"),
    "prune": ("prune", "latest", "--reason", "x", "--yes"),
    "redact": ("redact", "latest", "--reason", "x", "--yes"),
    "rescore": ("rescore", "latest"),
    "rescore for a look": ("rescore", "latest", "--dry-run"),
    "show": ("show", "latest"),
}
RESUME = ("run", "bot.yaml", "missing_item.en", "--resume")


def make_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")


def make_later(path: Path) -> None:
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migrations VALUES (99, 'later', '')")


def make_nothing(_: Path) -> None:
    """Leave the place empty."""


Make = Callable[[Path], object]
ANY: dict[str, tuple[str, Make, str]] = {
    "no database": ("s.db", lambda path: path.write_text("chats\n" * 99), "s.db: file is not a database; a store is a"),
    "another program's": ("s.db", make_foreign, "s.db: a database of something else; it has tables, and none of them"),
    "a later version's": ("s.db", make_later, "s.db: the store has format 99, this runaround knows"),
    "a folder": ("s.db", Path.mkdir, "s.db: is a folder; expected the file of a store, such as s.db/runaround.db."),
    "no scheme of ours": ("mysql://u:hush@h/d", make_nothing, "No store for 'mysql'; known: a path, sqlite:///PATH"),
    "a closed port": (
        "postgresql://u:hush@127.0.0.1:9/d",
        make_nothing,
        "Is the server running on that host and accepting TCP/IP connections.\n",
    ),
}
TO_READ: dict[str, tuple[str, Make, str]] = {
    "nothing": (
        "s.db",
        make_nothing,
        "s.db: there is no store here; `runaround run` makes one, --store names another.",
    ),
    "an empty file": ("s.db", Path.touch, "s.db: there is no store here; `runaround run` makes one, --store names"),
    "no run": ("s.db", lambda path: open_store(path).close(), "s.db: no run 'latest'; the store holds none yet."),
}


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Run a command with a store, which must come to nothing; return what standard error told."""
    monkeypatch.chdir(tmp_path)
    Path("bot.yaml").write_text(TARGET, "utf-8")

    def run(*arguments: str) -> str:
        code = main(arguments)
        shown = capsys.readouterr()
        assert (2, "") == (code, shown.out), shown.err
        return shown.err

    return run


@pytest.mark.parametrize(("store", "make", "told"), [*ANY.values(), *TO_READ.values()], ids=[*ANY, *TO_READ])
@pytest.mark.parametrize("command", READING.values(), ids=READING)
def test_a_store_that_cannot_be_read_is_told(
    command: tuple[str, ...], store: str, make: Make, told: str, ask: Callable[..., str]
) -> None:
    make(Path(store))

    err = ask(*command, "--store", store)

    assert (True, True, False) == (err.startswith("runaround: "), told in err, "hush" in err), err


@pytest.mark.parametrize(("store", "make", "told"), ANY.values(), ids=ANY)
def test_a_run_that_cannot_be_kept_is_told_before_it_begins(
    store: str, make: Make, told: str, ask: Callable[..., str]
) -> None:
    make(Path(store))

    err = ask(*RESUME, "--store", store)

    assert (True, True, False) == (err.startswith("runaround: "), told in err, "hush" in err), err


def test_a_store_below_a_file_is_told(ask: Callable[..., str]) -> None:
    told = "bot.yaml/s.db: a part of this path is a file, and no folder; name another place with --store.\n"

    assert f"runaround: {told}" == ask(*RESUME, "--store", "bot.yaml/s.db")


@pytest.mark.parametrize("command", [RESUME, *READING.values()], ids=["resume", *READING])
def test_a_driver_that_is_not_installed_is_told(
    command: tuple[str, ...], ask: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "runaround.store.postgresql", raising=False)

    err = ask(*command, "--store", "postgresql://u:hush@127.0.0.1:9/d")

    assert "A store in PostgreSQL needs psycopg: pip install 'runaround[postgres]'.\n" in err


NO_FILES = {
    "an empty name": (("gate", ""), "RUN: there is no such file, and no such run. s.db: no run ''; "),
    "a folder": (
        ("gate", "some"),
        "some: this folder holds no transcripts.jsonl, and no such run. s.db: no run 'some'; ",
    ),
    "no judgement": (("export", "one", "--judgement", "9"), "s.db: run 'one' has no judgement 9; nobody has judged it"),
    "out is a folder": (("export", "one", "--out", "some"), "runaround: some: is a folder; name a file.\n"),
    "out is below a file": (
        ("export", "one", "--out", "bot.yaml/x"),
        "runaround: bot.yaml: is there already, and is no",
    ),
    "no policy": (("gate", "one", "--policy", "gone.yaml"), "gone.yaml: cannot be read: No such file or directory."),
    "no such case": (
        ("redact", "one", "--case", "x", "--reason", "r"),
        "run 'one': 'x' is none of its cases.",
    ),
}


@pytest.mark.parametrize(("command", "told"), NO_FILES.values(), ids=NO_FILES)
def test_what_is_wrong_beside_the_store_is_told(command: tuple[str, ...], told: str, ask: Callable[..., str]) -> None:
    Path("some").mkdir()
    with open_store(Path("s.db")) as store:
        store.runs.begin(NewRun("one", "2026-11-22"))

    assert told in ask(*command, "--store", "s.db")


def test_an_export_makes_the_folder_that_it_is_written_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store(Path("s.db")) as store:
        store.runs.begin(NewRun("one", "2026-11-22"))

    code = main(["export", "one", "--store", "s.db", "--out", "new/one.jsonl"])

    assert (0, [tmp_path / "new/one.jsonl"]) == (code, [*(tmp_path / "new").iterdir()])
