"""The tables for spreadsheets: as RFC 4180 says, in Chinese too, and without a formula of a stranger."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from runaround.model import CaseStatus, JudgedCase, Run, Transcript, Verdict
from runaround.reports import csv as tables

EMPTY = Run("r", "", 0, (), ())
RENDERERS = [tables.render, tables.render_findings]


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("render", "name"), [(tables.render, "cases"), (tables.render_findings, "findings")])
def test_a_run_reads_as_stored(
    suppressing: Run, snapshot: Callable[[str, str], None], render: Callable[..., str], name: str, lang: str
) -> None:
    snapshot(f"suppressing.{name}.{lang}.csv", render(suppressing, lang=lang))


@pytest.mark.parametrize("render", RENDERERS)
def test_excel_sees_that_it_is_utf_8(two_bots: Run, render: Callable[..., str]) -> None:
    assert render(two_bots).encode().startswith(b"\xef\xbb\xbfrow,run,target,")


@pytest.mark.parametrize("render", RENDERERS)
def test_every_row_has_every_column_whatever_a_bot_sent(hostile_run: Run, render: Callable[..., str]) -> None:
    text = render(hostile_run)
    widths = {len(row) for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)}

    assert 1 == len(widths)
    assert text.endswith("\r\n")


def test_there_is_a_row_for_each_case_and_one_for_each_finding(suppressing: Run) -> None:
    cases, findings = read(tables.render(suppressing)), read(tables.render_findings(suppressing))

    assert [("missing_item.zh", "2", "1"), ("refund.en", "0", "1"), ("hours.zh", "0", "0")] == [
        (row["scenario"], row["findings"], row["suppressed"]) for row in cases if row["row"] == "case"
    ]
    assert [("4", "counted"), ("8", "counted"), ("6", "suppressed"), ("3", "suppressed")] == [
        (row["turn"], row["counts"]) for row in findings if row["row"] == "finding"
    ]


ATTACKS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "＝1+1")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_begins_a_formula(attack: str) -> None:
    record = Transcript(attack, attack, (), title=attack, scenario=attack, target=attack, channel=attack)
    run = replace(EMPTY, cases=(JudgedCase(record, Verdict(CaseStatus.PASSED, None)),))

    (row,) = read(tables.render(run))

    # A run, by itself, has numbers too: those are ours, and none of them is negative.
    assert [] == [cell for cell in row.values() if cell.strip()[:1] in {*"=+-@＝"}]
    assert row["title"].startswith("'")


def test_ordinary_text_stays_as_it_is() -> None:
    record = Transcript("a-1", "zh", (), title="“引号”，逗号,\n换行")
    run = replace(EMPTY, cases=(JudgedCase(record, Verdict(CaseStatus.PASSED, None)),))

    assert "“引号”，逗号,\n换行" == read(tables.render(run))[0]["title"]


@pytest.mark.parametrize("render", RENDERERS)
def test_what_a_reader_must_know_of_the_run_is_a_row_of_its_own(render: Callable[..., str]) -> None:
    (row,) = read(render(replace(EMPTY, planned=9, interrupted=True)))

    assert ("note", "This run was interrupted: 0 of 9 planned cases are here.") == (row["row"], row["title"])
