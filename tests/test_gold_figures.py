"""The detectors agree with people: precision and recall on the labelled conversations stay above these floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from runaround.gold import ALL_LANGUAGES, Agreement, LabelledCase, compare_with_gold
from runaround.judging import judge_transcript, load_detectors
from runaround.store import Recorded, read_records

GOLD = Path(__file__).parent / "gold"
CORE = ("handoff_failure", "loop", "repeated_request")
FLOORS = {ALL_LANGUAGES: (0.9, 0.7), "en": (0.85, 0.6), "zh": (0.85, 0.6), "es": (0.85, 0.75)}
"""Least precision and recall by case: a false accusation costs more than a miss."""
NEWER = (
    "buck_passing",
    "context_loss",
    "contradiction",
    "disrespect",
    "false_resolution",
    "no_reply",
    "obstruction",
    "premature_close",
    "sensitive_request",
    "stalling",
    "unanswered",
    "upsell",
)
MOST_FALSE_ALARMS = 1
"""Cases of a newer kind that may be accused without a label: with so few labelled cases a share says little."""


def judge_file(path: Path) -> list[LabelledCase]:
    """Return the labelled cases of a file, with what the detectors find in them."""
    detectors = load_detectors()
    records = [record for record in read_records(path) if isinstance(record, Recorded)]
    return [
        LabelledCase(
            record.transcript.id,
            record.transcript.lang,
            record.labels.findings,
            judge_transcript(record.transcript, detectors=detectors).verdict.findings,
        )
        for record in records
        if record.labels is not None
    ]


@pytest.fixture(scope="module")
def cases() -> list[LabelledCase]:
    """Return all labelled cases of all files, judged once."""
    return [case for path in sorted(GOLD.glob("*.jsonl")) for case in judge_file(path)]


@pytest.fixture(scope="module")
def agreements(cases: list[LabelledCase]) -> dict[tuple[str, str], Agreement]:
    """Return the agreement by kind and language."""
    return {(one.kind, one.lang): one for one in compare_with_gold(cases, families=(*CORE, *NEWER))}


def test_every_case_of_the_files_is_judged(cases: list[LabelledCase]) -> None:
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in GOLD.glob("*.jsonl"))

    assert (403, lines) == (len(cases), len(cases))


@pytest.mark.parametrize("lang", FLOORS)
@pytest.mark.parametrize("kind", CORE)
def test_few_are_accused_wrongly(agreements: dict[tuple[str, str], Agreement], kind: str, lang: str) -> None:
    agreement = agreements[kind, lang]

    assert (agreement.precision or 0.0) >= FLOORS[lang][0], agreement.false_alarms


@pytest.mark.parametrize("lang", FLOORS)
@pytest.mark.parametrize("kind", CORE)
def test_most_failures_are_found(agreements: dict[tuple[str, str], Agreement], kind: str, lang: str) -> None:
    agreement = agreements[kind, lang]

    assert (agreement.recall or 0.0) >= FLOORS[lang][1], agreement.misses


@pytest.mark.parametrize("kind", NEWER)
def test_hardly_anybody_is_accused_wrongly_of_a_newer_kind(
    agreements: dict[tuple[str, str], Agreement], kind: str
) -> None:
    agreement = agreements[kind, ALL_LANGUAGES]

    assert len(agreement.false_alarms) <= MOST_FALSE_ALARMS, agreement.false_alarms


@pytest.mark.parametrize("kind", sorted({*NEWER} - {"unanswered"}))
def test_more_than_half_the_failures_of_a_newer_kind_are_found(
    agreements: dict[tuple[str, str], Agreement], kind: str
) -> None:
    """Of `unanswered`, only answers about another topic and old answers to new questions are looked for."""
    agreement = agreements[kind, ALL_LANGUAGES]

    assert (agreement.recall or 0.0) > 0.5, agreement.misses


def test_hardly_a_healthy_conversation_is_accused(cases: list[LabelledCase]) -> None:
    """Of the cases in which people found nothing at all, not one in fifty may be accused of a core kind."""
    healthy = [case for case in cases if not case.labelled]
    accused = [case.id for case in healthy if any(finding.family in CORE for finding in case.found)]

    assert len(accused) <= len(healthy) / 50, accused
