"""No file breaks a reader: files of every format, damaged byte by byte: what is bad is told, the rest is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.cli import main
from runaround.errors import Mistake
from runaround.judging import judge_transcript, load_detectors
from runaround.record_files import open_pieces
from runaround.records import Format, Item, Settings, Taken, find_format, is_lines, read_conversations
from runaround.store import Recorded, TornLine

DETECTORS = load_detectors()
PAGE = (Path(__file__).parent.parent.parent / "docs" / "score.md").read_text("utf-8")
EXAMPLES = {
    name: text.encode() for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
}
"""The examples of the page, one or more of each format, by their file names."""

FOREIGN = st.sampled_from(
    [
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\x80",
        b"\x1f\x8b",
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\\",
        b"\\ud83d",
        b"\n",
        b"\r",
        b"\r\n",
        b"\xe2\x80\xa8",
        b"null",
        b"NaN",
        b"1e999",
        b"-1",
        b"9" * 5000,
        b"[" * 3000,
        b"true",
        b"---\n",
        b"\x1b[2J",
        b"\xe2\x80\xae",
        b"Bot: ",
        b"\t",
    ]
)
DAMAGES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "overwrite", "delete", "double", "cut"]),
        st.floats(0, 1),
        st.integers(1, 40),
        st.one_of(FOREIGN, st.binary(min_size=1, max_size=6)),
    ),
    min_size=1,
    max_size=6,
)
Damage = tuple[str, float, int, bytes]
NATIVE = json.dumps(
    {
        "id": "CASE",
        "lang": "en",
        "turns": [{"speaker": "consumer", "text": "Hello?", "at": 0.0}, {"speaker": "bot", "text": "Hi", "at": 1.0}],
    }
)


def damage(content: bytes, damages: Sequence[Damage]) -> bytes:
    """Return a file's content with things put in, overwritten, taken out, said twice, or the rest cut off."""
    for how, where, length, what in damages:
        at = int(where * len(content))
        before, part, behind = content[:at], content[at : at + length], content[at + length :]
        content = {
            "insert": before + what + part + behind,
            "overwrite": before + what + content[at + len(what) :],
            "delete": before + behind,
            "double": before + part + part + behind,
            "cut": before if at > len(content) // 2 else content,
        }[how]
    return content


def read_file(name: str, content: bytes, *, written: Format | None = None) -> list[Item]:
    """Return all that reading a file of this content gives, as the command reads it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with open_pieces(path, None) as opened:
            found = written or find_format(opened.name, opened.sample)
            if found is None:
                return []
            lines = is_lines(opened.sample)
            return list(read_conversations(opened.pieces, Settings(name), written=found, lines=lines))


def failures_in(items: Sequence[Item]) -> list[object]:
    """Return what broke in judging the conversations among `items`."""
    judged = (judge_transcript(one.transcript, detectors=DETECTORS) for one in items if isinstance(one, Recorded))
    return list(chain.from_iterable(case.verdict.failures for case in judged))


def test_every_format_has_an_example() -> None:
    with TemporaryDirectory() as folder:
        found = set()
        for name, content in EXAMPLES.items():
            (Path(folder) / name).write_bytes(content)
            with open_pieces(Path(folder) / name, None) as opened:
                found.add(find_format(opened.name, opened.sample))

    assert set(Format) == found


@pytest.mark.parametrize("name", EXAMPLES)
@given(damages=DAMAGES)
@settings(max_examples=150)
def test_a_damaged_file_is_read_or_told(name: str, damages: list[Damage]) -> None:
    items = read_file(name, damage(EXAMPLES[name], damages))

    assert [] == [item for item in items if not isinstance(item, Recorded | Mistake | TornLine | Taken)]
    assert [] == failures_in(items)


@pytest.mark.parametrize("written", Format)
@given(name=st.sampled_from(sorted(EXAMPLES)), damages=DAMAGES)
@settings(max_examples=60)
def test_a_file_taken_for_another_format_is_read_or_told(written: Format, name: str, damages: list[Damage]) -> None:
    items = read_file(name, damage(EXAMPLES[name], damages), written=written)

    assert [] == failures_in(items)


@pytest.mark.parametrize("written", Format)
@given(content=st.one_of(st.binary(max_size=300), st.text(st.characters(exclude_categories=["Cs"])).map(str.encode)))
@settings(max_examples=60)
def test_any_bytes_are_read_or_told(written: Format, content: bytes) -> None:
    assert [] == failures_in(read_file("any", content, written=written))


ONE_LINE = st.binary(min_size=1, max_size=30).filter(lambda line: not {*b"\r\n"} & {*line} and bool(line.strip()))


@given(bad=st.lists(st.tuples(st.integers(0, 9), ONE_LINE), max_size=5, unique_by=lambda one: one[0]))
@settings(max_examples=150)
def test_every_line_is_a_case_or_a_mistake_with_its_number(bad: list[tuple[int, bytes]]) -> None:
    """Nothing is dropped silently: what is no case is told, and all the others are read."""
    lines = [NATIVE.replace("CASE", f"c{number}").encode() for number in range(12)]
    for place, line in bad:
        lines[place + 1] = b'{"' + line

    items = read_file("a.jsonl", b"\n".join(lines) + b"\n")

    cases = [item.transcript.id for item in items if isinstance(item, Recorded)]
    told = sorted(item.line for item in items if isinstance(item, Mistake))
    wrong = sorted(place + 1 for place, _ in bad)
    assert ([f"c{n}" for n in range(12) if n not in wrong], [n + 1 for n in wrong]) == (cases, told)


@pytest.fixture
def score(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[[str, bytes], tuple[int, str]]:
    """Write a file and score it; return the exit code and what was told on standard error."""

    def run(name: str, content: bytes) -> tuple[int, str]:
        (tmp_path / name).write_bytes(content)
        code = main(("score", str(tmp_path / name), "--format", "json"))
        return code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_the_command_tells_of_a_file_that_is_cut_off(score, name: str, part: float) -> None:
    content = EXAMPLES[name]

    code, told = score(name, content[: int(len(content) * part)] + b"\xff\xfe")

    assert (True, True) == (code in {0, 1, 2}, bool(told))
