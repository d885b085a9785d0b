"""Policy files: what each key becomes, and every mistake with its line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from runaround.cli import main
from runaround.errors import FileError
from runaround.model import (
    MEASURES,
    BlockRule,
    CasesRule,
    Confidence,
    KnownRegression,
    LimitRule,
    Measurements,
    Policy,
    PolicyOverride,
    RegressionMode,
    RegressionRule,
    RequiredRule,
    Severity,
)
from runaround.policy_file import load_policy, schema_path

WHOLE = """\
policy:
  cases: {at_least: 20, conclusive: 0.9, why: " Fewer prove nothing. "}
  block:
    - handoff_failure/refused
    - kinds: [loop, stalling]
      severity: high
      confidence: medium
      at_most_share: 0.05
    - kinds: expectation
      at_most: 2
  limits:
    - {measure: seconds_to_human, at_most: 180, percentile: 90}
  required:
    - missing_item.zh
    - {tag: safety, lang: en, why: Lives.}
    - area: own
  regressions:
    allowed: by_chance
    known:
      - {scenario: late, reason: Known., author: Bo, expires: 2027-01-31}
  overrides:
    - {lang: zh, block: all}
    - {target: "beta*", tag: slow, limits: [], cases: {at_least: 5}}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "p.yaml"
    path.write_text(text, "utf-8")
    return path


def test_every_key_becomes_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    for name in ("b", "a"):
        (tmp_path / "own" / f"{name}.yaml").touch()

    policy = load_policy(write(tmp_path, WHOLE))

    known = KnownRegression("late", "Known.", "Bo", date(2027, 1, 31), line=20)
    strict = BlockRule(("loop", "stalling"), Severity.HIGH, Confidence.MEDIUM, at_most_share=0.05, line=5)
    expected = Policy(
        CasesRule(20, 0.9, "Fewer prove nothing.", line=2),
        (BlockRule(("handoff_failure/refused",), line=4), strict, BlockRule(("expectation",), at_most=2, line=9)),
        (LimitRule("seconds_to_human", 180, 90, line=12),),
        (
            RequiredRule(("missing_item.zh",), named="missing_item.zh", line=14),
            RequiredRule(tag="safety", lang="en", named="safety", why="Lives.", line=15),
            RequiredRule(("a", "b"), named="own", line=16),
        ),
        RegressionRule(RegressionMode.BY_CHANCE, (known,), line=17),
        (
            PolicyOverride(lang="zh", block=(BlockRule(line=22),), line=22),
            PolicyOverride("beta*", "slow", cases=CasesRule(5, line=23), limits=(), line=23),
        ),
    )
    assert expected == policy


@pytest.mark.parametrize("text", ["policy:\n", "policy: {}\n"])
def test_an_empty_policy_is_the_default(tmp_path: Path, text: str) -> None:
    assert Policy() == load_policy(write(tmp_path, text))


def test_an_area_of_the_library_stands_for_its_scenarios(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, "policy: {required: [{area: shopping}]}\n"))

    assert "missing_item" in policy.required[0].scenarios


WRONG = {
    "a key misspelt": ("{blok: all}", "Did you mean 'block'?"),
    "no rules": ("strict", "expected rules: cases, block, limits, required, regressions, overrides; or nothing."),
    "no case at all": ("{cases: {at_least: 0}}", "expected a whole number from 1 on."),
    "more than all": ("{cases: {conclusive: 95}}", "expected a share from 0 to 1, such as 0.05."),
    "a kind misspelt": ("{block: [lop]}", "found 'lop', which is no kind of ours. Did you mean 'loop'?"),
    "a form misspelt": ("{block: [{kinds: [loop/anwser]}]}", "Did you mean 'loop/answer'?"),
    "two limits": ("{block: [{kinds: loop, at_most: 1, at_most_share: 0.1}]}", "expected one of the two."),
    "no kinds": ("{block: [{at_most: 1}]}", "the key 'kinds' is missing"),
    "an unknown measure": ("{limits: [{measure: second_to_human, at_most: 1}]}", "Did you mean 'seconds_to_human'?"),
    "no limit": ("{limits: [{measure: turns}]}", "the key 'at_most' is missing; expected a number from 0 on."),
    "an unknown area": ("{required: [{area: shoping}]}", "Did you mean 'shopping'?"),
    "a requirement of nothing": ("{required: [{lang: zh}]}", "expected a scenario, a tag or an area."),
    "no day": (
        "{regressions: {known: [{scenario: a, reason: r, author: a, expires: 2027-02-30}]}}",
        "which is no day of the calendar",
    ),
    "an override for nothing": ("{overrides: [{block: all}]}", "expected a target, a tag or a lang that it is for."),
    "an override of nothing": ("{overrides: [{lang: zh}]}", "expected cases, block or limits that are other here."),
}


@pytest.mark.parametrize(("rules", "told"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told(tmp_path: Path, rules: str, told: str) -> None:
    path = write(tmp_path, f"policy: {rules}\n")

    with pytest.raises(FileError) as caught:
        load_policy(path)

    assert [(1, True)] == [(one.line, told in one.text) for one in caught.value.mistakes]


def test_all_mistakes_are_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "policy:\n  cases: {at_least: no}\n  block: [lop]\n  required: [{area: x}]\n")

    code = main(["check", "p.yaml"])

    shown = capsys.readouterr().out
    assert (2, True) == (code, "1 file checked, 3 mistakes." in shown)
    assert ["line 2, policy.cases.at_least", "line 3, policy.block[0]", "line 4, policy.required[0].area"] == [
        line.strip() for line in shown.splitlines() if line.startswith("  line")
    ]


def test_the_kind_of_a_plugin_is_taken(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, "policy: {block: [house_rule/own]}\n"))

    assert (BlockRule(("house_rule/own",), line=1),) == policy.block


def test_a_whole_number_may_be_written_with_a_point(tmp_path: Path) -> None:
    text = "policy: {block: [{kinds: loop, at_most: 2.0}], limits: [{measure: turns, at_most: 9, percentile: 90.0}]}\n"

    policy = load_policy(write(tmp_path, text))

    assert ("2", "90") == (str(policy.block[0].at_most), str(policy.limits[0].percentile))


SCHEMA = json.loads(schema_path().read_text("utf-8"))
WORDS = sorted({key for part in (SCHEMA, *SCHEMA["$defs"].values()) for key in part.get("properties", {})} | {"kinds"})
PARTS = ["cases", "block", "limits", "required", "regressions", "overrides"]
SCALARS = (
    st.none() | st.booleans() | st.integers(-2, 200) | st.floats(0, 2) | st.sampled_from(["all", "loop", "zh", ""])
)
VALUES = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(WORDS), below, max_size=4)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(PARTS), VALUES) | VALUES)
def test_any_file_is_a_policy_or_has_mistakes(tmp_path: Path, said: object) -> None:
    path = write(tmp_path, json.dumps({"policy": said}))

    try:
        loaded: object = load_policy(path)
    except FileError as error:
        loaded = error.mistakes

    assert isinstance(loaded, Policy | tuple)
    assert loaded


def test_the_schema_is_printed_and_names_what_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["schema", "policy"])

    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert (0, json.loads(schema_path().read_text("utf-8"))) == (code, schema)
    assert [*MEASURES] == schema["$defs"]["limit"]["properties"]["measure"]["enum"]
    assert {*MEASURES} <= {*Measurements.__dataclass_fields__}
