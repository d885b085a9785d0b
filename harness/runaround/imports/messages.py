"""Turns lists of messages as language models take them, and promptfoo's tests, into scenarios.

Source: OpenAI chat completions (messages with roles, content as text or parts), and promptfoo's documentation of tests
and chat threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from runaround.imports.account import Ledger
from runaround.imports.draft import Draft, finish_all
from runaround.imports.evidence import NO_ROOM, find_media, keep_file
from runaround.imports.material import EvidenceFile, Expects, Format, ImportedFile, Source, Wishes
from runaround.imports.message_lists import (
    BOT,
    CONSUMER,
    ORDERS,
    PICTURES,
    WORDS,
    address_of,
    conversations,
    is_message,
    messages_of,
    role_of,
    words_of,
)
from runaround.imports.promptfoo import Test, find_tests, import_tests, looks_like_promptfoo
from runaround.imports.structure import as_list, as_map, as_text, parse

__all__ = ["import_messages", "looks_like_messages", "play_messages"]

_ORIGIN = "a list of messages"


def looks_like_messages(document: Any) -> bool:  # noqa: ANN401 (foreign data)
    """Return whether a document holds messages with roles, or tests of promptfoo."""
    if looks_like_promptfoo(document):
        return True
    listed = document[:5] if isinstance(document, list) else [document]
    return bool(listed) and all(is_message(one) or messages_of(one) for one in listed)


def import_messages(source: Source, wishes: Wishes) -> ImportedFile:
    """Return a scenario for each conversation, or for each test of promptfoo.

    Raises FileError if the file cannot be read.
    """
    documents = parse(source.text, source.name)
    stem = source.name.rpartition(".")[0] or source.name
    if any(looks_like_promptfoo(document) for document in documents):
        top = Ledger()
        tests = find_tests(documents, ledger=top)

        def play(test: Test, draft: Draft) -> None:
            play_messages(test.messages, draft, source=source, wishes=wishes)

        scenarios = tuple(import_tests(tests, stem, wishes, ledger=top, play=play))
        return ImportedFile(source.name, Format.MESSAGES, scenarios, top.entries())
    return _import_lists(source, wishes, documents=documents, stem=stem)


def play_messages(messages: Iterable[Any], draft: Draft, *, source: Source, wishes: Wishes) -> None:
    """Put what a list of messages says into the draft."""
    for number, message in enumerate(messages, start=1):
        _Message(draft, source, wishes, place=f"message {number}").play(as_map(message))


def _import_lists(source: Source, wishes: Wishes, *, documents: list[Any], stem: str) -> ImportedFile:
    top = Ledger()
    found = [messages for document in documents for messages in conversations(document)]
    drafts: list[tuple[str, Draft]] = []
    for number, messages in enumerate(found, start=1):
        draft = Draft(stem + (f" {number}" if len(found) > 1 else ""), origin=_ORIGIN, ledger=Ledger())
        play_messages(messages, draft, source=source, wishes=wishes)
        drafts.append((f"conversation {number}", draft))
    scenarios = tuple(finish_all(drafts, wishes.lang, ledger=top))
    return ImportedFile(source.name, Format.MESSAGES, scenarios, top.entries())


class _Message:
    """One message on its way into a draft."""

    def __init__(self, draft: Draft, source: Source, wishes: Wishes, *, place: str) -> None:
        self._draft = draft
        self._ledger = draft.ledger
        self._source = source
        self._wishes = wishes
        self._place = place

    def play(self, message: Mapping[str, Any]) -> None:
        """Put the message into the draft, or say why it has no place there."""
        role = role_of(message)
        content = next((message[key] for key in (*WORDS, role) if key in message), None)
        if role in CONSUMER:
            self._say(content)
        elif role in BOT:
            self._hear(content, message)
        elif role in ORDERS:
            self._ledger.leave(f"{role} message", "orders to a model are the bot's own affair", place=self._place)
        else:
            why = "the consumer does not see it"
            self._ledger.leave(f"{role} message" if role else "a message without a role", why, place=self._place)

    def _say(self, content: Any) -> None:  # noqa: ANN401 (foreign data)
        words = words_of(content)
        files = [file for part in as_list(content) if (file := self._file_of(as_map(part))) is not None]
        for number, file in enumerate(files):
            is_kept = keep_file(self._draft, file, say="" if number else words)
            words = "" if is_kept and not number else words
            if is_kept:
                self._ledger.carry("a picture or document in a message", place=self._place)
            else:
                self._ledger.leave("a picture or document in a message", NO_ROOM, place=self._place)
        if words or not files:
            self._draft.say(words, place=self._place)
        if words or files:
            self._ledger.carry("user message", place=self._place)

    def _file_of(self, part: Mapping[str, Any]) -> EvidenceFile | None:
        """Return the file that a part of a message holds; one that cannot be had is noted."""
        kind = as_text(part.get("type"))
        if kind in {"text", "input_text", "output_text", ""}:
            return None
        found = find_media(self._source, address_of(part)) if kind in PICTURES else "a consumer sends no such thing"
        if isinstance(found, str):
            self._ledger.leave(f"{kind} in a message", found, place=self._place)
            return None
        return found

    def _hear(self, content: Any, message: Mapping[str, Any]) -> None:  # noqa: ANN401 (foreign data)
        words = words_of(content)
        if message.get("tool_calls") or message.get("function_call"):
            why = "what a bot calls is not seen by the consumer; a probe can ask the company's test system"
            self._ledger.leave("tool calls", why, place=self._place)
        if not words:
            return
        if self._wishes.expects is not Expects.REPLIES:
            why = "a recorded answer is no expectation; with --checks replies it becomes one"
            self._ledger.leave("assistant message", why, place=self._place)
        elif self._draft.expect_any([words], place=self._place):
            self._ledger.carry("assistant message", place=self._place)
