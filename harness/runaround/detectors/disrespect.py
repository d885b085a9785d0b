"""Finds words that blame, mock, insult or dismiss the consumer: `disrespect`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Finding
from runaround.reading import Act, Reading

__all__ = ["find_disrespect"]


def find_disrespect(reading: Reading) -> Iterator[Finding]:
    """Find turns of the company that blame, mock, insult or dismiss the consumer.

    Why: who came for help is made to feel small, and gives up what is theirs.
    Silent: for firm but factual wording, for blame that the company takes, and for words of others that it quotes.
    Source: taxonomy 1.1, `disrespect`, ruling 14.
    """
    if reading.is_without(Act.DISPARAGE):
        return
    for turn in reading.turns:
        if turn.by_company and reading.weigh("disrespect", turn).needs_act(turn, Act.DISPARAGE):
            yield Finding(turn.index, "disrespect")
