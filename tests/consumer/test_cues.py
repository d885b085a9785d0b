"""The acts that a reaction may name are acts that a company's message can do."""

from __future__ import annotations

import json
from pathlib import Path

import runaround
from runaround.reading.acts import Act
from runaround.reading.lexicon import shipped

SCHEMA = json.loads((Path(runaround.__file__).parent / "scenario.schema.json").read_text("utf-8"))
NAMED = SCHEMA["$defs"]["act"]["enum"]

COMPUTED = {Act.REQUEST, Act.MENU, Act.QUESTION}
"""Acts that follow from items, options and marks, whatever the phrases."""

ASIDE = {
    Act.ADDITIONAL,
    Act.AFFIRM,
    Act.ANOTHER,
    Act.CALL_BACK,
    Act.CHECK_IDENTITY,
    Act.DEFER,
    Act.EITHER_OR,
    Act.FREE_OF_CHARGE,
    Act.GIVE_REFERENCE,
    Act.GRANT,
    Act.HEARD,
    Act.REMEDY,
    Act.NEXT_STEP,
    Act.NOT_DONE,
    Act.POINT_AWAY,
    Act.PROGRESS,
    Act.SAY_BOT,
    Act.SECURE_CHANNEL,
    Act.STEP,
    Act.TELL_QUEUE,
    Act.TELL_WAIT,
}
"""Shades of other acts, for detectors: 'another photo', 'next, please …'; and what is only measured. Nobody reacts to
them as such."""


def test_every_act_of_the_schema_is_one_that_a_company_can_do_and_none_is_missing() -> None:
    of_companies = {rule.act for book in shipped().books for rule in book.company} | COMPUTED

    assert sorted(of_companies - ASIDE) == sorted(NAMED)
