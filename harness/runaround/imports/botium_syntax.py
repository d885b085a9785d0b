"""The syntax of Botium's text files: conversations, partial conversations, utterance lists, tables of variables.

Source: BotiumScript, "Composing in Text files", "Using Asserters", "Using Logic Hooks", "Using User Inputs".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "ASSERTERS",
    "HOOKS",
    "INCLUDE",
    "Command",
    "Convo",
    "Sender",
    "Step",
    "Table",
    "looks_like_convo",
    "read_convo",
    "read_table",
    "read_utterances",
]

INCLUDE = "INCLUDE"

_TEXT_ASSERTERS = frozenset(
    f"TEXT_{mode}_{many}{case}"
    for mode in ("CONTAINS", "WILDCARD", "WILDCARDEXACT", "REGEXP")
    for many in ("ANY", "ALL")
    for case in ("", "_IC")
) | {"TEXT", "TEXT_IC", "TEXT_EQUALS", "TEXT_EQUALS_IC", "TEXT_WER"}
ASSERTERS = _TEXT_ASSERTERS | frozenset(
    [
        "BUTTONS",
        "BUTTONS_COUNT",
        "BUTTONS_COUNT_REC",
        "MEDIA",
        "MEDIA_COUNT",
        "MEDIA_COUNT_REC",
        "CARDS",
        "CARDS_COUNT",
        "CARDS_COUNT_REC",
        "PAUSE_ASSERTER",
        "JSON_PATH",
        "JSON_PATH_COUNT",
        "RESPONSE_LENGTH",
        "FORMS",
        "ENTITIES",
        "ENTITY_VALUES",
        "ENTITY_CONTENT",
        "INTENT",
        "INTENT_UNIQUE",
        "INTENT_CONFIDENCE",
        "BOT_CONSUMED",
        "BOT_UNCONSUMED_COUNT",
    ]
)
HOOKS = frozenset(
    [
        "PAUSE",
        "WAITFORBOT",
        "WAITFORBOTSAYS",
        "SET_SCRIPTING_MEMORY",
        "CLEAR_SCRIPTING_MEMORY",
        "ASSIGN_SCRIPTING_MEMORY",
        "UPDATE_CUSTOM",
        "SKIP_BOT_UNCONSUMED",
        "INCLUDE",
        "CONDITIONAL_STEP_TIME_BASED",
        "CONDITIONAL_STEP_BUSINESS_HOURS",
        "CONDITIONAL_STEP_CAPABILITY_VALUE_BASED",
        "CONDITIONAL_STEP_JSON_PATH_BASED",
        "CONVO_STEP_PARAMETERS",
        "ORDERED_LIST_TO_BUTTON",
    ]
)
_INPUTS = frozenset({"BUTTON", "MEDIA", "FORM"})

_SECTION = re.compile(r"#(begin|include|me|bot|end)(?: (.*))?$")
_OWN_ASSERTER = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$")
_LINES = re.compile(r"\r\n|\r|\n")
_CELL = re.compile(r"(?<!\\)\|")


class Sender(StrEnum):
    """The sections of a conversation."""

    BEGIN = "begin"
    INCLUDE = "include"
    ME = "me"
    BOT = "bot"
    END = "end"


@dataclass(frozen=True, slots=True)
class Command:
    """An asserter, a logic hook or a user input: one line of a section."""

    name: str
    args: tuple[str, ...] = ()
    is_not: bool = False
    is_optional: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One section. `text` is None where there is no line of text, which is not the same as an empty one."""

    sender: Sender
    line: int
    channel: str = ""
    text: str | None = None
    is_not: bool = False
    is_optional: bool = False
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Convo:
    """A conversation, or a part of one."""

    name: str
    description: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of variables: `rows` by name, each with the values of `names`."""

    names: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]


def looks_like_convo(text: str) -> bool:
    """Return whether a text has a section of the consumer or of the bot."""
    return any((found := _SECTION.match(line)) and found[1] in {"me", "bot"} for line in _LINES.split(text)[:2000])


def read_convo(text: str, *, utterances: Sequence[str] = ()) -> Convo:
    """Return the conversation that a text file holds. utterances: names of lists, which are no asserters."""
    head: list[str] = []
    steps: list[Step] = []
    current: list[tuple[int, str]] = []
    section: re.Match[str] | None = None
    start = 0
    for number, line in enumerate([*_LINES.split(text.lstrip("\ufeff")), "#end"], start=1):
        found = _SECTION.match(line)
        if not found:
            current.append((number, line))
            continue
        if section is None:
            head = [one for _, one in current]
        else:
            steps.append(_read_step(section, current, start=start, utterances=utterances))
        section, start, current = found, number, []
    title = head[0].strip() if head else ""
    return Convo(title, "\n".join(head[1:]).strip(), tuple(steps))


def read_utterances(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the name of an utterance list and its wordings."""
    name, *rest = _LINES.split(text.lstrip("\ufeff"))
    return name.strip(), tuple(line.strip() for line in rest if line.strip())


def read_table(text: str) -> Table:
    """Return a table of variables; empty if the text is none."""
    rows = [[cell.strip() for cell in line.split("|")] for line in _LINES.split(text.lstrip("\ufeff")) if line.strip()]
    if not rows or len(rows[0]) < 2:
        return Table((), {})
    names = tuple(cell.removeprefix("$") for cell in rows[0][1:])
    kept = {row[0] or str(number): tuple(row[1:]) for number, row in enumerate(rows[1:], start=1)}
    return Table(names, {name: (*cells, *[""] * len(names))[: len(names)] for name, cells in kept.items()})


def _read_step(
    section: re.Match[str], lines: Sequence[tuple[int, str]], *, start: int, utterances: Sequence[str]
) -> Step:
    sender, words = Sender(section[1]), (section[2] or "").strip()
    commands: list[Command] = []
    texts: list[str] = []
    for number, line in lines:
        command = _read_command(line, number, sender=sender, utterances=utterances)
        if command is None:
            texts.append(line)
        else:
            commands.append(command)
    if sender is Sender.INCLUDE:
        name = words or "\n".join(texts).strip()
        return Step(sender, start, text=name)
    text = "\n".join(texts).strip("\r\n\t ") if any(one.strip() for one in texts) else None
    is_optional = is_not = False
    if text is not None and sender is not Sender.ME:
        is_optional, text = _take_mark(text, "?")
        is_not, text = _take_mark(text, "!")
    return Step(sender, start, words, text, is_not, is_optional, tuple(commands))


def _take_mark(text: str, mark: str) -> tuple[bool, str]:
    """Return whether a text begins with the mark, and the rest; a doubled mark stands for itself."""
    if not text.startswith(mark):
        return False, text
    return not text.startswith(mark * 2), text[1:]


def _read_command(line: str, number: int, *, sender: Sender, utterances: Sequence[str]) -> Command | None:
    is_optional, rest = _take_mark(line, "?")
    is_not, rest = _take_mark(rest, "!")
    name, _, words = rest.partition(" ")
    name = name.strip()
    known = HOOKS | (_INPUTS if sender is Sender.ME else ASSERTERS)
    is_own = sender is Sender.BOT and name not in utterances and _OWN_ASSERTER.match(name) is not None
    if name not in known and not is_own:
        return None
    args = tuple(arg.replace("\\|", "|").strip() for arg in _CELL.split(words)) if words.strip() else ()
    return Command(name, args, is_not, is_optional, number)
