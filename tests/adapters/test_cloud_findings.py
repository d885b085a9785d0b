"""Whole cases before agents in the cloud: what a bot does wrong is found, and whether people come is seen."""

import pytest

import runaround
from runaround.conformance.stage import Script, say
from runaround.fake import Bubble, Fake
from runaround.model import Event, Message, Speaker
from runaround_adapters.fakes.dialogflow import CX
from runaround_adapters.fakes.lex import LEX

pytestmark = pytest.mark.anyio

FAKES = {"lex": LEX, "dialogflow": CX}
TRANSFER = [say("I am connecting you with a colleague."), Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED))]
PEOPLE = {"accept": set(), "off_duty": {"handoff_failure/broken"}}


@pytest.mark.parametrize("fake", FAKES.values(), ids=FAKES)
async def test_a_bot_that_always_asks_the_same_is_found_out(fake: Fake, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("TOKEN", "let-me-in")
    async with fake.serve(Script([[say("Could you send me your order number?")]]), 0.2) as served:
        run = await runaround.arun(served.target, ["wrong_product.en", "wrong_product.zh"], store=tmp_path / "runs.db")

    found = [{finding.kind for finding in case.verdict.findings} for case in run.cases]
    assert [True, True] == ["repeated_request" in kinds for kinds in found]


@pytest.mark.parametrize("fake", FAKES.values(), ids=FAKES)
@pytest.mark.parametrize(("does", "expected"), PEOPLE.items(), ids=PEOPLE)
async def test_a_transfer_is_kept_where_people_come(fake: Fake, does, expected, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("TOKEN", "let-me-in")
    async with fake.serve(Script([TRANSFER]), 0.2) as served:
        target = {**served.target, "human": {"does": does}}
        run = await runaround.arun(target, ["wish_for_human+real_person.en"], store=tmp_path / "runs.db")

    (case,) = run.cases
    assert expected <= {finding.kind for finding in case.verdict.findings}
    assert (does == "accept") == (case.verdict.outcome == "handed_off")
