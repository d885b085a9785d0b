"""The scenario library: it loads, speaks both languages, and is what its README says."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

import pytest

from runaround.model import Escalation, Item, Message, Scenario, Speaker
from runaround.reading import read_message
from runaround.reading.acts import Act
from runaround.scenario_file import library_dir, load_scenarios, scenario_paths

LIBRARY = load_scenarios(library_dir())
README = (library_dir() / "README.md").read_text("utf-8")
KEYS = [scenario.key for scenario in LIBRARY]
FILES = sorted({Path(evidence.path) for scenario in LIBRARY for evidence in scenario.evidence.values()})
PICTURES = [path for path in FILES if path.suffix == ".png"]

every_scenario = pytest.mark.parametrize("scenario", LIBRARY, ids=KEYS)


def test_every_situation_is_there_in_both_languages() -> None:
    numbers = {int(row) for row in re.findall(r"^\| (\d+) \| `", README, re.MULTILINE)}
    spoken = {one.id: {other.lang for other in LIBRARY if other.id == one.id} for one in LIBRARY}

    assert {*range(1, 27)} == numbers
    assert {key: {"en", "zh"} for key in spoken} == spoken


@every_scenario
def test_the_languages_are_not_mixed(scenario: Scenario) -> None:
    texts = "".join((*scenario.sessions[0].opening, *scenario.sayings["object"], scenario.title))
    if {"two_languages", "mixed"} & {*scenario.variant}:
        return

    assert (scenario.lang == "zh") == bool(re.search("[\u4e00-\u9fff]", texts))


@every_scenario
def test_every_scenario_says_where_it_comes_from(scenario: Scenario) -> None:
    assert scenario.source in {"press reports of 2009-2022 on company customer service", "a consumer guide"}


@every_scenario
def test_every_item_that_can_be_foreseen_is_defined(scenario: Scenario) -> None:
    """An undefined item makes a case inconclusive; a form is a page to follow, `other` cannot be foreseen."""
    defined = {*scenario.facts, *scenario.evidence, *scenario.lacks}

    assert set() == {*Item} - defined - {Item.FORM, Item.OTHER}


@every_scenario
def test_who_wants_a_human_says_so_in_words_that_are_understood(scenario: Scenario) -> None:
    moves = ("ask_human", "insist_human") if scenario.human is not None else ()
    wordings = [text for move in moves for text in scenario.sayings.get(move, ())]

    assert [] == [text for text in wordings if Act.ASK_HUMAN not in acts_of(text)]


@every_scenario
def test_an_opening_asks_for_a_human_only_where_the_scenario_begins_with_that(scenario: Scenario) -> None:
    """One that asks unseen would be counted as a wish that the consumer does not know of."""
    begins_with_it = scenario.human is not None and scenario.human.at_turn == 1
    asking = [text for session in scenario.sessions for text in session.opening if Act.ASK_HUMAN in acts_of(text)]

    assert [] == asking or begins_with_it


@every_scenario
def test_what_is_told_is_understood_as_what_was_asked_for(scenario: Scenario) -> None:
    """A fact that the reader does not recognise could never be found to be asked for again."""
    told = [item for item in (Item.ORDER_NUMBER, Item.ACCOUNT, Item.PHONE) if item in scenario.facts]

    assert dict.fromkeys(told, True) == {
        item: item in read_message(Message(Speaker.CONSUMER, scenario.facts[item])).supplied for item in told
    }


def test_the_control_wants_no_human() -> None:
    controls = [scenario for scenario in LIBRARY if "control" in scenario.tags]

    assert {(None, Escalation.WRONG, ())} == {(one.human, one.expect.escalation, one.looks_for) for one in controls}


@every_scenario
@pytest.mark.parametrize(
    ("move", "act"),
    [
        ("insist_human", Act.ASK_HUMAN),
        ("accept_human", Act.ASK_HUMAN),
        ("where_human", Act.ASK_WHERE_HUMAN),
        ("decline", Act.DECLINE),
        ("confirm", Act.AGREE),
        ("thanks", Act.THANK),
        ("give_up", Act.GOODBYE),
    ],
)
def test_what_the_consumer_says_is_understood(scenario: Scenario, move: str, act: Act) -> None:
    """A consumer whose own words are not understood cannot prove anything."""
    wordings = [text.replace("{item}", scenario.sayings["item_photo"][0]) for text in scenario.sayings[move]]

    assert [] == [text for text in wordings if act not in acts_of(text)]


@every_scenario
def test_who_refuses_a_human_does_not_ask_for_one(scenario: Scenario) -> None:
    assert [] == [text for text in scenario.sayings["refuse_human"] if Act.ASK_HUMAN in acts_of(text)]


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_pictures_are_whole_and_small(path: Path) -> None:
    width, height, pixels = unpack_png(path.read_bytes())

    assert path.stat().st_size < 20_000
    assert min(width, height) >= 200
    assert len(set(pixels)) > 10  # more than a blank


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".pdf"], ids=lambda path: path.name)
def test_documents_are_whole_and_small(path: Path) -> None:
    data = path.read_bytes()

    assert len(data) < 20_000
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")


def unpack_png(data: bytes) -> tuple[int, int, bytes]:
    """Return width, height and unpacked image data; every checksum must be right."""
    place, body, size = 8, b"", (0, 0)
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        content = data[place + 8 : place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + content)
        size = struct.unpack(">II", content[:8]) if kind == b"IHDR" else size
        body += content if kind == b"IDAT" else b""
        place += 12 + length
    return (*size, zlib.decompress(body))


def test_the_readme_lists_every_scenario() -> None:
    rows = re.findall(r"^\| \d+ \| `(\w+)` \| (\w+) \|", README, re.MULTILINE)

    assert sorted({(scenario.id, scenario.area) for scenario in LIBRARY}) == sorted(rows)


def test_library_files_begin_with_the_schema_for_editors() -> None:
    schema = "# yaml-language-server: $schema=../../harness/runaround/scenario.schema.json"
    files = scenario_paths(library_dir())
    parts = sorted((library_dir() / "fragments").glob("*.yaml"))

    assert {schema} == {first_line(path) for path in files}
    assert {f"{schema}#/$defs/part"} == {first_line(path) for path in parts}
    assert (files[0].parent / schema.partition("=")[2]).resolve().is_file()


def first_line(path: Path) -> str:
    return path.read_text("utf-8").splitlines()[0]


def acts_of(text: str) -> frozenset[Act]:
    return read_message(Message(Speaker.CONSUMER, text)).acts
