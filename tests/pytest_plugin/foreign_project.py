"""A project of somebody else's: a bot on this machine, scenario files, and pytest as they would call it."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from runaround.store import StoredCase, open_store

__all__ = ["COMMANDS", "HOSTILE", "STOCK", "Project", "describe_target", "serve_bot"]

STOCK = "Items of one order are sometimes packed separately, so please look at your order page."
HOSTILE = "\x1b[31mred\x1b[0m \u202eevil <script>alert(1)</script>"
COMMANDS = "::error::x\n  ::add-mask::y\nSee ##vso[task.complete] and ##teamcity[z].\n##[error]x"
ANSWERS = {
    "When are you open?": "We are open from nine to five.",
    "你们几点营业？": "我们早上九点到下午五点营业。",
    "Say something evil.": HOSTILE,
    "Command the build.": COMMANDS,
}


class Bot(BaseHTTPRequestHandler):
    """Knows when it is open, breaks when told to, and gives its stock answer to everything else."""

    tosses = itertools.count()

    def do_POST(self) -> None:
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"]
        said = ("Heads.", "Tails.")[next(self.tosses) % 2] if text == "Toss a coin." else ANSWERS.get(text, STOCK)
        answer = json.dumps({"messages": [said]}).encode()
        self.send_response(500 if text == "Break." else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Project:
    """A folder with tests of somebody else's, and the ways to look at what became of them."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.path = pytester.path

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def scenario(self, name: str, *says: str, **keys: object) -> None:
        """Write a scenario whose consumer says these lines in English, and goes."""
        lines = [{"say": {"en": text}} for text in says]
        content = {"title": name, "sessions": [{"script": lines, "after_script": "end"}], **keys}
        self.write(f"scenarios/billing/{name}.yaml", _as_yaml(content))

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in this process; a warning is an error."""
        usual = ("-W", "error", "-p", "no:randomly", "-p", "no:cacheprovider")
        return self._pytester.runpytest_inprocess(*usual, *arguments)

    def run_apart(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own."""
        return self._pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider", *arguments)

    def read_store(self) -> list[StoredCase]:
        """Return the cases of the only run, in the order of its plan, with their verdicts."""
        with open_store(self.path / "results" / "runaround.db", read_only=True) as store:
            (run,) = store.runs.list_all()
            return list(store.cases.stream(run.id, judgement=run.judgement))


def _as_yaml(content: dict[str, object]) -> str:
    """Return YAML of which every top key has a line of its own, as people write it."""
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in content.items())


@contextmanager
def serve_bot() -> Iterator[str]:
    """Serve the bot while the context lasts, and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Bot) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/chat"
        server.shutdown()


def describe_target(url: str) -> str:
    """Return the target file of a bot."""
    request = "request: {user: '{consumer_id}', text: '{text}'}"
    return f"name: shop\nurl: {url}\n{request}\nupload: {{how: base64}}\nreply: {{messages: messages}}\n"
