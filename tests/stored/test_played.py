"""What `run` keeps is what the commands on the store show: the same report, the same rules."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

CommandLine = Callable[..., tuple[int, str, str]]

TARGET = """\
name: shop
url: {url}
request: {{consumer: "{{consumer_id}}", session: "{{session_id}}", text: "{{text}}"}}
reply: {{messages: replies, text: text}}
"""
SUPPRESSIONS = """\
suppressions:
  - {kind: loop/answer, scenario: "*", reason: known and being mended, author: Anna, expires: 2999-01-01}
"""
PHRASES = "language: en\ncompany:\n  fallback:\n    says: |\n      bleep bloop\n"
RULES = ("--suppress", "known.yaml", "--phrasebook", "ours.yaml")


class Bot(BaseHTTPRequestHandler):
    """Answers everybody alike."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"replies": [{"text": "Please see our page on orders and returns, it has all the answers."}]})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def report(command_line: CommandLine, tmp_path: Path) -> str:
    """Play a scenario with suppressions and a phrasebook, and return the report that was printed."""
    (tmp_path / "known.yaml").write_text(SUPPRESSIONS, "utf-8")
    (tmp_path / "ours.yaml").write_text(PHRASES, "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Bot) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever).start()
        (tmp_path / "bot.yaml").write_text(TARGET.format(url=f"http://127.0.0.1:{server.server_port}/"), "utf-8")
        _, out, _ = command_line("run", "bot.yaml", "missing_item", "order_status", *RULES)
        server.shutdown()
    return out


def test_a_run_is_shown_as_it_was_reported(report: str, command_line: CommandLine) -> None:
    code, out, err = command_line("show", "latest")

    assert (0, "") == (code, err)
    assert "known and being mended" in report
    assert report.strip() == out.partition("finished\n\n")[2].strip()


def test_the_rules_of_a_run_judge_it_alike(report: str, command_line: CommandLine) -> None:
    _, alike, _ = command_line("rescore", "latest", *RULES, "--dry-run", "--format", "json")
    _, otherwise, _ = command_line("rescore", "latest", "--dry-run", "--format", "json")

    compared = [
        (one["has_other_suppressions"], one["has_other_phrasebooks"], bool(one["changed"]))
        for one in (*json.loads(alike), *json.loads(otherwise))
    ]
    assert [(False, False, False), (True, True, True)] == compared
