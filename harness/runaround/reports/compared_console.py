"""A comparison for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tabulate import tabulate

from runaround.model import Change, Comparison, Detectable, Ranking
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
    tell_power,
    tell_ranking,
    tell_side,
)
from runaround.reports.hostile import on_one_line
from runaround.reports.texts import Texts, find_texts

__all__ = ["render", "render_power", "render_ranking"]

_SHOWN_CASES: Final = 12
_SHOWN_FINDINGS: Final = 3


def render(comparison: Comparison, *, lang: str = "en") -> str:
    """Return the comparison as plain text without control characters but line breaks; ends with one.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    sides = list_sides(comparison, texts)
    lines = [state_comparison(comparison, texts)]
    lines += [f"  {name}: {tell_side(side, texts)}" for name, side in sides]
    lines += ["", *tell_comparison(comparison, texts)]
    if comparison.contrasts:
        rows = [row_of(one, texts) for one in comparison.contrasts]
        lines += ["", texts.words["compared.section.kinds"], _table(rows, KIND_COLUMNS, texts)]
    if comparison.measures:
        rows = [row_of_mean(one, texts) for one in comparison.measures]
        lines += ["", texts.words["compared.section.measures"], _table(rows, MEASURE_COLUMNS, texts)]
    for change in Change:
        lines += _about_changes(comparison, change, texts)
    lines += _about_quarantine(tell_kept_out(sides, texts), texts)
    return break_commands("\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n")


def _about_changes(comparison: Comparison, change: Change, texts: Texts) -> Iterator[str]:
    changes = [one for one in comparison.changes if one.change is change]
    if not changes:
        return
    yield ""
    yield f"{texts.words[f'compared.section.{change}']} ({len(changes)})"
    for one in changes[:_SHOWN_CASES]:
        kinds = tell_change(one, texts)
        yield f"  {name_case(one, comparison, texts)}" + (f"  ·  {kinds}" if kinds else "")
        for side, case in (("before", one.before), ("after", one.after)):
            told = tell_outcome_of(case, texts)
            shown = [
                *told[:_SHOWN_FINDINGS],
                *([texts.say("more", n=len(told) - _SHOWN_FINDINGS)] * (len(told) > _SHOWN_FINDINGS)),
            ]
            yield from (f"    {texts.words[f'compared.{side}']}: {on_one_line(line, 400)}" for line in shown)
    if len(changes) > _SHOWN_CASES:
        yield "  " + texts.say("more", n=len(changes) - _SHOWN_CASES)


def _about_quarantine(told: Sequence[str], texts: Texts) -> Iterator[str]:
    if told:
        yield from ("", f"{texts.words['section.quarantine']}:")
        yield from (f"  {line}" for line in told)


def render_ranking(ranking: Ranking, *, lang: str = "en") -> str:
    """Return the ranking as plain text; ends with a line break. Raises ValueError if there are no texts in `lang`."""
    texts = find_texts(lang)
    rows = [row_of_placed(ranking, place, texts) for place in range(len(ranking.placed))]
    lines = [state_ranking(ranking, texts), *tell_ranking(ranking, texts), ""]
    lines += [_table(rows, RANK_COLUMNS, texts)]
    lines += _about_quarantine(tell_kept_out(list_bots(ranking, texts), texts), texts)
    lines += ["", texts.words["ranked.note"]]
    return break_commands("\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n")


def render_power(found: Sequence[Detectable], *, lang: str = "en") -> str:
    """Return what a number of pairs can show, a row for each share of changes; Raises ValueError as above."""
    texts = find_texts(lang)
    headline, rows = tell_power(found, texts)
    headers = [texts.words[f"power.column.{name}"] for name in ("churn", "difference")]
    return f"{headline}\n\n{tabulate(rows, headers=headers, tablefmt='simple', disable_numparse=True)}\n"


def _table(rows: Sequence[Sequence[str]], columns: Sequence[str], texts: Texts) -> str:
    headers = [texts.words[f"compared.column.{name}"] for name in columns]
    # Without `disable_numparse` a name such as "1e5" would be shown as 100000.
    return tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True)
