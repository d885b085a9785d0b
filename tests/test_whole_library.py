"""The library through the front door, over HTTP: the same seed again, and bots that no scenario was written for."""

from __future__ import annotations

import asyncio
import json
import random
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from runaround.cli import main
from runaround.model import EndReason, Item
from runaround.scenario_file import library_dir, load_scenarios
from runaround.specimens import serve
from runaround.store import LATEST, encode, open_store

STORE = "runaround.db"
LIBRARY = load_scenarios(library_dir())
SOME = (
    *("missing_item", "login_failure", "wrong_bill", "plain_questions", "danger+gas", "where_is_the_human"),
    *("solved_question", "broken_kettle+elderly", "locked_out+lost_phone", "dead_hotline"),
)
"""With evidence, links, several visits, a script, an urgent matter, a wish at once, personas, a voice line."""

STRANGERS = ("faq_circle", "hidden_human", "code_asker", "contradictor", "line_dropper", "crashing")
"""Specimens that most of `SOME` look for nothing in."""

HAN = re.compile("[\u4e00-\u9fff]")
TIMES_AND_IDS = re.compile(
    rb'(?<=[{ ])"(?:at|took_s)": [0-9.e+-]+'  # when a turn came, when a request went out and how long it took
    rb"|(?<=\\ndate: )[^\\]+"  # when the server answered
    rb"|\bra-[0-9a-f]{32}\b"  # the consumer, new in each case
    rb"|\bs[0-9]{6}\b"  # the session, numbered by the server
)
SEED = re.compile(rb'"seed": [0-9]+, ')

Bot = Callable[[str, int], str]

# --- bots ---------------------------------------------------------------------------------------------

SENTENCES = sorted(
    {text for one in LIBRARY for visit in one.sessions for text in visit.opening}
    | {text for one in LIBRARY for wordings in one.sayings.values() for text in wordings}
)


def echo(text: str, _number: int) -> str:
    return text or "…"


def asking(text: str, _number: int) -> str:
    return "请提供税号。" if HAN.search(text) else "What is your VAT number?"


def babbling(text: str, number: int) -> str:
    return random.Random(f"{number}/{text}").choice(SENTENCES)


@contextmanager
def serve_bot(bot: Bot, target: Path) -> Iterator[None]:
    """Serve a bot that is given each message and how many its consumer has sent before; write its target file."""
    sent = Counter[str]()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = json.dumps({"messages": [bot(body["text"], sent[body["user"]])]}).encode()
            sent[body["user"]] += 1
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        target.write_text(
            f"adapter: http\nname: bot\nurl: http://127.0.0.1:{server.server_port}/chat\n"
            "request: {user: '{consumer_id}', text: '{text}'}\nupload: {how: base64}\nreply: {messages: messages}\n",
            "utf-8",
        )
        yield
        server.shutdown()


@contextmanager
def serve_specimen(name: str, target: Path) -> Iterator[None]:
    """Serve a specimen from a thread of its own, and write its target file."""
    is_ready, loop, is_over = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def work() -> None:
        async with serve(name, delay_s=0.0) as served:
            served.write_target(target)
            is_ready.set()
            await is_over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(work(),))
    thread.start()
    assert is_ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join(10)
        loop.close()


def run(target: Path, out: Path, *rest: str) -> Path:
    """Play with `runaround run`; return the folder with the results, and the store."""
    main(["run", str(target), *rest, "--out", str(out), "--store", str(out / STORE), "--concurrency", "8"])
    return out


# --- the same seed again --------------------------------------------------------------------------------


def transcripts(out: Path) -> list[bytes]:
    """Return the transcripts of the run in a store as lines without times and ids."""
    with open_store(out / STORE, read_only=True) as store:
        cases = list(store.cases.stream(store.runs.resolve(LATEST)))
    return [TIMES_AND_IDS.sub(b"", encode(case.transcript, expect=case.expect).encode()) for case in cases]


@pytest.mark.parametrize("name", ["healthy", "past_talker"])
def test_the_same_seed_gives_the_same_transcripts_byte_for_byte_for_the_whole_library(
    name: str, tmp_path: Path
) -> None:
    """One bot lets the consumer be content, the other has it object and ask for a human."""
    target = tmp_path / "bot.yaml"

    with serve_specimen(name, target):
        first, second = (transcripts(run(target, tmp_path / out, "--seed", "5")) for out in ("first", "second"))

    assert len(LIBRARY) == len(first)
    assert first == second


def test_another_seed_gives_another_conversation_in_most_scenarios(tmp_path: Path) -> None:
    """What is compared above would show a difference if there were one."""
    target = tmp_path / "bot.yaml"

    with serve_specimen("past_talker", target):
        runs = [transcripts(run(target, tmp_path / seed, "--seed", seed)) for seed in ("5", "6")]

    same = {SEED.sub(b"", line) for line in runs[0]} & {SEED.sub(b"", line) for line in runs[1]}
    assert len(same) < len(LIBRARY) / 4


# --- bots that no scenario was written for --------------------------------------------------------------


def cases(out: Path) -> list[dict[str, Any]]:
    report: dict[str, Any] = json.loads((out / "report.json").read_text("utf-8"))
    return report["cases"]


def strangers() -> Iterator[Any]:
    for bot in (echo, asking, babbling):
        yield pytest.param(lambda target, bot=bot: serve_bot(bot, target), id=bot.__name__)
    for name in STRANGERS:
        yield pytest.param(lambda target, name=name: serve_specimen(name, target), id=name)


@pytest.mark.parametrize("stranger", [*strangers()])
def test_whatever_the_bot_every_case_ends_within_patience_and_says_why(
    stranger: Callable[[Path], AbstractContextManager[None]], tmp_path: Path
) -> None:
    with stranger(tmp_path / "bot.yaml"):
        played = cases(run(tmp_path / "bot.yaml", tmp_path / "out", *SOME))

    patience = {one.key: one.patience.turns for one in LIBRARY}
    reasons = {*EndReason} - {EndReason.ERROR, EndReason.ENDED_BY_PERSON}
    assert {f"{name}.{lang}" for name in SOME for lang in ("en", "zh")} == {case["scenario"] for case in played}
    assert [] == [case["id"] for case in played if case["measurements"]["consumer_turns"] > patience[case["scenario"]]]
    assert [] == [case["id"] for case in played if (case["error"] is None) != (case["ending"]["reason"] in reasons)]
    assert [] == [case["id"] for case in played if not (case["ending"]["detail"] or case["error"]["message"])]


def test_what_a_scenario_leaves_open_is_recorded_and_makes_the_case_inconclusive(tmp_path: Path) -> None:
    """A bot that does nothing but ask fails whoever has told it that there is no such thing."""
    with serve_bot(asking, tmp_path / "bot.yaml"):
        played = cases(run(tmp_path / "bot.yaml", tmp_path / "out", *SOME, "order_status"))

    open_in = {one.key: Item.OTHER not in {*one.facts, *one.evidence, *one.lacks} for one in LIBRARY}
    assert {True, False} == {open_in[case["scenario"]] for case in played}
    assert [] == [case["id"] for case in played if case["ending"]["gaps"] != ["other"] * open_in[case["scenario"]]]
    asked_at = {case["id"]: next(i for i, t in enumerate(case["turns"]) if t["speaker"] == "bot") for case in played}
    proven = {c["id"] for c in played if any(finding["turn"] <= asked_at[c["id"]] for finding in c["findings"])}
    open_cases = [case for case in played if open_in[case["scenario"]]]
    assert [case["id"] in proven for case in open_cases] == [case["status"] == "failed" for case in open_cases]
    assert {"inconclusive", "failed"} == {case["status"] for case in open_cases}
    assert {"failed"} == {case["status"] for case in played if not open_in[case["scenario"]]}
