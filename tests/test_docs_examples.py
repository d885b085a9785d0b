"""The examples of the docs are true: conversations are judged, Python runs, files load, the README can be pasted."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from runaround.judging import judge_transcript, load_detectors
from runaround.model import Attachment, Button, Event, Finding, Item, Link, Speaker, Transcript, Turn
from runaround.policy_file import load_policy
from runaround.quarantine_file import load_quarantines
from runaround.scenario_file import load_scenarios
from runaround.suppression_file import load_suppressions
from runaround.target_file import check_target

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios").glob("*.md")])
SPEAKERS = {"C": Speaker.CONSUMER, "B": Speaker.BOT, "H": Speaker.HUMAN, "S": Speaker.SYSTEM}
SECONDS = {"s": 1, "minutes": 60, "hours": 3600, "days": 86400}
PACE_S = 2.0


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what follows on that line, its text, and `page:line` for messages."""

    language: str
    rest: str
    text: str
    where: str


def blocks(*languages: str) -> list[Block]:
    """Return the fenced blocks of all pages in these languages, in the order of pages and lines."""
    return [block for page in PAGES for block in _blocks_of(page) if block.language in languages]


def _blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    for match in re.finditer(r"^```(\w*) ?([^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(match[1], match[2], match[3], f"{page.relative_to(ROOT).as_posix()}:{line}")


def _one_of(language: str) -> pytest.MarkDecorator:
    found = blocks(*language.split())
    return pytest.mark.parametrize("block", found, ids=[block.where for block in found])


def read_talk(text: str, lang: str) -> tuple[Transcript, tuple[Finding, ...]]:
    """Return the conversation of a `talk` block, and the findings that it claims."""
    turns: list[Turn] = []
    findings: list[Finding] = []
    at, session = 0.0, 1
    for line in text.splitlines():
        if line.startswith("---"):
            amount, unit = line.split()[1:3]
            at, session = at + float(amount) * SECONDS[unit], session + 1
        elif line.startswith("= "):
            findings += _read_claim(line)
        else:
            at += PACE_S + sum(float(seconds) - PACE_S for seconds in re.findall(r"\[after (\d+) s\]", line))
            turns.append(_read_turn(line, at=at if turns else 0.0, session=session, number=len(turns)))
            at = turns[-1].at
    return Transcript("docs", lang, tuple(turns)), tuple(sorted(findings))


def _read_turn(line: str, *, at: float, session: int, number: int) -> Turn:
    found = re.fullmatch(r"(\d+) ([CBHS]): ?(.*)", line)
    assert found is not None, f"{line!r} is no turn; expected 'N C: text'"
    assert number == int(found[1]), f"{line!r} is turn {number}"
    marks = re.findall(r"\[(\w+) ([^\]]+)\]", found[3])
    links = [mark.split(" ", 1) for kind, mark in marks if kind == "link"]
    clicked = [mark for kind, mark in marks if kind == "clicked"]
    events = [Event(mark) for kind, mark in marks if kind == "event"]
    return Turn(
        SPEAKERS[found[2]],
        re.sub(r" ?\[\w+ [^\]]+\]", "", found[3]),
        buttons=tuple(Button(mark) for kind, mark in marks if kind == "button"),
        links=tuple(Link(url, title) for url, title in links),
        attachments=tuple(Attachment(kind, mark) for kind, mark in marks if kind in {"image", "screenshot", "file"}),
        event=events[0] if events else None,
        clicked=clicked[0] if clicked else None,
        at=at,
        session=session,
    )


def _read_claim(line: str) -> list[Finding]:
    if line == "= nothing":
        return []
    found = re.fullmatch(r"= ([\w/]+)(?: (\w+))? at (\d+)(?:, because of ([\d, ]+))?", line)
    assert found is not None, f"{line!r} is no finding; expected '= kind [item] at N, because of N, N'"
    refs = tuple(int(number) for number in re.findall(r"\d+", found[4] or ""))
    return [Finding(int(found[3]), found[1], refs, Item(found[2]) if found[2] else None)]


@_one_of("talk")
def test_the_conversation_is_judged_as_the_page_says(block: Block) -> None:
    transcript, expected = read_talk(block.text, block.rest)

    judged = judge_transcript(transcript, detectors=load_detectors())

    assert (expected, ()) == (judged.verdict.findings, judged.verdict.failures)


def test_a_talk_block_is_read_with_everything_in_it() -> None:
    text = (
        "0 C: Hi [image a.jpg]\n1 B: Pick [button Yes] [link https://x.example A page] [after 9 s]\n--- 2 days later\n"
    )
    text += "2 S: [event queue]\n3 C: [clicked Yes]\n= loop/menu at 3, because of 1, 2\n= repeated_request photo at 1"

    transcript, findings = read_talk(text, "en")

    expected = (
        Turn(Speaker.CONSUMER, "Hi", attachments=(Attachment("image", "a.jpg"),)),
        Turn(Speaker.BOT, "Pick", buttons=(Button("Yes"),), links=(Link("https://x.example", "A page"),), at=9.0),
        Turn(Speaker.SYSTEM, event=Event.QUEUE, at=172811.0, session=2),
        Turn(Speaker.CONSUMER, clicked="Yes", at=172813.0, session=2),
    )
    assert Transcript("docs", "en", expected) == transcript
    assert (Finding(1, "repeated_request", (), Item.PHOTO), Finding(3, "loop/menu", (1, 2))) == findings


@_one_of("python")
def test_the_python_runs(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    exec(compile(block.text, block.where, "exec"), {"__name__": "docs"})


@_one_of("json jsonl")
def test_the_json_parses(block: Block) -> None:
    texts = block.text.splitlines() if block.language == "jsonl" else [block.text]

    for text in texts:
        json.loads(text)


@_one_of("yaml")
def test_the_yaml_is_what_it_seems_to_be(block: Block, tmp_path: Path) -> None:
    """A block with sessions is a scenario, one with an adapter and a URL a target; these and exceptions load."""
    content = yaml.safe_load(block.text)
    file = tmp_path / "example.yaml"
    file.write_text(block.text, "utf-8")
    for name in re.findall(r"file: ([\w./-]+)", block.text):
        source = next((ROOT / "scenarios").rglob("*.png"))
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, tmp_path / name)

    if isinstance(content, dict) and "sessions" in content:
        assert load_scenarios(file)
    elif isinstance(content, dict) and {"adapter", "url"} <= set(content):
        check_target(file)
    elif isinstance(content, dict) and "suppressions" in content:
        assert load_suppressions(file)
    elif isinstance(content, dict) and "quarantine" in content:
        assert load_quarantines(file)
    elif isinstance(content, dict) and "policy" in content:
        assert load_policy(file)


def _pasted(readme: str) -> str:
    """Return the shell blocks of the README as one script: what is installed already is left out."""
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL))
    kept = [line for line in script.splitlines() if not line.startswith(("make ", ". .venv"))]
    # Somebody who pastes a line waits for its answer; a script has to be told to.
    waiting = [
        f"{line}\nuntil [ -s hoarder.yaml ]; do read -t 0.1 <> <(:) || :; done" if line.endswith("&") else line
        for line in kept
    ]
    return "\n".join(waiting)


@pytest.mark.slow
def test_the_readme_can_be_pasted(tmp_path: Path) -> None:
    script = _pasted((ROOT / "README.md").read_text("utf-8")).replace("8765", "0")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-mc", f"set -u; trap '[ $? -lt 2 ] || exit 2' ERR\n{script}"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode < 2, done.stdout + done.stderr
    assert 1 == len(list(tmp_path.rglob("report.html")))
    assert "handoff_failure/refused" in done.stdout
