"""Turns Botium conversations (`.convo.txt`) into scenarios.

Source: BotiumScript as documented by Botium, and the compiler of botium-core 1.15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from runaround.imports.account import Ledger
from runaround.imports.botium_asserters import LEFT_HOOKS, assert_reply
from runaround.imports.botium_memory import Library, Memory, read_library
from runaround.imports.botium_syntax import INCLUDE, Command, Convo, Sender, Step, read_convo
from runaround.imports.draft import Draft
from runaround.imports.evidence import NO_ROOM, find_media, keep_file
from runaround.imports.material import Expects, Format, Imported, ImportedFile, Source, Wishes
from runaround.imports.structure import is_json

__all__ = ["import_botium"]

_ORIGIN = "a Botium conversation"
_DEEPEST = 10
_MOST_STEPS = 2000
_CONDITIONAL = "CONDITIONAL_STEP"


def import_botium(source: Source, wishes: Wishes) -> ImportedFile:
    """Return the scenario of a conversation file; other files of Botium serve those that refer to them."""
    ledger = Ledger()
    library = read_library(source.neighbours)
    convo = read_convo(source.text, utterances=list(library.utterances))
    draft = Draft(convo.name or source.name, origin=_ORIGIN, ledger=ledger)
    _Walk(source, wishes, draft=draft, library=library).play(convo)
    imported = draft.finish(wishes.lang)
    if imported is None:
        ledger.leave("the conversation", "the consumer says nothing in it")
        return ImportedFile(source.name, Format.BOTIUM, account=ledger.entries())
    return ImportedFile(source.name, Format.BOTIUM, (_with_stem(imported, source.name),))


def _with_stem(imported: Imported, name: str) -> Imported:
    """Return a scenario named by its file, whose names are unique, unlike titles."""
    stem = name.removesuffix(".txt").removesuffix(".convo")
    return replace(imported, stem=stem)


class _Walk:
    """Goes through the steps of a conversation, partial conversations included."""

    def __init__(self, source: Source, wishes: Wishes, *, draft: Draft, library: Library) -> None:
        self._source = source
        self._wishes = wishes
        self._draft = draft
        self._ledger = draft.ledger
        self._library = library
        self._memory = Memory(draft, library, ledger=draft.ledger)
        self._steps = 0

    def play(self, convo: Convo) -> None:
        """Put everything that a conversation says into the draft."""
        self._memory.use_tables(self._source.text)
        if convo.description:
            self._ledger.leave("the description", "a scenario has a title only")
        self._walk(convo.steps, above=())

    def _walk(self, steps: Sequence[Step], *, above: tuple[str, ...]) -> None:
        for step in steps:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                return
            place = f"{' > '.join(above)} " * bool(above) + f"line {step.line}"
            if any(command.name.startswith(_CONDITIONAL) for command in step.commands):
                self._ledger.leave(
                    f"a {_CONDITIONAL}", "fixed lines know no conditions; the step is not there", place=place
                )
                continue
            if step.channel:
                self._ledger.leave(f"#{step.sender} {step.channel}", "there is one channel only", place=place)
            self._play_step(step, place, above=above)

    def _play_step(self, step: Step, place: str, *, above: tuple[str, ...]) -> None:
        self._set_variables(step, place)
        if step.sender is Sender.INCLUDE:
            self._include(step.text or "", place, above=above)
        elif step.sender is Sender.ME:
            self._say(step, place)
        elif step.sender is Sender.BOT:
            self._expect(step, place)
        for command in step.commands:
            if command.name == INCLUDE:
                self._include("|".join(command.args), place, above=above)

    def _set_variables(self, step: Step, place: str) -> None:
        for command in step.commands:
            if command.name == "SET_SCRIPTING_MEMORY" and len(command.args) == 2:
                self._memory.set(command.args[0].removeprefix("$"), command.args[1])
                self._ledger.change("SET_SCRIPTING_MEMORY", "a parameter of the scenario", place=place)
            else:
                self._ledger.leave_known(command.name, LEFT_HOOKS, place=place)

    def _include(self, name: str, place: str, *, above: tuple[str, ...]) -> None:
        part = self._library.partials.get(name)
        if part is None:
            why = "no .pconvo.txt beside the file has this name"
            self._ledger.leave(f"{INCLUDE} {name}", why, place=place)
        elif name in above or len(above) >= _DEEPEST:
            self._ledger.leave(f"{INCLUDE} {name}", "it includes itself", place=place)
        else:
            self._ledger.carry(INCLUDE, place=place)
            inner = [step for step in part.steps if step.sender not in {Sender.BEGIN, Sender.END}]
            self._walk(inner, above=(*above, name))

    # --- what the consumer does ----------------------------------------------------------------------------

    def _say(self, step: Step, place: str) -> None:
        inputs = [command for command in step.commands if command.name in {"BUTTON", "MEDIA", "FORM"}]
        for command in inputs:
            self._do(command, place)
        if step.text is not None:
            self._say_text(step.text, place)
        elif not inputs:
            self._draft.say("", place=place)

    def _say_text(self, text: str, place: str) -> None:
        if is_json(text):
            why = "a raw message for one connector; write what the consumer says or chooses"
            self._ledger.leave("a message written as JSON", why, place=place)
            return
        wordings = self._memory.wordings(text)
        self._ledger.carry("#me", place=place)
        if len(wordings) == 1:
            self._draft.say(self._memory.fill_said(wordings[0], place=place), place=place)
        else:
            name = text.split(maxsplit=1)[0]
            self._draft.say(self._memory.say_one_of(name, wordings, place=place), place=place)

    def _do(self, command: Command, place: str) -> None:
        if command.name == "FORM":
            why = "runaround fills in no forms; put the value under facts, or say it"
            self._ledger.leave("FORM", why, place=place)
        elif command.name == "BUTTON" and command.args:
            self._draft.choose([self._memory.fill_said(arg, place=place) for arg in reversed(command.args)])
            self._ledger.carry("BUTTON", place=place)
        elif command.name == "MEDIA":
            for name in command.args:
                self._send(name, place)

    def _send(self, name: str, place: str) -> None:
        found = find_media(self._source, name)
        if isinstance(found, str):
            self._ledger.leave(f"MEDIA {name}", found, place=place)
        elif keep_file(self._draft, found):
            self._ledger.carry("MEDIA", place=place)
        else:
            self._ledger.leave(f"MEDIA {name}", NO_ROOM, place=place)

    # --- what the bot must say -----------------------------------------------------------------------------

    def _expect(self, step: Step, place: str) -> None:
        if self._wishes.expects is Expects.NOTHING:
            return
        if step.is_optional or any(command.is_optional for command in step.commands):
            self._ledger.leave(
                "an optional answer (?)", "it may come or not, so there is nothing to check", place=place
            )
            return
        asserters = [command for command in step.commands if command.name not in LEFT_HOOKS]
        if step.text is not None:
            self._expect_text(step.text, place, is_not=step.is_not)
        for command in asserters:
            assert_reply(command, self._draft, memory=self._memory, place=place)
        says_nothing = step.text is None and all(one.name in {INCLUDE, "SET_SCRIPTING_MEMORY"} for one in asserters)
        if says_nothing and self._draft.expect_answer():
            self._ledger.carry("#bot", place=place)

    def _expect_text(self, text: str, place: str, *, is_not: bool) -> None:
        if is_json(text):
            why = "the form of one connector's message; write what must be in the raw answer as 'json'"
            self._ledger.leave("an answer written as JSON", why, place=place)
            return
        patterns = [self._memory.fill_expected(one, place=place) for one in self._memory.wordings(text)]
        if is_not:
            if self._draft.expect_none(patterns, place=place):
                why = "may not stand anywhere in the reply (misses); Botium compares whole messages"
                self._ledger.change("#bot with !", why, place=place)
        elif self._draft.expect_any(patterns, place=place):
            self._ledger.carry("#bot", place=place)
