"""What is written down about the specimens is true and complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runaround.specimens import SPECIMENS

PAGE = Path(__file__).parent.parent.parent / "docs" / "specimens.md"
PLANNED = {
    "healthy": None,
    "verbatim_looper": "loop/answer",
    "paraphrasing_looper": "loop/answer",
    "abab_looper": "loop/answer",
    "faq_circle": "loop/menu",
    "fallback_parrot": "loop/fallback",
    "no_camera_no_help": "loop/answer",
    "evidence_hoarder": "repeated_request",
    "forgetful_clerk": "repeated_request",
    "forgets_visits": "context_loss",
    "promiser": "stalling/repeated",
    "promise_breaker": "stalling/broken",
    "slow": "no_reply/late",
    "silent": "no_reply/silent",
    "crashing": None,
    "refuser": "handoff_failure/refused",
    "deflector": "handoff_failure/ignored",
    "one_phrase_only": "handoff_failure/ignored",
    "hidden_human": "handoff_failure/ignored",
    "off_duty": "handoff_failure/unavailable",
    "endless_queue": "handoff_failure/unavailable",
    "fake_transfer": "handoff_failure/broken",
    "never_offers": "handoff_failure/not_offered",
    "eager_transfer": None,
    "unmoved": None,
    "past_talker": "unanswered",
    "buck_passer": "buck_passing",
    "upseller": "upsell",
    "retention": "obstruction",
    "channel_forcer": "obstruction",
    "false_finisher": "false_resolution",
    "contradictor": "contradiction",
    "early_closer": "premature_close",
    "line_dropper": "premature_close",
    "scolder": "disrespect",
    "code_asker": "sensitive_request",
}


def test_each_planned_defect_has_a_specimen():
    assert PLANNED == {name: specimen.defect for name, specimen in SPECIMENS.items()}


def test_the_page_has_a_row_for_each_specimen_with_its_defect_and_companions():
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]*) \| ([^|]*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)

    def cell(kinds):
        return ", ".join(f"`{kind}`" for kind in sorted(kinds)) or "–"

    assert [
        (name, cell({specimen.defect} - {None}), cell(specimen.companions)) for name, specimen in SPECIMENS.items()
    ] == rows


@pytest.mark.parametrize("name", SPECIMENS)
def test_a_specimen_is_described_in_both_languages(name):
    assert {"en", "zh"} == {lang for lang, text in SPECIMENS[name].description.items() if text}


def test_a_specimen_makes_a_new_bot_each_time():
    assert SPECIMENS["healthy"].factory() is not SPECIMENS["healthy"].factory()
