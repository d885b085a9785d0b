"""Pictures of what the consumer saw: to which turn each belongs, and how many of them one page can bear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from runaround.model import JudgedCase, Picture, Transcript
from runaround.reports.texts import Texts

__all__ = ["NO_PICTURES", "Seen", "choose_pictures", "place_pictures"]

_MOST_CHARACTERS: Final = 24_000_000
"""So much of pictures a page holds that a browser still opens at once; the others stay in the record."""

_PROOF_CHARACTERS: Final = 16


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture at a turn as a page shows it. source: empty where it was left out."""

    source: str
    alt: str
    caption: str


NO_PICTURES: Final[Mapping[int, Seen]] = {}


def place_pictures(transcript: Transcript) -> Mapping[int, Picture]:
    """Return the last picture that was taken while each turn was the latest, by turn."""
    placed: dict[int, Picture] = {}
    for exchange in transcript.exchanges:
        before = [number for number, turn in enumerate(transcript.turns) if turn.at <= exchange.at]
        if exchange.picture is not None and before:
            placed[before[-1]] = exchange.picture
    return placed


def choose_pictures(cases: Sequence[JudgedCase], texts: Texts) -> Mapping[int, Mapping[int, Seen]]:
    """Return what is shown at which turn, by the place of a case in `cases`, which are in the order of the page.

    If not all have room: first the pictures at turns of findings, then the others.
    """
    placed = [place_pictures(case.transcript) for case in cases]
    room = _MOST_CHARACTERS
    shown: dict[int, dict[int, Seen]] = {}
    for place, turn in _in_order_of_weight(cases, placed):
        picture = placed[place][turn]
        fits = 0 < len(picture.content) <= room
        room -= len(picture.content) if fits else 0
        shown.setdefault(place, {})[turn] = _view(picture, turn, texts, fits=fits)
    return shown


def _in_order_of_weight(
    cases: Sequence[JudgedCase], placed: Sequence[Mapping[int, Picture]]
) -> Iterator[tuple[int, int]]:
    """Yield each picture once, as the place of its case and its turn."""
    proven = [{finding.turn for finding in case.verdict.findings} for case in cases]
    for is_proof in (True, False):
        for place, pictures in enumerate(placed):
            yield from ((place, turn) for turn in pictures if (turn in proven[place]) is is_proof)


def _view(picture: Picture, turn: int, texts: Texts, *, fits: bool) -> Seen:
    proof = picture.sha256[:_PROOF_CHARACTERS]
    return Seen(
        f"data:{picture.media_type};base64,{picture.content}" if fits else "",
        texts.say("picture.alt", n=turn),
        texts.say("picture" if fits else "picture.left", proof=proof),
    )
