"""Writes a new scenario file, with comments, from what is known of it so far."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from runaround.cli.new_texts import COMMENTS, SAMPLES
from runaround.model import Item

__all__ = ["Draft", "make_sample", "write_draft"]

_Texts = Mapping[str, tuple[str, ...]]
"""Wordings by language."""

_PLAIN = re.compile(r"[^\W_](?:[^\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff:#\"\\]|:(?!\s|$))*")
"""Text that means itself without quotes on a line of its own."""

_PLAIN_IN_LIST = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff:#\"\\,?\[\]{}*]*")
"""The same between the brackets of a list."""

_NOT_PRINTED = re.compile("[\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_OFTEN_ASKED = (
    Item.PHOTO,
    Item.SCREENSHOT,
    Item.RECEIPT,
    Item.ACCOUNT,
    Item.ADDRESS,
    Item.ID_DOCUMENT,
    Item.FORM,
    Item.OTHER,
)
_ON_ASKING = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a new scenario; the first of `languages` is that of its comments.

    facts: wordings by item. human: `never`, `if_offered`, or the number of useless replies after which one is wanted.
    """

    languages: tuple[str, ...]
    title: Mapping[str, str]
    opening: _Texts
    facts: Mapping[Item, Mapping[str, str]] = field(default_factory=dict)
    solved_by: _Texts = field(default_factory=dict)
    human: str = "never"
    ask_human: _Texts = field(default_factory=dict)

    @property
    def asks_for_human(self) -> bool:
        """Whether the consumer asks for a human of their own accord."""
        return _ON_ASKING.fullmatch(self.human) is not None


def make_sample(name: str, languages: tuple[str, ...]) -> Draft:
    """Return a draft with words to be replaced, for the scenario `name`."""

    def by_language(*keys: str) -> _Texts:
        return {lang: tuple(SAMPLES[lang][key] for key in keys) for lang in languages}

    return Draft(
        languages,
        title=dict.fromkeys(languages, name.replace("_", " ")),
        opening=by_language("opening", "reworded"),
        facts={item: {lang: SAMPLES[lang][item] for lang in languages} for item in (Item.ORDER_NUMBER, Item.PHONE)},
        solved_by=by_language("solved", "solved_too"),
        human="3",
        ask_human=by_language("ask_human"),
    )


def write_draft(draft: Draft, *, schema: str, is_full: bool) -> str:
    """Return the text of the file.

    schema: where an editor finds it. is_full: with examples of what else can be said, behind '#'; comments have two.
    """
    comments = COMMENTS[draft.languages[0]]
    mark = "##" if is_full else "#"
    lines = [f"# yaml-language-server: $schema={schema}", *_comment(comments["head"], mark)]
    lines += _comment(comments["full"], mark) if is_full else []
    for key, write, is_example in _PARTS:
        content = list(write(draft))
        if not content or (is_example and not is_full):
            continue
        lines += ["", *_comment(comments[key], mark)]
        lines += [f"# {line}" for line in content] if is_example else content
    return "\n".join(lines) + "\n"


def _comment(text: str, mark: str) -> list[str]:
    return [f"{mark} {line}" for line in text.split("\n")]


# --- parts that say something of this scenario -------------------------------------------------------------


def _title(draft: Draft) -> Iterator[str]:
    yield "title:"
    yield from (f"  {lang}: {_write(draft.title[lang])}" for lang in draft.languages)


def _facts(draft: Draft) -> Iterator[str]:
    if draft.facts:
        yield "facts:"
    for item, texts in draft.facts.items():
        yield f"  {item}:"
        yield from (f"    {lang}: {_write(texts[lang])}" for lang in draft.languages)


def _lacks(draft: Draft) -> Iterator[str]:
    missing = [item for item in (Item.ORDER_NUMBER, Item.PHONE, *_OFTEN_ASKED) if item not in draft.facts]
    yield f"lacks: [{', '.join(missing)}]"


def _sessions(draft: Draft) -> Iterator[str]:
    yield "sessions:"
    yield "  - opening:"
    for lang in draft.languages:
        yield f"      {lang}:"
        yield from (f"        - {_write(text)}" for text in draft.opening[lang])


def _solved_by(draft: Draft) -> Iterator[str]:
    return _lists("solved_by", {lang: words for lang, words in draft.solved_by.items() if words})


def _human(draft: Draft) -> Iterator[str]:
    yield (
        f"human: {{after_failures: {int(draft.human)}, persistence: 2}}"
        if draft.asks_for_human
        else (f"human: {draft.human}")
    )


def _expect(_draft: Draft) -> Iterator[str]:
    yield "expect: {outcome: resolved, escalation: allowed}"


def _sayings(draft: Draft) -> Iterator[str]:
    if not draft.asks_for_human:
        return
    yield "sayings:"
    for lang in draft.languages:
        yield f"  {lang}:"
        yield "    ask_human:"
        yield from (f"      - {_write(text)}" for text in draft.ask_human[lang])


# --- examples of what else can be said ---------------------------------------------------------------------


def _source(_draft: Draft) -> Iterator[str]:
    yield "source: a complaint that reached us"
    yield "tags: [delivery]"
    yield "severity: medium"


def _looks_for(_draft: Draft) -> Iterator[str]:
    yield "looks_for: [loop, handoff_failure/ignored]"


def _evidence(draft: Draft) -> Iterator[str]:
    yield "evidence:"
    yield "  photo:"
    yield "    file: pictures/parcel.png"
    yield "    describes:"
    yield from (f"      {lang}: {SAMPLES[lang]['describes']}" for lang in draft.languages)


def _later(draft: Draft) -> Iterator[str]:
    yield "  - after: 3 d"
    yield "    opening:"
    yield from (f"      {lang}: {_write(SAMPLES[lang]['later'])}" for lang in draft.languages)


def _choices(draft: Draft) -> Iterator[str]:
    return _lists("choices", {lang: (SAMPLES[lang]["choice"],) for lang in draft.languages})


def _accepts_offers(draft: Draft) -> Iterator[str]:
    return _lists(
        "accepts_offers", {lang: (SAMPLES[lang]["solved"], SAMPLES[lang]["offer"]) for lang in draft.languages}
    )


def _patience(_draft: Draft) -> Iterator[str]:
    yield "patience: {turns: 12, wait_s: 30}"


def _writing(_draft: Draft) -> Iterator[str]:
    yield "writing: {typos: 0.1, split: 0.3, punctuation: false}"


def _reactions(draft: Draft) -> Iterator[str]:
    yield "reactions:"
    for part, key in (("hears", "hears"), ("does", "says")):
        yield f"  - {part}:" if part == "hears" else f"    {part}:"
        yield "      words:" if part == "hears" else "      say:"
        yield from (f"        {lang}: {SAMPLES[lang][key]}" for lang in draft.languages)


def _matrix(_draft: Draft) -> Iterator[str]:
    yield "matrix:"
    yield "  person:"
    yield "    anybody:"
    yield "    hurried: {use: hurried}"
    yield "    elderly: {use: elderly}"


_Writer = Callable[[Draft], Iterator[str]]

_PARTS: tuple[tuple[str, _Writer, bool], ...] = (
    ("title", _title, False),
    ("source", _source, True),
    ("looks_for", _looks_for, True),
    ("facts", _facts, False),
    ("evidence", _evidence, True),
    ("lacks", _lacks, False),
    ("sessions", _sessions, False),
    ("later", _later, True),
    ("choices", _choices, True),
    ("solved_by", _solved_by, False),
    ("accepts_offers", _accepts_offers, True),
    ("human", _human, False),
    ("patience", _patience, True),
    ("writing", _writing, True),
    ("reactions", _reactions, True),
    ("expect", _expect, False),
    ("matrix", _matrix, True),
    ("sayings", _sayings, False),
)
"""Each part by the key of its comment, in the order of the file, and whether it is only an example."""


def _lists(key: str, texts: _Texts) -> Iterator[str]:
    if texts:
        yield f"{key}:"
    yield from (f"  {lang}: [{_join(words)}]" for lang, words in texts.items())


def _join(words: Iterable[str]) -> str:
    return ", ".join(_write(word, _PLAIN_IN_LIST) for word in words)


def _write(text: str, plain: re.Pattern[str] = _PLAIN) -> str:
    """Return a text as YAML: as it is where that is safe, else in double quotes, which JSON shares with YAML."""
    is_plain = plain.fullmatch(text) is not None and text == text.strip()
    return text if is_plain else _NOT_PRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", _quote(text))


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
