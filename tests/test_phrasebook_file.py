"""Phrasebooks of a company: mistakes are told with line and key, examples are tried, and a run says what it read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runaround.cli import main
from runaround.errors import FileError
from runaround.explaining import explain_findings
from runaround.judging import judge_transcript, load_detectors
from runaround.model import Confidence, Speaker, Transcript, Turn
from runaround.phrasebook_file import check_phrasebook, load_phrasebooks, phrasebook_schema, template_of
from runaround.reading.lexicon import SHIPPED, data_of
from runaround.yaml_file import LineMap, validate

ACME = """\
language: en
company:
  fallback:
    says: |
      bleep bloop
    examples:
      says: |
        Bleep bloop, human.
      does_not_say: |
        Fine.
"""

TALK = (
    Turn(Speaker.CONSUMER, "Where is my order?", at=0.0),
    Turn(Speaker.BOT, "Bleep bloop.", at=1.0),
    Turn(Speaker.CONSUMER, "My order, where is it?", at=9.0),
    Turn(Speaker.BOT, "Bleep bloop!", at=10.0),
)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    path = tmp_path / "acme.yaml"
    path.write_text(ACME, "utf-8")
    return path


def mistakes_of(path: Path, text: str) -> list[tuple[int, str, str]]:
    path.write_text(text, "utf-8")
    with pytest.raises(FileError) as caught:
        load_phrasebooks([path])
    return [(one.line, one.path, one.text) for one in caught.value.mistakes]


def test_a_wrong_phrase_is_told_with_its_line_and_key(acme: Path) -> None:
    found = mistakes_of(
        acme, "language: en\ncompany:\n  fallback:\n    says: |\n      fine\n\n      a {nobod}\n      [x]\n"
    )

    assert [(7, "company.fallback.says"), (8, "company.fallback.says")] == [one[:2] for one in found]
    assert found[0][2].startswith("'a {nobod}': no word list 'nobod'")
    assert found[1][2] == "'[x]' matches every text; a phrase needs a word that must be there."


def test_an_unknown_act_is_told_with_the_likely_one(acme: Path) -> None:
    ((line, path, text),) = mistakes_of(acme, "language: en\ncompany:\n  falback:\n    says: x\n")

    assert (3, "company") == (line, path)
    assert text.endswith("Did you mean 'fallback'?")


def test_a_new_language_needs_function_words(acme: Path) -> None:
    expected = "a language besides en, es, zh needs function_words, by which it is told from them."

    assert [(1, "language", expected)] == mistakes_of(acme, "language: pt\n")


def test_a_new_item_says_what_it_is(acme: Path) -> None:
    ((line, path, text),) = mistakes_of(acme, "language: en\nitems:\n  waybill:\n    nouns: |\n      waybill\n")

    assert (3, "items.waybill") == (line, path)
    assert text.startswith("a new item needs 'as': one of photo, ")


def test_mistakes_of_all_files_are_told_at_once(acme: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    for path in (acme, other):
        path.write_text("language: pt\n", "utf-8")

    with pytest.raises(FileError) as caught:
        load_phrasebooks([acme, other])

    assert [str(acme), str(other)] == [one.file for one in caught.value.mistakes]


def test_no_file_is_no_lexicon() -> None:
    assert load_phrasebooks([]) is None


def test_examples_that_are_not_kept_are_told_with_their_line(acme: Path) -> None:
    acme.write_text(ACME.replace("Fine.", "Fine.\n        Bleep bloop!"), "utf-8")

    checked = check_phrasebook(acme)

    assert (3, ()) == (checked.examples, checked.unfilled)
    ((line, path, text),) = ((one.line, one.path, one.text) for one in checked.failing)
    assert (11, "company.fallback.examples.does_not_say") == (line, path)
    assert text == "'Bleep bloop!' is read so; narrow a phrase, or add to 'unless'."


def test_a_verdict_names_the_phrasebooks_that_were_added(acme: Path) -> None:
    case = judge_transcript(Transcript("1", "en", TALK), detectors=load_detectors(), lexicon=load_phrasebooks([acme]))

    assert ["loop/fallback"] == [one.kind for one in case.verdict.findings]
    (named,) = case.transcript.versions.phrasebooks
    assert named.startswith("acme.yaml (sha256 ")


def test_what_was_measured_without_it_says_nothing_of_its_findings(acme: Path) -> None:
    case = judge_transcript(Transcript("1", "en", TALK), detectors=load_detectors(), lexicon=load_phrasebooks([acme]))

    assert [Confidence.UNKNOWN] == [one.assessment.confidence for one in case.verdict.findings if one.assessment]


def test_a_finding_is_explained_by_the_phrasebooks_by_which_it_was_made(acme: Path) -> None:
    talk, detectors, lexicon = Transcript("1", "en", TALK), load_detectors(), load_phrasebooks([acme])

    explained = explain_findings(talk, detectors, lexicon=lexicon).explanations

    judged = judge_transcript(talk, detectors=detectors, lexicon=lexicon).verdict.findings
    assert [(one, one.assessment) for one in judged] == [
        (each.finding, each.finding.assessment) for each in explained if each.finding
    ]


def test_without_it_the_same_talk_is_read_otherwise() -> None:
    case = judge_transcript(Transcript("1", "en", TALK), detectors=load_detectors())

    assert ([], ()) == ([*case.verdict.findings], case.transcript.versions.phrasebooks)


@pytest.mark.parametrize("language", SHIPPED)
def test_the_phrasebooks_of_the_house_are_valid(language: str) -> None:
    assert [] == validate(data_of(language), phrasebook_schema(), LineMap(language))


def test_the_template_of_a_language_is_checked_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "pt.yaml"
    path.write_text(template_of("pt").replace("function_words: |\n", "function_words: |\n  não você\n"), "utf-8")

    checked = check_phrasebook(path)

    assert (0, ()) == (checked.examples, checked.failing)
    assert "company.greeting" in checked.unfilled


def test_the_command_begins_a_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pt.yaml"

    codes = (
        main(["phrasebook", "new", str(path), "--lang", "pt"]),
        main(["phrasebook", "new", str(path), "--lang", "pt"]),
    )

    assert (0, 2) == codes
    assert "language: pt" in path.read_text("utf-8")
    assert "is there already" in capsys.readouterr().err


def test_the_command_tries_the_examples(acme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = main(["phrasebook", "check", str(acme)])
    acme.write_text(ACME.replace("Fine.", "Bleep bloop!"), "utf-8")
    broken = main(["phrasebook", "check", str(acme)])

    assert (0, 2) == (kept, broken)
    assert "1 file checked, 2 examples tried, 0 mistakes." in capsys.readouterr().out


def test_scoring_reads_by_a_phrasebook_and_reports_it(acme: Path, tmp_path: Path) -> None:
    chats = tmp_path / "chat.txt"
    names = {Speaker.CONSUMER: "Customer", Speaker.BOT: "Bot"}
    chats.write_text("".join(f"{names[turn.speaker]}: {turn.text}\n" for turn in TALK), "utf-8")

    code = main(["score", str(chats), "--phrasebook", str(acme), "--out", str(tmp_path / "out")])

    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert code == 1
    assert [True] == [name.startswith("acme.yaml (sha256 ") for name in report["run"]["versions"]["phrasebooks"]]


def test_scoring_stops_at_a_wrong_phrasebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("language: en\ntopic: {}\n", "utf-8")

    code = main(["score", str(tmp_path), "--phrasebook", str(path)])

    assert code == 2
    assert "unknown key 'topic'" in capsys.readouterr().err


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["schema", "phrasebook"])

    assert (0, phrasebook_schema()) == (code, json.loads(capsys.readouterr().out))
