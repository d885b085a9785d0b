"""By what the cases of a page can be picked: each facet with its values, and the values of each case.

A value is written as a token, its place in the list: what a stranger called a bot or a tag stands in a label only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from runaround.model import CaseChange, CaseStatus, Change, JudgedCase, Severity
from runaround.reports.hostile import on_one_line
from runaround.reports.overview import kind_order, name_target
from runaround.reports.texts import Texts

__all__ = ["CASES", "CHANGES", "Facet", "Values", "find_facets", "list_tokens"]

_LABEL_CHARACTERS: Final = 60
_MOST_VALUES: Final = 500

_Picked = TypeVar("_Picked")

Values = Mapping[str, Callable[[_Picked], Iterable[str]]]
"""By the name of a facet, its values for one of what is picked."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to pick cases: its name in the page, its label, and the tokens with their labels in order."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    tokens: Mapping[str, str]


def find_facets(cases: Sequence[_Picked], values: Values[_Picked], texts: Texts) -> tuple[Facet, ...]:
    """Return the facets by which the cases differ; one value in all of them would be no choice.

    values: `CASES`, or `CHANGES` for cases that changed from run to run.
    """
    facets = (_find_facet(name, [value for case in cases for value in of(case)], texts) for name, of in values.items())
    return tuple(facet for facet in facets if len({tuple(_tokens(case, values, facet)) for case in cases}) > 1)


def list_tokens(case: _Picked, values: Values[_Picked], facets: Iterable[Facet]) -> tuple[tuple[str, str], ...]:
    """Return for each facet its name and the tokens of a case, with blanks between them."""
    return tuple((facet.name, " ".join(_tokens(case, values, facet))) for facet in facets)


def _tokens(case: _Picked, values: Values[_Picked], facet: Facet) -> Iterator[str]:
    for value in dict.fromkeys(values[facet.name](case)):
        if value in facet.tokens:
            yield facet.tokens[value]


def _find_facet(name: str, values: Iterable[str], texts: Texts) -> Facet:
    ordered = sorted(set(values), key=lambda value: (_PLACES.get(value, 0), kind_order(value)))[:_MOST_VALUES]
    tokens = {value: str(place) for place, value in enumerate(ordered)}
    options = tuple((token, _label(name, value, texts)) for value, token in tokens.items())
    return Facet(name, texts.words[f"filter.{name}"], options, tokens)


def _label(name: str, value: str, texts: Texts) -> str:
    if name == "bot":
        return name_target(value, texts)
    label = on_one_line(texts.name(name, value), _LABEL_CHARACTERS)
    return f"· {label}" if name == "kind" and "/" in value else label


def _list_kinds(case: JudgedCase) -> Iterator[str]:
    """Yield the kinds that count, and their families: who picks a family wants its forms too."""
    for finding in case.verdict.findings:
        yield from (finding.family, finding.kind)


def _list_severities(case: JudgedCase) -> Iterator[str]:
    """Yield what is at stake in the scenario, and how bad each finding is."""
    if case.transcript.severity is not None:
        yield case.transcript.severity
    yield from (finding.assessment.severity for finding in case.verdict.findings if finding.assessment is not None)


CASES: Final[Values[JudgedCase]] = {
    "status": lambda case: [case.verdict.status],
    "bot": lambda case: [case.transcript.target],
    "kind": _list_kinds,
    "severity": _list_severities,
    "lang": lambda case: [case.transcript.lang.partition("-")[0]],
    "tag": lambda case: case.transcript.tags,
}

CHANGES: Final[Values[CaseChange]] = {
    "change": lambda one: [one.change],
    "kind": lambda one: [*one.appeared, *one.vanished],
    "lang": lambda one: CASES["lang"](one.after),
    "tag": lambda one: one.after.transcript.tags,
}

_PLACES: Final = {str(word): place for words in (Severity, CaseStatus, Change) for place, word in enumerate(words)}
"""Where words have an order of their own, such as `low` before `high`."""
