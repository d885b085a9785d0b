"""Several processes write to one store at once, and die while they write: nothing that was acknowledged is lost."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from runaround.model import Speaker, Transcript, Turn
from runaround.store import NewRun, PlannedCase, Store, open_store


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Return an empty store."""
    with open_store(store_url) as opened:
        yield opened


WRITER = """
import sys
from runaround.model import Speaker, Transcript, Turn
from runaround.store import NewRun, PlannedCase, open_store

url, run, first, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
names = [f"{number:04}" for number in range(first, last)]
with open_store(url) as store:
    if run not in {told.id for told in store.runs.list_all()}:
        run = store.runs.begin(NewRun(run, "2026-11-22"))
    store.cases.add(run, [PlannedCase(name) for name in names])
    judgement = store.judgements.begin(run, detectors="9")
    print("ready", flush=True)
    for name in names:
        store.cases.append(run, Transcript(name, "en", (Turn(Speaker.BOT, name * 100),)))
        print(name, flush=True)
"""


def start_writer(url: str, run: str, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", WRITER, url, run, str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def names_in(store: Store, run: str) -> set[str]:
    return {case.transcript.id for case in store.cases.stream(run)}


def test_two_processes_write_a_run_each(store_url: str) -> None:
    """The first thing they do at once is to make the store."""
    writers = [start_writer(store_url, name, 0, 200) for name in ("one", "two")]

    told = [writer.communicate(timeout=120)[1] for writer in writers]

    names = {f"{number:04}" for number in range(200)}
    with open_store(store_url, read_only=True) as store:
        assert (["", ""], names, names) == (told, names_in(store, "one"), names_in(store, "two"))


READER = """
import sys
from runaround.store import open_store
url, until = sys.argv[1], int(sys.argv[2])
while True:
    with open_store(url, read_only=True) as store:
        if sum(1 for _ in store.cases.stream(store.runs.resolve("latest"))) >= until:
            break
"""


def test_who_opens_and_closes_again_and_again_disturbs_no_writer(store_url: str) -> None:
    with open_store(store_url) as store:
        run = store.runs.begin(NewRun("one", "2026-11-22"))
    reading = [sys.executable, "-W", "error", "-c", READER, store_url, "150"]
    with subprocess.Popen(reading, stderr=subprocess.PIPE, text=True) as reader:
        writers = [start_writer(store_url, run, first, first + 75) for first in (0, 75)]

        told = [one.communicate(timeout=120)[1] for one in (*writers, reader)]

    with open_store(store_url, read_only=True) as store:
        assert (["", "", ""], 150) == (told, len(names_in(store, run)))


def test_two_processes_write_to_one_run(store: Store, store_url: str) -> None:
    run = store.runs.begin(NewRun("one", "2026-11-22"))
    writers = [start_writer(store_url, run, 0, 200), start_writer(store_url, run, 150, 350)]

    told = [writer.communicate(timeout=120)[1] for writer in writers]

    cases = list(store.cases.stream(run))
    attempts = {case.transcript.id: case.attempt for case in cases}
    assert ["", ""] == told
    assert {f"{number:04}": 1 + (150 <= number < 200) for number in range(350)} == attempts
    assert [1, 2] == [one.number for one in store.judgements.list_all(run)]


def test_threads_share_one_connection(store: Store) -> None:
    names = [f"{number:04}" for number in range(80)]
    run = store.runs.begin(NewRun("one", "2026-11-22"), [PlannedCase(name) for name in names])

    with ThreadPoolExecutor(4) as pool:
        attempts = [*pool.map(lambda name: store.cases.append(run, Transcript(name, "en", ())), names)]

    assert ([1] * 80, {*names}) == (attempts, names_in(store, run))


def test_a_run_of_any_size_is_read_in_little_memory(store: Store) -> None:
    names = [f"{number:04}" for number in range(100)]
    run = store.runs.begin(NewRun("one", "2026-11-22"), [PlannedCase(name) for name in names])
    for name in names:
        store.cases.append(run, Transcript(name, "en", (Turn(Speaker.BOT, "x" * 200_000),)))
    tracemalloc.start()

    read = sum(len(case.transcript.turns[0].text) for case in store.cases.stream(run))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == 20_000_000
    assert peak < 15_000_000


def test_what_was_acknowledged_survives_a_kill(store: Store, store_url: str) -> None:
    with start_writer(store_url, "killed", 0, 5000) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(40)]

        writer.kill()
        told += writer.stdout

    acknowledged = [line.strip() for line in told[1:] if line.endswith("\n")]
    kept = names_in(store, "killed")
    assert [] == [name for name in acknowledged if name not in kept]
    assert len(kept) in {len(acknowledged), len(acknowledged) + 1}
    assert f"{len(kept):04}" == store.cases.list_unfinished("killed")[0].id
