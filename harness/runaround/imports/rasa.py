"""Turns Rasa's test stories and end-to-end test cases into scenarios.

Source: Rasa documentation, "Testing Your Assistant" (test stories, 2.x and 3.x) and "Test Cases Reference" (end-to-end
tests of Rasa Pro).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from runaround.errors import FileError
from runaround.imports.account import Ledger
from runaround.imports.draft import Draft, finish_all
from runaround.imports.material import Expects, Format, ImportedFile, Source, Wishes
from runaround.imports.rasa_assertions import INSIDE, Responses, assert_step, expect_utter, fill_slots
from runaround.imports.structure import as_list, as_map, as_text, parse

__all__ = ["import_rasa", "looks_like_rasa"]

_STORIES, _CASES = "stories", "test_cases"
_ENTITY = re.compile(r"\[([^\[\]\n]+)\](?:\{[^{}\n]*\}|\([^()\n]*\))")
_PAYLOAD = re.compile(r"/\w+(?:\{.*\})?$", re.DOTALL)

_LEFT_STEPS: Mapping[str, str] = {
    "slot_was_set": INSIDE,
    "slot_was_not_set": INSIDE,
    "active_loop": INSIDE,
    "form": INSIDE,
    "checkpoint": "stories are not joined; say what comes before in the scenario itself",
    "or": "fixed lines know no alternatives",
    "commands": INSIDE,
}
_LEFT_PARTS: Mapping[str, str] = {
    "intent": "a check sees what a bot says, not what it understood",
    "entities": "a check sees what a bot says, not what it understood",
    "metadata": "what is sent beside the words is said in the target file",
    "assertion_order_enabled": "checks of a reply have no order",
}
_LEFT_TOP: Mapping[str, str] = {
    "fixtures": "slots that are set before the talk; runaround talks to a bot from outside",
    "metadata": "what is sent beside the words is said in the target file",
    "stub_custom_actions": "runaround talks to the bot as it is",
    "rules": "rules train a bot, they do not test it",
    "nlu": "examples train a bot, they do not test it",
}


def looks_like_rasa(document: Any) -> bool:  # noqa: ANN401 (foreign data)
    """Return whether a document has test cases or stories of Rasa."""
    top = as_map(document)
    return isinstance(top.get(_CASES), list) or isinstance(top.get(_STORIES), list)


def import_rasa(source: Source, wishes: Wishes) -> ImportedFile:
    """Return a scenario for every test case and every story in which the consumer says something in words.

    Raises FileError if the file cannot be read.
    """
    document = as_map(parse(source.text, source.name)[0])
    responses = Responses([document, *_read_domains(source)])
    top = Ledger()
    for key in document:
        top.leave_known(key, _LEFT_TOP)
    drafts: list[tuple[str, Draft]] = []
    for name, steps, case in _find_cases(document):
        draft = Draft(name, origin=_name_origin(case), ledger=Ledger())
        _Case(draft, responses, wishes).play(steps, case)
        drafts.append((name, draft))
    scenarios = tuple(finish_all(drafts, wishes.lang, ledger=top))
    return ImportedFile(source.name, Format.RASA, scenarios, top.entries())


def _name_origin(case: Mapping[str, Any]) -> str:
    return "a Rasa end-to-end test case" if "test_case" in case else "a Rasa test story"


def _find_cases(document: Mapping[str, Any]) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    for key, title in ((_CASES, "test_case"), (_STORIES, "story")):
        for number, one in enumerate(as_list(document.get(key)), start=1):
            case = as_map(one)
            yield as_text(case.get(title)) or f"{title} {number}", as_list(case.get("steps")), case


def _read_domains(source: Source) -> Iterator[Any]:
    for name, text in source.neighbours.items():
        try:
            yield from parse(text, name)
        except FileError:
            continue  # a file that nobody named: what it lacks is told where it is missed


class _Case:
    """Goes through the steps of one test case or story."""

    def __init__(self, draft: Draft, responses: Responses, wishes: Wishes) -> None:
        self._draft = draft
        self._ledger = draft.ledger
        self._responses = responses
        self._wishes = wishes
        self._has_assertions = False

    def play(self, steps: list[Any], case: Mapping[str, Any]) -> None:
        """Put everything that a case says into the draft."""
        for key in case:
            self._ledger.leave_known(key, _LEFT_TOP)
        self._has_assertions = any("assertions" in as_map(step) for step in steps)
        for number, step in enumerate(steps, start=1):
            self._play_step(step, f"step {number}")

    def _play_step(self, step: Any, place: str) -> None:  # noqa: ANN401 (foreign data)
        parts = as_map(step)
        if "user" in parts:
            self._say(as_text(parts["user"]), place)
        elif "intent" in parts:
            self._ledger.leave("a step with an intent only", "there are no words for the consumer to say", place=place)
        for key in parts:
            if not self._ledger.leave_known(key, _LEFT_STEPS, place=place) and not (
                key == "intent" and "user" not in parts
            ):
                self._ledger.leave_known(key, _LEFT_PARTS, place=place)
        if self._wishes.expects is not Expects.NOTHING:
            self._expect(parts, place)

    def _say(self, text: str, place: str) -> None:
        words = _ENTITY.sub(r"\1", text.strip())
        if words != text.strip():
            self._ledger.change("entity annotations", "the words without the annotation are said", place=place)
        if _PAYLOAD.match(words):
            why = "said as it is; a consumer would press the button, see 'choose'"
            self._ledger.change("a payload as a message", why, place=place)
        else:
            self._ledger.carry("user", place=place)
        self._draft.say(words, place=place)

    def _expect(self, parts: Mapping[str, Any], place: str) -> None:
        for key in ("bot", "utter", "action"):
            if key in parts and self._has_assertions:
                self._ledger.leave(key, "Rasa itself passes over it in a test case with assertions", place=place)
            elif key == "bot" and key in parts:
                self._expect_words(as_text(parts[key]), place)
            elif key in parts:
                expect_utter(key, as_text(parts[key]), self._draft, responses=self._responses, place=place)
        for assertion in as_list(parts.get("assertions")):
            assert_step(assertion, self._draft, responses=self._responses, place=place)

    def _expect_words(self, text: str, place: str) -> None:
        if self._draft.expect_any([fill_slots(text)], place=place):
            self._ledger.change("bot", "more may be said around it, and case does not count", place=place)
