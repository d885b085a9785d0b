"""What becomes of Botium's asserters and logic hooks."""

from __future__ import annotations

from collections.abc import Mapping

from runaround.imports.botium_memory import Memory
from runaround.imports.botium_syntax import ASSERTERS, Command
from runaround.imports.draft import Draft
from runaround.imports.wording import NO_REGEX, is_regex

__all__ = ["LEFT_HOOKS", "assert_reply"]

_INSIDE = "a check sees what a bot says and does, not what it recognised inside"
_NO_MEDIA = "runaround keeps what files a bot sends, and has no check for them"
_NO_COUNT = "no check counts buttons; name them (contains), or let the consumer take one (choose)"
_QUEUE = "a reply is everything that comes before the consumer speaks again"
_TIMING = "when a reply is over is said by the target file, not by a scenario"

LEFT_HOOKS: Mapping[str, str] = {
    "PAUSE": "fixed lines follow each other without a pause",
    "WAITFORBOT": _TIMING,
    "WAITFORBOTSAYS": _TIMING,
    "CONVO_STEP_PARAMETERS": _TIMING,
    "CLEAR_SCRIPTING_MEMORY": "a parameter stays what it is",
    "ASSIGN_SCRIPTING_MEMORY": "runaround takes no values out of replies",
    "UPDATE_CUSTOM": "an order to one of Botium's connectors; what a bot needs is said in the target file",
    "SKIP_BOT_UNCONSUMED": _QUEUE,
    "ORDERED_LIST_TO_BUTTON": "options of a written menu can be chosen without it",
}

_LEFT: Mapping[str, str] = {
    **dict.fromkeys(("INTENT", "INTENT_UNIQUE", "INTENT_CONFIDENCE"), _INSIDE),
    **dict.fromkeys(("ENTITIES", "ENTITY_VALUES", "ENTITY_CONTENT"), _INSIDE),
    **dict.fromkeys(("BUTTONS_COUNT", "BUTTONS_COUNT_REC"), _NO_COUNT),
    **dict.fromkeys(("MEDIA", "MEDIA_COUNT", "MEDIA_COUNT_REC"), _NO_MEDIA),
    **dict.fromkeys(("CARDS", "CARDS_COUNT", "CARDS_COUNT_REC"), "how cards are shown differs between channels"),
    **dict.fromkeys(("BOT_CONSUMED", "BOT_UNCONSUMED_COUNT"), _QUEUE),
    "JSON_PATH": "it looks into a message of Botium's connector; write the place in the raw answer as 'json'",
    "JSON_PATH_COUNT": "it looks into a message of Botium's connector; write the place in the raw answer as 'json'",
    "FORMS": "runaround reads no forms",
    "RESPONSE_LENGTH": "no check is for the length of a reply",
    "PAUSE_ASSERTER": "replies are awaited as the target file says",
    "TEXT_WER": "runaround counts no word errors",
}


def assert_reply(command: Command, draft: Draft, *, memory: Memory, place: str) -> None:
    """Put what an asserter demands of the reply into the draft, or say why it cannot be."""
    name, ledger = command.name, draft.ledger
    if ledger.leave_known(name, _LEFT, place=place):
        return
    if name == "BUTTONS":
        _assert_buttons(command, draft, memory=memory, place=place)
    elif name.startswith("TEXT") and name in ASSERTERS:
        _assert_text(command, draft, memory=memory, place=place)
    elif name not in {"INCLUDE", "SET_SCRIPTING_MEMORY"}:
        ledger.leave(name, "an asserter of your own, or an utterance list that is not beside the file", place=place)


def _assert_buttons(command: Command, draft: Draft, *, memory: Memory, place: str) -> None:
    labels = [memory.fill_expected(arg, place=place) for arg in command.args]
    name = f"{'!' * command.is_not}BUTTONS"
    if not labels:
        draft.ledger.leave(f"{name} without a label", _NO_COUNT, place=place)
    elif draft.expect_none(labels, place=place) if command.is_not else _expect_all(labels, draft, place=place):
        why = "looked for in everything that can be read of the reply, labels of buttons included"
        draft.ledger.change(name, why, place=place)


def _expect_all(texts: list[str], draft: Draft, *, place: str) -> bool:
    noted = [draft.expect_any([text], place=place) for text in texts]
    return any(noted)


def _assert_text(command: Command, draft: Draft, *, memory: Memory, place: str) -> None:
    name = command.name
    is_all = "_ALL" in name and len(command.args) > 1
    if not command.args:
        _assert_any_text(command, draft, place=place)
    elif "REGEXP" in name:
        _assert_regexes(command, draft, place=place, is_all=is_all)
    elif command.is_not and is_all:
        draft.ledger.leave(f"!{name}", "no check says that not all of several texts may come", place=place)
    else:
        texts = [memory.fill_expected(one, place=place) for arg in command.args for one in memory.wordings(arg)]
        groups = [[text] for text in texts] if is_all else [texts]
        expect = draft.expect_none if command.is_not else draft.expect_any
        noted = [expect(group, place=place) for group in groups]
        if any(noted):
            _note(command, draft, place=place)


def _note(command: Command, draft: Draft, *, place: str) -> None:
    name = f"!{command.name}" if command.is_not else command.name
    if command.name in {"TEXT", "TEXT_IC", "TEXT_EQUALS", "TEXT_EQUALS_IC"} or "EXACT" in command.name:
        draft.ledger.change(name, "more may be said around it, and case does not count", place=place)
    elif command.name.endswith("_IC"):
        draft.ledger.carry(name, place=place)
    else:
        draft.ledger.change(name, "case does not count", place=place)


def _assert_any_text(command: Command, draft: Draft, *, place: str) -> None:
    if command.is_not or command.name not in {"TEXT", "TEXT_IC", "TEXT_EQUALS", "TEXT_EQUALS_IC"}:
        why = "no check says that a reply has no words but something else"
        draft.ledger.leave(f"{'!' * command.is_not}{command.name} without a text", why, place=place)
        return
    if draft.expect_answer():
        draft.ledger.carry(command.name, place=place)


def _assert_regexes(command: Command, draft: Draft, *, place: str, is_all: bool) -> None:
    name, ledger = command.name, draft.ledger
    if command.is_not:
        ledger.leave(f"!{name}", "no check says that a regular expression may not be found", place=place)
        return
    patterns = list(command.args) if is_all else ["|".join(f"(?:{arg})" for arg in command.args)]
    if not all(is_regex(pattern) for pattern in patterns):
        ledger.leave(name, NO_REGEX, place=place)
        return
    noted = [draft.expect_match(f"(?i){pattern}" if name.endswith("_IC") else pattern) for pattern in patterns]
    if all(noted):
        ledger.carry(name, place=place)
