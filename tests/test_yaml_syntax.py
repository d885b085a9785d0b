"""Why a text is no YAML is said by its cause: the line to look at, and what to do there."""

from __future__ import annotations

from pathlib import Path

import pytest

from runaround.errors import FileError
from runaround.yaml_file import read_yaml

SLIPS = {
    "tab": ("a: 1\n\tb: 2\n", 2, "a tab stands at the beginning"),
    "quote never closed": ('a: "hello\nb: 1\nc: 2\n', 1, 'the text begins with " and does not end with it'),
    "quote closed further down": ('a: "hello\nb: "x"\n', 1, 'the text begins with " and does not end with it'),
    "apostrophe in quotes": ("a: 'it's here'\n", 1, "the text begins with ', so it ends at the next '"),
    "colon in text": ("a: one thing: it is lost\n", 1, "a text with a colon and a space in it needs quotes"),
    "full-width colon": ("title：x\na: 1\n", 1, "the colon after 'title' is the full-width '：'"),
    "full-width colon further down": ("a:\n  - b：\n      en: x\n", 2, "the colon after 'b' is the full-width '：'"),
    "no space after a colon": ("a: 1\nb:2\nc: 3\n", 2, "after 'b:' a space is missing"),
    "no space after a dash": ("a:\n  - x\n  -y\n", 3, "after the '-' at the beginning a space is missing"),
    "curly quotes": ("a: “one thing: lost”\n", 1, "“ is an ordinary letter here, no quote"),
    "bracket never closed": ("a: [x, y\nb: 1\n", 1, "[ is opened here and not closed"),
    "text that begins with a brace": ("a: {elapsed} later\n", 1, "a text that begins with { is taken for"),
    "question in braces": ("a: {en: What? No}\n", 1, "inside { }, a text with one of"),
    "text that begins with a mark": ("a: @here\n", 1, "a text that begins with @ needs quotes"),
    "phrase that begins with a gap": ("a: *order\n", 1, "a text that begins with * needs quotes"),
    "backslash": ('a: "\\d"\n', 1, "inside double quotes a \\ has a meaning of its own"),
    "too far to the left": ("a:\n  b: 1\n c: 2\n", 3, "this line begins in a column in which no line above begins"),
    "too far to the right": (
        "a: 1\n  b: 2\n",
        2,
        "this line is indented further than line 1, which already has a value",
    ),
    "nothing but a tab": ("a: 1\n\t\nb: 2\n", 2, "a tab stands at the beginning"),
    "brackets below a slip": ("a:\n  b: 1\n c: {d: 2}\n", 3, "this line begins in a column in which no line above"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "is not YAML: but found another document (column 1)."),
}


@pytest.mark.parametrize(("text", "line", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_by_its_cause(text: str, line: int, told: str, tmp_path: Path) -> None:
    path = tmp_path / "lost.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(FileError) as caught:
        read_yaml(path)

    (mistake,) = caught.value.mistakes
    assert (line, told) == (mistake.line, mistake.text[: len(told)])


def test_chinese_text_with_full_width_marks_is_not_blamed_for_what_stands_below_it(tmp_path: Path) -> None:
    path = tmp_path / "lost.yaml"
    path.write_text("a:\n  - 客服说：“不行”\n b: 1\n", "utf-8")

    with pytest.raises(FileError, match=r"lost\.yaml:3: this line begins in a column"):
        read_yaml(path)
