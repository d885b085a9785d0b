"""`runaround compare` through the front door: runs on the disk in, words and an exit code out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import jsonschema
import pytest

from runaround.cli import main
from runaround.cli.compare import FORMATS
from runaround.model import Speaker, Transcript, Turn, Versions
from runaround.reports.compared_json import comparison_schema
from runaround.reports.texts import find_texts
from runaround.store import encode

HOSTILE = "<script>alert(1)</script>\x1b]0;x\x07\u202e@team [a](http://x)"
GOOD, BAD = "We open at nine in the morning.", "Please tell me your password."

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a run and returns its path."""

    def write_run(name: str, replies: Sequence[str], *, bot: str = "shop", scenario: str = "s") -> str:
        folder = tmp_path / name
        folder.mkdir()
        lines = [
            encode(record(f"{scenario}{number}.en", reply, bot=bot, number=number))
            for number, reply in enumerate(replies)
        ]
        (folder / "transcripts.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        return str(folder)

    return write_run


def record(scenario: str, reply: str, *, bot: str, number: int) -> Transcript:
    turns = (Turn(Speaker.CONSUMER, "When do you open?"), Turn(Speaker.BOT, reply, at=1.0))
    return Transcript(
        f"case-{number}", "en", turns, title=reply, scenario=scenario, target=bot, versions=Versions("1", "", "v1")
    )


def test_a_release_that_breaks_everything_exits_with_1(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["compare", write("a", [GOOD] * 8), write("b", [BAD] * 8)])

    out = capsys.readouterr().out
    assert (1, True, True) == (code, "Worse: failed cases" in out, "Came out worse (8)" in out)


def test_what_can_be_chance_exits_with_0_and_says_what_would_show(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = write("a", [GOOD] * 8), write("b", [BAD] + [GOOD] * 7)

    assert (0, 1) == (main(["compare", before, after]), main(["compare", before, after, "--strict"]))
    assert "That nothing is shown does not mean that nothing is there." in capsys.readouterr().out


AT_ODDS = {
    "en": "{names}: the test and the 95% interval disagree on whether there is a difference",
    "zh": "{names}：是否有差异，检验与 95% 区间的结论不一致",
}


@pytest.mark.parametrize("lang", AT_ODDS)
@pytest.mark.parametrize(("broken", "disagree"), [(4, False), (5, True), (6, False)])
def test_where_interval_and_test_disagree_it_is_said(
    write: Write, capsys: pytest.CaptureFixture[str], broken: int, disagree: bool, lang: str
) -> None:
    """Of 20 pairs, 5 that broke are p = 0.062, with an interval above 0. With 4 neither shows anything, with 6 both."""
    before, after = write("a", [GOOD] * 20), write("b", [BAD] * broken + [GOOD] * (20 - broken))

    main(["compare", before, after, "--report-lang", lang])

    texts = find_texts(lang)
    names = texts.enumerate([texts.words["compared.failed"], texts.name("kind", "sensitive_request")])
    assert disagree is (AT_ODDS[lang].format(names=names) in capsys.readouterr().out)


def test_a_better_release_exits_with_0(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["compare", write("a", [BAD] * 8), write("b", [GOOD] * 8), "--strict"])
    assert "Better: failed cases" in capsys.readouterr().out


def test_runs_that_share_nothing_exit_with_2_and_say_why(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["compare", write("a", [GOOD]), write("b", [GOOD], scenario="other")])

    assert 2 == code
    assert "The runs share 0 of 1 scenario;" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Of the others, 2 are only in the run before; 1 is only in the run after."),
        ("zh", "其余场景：2 个只在之前的运行里；1 个只在之后的运行里。"),
    ],
)
def test_why_runs_cannot_be_compared_is_told_in_the_language_of_the_report(
    write: Write, capsys: pytest.CaptureFixture[str], lang: str, told: str
) -> None:
    code = main(["compare", write("a", [GOOD] * 2), write("b", [GOOD], scenario="other"), "--report-lang", lang])

    assert (2, True) == (code, capsys.readouterr().err.strip().endswith(told))


def test_of_runs_that_cannot_be_ranked_each_reason_is_told_in_the_language_of_the_report(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [write("a", [GOOD]), *(write(name, [GOOD], scenario=name, bot=name) for name in ("b", "c"))]

    assert 2 == main(["compare", *runs, "--report-lang", "zh"])
    assert 1 == capsys.readouterr().err.count("两次运行共有的只有 0 个")


def test_many_bots_make_a_table(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [
        write(name, replies, bot=name) for name, replies in (("x", [BAD] * 9), ("y", [GOOD] * 9), ("z", [GOOD] * 9))
    ]

    code = main(["compare", *runs])

    rows = [line.split()[:3] for line in capsys.readouterr().out.splitlines() if line[:1].isdigit() and "/9" in line]
    assert (0, [["1–2", "y", "0/9"], ["1–2", "z", "0/9"], ["3", "x", "9/9"]]) == (code, rows)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", FORMATS)
def test_hostile_text_is_harmless_in_every_form(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, lang: str
) -> None:
    before, after = write("a", [GOOD] * 3, bot=HOSTILE), write("b", [f"{BAD} {HOSTILE}"] * 3, bot=HOSTILE)
    out = tmp_path / "out" / "comparison"

    code = main(["compare", before, after, "--format", form, "--report-lang", lang, "--out", str(out)])

    text = out.read_text("utf-8")
    assert (0, "") == (code, capsys.readouterr().out)
    assert [] == [sign for sign in "\x1b\x07\u202e" if sign in text]
    assert form not in {"html", "markdown"} or "<script>alert" not in text


def test_the_json_holds_both_ids_and_the_findings(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", write("a", [GOOD] * 8), write("b", [BAD] * 8), "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    change = found["changes"][0]
    assert ("runaround-comparison/1", 8, ["failed"]) == (found["format"], found["pairs"], found["worse"][:1])
    assert ("worse", "case-0", "passed", "sensitive_request") == (
        change["change"],
        change["before"]["id"],
        change["before"]["status"],
        change["after"]["findings"][0]["kind"],
    )


@pytest.mark.parametrize("runs", [["a", "b"], ["a", "b", "c"], ["a", "a"]], ids=["two", "many", "same"])
def test_the_json_fits_its_schema(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], runs: list[str]
) -> None:
    main(["schema", "comparison"])
    schema = json.loads(capsys.readouterr().out)
    folder = Path(write("a", [GOOD, GOOD, BAD])).parent
    write("b", [BAD] * 3)
    write("c", [GOOD] * 3, bot="third")
    monkeypatch.chdir(folder)

    main(["compare", *runs, "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, schema, jsonschema.Draft202012Validator)
    assert found["format"] in schema["title"]


def test_only_one_kind_can_be_asked_for(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = write("a", [GOOD] * 8), write("b", [BAD] * 8)

    assert (0, 1) == tuple(main(["compare", before, after, "--only", kind]) for kind in ("loop", "sensitive_request"))
    assert 2 == main(["compare", before, after, "--only", "lop"])
    assert "Did you mean 'loop'?" in capsys.readouterr().err


def test_one_bot_of_several_can_be_named(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = tmp_path / "both.jsonl"
    lines = [
        encode(record(f"s{number}.en", reply, bot=bot, number=2 * number + (bot == "new")))
        for number in range(7)
        for bot, reply in (("old", GOOD), ("new", BAD))
    ]
    both.write_text("\n".join(lines), "utf-8")

    assert 0 == main(["compare", str(both), write("a", [GOOD] * 7), "--bot", "shop"]) - 2
    assert "no bot 'shop'. Known: new, old." in capsys.readouterr().err
    assert 0 == main(["compare", str(both)])
    assert "Better: failed cases" in capsys.readouterr().out


def test_power_is_told_without_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["compare", "--power", "106", "--report-lang", "zh"])
    assert "+7.4 个百分点" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "No run was given"),
        (["gone"], "gone: there is no such file, and a run cannot be looked up. "),
        (["."], "nothing to be compared with"),
    ],
    ids=["none", "not there", "one"],
)
def test_what_cannot_be_done_is_told(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(write("alone", [GOOD]))

    assert 2 == main(["compare", *arguments])
    assert told in capsys.readouterr().err


def test_a_run_with_a_line_that_is_no_transcript_is_not_compared(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = write("a", [GOOD] * 2), write("b", [GOOD] * 2)
    with (Path(after) / "transcripts.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": 7}\n')

    assert 2 == main(["compare", before, after])
    assert "transcripts.jsonl:3" in capsys.readouterr().err


# --- Quarantine -------------------------------------------------------------------------------------------

ENTRY = "  - {scenario: %s, reason: The queue is slow at night., author: Ann Lee, expires: %s}\n"


@pytest.fixture
def quarantine(tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes a quarantine file of these scenarios and returns its path."""

    def write_file(*scenarios: str, expires: str = "2999-01-31") -> str:
        path = tmp_path / "quarantine.yaml"
        path.write_text("quarantine:\n" + "".join(ENTRY % (f"'{name}'", expires) for name in scenarios), "utf-8")
        return str(path)

    return write_file


def test_what_is_in_quarantine_counts_for_nothing_and_is_told(
    write: Write, quarantine: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [write("a", [GOOD] * 8), write("b", [BAD] * 6 + [GOOD] * 2)]
    entries = quarantine(*[f"s{number}" for number in range(6)])

    codes = main(["compare", *runs]), main(["compare", *runs, "--quarantine", entries, "--strict"])

    out = capsys.readouterr().out
    assert (1, 0) == codes
    assert "6 pairs are left out because a case is in quarantine." in out
    assert (
        "after: scenario s3: 1 case kept out, 0 passed, 1 failed. By Ann Lee, until 2999-01-31. "
        "Reason: The queue is slow at night." in out
    )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("bots", "told"), [(2, "1 pair is left out"), (3, "3 cases are in quarantine")])
def test_every_form_names_the_entries_and_counts(
    write: Write, quarantine: Callable[..., str], capsys: pytest.CaptureFixture[str], *, form: str, bots: int, told: str
) -> None:
    runs = [write("a", [GOOD, GOOD, BAD]), write("b", [BAD] * 3), write("c", [GOOD] * 3, bot="third")]

    main(["compare", *runs[:bots], "--format", form, "--quarantine", quarantine("s1")])

    out = capsys.readouterr().out.replace("\\", "")
    assert (bots, True) == (out.count("Reason: The queue is slow at night."), told in out)
    assert "Left out because not all bots played" not in out


def test_the_json_with_a_quarantine_fits_its_schema(
    write: Write, quarantine: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [write("a", [GOOD, BAD]), write("b", [BAD, BAD])]
    capsys.readouterr()

    main(["compare", *runs, "--format", "json", "--quarantine", quarantine("s1", "s9")])
    found = json.loads(capsys.readouterr().out)

    jsonschema.validate(found, comparison_schema(), jsonschema.Draft202012Validator)
    assert (1, [1, 0]) == (found["left_out"]["quarantined"], [use["cases"] for use in found["after"]["quarantines"]])


def test_an_entry_that_keeps_nothing_out_of_any_run_is_told_once(
    write: Write, quarantine: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = write("a", [GOOD] * 2), write("b", [BAD] * 2)

    assert 0 == main(["compare", before, after, "--quarantine", quarantine("s9")])
    assert 1 == capsys.readouterr().err.count("quarantine.yaml:2: 's9' keeps nothing out")
    assert 0 == main(["compare", before, after, "--quarantine", quarantine("s1", expires="2026-01-31")])
    assert "expired on 2026-01-31 and keeps nothing out; 2 cases counted again." in capsys.readouterr().err


def test_runs_that_are_in_quarantine_as_a_whole_cannot_be_compared(
    write: Write, quarantine: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["compare", write("a", [GOOD]), write("b", [BAD]), "--quarantine", quarantine("*")])
    assert "Pairs with an inconclusive side: 0; in quarantine: 1." in capsys.readouterr().err


# --- The page ---------------------------------------------------------------------------------------------

PAGE = (Path(__file__).parent.parent / "docs" / "comparing.md").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [["before", "after"], ["calm", "brisk", "nosy"], ["--power", "106"], ["before", "other"]],
    ids=["two", "many", "power", "refused"],
)
def test_the_page_shows_what_is_printed(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Twenty scenarios: the release after asks for a password in eight, and no more in one; the bots in 1, 3 and 15."""
    folder = Path(write("before", [BAD] + [GOOD] * 19)).parent
    write("after", [GOOD] * 12 + [BAD] * 8)
    write("other", [GOOD], scenario="other")
    for name, asked in (("calm", 1), ("brisk", 3), ("nosy", 15)):
        write(name, [BAD] * asked + [GOOD] * (20 - asked), bot=name)
    monkeypatch.chdir(folder)

    main(["compare", *arguments])

    printed = capsys.readouterr()
    assert (printed.out + printed.err).strip() in PAGE


@pytest.mark.parametrize("name", FORMATS)
def test_a_comparison_is_printed_byte_for_byte_as_it_is_written(
    name: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sides = write("a", [GOOD] * 2), write("b", [BAD] * 2)

    main(["compare", *sides, "--format", name])
    main(["compare", *sides, "--format", name, "--out", str(tmp_path / "compared")])

    assert (tmp_path / "compared").read_bytes() == capsys.readouterr().out.encode()
