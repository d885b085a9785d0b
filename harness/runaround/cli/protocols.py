"""What the same bots come to behind several protocols, and where that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tabulate import tabulate

from runaround.cli import terminal
from runaround.model import ErrorKind, JudgedCase, Run

__all__ = ["Compared", "compare_protocols", "show_matrix"]

_MOST_LISTED = 20

_Key = tuple[str, str, int]
"""A specimen, a scenario, and which of its repeats."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One case behind one protocol: the kinds found there, and over the baseline.

    is_unsupported: the protocol lacks what the scenario needs; that is no difference.
    """

    protocol: str
    specimen: str
    scenario: str
    found: tuple[str, ...]
    expected: tuple[str, ...]
    is_unsupported: bool = False

    @property
    def differs(self) -> bool:
        """Whether the protocol has changed what is found."""
        return self.found != self.expected and not self.is_unsupported


def compare_protocols(runs: Mapping[str, Run], *, baseline: str) -> tuple[Compared, ...]:
    """Return every case of every run, beside the same case of the run `baseline`."""
    expected = {_key(case): _kinds(case) for case in runs[baseline].cases}
    return tuple(one for name, run in runs.items() for one in _compare(name, run, expected))


def _compare(protocol: str, run: Run, expected: Mapping[_Key, tuple[str, ...]]) -> Iterator[Compared]:
    """Yield the cases of one run, then what was skipped in it; a case that the baseline skipped has nothing beside."""
    for case in run.cases:
        error, key = case.transcript.error, _key(case)
        is_unsupported = key not in expected or (error is not None and error.kind is ErrorKind.UNSUPPORTED)
        found = _kinds(case)
        yield Compared(
            protocol,
            case.transcript.target,
            case.transcript.scenario,
            found,
            expected.get(key, found),
            is_unsupported=is_unsupported,
        )
    for one in run.skipped:
        wanted = expected.get((one.target, one.scenario, 0), ())
        yield Compared(protocol, one.target, one.scenario, (), wanted, is_unsupported=True)


def show_matrix(compared: Sequence[Compared], specimens: Sequence[str], protocols: Sequence[str]) -> None:
    """Print a row a specimen and a column a protocol, then the cases that differ."""
    rows = [
        (specimen, *("\n".join(_cell(compared, specimen, protocol)) for protocol in protocols))
        for specimen in specimens
    ]
    terminal.say(tabulate(rows, headers=("specimen", *protocols), tablefmt="simple_grid", disable_numparse=True))
    terminal.say("\nHow many cases had which findings; the cases themselves are compared one by one.\n")
    different = [one for one in compared if one.differs]
    unsupported = sum(one.is_unsupported for one in compared)
    if unsupported:
        terminal.say(f"{unsupported} cases need what their protocol does not have; they count for nothing.")
    if not different:
        terminal.say("Behind every protocol the same bots give the same findings.")
        return
    terminal.say(f"{len(different)} cases differ:")
    for one in different[:_MOST_LISTED]:
        found, expected = (", ".join(kinds) or "nothing" for kinds in (one.found, one.expected))
        terminal.say(f"  {one.protocol}: {one.specimen} {one.scenario}: {found}; expected {expected}")
    if len(different) > _MOST_LISTED:
        terminal.say(f"  … and {len(different) - _MOST_LISTED} more")


def _cell(compared: Sequence[Compared], specimen: str, protocol: str) -> Iterator[str]:
    """Yield how many cases of a specimen had which findings behind a protocol."""
    cases = [one for one in compared if (one.specimen, one.protocol) == (specimen, protocol)]
    counts = Counter(kind for one in cases if not one.is_unsupported for kind in one.found or ("nothing",))
    for kind, number in sorted(counts.items()):
        yield f"{kind} {number}"
    differing = sum(one.differs for one in cases)
    if differing:
        yield f"DIFFERS IN {differing}"
    unsupported = sum(one.is_unsupported for one in cases)
    if unsupported:
        yield f"(unsupported {unsupported})"


def _key(case: JudgedCase) -> _Key:
    return case.transcript.target, case.transcript.scenario, case.transcript.repeat


def _kinds(case: JudgedCase) -> tuple[str, ...]:
    """Return the kinds of findings of a case, each once; a case that broke off has its error instead."""
    error = case.transcript.error
    if error is not None:
        return ("inconclusive",)
    return tuple(sorted({finding.kind for finding in (*case.verdict.findings, *case.verdict.borne)}))
