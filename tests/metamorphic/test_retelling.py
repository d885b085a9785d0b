"""What is found does not depend on how a thing is spelt, how politely it is said, or whom and what it is about.

A finding is its kind with its form, its turn, the turns that prove it, and the item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from retelling import CHANGES, end_again, leave_out, renumber, tell_otherwise

from runaround.detectors import Detector
from runaround.judging import load_detectors
from runaround.model import Finding, Speaker, Transcript, Turn
from runaround.reading import read
from runaround.store import Recorded, read_records

GOLD = Path(__file__).parent.parent / "gold"
DETECTORS: Mapping[str, Detector] = load_detectors()
LANGUAGES = frozenset({"en", "zh"})
"""Those in which courtesies are written in `retelling`; Spanish is not told otherwise yet."""


def _talks_in(path: Path) -> list[Transcript]:
    transcripts = (record.transcript for record in read_records(path) if isinstance(record, Recorded))
    return [transcript for transcript in transcripts if transcript.lang in LANGUAGES]


FILES = {path.stem: talks for path in sorted(GOLD.glob("*.jsonl")) if (talks := _talks_in(path))}
TALKS = {talk.id: talk for talks in FILES.values() for talk in talks}
EACH_FILE = pytest.mark.parametrize("talks", FILES.values(), ids=FILES)
"""A file at a time, and each talk in all ways before the next: what was read of its sentences is still remembered."""

STANDS_AT_THE_END = frozenset({"handoff_failure/not_offered", "no_reply/silent"})
"""Kinds whose turn is the last of its side: when the conversation goes on, a later one shows the same."""

IN_WHAT_IS_NOT_SAID = ("handoff_failure", "no_reply", "stalling/broken")
"""Kinds of which a turn that says nothing may still be one: a wish is passed over, no result is shown."""

UNSETTLED = {
    "fa-025": "names are known by their capitals, and what is spelt without them is taken for the same",
    "fb-024": "names are known by their capitals, and what is spelt without them is taken for the same",
    "fb-005": "an emoticon behind a bare word makes another sentence of what was learned",
    "E-en-046": "an emoticon behind a bare word makes another sentence of what was learned",
    "fa-074": "a word of Taiwan that is not among those of `regional.txt` is read as another",
    "fb-051": "a word of Taiwan that is not among those of `regional.txt` is read as another",
    "fb-062": "a word of Taiwan that is not among those of `regional.txt` is read as another",
    "c-0062": "a word of Taiwan that is not among those of `regional.txt` is read as another",
    "E-zh-006": "a word of Taiwan that is not among those of `regional.txt` is read as another",
    "E-zh-044": "a word of Taiwan that is not among those of `regional.txt` is read as another",
    "D-065": "a word of Taiwan that is not among those of `regional.txt` is read as another",
    "D-028": "a number that the consumer spells in words is not changed with the same number in figures",
    "fb-008": "a courtesy behind a claim stands between it and its denial",
    "fa-075": "thanks behind a shout are taken for content",
    "c-0071": "thanks behind a shout are taken for content",
    "E-zh-011": "thanks behind a shout are taken for content",
}
"""Labelled conversations whose findings some way of telling still changes, and why; of the first 300 there is none."""

HELPED_AGAIN = {
    ("fa-011", "handoff_failure/ignored"),
    ("fa-029", "handoff_failure/unavailable"),
    ("fa-061", "handoff_failure/ignored"),
}
"""What is found before the end, and what comes again makes good: a case is opened, a transfer begins, after all."""

ENDINGS = (1, 2, 3, 4, 6)
"""How many turns come again."""

Exchange = tuple[Turn, ...]


def found_in(transcript: Transcript) -> frozenset[Finding]:
    """Return what all detectors find."""
    reading = read(transcript)
    return frozenset(finding for detector in DETECTORS.values() for finding in reading.found_by(detector))


@cache
def found_in_gold(name: str) -> frozenset[Finding]:
    """Return what all detectors find in a labelled conversation."""
    return found_in(TALKS[name])


# --- told otherwise ----------------------------------------------------------------------------------


def changed_by(talk: Transcript, found: frozenset[Finding]) -> list[str]:
    """Return ways of telling a talk that change what is found; of those that come to the same one is tried."""
    told = {change(talk): way for way, change in CHANGES.items()}
    return [way for other, way in told.items() if found != found_in(other)]


@EACH_FILE
def test_labelled_conversations_told_otherwise_have_the_same_findings(talks: list[Transcript]) -> None:
    settled = [talk for talk in talks if talk.id not in UNSETTLED]

    changed = {talk.id: ways for talk in settled if (ways := changed_by(talk, found_in_gold(talk.id)))}

    assert {} == changed


@pytest.mark.parametrize("name", UNSETTLED)
def test_what_is_named_as_unsettled_still_is(name: str) -> None:
    """What has been mended since must go from the list."""
    assert [] != changed_by(TALKS[name], found_in_gold(name))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_hardly_a_way_of_telling_leaves_all_as_it_was(change) -> None:
    """A change that changes nothing would prove nothing."""
    assert any(talk != change(talk) for talk in TALKS.values())


@cache
def _exchanges(lang: str) -> list[Exchange]:
    """Return what consumers say in labelled conversations, each with the company's answer."""
    found: list[list[Turn]] = []
    for talk in TALKS.values():
        opens = True
        for turn in talk.turns if talk.lang == lang else ():
            if opens or turn.speaker is Speaker.CONSUMER:
                found.append([])
            found[-1].append(turn)
            opens = False
    return [tuple(exchange) for exchange in found]


def _string_together(lang: str, exchanges: list[Exchange]) -> Transcript:
    said = (turn for exchange in exchanges for turn in exchange)
    turns = tuple(replace(turn, at=2.0 * place, session=1) for place, turn in enumerate(said))
    return Transcript("generated", lang, turns)


def _repeating(lang: str) -> st.SearchStrategy[Transcript]:
    """Return conversations made of exchanges of other ones, some of which come again."""
    few = st.lists(st.sampled_from(_exchanges(lang)), min_size=2, max_size=5)
    said = few.flatmap(lambda one: st.lists(st.sampled_from(one), max_size=4).map(lambda again: [*one, *again]))
    return said.map(lambda exchanges: _string_together(lang, exchanges))


MADE_UP = st.one_of(_repeating("en"), _repeating("zh"))


@given(talk=MADE_UP)
@settings(max_examples=40)
def test_a_made_up_conversation_told_otherwise_has_the_same_findings(talk: Transcript) -> None:
    assert [] == changed_by(talk, found_in(talk))


@given(talk=st.one_of(MADE_UP, st.sampled_from(list(TALKS.values()))), digits=st.permutations("23456789"))
@settings(max_examples=100)
def test_any_other_numbers_give_the_same_findings(talk: Transcript, digits: list[str]) -> None:
    other = str.maketrans("23456789", "".join(digits))

    assert found_in(talk) == found_in(tell_otherwise(talk, lambda text: renumber(text, other)))


# --- proofs ------------------------------------------------------------------------------------------


def _without_proofs(talk: Transcript, finding: Finding) -> Finding | None:
    """Return what is left of a finding without the turns that prove it, nor those that would then prove it, and so on.

    None if nothing is.
    """
    left: Finding | None = finding
    while left is not None and left.refs:
        turn = left.turn - sum(ref < left.turn for ref in left.refs)
        talk = leave_out(talk, left.refs)
        left = next((one for one in found_in(talk) if (turn, finding.kind) == (one.turn, one.kind)), None)
    return left


def test_without_the_turns_that_prove_it_a_finding_is_gone() -> None:
    proven = [(name, finding) for name in TALKS for finding in found_in_gold(name) if finding.refs]

    assert [] == [(name, finding) for name, finding in proven if _without_proofs(TALKS[name], finding) is not None]


def _unsaid(talk: Transcript, place: int) -> Transcript:
    turn = talk.turns[place]
    silent = Turn(turn.speaker, "…", at=turn.at, session=turn.session)
    return replace(talk, turns=(*talk.turns[:place], silent, *talk.turns[place + 1 :]))


def test_where_the_failure_is_what_is_said_it_is_gone_once_it_is_unsaid() -> None:
    said = [
        (name, finding)
        for name in TALKS
        for finding in found_in_gold(name)
        if not finding.kind.startswith(IN_WHAT_IS_NOT_SAID)
    ]

    left = [(name, finding) for name, finding in said if finding in found_in(_unsaid(TALKS[name], finding.turn))]

    assert (True, []) == (len(said) > 200, left)


# --- endings -----------------------------------------------------------------------------------------


def _is_still_found(finding: Finding, later: frozenset[Finding]) -> bool:
    """Say whether the same is found, with the same proofs or more of them."""
    alike = [one for one in later if (finding.kind, finding.item) == (one.kind, one.item)]
    if finding.kind in STANDS_AT_THE_END and any(one.turn >= finding.turn for one in alike):
        return True
    return any(finding.turn == one.turn and {*finding.refs} <= {*one.refs} for one in alike)


@EACH_FILE
def test_an_ending_that_comes_again_hides_nothing(talks: list[Transcript]) -> None:
    hidden = {
        (talk.id, count, finding)
        for talk in talks
        for count in ENDINGS
        for after in [found_in(end_again(talk, count))]
        for finding in found_in_gold(talk.id)
        if not _is_still_found(finding, after) and (talk.id, finding.kind) not in HELPED_AGAIN
    }

    assert set() == hidden


@pytest.mark.parametrize(("name", "kind"), sorted(HELPED_AGAIN))
def test_what_is_named_as_helped_again_still_is(name: str, kind: str) -> None:
    afters = [found_in(end_again(TALKS[name], count)) for count in ENDINGS]
    found = [finding for finding in found_in_gold(name) if finding.kind == kind]

    assert found
    assert any(not _is_still_found(finding, after) for finding in found for after in afters)


@given(talk=MADE_UP, count=st.integers(1, 6))
@settings(max_examples=150)
def test_an_ending_that_comes_again_hides_nothing_that_was_found_before_it(talk: Transcript, count: int) -> None:
    """Within the ending somebody may have come, or done it, shortly before: once more, that follows the failure."""
    before = [finding for finding in found_in(talk) if finding.turn <= len(talk.turns) - count]

    after = found_in(end_again(talk, count))

    assert [] == [finding for finding in before if not _is_still_found(finding, after)]


TWO_PEOPLE = (
    Turn(Speaker.CONSUMER, "Who handles my claim about the broken lamp?"),
    Turn(Speaker.BOT, "Your claim about the lamp is now with Marion in the returns team.", at=2.0),
    Turn(Speaker.CONSUMER, "No, that is wrong, she left.", at=4.0),
    Turn(Speaker.BOT, "Your claim about the lamp is now with Priya in the returns team.", at=6.0),
)


@pytest.mark.xfail(reason="English names are known by their capitals alone, and are what makes two sentences differ.")
@pytest.mark.parametrize("change", ["capital letters", "small letters"])
def test_names_without_capitals_are_names(change: str) -> None:
    talk = Transcript("two people", "en", TWO_PEOPLE)

    assert found_in(talk) == found_in(CHANGES[change](talk))
