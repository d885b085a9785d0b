"""Servers of other people, installed into a folder outside the tree and started on this machine.

They are not run unless asked for: `make test-real`. What the package index cannot give is skipped, with the reason.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

BOTS = Path(__file__).parent / "bots"
CACHE = Path(os.environ.get("RUNAROUND_REAL_CACHE") or Path.home() / ".cache" / "runaround" / "real_servers")
INSTALLING_S = 600
STARTING_S = 60

Install = Callable[[str, Sequence[str]], Path]
Start = Callable[..., str]


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave these tests out unless they are asked for by their marker."""
    return None if "real_server" in config.option.markexpr else True


def _install(kind: str, packages: Sequence[str]) -> Path:
    """Return the folder with `packages` in it; a folder serves for one set of versions, so that none is stale."""
    folder = CACHE / f"{kind}-{hashlib.sha256(' '.join(packages).encode()).hexdigest()[:12]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another run may be installing the same
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _install_into(folder, kind, packages)
            (folder / "ready").touch()
    return folder


def _install_into(folder: Path, kind: str, packages: Sequence[str]) -> None:
    if kind == "npm":
        if shutil.which("npm") is None:
            pytest.skip("there is no npm")
        commands = [["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, *packages]]
    else:
        commands = [
            [sys.executable, "-m", "venv", folder],
            [folder / "bin" / "python", "-m", "pip", "install", "-q", *packages],
        ]
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALLING_S, check=False)
        if done.returncode:
            pytest.skip(f"{' '.join(packages)} cannot be installed: {done.stderr.strip()[-300:]}")


@pytest.fixture(scope="session")
def npm() -> Callable[..., Path]:
    """Install packages of npm: `npm("express@5", ...)` gives the folder whose `node_modules` holds them."""
    return lambda *packages: _install("npm", packages)


@pytest.fixture(scope="session")
def venv() -> Callable[..., Path]:
    """Install packages of PyPI: `venv("twilio==9", ...)` gives the folder of the environment."""
    return lambda *packages: _install("venv", packages)


@pytest.fixture
def free_port(find_port) -> Callable[[], int]:
    """Find a port on which nobody listens now."""
    return find_port


@pytest.fixture(scope="session")
def find_port() -> Callable[[], int]:
    """Find a port on which nobody listens now, for servers that outlive a test."""

    def find() -> int:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return one.getsockname()[1]

    return find


@contextmanager
def _started(command: Sequence[object], port: int, environ: Mapping[str, str], cwd: Path, log: Path) -> Iterator[str]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(part) for part in command], env={**os.environ, **environ}, cwd=cwd, stdout=out, stderr=out
        )
    try:
        deadline = time.monotonic() + STARTING_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                told = log.read_text("utf-8", "replace")[-2000:]
                assert process.poll() is None, f"{command} ended at once: {told}"
                assert time.monotonic() < deadline, f"{command} does not listen: {told}"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a server: `start(command, port=..., environ={...})` gives its address when it listens."""
    with ExitStack() as stack:

        def begin(command: Sequence[object], *, port: int, environ: Mapping[str, str] = {}, cwd: Path = BOTS) -> str:
            return stack.enter_context(_started(command, port, environ, cwd, tmp_path / f"server-{port}.log"))

        yield begin


@pytest.fixture(scope="module")
def start_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start a server for all tests of a module, as `start` does for one: some take long to begin."""
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as stack:

        def begin(command: Sequence[object], *, port: int, environ: Mapping[str, str] = {}, cwd: Path = BOTS) -> str:
            return stack.enter_context(_started(command, port, environ, cwd, folder / f"server-{port}.log"))

        yield begin
