"""`runaround new`: files that are right from the start, from flags, from the library, or from answers."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runaround.cli import main
from runaround.cli.drafts import Draft, write_draft
from runaround.model import Item
from runaround.scenario_file import load_scenarios, schema_path

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Terminal(io.StringIO):
    """Typed answers, as from a terminal."""

    def isatty(self) -> bool:
        return True


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{one}\n" for one in answers)))


@pytest.mark.parametrize("template", ["short", "full"])
@pytest.mark.parametrize("lang", ["en", "zh", "zh,en"])
def test_a_new_file_is_right(lang: str, template: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["new", "shopping/late_parcel", "--lang", lang, "--template", template])
    assert 0 == main(["check", "shopping"])
    assert sorted(lang.split(",")) == [one.lang for one in load_scenarios(Path("shopping/late_parcel.yaml"))]
    assert "0 mistakes" in capsys.readouterr().out


def test_a_new_file_plays(capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "shopping/late_parcel"])

    assert 0 == main(["show", "shopping/late_parcel.yaml"])
    assert "Passed: The problem was settled." in capsys.readouterr().out


def test_every_example_of_the_full_template_is_right() -> None:
    main(["new", "shopping/late_parcel", "--lang", "en,zh", "--template", "full"])
    path = Path("shopping/late_parcel.yaml")
    Path("shopping/pictures").mkdir()
    Path("shopping/pictures/parcel.png").write_bytes(PNG)

    text = re.sub(r"^# (?!yaml-l)", "", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(text.replace("lacks: [photo, ", "lacks: ["), "utf-8")

    assert 0 == main(["check", "shopping"])
    assert {"late_parcel", "late_parcel+hurried", "late_parcel+elderly"} == {one.name for one in load_scenarios(path)}
    assert 2 == len(load_scenarios(path)[0].sessions)


def test_the_comments_are_in_the_first_language() -> None:
    main(["new", "a/one", "--lang", "zh,en"])

    assert "# 讲的是什么事，用在报告里。" in Path("a/one.yaml").read_text("utf-8")


def test_nothing_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "a/one"])
    before = Path("a/one.yaml").read_text("utf-8")

    assert 2 == main(["new", "a/one.yaml", "--lang", "zh"])
    assert "a/one.yaml: is there already, and is not written over" in capsys.readouterr().err
    assert before == Path("a/one.yaml").read_text("utf-8")


def test_a_copy_of_the_library_has_its_files_and_plays() -> None:
    assert 0 == main(["new", "shopping/half_an_order", "--from", "missing_item"])

    copies = load_scenarios(Path("shopping/half_an_order.yaml"))
    files = {Path(evidence.path).relative_to(Path.cwd()) for evidence in copies[0].evidence.values()}
    folder = Path("shopping/half_an_order")
    assert {folder / "carton.png", folder / "slip.png"} == files


@pytest.mark.parametrize("origin", ["broken_kettle", "wish_for_human", "dead_hotline", "sign_up"])
def test_copies_are_right(origin: str) -> None:
    main(["new", f"own/my_{origin}", "--from", origin])

    assert 0 == main(["check", "own"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["a/one", "--from", "mising_item"], "Did you mean 'missing_item'?"),
        (["a/one", "--from", "missing_item", "--lang", "en"], "--lang does not go with --from"),
        (["a/one", "--lang", "fr"], "Languages: found 'fr'; expected one of en, zh"),
        (["a/one.two"], "expected letters, digits, '_' and '-' only"),
        (["a/"], "'a/' names no file"),
        ([], "No name given."),
    ],
    ids=["unknown origin", "origin and language", "unknown language", "no id", "a folder", "no name"],
)
def test_what_cannot_be_written_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    assert 2 == main(["new", *arguments])
    assert told in capsys.readouterr().err
    assert [] == list(Path().rglob("*.yaml"))


def test_a_copy_of_the_schema_in_the_project_is_used() -> None:
    Path("scenario.schema.json").write_bytes(schema_path().read_bytes())

    main(["new", "shopping/late_parcel"])

    first = Path("shopping/late_parcel.yaml").read_text("utf-8").splitlines()[0]
    assert "# yaml-language-server: $schema=../scenario.schema.json" == first


def test_without_a_copy_one_is_laid_so_that_the_file_names_no_path_of_this_machine() -> None:
    main(["new", "shopping/late_parcel"])

    first = Path("shopping/late_parcel.yaml").read_text("utf-8").splitlines()[0]
    assert "# yaml-language-server: $schema=../scenario.schema.json" == first
    assert schema_path().read_bytes() == Path("scenario.schema.json").read_bytes()


def test_away_from_here_the_copy_lies_beside_the_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    main(["new", str(elsewhere / "late_parcel")])

    first = (elsewhere / "late_parcel.yaml").read_text("utf-8").splitlines()[0]
    assert "# yaml-language-server: $schema=scenario.schema.json" == first
    assert (elsewhere / "scenario.schema.json").is_file()


def test_answers_become_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["bank/fees", "zh,en", "卡费", "Card fees", "我的卡：多收了钱", "Fees, again: why?"]
    answers += ["订单号12", "order 12", "退款，减免", "refund, waived", "2", "", "a person"]
    answer(monkeypatch, *answers)

    assert 0 == main(["new"])

    zh, en = sorted(load_scenarios(Path("bank/fees.yaml")), key=lambda one: one.lang, reverse=True)
    assert ("Card fees", "Fees, again: why?", ("refund", "waived")) == (
        en.title,
        en.sessions[0].opening[0],
        en.solved_by,
    )
    assert ("我的卡：多收了钱", ("退款", "减免")) == (zh.sessions[0].opening[0], zh.solved_by)
    assert (("转人工",), ("a person",), 2) == (
        zh.sayings["ask_human"],
        en.sayings["ask_human"],
        en.human.after_failures,
    )


def test_what_is_given_in_one_language_is_asked_for_in_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left out in one of two languages, the order number was dropped and declared as lacking."""
    answers = ["bank/fees", "zh,en", "卡费", "Card fees", "多收了钱", "too much"]
    answer(monkeypatch, *answers, "订单号12", "", "order 12", "", "never")

    assert 0 == main(["new"])

    scenarios = load_scenarios(Path("bank/fees.yaml"))
    assert {"zh": "订单号12", "en": "order 12"} == {one.lang: one.facts[Item.ORDER_NUMBER] for one in scenarios}


def test_a_wrong_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answer(monkeypatch, "a b", "bank/fees", "de", "en", "", "Fees", "too much", "", "", "maybe", "never")

    assert 0 == main(["new"])

    told = capsys.readouterr().err
    assert 4 == told.count("runaround: ")
    assert load_scenarios(Path("bank/fees.yaml"))[0].human is None


def test_answers_that_end_too_early_write_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "bank/fees", "en")

    assert 2 == main(["new"])
    assert "nothing was written" in capsys.readouterr().err
    assert [] == list(Path().iterdir())


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back_as_it_was_written(text: str) -> None:
    draft = Draft(("en",), title={"en": text}, opening={"en": (text,)}, solved_by={"en": (text, text)})

    document = yaml.load(write_draft(draft, schema="s.json", is_full=False), Loader=yaml.BaseLoader)

    assert [text] * 4 == [
        document["title"]["en"],
        document["sessions"][0]["opening"]["en"][0],
        *document["solved_by"]["en"],
    ]


def test_the_schemas_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["schema", "scenario"])
    assert schema_path().read_text("utf-8") == capsys.readouterr().out
    assert 0 == main(["schema", "gate"])
    assert "runaround-gate/1" in capsys.readouterr().out
    assert 0 == main(["schema", "fragment"])
    assert '"title": "a part of a scenario"' in capsys.readouterr().out
