"""What a channel could not play, in every report: there, with its reason, and never red or green."""

from __future__ import annotations

import csv as tables
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from runaround.model import Run
from runaround.reports import console, csv, html, json, junit, markdown
from runaround.reports.skipped import list_skipped
from runaround.reports.texts import find_texts

Snapshot = Callable[[str, str], None]

RENDERERS: dict[str, Any] = {"txt": console.render, "json": json.render, "md": markdown.render, "xml": junit.render}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("render", "suffix"),
    [(console.render, "txt"), (json.render, "json"), (markdown.render, "md"), (junit.render, "xml")],
)
def test_what_is_skipped_reads_as_stored(
    skipping: Run, snapshot: Snapshot, render: Any, suffix: str, lang: str
) -> None:
    snapshot(f"skipping.{lang}.{suffix}", render(skipping, lang=lang))


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "15 scenarios were skipped as unsupported"), ("zh", "有15个场景因渠道不支持而跳过")]
)
def test_a_page_says_how_many_and_lists_them(skipping: Run, lang: str, told: str) -> None:
    page = html.render(skipping, lang=lang)

    listed = list(list_skipped(skipping, find_texts(lang)))
    assert [] == [one for one in (told, *listed) if one not in page]


@pytest.mark.parametrize("render", [console.render, html.render, json.render, markdown.render])
def test_what_is_skipped_changes_no_figure(skipping: Run, render: Any) -> None:
    """Without the sentences about it, the report is that of the run that nobody asked for more of."""
    told, plain = render(skipping), render(replace(skipping, skipped=()))

    assert "1 of 1 cases passed" in told
    assert set(plain.splitlines()) - set(told.splitlines()) <= {"  ]", "  }", " ]"}


def test_a_run_in_which_everything_was_skipped_is_green_nowhere(skipping: Run) -> None:
    run = replace(skipping, cases=(), scorecards=(), planned=0)

    errors = ET.fromstring(junit.render(run)).findall(".//error")
    assert "Nothing was played: the channel does not have what 15 scenarios need" in console.render(run)
    assert (1, True) == (len(errors), markdown.render(run).startswith("## ⚠️"))


def test_a_run_that_was_stopped_before_its_first_case_is_not_told_as_skipped(skipping: Run) -> None:
    run = replace(skipping, cases=(), scorecards=(), planned=3, interrupted=True)

    assert console.render(run).startswith("This run holds no cases\n")


def test_a_spreadsheet_has_no_figure_for_what_was_not_played(skipping: Run) -> None:
    rows = list(tables.DictReader(io.StringIO(csv.render(skipping).removeprefix("\ufeff"))))

    skipped = [row for row in rows if row["row"] == "skipped"]
    filled = {"row", "run", "target", "scenario", "lang", "status", "reasons", "tags"}
    assert (15, filled) == (len(skipped), {name for row in skipped for name, cell in row.items() if cell})
