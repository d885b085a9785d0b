"""Scenario files: what a small one means, and what is said of every mistake in a wrong one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import runaround.scenario_file
from runaround.consumer import Move
from runaround.errors import FileError
from runaround.model import (
    Escalation,
    Evidence,
    Expectation,
    HumanWish,
    Item,
    Outcome,
    Patience,
    ScenarioSession,
)
from runaround.scenario_file import find_scenarios, load_scenarios
from runaround.yaml_file import read_yaml

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
MINIMAL = "sessions:\n  - opening: {en: my parcel is lost}\n"


def write(folder: Path, text: str | bytes, name: str = "lost.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def mistakes_of(path: Path) -> list[str]:
    """Return the mistakes as they are printed, with the folder taken out."""
    with pytest.raises(FileError) as caught:
        load_scenarios(path)
    folder = f"{path if path.is_dir() else path.parent}{os.sep}"
    return [
        str(mistake).replace(folder, "").replace(folder.rstrip(os.sep), "FOLDER") for mistake in caught.value.mistakes
    ]


# --- what a file means --------------------------------------------------------------------------------


def test_one_opening_is_enough(tmp_path: Path) -> None:
    (scenario,) = load_scenarios(write(tmp_path / "post", MINIMAL))

    assert ("lost.en", "post", "lost", None) == (scenario.key, scenario.area, scenario.title, scenario.human)
    assert (ScenarioSession(("my parcel is lost",)),) == scenario.sessions
    assert {*Move} - {Move.ASK_HUMAN} == {move for move in scenario.sayings if not move.startswith("item_")}


def test_a_full_file_gives_one_scenario_for_each_language(tmp_path: Path) -> None:
    write(tmp_path, PNG, "lost/door.png")
    path = write(
        tmp_path,
        """\
title: {en: A lost parcel, zh: 包裹丢了}
source: a consumer guide
tags: [delivery]
facts: {order_number: 0123, phone: {en: 555 0100, zh: 138 0000}}
evidence: {photo: {file: lost/door.png, describes: {en: my door, zh: 我家门口}}}
lacks: [receipt]
human: {after_failures: 2}
patience: {turns: 5, wait_s: 12}
reply_within_s: 8
expect: {outcome: resolved, escalation: wrong}
sessions:
  - opening: {zh: 包裹丢了, en: [it is lost, lost]}
  - {after: 15 d, opening: {zh: 还没到, en: still lost}}
choices: {en: "track*parcel", zh: [查物流]}
sayings: {en: {ask_human: agent}, zh: {ask_human: [转人工, 人工]}}
""",
    )

    english, chinese = load_scenarios(path)

    assert ["en", "zh"] == [english.lang, chinese.lang]
    assert {Item.ORDER_NUMBER: "0123", Item.PHONE: "138 0000"} == chinese.facts
    door = Evidence(Item.PHOTO, str((tmp_path / "lost/door.png").resolve()), "image/png", "我家门口")
    assert {Item.PHOTO: door} == chinese.evidence
    assert (ScenarioSession(("it is lost", "lost")), ScenarioSession(("still lost",), 1_296_000.0)) == english.sessions
    assert (HumanWish(after_failures=2), Patience(5, 12.0), 8.0) == (
        english.human,
        english.patience,
        english.reply_within_s,
    )
    assert Expectation(Outcome.RESOLVED, Escalation.WRONG) == english.expect
    assert (("track*parcel",), ("agent",), ("转人工", "人工")) == (
        english.choices,
        english.sayings["ask_human"],
        chinese.sayings["ask_human"],
    )


def test_what_yaml_takes_for_numbers_and_truth_stays_as_it_was_written(tmp_path: Path) -> None:
    facts = "facts: {order_number: 0123, account: 12e5, phone: 0x1F, address: no, form: 'yes', other: 1.50}\n"

    (scenario,) = load_scenarios(write(tmp_path, facts + MINIMAL))

    assert ["0123", "12e5", "0x1F", "no", "yes", "1.50"] == list(scenario.facts.values())


@pytest.mark.parametrize(
    ("written", "wish"),
    [
        ("never", None),
        ("{}", HumanWish(at_turn=None, after_failures=3, persistence=2)),
        ("{at_turn: 1}", HumanWish(at_turn=1, after_failures=None, persistence=2)),
        ("{at_turn: 4, after_failures: 2, persistence: 0}", HumanWish(4, 2, persistence=0)),
    ],
)
def test_a_wish_for_a_human_waits_for_failures_unless_it_names_its_turn(
    tmp_path: Path, written: str, wish: HumanWish | None
) -> None:
    text = f"human: {written}\nsayings: {{en: {{ask_human: agent}}}}\n{MINIMAL}"

    (scenario,) = load_scenarios(write(tmp_path, text))

    assert wish == scenario.human


@pytest.mark.parametrize(("after", "seconds"), [("20 min", 1200.0), ("1.5h", 5400.0), ("30 s", 30.0), ("15 d", 1296e3)])
def test_times_have_units(tmp_path: Path, after: str, seconds: float) -> None:
    text = f"{MINIMAL}  - {{after: {after}, opening: {{en: still lost}}}}\n"

    (scenario,) = load_scenarios(write(tmp_path, text))

    assert seconds == scenario.sessions[1].after_s


def test_a_folder_gives_all_its_files_in_order(tmp_path: Path) -> None:
    for name in ("b/two.yaml", "a/one.yml", ".hidden/three.yaml", "a/notes.txt"):
        write(tmp_path, MINIMAL, name)

    assert ["one.en", "two.en"] == [scenario.key for scenario in load_scenarios(tmp_path)]


def test_moves_of_the_schema_are_those_of_the_consumer() -> None:
    schema = json.loads((Path(runaround.__file__).parent / "scenario.schema.json").read_text("utf-8"))

    assert sorted(Move) == sorted(schema["$defs"]["sayings"]["properties"])
    assert sorted(Item) == sorted(schema["$defs"]["item"]["enum"])


def test_every_move_but_the_wish_for_a_human_has_default_wording_in_every_language() -> None:
    document, _ = read_yaml(Path(runaround.__file__).parent / "sayings.yaml")
    schema = json.loads((Path(runaround.__file__).parent / "scenario.schema.json").read_text("utf-8"))
    facts = schema["$defs"]["key.facts"]["properties"]

    expected = {"elapsed": {"s", "min", "h", "d"}, "items": {*facts}, "moves": {*Move} - {Move.ASK_HUMAN}}
    assert {lang: {part: set(words) for part, words in parts.items()} for lang, parts in document.items()} == {
        "en": expected,
        "zh": expected,
    }


# --- what is said of mistakes -------------------------------------------------------------------------

OPENING = "sessions: [{opening: {en: lost}}]\n"
BROKEN = {
    "unknown key": (
        "sessions:\n  - openning: {en: lost}\n    opening: {en: lost}\n",
        [
            (
                "lost.yaml:2: sessions[0]: unknown key 'openning'; a session has 'opening', 'after', 'script' and"
                " 'after_script'. Did you mean 'opening'?"
            )
        ],
    ),
    "unknown item": (
        OPENING + "lacks:\n- photo\n- recipt\n",
        [
            (
                "lost.yaml:4: lacks[1]: found the text 'recipt', expected an item such as photo or order_number."
                " Did you mean 'receipt'?"
            )
        ],
    ),
    "wrong kinds": (
        "human: sometimes\npatience: {turns: 1, wait_s: soon}\nsessions: lost\n",
        [
            (
                "lost.yaml:1: human: found the text 'sometimes', expected 'never', 'if_offered',"
                " or a map with at_turn, after_failures, after_s and persistence."
            ),
            "lost.yaml:2: patience.turns: found the number 1, expected a whole number from 2 to 200.",
            "lost.yaml:2: patience.wait_s: found the text 'soon', expected a number from 0.1 to 3600.",
            "lost.yaml:3: sessions: found the text 'lost', expected a list of one to ten sessions.",
        ],
    ),
    "repeated key": (
        "title: a\n" + OPENING + "title: b\n",
        ["lost.yaml:3: the key 'title' stands here twice; the first is on line 1."],
    ),
    "language without opening": (
        OPENING + "choices: {en: [track], zh: [物流]}\n",
        [
            (
                "lost.yaml:1: sessions[0].opening: no opening in 'zh', which choices (line 2) has wording in."
                " Write one, or take 'zh' out there."
            )
        ],
    ),
    "language without wording": (
        "sessions: [{opening: {en: lost, zh: 丢了}}]\nfacts:\n  phone: {en: 555 0100}\n",
        ["lost.yaml:3: facts.phone: no wording in 'zh', in which the scenario opens. Write it in 'zh' too."],
    ),
    "wish without words": (
        OPENING + "human: {at_turn: 1}\n",
        ["lost.yaml:2: human: asks for a human, but sayings.en.ask_human has no wording for it. Write one there."],
    ),
    "lacking and having": (
        OPENING + "facts: {phone: 555 0100}\nlacks: [phone]\n",
        ["lost.yaml:3: lacks[0]: 'phone' is lacking here, but facts.phone has it."],
    ),
    "times of sessions": (
        "sessions:\n- {after: 1 d, opening: {en: lost}}\n- opening: {en: still}\n- {after: soon, opening: {en: ah}}\n",
        [
            "lost.yaml:2: sessions[0].after: the first session comes after none; take 'after' out.",
            "lost.yaml:3: sessions[1]: the key 'after' is missing; expected a time such as '15 d'.",
            "lost.yaml:4: sessions[2].after: found the text 'soon', expected a time such as '20 min', '3 h' or '15 d'.",
        ],
    ),
    "empty phrase": (
        OPENING + "choices: {en: ['*']}\n",
        ["lost.yaml:2: choices.en[0]: found the text '*', expected a phrase such as 'track*order'."],
    ),
    "half a character": (
        OPENING + 'title: "\\ud83d"\n',
        [r"lost.yaml:2: title: found half a character (\ud800 to \udfff), expected the character itself."],
    ),
    "syntax": (
        "title: [a\nb: 1\n",
        ["lost.yaml:1: [ is opened here and not closed. Put ] at the end, or, if it is a text, quotes around it."],
    ),
    "empty": ("", ["lost.yaml:1: the file is empty; expected keys and values."]),
    "a list": ("- lost\n", ["lost.yaml:1: found a list of 1, expected keys with values."]),
    "not UTF-8": (b"title: caf\xe9\n", ["lost.yaml:1: is not UTF-8 (byte 0xe9); save it as UTF-8."]),
    "too large": (b"#" * 1_000_001, ["lost.yaml: is larger than 1,000,000 bytes."]),
}


def test_a_language_for_a_key_of_the_file_hides_no_other_mistake(tmp_path: Path) -> None:
    """A whole file is no wording in languages, even if somebody began it as one."""
    text = "sessions: [{opening: {en: lost, zh: 丢了}}]\nen: {title: lost}\nchoices: {en: [track]}\n"

    unknown, untranslated = mistakes_of(write(tmp_path, text))

    assert unknown.startswith("lost.yaml:2: unknown key 'en'; a scenario has ")
    assert (
        "lost.yaml:3: choices: no wording in 'zh', in which the scenario opens. Write it in 'zh' too." == untranslated
    )


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_every_mistake_is_told_with_its_place(tmp_path: Path, text: str | bytes, expected: list[str]) -> None:
    assert expected == mistakes_of(write(tmp_path, text))


BELOW = "expected a path below the folder of this file, with '/' and without '..'."
FILES = {
    "gone.png": "no file 'gone.png' in FOLDER.",
    "text.png": "'text.png' begins with b'no image', expected a PNG image.",
    "/etc/hosts.png": f"found '/etc/hosts.png', {BELOW}",
    "C:/door.png": f"found 'C:/door.png', {BELOW}",
    "../door.png": f"found '../door.png', {BELOW}",
    "a\\b.png": f"found 'a\\\\b.png', {BELOW}",
    "door.exe": "found 'door.exe', expected a file that ends in .png, .jpg, .jpeg, .pdf.",
    "out.png": "'out.png' leads out of the folder of this file.",
}


@pytest.mark.parametrize(("file", "expected"), FILES.items(), ids=FILES)
def test_evidence_is_a_real_file_below_the_folder(tmp_path: Path, file: str, expected: str) -> None:
    write(tmp_path, PNG, "door.png")
    write(tmp_path / "area", b"no image at all", "text.png")
    (tmp_path / "area" / "out.png").symlink_to(tmp_path / "door.png")
    path = write(tmp_path / "area", OPENING + f"evidence: {{photo: {{file: '{file}'}}}}\n")

    assert [f"lost.yaml:2: evidence.photo.file: {expected}"] == mistakes_of(path)


def test_a_folder_tells_the_mistakes_of_all_its_files(tmp_path: Path) -> None:
    write(tmp_path, "title: a\n", "a.yaml")
    write(tmp_path, MINIMAL, "b.yaml")
    write(tmp_path, "- 1\n", "c.yaml")

    assert [
        "a.yaml:1: the key 'sessions' is missing; expected a list of one to ten sessions.",
        "c.yaml:1: found a list of 1, expected keys with values.",
    ] == mistakes_of(tmp_path)


def test_two_files_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    for area in ("a", "b"):
        write(tmp_path, MINIMAL, f"{area}/lost.yaml")

    assert ["b/lost.yaml: has the same name as a/lost.yaml; an id stands for one scenario."] == mistakes_of(tmp_path)


def test_a_file_name_that_cannot_be_an_id_is_a_mistake(tmp_path: Path) -> None:
    path = write(tmp_path, MINIMAL, "lost parcel.en.yaml")

    told = "the file name 'lost parcel.en' is the id; expected letters, digits, '_' and '-' only."
    assert [f"lost parcel.en.yaml:1: {told}"] == mistakes_of(path)


def test_aliases_that_grow_are_refused(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    (told,) = mistakes_of(write(tmp_path, "\n".join(rows)))

    assert told.endswith("the file holds more than 50000 values or 40 levels once its aliases are expanded.")


# --- finding by name ----------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of three; patched, since where a library is must not depend on who asks."""
    folder = tmp_path / "library"
    both = "sessions:\n  - opening: {en: hello, zh: 你好}\n"
    for name in ("post/lost.yaml", "post/late.yaml", "bank/fee.yaml"):
        write(folder, both, name)
    monkeypatch.setattr("runaround.scenario_file.library.library_dir", lambda: folder)
    return folder


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        ([], ["fee.en", "fee.zh", "late.en", "late.zh", "lost.en", "lost.zh"]),
        (["lost"], ["lost.en", "lost.zh"]),
        (["lost.zh"], ["lost.zh"]),
        (["lost.zh", "fee.en", "lost.en"], ["lost.en", "lost.zh", "fee.en"]),
        (["post", "late.zh"], ["late.en", "late.zh", "lost.en", "lost.zh"]),
    ],
    ids=str,
)
@pytest.mark.usefixtures("library")
def test_names_stand_for_ids_keys_and_areas(names: list[str], keys: list[str]) -> None:
    assert keys == [scenario.key for scenario in find_scenarios(names)]


def test_paths_are_names_too(library: Path, tmp_path: Path) -> None:
    own = write(tmp_path / "own", MINIMAL, "mine.yaml")

    assert ["mine.en", "fee.en"] == [scenario.key for scenario in find_scenarios([str(own), "fee.en"])]
    assert ["fee.en", "fee.zh"] == [scenario.key for scenario in find_scenarios([str(library / "bank")])]


@pytest.mark.usefixtures("library")
def test_unknown_names_are_told_all_at_once_with_what_was_meant() -> None:
    with pytest.raises(FileError) as caught:
        find_scenarios(["lots", "lost", "fee.fr", "gone/x.yaml"])

    known = "Known: bank, fee, late, lost, post."
    assert [
        f"lots: no scenario, area or file of this name. Did you mean 'lost'? {known}",
        f"fee.fr: no scenario, area or file of this name. Did you mean 'fee'? {known}",
        "gone/x.yaml: cannot be read: No such file or directory.",
    ] == [str(mistake) for mistake in caught.value.mistakes]
