"""Every language has every word, and every kind, reason and number is said in it."""

from __future__ import annotations

from string import Formatter

import pytest

from runaround.model import (
    KINDS,
    CaseStatus,
    Check,
    CheckPart,
    CheckResult,
    CheckStatus,
    EndReason,
    ErrorKind,
    Escalation,
    Event,
    Expectation,
    Finding,
    Item,
    Missed,
    Outcome,
    Severity,
    Speaker,
    Verdict,
)
from runaround.reports.expected import join_parts, tell_expectation, tell_missed
from runaround.reports.figures import write_clock, write_percent, write_span
from runaround.reports.sentences import tell_finding, tell_parts, tell_reasons
from runaround.reports.texts import LANGUAGES, find_texts
from runaround.verdicts import REASONS

EN, ZH = find_texts("en"), find_texts("zh")
FAMILIES = {
    "loop",
    "repeated_request",
    "handoff_failure",
    "no_reply",
    "unanswered",
    "stalling",
    "buck_passing",
    "context_loss",
    "premature_close",
    "false_resolution",
    "contradiction",
    "upsell",
    "obstruction",
    "disrespect",
    "sensitive_request",
}


def blanks(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def test_all_languages_have_the_same_words() -> None:
    """A singular is the one thing that a language may do without."""
    english, chinese = ({key for key in words if not key.endswith(".one")} for words in LANGUAGES.values())

    assert english == chinese


@pytest.mark.parametrize("key", sorted(ZH.words))
def test_a_pattern_has_the_same_blanks_in_all_languages(key: str) -> None:
    assert blanks(EN.words[key]) == blanks(ZH.words[key])


def test_the_kinds_are_those_of_the_taxonomy() -> None:
    assert FAMILIES == {kind.partition("/")[0] for kind in KINDS}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_and_no_other_has_words(lang: str) -> None:
    words = find_texts(lang).words

    assert set(KINDS) == {key.removeprefix("kind.") for key in words if key.startswith("kind.")}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_with_its_turns(kind: str, lang: str) -> None:
    parts = tell_parts(Finding(41, kind, (17, 23), Item.PHOTO), find_texts(lang))

    assert {41, 17, 23} == {part for part in parts if isinstance(part, int)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_without_proof_too(kind: str, lang: str) -> None:
    parts = tell_parts(Finding(41, kind), find_texts(lang))

    assert [41] == [part for part in parts if isinstance(part, int)]


def test_a_finding_is_a_sentence() -> None:
    finding = Finding(6, "repeated_request", (3,), Item.PHOTO)

    assert "Turn 6 asks for a photo that the consumer had already sent in turn 3." == tell_finding(finding, EN)
    assert "第6轮再次索要照片，而消费者在第3轮已经提供。" == tell_finding(finding, ZH)


def test_several_proofs_are_enumerated() -> None:
    finding = Finding(9, "contradiction", (1, 4, 6))

    assert "Turn 9 contradicts what was said in turns 1, 4 and 6." == tell_finding(finding, EN)
    assert "第9轮与第1、4、6轮的说法相互矛盾。" == tell_finding(finding, ZH)


def test_an_unknown_form_is_told_by_its_family_and_an_unknown_family_is_named() -> None:
    known = Finding(4, "disrespect/shouting")
    unknown = Finding(4, "house_rule/own", (2,))

    assert "Turn 4 blames, mocks or dismisses the consumer." == tell_finding(known, EN)
    assert "Turn 4 shows “house_rule/own” (see turn 2)." == tell_finding(unknown, EN)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_a_sentence(lang: str) -> None:
    assert set(REASONS) == {
        key.removeprefix("reason.").removesuffix(".one") for key in find_texts(lang).words if key.startswith("reason.")
    }


def test_reasons_are_told_with_their_values() -> None:
    verdict = Verdict(
        CaseStatus.FAILED,
        None,
        reasons=(
            ("findings", "1"),
            ("gap", "form"),
            ("error", "timeout"),
            ("expected_resolved", "unresolved"),
            ("transfer_wrong", "human_joined"),
            ("turns_exceeded", "9/6"),
            ("seconds_exceeded", "90.5/30"),
            ("check_not_reached", "2/3"),
            ("probe_failed", "the refund is booked"),
            ("house_rule", "7"),
        ),
    )

    expected = (
        "1 finding.",
        "The bot asked for a form, which the scenario does not define.",
        "Technical error: the bot did not answer within the limit.",
        "The problem should have been resolved; the outcome is “unresolved”.",
        "The bot should have solved this itself, but a human joined.",
        "Turns of the consumer until a human joined: 9; expected at most 6.",
        "Time until a human joined: 1 min 31 s; expected at most 30 s.",
        "The company ended session 2 before the consumer's own turn 3, the reply to which was to be checked.",
        "The company's test system says that this is not so: “the refund is booked”.",
        "house_rule: 7",
    )
    assert expected == tell_reasons(verdict, EN)


@pytest.mark.parametrize(
    ("topic", "values"),
    [
        ("item", Item),
        ("status", CaseStatus),
        ("outcome", Outcome),
        ("speaker", Speaker),
        ("event", Event),
        ("end", EndReason),
        ("error", ErrorKind),
        ("expect.escalation", Escalation),
        ("severity", Severity),
        ("check", CheckPart),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_value_of_the_model_has_a_word(topic: str, values: type[Item]) -> None:
    assert set() == {value for value in values if f"{topic}.{value}" not in EN.words}


def test_an_expectation_is_told() -> None:
    expect = Expectation(Outcome.RESOLVED, Escalation.WRONG)

    assert "outcome resolved, no human needed" == tell_expectation(expect, EN)
    assert "结果应为“已解决”、不应转人工" == tell_expectation(expect, ZH)


def test_everything_that_can_be_expected_is_told() -> None:
    expect = Expectation(
        limits={"loop/answer": 1, "loop": 2, "obstruction": 0},
        requests_to_human=0,
        turns_to_human=6,
        seconds_to_human=90,
        no_harder_than="sign_up",
        checks=(Check(1, silent=True), Check(2, silent=False)),
    )

    assert (
        "a human may join, a human unasked, a human within 6 turns of the consumer, a human within 1 min 30 s, "
        "“Same answer again” at most once, “Going round in circles” up to 2 times, 2 replies as the scenario says, "
        "no harder than “sign_up”"
    ) == tell_expectation(expect, EN)
    assert (
        "可以转人工、无需要求就应有人工接入、消费者最多发言6次就应有人工接入、人工应在1分30秒内接入、"
        "“重复同样的回答”最多1次、“原地兜圈”最多2次、2条回复应符合场景的规定、不应比“sign_up”更费力"
    ) == tell_expectation(expect, ZH)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", CheckPart)
def test_whatever_a_check_misses_is_told_with_the_turn(part: CheckPart, lang: str) -> None:
    result = CheckResult(1, 2, CheckStatus.FAILED, 41, (42,), (Missed(part, ("甲", "b"), "came"),))

    parts = tell_missed(result, result.missed[0], find_texts(lang))

    assert [41] == [one for one in parts if isinstance(one, int)]
    assert "came" in str(parts)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (CheckPart.CONTAINS, "The reply to turn 3 should contain “x”, “y” or “z”; it says “a b”."),
        (CheckPart.MISSES, "The reply to turn 3 should not contain “x”, “y” and “z”; it says “a b”."),
        (CheckPart.JSON, "The raw answer to turn 3 should hold x, y and z; it holds a b."),
    ],
)
def test_one_of_these_none_of_these_and_all_of_these_read_differently(part: CheckPart, sentence: str) -> None:
    missed = Missed(part, ("x", "y", "z"), "a\n b")

    assert sentence == join_parts(tell_missed(CheckResult(1, 2, CheckStatus.FAILED, 3), missed, EN))


def test_what_a_bot_said_instead_is_quoted_cut_and_made_visible() -> None:
    missed = Missed(CheckPart.SILENT, (), "\x1b[2J\u202e" + "x" * 9000)

    told = join_parts(tell_missed(CheckResult(1, 2, CheckStatus.FAILED, 3), missed, EN))

    assert told.startswith("Turn 3 should get no reply; it says “\\x1b[2J<U+202E>xxx")
    assert 250 > len(told)


def test_a_region_does_not_change_the_language() -> None:
    assert find_texts("zh") == find_texts("zh-Hans-CN")


def test_a_language_without_texts_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"^No report texts in 'fr'\. Known: en, zh\.$"):
        find_texts("fr")


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.0, "0%"), (0.002, "0.2%"), (0.00001, "0.1%"), (0.125, "13%"), (0.5, "50%"), (0.999999, "99.9%"), (1.0, "100%")],
)
def test_nearly_nothing_and_nearly_all_are_not_rounded_away(share: float, written: str) -> None:
    assert written == write_percent(share)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.0, "0 s", "0秒"),
        (1.25, "1.2 s", "1.2秒"),
        (59.6, "1 min 0 s", "1分0秒"),
        (3725, "1 h 2 min", "1小时2分"),
        (259_200, "3 d", "3天"),
        (270_000, "3 d 3 h", "3天3小时"),
    ],
)
def test_a_span_is_written_in_its_two_largest_units(seconds: float, english: str, chinese: str) -> None:
    assert (english, chinese) == (write_span(seconds, EN), write_span(seconds, ZH))


@pytest.mark.parametrize(
    ("seconds", "written"), [(7.9, "0:07"), (3723, "1:02:03"), (262_923, "3 d 1:02:03"), (-4, "0:00")]
)
def test_a_clock_counts_from_the_start_of_the_case(seconds: float, written: str) -> None:
    assert written == write_clock(seconds, EN)
