"""Every page of a finding shows each of its kinds at work: once found and once nearly, in every language.

That the examples are true is shown by `test_docs_examples.py`, which judges each of them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parent.parent / "docs" / "findings").glob("*.md"))
LANGUAGES = ("en", "zh")


def sections(text: str) -> dict[str, str]:
    """Return what stands under the heading of each kind, by kind."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {name.strip("`"): body for name, body in found.items() if re.fullmatch(r"`\w+(/\w+)?`", name)}


def missing_examples(text: str) -> list[str]:
    """Return what a page lacks: `loop/menu in zh: fires`, `loop/menu in zh: nearly fires`."""
    missing = []
    for kind, body in sections(text).items():
        talks = re.findall(r"^```talk (\w+)\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
        for lang in LANGUAGES:
            fires = [bool(re.search(rf"^= {kind} ", talk, re.MULTILINE)) for written, talk in talks if written == lang]
            missing += [] if True in fires else [f"{kind} in {lang}: fires"]
            missing += [] if False in fires else [f"{kind} in {lang}: nearly fires"]
    return missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_kind_is_shown_found_and_nearly_found_in_each_language(page: Path) -> None:
    assert [] == missing_examples(page.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_a_section_for_its_kind(page: Path) -> None:
    assert {page.stem} == {kind.partition("/")[0] for kind in sections(page.read_text("utf-8"))}


def test_a_missing_example_is_noticed() -> None:
    page = (
        "# `a`\n\n## `a/b`\n\n```talk en\n0 B: Hi\n= a/b at 0\n```\n\n"
        "```talk zh\n0 B: 好\n= a/c at 0\n```\n\n## Known limits\n"
    )

    assert ["a/b in en: nearly fires", "a/b in zh: fires"] == missing_examples(page)
