"""The turns that prove a finding, quoted: what a reader needs in order to agree or disagree."""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model import Finding, JudgedCase
from runaround.reports.spoken import tell_turn
from runaround.reports.texts import Texts

__all__ = ["Quote", "label_findings", "quote_proof"]


@dataclass(frozen=True, slots=True)
class Quote:
    """One turn: its number, who speaks, and the parts of what was said or shown, all made visible.

    is_evident: this is the turn at which the finding becomes evident; the others prove it.
    """

    number: int
    speaker: str
    said: tuple[str, ...]
    is_evident: bool


def quote_proof(case: JudgedCase, finding: Finding, texts: Texts, *, most: int) -> tuple[Quote, ...]:
    """Return the turn of a finding and those that prove it, in their order; of very many, the last `most`.

    A plugin's finding may name turns that are not there; they are left out.
    """
    turns = case.transcript.turns
    named = sorted(number for number in {*finding.refs, finding.turn} if 0 <= number < len(turns))
    return tuple(
        Quote(
            number,
            texts.words[f"speaker.{turns[number].speaker}"],
            tuple(tell_turn(turns[number], texts)),
            is_evident=number == finding.turn,
        )
        for number in named[-most:]
    )


def label_findings(case: JudgedCase, texts: Texts) -> list[str]:
    """Return the names of the kinds that count in a case, each once, in the order of the findings."""
    return list(dict.fromkeys(texts.name("kind", finding.kind) for finding in case.verdict.findings))
