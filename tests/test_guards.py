"""The guards of `conftest.py` hold: no network beyond loopback, a clean environment, no skips in CI."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com", "::ffff:192.0.2.1", "128.0.0.1"])
def test_a_test_cannot_leave_this_machine(host: str, network_attempts: list[str]) -> None:
    with pytest.raises(AssertionError, match="tests talk to 127"):
        socket.create_connection((host, 80), timeout=1)

    assert [f"socket.getaddrinfo {host!r}"] == network_attempts
    network_attempts.clear()


def test_a_bare_connect_is_refused_too(network_attempts: list[str]) -> None:
    with socket.socket() as bare, pytest.raises(AssertionError):
        bare.connect(("192.0.2.1", 80))

    assert ["socket.connect '192.0.2.1'"] == network_attempts
    network_attempts.clear()


def test_a_datagram_is_refused_too(network_attempts: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as bare, pytest.raises(AssertionError):
        bare.sendto(b"x", ("192.0.2.1", 53))

    assert ["socket.sendto '192.0.2.1'"] == network_attempts
    network_attempts.clear()


def test_a_swallowed_refusal_is_still_on_record(network_attempts: list[str]) -> None:
    """An adapter turns foreign errors into its own: the guard must not depend on who catches."""
    with contextlib.suppress(AssertionError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)

    assert ["socket.getaddrinfo '192.0.2.1'"] == network_attempts
    network_attempts.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.8.8"])
def test_loopback_stays_open(host: str) -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:
        port = server.getsockname()[1]

        with socket.create_connection((host, port), timeout=5) as client:
            assert port == client.getpeername()[1]


def test_an_unknown_host_fails_as_it_would_offline() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("bot.invalid", 80), timeout=1)


def test_no_proxy_of_the_machine_reaches_a_test() -> None:
    assert [] == [name for name in os.environ if name.lower() in {"http_proxy", "https_proxy", "all_proxy"}]


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0), ("false", 0)], ids=["ci", "no-ci", "ci-false"])
def test_a_skipped_test_fails_a_build_in_ci_only(tmp_path: Path, ci: str, status: int) -> None:
    (tmp_path / "conftest.py").write_text((TESTS / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / "test_one.py").write_text("import pytest\n\ndef test_one():\n    pytest.skip('no browser')\n", "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        env={**os.environ, "CI": ci},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert status == done.returncode


def test_what_a_protocol_has_no_way_for_fails_no_build(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((TESTS / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / "test_one.py").write_text(
        "from runaround.pytest_plugin.conformance import ConformanceTests\n"
        "from runaround_adapters.fakes.python import PYTHON\n\n"
        "class TestMine(ConformanceTests):\n    fake = PYTHON\n",
        "utf-8",
    )

    command = [sys.executable, "-m", "pytest", "-q", "-k", "piece", str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, "CI": "true"}, capture_output=True, text=True, check=False)

    assert "skipped" in done.stdout
    assert 0 == done.returncode, done.stdout
