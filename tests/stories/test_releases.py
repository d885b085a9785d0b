"""The vendor's story is true: every command of the page is run, in order, and says what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import Told, follow

PAGE = Path(__file__).parents[2] / "docs" / "stories" / "releases.md"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    """What each command of the page said, beside what the page shows."""
    return follow(PAGE, tmp_path_factory.mktemp("releases"))


@pytest.mark.slow
def test_every_command_says_what_the_page_shows(told: list[Told]) -> None:
    assert [one.shown for one in told if one.shown] == [one.cut() for one in told if one.shown]


@pytest.mark.slow
def test_the_release_with_a_new_defect_is_stopped_by_the_comparison_and_by_the_gate(told: list[Told]) -> None:
    assert [0, 1, 1, 1, 1] == [one.code for one in told]
