"""The Markdown report: it fits, it says first what matters, and nothing of a bot's is markup in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from runaround.model import CaseStatus, Finding, JudgedCase, Run, Speaker, Transcript, Turn, Verdict
from runaround.reports import markdown
from runaround.reports.markdown_text import code, html_code, html_plain, item, plain
from runaround.scoring import score

OURS = {
    *("h2", "h3", "p", "ul", "li", "blockquote", "strong", "em", "code", "sub", "span", "br", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTACKS = (
    "[click](https://evil.test) ![x](https://evil.test/x.png) <img src=x onerror=alert(1)>",
    "@everyone see #1 and owner/repo#2, GH-3, mail me@evil.test https://evil.test www.evil.test javascript:alert(1)",
    "`` ` ``` `` </details></summary></code></sub><script>alert(1)</script> <!-- gone --> &lt;b&gt;",
    "| a | b \\| c |\n|---|---|\n# heading\n- item\n1. item\n> quote\n***\n~~no~~ **bold** _em_ $x$",
    "\\",
    "`",
    " ` ",
)


class Seen(HTMLParser):
    """What a browser would see: tags, and the pieces of text that stand outside of code."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.codes: list[str] = []
        self._open = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 (the name is the parser's)
        self.tags.append(tag)
        self._open += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._open -= tag == "code"

    def handle_data(self, data: str) -> None:
        (self.codes if self._open else self.texts).append(data)


def see(text: str) -> Seen:
    return Seen(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def effects(seen: Seen) -> Iterator[str]:
    """Yield what GitHub would make something of: a mention, a reference, an address in one piece of text."""
    for text in seen.texts:
        yield from (part for part in ("@e", "#1", "#2", "://", "www.", "t:alert") if part in text)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_over_two_bots_reads_as_stored(two_bots: Run, snapshot: Callable[[str, str], None], lang: str) -> None:
    snapshot(f"two_bots.{lang}.md", markdown.render(two_bots, lang=lang))


@pytest.mark.parametrize("render", [markdown.render, markdown.render_long])
def test_scenarios_whose_repeats_disagree_are_named(repeated: Run, render: Callable[..., str]) -> None:
    found = render(repeated)
    section = found[found.index("### Over repeats") : found.index("<sub>")]

    assert [
        "- pass^1: 67%",
        "- pass^3: 0%",
        "- Flip rate: in 2 of 3 scenarios the repeats disagree, 67%",
        "  - a\\_b.en: 1 passed, 2 failed",
        "  - refund.en: 2 passed, 1 failed",
    ] == [line.partition(" (95% interval ")[0] for line in section.strip().splitlines()[2:]]


def test_of_several_bots_each_says_how_steady_it_is(repeated: Run) -> None:
    others = [replace(repeated.scorecards[0], target=f"bot{number}") for number in range(14)]
    found = markdown.render(replace(repeated, scorecards=tuple(others)))

    assert (12, 1) == (found.count("</code> Flip rate"), found.count("- 2 further bots are left out here."))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "frame",
    [
        lambda text: f"- a {code(text, 500)} b",
        lambda text: f"| a |\n|---|\n| {html_code(text, 500)} |",
        lambda text: f"| a |\n|---|\n| {plain(text)} |",
        lambda text: f"a {plain(text)} b",
        lambda text: f"- {item(text)}",
        lambda text: f"<details><summary>{html_plain(text, 500)} {html_code(text, 500)}</summary>\n\na\n\n</details>",
    ],
    ids=["code", "cell", "plain cell", "plain", "summary", "item"],
)
def test_an_attack_is_shown_to_the_letter_and_has_no_effect(attack: str, frame: Callable[[str], str]) -> None:
    seen = see(frame(attack))

    shown = "".join(seen.texts + seen.codes)
    letters = [letter for letter in attack if not letter.isspace()]
    assert [] == list(effects(seen))
    assert set() == set(seen.tags) - OURS
    assert [] == [letter for letter in letters if letter not in shown]


BEGINNINGS = (
    "- a",
    "+ a",
    "* a",
    "1. a",
    "12) a",
    "# a",
    "---",
    "===",
    "    a",
    "> a",
    "- - -",
    "\t# a",
    "2026-11-22 a",
)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_an_item_begins_nothing_else(beginning: str) -> None:
    seen = see(f"text\n\n- {item(beginning)}\n- {item(beginning)}")

    assert ["p", "ul", "li", "li"] == [tag for tag in seen.tags if tag != "span"]
    assert 2 == "".join(seen.texts).count(beginning.strip())


def test_a_code_span_gives_back_what_it_was_given() -> None:
    given = ("a", "`a`", "``", "a ``` b", "| \\| |", "\\")

    assert list(given) == [see(code(text, 100)).codes[0] for text in given]


@pytest.mark.parametrize("render", [markdown.render, markdown.render_long])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_hostile_run_makes_no_markup_of_its_own(hostile_run: Run, render: Callable[..., str], lang: str) -> None:
    seen = see(render(hostile_run, lang=lang))

    assert set() == set(seen.tags) - OURS
    assert [] == list(effects(seen))


def test_the_harm_of_text_that_is_not_escaped_would_be_seen() -> None:
    seen = see(" ".join(ATTACKS))

    assert {"a", "img"} <= set(seen.tags)
    assert [] != list(effects(seen))


def many(count: int) -> Run:
    turns = (Turn(Speaker.CONSUMER, "好" * 200), Turn(Speaker.BOT, "请上传照片" * 60))
    findings = (Finding(1, "loop/answer", (0,)),)
    cases = [
        JudgedCase(Transcript(f"c{n}", "zh", turns, target="b"), Verdict(CaseStatus.FAILED, None, findings))
        for n in range(count)
    ]
    return Run("r", "", 0, tuple(cases), (score(cases, target="b"),))


def test_a_comment_and_a_page_are_no_longer_than_they_may_be() -> None:
    comment, page = markdown.render(many(3000)), markdown.render_long(many(3000))

    assert (True, True) == (60_000 < len(comment) <= 65_000, 900_000 < len(page.encode()) <= 1_000_000)
    assert [True, True] == ["cases are left out here" in text for text in (comment, page)]


def test_what_is_left_out_is_counted() -> None:
    text = markdown.render(many(3000))

    shown = text.count("<details>")
    assert f"*{3000 - shown} cases are left out here" in text
    assert shown == text.count("</details>")


def test_nothing_is_left_out_of_a_small_run(two_bots: Run) -> None:
    text = markdown.render(two_bots)

    assert 5 == text.count("<details>")
    assert "left out" not in text


@pytest.mark.parametrize(
    ("statuses", "interrupted", "sign"),
    [
        ([CaseStatus.PASSED], False, "✅"),
        ([CaseStatus.PASSED], True, "⚠️"),
        ([CaseStatus.PASSED, CaseStatus.INCONCLUSIVE], False, "⚠️"),
        ([CaseStatus.PASSED, CaseStatus.FAILED], False, "❌"),
        ([], False, "⚠️"),
    ],
)
def test_only_what_is_known_to_be_good_is_green(statuses: list[CaseStatus], interrupted: bool, sign: str) -> None:
    cases = [JudgedCase(Transcript(f"{n}", "en", ()), Verdict(status, None)) for n, status in enumerate(statuses)]
    run = Run("r", "", 0, tuple(cases), (score(cases, target=""),) if cases else (), interrupted=interrupted)

    assert markdown.render(replace(run, planned=9)).startswith(f"## {sign} ")
