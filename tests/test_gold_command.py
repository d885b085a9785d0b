"""`runaround calibrate --gold`: what a person who has labelled conversations gets to see."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from runaround import judging
from runaround.cli import main
from runaround.cli.blocks import Heading, Paragraph, Quote, Table, write_markdown
from runaround.model import Finding
from runaround.reading import Reading

CommandLine = Callable[..., tuple[int, str, str]]

SAME = "Items of one order are sometimes packed separately, so please look at your order page."
LOOP = (
    ("consumer", "One of the two bottles is missing."),
    ("bot", SAME),
    ("consumer", "No, there is no second parcel, the box had room for both."),
    ("bot", SAME),
)
GOOD = (
    ("consumer", "When are you open?"),
    ("bot", "We are open from nine to five."),
    ("consumer", "Thank you, goodbye."),
)
ANSWER = {"kind": "loop", "subkind": "answer", "turn": 3, "refs": [1]}
MENU = {"kind": "loop", "subkind": "menu", "turn": 1, "refs": [0]}


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Run `runaround calibrate --gold` in an empty folder; return exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(("calibrate", "--gold", *arguments))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def case(name: str, turns: tuple[tuple[str, str], ...], *gold: Mapping[str, object], **rest: object) -> dict[str, Any]:
    """Return a labelled case of these words, ten seconds apart."""
    spoken = [{"speaker": who, "text": text, "at": 10.0 * number} for number, (who, text) in enumerate(turns)]
    return {"id": name, "lang": "en", "turns": spoken, "gold": list(gold), **rest}


def write(folder: Path, *cases: object, name: str = "gold.jsonl") -> str:
    """Write cases, or lines as they are, and return the name of the file."""
    lines = [one if isinstance(one, str) else json.dumps(one) for one in cases]
    (folder / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return name


def squeeze(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def break_down(_: Reading) -> list[Finding]:
    raise ZeroDivisionError("division by zero")


@pytest.fixture
def broken_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the detector of loops break on every case: no detector of ours can be made to by a conversation."""
    load = judging.load_plugins
    monkeypatch.setattr(judging, "load_plugins", lambda group: {**load(group), "loop": break_down})


def test_figures_have_intervals_by_case_and_by_turn(command_line: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, case("bad", LOOP, ANSWER), case("good", GOOD, MENU), case("other", GOOD))

    code, out, err = command_line(path)

    wanted = [
        "By case (3 labelled cases)",
        "loop all 2 1 1 1.00 (0.21–1.00) 0.50 (0.09–0.91) 0.67 (0.17–0.95)",
        "loop/answer en 1 1 1 1.00 (0.21–1.00) 1.00 (0.21–1.00) 1.00 (0.34–1.00)",
        "By turn (3 labelled cases)",
        "loop/menu all 1 0 0 - 0.00 (0.00–0.79) 0.00 (0.00–0.88)",
    ]
    assert (0, "", []) == (code, err, [line for line in wanted if line not in squeeze(out)])


def test_outcomes_are_shown_with_what_they_were_read_as(command_line: CommandLine, tmp_path: Path) -> None:
    cases = (case("a", GOOD, gold_outcome="resolved"), case("b", GOOD, gold_outcome="unresolved"))

    _, out, _ = command_line(write(tmp_path, *cases))

    wanted = ["all 2 1 0.50 (0.09–0.91)", "resolved 1 0 0 0", "unresolved 1 0 0 0"]
    assert [] == [line for line in wanted if line not in squeeze(out)]


def test_a_miss_is_quoted_with_the_turns_that_show_it(command_line: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, case("good", GOOD, MENU))

    _, out, _ = command_line(path, "--verbose")

    assert (
        """\
missed: loop/menu in good (en), turn 1

Labelled: Turn 1 leads back to the menu or page that the consumer had already seen in turn 0.
Nothing of the kind is found in this case.

*   0 Consumer  When are you open?
>   1 Bot       We are open from nine to five.
    2 Consumer  Thank you, goodbye.
"""
        in out
    )


def test_a_false_alarm_tells_what_is_labelled_instead(command_line: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, case("bad", LOOP, MENU))

    _, out, _ = command_line(path, "--verbose")

    wanted = ["false alarm: loop/answer in bad (en), turn 3", "Instead labelled: loop/menu at turn 1."]
    assert [] == [line for line in wanted if line not in out.splitlines()]


def test_excerpts_go_to_a_file(command_line: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, case("good", GOOD, MENU, gold_outcome="unresolved"))

    code, out, err = command_line(path, "--excerpts", "excerpts.txt")

    written = (tmp_path / "excerpts.txt").read_text("utf-8")
    assert (0, "Misses and false alarms: excerpts.txt\n", False) == (code, err, "missed:" in out)
    assert ("Misses and false alarms (2)", True, True) == (
        written.splitlines()[0],
        "missed: loop/menu in good (en), turn 1" in written,
        "Labelled unresolved, read as resolved." in written,
    )


def test_a_broken_detector_is_named_and_has_missed_nothing(
    command_line: CommandLine, tmp_path: Path, broken_loops: None
) -> None:
    path = write(tmp_path, case("bad", LOOP, ANSWER, gold_outcome="unresolved"))

    code, out, err = command_line(path, "--verbose")

    lines = squeeze(out)
    assert (2, "runaround: Detector 'loop' broke on 1 case: ZeroDivisionError: division by zero\n") == (code, err[:86])
    assert ("loop all 0 0 0 broken broken broken 1" in lines, "all 0 0 - 1" in lines) == (True, True)
    assert ("Misses and false alarms (0)" in lines, "missed:" in out) == (True, False)


def test_a_broken_detector_stands_in_the_json(command_line: CommandLine, tmp_path: Path, broken_loops: None) -> None:
    _, out, _ = command_line(write(tmp_path, case("bad", LOOP, ANSWER)), "--format", "json")

    broken = json.loads(out)["broken"]

    assert {"detector": "loop", "error": "ZeroDivisionError: division by zero", "cases": ["bad"]} in broken


def test_labels_that_nothing_can_meet_are_told(command_line: CommandLine, tmp_path: Path) -> None:
    labels = ({"kind": "shouting", "turn": 1}, {"kind": "loop", "subkind": "anwser", "turn": 3})
    path = write(tmp_path, case("bad", LOOP, *labels))

    _, out, _ = command_line(path)

    wanted = [
        "Labelled, but looked for by no detector: shouting (1).",
        "Labelled without a form, or with one that no finding can have: loop/anwser (1).",
    ]
    assert [] == [line for line in wanted if line not in out.splitlines()]


def test_what_cannot_be_read_is_told_and_makes_the_figures_no_whole(command_line: CommandLine, tmp_path: Path) -> None:
    unlabelled = case("c", GOOD) | {"gold": None}
    twice_wrong = case("b", GOOD, ANSWER, {"kind": 7, "turn": 0})
    path = write(tmp_path, case("a", GOOD), "{", twice_wrong, unlabelled)

    code, out, err = command_line(path)

    assert (2, True) == (code, "gold.jsonl:2: not JSON" in err and "gold.jsonl:3: gold[0].turn: names turn 3" in err)
    assert ["1 case without labels left out.", "2 lines could not be read: the cases on them are missing here."] == (
        out.splitlines()[-2:]
    )


def test_a_second_file_with_the_same_ids_is_told_apart(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, case("a", GOOD), name="one.jsonl")
    write(tmp_path, case("a", GOOD, MENU), name="two.jsonl")

    code, out, _ = command_line("one.jsonl", "two.jsonl", "--verbose")

    assert (0, True, True) == (code, "(2 labelled cases)" in out, "loop/menu in two.jsonl:a (en), turn 1" in out)


def test_what_a_scenario_allows_for_was_found_all_the_same(command_line: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, case("bad", LOOP, ANSWER, expect={"limits": {"loop": 5}}))

    _, out, _ = command_line(path)

    assert "loop/answer all 1 1 1 1.00 (0.21–1.00) 1.00 (0.21–1.00) 1.00 (0.34–1.00)" in squeeze(out)


def test_the_json_holds_figures_and_turns(command_line: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, case("good", GOOD, MENU, gold_outcome="unresolved"))

    _, out, _ = command_line(path, "--format", "json")

    told = json.loads(out)
    miss, outcome = told["differences"]
    loop = next(one for one in told["agreement"]["turn"] if one["kind"] == "loop/menu")
    assert ("runaround-gold/1", 1, ["gold.jsonl"]) == (told["format"], told["cases"], told["files"])
    assert (1, 0, {"value": 0.0, "low": 0.0, "high": pytest.approx(0.793, abs=0.001)}) == (
        loop["labelled"],
        loop["both"],
        loop["recall"],
    )
    assert ("miss", "loop/menu", [0, 1, 2]) == (
        miss["side"],
        miss["finding"]["kind"],
        [turn["turn"] for turn in miss["turns"]],
    )
    assert {"labelled": "unresolved", "read": "resolved"} == outcome["outcome"]


def test_text_of_a_bot_can_do_nothing_in_any_form(command_line: CommandLine, tmp_path: Path) -> None:
    hostile = "\x1b[31m\u202e```\n# <script>alert(1)</script> | [x](http://evil.example) \ud800"
    turns = (("consumer", "Hello?"), ("bot", hostile))
    labelled = {"kind": "loop", "subkind": "<b>|`\x1b", "turn": 1}
    path = write(tmp_path, case("a|<i>`\x1b", turns, labelled))

    shown = [command_line(path, "--verbose", "--format", form) for form in ("text", "markdown", "json")]

    assert [0, 0, 0] == [code for code, _, _ in shown]
    assert [] == [sign for sign in ("\x1b", "\u202e", "\ud800") for _, out, _ in shown if sign in out]
    markdown = shown[1][1].splitlines()
    assert [] == [line for line in markdown if not line.startswith("    ") and ("<i>" in line.replace("\\<i>", ""))]
    assert [] == [line for line in markdown if line.startswith(("```", "# <script>"))]


def test_markdown_shows_signs_and_obeys_none() -> None:
    blocks = [
        Heading("a *b*"),
        Paragraph(("One | two.", "no_reply [x]")),
        Table(("kind", "n"), [("a|b", "1")]),
        Quote(("```", "# no")),
    ]

    written = write_markdown(blocks, depth=2)

    assert (
        "## a \\*b\\*\n\nOne \\| two. no_reply \\[x]\n\n| kind | n |\n|---|---|\n| a\\|b | 1 |\n\n    ```\n    # no\n"
    ) == written


def test_a_file_without_labels_cannot_be_compared(command_line: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, case("good", GOOD) | {"gold": None})

    text = "No case of the file has labels; expected a key 'gold' with a list of findings."
    assert (2, "", f"runaround: {text}\n") == command_line(path)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("menu_circle", "--gold", "x"), "specimen 'menu_circle' does not go with --gold: nothing is played."),
        (("--gold", "x", "--out", "y"), "--out does not go with --gold: nothing is played."),
        (("--verbose",), "--format, --verbose and --excerpts go with --gold FILE;"),
        (("--gold", "there_is_none.jsonl"), "there_is_none.jsonl: No such file or directory."),
    ],
    ids=["a specimen", "a folder", "nothing to be verbose about", "no such file"],
)
def test_what_makes_no_sense_is_refused(
    arguments: tuple[str, ...], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(("calibrate", *arguments))

    assert (2, True) == (code, expected in capsys.readouterr().err)
