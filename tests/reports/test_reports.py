"""What each report says of a run, to the byte, and what its structure promises."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runaround.model import (
    CaseStatus,
    CheckPart,
    CheckStatus,
    Ending,
    EndReason,
    ErrorKind,
    Event,
    Finding,
    JudgedCase,
    Outcome,
    Run,
    Severity,
    Speaker,
    Transcript,
    Turn,
    Verdict,
)
from runaround.reports import console, html
from runaround.reports import json as json_report
from runaround.reports.chat import Bubble, Divider, Fold, lay_out
from runaround.reports.compared_json import comparison_schema
from runaround.reports.texts import find_texts
from runaround.scoring import score
from runaround.verdicts import REASONS

EN = find_texts("en")
ACTING = {"script", "img", "iframe", "object", "embed", "form", "base", "video", "audio"}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("render", "suffix"), [(console.render, "txt"), (json_report.render, "json"), (html.render, "html")]
)
def test_a_run_over_two_bots_reads_as_stored(
    two_bots: Run, snapshot: Callable[[str, str], None], render: Any, suffix: str, lang: str
) -> None:
    snapshot(f"two_bots.{lang}.{suffix}", render(two_bots, lang=lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("render", "suffix"), [(console.render, "txt"), (json_report.render, "json"), (html.render, "html")]
)
def test_what_was_expected_reads_as_stored(
    expecting: Run, snapshot: Callable[[str, str], None], render: Any, suffix: str, lang: str
) -> None:
    snapshot(f"expecting.{lang}.{suffix}", render(expecting, lang=lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("render", "suffix"), [(console.render, "txt"), (json_report.render, "json"), (html.render, "html")]
)
def test_what_is_suppressed_reads_as_stored(
    suppressing: Run, snapshot: Callable[[str, str], None], render: Any, suffix: str, lang: str
) -> None:
    snapshot(f"suppressing.{lang}.{suffix}", render(suppressing, lang=lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("render", "suffix"), [(console.render, "txt"), (json_report.render, "json"), (html.render, "html")]
)
def test_what_is_in_quarantine_reads_as_stored(
    quarantining: Run, snapshot: Callable[[str, str], None], render: Any, suffix: str, lang: str
) -> None:
    snapshot(f"quarantining.{lang}.{suffix}", render(quarantining, lang=lang))


def test_headline_and_figures_leave_out_what_is_in_quarantine(quarantining: Run) -> None:
    report = json.loads(json_report.render(quarantining))

    passed = report["scorecards"][0]["passed"]
    assert ("0 of 1 cases passed", 0, 1, 2) == (
        report["headline"],
        passed["hits"],
        passed["judged"],
        report["run"]["quarantined"],
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("render", [console.render, json_report.render, html.render])
def test_every_report_shows_reason_author_and_last_day_of_what_is_suppressed(
    suppressing: Run, render: Any, lang: str
) -> None:
    text = render(suppressing, lang=lang)

    shown = ("The hotline opens in December; ticket 12.", "Ann Lee", "同一页面有两个入口。", "王小明", "2026-12-31")
    assert [] == [one for one in shown if one not in text]


def test_a_case_with_nothing_but_suppressed_findings_is_not_called_free_of_findings(suppressing: Run) -> None:
    _, only, _ = suppressing.cases

    text = console.render(replace(suppressing, cases=(only,), scorecards=(score([only], target="oil-shop"),)))

    assert "Nothing was found that is not suppressed." in text
    assert "Back to the same menu" not in text.partition("Looked for and not found: ")[2].partition(".")[0]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_against_one_bot_reads_as_stored(one_bot: Run, snapshot: Callable[[str, str], None], lang: str) -> None:
    snapshot(f"one_bot.{lang}.txt", console.render(one_bot, lang=lang))


def test_of_very_many_cases_that_failed_alike_the_first_are_named(one_bot: Run) -> None:
    failed = next(case for case in one_bot.cases if case.verdict.status is CaseStatus.FAILED)
    cases = tuple(replace(failed, transcript=replace(failed.transcript, scenario=f"c{n}")) for n in range(1000))

    lines = console.render(replace(one_bot, cases=cases)).split("\n")

    names = next(line for line in lines if line.startswith("  c0,"))
    assert names.startswith("  c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 and 988 more  ·  ")


def test_the_columns_of_a_chinese_table_line_up(one_bot: Run) -> None:
    """A Chinese character is two columns wide; counted as one, every table would be crooked."""
    lines = console.render(one_bot, lang="zh").split("\n")
    ruler = next(line for line in lines if line.startswith("---"))
    second = ruler.index(" -") + 1

    rows = lines[lines.index(ruler) + 1 :][:6]

    assert {second} == {width(row[: re.search(r"\d+/\d+", row).start()]) for row in rows}


def width(text: str) -> int:
    return sum(2 if "\u2e80" <= character <= "\uffef" else 1 for character in text)


# --- JSON -------------------------------------------------------------------------------------------


def schema() -> Any:
    return json.loads(resources.files("runaround.reports").joinpath("report.schema.json").read_text("utf-8"))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", ["one_bot", "two_bots", "expecting", "suppressing", "skipping", "hostile_run"])
def test_the_json_report_is_as_its_schema_says(name: str, request: pytest.FixtureRequest) -> None:
    document = json.loads(json_report.render(request.getfixturevalue(name)))

    assert [] == [error.message for error in Draft202012Validator(schema()).iter_errors(document)]


def name_keys(part: Any, place: str = "") -> Iterator[str]:
    """Yield the path of every key that a schema describes, with its type if it says one."""
    if isinstance(part, list):
        for inner in part:
            yield from name_keys(inner, place)
    elif isinstance(part, dict):
        for name, inner in {**part.get("$defs", {}), **part.get("properties", {})}.items():
            yield f"{place}/{name}"
            yield from name_keys(inner, f"{place}/{name}")
        for word in ("items", "anyOf", "additionalProperties"):
            yield from name_keys(part.get(word), place)


@pytest.mark.parametrize(
    ("keys", "read"),
    [("report_keys_1.txt", json_report.report_schema), ("comparison_keys_1.txt", comparison_schema)],
    ids=["report", "comparison"],
)
def test_no_key_of_a_format_goes_away(keys: str, read: Callable[[], object]) -> None:
    """Within version 1 keys are only added: who reads the report relies on those that were there."""
    promised = Path(__file__).with_name(keys).read_text("utf-8").split()

    assert set() == set(promised) - {*name_keys(read())}


CLOSED_SETS = {
    "events": (Event, "$.$defs.turn.properties.event"),
    "reasons of an end": (EndReason, "$.$defs.case.properties.ending.anyOf[0].properties.reason"),
    "errors": (ErrorKind, "$.$defs.case.properties.error.anyOf[0].properties.kind"),
    "severities": (Severity, "$.$defs.case.properties.severity"),
    "statuses of a check": (CheckStatus, "$.$defs.check_result.properties.status"),
    "parts of a check": (CheckPart, "$.$defs.check_result.properties.missed.items.properties.part"),
}


@pytest.mark.parametrize(("words", "place"), CLOSED_SETS.values(), ids=CLOSED_SETS)
def test_the_schema_knows_every_word_of_the_model(words: Any, place: str) -> None:
    found = schema()
    for name in re.findall(r"\$?\w+", place.removeprefix("$.")):
        found = found[int(name)] if isinstance(found, list) else found[name]

    listed = found.get("enum") or found["anyOf"][0]["enum"]
    assert set(words) == set(listed)


def test_the_schema_names_every_reason() -> None:
    described = schema()["$defs"]["case"]["properties"]["reasons"]["items"]["properties"]["key"]["description"]

    assert f"One of: {', '.join(REASONS)}." == described


def test_json_keeps_what_was_said_to_the_letter(hostile_run: Run, hostile_texts: tuple[str, ...]) -> None:
    text = json_report.render(hostile_run)

    text.encode()
    assert list(hostile_texts) == [turn["text"] for turn in json.loads(text)["cases"][0]["turns"][:-1]]


# --- HTML ---------------------------------------------------------------------------------------------


def test_the_policy_allows_exactly_the_style_and_the_script_that_are_there(one_bot: Run) -> None:
    page = html.render(one_bot)
    style, script = (
        base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
        for found in re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL)
    )

    expected = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:; base-uri 'none'; "
        "form-action 'none'\">"
    )
    assert expected in page


def test_a_chinese_page_tells_an_ending_in_chinese_alone(one_bot: Run) -> None:
    """What the consumer notes beside the reason is English."""
    ending = Ending(EndReason.OUT_OF_PATIENCE, "Asked for a human 4 times; none came.")
    case = replace(one_bot.cases[0], transcript=replace(one_bot.cases[0].transcript, ending=ending))
    run = replace(one_bot, cases=(case,))

    assert [True, False] == [ending.detail in html.render(run, lang=lang) for lang in ("en", "zh")]


@pytest.mark.parametrize("name", ["one_bot", "two_bots", "expecting", "suppressing", "skipping", "hostile_run"])
def test_every_link_stays_in_the_page_and_leads_somewhere(name: str, request: pytest.FixtureRequest) -> None:
    page = html.render(request.getfixturevalue(name))

    ids = re.findall(r'\sid="([^"]+)"', page)
    targets = set(re.findall(r'\shref="([^"]+)"', page)) - {"data:,"}
    assert len(ids) == len(set(ids))
    assert targets <= {f"#{anchor}" for anchor in ids}


@pytest.mark.parametrize("name", ["one_bot", "two_bots", "expecting", "suppressing", "skipping", "hostile_run"])
def test_the_page_holds_our_script_and_nothing_else_that_acts(name: str, request: pytest.FixtureRequest) -> None:
    page = html.render(request.getfixturevalue(name))
    script = resources.files("runaround.reports").joinpath("report.js").read_text("utf-8")

    tags = re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", page.replace(script, ""))
    assert [script] == re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert ["form", "script"] == [tag for tag in tags if tag in ACTING]
    assert [] == re.findall(r"<[a-z][^<>]*\s(?:style|src|action|on[a-z]+)=", page.replace(script, ""))


def test_a_finding_links_to_its_proof_and_the_proof_links_back(one_bot: Run) -> None:
    page = html.render(one_bot)

    assert 'Turn <a href="#c1-t4">4</a> asks for a photo that the consumer had already sent in turn' in page
    assert '<p class="proof">Proof for <a href="#c1-t4">Turn 4</a>, <a href="#c1-t8">Turn 8</a></p>' in page


def test_a_finding_with_a_turn_that_does_not_exist_is_told_without_a_link(one_bot: Run) -> None:
    case = one_bot.cases[0]
    verdict = replace(case.verdict, status=CaseStatus.FAILED, findings=(Finding(99, "loop"),))

    page = html.render(replace(one_bot, cases=(replace(case, verdict=verdict),)))

    assert "Turn 99 comes back" in page


# --- Chat ---------------------------------------------------------------------------------------------


def chat(turns: int, *findings: Finding, sessions: tuple[int, ...] = ()) -> JudgedCase:
    told = tuple(
        Turn(Speaker.BOT, f"{number}", at=60.0 * number, session=sessions[number] if sessions else 1)
        for number in range(turns)
    )
    return JudgedCase(Transcript("c", "en", told), Verdict(CaseStatus.FAILED, Outcome.UNRESOLVED, findings))


def shape(case: JudgedCase) -> list[object]:
    rows = lay_out(case, EN)
    return [
        row.number
        if isinstance(row, Bubble)
        else row.text
        if isinstance(row, Divider)
        else [b.number for b in row.bubbles]
        for row in rows
    ]


def test_a_short_chat_is_shown_whole() -> None:
    assert [*range(24)] == shape(chat(24, Finding(0, "loop")))


def test_a_long_chat_folds_what_no_finding_names_and_keeps_the_neighbours() -> None:
    expected: list[object] = [0, [*range(1, 19)], 19, 20, 21, [*range(22, 28)], 28, 29]

    assert expected == shape(chat(30, Finding(29, "loop", (20,))))


def test_a_long_chat_without_findings_is_not_folded_a_second_time() -> None:
    assert [*range(40)] == shape(chat(40))


def test_sessions_are_divided_with_the_time_between_them() -> None:
    assert ["Session 1", 0, 1, "Session 2, 1 min 0 s later", 2] == shape(chat(3, sessions=(1, 1, 2)))


def test_the_chat_of_an_empty_transcript_is_empty() -> None:
    assert () == lay_out(chat(0), EN)


def test_a_very_long_message_is_cut_and_nothing_of_it_is_lost() -> None:
    case = chat(1)
    turn = replace(case.transcript.turns[0], text="x" * 100_000)

    (bubble,) = lay_out(replace(case, transcript=replace(case.transcript, turns=(turn,))), EN)

    assert isinstance(bubble, Bubble)
    assert (1500, 98_500) == (len(bubble.text), len(bubble.rest))


def test_a_fold_is_never_the_place_of_a_finding() -> None:
    rows = lay_out(chat(60, Finding(30, "loop", (5, 45))), EN)

    folded = [bubble for row in rows if isinstance(row, Fold) for bubble in row.bubbles]
    assert [] == [bubble.number for bubble in folded if bubble.is_marked]


# --- What was expected ------------------------------------------------------------------------------


def test_what_a_scenario_allows_for_is_shown_but_does_not_flag_its_turn(expecting: Run) -> None:
    case = next(case for case in expecting.cases if case.verdict.borne)
    allowed = replace(case, verdict=replace(case.verdict, checks=()), transcript=replace(case.transcript, probes=()))

    bubbles = [row for row in lay_out(allowed, EN) if isinstance(row, Bubble)]

    assert [([True], False)] == [
        ([note.is_borne for note in one.notes], one.is_flagged) for one in bubbles if one.notes
    ]


def test_a_probe_is_a_turn_of_the_test_system_with_its_answer(expecting: Run) -> None:
    case = next(case for case in expecting.cases if case.transcript.probes)

    bubble = lay_out(case, EN)[-1]

    assert isinstance(bubble, Bubble)
    assert ("the contract is cancelled: no", True) == (bubble.probe, bubble.is_flagged)


def test_cases_that_failed_stand_in_the_order_of_what_consumers_lose(expecting: Run) -> None:
    text = console.render(expecting)

    assert ["cancel.en", "call.zh"] == re.findall(r"^  (\S+)  ·  telco$", text, re.MULTILINE)[:2]


def test_what_is_borne_is_not_listed_as_not_found(expecting: Run) -> None:
    quiet = next(line for line in console.render(expecting).split("\n") if line.startswith("Looked for"))

    assert ("Back to the same menu" in quiet, "Same answer again" in quiet) == (True, False)
