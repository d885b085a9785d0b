"""A comparison in Markdown, for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from runaround.model import Change, Comparison, Ranking
from runaround.reports.build_commands import break_commands
from runaround.reports.compared import (
    KIND_COLUMNS,
    MEASURE_COLUMNS,
    RANK_COLUMNS,
    list_bots,
    list_sides,
    name_case,
    row_of,
    row_of_mean,
    row_of_placed,
    state_comparison,
    state_ranking,
    tell_change,
    tell_comparison,
    tell_kept_out,
    tell_outcome_of,
    tell_ranking,
    tell_side,
)
from runaround.reports.hostile import on_one_line
from runaround.reports.texts import Texts, find_texts

__all__ = ["render", "render_ranking"]

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&$^-])")
_SHOWN_CASES: Final = 50
_SHOWN_FINDINGS: Final = 5


def render(comparison: Comparison, *, lang: str = "en") -> str:
    """Return the comparison as Markdown; what a bot said is shown as it is, and marks nothing up.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    lines = [f"## {_plain(state_comparison(comparison, texts))}", ""]
    sides = list_sides(comparison, texts)
    lines += [f"- {name}: {_plain(tell_side(side, texts))}" for name, side in sides]
    for sentence in tell_comparison(comparison, texts):
        lines += ["", _plain(sentence)]
    lines += _table([row_of(one, texts) for one in comparison.contrasts], KIND_COLUMNS, texts)
    lines += _table([row_of_mean(one, texts) for one in comparison.measures], MEASURE_COLUMNS, texts)
    for change in Change:
        lines += _about_changes(comparison, change, texts)
    lines += _about_quarantine(tell_kept_out(sides, texts), texts)
    return break_commands("\n".join(lines) + "\n")


def _about_changes(comparison: Comparison, change: Change, texts: Texts) -> Iterator[str]:
    changes = [one for one in comparison.changes if one.change is change]
    if not changes:
        return
    yield from ("", f"### {texts.words[f'compared.section.{change}']} ({len(changes)})", "")
    for one in changes[:_SHOWN_CASES]:
        kinds = tell_change(one, texts)
        yield f"- **{_plain(name_case(one, comparison, texts))}**" + (f" {_plain(kinds)}" if kinds else "")
        for side, case in (("before", one.before), ("after", one.after)):
            for told in tell_outcome_of(case, texts)[:_SHOWN_FINDINGS]:
                yield f"  - {texts.words[f'compared.{side}']}: {_plain(on_one_line(told, 400))}"
    if len(changes) > _SHOWN_CASES:
        yield f"- {texts.say('more', n=len(changes) - _SHOWN_CASES)}"


def _about_quarantine(told: Sequence[str], texts: Texts) -> Iterator[str]:
    if told:
        yield from ("", f"### {texts.words['section.quarantine']}", "")
        yield from (f"- {_plain(line)}" for line in told)


def render_ranking(ranking: Ranking, *, lang: str = "en") -> str:
    """Return the ranking as Markdown. Raises ValueError if there are no texts in `lang`."""
    texts = find_texts(lang)
    lines = [f"## {_plain(state_ranking(ranking, texts))}"]
    for sentence in tell_ranking(ranking, texts):
        lines += ["", _plain(sentence)]
    lines += _table([row_of_placed(ranking, place, texts) for place in range(len(ranking.placed))], RANK_COLUMNS, texts)
    lines += _about_quarantine(tell_kept_out(list_bots(ranking, texts), texts), texts)
    return break_commands("\n".join([*lines, "", _plain(texts.words["ranked.note"])]) + "\n")


def _table(rows: Sequence[Sequence[str]], columns: Sequence[str], texts: Texts) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield "| " + " | ".join(texts.words[f"compared.column.{name}"] for name in columns) + " |"
    yield "|---" * len(columns) + "|"
    yield from ("| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows)


def _plain(text: str) -> str:
    """Return a text in which nothing marks up, mentions or links."""
    return _MARKS.sub(r"\\\1", text).replace("://", ":\\//").replace("www.", "www\\.")
