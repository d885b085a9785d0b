"""Reads promptfoo's tests: variables, prompts, conversations of several tests, assertions.

Source: promptfoo documentation, "Test case configuration" and "Chat conversations / threads".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.imports.account import Ledger
from runaround.imports.draft import Draft, finish_all
from runaround.imports.material import Expects, Imported, Wishes
from runaround.imports.promptfoo_asserts import assert_output
from runaround.imports.references import refer
from runaround.imports.structure import as_list, as_map, as_text

__all__ = ["Test", "find_tests", "import_tests", "looks_like_promptfoo"]

_ORIGIN = "a promptfoo test"
_TEMPLATE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*(?:\|\s*(?:dump|trim|safe|string)\s*)*\}\}", re.ASCII)
_MESSAGE_LISTS = ("messages", "conversation", "history")
_QUESTIONS = (
    "question", "query", "message", "input", "user_input", "user_message", "utterance", "prompt", "text", "user", "msg"
)  # fmt: skip
_LONGEST_TITLE = 60

_LEFT_TOP: Mapping[str, str] = {
    "providers": "the bot is said by the target file",
    "targets": "the bot is said by the target file",
    "scenarios": "data and tests that promptfoo multiplies; write them as tests, or as a matrix",
    "evaluateOptions": "how a run is made is said on the command line",
    "outputPath": "how a run is made is said on the command line",
    "derivedMetrics": "runaround has figures of its own",
    "redteam": "runaround makes up no attacks",
    "nunjucksFilters": "runaround runs no code of a test file",
    "extensions": "runaround runs no code of a test file",
}
_LEFT_TEST: Mapping[str, str] = {
    "provider": "the bot is said by the target file",
    "assertScoringFunction": "runaround runs no code of a test file",
    "threshold": "every check must hold",
}


@dataclass(frozen=True, slots=True)
class Test:
    """One test: what the consumer says (`messages` with roles, or `words`), and what must come."""

    title: str
    words: str = ""
    messages: tuple[Any, ...] = ()
    asserts: tuple[Any, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    thread: str = ""
    note: str = ""


def looks_like_promptfoo(document: Any) -> bool:  # noqa: ANN401 (foreign data)
    """Return whether a document is a configuration of promptfoo, a list of its tests, or one of them."""
    top = as_map(document)
    first = as_map(document[0]) if isinstance(document, list) and document else top
    has_tests = "tests" in top and ("prompts" in top or any("vars" in as_map(one) for one in as_list(top["tests"])))
    return has_tests or "vars" in first or ("assert" in first and "description" in first)


def find_tests(documents: Iterable[Any], *, ledger: Ledger) -> list[Test]:
    """Return the tests of a configuration, of lists of tests, or of tests line by line."""
    tests: list[Test] = []
    for document in documents:
        top = as_map(document)
        listed = document if isinstance(document, list) else top.get("tests", [document])
        for key in top:
            ledger.leave_known(key, _LEFT_TOP)
        if isinstance(listed, str):
            ledger.leave("tests in another file", f"import that file: {listed}")
        prompts = [as_text(as_map(one).get("raw")) or as_text(one) for one in as_list(top.get("prompts"))]
        defaults = as_map(top.get("defaultTest"))
        for number, one in enumerate(as_list(listed), start=len(tests) + 1):
            if isinstance(one, str):
                ledger.leave("tests in another file", f"import that file: {one}")
                continue
            for key in {**defaults, **as_map(one)}:
                ledger.leave_known(key, _LEFT_TEST)
            tests += _read_test(as_map(one), defaults, prompts=prompts, number=number)
    return tests


def import_tests(
    tests: Iterable[Test],
    stem: str,
    wishes: Wishes,
    *,
    ledger: Ledger,
    play: Callable[[Test, Draft], None],
) -> Iterator[Imported]:
    """Yield the scenarios of tests; those of one conversation make one scenario.

    play: puts the messages of a test into a draft.
    """
    threads: dict[str, list[Test]] = {}
    for number, test in enumerate(tests):
        threads.setdefault(test.thread or f"\0{number}", []).append(test)
    drafts: list[tuple[str, Draft]] = []
    for number, together in enumerate(threads.values(), start=1):
        title = together[0].title or f"{stem} {number}"
        draft = Draft(title, origin=_ORIGIN, ledger=Ledger())
        for test in together:
            _play_test(test, draft, wishes, play=play)
        drafts.append((title, draft))
    yield from finish_all(drafts, wishes.lang, ledger=ledger)


def _play_test(test: Test, draft: Draft, wishes: Wishes, *, play: Callable[[Test, Draft], None]) -> None:
    place = test.title or test.words
    if test.note:
        draft.ledger.change("vars", test.note)
    if test.messages:
        play(test, draft)
    elif test.words:
        draft.say(_fill(test.words, test.variables, draft), place=place)
        draft.ledger.carry("vars")
    else:
        why = "none of its variables is what the consumer says; call it 'question', 'message' or 'input'"
        draft.ledger.leave("vars", why)
        return
    if wishes.expects is not Expects.NOTHING:
        for one in test.asserts:
            assert_output(as_map(one), draft, fill=lambda text: _fill_plain(text, test.variables))


def _read_test(
    test: Mapping[str, Any], defaults: Mapping[str, Any], *, prompts: list[str], number: int
) -> Iterator[Test]:
    """Yield a test; one whose question is a list is a test for each of them."""
    variables = {**as_map(defaults.get("vars")), **as_map(test.get("vars"))}
    options = {**as_map(defaults.get("metadata")), **as_map(test.get("metadata"))}
    thread = as_text(options.get("conversationId")) or ("all" if any("_conversation" in one for one in prompts) else "")
    texts = {name: as_text(value) for name, value in variables.items() if as_text(value)}
    asserts = (*as_list(defaults.get("assert")), *as_list(test.get("assert")))
    title = as_text(test.get("description"))
    messages = next((as_list(variables[key]) for key in _MESSAGE_LISTS if as_list(variables.get(key))), [])
    words, note = _find_words(variables, texts, prompts)
    if messages:
        last = [{"role": "user", "content": words[0]}] if words and not _asks_last(messages) else []
        yield Test(title, "", (*messages, *last), asserts, texts, thread, "")
        return
    for count, one in enumerate(words or [""], start=1):
        named = title or (one if 0 < len(one) <= _LONGEST_TITLE else f"test {number}")
        yield Test(f"{named} {count}" if title and len(words) > 1 else named, one, (), asserts, texts, thread, note)


def _asks_last(messages: list[Any]) -> bool:
    """Return whether a list of messages ends with what the consumer says."""
    last = as_map(messages[-1])
    return as_text(last.get("role")) == "user" or "user" in last


def _find_words(variables: Mapping[str, Any], texts: Mapping[str, str], prompts: list[str]) -> tuple[list[str], str]:
    """Return what the consumer says, one or several wordings, and a note on how it was found."""
    inline = [one for one in prompts if "{{" in one and "{%" not in one and "_conversation" not in one]
    whole = [found[1] for one in inline if (found := _TEMPLATE.fullmatch(one.strip()))]
    chats = [words for one in inline if (words := _user_words(one))]
    names = [found[1] for words in chats if (found := _TEMPLATE.fullmatch(words.strip()))]
    for name in (*whole, *names, *_QUESTIONS):
        if name in texts:
            return [texts[name]], ""
        wordings = [text for one in as_list(variables.get(name)) if (text := as_text(one))]
        if wordings:
            return wordings, ""
    if chats:
        return [chats[0]], ""
    if len(texts) == 1:
        name, text = next(iter(texts.items()))
        return [text], f"{name!r} is taken for what the consumer says: it is the only text"
    if len(inline) == 1:
        return [inline[0]], "the whole prompt is taken for what the consumer says"
    return [], ""


def _user_words(prompt: str) -> str:
    """Return what the user says last in a prompt that is a list of messages in JSON; empty for any other."""
    try:
        messages = json.loads(prompt)
    except (ValueError, RecursionError):
        return ""
    said = [as_text(as_map(one).get("content")) for one in as_list(messages) if as_map(one).get("role") == "user"]
    return said[-1] if said else ""


def _fill(text: str, variables: Mapping[str, str], draft: Draft) -> str:
    """Return a text with its variables filled in; one that only a run knows becomes a parameter to be filled in."""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name in variables:
            return variables[name]
        slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]
        if not slug[:1].isalpha():
            return found[0]
        why = f"promptfoo takes this from an answer, or from elsewhere; write a text under parameters.{slug}"
        draft.ledger.leave(f"{{{{{name}}}}}", why)
        draft.set_parameter(slug, name)
        return refer(slug)

    return _TEMPLATE.sub(fill, text)


def _fill_plain(text: str, variables: Mapping[str, str]) -> str:
    """Return the pattern of an expected text: what is not known is a gap."""
    return _TEMPLATE.sub(lambda found: variables.get(found[1], "*"), text)
