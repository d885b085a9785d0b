"""The story of a red build is true: its pipeline is run as it stands, red and then green."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import Told, follow

PAGE = Path(__file__).parents[2] / "docs" / "stories" / "qa.md"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    """What each command of the page said, beside what the page shows."""
    return follow(PAGE, tmp_path_factory.mktemp("qa"))


@pytest.mark.slow
def test_every_command_says_what_the_page_shows(told: list[Told]) -> None:
    assert [one.shown for one in told if one.shown] == [one.cut() for one in told if one.shown]


@pytest.mark.slow
def test_the_build_is_red_and_after_the_repair_green(told: list[Told]) -> None:
    assert [0, 1, 0] == [one.code for one in told]
