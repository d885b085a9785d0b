"""The page about pytest is true: its project is made as it stands there, and says what stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from foreign_project import Project

PAGE = Path(__file__).parent.parent.parent / "docs" / "pytest.md"


def block(language: str) -> str:
    """Return the only fenced block of the page in a language."""
    (text,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return str(text)


@pytest.fixture
def shop(project: Project) -> Project:
    """The project of the page."""
    project.write("scenarios/billing/missing_bottle.yaml", block("yaml"))
    project.scenario("opening_hours", "When are you open?")
    project.write("pytest.ini", block("ini") + "runaround_scenarios = scenarios\n")
    return project


def test_the_output_on_the_page_is_what_comes(shop: Project) -> None:
    output = shop.run("-q", "scenarios/billing/missing_bottle.yaml").stdout.str()

    assert block("text") == settle(output)


def settle(output: str) -> str:
    """Return an output with the time of writing in place of its own."""
    settled = re.sub(r"\d{8}T\d{6}Z-shop-[0-9a-f]{6}", "20270131T090000Z-shop-5eed01", output)
    return re.sub(r"in \d+\.\d+s", "in 0.61s", settled).strip() + "\n"


def test_the_tests_on_the_page_run(shop: Project) -> None:
    shop.write("test_page.py", block("python"))

    result = shop.run("test_page.py")

    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_page.py::test_nobody_goes_round_in_circles - loop/answer*"])


def test_the_page_names_every_option(project: Project) -> None:
    options = re.findall(r"--runaround-[a-z-]+", project.run("--help").stdout.str())

    assert [] == [option for option in {*options} if f"`{option}" not in PAGE.read_text("utf-8")]
