"""The page of a comparison in a real browser: conversations side by side, cases to pick, attacks that stay text."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from browsing import A4, Show, pick

from runaround.comparing import compare
from runaround.model import CaseStatus, Finding, JudgedCase, Run, Speaker, Transcript, Turn, Verdict
from runaround.reports import compared_html

pytestmark = pytest.mark.browser

ATTACKS = (
    "<script>document.title='owned';alert(1)</script>",
    "</li></ol></details><img src=https://evil.test/x.png onerror=alert(1)>",
    "\x1b[31mred \u202egnp.exe {{ 7 * 7 }}",
)


def release(kinds: Mapping[int, str], *, said: str = "Good morning.", lang: str = "en") -> Run:
    """Return a run of twelve scenarios; those named show a kind, and their bot says what is hostile or `said`."""
    cases = []
    for number in range(12):
        turns = (
            Turn(Speaker.CONSUMER, f"Order #{number}#"),
            Turn(Speaker.BOT, said if number in kinds else "Look here."),
        )
        record = Transcript(
            f"case-{number}", lang, turns, title=said, scenario=f"s{number}.{lang}", target="<b>shop</b>"
        )
        findings = (Finding(1, kinds[number], (0,)),) if number in kinds else ()
        status = CaseStatus.FAILED if findings else CaseStatus.PASSED
        cases.append(JudgedCase(record, Verdict(status, None, findings)))
    return Run("<i>run</i>", "", 0, tuple(cases), ())


def lay_beside(said: str = "Good morning.", *, lang: str = "en") -> str:
    """Return the page of a release in which 1 got better, 2 fails in another way, and 3, 4, 5 got worse."""
    before = release({1: "loop/answer", 2: "loop/menu"}, said=said)
    after = release({2: "stalling", 3: "loop/answer", 4: "loop/answer", 5: "sensitive_request"}, said=said)
    return compared_html.render(compare(before, after), lang=lang)


@pytest.mark.parametrize("said", ATTACKS, ids=["script", "image", "escapes"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_comparison_of_hostile_conversations_does_nothing(show: Show, said: str, lang: str) -> None:
    watched = show(lay_beside(said, lang=lang))
    watched.page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    pick(watched.page, {}, "<script>")

    assert ([], [], []) == (watched.dialogs, watched.console, watched.requests)
    assert (1, 0) == (watched.page.locator("script").count(), watched.page.locator("img, b:has(*)").count())
    assert "owned" not in watched.page.title()


def test_the_two_conversations_of_a_case_that_got_worse_stand_side_by_side(show: Show) -> None:
    page = show(lay_beside()).page

    first, second = (page.locator(f"#p0{side} .turn").first.bounding_box() for side in "ba")

    assert first is not None
    assert second is not None
    assert (first["y"], True) == (second["y"], first["x"] + first["width"] <= second["x"])
    assert ["Look here.", "Good morning."] == page.locator("#p0 .turn.bot .text").all_inner_texts()


def test_on_a_narrow_screen_they_stand_below_each_other_without_sideways_scrolling(show: Show) -> None:
    page = show(lay_beside(ATTACKS[1] * 20), width=400).page

    before, after = (page.locator(f"#p0{side}").bounding_box() for side in "ba")

    assert before is not None
    assert after is not None
    assert before["y"] + before["height"] <= after["y"]
    assert 400 >= page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize(
    ("choices", "text", "expected"),
    [
        ({}, "", ["s3.en", "s4.en", "s5.en", "s1.en", "s2.en"]),
        ({"change": "better"}, "", ["s1.en"]),
        ({"kind": "Asks for a secret"}, "", ["s5.en"]),
        ({"change": "worse"}, "order #4#", ["s4.en"]),
        ({"change": "worse"}, "order #7#", []),
    ],
    ids=["all", "change", "kind", "change and text", "what did not change"],
)
def test_cases_that_changed_can_be_picked_and_searched(
    show: Show, choices: dict[str, str], text: str, expected: list[str]
) -> None:
    page = show(lay_beside()).page
    if choices or text:
        pick(page, choices, text)

    shown = page.locator("article.case:not([hidden]) h3").all_inner_texts()
    assert (expected, expected) == (page.locator("#case-list th").all_inner_texts(), shown)
    assert f"{len(expected)} of 5 cases" == page.inner_text(".filter [role=status]")


def test_a_group_of_which_nothing_is_picked_is_gone(show: Show) -> None:
    page = show(lay_beside()).page

    pick(page, {"change": "better"})

    assert ["Came out better (1)"] == page.locator(".changes h2").filter(visible=True).all_inner_texts()


def test_a_proof_in_a_comparison_is_one_click_away(show: Show) -> None:
    page = show(lay_beside()).page

    page.locator("#p0a .outcome a", has_text="1").click()

    assert "p0a-t1" == page.evaluate("document.querySelector(':target').id")


def test_an_address_with_a_turn_opens_the_conversation_it_is_in(show: Show) -> None:
    page = show(lay_beside(), place="#p3b-t1").page

    assert page.wait_for_selector("#p3b-t1:target").is_visible()
    assert not page.locator("#p3a-t1").is_visible()


def test_a_comparison_is_printed_whole_and_no_wider_than_its_paper(show: Show) -> None:
    page = show(lay_beside(), width=A4).page

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    assert (5, False) == (page.locator("#case-list tr").count(), page.locator(".filter").is_visible())
    assert A4 >= page.evaluate("document.documentElement.scrollWidth")
    assert page.locator("#p3b-t1").is_visible()


def test_without_scripts_a_comparison_holds_everything(show: Show) -> None:
    page = show(lay_beside(), has_scripts=False).page

    assert (5, 20) == (page.locator("article.case").count(), page.locator(".turn").count())
    assert not page.locator(".filter").is_visible()


def test_runs_that_differ_in_nothing_make_a_page_without_a_script(show: Show) -> None:
    watched = show(compared_html.render(compare(release({}), release({}))))

    assert ([], 0, 0) == (watched.console, watched.page.locator("script").count(), watched.page.locator("form").count())
