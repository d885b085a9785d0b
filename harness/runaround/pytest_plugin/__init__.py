"""What pytest loads by itself wherever runaround is installed: options, and nothing else until a target is named.

It costs every suite of everybody its import, so it imports nothing.
"""

from __future__ import annotations

import pytest

__all__ = ["pytest_addoption", "pytest_configure"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options; each does nothing without `--runaround-target` or its ini key."""
    group = parser.getgroup("runaround", "conversations with a customer-service bot")
    add = group.addoption
    add("--runaround-target", metavar="FILE", help="target file of the bot; scenario files are tests then")
    add("--runaround-lang", metavar="LANG", help="only scenarios in this language, such as zh")
    add("--runaround-seed", type=int, default=0, metavar="N", help="picks the consumers' wordings (default: 0)")
    add("--runaround-repeat", type=int, default=1, metavar="N", help="times that each scenario is played (default: 1)")
    add("--runaround-library", action="store_true", help="play the scenarios that ship with runaround too")
    add("--runaround-store", metavar="STORE", help="the store of runs: a path or postgresql://…")
    add("--runaround-suppress", metavar="FILE", help="findings that do not count (YAML)")
    add("--runaround-quarantine", metavar="FILE", help="cases that are played and do not count (YAML)")
    add("--runaround-phrasebook", action="append", default=[], metavar="FILE", help="phrases of your own (YAML)")
    add(
        "--runaround-report",
        action="append",
        default=[],
        metavar="FORMAT[=PATH]",
        help="also write this report of the run (junit, markdown, csv, ...); without PATH beside its page",
    )
    add(
        "--runaround-report-lang", default="en", metavar="LANG", help="language of what is told: en or zh (default: en)"
    )
    parser.addini("runaround_target", "target file of the bot, as --runaround-target; relative to this file")
    parser.addini("runaround_scenarios", "folders of scenarios that fixtures know by name", type="paths", default=[])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Where a target is named, register everything else."""
    if config.getoption("runaround_target") or config.getini("runaround_target"):
        from runaround.pytest_plugin.hooks import register

        register(config)
