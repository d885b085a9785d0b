"""`runaround specimens`, by its front door."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import yaml

from runaround.cli import main
from runaround.specimens import SPECIMENS

START = (sys.executable, "-m", "runaround", "specimens")


def run(*words: str) -> int:
    return main(["specimens", *words])


def test_the_list_has_one_line_for_each_specimen(capsys):
    code = run()

    lines = capsys.readouterr().out.splitlines()[2:]
    assert 0 == code
    assert [(s.name, s.defect or "-") for s in SPECIMENS.values()] == [tuple(line.split()[:2]) for line in lines]


def test_an_unknown_name_is_refused_with_a_suggestion(capsys):
    code = run("serve", "verbatim_loper")

    message = capsys.readouterr().err
    assert 2 == code
    assert message.startswith(
        "runaround: No specimen 'verbatim_loper'. Did you mean 'verbatim_looper'? Known: healthy, verbatim_looper,"
    )


def test_a_port_that_is_taken_is_one_line(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = run("serve", "healthy", "--port", str(port))

    message = capsys.readouterr().err
    assert 2 == code
    assert message.startswith(f"runaround: 127.0.0.1:{port}: cannot be used: ")
    assert 1 == message.count("\n")


def test_a_target_file_that_cannot_be_written_is_one_line(tmp_path, capsys):
    code = run("serve", "healthy", "--target-file", str(tmp_path / "nowhere" / "bot.yaml"))

    assert 2 == code
    assert (
        f"runaround: {tmp_path}/nowhere/bot.yaml: cannot be used: No such file or directory.\n"
        == capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "healthy", "--port", "70000"),
        ("serve", "healthy", "--port", "first"),
        ("serve", "healthy", "--delay", "-1"),
        ("serve", "healthy", "--delay", "nan"),
    ],
)
def test_a_number_out_of_range_is_refused(words, capsys):
    code = run(*words)

    assert (2, True) == (code, f": found {words[-1]!r}, expected " in capsys.readouterr().err)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_ended_and_ends_cleanly(tmp_path: Path, number: signal.Signals):
    target_file = tmp_path / "bot.yaml"
    words = [*START, "serve", "healthy", "--delay", "0", "--target-file", str(target_file)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as served:
        assert served.stdout is not None
        first, second = served.stdout.readline(), served.stdout.readline()
        content = yaml.safe_load(target_file.read_text("utf-8"))
        answer = httpx.post(content["open"]["url"], json={"consumer": "c"}, trust_env=False)
        served.send_signal(number)
        rest, errors = served.communicate(timeout=20)

    base = content["url"].removesuffix("/chat")
    assert f"healthy listens on {base} (Ctrl-C ends it).\n" == first
    assert f"Now try: runaround run {target_file}\n" == second
    assert (200, 0, "", "") == (answer.status_code, served.returncode, rest, errors)
