"""What names and variables of a Botium conversation stand for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from runaround.imports.account import Ledger
from runaround.imports.botium_syntax import Convo, Table, read_convo, read_table, read_utterances
from runaround.imports.draft import MAX_VALUES, Draft

__all__ = ["Library", "Memory", "read_library"]

_VARIABLE = re.compile(
    r"\$(?:((?:date|date_add|date_subtract|tomorrow|yesterday|random|number|env|cap|msg)\([^()\n]*\))"
    r"|([A-Za-z][A-Za-z0-9_]*))"
)
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 36
"""Characters of a name that leave room for a number behind it."""


@dataclass(frozen=True, slots=True)
class Library:
    """What the files beside a conversation hold, by name."""

    utterances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    partials: Mapping[str, Convo] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)


def read_library(neighbours: Mapping[str, str]) -> Library:
    """Return what files by name and text hold; what is nothing of Botium's is passed over."""
    lists = [read_utterances(text) for name, text in neighbours.items() if name.endswith(".utterances.txt")]
    utterances = {name: wordings for name, wordings in lists if name and wordings}
    parts = [
        read_convo(text, utterances=list(utterances))
        for name, text in neighbours.items()
        if name.endswith(".pconvo.txt")
    ]
    tables = {
        name.removesuffix(".scriptingmemory.txt"): read_table(text)
        for name, text in neighbours.items()
        if name.endswith(".scriptingmemory.txt")
    }
    return Library(utterances, {part.name: part for part in parts}, tables)


class Memory:
    """Knows what variables stand for at this point of a conversation; what it does not know is noted."""

    def __init__(self, draft: Draft, library: Library, *, ledger: Ledger) -> None:
        self._draft = draft
        self._library = library
        self._ledger = ledger
        self._known: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        self._names: dict[tuple[str, ...], str] = {}
        self._combinations = 1
        self._lists: dict[str, str] = {}

    def use_tables(self, text: str) -> None:
        """Make one scenario for each row of every table whose variables occur in `text`."""
        used = {found[2] for found in _VARIABLE.finditer(text)}
        for name, table in self._library.tables.items():
            if used.isdisjoint(table.names) or not table.rows:
                continue
            slugs = {variable: self._name("variable", variable) for variable in table.names}
            rows = {
                f"{_slug(row, 'r')}_{number}": dict(zip(slugs.values(), values, strict=True))
                for number, (row, values) in enumerate(table.rows.items(), start=1)
            }
            self._vary(self._name("table", name), rows, construct="scripting memory table")
            first = next(iter(table.rows.values()))
            for variable, value in zip(table.names, first, strict=True):
                self._known[variable] = self._draft.set_parameter(slugs[variable], value)
                self._plain[variable] = value

    def set(self, name: str, value: str) -> None:
        """Remember a variable that the conversation sets."""
        self._plain[name] = value
        self._known[name] = self._draft.set_parameter(self._name("value", name, value), value)

    def fill_said(self, text: str, *, place: str) -> str:
        """Return what the consumer says; a value that only Botium knows becomes a parameter to be filled in."""

        def fill(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            if name in self._known:
                return self._known[name]
            slug = self._name("variable", name)
            why = f"Botium makes or hears this value while it runs; write one under parameters.{slug}"
            self._ledger.leave(f"${name}", why, place=place)
            return self._draft.set_parameter(slug, f"${name}")

        return _VARIABLE.sub(fill, text)

    def fill_expected(self, text: str, *, place: str) -> str:
        """Return the pattern of what the bot must say; an unknown value becomes a gap."""

        def fill(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            if name in self._known:
                return self._known[name]
            self._ledger.change(f"${name}", "whatever stands there will do (*)", place=place)
            return "*"

        return _VARIABLE.sub(fill, text)

    def wordings(self, text: str) -> tuple[str, ...]:
        """Return the wordings that a text stands for if it names an utterance list, or itself."""
        name, _, rest = text.strip().partition(" ")
        if text.strip() in self._library.utterances:
            return self._library.utterances[text.strip()]
        if name in self._library.utterances:
            return tuple(_format(wording, rest.split()) for wording in self._library.utterances[name])
        return (text,)

    def say_one_of(self, name: str, wordings: Sequence[str], *, place: str) -> str:
        """Return what stands for one of several wordings: one scenario is made for each of them."""
        plain = [self._fill_plain(wording) for wording in wordings]
        if name in self._lists:
            return self._lists[name]
        slug = self._name("list", name)
        if self._combinations * len(plain) > MAX_VALUES:
            why = "the first wording only: all of them would make more than thirty scenarios"
            self._ledger.change(name, why, place=place)
            return self.fill_said(wordings[0], place=place)
        values = {f"w{number}": {slug: wording} for number, wording in enumerate(plain, start=1)}
        self._vary(slug, values, construct="utterance list said by the consumer", place=place)
        self._lists[name] = self._draft.set_parameter(slug, plain[0])
        return self._lists[name]

    def _vary(self, axis: str, values: Mapping[str, Mapping[str, str]], *, construct: str, place: str = "") -> None:
        if len(values) == 1:
            return
        if len(values) > MAX_VALUES:
            self._ledger.change(construct, "the first thirty only", place=place)
        self._draft.vary(axis, values)
        self._combinations *= min(len(values), MAX_VALUES)
        self._ledger.change(construct, f"one scenario for each, as the axis {axis!r} of a matrix", place=place)

    def _name(self, kind: str, name: str, *more: str) -> str:
        """Return what a thing of Botium's is called here, always the same; no other thing has this name.

        Letters that a parameter cannot have are left out, so that different names may become one.
        """
        key = (kind, name, *more)
        if key not in self._names:
            first, taken = _slug(name), set(self._names.values())
            ways = itertools.chain([first], (f"{first}_{number}" for number in itertools.count(2)))
            self._names[key] = next(way for way in ways if way not in taken)
        return self._names[key]

    def _fill_plain(self, text: str) -> str:
        """Return a text with the values of what is known, for places that cannot refer to anything."""
        return _VARIABLE.sub(lambda found: self._plain.get(found[1] or found[2], found[0]), text)


def _format(wording: str, args: Sequence[str]) -> str:
    """Return a wording with its `%s` filled in order; arguments left over are put behind it."""
    waiting = list(args)
    filled = re.sub(r"%[sdj]", lambda found: waiting.pop(0) if waiting else found[0], wording)
    return " ".join([filled, *waiting])


def _slug(name: str, start: str = "v") -> str:
    slug = _NOT_A_NAME.sub("_", name.lower()).strip("_")[:_LONGEST_NAME]
    return slug if slug[:1].isalpha() else f"{start}_{slug}".strip("_")
