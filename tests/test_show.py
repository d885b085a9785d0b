"""`runaround show`: the story of a scenario, and sample conversations with specimens."""

from __future__ import annotations

from pathlib import Path

import pytest
from wcwidth import wcswidth

from runaround.cli import main
from runaround.cli.sample import choose_specimens
from runaround.scenario_file import find_scenarios


def show(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert 0 == main(["show", *arguments])
    return capsys.readouterr().out


def test_a_sample_is_played_against_a_healthy_and_a_failing_bot(capsys: pytest.CaptureFixture[str]) -> None:
    told = show(capsys, "missing_item")

    healthy, _, failing = told.partition("A sample: with verbatim_looper, seed 0")
    assert "Passed: The problem was settled.\n  Nothing was found." in healthy
    assert "▲ Same answer again: Turn 8 repeats the answer of turn 6" in failing
    assert "  - Same answer again (loop/answer), turn 8, 10. The rule: " in failing


def test_a_sample_speaks_the_language_of_the_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    told = show(capsys, "where_is_the_human.zh", "--specimen", "refuser")

    assert "示例：与refuser对话，种子 0" in told
    assert "▲ 拒绝转人工：消费者要求转人工（见第1轮）" in told
    assert "  - 拒绝转人工（handoff_failure/refused），第2" in told


def test_the_seed_picks_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    samples = {show(capsys, "solved_question.en", "--seed", seed).partition("A sample")[2][30:] for seed in "0123"}

    assert len(samples) > 1


def test_without_a_sample_nothing_is_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert "A sample" not in show(capsys, "missing_item", "--no-sample")


def test_an_id_shows_the_plain_scenario_and_names_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    told = show(capsys, "bike_deposit", "--no-sample")

    assert "\nbike_deposit.en · mobility · chat" in told
    assert told.endswith(
        "The same file also makes bike_deposit.zh, bike_deposit+person_first.en,\nbike_deposit+person_first.zh.\n"
    )


def test_an_area_is_no_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["show", "telecom"])
    assert (
        "runaround: telecom stands for 3 scenarios; expected one of: callback_never_came, cancel_cable, dead_hotline.\n"
        == capsys.readouterr().err
    )


def test_an_unknown_specimen_is_told_before_anything_is_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["show", "missing_item", "--specimen", "helthy"])
    assert "Did you mean 'healthy'?" in capsys.readouterr().err


def test_what_would_steer_a_terminal_is_spelt_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "odd.yaml").write_text('title: "a \\e[31mred title"\nsessions: [{opening: {en: "hi \\e[2J"}}]\n')

    told = show(capsys, str(tmp_path / "odd.yaml"))

    assert "\x1b" not in told
    assert r"a \x1b[31mred title" in told


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", ["60", "80"])
def test_no_line_is_wider_than_the_terminal(
    columns: str, lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    lines = show(capsys, f"login_failure.{lang}").splitlines()

    assert [] == [line for line in lines if wcswidth(line) > int(columns)]


def test_the_second_specimen_has_a_defect_that_is_looked_for() -> None:
    chosen = {one.id: choose_specimens(one)[1:] for one in find_scenarios(["stereo_switch.en", "two_orders.en"])}

    assert {"stereo_switch": ("upseller",), "two_orders": ()} == chosen


def test_where_there_is_no_store_an_unknown_name_is_told_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    code = main(["show", "nope"])

    told = capsys.readouterr().err
    assert (2, True) == (
        code,
        told.startswith("runaround: 'nope' is neither a scenario nor a run.\n  nope: no scenario,"),
    )
    assert told.endswith(
        "\n  results/runaround.db: there is no store here; `runaround run` makes one, --store names another.\n"
    )


def test_a_scenario_file_that_is_wrong_is_told_by_its_mistakes_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("titel: {en: Hi}\n", "utf-8")

    code = main(["show", "mine.yaml"])

    assert (2, True) == (code, capsys.readouterr().err.startswith("runaround: mine.yaml:1: "))
