"""`runaround run --suppress`: the whole way from a bot over HTTP to the report."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from runaround.cli import main

ENTRY = "{{kind: {kind}, scenario: order_status, reason: r, author: a, expires: 2999-12-31}}"


class Handler(BaseHTTPRequestHandler):
    """Gives the same answer to everything."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = b'{"messages": ["We are open from nine to five."]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def target(tmp_path: Path) -> Iterator[str]:
    """Serve the bot and return the path of its target file."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = tmp_path / "bot.yaml"
        path.write_text(
            f"url: http://127.0.0.1:{server.server_port}/chat\nrequest: {{user: '{{consumer_id}}', text: '{{text}}'}}\n"
            "upload: {how: base64}\nreply: {messages: messages}\n",
            "utf-8",
        )
        yield str(path)
        server.shutdown()


def test_a_run_counts_only_what_is_not_suppressed(
    target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def play(*arguments: str) -> dict[str, Any]:
        main(["run", target, "order_status.en", "--format", "json", *arguments])
        report: dict[str, Any] = json.loads(capsys.readouterr().out)
        return report

    plain = [finding["kind"] for finding in play("--out", str(tmp_path / "first"))["cases"][0]["findings"]]
    entries = [f"  - {ENTRY.format(kind=kind)}\n" for kind in sorted(set(plain))]
    (tmp_path / "s.yaml").write_text(f"suppressions:\n{''.join(entries)}", "utf-8")

    report = play("--suppress", str(tmp_path / "s.yaml"), "--out", str(tmp_path / "second"))

    suppressed = [one["finding"]["kind"] for one in report["cases"][0]["suppressed"]]
    assert plain
    assert (plain, [], len(plain)) == (suppressed, report["cases"][0]["findings"], report["run"]["suppressed"])
