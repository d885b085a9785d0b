"""Pictures of what the consumer saw: at the turn where they were taken, as far as a page can bear them."""

from base64 import b64decode
from dataclasses import replace

import pytest
from browsing import Show

from runaround.errors import FileError
from runaround.masking import mask_case, redact_case
from runaround.model import CaseStatus, Exchange, Finding, JudgedCase, Picture, Run, Speaker, Transcript, Turn, Verdict
from runaround.reports import pictured
from runaround.reports.html import render
from runaround.reports.texts import find_texts
from runaround.store.transcripts import decode, encode

PIXEL = Picture.of(
    "image/png",
    b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
)
TURNS = (
    Turn(Speaker.BOT, "Hello", at=0.5),
    Turn(Speaker.CONSUMER, "A refund", at=1.0),
    Turn(Speaker.BOT, "Upload a photo", at=2.0),
    Turn(Speaker.BOT, "Upload a photo", at=3.0),
)
SHOWN = (Exchange("", "", at=0.7, picture=PIXEL), Exchange("", "", turn=1, at=3.1, picture=PIXEL))


def case(name: str = "refund.en-0", *, finding: int = 3) -> JudgedCase:
    record = Transcript(name, "en", TURNS, scenario="refund.en", exchanges=SHOWN)
    return JudgedCase(record, Verdict(CaseStatus.FAILED, None, (Finding(finding, "loop/answer", (2,)),)))


def run_of(*cases: JudgedCase) -> Run:
    return Run("run-1", "2026-11-22T01:00:00Z", 7, cases, ())


def test_a_picture_stands_at_the_turn_that_was_the_latest() -> None:
    assert {0: PIXEL, 3: PIXEL} == pictured.place_pictures(case().transcript)


def test_what_has_no_room_is_told_and_findings_go_first(monkeypatch) -> None:
    monkeypatch.setattr(pictured, "_MOST_CHARACTERS", len(PIXEL.content))
    texts = find_texts("en")

    shown = pictured.choose_pictures([case("a", finding=0), case("b")], texts)

    assert [True, False, False, False] == [
        bool(shown[place][turn].source) for place, turn in [(0, 0), (0, 3), (1, 0), (1, 3)]
    ]
    assert PIXEL.sha256[:16] in shown[1][3].caption


@pytest.mark.browser
@pytest.mark.parametrize("count", [1, 240], ids=["few", "many"])
def test_a_page_shows_pictures_and_loads_nothing(show: Show, count: int) -> None:
    page = show(render(run_of(*(case(f"case-{number:03}") for number in range(count)))), place="#c0-t3")

    seen = page.page.locator("#c0-t3 img")
    assert "The page as the consumer saw it after turn 3" in str(seen.get_attribute("alt"))
    assert 1 == seen.evaluate("one => one.decode().then(() => one.naturalWidth)")
    assert ([], []) == ([url for url in page.requests if url.startswith("http")], page.console)


def test_pictures_come_back_from_the_record_as_they_were() -> None:
    record = case().transcript

    assert record == decode(encode(record)).transcript


@pytest.mark.parametrize(
    "changed",
    [{"media_type": "image/svg+xml"}, {"content": '" onload="x()'}, {"content": "AAAA"}],
    ids=["kind", "content", "another"],
)
def test_a_record_with_a_picture_that_could_act_or_is_another_is_refused(changed) -> None:
    picture = replace(PIXEL, **changed)
    record = replace(case().transcript, exchanges=(Exchange("", "", picture=picture),))

    with pytest.raises(FileError):
        decode(encode(record))


def test_what_is_masked_has_no_pictures() -> None:
    masked = mask_case(case(), number=1, with_wire=True)
    redacted, _, _ = redact_case(case())

    kept = [one.picture for found in (masked, redacted) for one in found.transcript.exchanges]
    assert [None] * 4 == kept
