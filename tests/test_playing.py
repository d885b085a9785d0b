"""What stays in memory of a run until its reports are written."""

from runaround import playing
from runaround.model import CaseStatus, Exchange, JudgedCase, Picture, Transcript, Verdict

PICTURE = Picture.of("image/jpeg", b"12345678")


def test_pictures_that_have_no_room_stay_in_the_store_and_are_proven_still(monkeypatch) -> None:
    monkeypatch.setattr(playing, "_MOST_CHARACTERS", 2 * len(PICTURE.content))
    exchanges = (Exchange("a", "b", picture=PICTURE), Exchange("c", "d"))
    case = JudgedCase(Transcript("x", "en", (), exchanges=exchanges), Verdict(CaseStatus.PASSED, None))
    album = playing._Album()

    kept = [album.thin(case).transcript.exchanges[0].picture for _ in range(3)]

    assert [PICTURE, PICTURE, Picture("image/jpeg", "", PICTURE.sha256)] == kept
