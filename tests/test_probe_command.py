"""`runaround probe`: one visit, everything shown, no secret."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from runaround.fake import FAKE_GROUP
from runaround.plugins import load_plugins
from runaround.specimens import serve, serve_behind

pytestmark = pytest.mark.anyio

SECRET = "a-secret-of-the-tests"


async def probe(target: Path, *more: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "runaround", "probe", str(target), *more]
    environ = {"TOKEN": SECRET, "PATH": "/usr/bin:/bin"}
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, env=environ, check=False, timeout=60, encoding="utf-8"
    )
    return done.returncode, done.stdout, done.stderr


async def test_it_shows_the_wire_and_how_it_was_understood(tmp_path: Path) -> None:
    async with serve("faq_circle") as served:
        served.write_target(tmp_path / "bot.yaml")
        code, out, _ = await probe(tmp_path / "bot.yaml", "--say", "我的账号登不上去")

    assert 0 == code
    assert "faq_circle, through the adapter http" in out
    assert '"text": "我的账号登不上去"' in out
    assert "    button: 问题反馈表 (sends /page/form/login)" in out
    assert "The reply was over by the rule response." in out


async def test_no_secret_is_shown(tmp_path: Path) -> None:
    async with serve_behind("healthy", load_plugins(FAKE_GROUP)["websocket_marked"], quiet_s=0.2) as served:
        served.write_target(tmp_path / "bot.yaml")
        code, out, err = await probe(tmp_path / "bot.yaml")

    assert 0 == code
    assert SECRET not in out + err
    assert "> Authorization: ***" in out


async def test_a_silent_bot_is_told_apart_from_one_that_cannot_be_reached(tmp_path: Path) -> None:
    async with serve("silent") as served:
        served.write_target(tmp_path / "bot.yaml")
        answered, _, _ = await probe(tmp_path / "bot.yaml")
    gone, _, told = await probe(tmp_path / "bot.yaml")

    assert (0, 2) == (answered, gone), "it falls silent from the second message on"
    assert "no connection" in told
