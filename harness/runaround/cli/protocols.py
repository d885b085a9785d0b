"""What the same bots come to behind several protocols, and where that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tabulate import tabulate

from runaround.cli import terminal
from runaround.model import ErrorKind, JudgedCase, Run

__all__ = ["Compared", "compare_protocols", "explain_difference", "show_matrix", "write_matrix"]

_MOST_LISTED = 20
_NOTHING = "nothing"

_Key = tuple[str, str, int]
"""A specimen, a scenario, and which of its repeats."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One case behind one protocol: the kinds found there, and over the baseline.

    is_unsupported: the protocol lacks what the scenario needs; that is no difference. reasons: why what differs does so
    rightly, if the protocol explains all of it.
    """

    protocol: str
    specimen: str
    scenario: str
    found: tuple[str, ...]
    expected: tuple[str, ...]
    is_unsupported: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the protocol has changed what is found, and does not explain it."""
        return self.found != self.expected and not self.is_unsupported and not self.reasons


def compare_protocols(
    runs: Mapping[str, Run], *, baseline: str, differs: Mapping[str, Mapping[str, str]]
) -> tuple[Compared, ...]:
    """Return every case of every run, beside the same case of the run `baseline`.

    differs: for each protocol what its fake says of it, as `Fake.differs`.
    """
    expected = {_key(case): _kinds(case) for case in runs[baseline].cases}
    compared = (one for name, run in runs.items() for one in _compare(name, run, expected))
    return tuple(replace(one, reasons=explain_difference(one, differs.get(one.protocol, {}))) for one in compared)


def explain_difference(one: Compared, differs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the reasons of everything that differs in a case; none if anything of it has no reason."""
    found, expected = ({*kinds} or {_NOTHING} for kinds in (one.found, one.expected))
    changes = {f"+{kind}" for kind in found - expected} | {f"-{kind}" for kind in expected - found}
    changes -= {f"+{_NOTHING}", f"-{_NOTHING}"}
    return tuple(sorted({differs[change] for change in changes})) if changes <= set(differs) else ()


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
        needs = "needs what its" if unsupported == 1 else "need what their"
        counted = "it counts" if unsupported == 1 else "they count"
        terminal.say(f"{terminal.count(unsupported, 'case')} {needs} protocol does not have; {counted} for nothing.")
    for line in _tell_explained(compared):
        terminal.say(line)
    if not different:
        same = "Beyond that, the" if any(one.reasons for one in compared) else "The"
        terminal.say(f"{same} same bots give the same findings behind every protocol.")
        return
    terminal.say(f"{len(different)} cases differ:")
    for one in different[:_MOST_LISTED]:
        terminal.say(f"  {_tell_difference(one)}")
    if len(different) > _MOST_LISTED:
        terminal.say(f"  … and {len(different) - _MOST_LISTED} more")


def write_matrix(compared: Sequence[Compared], specimens: Sequence[str], protocols: Sequence[str]) -> str:
    """Return a row a protocol and a column a specimen as Markdown, then what differs, with its reasons.

    protocols: the first is that which the others are compared with; where they are as it is, nothing is repeated.
    """
    lines = [f"| protocol | {' | '.join(specimens)} |", "|---" * (len(specimens) + 1) + "|"]
    for protocol in protocols:
        is_first = protocol == protocols[0]
        cells = (_short_cell(compared, specimen, protocol, is_first=is_first) for specimen in specimens)
        lines.append(f"| `{protocol}` | {' | '.join(cells)} |")
    different = [one for one in compared if one.differs]
    told = [*_tell_explained(compared), *(_tell_difference(one) for one in different)]
    return "\n".join([*lines, "", *(f"- {line}" for line in told)]) + "\n"


def _short_cell(compared: Sequence[Compared], specimen: str, protocol: str, *, is_first: bool) -> str:
    """Return what a specimen came to, or that it is the same as elsewhere."""
    cases = [one for one in compared if (one.specimen, one.protocol) == (specimen, protocol)]
    unsupported = sum(one.is_unsupported for one in cases)
    if is_first or any(one.differs or one.reasons for one in cases):
        return ", ".join(_cell(compared, specimen, protocol)) or "-"
    return f"the same ({unsupported} unsupported)" if unsupported else "the same"


def _tell_difference(one: Compared) -> str:
    found, expected = (", ".join(kinds) or _NOTHING for kinds in (one.found, one.expected))
    return f"{one.protocol}: {one.specimen} {one.scenario}: {found}; expected {expected}"


def _tell_explained(compared: Sequence[Compared]) -> Iterator[str]:
    """Yield why cases differ rightly, a line a protocol and reason."""
    counts = Counter((one.protocol, reason) for one in compared if not one.is_unsupported for reason in one.reasons)
    for (protocol, reason), number in sorted(counts.items()):
        yield f"{terminal.count(number, 'case')} behind {protocol}, rightly: {reason}."


def _cell(compared: Sequence[Compared], specimen: str, protocol: str) -> Iterator[str]:
    """Yield how many cases of a specimen had which findings behind a protocol."""
    cases = [one for one in compared if (one.specimen, one.protocol) == (specimen, protocol)]
    counts = Counter(kind for one in cases if not one.is_unsupported for kind in one.found or (_NOTHING,))
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
