"""What becomes of Rasa's response names and assertions.

Source: Rasa documentation, "Assertions Reference"; `text_matches` is a regular expression that is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from runaround.imports.draft import Draft
from runaround.imports.structure import as_list, as_map, as_text
from runaround.imports.wording import NO_REGEX, is_regex

__all__ = ["INSIDE", "Responses", "assert_step", "expect_utter", "fill_slots"]

INSIDE = "a check sees what a bot says and does, not its state inside"
_JUDGE = "a language model would judge this; runaround judges by rules"
_BUTTONS = "titles are looked for in everything that can be read of the reply; payloads are not"
_NO_TEXTS = "no domain file with its texts was given; give it too, or put it beside the tests as domain.yml"

_LEFT: Mapping[str, str] = {
    **dict.fromkeys(("flow_started", "flow_completed", "flow_cancelled", "action_executed"), INSIDE),
    **dict.fromkeys(("slot_was_set", "slot_was_not_set", "pattern_clarification_contains"), INSIDE),
    **dict.fromkeys(("generative_response_is_relevant", "generative_response_is_grounded"), _JUDGE),
}
_SLOT = re.compile(r"\{[\w.]+\}")
_PLAIN_REGEX = re.compile(r"(?:[^\\.^$*+?()\[\]{}|]|[.?](?=$|\s))+")


def fill_slots(text: str) -> str:
    """Return the pattern of a text with slots in braces: each is a gap."""
    return _SLOT.sub("*", text)


class Responses:
    """The texts of a bot by the name of the response, as its domain files have them."""

    def __init__(self, documents: Iterable[Any]) -> None:
        self._texts: dict[str, list[str]] = {}
        for document in documents:
            for name, variants in as_map(as_map(document).get("responses")).items():
                texts = [as_text(as_map(variant).get("text")) for variant in as_list(variants)]
                self._texts.setdefault(name, []).extend(fill_slots(text) for text in texts if text.strip())

    def find(self, name: str) -> tuple[str, ...]:
        """Return the wordings of a response, slots as gaps; empty if none is known."""
        return tuple(self._texts.get(name, ()))


def expect_utter(construct: str, name: str, draft: Draft, *, responses: Responses, place: str) -> None:
    """Expect one of the texts of a response; an action that says nothing itself is left out."""
    if construct == "action" and not name.startswith("utter_"):
        draft.ledger.leave("action", INSIDE, place=place)
        return
    texts = responses.find(name)
    if not texts:
        draft.ledger.leave(f"{construct} {name}", _NO_TEXTS, place=place)
    elif draft.expect_any(texts, place=place):
        draft.ledger.change(construct, "one of the texts that the domain file has for it must come", place=place)


def assert_step(assertion: Any, draft: Draft, *, responses: Responses, place: str) -> None:  # noqa: ANN401
    """Put what an assertion demands of the reply into the draft, or say why it cannot be."""
    named = as_map(assertion)
    for name, content in named.items():
        if draft.ledger.leave_known(name, _LEFT, place=place):
            continue
        if name == "bot_uttered":
            _assert_uttered(as_map(content), draft, responses=responses, place=place)
        elif name == "bot_did_not_utter":
            _assert_not_uttered(as_map(content), draft, responses=responses, place=place)
        else:
            draft.ledger.leave(str(name), "runaround does not know this assertion", place=place)


def _assert_uttered(content: Mapping[str, Any], draft: Draft, *, responses: Responses, place: str) -> None:
    ledger = draft.ledger
    pattern = as_text(content.get("text_matches"))
    if pattern and is_regex(pattern):
        if draft.expect_match(pattern):
            ledger.carry("bot_uttered: text_matches", place=place)
    elif pattern:
        ledger.leave("bot_uttered: text_matches", NO_REGEX, place=place)
    if "utter_name" in content:
        name = as_text(content["utter_name"])
        expect_utter("bot_uttered: utter_name", name, draft, responses=responses, place=place)
    noted = [draft.expect_any([title], place=place) for title in _titles(content)]
    if any(noted):
        ledger.change("bot_uttered: buttons", _BUTTONS, place=place)


def _assert_not_uttered(content: Mapping[str, Any], draft: Draft, *, responses: Responses, place: str) -> None:
    ledger = draft.ledger
    pattern = as_text(content.get("text_matches"))
    if pattern and _PLAIN_REGEX.fullmatch(pattern):
        if draft.expect_none([pattern], place=place):
            ledger.carry("bot_did_not_utter: text_matches", place=place)
    elif pattern:
        why = "no check says that a regular expression may not be found"
        ledger.leave("bot_did_not_utter: text_matches", why, place=place)
    if "utter_name" in content:
        texts = responses.find(as_text(content["utter_name"]))
        if not texts:
            ledger.leave("bot_did_not_utter: utter_name", _NO_TEXTS, place=place)
        elif draft.expect_none(texts, place=place):
            ledger.change("bot_did_not_utter: utter_name", "none of its texts may stand in the reply", place=place)
    titles = _titles(content)
    if titles and draft.expect_none(titles, place=place):
        ledger.change("bot_did_not_utter: buttons", _BUTTONS, place=place)


def _titles(content: Mapping[str, Any]) -> list[str]:
    titles = (as_text(as_map(button).get("title")) for button in as_list(content.get("buttons")))
    return [fill_slots(title) for title in titles if title.strip()]
