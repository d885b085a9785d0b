"""How far the findings of a kind can be trusted: in how many cases every one of them was right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from runaround.gold.labelled import LabelledCase, is_broken
from runaround.model import Rate
from runaround.scoring import rate

__all__ = ["count_sound_cases"]


def count_sound_cases(cases: Sequence[LabelledCase], *, families: Collection[str]) -> Mapping[str, Rate]:
    """Return, by kind, in how many of the cases that show it all findings of it are at turns labelled with it.

    Cases and not findings are counted, because findings of one case are no independent trials: one long loop would make
    its kind look sure. families: those that are looked for. A case on which a detector broke does not count.
    """
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for case in cases:
        labelled = {(label.kind, label.turn) for label in case.labelled}
        for kind in sorted({finding.kind for finding in case.found}):
            if not is_broken(case, kind.partition("/")[0], families=families):
                found[kind] += 1
                right[kind] += all((kind, one.turn) in labelled for one in case.found if one.kind == kind)
    return {kind: rate(right[kind], found[kind], 0) for kind in sorted(found)}
