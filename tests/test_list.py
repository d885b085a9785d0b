"""`runaround list`: rows, filters, widths, and what it says when nothing is left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from wcwidth import wcswidth

from runaround.cli import main

LIBRARY = {
    "shopping/late.yaml": """\
title: {en: A late parcel, zh: 快递迟迟不到的那一件事}
tags: [delivery]
severity: high
looks_for: [loop/answer]
sessions: [{opening: {en: my parcel is late, zh: 快递还没到}}]
matrix: {who: {calm: , hurried: {patience: {turns: 5}}}}
""",
    "bank/fees.yaml": "title: What does it cost?\nlooks_for: [handoff_failure]\nsessions: [opening: {en: fees}]\n",
}


@pytest.fixture
def library(tmp_path: Path) -> str:
    for name, text in LIBRARY.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return str(tmp_path)


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert 0 == main(["list", *arguments])
    return capsys.readouterr().out.splitlines()


def names(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    return [row["name"] for row in json.loads("\n".join(listed(capsys, *arguments, "--json")))]


def test_a_narrow_terminal_shows_the_kinds_under_the_title(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    expected = [
        "  name  spoken  severity  title / looks for",
        "bank",
        "  fees  en      medium    What does it cost?",
        "                          → handoff_failure",
        "shopping",
        "  late  en zh   high      A late parcel",
        "                          variants: hurried",
        "                          → loop/answer",
        "",
        "2 files, 3 variants, 5 scenarios (en 3, zh 2).",
    ]
    assert expected == listed(capsys, library)


def test_a_wide_terminal_shows_the_kinds_beside_titles_that_line_up(
    library: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")

    header, _, row, *_ = listed(capsys, library, "--lang", "zh")

    assert "快递迟迟不到的那一件事" in row
    assert wcswidth(header.partition("looks for")[0]) == wcswidth(row.partition("loop/answer")[0])


@pytest.mark.parametrize("columns", ["80", "120"])
def test_no_line_of_the_library_is_wider_than_the_terminal(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    lines = listed(capsys, "--lang", "zh", "--variants")[:-1]

    assert [] == [line for line in lines if wcswidth(line) > int(columns)]


def test_a_family_finds_its_forms_and_a_form_its_family(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ["late"] == names(capsys, library, "--kind", "loop")
    assert ["fees"] == names(capsys, library, "--kind", "handoff_failure/ignored")


def test_filters_hold_together(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    filters = ("--tag", "delivery", "--area", "shopping", "--severity", "high", "--lang", "zh")

    assert ["late", "late+hurried"] == names(capsys, library, *filters, "--variants")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--area", "bnak"), "--area bnak leaves nothing of 5 scenarios. Known: bank, shopping. Did you mean 'bank'?"),
        (
            ("--area", "bank", "--tag", "delivery"),
            "Nothing is left: of 5 scenarios --tag delivery leaves 4, --area bank leaves 1; none fits them all.",
        ),
    ],
    ids=["one filter", "two filters"],
)
def test_when_nothing_is_left_the_filter_is_named(
    arguments: tuple[str, ...], told: str, library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["list", library, *arguments])
    assert f"runaround: {told}\n" == capsys.readouterr().err


def test_json_of_a_hostile_title_is_harmless_and_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title = "##vso[task.complete] \u202ebackwards \x9b2J 标题"
    scenario = {"title": title, "sessions": [{"opening": {"en": "hello"}}]}
    (tmp_path / "odd.yaml").write_text(json.dumps(scenario), "utf-8")

    out = "\n".join(listed(capsys, str(tmp_path), "--json"))

    assert [title] == [row["titles"]["en"] for row in json.loads(out)]
    assert [] == [mark for mark in ("##vso[", "\u202e", "\x9b") if mark in out]
    assert "标题" in out


def test_json_says_all_of_a_row(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads("\n".join(listed(capsys, f"{library}/shopping", "--json")))

    assert [
        {
            "name": "late",
            "id": "late",
            "area": "shopping",
            "languages": ["en", "zh"],
            "severity": "high",
            "looks_for": ["loop/answer"],
            "tags": ["delivery"],
            "variants": ["hurried"],
            "titles": {"en": "A late parcel", "zh": "快递迟迟不到的那一件事"},
            "keys": ["late.en", "late.zh", "late+hurried.en", "late+hurried.zh"],
        }
    ] == rows
