"""English words of the reports for build servers, pull requests and spreadsheets, and of picking cases in the page."""

from __future__ import annotations

__all__ = ["FORMATS"]

FORMATS = {
    "filter.skip": "Skip to the cases",
    "filter.text": "Search in titles, findings and conversations",
    "filter.bot": "Bot",
    "filter.status": "Result",
    "filter.kind": "Kind of finding",
    "filter.severity": "Severity",
    "filter.lang": "Language",
    "filter.tag": "Tag",
    "filter.all": "All",
    "filter.reset": "Show all again",
    "filter.count": "{n} of {total} cases",
    "filter.more": "List the other cases too",
    "junit.run.name": "the whole run",
    "junit.omitted.name": "cases that are counted and not shown",
    "junit.omitted": "Not shown one by one: {passed} passed, {failed} failed, {inconclusive} inconclusive.",
    "markdown.worst": "Look at these first",
    "markdown.case": "Case",
    "markdown.finding": "**{kind}:** {told}",
    "markdown.quote": "{speaker}: {said}",
    "markdown.rest": "The {n} cases that did not pass",
    "markdown.rest.one": "The case that did not pass",
    "markdown.left_out": "{n} cases are left out here, because this text may not be longer. The HTML report has them.",
    "markdown.left_out.one": "1 case is left out here, because this text may not be longer. The HTML report has it.",
    "markdown.bots": "{n} further bots are left out here.",
    "markdown.bots.one": "1 further bot is left out here.",
}
