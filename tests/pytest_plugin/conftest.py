"""Fixtures of the tests of the pytest front end: somebody else's project, with a bot on this machine."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from foreign_project import Project, describe_target, serve_bot

from runaround.specimens import serve

# A session inside this one forgets what it imports; what is imported before stays, and need not be read each time.
importlib.import_module("runaround.pytest_plugin.hooks")


@pytest.fixture(scope="session")
def bot_url() -> Iterator[str]:
    """Serve the bot."""
    with serve_bot() as url:
        yield url


@pytest.fixture(scope="session")
def refuser_target() -> Iterator[str]:
    """Serve the specimen that says that there are no humans, and give its target file."""
    bot = serve("refuser", delay_s=0.0)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(bot) as served:
        yield json.dumps(dict(served.target))


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, bot_url: str) -> Project:
    """Return a project whose ini file names the bot as target."""
    monkeypatch.delenv("CI", raising=False)  # there pytest writes its summary in longer lines
    made = Project(pytester)
    made.write("bot.yaml", describe_target(bot_url))
    made.write("dead.yaml", describe_target("http://127.0.0.1:9/chat"))
    made.write("pytest.ini", "[pytest]\nrunaround_target = bot.yaml\n")
    return made
