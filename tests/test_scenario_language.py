"""What the scenario language says beyond one plain file: parameters, fragments, matrices, reactions, checks, probes."""

from __future__ import annotations

from pathlib import Path

import pytest

from runaround.errors import FileError
from runaround.model import (
    Channel,
    Check,
    Cue,
    Deed,
    EndReason,
    Escalation,
    Expectation,
    HumanWish,
    Item,
    JsonCheck,
    Patience,
    Probe,
    Reaction,
    ScenarioSession,
    ScriptLine,
    Severity,
)
from runaround.scenario_file import check_file, find_scenarios, load_scenarios, scenario_paths

PNG = b"\x89PNG\r\n\x1a\n"
OPENING = "sessions: [{opening: {en: lost}}]\n"


def write(folder: Path, text: str | bytes, name: str = "lost.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return path


def mistakes_of(path: Path) -> list[str]:
    with pytest.raises(FileError) as caught:
        load_scenarios(path)
    return [str(mistake).replace(f"{path.parent}/", "") for mistake in caught.value.mistakes]


# --- parameters ------------------------------------------------------------------------------------------


def test_a_parameter_stands_for_its_text_in_every_language(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "parameters: {order: 0123, what: {en: oil, zh: 油}}\n"
        "facts: {order_number: {en: 'order {order}', zh: '订单{order}'}}\n"
        "sessions: [{opening: {en: 'my {what} is missing, {order_number}', zh: '{what}没到'}}]\n",
    )

    english, chinese = load_scenarios(path)

    assert ("my oil is missing, order 0123", "油没到") == (
        english.sessions[0].opening[0],
        chinese.sessions[0].opening[0],
    )
    assert {Item.ORDER_NUMBER: "订单0123"} == chinese.facts


@pytest.mark.parametrize(
    ("after", "english", "chinese"),
    [("3 d", "3 days", "3天"), ("1 h", "1 hour", "1小时"), ("20 min", "20 minutes", "20分钟")],
)
def test_elapsed_is_the_time_since_the_session_before_in_words(
    tmp_path: Path, after: str, english: str, chinese: str
) -> None:
    path = write(
        tmp_path,
        "sessions:\n- opening: {en: lost, zh: 丢了}\n"
        f"- {{after: {after}, opening: {{en: '{{elapsed}} and nothing', zh: '{{elapsed}}了还没到'}}}}\n",
    )

    assert [f"{english} and nothing", f"{chinese}了还没到"] == [
        one.sessions[1].opening[0] for one in load_scenarios(path)
    ]


def test_braces_that_hold_no_name_are_left_alone(tmp_path: Path) -> None:
    (scenario,) = load_scenarios(write(tmp_path, 'sessions: [{opening: {en: "lost {1} {} {A b} }{"}}]\n'))

    assert ("lost {1} {} {A b} }{",) == scenario.sessions[0].opening


# --- fragments -------------------------------------------------------------------------------------------


def test_a_fragment_holds_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    write(tmp_path, "patience: {turns: 20, wait_s: 5}\ntags: [old]\n", "fragments/elderly.yaml")
    path = write(tmp_path, f"use: elderly\npatience: {{wait_s: 9}}\n{OPENING}", "shop/lost.yaml")

    (scenario,) = load_scenarios(path)

    assert (Patience(20, 9.0), ("old",)) == (scenario.patience, scenario.tags)


def test_evidence_of_a_fragment_lies_beside_the_fragment(tmp_path: Path) -> None:
    write(tmp_path, PNG, "fragments/door.png")
    write(tmp_path, "evidence: {photo: {file: door.png}}\n", "fragments/door.yaml")
    path = write(tmp_path, f"use: [door]\n{OPENING}", "shop/lost.yaml")

    (scenario,) = load_scenarios(path)

    assert str(tmp_path.resolve() / "fragments" / "door.png") == scenario.evidence[Item.PHOTO].path


def test_a_mistake_in_a_fragment_is_told_with_its_own_file_and_line(tmp_path: Path) -> None:
    write(tmp_path, "tags: [a]\nhuman: {at_turn: 1}\n", "fragments/asks.yaml")
    path = write(tmp_path, f"use: asks\n{OPENING}")

    told = "human: asks for a human, but sayings.en.ask_human has no wording for it. Write one there."
    assert [f"fragments/asks.yaml:2: {told}"] == mistakes_of(path)


def test_fragments_that_use_each_other_are_told(tmp_path: Path) -> None:
    write(tmp_path, "use: b\n", "fragments/a.yaml")
    write(tmp_path, "use: a\n", "fragments/b.yaml")
    path = write(tmp_path, f"use: a\n{OPENING}")

    assert ["fragments/b.yaml:1: use: the fragment 'a' is used by itself."] == mistakes_of(path)


def test_an_unknown_fragment_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, f"use: [haste]\n{OPENING}")

    (told,) = mistakes_of(path)

    assert told.startswith(
        "lost.yaml:1: use: the fragment 'haste' is in no folder 'fragments' here or further up. Known: "
    )


def test_a_fragment_is_no_scenario_and_is_checked_by_itself(tmp_path: Path) -> None:
    fragment = write(tmp_path, "patience: {turns: 1}\n", "fragments/a.yaml")
    path = write(tmp_path, OPENING)

    with pytest.raises(FileError, match=r"patience\.turns"):
        check_file(fragment)

    assert (path,) == scenario_paths(tmp_path)


# --- matrix ----------------------------------------------------------------------------------------------

MATRIX = """\
matrix:
  wording:
    plain:
    angry: {sessions: [{opening: {en: "LOST!"}}]}
  persona:
    usual:
    hurried: {patience: {turns: 4}}
patience: {turns: 9, wait_s: 7}
"""


def test_a_matrix_makes_every_combination_and_names_what_changes(tmp_path: Path) -> None:
    scenarios = load_scenarios(write(tmp_path, MATRIX + OPENING))

    made = {one.key: (one.sessions[0].opening[0], one.patience) for one in scenarios}
    assert {
        "lost.en": ("lost", Patience(9, 7.0)),
        "lost+hurried.en": ("lost", Patience(4, 7.0)),
        "lost+angry.en": ("LOST!", Patience(9, 7.0)),
        "lost+angry+hurried.en": ("LOST!", Patience(4, 7.0)),
    } == made


def test_a_value_of_a_matrix_may_be_for_one_language_only(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "matrix:\n  script:\n    simplified:\n"
        "    traditional: {languages: [zh], sessions: [{opening: {zh: 沒收到}}]}\n"
        "sessions: [{opening: {en: lost, zh: 没收到}}]\n",
    )

    assert ["lost.en", "lost.zh", "lost+traditional.zh"] == [one.key for one in load_scenarios(path)]


def test_a_mistake_in_a_matrix_is_told_once_with_its_line(tmp_path: Path) -> None:
    text = MATRIX.replace("turns: 4", "turns: 4, tunrs: 5") + OPENING

    (told,) = mistakes_of(write(tmp_path, text))
    assert told.startswith("lost.yaml:7: matrix.persona.hurried.patience: unknown key 'tunrs'; patience has 'turns',")


def test_a_contradiction_in_a_combination_is_told_where_it_is_written(tmp_path: Path) -> None:
    text = MATRIX.replace("{turns: 4}", "{turns: 4}, lacks: [photo], facts: {photo: none}") + OPENING

    expected = ["lost.yaml:7: matrix.persona.hurried.lacks[0]: 'photo' is lacking here, but facts.photo has it."]
    assert expected == mistakes_of(write(tmp_path, text))


def test_a_variant_of_the_library_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(tmp_path, MATRIX + OPENING, "shop/lost.yaml")
    monkeypatch.setattr("runaround.scenario_file.library.library_dir", lambda: tmp_path)

    assert ["lost+hurried.en"] == [one.key for one in find_scenarios(["lost+hurried"])]
    assert ["lost+angry.en"] == [one.key for one in find_scenarios(["lost+angry.en"])]
    with pytest.raises(FileError, match=r"lost\+huried: no scenario of this name.*Did you mean 'lost\+hurried.en'"):
        find_scenarios(["lost+huried"])


def test_what_an_upper_part_lacks_it_takes_away_and_what_it_has_is_lacking_no_more(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "lacks: [receipt, form]\nfacts: {phone: 555, account: kim}\n"
        "matrix: {persona: {robbed: {lacks: [phone], facts: {receipt: paper}}}}\n" + OPENING,
    )

    (scenario,) = load_scenarios(path)

    assert frozenset({Item.FORM, Item.PHONE}) == scenario.lacks
    assert {Item.ACCOUNT: "kim", Item.RECEIPT: "paper"} == scenario.facts


def test_tags_and_reactions_of_parts_add_up_the_upper_reactions_first(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "tags: [a]\nreactions: [{hears: {acts: offer}, does: {say: {en: lower}}}]\n"
        "matrix: {persona: {deaf: {tags: [b], reactions: [{hears: {acts: offer}, does: {say: {en: upper}}}]}}}\n"
        + OPENING,
    )

    (scenario,) = load_scenarios(path)

    assert (("a", "b"), [("upper",), ("lower",)]) == (scenario.tags, [one.does.say for one in scenario.reactions])


# --- everything else that can be said ----------------------------------------------------------------------


def test_scripts_and_reactions_are_read(tmp_path: Path) -> None:
    write(tmp_path, PNG, "door.png")
    path = write(
        tmp_path,
        """\
evidence: {photo: {file: door.png}}
sessions:
  - after_script: end
    script:
      - {say: {en: hello}, check: {contains: {en: welcome}, json: [{at: intent, equals: 3}]}}
      - {choose: {en: [returns, ret*]}}
      - {send: [photo]}
reactions:
  - {hears: {acts: promise, items: [photo], words: {en: soon}}, does: {say: {en: [no, never]}, send: [photo]}, times: 3}
  - {hears: {acts: [offer]}, does: {end: accepted_offer}}
expect: {checks: [{turn: 2, silent: true}]}
""",
    )

    (scenario,) = load_scenarios(path)

    script = (ScriptLine("hello"), ScriptLine(choose=("returns", "ret*")), ScriptLine(send=(Item.PHOTO,)))
    assert (ScenarioSession((), script=script, ends_after_script=True),) == scenario.sessions
    assert (
        Reaction(Cue(("promise",), (Item.PHOTO,), ("soon",)), Deed(("no", "never"), (Item.PHOTO,)), times=3),
        Reaction(Cue(("offer",)), Deed(ends=EndReason.ACCEPTED_OFFER)),
    ) == scenario.reactions
    assert (Check(1, contains=("welcome",), json=(JsonCheck("intent", equals=3),)), Check(2, silent=True)) == (
        scenario.expect.checks
    )


def test_expectations_probes_and_the_rest_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
channel: voice
severity: critical
looks_for: [loop, handoff_failure/ignored]
facts: {name: {en: Kim Lee}, phone: 555 0100}
human: if_offered
expect:
  escalation: required
  limits: {no_reply/late: 2}
  requests_to_human: 0
  turns_to_human: 2
  seconds_to_human: 60
  no_harder_than: sign_up
probes:
  - {name: free, when: before, path: "/bills/{name}", expect: {status: 200}}
  - {name: paid, when: {after_session: 1}, method: POST, path: /pay, json: {n: "{name}"}, headers: {X-A: b}}
  - {name: done, path: /done, expect: {json: [{at: state, matches: "^ok", exists: true}]}}
"""
        + OPENING,
    )

    (scenario,) = load_scenarios(path)

    assert (Channel.VOICE, Severity.CRITICAL, ("loop", "handoff_failure/ignored"), HumanWish(after_failures=None)) == (
        scenario.channel,
        scenario.severity,
        scenario.looks_for,
        scenario.human,
    )
    assert ({Item.PHONE: "555 0100"}, {"name": "Kim Lee"}) == (scenario.facts, scenario.details)
    assert Expectation(None, Escalation.REQUIRED, {"no_reply/late": 2}, 0, 2, 60.0, "sign_up") == scenario.expect
    assert (
        Probe("free", "/bills/Kim Lee", after_session=0, status=200),
        Probe("paid", "/pay", "POST", after_session=1, headers={"X-A": "b"}, body={"n": "Kim Lee"}),
        Probe("done", "/done", json=(JsonCheck("state", matches="^ok", exists=True),)),
    ) == scenario.probes


# --- what can never happen -----------------------------------------------------------------------------------

TWO_VISITS = "sessions: [{opening: {en: a}}, {after: 1 d, opening: {en: b}}]\n"
UNREACHABLE = {
    "no turns for a visit": (
        "patience: {turns: 3}\n" + TWO_VISITS,
        "lost.yaml:1: patience.turns: 3 turns for 2 sessions leave 1 for each; expected 2 or more.",
    ),
    "a script longer than patience": (
        "patience: {turns: 2}\nsessions: [{script: [{say: a}, {say: b}]}]\nlanguages: [en]\n",
        "lost.yaml:2: sessions[0].script: 2 fixed lines, but the patience of this session ends after 2 turns",
    ),
    "endless waiting": (
        "reactions: [{hears: {acts: hold}, does: {wait_s: 600}, times: 2}]\n" + OPENING,
        "lost.yaml:1: reactions[0].does.wait_s: 2 times 600 s never end: a case is given up after 900 s.",
    ),
    "a wish that never comes": (
        "human: {at_turn: 12}\nsayings: {en: {ask_human: agent}}\n" + OPENING,
        "lost.yaml:1: human.at_turn: never comes: patience.turns is 12, and the last turn is kept for giving up.",
    ),
    "a human whom nobody wants": (
        "expect: {escalation: required}\n" + OPENING,
        "lost.yaml:1: expect.escalation: cannot be reached: the consumer asks for no human, and declines one",
    ),
    "a human who is wrong": (
        "expect: {escalation: wrong, outcome: handed_off}\nhuman: if_offered\n" + OPENING,
        "lost.yaml:1: expect.outcome: contradicts expect.escalation, which says that a human is wrong here.",
    ),
    "evidence that is not there": (
        "reactions: [{hears: {acts: request}, does: {send: [photo]}}]\n" + OPENING,
        "lost.yaml:1: reactions[0].does.send: sends 'photo', but evidence has no such file. Known: none.",
    ),
    "no session to come back in": (
        "reactions: [{hears: {acts: promise}, does: {leave: true}}]\n" + OPENING,
        "lost.yaml:1: reactions[0].does.leave: there is no later session to come back in.",
    ),
    "two deeds at once": (
        "reactions: [{hears: {acts: promise}, does: {wait_s: 1, say: {en: a}}}]\n" + OPENING,
        "lost.yaml:1: reactions[0].does: speaks and does wait_s; expected one of them.",
    ),
    "a check of a session that there is not": (
        "expect: {checks: [{turn: 1, session: 2, silent: true}]}\n" + OPENING,
        "lost.yaml:1: expect.checks[0].session: there is no session 2; there are 1.",
    ),
    "an unknown kind": (
        "expect: {limits: {looop: 1}}\n" + OPENING,
        "lost.yaml:1: expect.limits.looop: no kind of finding 'looop'.",
    ),
    "a wrong pattern": (
        "expect: {checks: [{turn: 1, matches: '(a'}]}\n" + OPENING,
        "lost.yaml:1: expect.checks[0].matches: is no regular expression: missing ): (a.",
    ),
    "a wrong expression": (
        "expect: {checks: [{turn: 1, json: [{at: 'a[', exists: true}]}]}\n" + OPENING,
        "lost.yaml:1: expect.checks[0].json[0].at: is no JMESPath expression:",
    ),
    "a fact that is not there": (
        "facts: {order_number: 12-34}\nsessions: [{opening: {en: 'where is {order_nr}'}}]\n",
        "lost.yaml:2: sessions[0].opening.en: refers to {order_nr}, which is neither a fact nor a parameter",
    ),
    "nothing has passed yet": (
        "sessions: [{opening: {en: 'after {elapsed}'}}]\n",
        "lost.yaml:1: sessions[0].opening.en: {elapsed} stands only in a session with 'after'",
    ),
    "nothing is said": ("sessions: [{after_script: end}]\n", "lost.yaml:1: sessions[0]: says nothing"),
}


@pytest.mark.parametrize(("text", "expected"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_what_can_never_happen_is_told_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    (told,) = mistakes_of(write(tmp_path, text))

    assert expected == told[: len(expected)]
