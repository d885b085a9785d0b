"""Says of a finding how bad it is, how sure, and by which version of the detectors it was made.

*Severity* lies in the middle between what its kind costs a consumer and what the matter of the scenario is worth to
them; where there is no middle, the worse. *Confidence* is measured: in how many of the labelled conversations that show
the kind every finding of it was right, by the very turn. Its level goes by the lower end of the 95 % interval, so that
few labelled conversations never make a finding look sure. `low` goes by its upper end: too many were wrong, whatever
comes. In between, too few were measured to say. What was measured with other rules says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from runaround.model import Assessment, Confidence, Finding, Rate, Severity
from runaround.scoring import rate

__all__ = [
    "LEAST_PRECISION",
    "MEASURED_FILE",
    "NOT_MEASURED",
    "SEVERITIES",
    "Measured",
    "assess",
    "read_measured",
    "write_measured",
]

MEASURED_FILE = "measured.json"
"""Beside this module; written by `make figures` from the labelled conversations."""

LEAST_PRECISION: Mapping[Confidence, float] = {Confidence.HIGH: 0.9, Confidence.MEDIUM: 0.75}
"""Least lower end of the interval for a level: nine cases in ten right, three in four."""

SEVERITIES: Mapping[str, Severity] = {
    "loop": Severity.MEDIUM,
    "repeated_request": Severity.MEDIUM,
    "handoff_failure": Severity.HIGH,
    "handoff_failure/unavailable": Severity.MEDIUM,
    "handoff_failure/not_offered": Severity.MEDIUM,
    "no_reply": Severity.HIGH,
    "no_reply/late": Severity.LOW,
    "unanswered": Severity.MEDIUM,
    "stalling": Severity.MEDIUM,
    "stalling/broken": Severity.HIGH,
    "buck_passing": Severity.MEDIUM,
    "context_loss": Severity.MEDIUM,
    "premature_close": Severity.HIGH,
    "false_resolution": Severity.HIGH,
    "contradiction": Severity.MEDIUM,
    "upsell": Severity.LOW,
    "obstruction": Severity.HIGH,
    "disrespect": Severity.HIGH,
    "sensitive_request": Severity.CRITICAL,
}
"""What a finding costs the consumer by itself: low is time, medium is patience, high is the way to a solution, and
critical is what cannot be made good. A form that is not named here has the severity of its family."""

_OF_PLUGINS = Severity.MEDIUM
_RISING = tuple(Severity)
_RIGHT, _CASES = "right", "cases"


@dataclass(frozen=True, slots=True)
class Measured:
    """How findings did on labelled conversations, all languages together.

    detectors: version of the detector set. cases: how many were labelled. kinds: by kind, in how many of the cases that
    show it every finding of it was right.
    """

    detectors: str
    cases: int
    kinds: Mapping[str, Rate]


NOT_MEASURED = Measured("", 0, {})
"""What is known of findings that were made by phrases besides those of the house: nothing."""


def assess(finding: Finding, *, detectors: str, matter: Severity | None, measured: Measured | None = None) -> Finding:
    """Return the finding with its assessment; one that has one already, from a plugin that knows better, keeps it.

    detectors: version of the detector set. matter: what the scenario says is at stake; None where nobody said.
    measured: None takes what the package was measured with.
    """
    if finding.assessment is not None:
        return finding
    known = measured or _load_measured()
    rate_of_kind = known.kinds.get(finding.kind) if known.detectors == detectors else None
    assessment = Assessment(_weigh(finding, matter), _level(rate_of_kind), rate_of_kind, detectors)
    return replace(finding, assessment=assessment)


def read_measured(text: str) -> Measured:
    """Return what `write_measured` wrote. Raises ValueError or KeyError for anything else."""
    content = json.loads(text)
    kinds = {kind: rate(counts[_RIGHT], counts[_CASES], 0) for kind, counts in content["kinds"].items()}
    return Measured(content["detectors"], content["cases"], kinds)


def write_measured(measured: Measured) -> str:
    """Return the JSON text of the file, with a line for each kind; kinds of which nothing was found are left out."""
    kinds = [
        f"  {json.dumps(kind)}: {json.dumps({_RIGHT: one.hits, _CASES: one.judged})}"
        for kind, one in sorted(measured.kinds.items())
        if one.judged
    ]
    head = f' "detectors": {json.dumps(measured.detectors)},\n "cases": {measured.cases},\n "kinds": '
    return "{\n" + head + "{\n" + ",\n".join(kinds) + "\n }\n}\n"


@cache
def _load_measured() -> Measured:
    return read_measured((files("runaround") / MEASURED_FILE).read_text("utf-8"))


def _weigh(finding: Finding, matter: Severity | None) -> Severity:
    own = SEVERITIES.get(finding.kind, SEVERITIES.get(finding.family, _OF_PLUGINS))
    if matter is None:
        return own
    return _RISING[(_RISING.index(own) + _RISING.index(matter) + 1) // 2]


def _level(measured: Rate | None) -> Confidence:
    if measured is None or not measured.judged:
        return Confidence.UNKNOWN
    for level, least in LEAST_PRECISION.items():
        if measured.low >= least:
            return level
    return Confidence.LOW if measured.high < LEAST_PRECISION[Confidence.HIGH] else Confidence.FEW
