"""What is in quarantine, in the reports that build servers and spreadsheets read: there, and never red or green."""

from __future__ import annotations

import csv as tables
import io
from xml.etree import ElementTree as ET

from runaround.model import Run
from runaround.reports import csv, junit, markdown
from runaround.reports.markdown_text import plain

REASON = "The queue of the test system is slow."


def test_a_build_server_sees_a_case_in_quarantine_as_skipped(quarantining: Run) -> None:
    root = ET.fromstring(junit.render(quarantining))

    skipped = root.findall(".//skipped")
    assert [REASON in skipped[0].attrib["message"], len(skipped)] == [True, 2]
    assert ["1", "0", "2"] == [sum_of(root, "failures"), sum_of(root, "errors"), sum_of(root, "skipped")]


def sum_of(root: ET.Element, name: str) -> str:
    return str(sum(int(suite.attrib[name]) for suite in root.findall("testsuite")))


def test_a_pull_request_is_told_of_it_apart_from_what_failed(quarantining: Run) -> None:
    text = markdown.render(quarantining)

    head, _, apart = text.partition("### In quarantine")
    assert [False, True] == [plain(REASON) in head, plain(REASON) in apart]


def test_a_spreadsheet_has_the_reason_beside_the_case(quarantining: Run) -> None:
    rows = list(tables.DictReader(io.StringIO(csv.render(quarantining).removeprefix("\ufeff"))))
    findings = list(tables.DictReader(io.StringIO(csv.render_findings(quarantining).removeprefix("\ufeff"))))

    told = [row["quarantine"] for row in rows if row["row"] == "case"]
    assert [True, False, True] == [bool(reason) for reason in told]
    assert {"quarantined", "counted"} == {row["counts"] for row in findings if row["row"] == "finding"}
