"""A scenario while it is being put together from the lines of another tool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runaround.imports.account import Ledger
from runaround.imports.material import EvidenceFile, Imported
from runaround.imports.references import refer, write_references
from runaround.imports.wording import (
    LONGEST_PATTERN,
    LONGEST_TEXT,
    clean,
    cut_pattern,
    find_lang,
    is_anything,
    make_pattern,
    make_stem,
    on_one_line,
    says_something,
)
from runaround.model import Item, Patience

__all__ = ["MAX_VALUES", "Draft", "finish_all"]

MAX_VALUES = 30
"""Values of one axis of a matrix."""

_MAX_LINES, _MAX_SESSIONS, _MAX_CHECKS, _MAX_ALTERNATIVES, _MAX_TURNS = 100, 10, 100, 50, 200

_ITEMS = {True: (Item.PHOTO, Item.OTHER), False: (Item.OTHER, Item.FORM)}
"""Under which items files are kept: pictures first, then documents."""

_Check = dict[str, Any]


@dataclass(slots=True)
class _Line:
    say: str = ""
    choose: tuple[str, ...] = ()
    send: tuple[str, ...] = ()
    checks: list[_Check] = field(default_factory=list)


@dataclass(slots=True)
class _Session:
    after: str | None = None
    lines: list[_Line] = field(default_factory=list)


class Draft:
    """Takes what a consumer does and what must come of it, in order; gives the content of a scenario file.

    origin: where the situation comes from, in words. ledger: takes what could not be kept as it was.
    """

    def __init__(self, title: str, *, origin: str, ledger: Ledger, tags: Sequence[str] = ("imported",)) -> None:
        self.ledger = ledger
        self._title = on_one_line(title)
        self._origin = origin
        self._tags = list(tags)
        self._sessions = [_Session()]
        self._parameters: dict[str, str] = {}
        self._axes: dict[str, dict[str, Any]] = {}
        self._files: dict[str, EvidenceFile] = {}
        self._reply_within_s: float | None = None

    @property
    def is_begun(self) -> bool:
        """Whether the consumer has done anything in this session: a check needs a line whose reply it is for."""
        return bool(self._sessions[-1].lines)

    @property
    def is_empty(self) -> bool:
        """Whether the consumer does nothing at all."""
        return not any(session.lines for session in self._sessions)

    def say(self, text: str, *, place: str = "") -> None:
        """Let the consumer say something; nothing but white space is left out, and noted."""
        words = clean(text)
        if not words:
            self.ledger.leave("an empty message", "runaround's consumers do not send nothing", place=place)
            return
        if len(words) > LONGEST_TEXT:
            self.ledger.change("a very long message", f"cut to {LONGEST_TEXT} characters", place=place)
        self._add(_Line(say=words[:LONGEST_TEXT]))

    def choose(self, labels: Sequence[str]) -> None:
        """Let the consumer take a button or a link by one of these labels, the best first; not empty."""
        self._add(_Line(choose=tuple(pattern for one in labels if (pattern := make_pattern(one)[:LONGEST_PATTERN]))))

    def send(self, file: EvidenceFile, *, is_picture: bool, say: str = "") -> bool:
        """Let the consumer send a file; return whether there is a place for it in a scenario."""
        item = next((one for one in _ITEMS[is_picture] if self._files.get(one.value, file).path == file.path), None)
        if item is None:
            return False
        self._files[item.value] = file
        self._add(_Line(say=clean(say)[:LONGEST_TEXT], send=(item.value,)))
        return True

    def leave(self, after: str) -> None:
        """Let the consumer come back in a new session, `after` such a time as `3 h`."""
        if self.is_begun:
            self._sessions.append(_Session(after))

    # --- what must come ------------------------------------------------------------------------------------

    def expect_any(self, texts: Iterable[str], *, place: str = "") -> bool:
        """Expect one of these words in the reply to the latest line; return whether that could be noted."""
        patterns = self._patterns(texts, place=place)
        if any(is_anything(pattern) for pattern in patterns):
            return self.expect_answer()
        if len(patterns) == 1:
            noted = [self._expect({"contains": [piece]}) for piece in cut_pattern(patterns[0])]
            return all(noted)
        return self._expect_texts("contains", patterns)

    def expect_none(self, texts: Iterable[str], *, place: str = "") -> bool:
        """Expect that none of these words comes; return whether that could be noted."""
        return self._expect_texts("misses", [one for one in self._patterns(texts, place=place) if not is_anything(one)])

    def expect_match(self, regex: str) -> bool:
        """Expect that a regular expression, one that RE2 understands, is found in the reply; return as `expect_any`."""
        return self._expect({"matches": regex})

    def expect_answer(self) -> bool:
        """Expect that anything comes; return as `expect_any`."""
        return self._expect({"silent": False})

    def expect_within(self, seconds: float) -> None:
        """Expect every first answer within so many seconds; the shortest such time holds."""
        self._reply_within_s = min(seconds, self._reply_within_s or seconds)

    # --- what stands for something -------------------------------------------------------------------------

    def set_parameter(self, name: str, value: str) -> str:
        """Name a text, and return what stands for it in lines and patterns."""
        self._parameters.setdefault(name, _parameter(name, value))
        return refer(name)

    def vary(self, axis: str, values: Mapping[str, Mapping[str, str]]) -> None:
        """Make one scenario for each of `values`: name of the value, and the parameters that it sets.

        The first value is what holds without a choice.
        """
        names = list(values)[:MAX_VALUES]
        for name, value in values[names[0]].items():
            self.set_parameter(name, value)
        self._axes[axis] = {names[0]: None} | {
            one: {"parameters": {name: _parameter(name, value) for name, value in values[one].items()}}
            for one in names[1:]
        }

    # --- the end -------------------------------------------------------------------------------------------

    def finish(self, lang: str | None) -> Imported | None:
        """Return the scenario; None if the consumer does nothing in it. lang: None goes by what the consumer writes."""
        sessions = self._speaking_sessions()
        if not sessions:
            return None
        said = [line.say + "".join(line.choose) for one in sessions for line in one.lines]
        lang = lang or find_lang("".join([*said, *self._parameters.values()]))
        turns = (max(len(session.lines) for session in sessions) + 1) * len(sessions)
        parts: dict[str, Any] = {
            "title": self._title,
            "source": self._origin,
            "tags": self._tags,
            "parameters": self._parameters,
            "evidence": {item: {"file": file.path} for item, file in self._files.items()},
            "sessions": [_write_session(session, lang) for session in sessions],
            "patience": {"turns": turns} if turns > Patience().turns else {},
            "reply_within_s": self._reply_within_s,
            "expect": {"checks": checks} if (checks := self._further_checks(sessions, lang)) else {},
            "matrix": self._axes,
        }
        document = {key: value for key, value in write_references(parts).items() if value}
        files = tuple(self._files.values())
        return Imported(make_stem(self._title), document, self._origin, self.ledger.entries(), files)

    def _add(self, line: _Line) -> None:
        lines = self._sessions[-1].lines
        if len(lines) < _MAX_LINES:
            lines.append(line)
        elif len(lines) == _MAX_LINES:
            lines.append(line)  # takes the checks of what is cut off, and is dropped at the end

    def _expect_texts(self, key: str, patterns: Sequence[str]) -> bool:
        if len(patterns) > _MAX_ALTERNATIVES:
            self.ledger.change("wordings of one answer", f"the first {_MAX_ALTERNATIVES} only")
        kept = [pattern[:LONGEST_PATTERN] for pattern in patterns[:_MAX_ALTERNATIVES]]
        return bool(kept) and self._expect({key: kept})

    def _expect(self, check: _Check) -> bool:
        if not self.is_begun:
            why = "a check is for the reply to something that the consumer did in this session"
            self.ledger.leave("what the bot must say first", why)
            return False
        checks = self._sessions[-1].lines[-1].checks
        if check not in checks:
            checks.append(check)
        return True

    def _patterns(self, texts: Iterable[str], *, place: str) -> list[str]:
        patterns = list(dict.fromkeys(pattern for text in texts if (pattern := make_pattern(text))))
        kept = [one for one in patterns if is_anything(one) or says_something(one)]
        if len(kept) < len(patterns):
            why = "patterns are found by words and numbers; emoji and signs do not count"
            self.ledger.leave("an expected answer without words", why, place=place)
        return kept

    def _speaking_sessions(self) -> list[_Session]:
        """Return the sessions in which something is said in words, within the limits of a scenario."""
        found = [session for session in self._sessions if session.lines]
        for session in found:
            if len(session.lines) > _MAX_LINES:
                self.ledger.leave("everything after line 100 of a session", "a script has a hundred lines at most")
                del session.lines[_MAX_LINES:]
            first = next((line for line in session.lines if line.choose), None)
            if first is not None and not any(line.say for line in session.lines):
                self.ledger.change("the first choice", "said in words: a session needs something that is said")
                first.say, first.choose = first.choose[0], ()
        speaking = [session for session in found if any(line.say for line in session.lines)]
        if len(speaking) > _MAX_SESSIONS:
            self.ledger.leave("everything after session 10", "a scenario has ten sessions at most")
        room = _MAX_TURNS // max((len(session.lines) + 1 for session in speaking[:_MAX_SESSIONS]), default=1)
        if len(speaking[:_MAX_SESSIONS]) > room:
            self.ledger.leave(f"everything after session {room}", "a consumer has two hundred turns at most")
        kept = speaking[: min(_MAX_SESSIONS, room)]
        if kept:
            kept[0].after = None
        return kept

    def _further_checks(self, sessions: Sequence[_Session], lang: str) -> list[_Check]:
        """Return the checks that have no room at their own line."""
        found = [
            {"turn": turn, **({"session": number} if number > 1 else {}), **_write_check(check, lang)}
            for number, session in enumerate(sessions, start=1)
            for turn, line in enumerate(session.lines, start=1)
            for check in _merge(line.checks)[1:]
        ]
        if len(found) > _MAX_CHECKS:
            self.ledger.leave("expected answers beyond a hundred", "a scenario has a hundred further checks at most")
        return found[:_MAX_CHECKS]


def finish_all(drafts: Iterable[tuple[str, Draft]], lang: str | None, *, ledger: Ledger) -> Iterator[Imported]:
    """Yield the scenarios of drafts by name; those in which the consumer says nothing are noted in `ledger`."""
    for name, draft in drafts:
        imported = draft.finish(lang)
        if imported is None:
            ledger.add_left(draft.ledger)
            ledger.leave(name, "the consumer says nothing in it")
        else:
            yield imported


def _parameter(name: str, value: str) -> str:
    """Return the text of a parameter, which may not be empty."""
    return clean(value)[:LONGEST_TEXT] or name


def _merge(checks: Iterable[_Check]) -> list[_Check]:
    """Return the checks of one reply with as much as possible in the first; each further one asks a single thing."""
    first: _Check = {}
    rest: list[_Check] = []
    for check in checks:
        if check.keys() & first.keys():
            rest.append(check)
        else:
            first |= check
    if len(first) > 1 and first.get("silent") is False and ("contains" in first or "matches" in first):
        del first["silent"]
    return [first, *rest] if first else []


def _write_session(session: _Session, lang: str) -> dict[str, Any]:
    after = {"after": session.after} if session.after else {}
    return {**after, "script": [_write_line(line, lang) for line in session.lines], "after_script": "end"}


def _write_line(line: _Line, lang: str) -> dict[str, Any]:
    check = _merge(line.checks)[:1]
    parts: dict[str, Any] = {
        "say": {lang: line.say} if line.say else None,
        "send": list(line.send),
        "choose": {lang: _one_or_list(line.choose)} if line.choose else None,
        "check": _write_check(check[0], lang) if check else None,
    }
    return {key: value for key, value in parts.items() if value}


def _write_check(check: _Check, lang: str) -> _Check:
    ordered = {key: check[key] for key in ("contains", "misses", "matches", "silent") if key in check}
    return {
        key: {lang: _one_or_list(value)} if key in {"contains", "misses"} else value for key, value in ordered.items()
    }


def _one_or_list(texts: Sequence[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else list(texts)
