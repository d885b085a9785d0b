"""The HTML report in a real browser: attacks stay text, links lead to the proof, a narrow screen is wide enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from browsing import A4, Show, pick

from runaround.model import CaseStatus, Finding, JudgedCase, Run, Severity, Speaker, Transcript, Turn, Verdict
from runaround.reports import html
from runaround.scoring import score

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_hostile_conversation_does_nothing(hostile_run: Run, show: Show, lang: str) -> None:
    watched = show(html.render(hostile_run, lang=lang))
    watched.page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")

    title = {"en": "runaround report: 0 of 1 cases passed", "zh": "runaround 评测报告: 1个案例中有0个通过"}[lang]
    assert (title, [], [], []) == (watched.page.title(), watched.dialogs, watched.console, watched.requests)


def test_a_hostile_conversation_is_shown_to_the_letter(hostile_run: Run, show: Show) -> None:
    page = show(html.render(hostile_run)).page

    shown = page.eval_on_selector_all("#c1 .turn .said > .text", "all => all.map(one => one.textContent)")

    assert "<script>document.title='owned';alert(1)</script>" == shown[0]
    assert "</style></title></textarea><base href='https://evil.test/'><h1>Passed</h1>" == shown[2]
    assert "{{ 7 * 7 }}{% include '/etc/passwd' %}{# gone #}${7*7}" == shown[3]
    assert "\\x1b[31mred\\x1b[0m\\x1b]0;owned\\x07<U+009B>2J\n\\x08\\x00end" == shown[4]
    assert "half <U+D83D> pair <U+DC00> <U+E0041>" == shown[6]


def test_a_right_to_left_override_turns_nothing_around(hostile_run: Run, show: Show) -> None:
    text = show(html.render(hostile_run)).page.locator("#c1-t5 .text").inner_text()

    assert "<U+202E>gnp.tab<U+202C> safe <U+2066>inner<U+2069> a<U+200B>b<U+200D>c<U+FEFF>d<U+2028>e" == text


def test_a_message_of_100_kb_is_folded_and_can_be_unfolded(hostile_run: Run, show: Show) -> None:
    page = show(html.render(hostile_run)).page
    rest = page.locator("#c1-t8 details.rest")

    hidden = rest.locator(".text").is_visible()
    rest.locator("summary").click()

    assert (False, True, 98_500) == (
        hidden,
        rest.locator(".text").is_visible(),
        len(rest.locator(".text").inner_text()),
    )


@pytest.mark.parametrize("name", ["two_bots", "hostile_run"])
def test_no_link_leaves_the_page(name: str, show: Show, request: pytest.FixtureRequest) -> None:
    page = show(html.render(request.getfixturevalue(name))).page

    addresses = page.eval_on_selector_all("[href], [src]", "all => all.map(a => a.getAttribute('href') ?? a.src)")

    assert {"data:,"} == {address for address in addresses if not address.startswith("#")}


def test_the_policy_stops_what_would_get_past_the_escaping(one_bot: Run, show: Show) -> None:
    """The escaping is the wall, the policy the ditch behind it: here the wall has a hole."""
    own = "document.title='owned'"
    planted = (
        f"<script>{own}</script>"
        f'<p id=hole style="color: rgb(1, 2, 3)" onclick="{own}">x</p>'
        f'<img src="https://evil.test/x.png" onerror="{own}">'
        '<iframe src="https://evil.test/"></iframe>'
    )

    watched = show(html.render(one_bot).replace("</body>", planted + "</body>"))
    watched.page.click("#hole")

    colour = watched.page.eval_on_selector("#hole", "hole => getComputedStyle(hole).color")
    assert "runaround report: 1 of 3 cases passed" == watched.page.title()
    assert "rgb(1, 2, 3)" != colour
    assert 4 <= len([line for line in watched.console if "Content Security Policy" in line])


def test_a_proof_is_one_click_away_and_so_is_the_way_back(one_bot: Run, show: Show) -> None:
    page = show(html.render(one_bot)).page
    targets = []

    page.locator("#c1 .findings a", has_text="3").first.click()
    targets.append(page.evaluate("document.querySelector(':target').id"))
    page.locator("#c1-t3 .proof a").first.click()
    targets.append(page.evaluate("document.querySelector(':target').id"))

    assert ["c1-t3", "c1-t4"] == targets


def test_the_conversation_of_a_failed_case_is_open_and_of_a_passed_one_closed(one_bot: Run, show: Show) -> None:
    page = show(html.render(one_bot)).page

    assert (False, True) == (page.locator("#c0-t0").is_visible(), page.locator("#c1-t0").is_visible())


@pytest.mark.parametrize("name", ["one_bot", "two_bots", "expecting", "hostile_run"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_narrow_screen_needs_no_sideways_scrolling(
    name: str, lang: str, show: Show, request: pytest.FixtureRequest
) -> None:
    page = show(html.render(request.getfixturevalue(name), lang=lang), width=360).page
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")

    assert 360 >= page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["one_bot", "two_bots"])
def test_a_printed_page_is_no_wider_than_its_paper(
    name: str, lang: str, show: Show, request: pytest.FixtureRequest
) -> None:
    run = request.getfixturevalue(name)
    named = [replace(case, transcript=replace(case.transcript, target="evidence_hoarder")) for case in run.cases]
    page = show(html.render(replace(run, cases=tuple(named)), lang=lang), width=A4).page

    page.emulate_media(media="print")

    assert A4 >= page.evaluate("document.documentElement.scrollWidth")


def test_a_bar_is_as_long_as_its_share(one_bot: Run, show: Show) -> None:
    """One of three cases: a third of the track, and the numbers stand beside it in words."""
    page = show(html.render(one_bot)).page
    row = page.locator(".chart tr.family").first

    fill, track = (row.locator(f"rect.{part}").bounding_box() for part in ("fill", "track"))

    assert fill is not None
    assert track is not None
    assert pytest.approx(1 / 3, abs=0.01) == fill["width"] / track["width"]
    assert "1 of 3 cases; 95% interval 6% to 79%." == row.locator("desc").text_content()


def test_a_bot_of_which_nothing_was_judged_has_no_bar_and_no_interval(show: Show) -> None:
    """A line from 0 to 100% beside `0/0` would look like a measurement."""
    cases = [
        JudgedCase(Transcript(bot, "en", (), target=bot), Verdict(status, None, findings))
        for bot, status, findings in (
            ("dead", CaseStatus.INCONCLUSIVE, ()),
            ("fine", CaseStatus.PASSED, ()),
            ("loops", CaseStatus.FAILED, (Finding(0, "loop"),)),
        )
    ]
    cards = tuple(score([case], target=case.transcript.target) for case in cases)
    page = show(html.render(Run("r", "", 0, tuple(cases), cards))).page

    row = page.locator("table.list tr", has_text="dead").first
    assert (0, "–") == (row.locator("svg .line").count(), row.locator(".interval").inner_text())
    assert ["loops", "fine"] == page.locator(".compared .form th").all_inner_texts()


def test_where_nothing_was_judged_no_section_asks_what_went_wrong(show: Show) -> None:
    case = JudgedCase(Transcript("c", "en", (), target="dead"), Verdict(CaseStatus.INCONCLUSIVE, None))
    page = show(html.render(Run("r", "", 0, (case,), (score([case], target="dead"),)))).page

    assert ["The cases", "The conversations", "How to read this"] == page.locator("h2").all_inner_texts()


# --- Picking and searching ----------------------------------------------------------------------------


BOTS = ("<b>", "second")


def many(count: int, text: str = "") -> Run:
    """Return a run of so many cases of two bots; every third failed, and case 7 says `text`."""
    cases = []
    for number in range(count):
        said = text if number == 7 else "Look & wait <b>"
        findings = (Finding(1, "loop/answer", (0,)),) if number % 3 == 0 else ()
        record = Transcript(
            f"case-{number}-",
            "zh" if number % 2 else "en",
            (Turn(Speaker.CONSUMER, f"Order #{number}#"), Turn(Speaker.BOT, said)),
            scenario=f"s{number}",
            target=BOTS[number % 2],
            severity=Severity.HIGH if number == 3 else Severity.LOW,
            tags=("night shift",) if number < 4 else (),
        )
        status = CaseStatus.FAILED if findings else CaseStatus.PASSED
        cases.append(JudgedCase(record, Verdict(status, None, findings)))
    cards = tuple(score([case for case in cases if case.transcript.target == bot], target=bot) for bot in BOTS)
    return Run("r", "", 0, tuple(cases), cards)


@pytest.mark.parametrize("count", [12, 240], ids=["few", "many"])
@pytest.mark.parametrize(
    ("choices", "text", "expected"),
    [
        ({"status": "Failed", "bot": "second", "tag": "night shift"}, "", ["s3"]),
        ({"severity": "high"}, "", ["s3"]),
        ({"kind": "· Same answer again", "lang": "Chinese"}, "order #9#", ["s9"]),
        ({}, "A&LT;B said <I>", ["s7"]),
        ({}, "eyebrow", []),
        ({}, "case-11-", ["s11"]),
    ],
    ids=["status, bot, tag", "severity", "kind, language, text", "signs", "markup is no text", "id"],
)
def test_cases_can_be_picked_and_searched(
    show: Show, count: int, choices: dict[str, str], text: str, expected: list[str]
) -> None:
    page = show(html.render(many(count, "a&lt;b said <i>"))).page

    assert (f"{len(expected)} of {count} cases", expected) == pick(page, choices, text)


def test_what_is_not_picked_is_gone_from_the_conversations_too_and_can_be_had_back(show: Show) -> None:
    page = show(html.render(many(12))).page
    shown = "() => [...document.querySelectorAll('article.case')].filter(one => one.checkVisibility()).length"

    pick(page, {"severity": "high"})
    picked = page.evaluate(shown)
    page.click(".filter [type=reset]")
    page.wait_for_selector(".filter:not(.active)")

    assert (1, 12) == (picked, page.evaluate(shown))


def test_a_search_unfolds_the_conversation_that_it_found(show: Show) -> None:
    page = show(html.render(many(240, "the words that were looked for"))).page

    pick(page, {}, "were looked for")

    assert page.locator("#c7-t1").is_visible()
    assert 1 == page.evaluate("CSS.highlights.get('found').size")


def test_of_many_cases_the_table_begins_with_some_and_lists_the_others_when_asked(show: Show) -> None:
    page = show(html.render(many(520))).page
    before = page.locator("#case-list tr").count()

    page.click("button.more")

    assert (500, 520) == (before, page.locator("#case-list tr").count())
    assert "s490" == page.evaluate("document.activeElement.textContent")


def test_a_row_that_is_not_listed_yet_is_found(show: Show) -> None:
    _, found = pick(show(html.render(many(520))).page, {}, "Order #519#")

    assert ["s519"] == found


@pytest.mark.parametrize("count", [12, 240], ids=["few", "many"])
def test_an_address_with_a_turn_leads_to_that_turn(show: Show, count: int) -> None:
    page = show(html.render(many(count)), place="#c8-t1").page

    assert page.wait_for_selector("#c8-t1:target").is_visible()


def test_of_many_cases_a_proof_is_one_click_away(show: Show) -> None:
    page = show(html.render(many(240))).page

    page.evaluate("document.getElementById('c6').scrollIntoView()")
    page.locator("#c6 .findings a").first.click()

    assert "c6-t1" == page.evaluate("document.querySelector(':target').id")
    assert page.locator("#c6-t1").is_visible()


@pytest.mark.parametrize("count", [12, 520], ids=["few", "many"])
def test_without_scripts_everything_is_there_and_the_filters_are_not(show: Show, count: int) -> None:
    page = show(html.render(many(count)), has_scripts=False).page
    page.locator("#c7 summary").click()

    seen = (page.locator(".list tbody tr").count(), page.locator(".turn").count(), page.locator(".filter").is_visible())
    assert (count + 2, 2 * count, False) == seen
    assert page.locator("#c7-t1").is_visible()


def test_of_many_cases_all_are_printed(show: Show) -> None:
    page = show(html.render(many(520))).page

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    assert (520, 1040) == (page.locator("#case-list tr").count(), page.locator(".turn").count())
    assert page.locator("#c7-t1").is_visible()


def test_the_filters_can_be_reached_and_used_with_the_keyboard_alone(show: Show) -> None:
    page = show(html.render(many(12))).page

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("order #7#")
    page.keyboard.press("Enter")
    page.wait_for_selector("#case-list tr:only-child")

    assert "1 of 12 cases" == page.inner_text(".filter [role=status]")


def test_every_control_has_a_name(show: Show) -> None:
    page = show(html.render(many(12))).page

    names = page.eval_on_selector_all(
        ".filter :is(input, select)", "all => all.map(one => one.labels[0].textContent.trim())"
    )

    assert "" not in names
    assert "Search in titles, findings and conversations" == names[0]


def test_a_hostile_report_of_many_cases_stays_inert(hostile_run: Run, show: Show) -> None:
    first, second, _ = hostile_run.cases
    copies = [
        replace(second, transcript=replace(second.transcript, turns=second.transcript.turns[:7], id=f"{n}"))
        for n in range(220)
    ]
    watched = show(html.render(replace(hostile_run, cases=(first, *copies))))
    watched.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    watched.page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    pick(watched.page, {}, "<script>")

    assert ([], [], []) == (watched.dialogs, watched.console, watched.requests)
    assert 1 == watched.page.locator("script").count()
