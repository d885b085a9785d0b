"""Compares what was found with what people labelled by hand: figures with intervals, and every disagreement.

    study_gold(cases, families=...)      -> a Study: everything below for one set of labelled cases
    compare_with_gold(cases, ...)        -> precision, recall and F1 per kind, form and language, by case or by turn
    compare_outcomes(cases)              -> how often the outcome was read as labelled, and as what instead
    count_sound_cases(cases, ...)        -> in how many cases every finding of a kind was right
    find_differences(cases, ...)         -> every miss and every false alarm, with the turns that show it

A detector that broke on a case says nothing about it: the case is counted as broken for its kinds, and is neither
a hit nor a miss. A broken reading leaves a case unknown for every kind.
"""

from __future__ import annotations

from runaround.gold.agreement import ALL_LANGUAGES, Agreement, Level, Place, compare_with_gold
from runaround.gold.differences import Difference, Side, find_differences, quote_turns
from runaround.gold.labelled import LabelledCase, is_broken
from runaround.gold.outcomes import OutcomeAgreement, compare_outcomes
from runaround.gold.soundness import count_sound_cases
from runaround.gold.study import Broken, Study, study_gold

__all__ = [
    "ALL_LANGUAGES",
    "Agreement",
    "Broken",
    "Difference",
    "LabelledCase",
    "Level",
    "OutcomeAgreement",
    "Place",
    "Side",
    "Study",
    "compare_outcomes",
    "compare_with_gold",
    "count_sound_cases",
    "find_differences",
    "is_broken",
    "quote_turns",
    "study_gold",
]
