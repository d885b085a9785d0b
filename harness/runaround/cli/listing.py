"""The scenario library as a table: which scenarios are asked for, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from runaround.errors import RunaroundError
from runaround.model import KINDS, Scenario, Severity
from runaround.plugins import suggest

__all__ = ["Entry", "Wanted", "choose", "list_entries"]

_BY_WEIGHT = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a scenario must be to be listed; what is None or empty is not asked.

    tags: all of them. kind: a family of findings or a form of one; a scenario that looks for the whole family of a form
    counts.
    """

    tags: tuple[str, ...] = ()
    area: str | None = None
    lang: str | None = None
    kind: str | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the scenarios of a file, or of one variant of it, which are told together.

    name: the id, or the name of the variant. variants: those of the file that are not rows of their own.
    """

    name: str
    scenarios: tuple[Scenario, ...]
    variants: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The folder of the file."""
        return self.scenarios[0].area

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it is played in, sorted."""
        return tuple(sorted({one.lang for one in self.scenarios}))

    @property
    def severity(self) -> Severity:
        """The highest severity of the scenarios."""
        return max((one.severity for one in self.scenarios), key=_BY_WEIGHT.index)

    @property
    def looks_for(self) -> tuple[str, ...]:
        """Every kind that some of the scenarios look for, in the order of writing."""
        return tuple(dict.fromkeys(kind for one in self.scenarios for kind in one.looks_for))

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag of the scenarios, in the order of writing."""
        return tuple(dict.fromkeys(tag for one in self.scenarios for tag in one.tags))

    @property
    def titles(self) -> dict[str, str]:
        """The title in each language."""
        return {lang: next(one.title for one in self.scenarios if one.lang == lang) for lang in self.languages}


def choose(scenarios: Sequence[Scenario], wanted: Wanted) -> tuple[Scenario, ...]:
    """Return the scenarios that are wanted, in their order.

    Raises RunaroundError if none is, saying which filter left nothing.
    """
    filters = _filters(wanted, scenarios)
    chosen = tuple(one for one in scenarios if all(fits(one) for _, fits, _ in filters))
    if chosen or not filters:
        return chosen
    for name, fits, known in filters:
        if not any(fits(one) for one in scenarios):
            value = name.partition(" ")[2]
            hint = f"Known: {', '.join(known)}.{suggest(value, known)}"
            msg = f"{name} leaves nothing of {len(scenarios)} scenarios. {hint}"
            raise RunaroundError(msg)
    counts = [f"{name} leaves {sum(fits(one) for one in scenarios)}" for name, fits, _ in filters]
    msg = f"Nothing is left: of {len(scenarios)} scenarios {', '.join(counts)}; none fits them all."
    raise RunaroundError(msg)


def list_entries(scenarios: Iterable[Scenario], *, has_variants: bool) -> tuple[Entry, ...]:
    """Return the rows, sorted by area and name: one for each file, or for each variant if `has_variants`."""
    together: dict[str, list[Scenario]] = {}
    for one in scenarios:
        together.setdefault(one.name if has_variants else one.id, []).append(one)
    entries = [Entry(name, tuple(found), () if has_variants else _variants(found)) for name, found in together.items()]
    return tuple(sorted(entries, key=lambda entry: (entry.area, entry.scenarios[0].id)))


def _variants(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    return tuple(dict.fromkeys("+".join(one.variant) for one in scenarios if one.variant))


_Filter = tuple[str, Callable[[Scenario], bool], list[str]]
"""A filter as it was typed, whether a scenario passes it, and what could have been typed."""


def _filters(wanted: Wanted, scenarios: Sequence[Scenario]) -> list[_Filter]:
    tags = sorted({tag for one in scenarios for tag in one.tags})
    filters: list[_Filter] = [_filter_tag(tag, tags) for tag in wanted.tags]
    if wanted.area is not None:
        filters.append((f"--area {wanted.area}", lambda one: one.area == wanted.area, _sorted(scenarios, "area")))
    if wanted.lang is not None:
        filters.append((f"--lang {wanted.lang}", lambda one: one.lang == wanted.lang, _sorted(scenarios, "lang")))
    if wanted.severity is not None:
        severities = [severity.value for severity in Severity]
        filters.append((f"--severity {wanted.severity}", lambda one: one.severity == wanted.severity, severities))
    if wanted.kind is not None:
        kind = wanted.kind
        filters.append((f"--kind {kind}", lambda one: any(_is_kind(found, kind) for found in one.looks_for), [*KINDS]))
    return filters


def _filter_tag(tag: str, known: list[str]) -> _Filter:
    return f"--tag {tag}", lambda one: tag in one.tags, known


def _sorted(scenarios: Iterable[Scenario], name: str) -> list[str]:
    return sorted({str(getattr(one, name)) for one in scenarios})


def _is_kind(found: str, wanted: str) -> bool:
    """Return whether one of two kinds is the other, or its family."""
    return found == wanted or found.startswith(f"{wanted}/") or wanted.startswith(f"{found}/")
