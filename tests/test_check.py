"""`runaround check`: every mistake of every file, by file, warnings, and a count."""

from __future__ import annotations

from pathlib import Path

import pytest

from runaround.cli import main

RIGHT = "sessions:\n  - opening: {en: my parcel is lost}\n"


def check(capsys: pytest.CaptureFixture[str], *paths: Path) -> tuple[int, list[str]]:
    """Return exit code and output lines, with the folder taken out."""
    code = main(["check", *map(str, paths)])
    folder = f"{paths[0] if paths[0].is_dir() else paths[0].parent}/"
    return code, capsys.readouterr().out.replace(folder, "").splitlines()


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def test_a_right_file_is_only_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, lost=RIGHT)

    assert (0, ["1 file checked, 0 mistakes."]) == check(capsys, tmp_path / "lost.yaml")


def test_the_library_is_checked_with_its_fragments_when_nothing_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("files checked, 0 mistakes.\n")


def test_scenarios_and_targets_of_a_folder_are_checked_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, lost=f"{RIGHT}humen: never\n", late="- 1\n", bot="adapter: htpt\n")

    code, lines = check(capsys, tmp_path)

    assert (2, "3 files checked, 3 mistakes.") == (code, lines[-1])
    assert ["late.yaml", "lost.yaml", "bot.yaml"] == [line for line in lines if line.endswith(".yaml")]
    assert "Did you mean 'http'?" in " ".join(line.strip() for line in lines)


def test_a_mistake_has_its_line_its_key_and_the_line_as_it_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, lost=f"{RIGHT}patience:\n  turns: 012\n")

    expected = [
        "lost.yaml",
        "  line 4, patience.turns",
        "    |   turns: 012",
        "    found the text '012', expected a whole number from 2 to 200. Write it",
        "    without the zero in front: 12.",
        "",
        "1 file checked, 1 mistake.",
    ]
    assert (2, expected) == check(capsys, tmp_path / "lost.yaml")


def test_a_path_that_is_not_there_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["gone.yaml", "    cannot be read: No such file or directory.", "", "1 file checked, 1 mistake."]

    assert (2, told) == check(capsys, tmp_path / "gone.yaml")


def test_a_folder_without_files_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = check(capsys, tmp_path)

    assert (2, "0 files checked, 1 mistake.") == (code, lines[-1])


def test_what_would_steer_a_terminal_is_spelt_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, lost=RIGHT + '"\\e[31m": 1\n', late="\x1b[2J: 1\n")

    _, lines = check(capsys, tmp_path)

    assert "\x1b" not in "".join(lines)


def test_a_fragment_is_checked_as_a_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, lost=f"use: calm\n{RIGHT}", fragments__calm="patience: {turns: 9}\n", fragments__odd="turns: 9\n")

    code, lines = check(capsys, tmp_path)

    assert (2, "3 files checked, 1 mistake.") == (code, lines[-1])
    assert ["fragments/odd.yaml", "  line 1"] == lines[:2]


WARNED = {
    "unused parameter": (
        {"lost": f"parameters: {{shop: Acme, firm: Bolt}}\ntitle: at {{shop}}\n{RIGHT}"},
        ["lost.yaml", "  line 1, parameters.firm"],
        "nothing refers to {firm}.",
    ),
    "unused parameter of a matrix": (
        {"lost": f"{RIGHT}matrix: {{who: {{ann: {{parameters: {{shop: Acme}}}}}}}}\n"},
        ["lost.yaml", "  line 3, matrix.who.ann.parameters.shop"],
        "nothing refers to {shop}.",
    ),
    "unused fragment": (
        {"lost": RIGHT, "fragments__calm": "tags: [a]\n"},
        ["fragments/calm.yaml", "  line 1"],
        "no scenario that was checked uses this fragment.",
    ),
    "unknown pair": (
        {"lost": f"{RIGHT}expect: {{no_harder_than: sing_up}}\n"},
        ["lost.yaml", "  line 3, expect.no_harder_than"],
        "no scenario 'sing_up' in the library, among the files checked or beside",
    ),
}


@pytest.mark.parametrize(("texts", "place", "told"), WARNED.values(), ids=WARNED)
def test_what_has_no_effect_is_a_warning(
    texts: dict[str, str], place: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, **texts)

    code, lines = check(capsys, tmp_path)

    assert (0, ["Warnings: not wrong, but without effect.", "", *place]) == (code, lines[:4])
    assert lines[5].strip().startswith(told)
    assert lines[-1].endswith("0 mistakes, 1 warning.")


def test_what_is_used_is_no_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A parameter used in one variant only, a fragment used by a fragment or a matrix, a pair beside the file."""
    write(
        tmp_path,
        lost=f"parameters: {{shop: Acme}}\n{RIGHT}matrix: {{who: {{ann: {{use: calm, title: 'at {{shop}}'}}}}}}\n",
        fragments__calm="use: base\n",
        fragments__base="tags: [a]\n",
        late=f"{RIGHT}expect: {{no_harder_than: lost}}\n",
    )

    assert (0, ["4 files checked, 0 mistakes."]) == check(capsys, tmp_path)
