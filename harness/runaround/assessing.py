"""Says of a finding how bad it is, how sure, and by which version of the detectors it was made.

*Severity* lies in the middle between what its kind costs a consumer and what the matter of the scenario is worth to
them; where there is no middle, the worse. *Confidence* is measured: how many findings of the kind, by the very turn,
were right on conversations that people had labelled. Its level goes by the lower end of the 95 % interval, so that
few labelled conversations never make a finding look sure; that they were few, and not that findings were wrong, is a
level of its own. What was measured with other rules says nothing.
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
    "MOSTLY_RIGHT",
    "SEVERITIES",
    "Measured",
    "assess",
    "read_measured",
    "write_measured",
]

MEASURED_FILE = "measured.json"
"""Beside this module; written by `make figures` from the labelled conversations."""

LEAST_PRECISION: Mapping[Confidence, float] = {Confidence.HIGH: 0.9, Confidence.MEDIUM: 0.75}
"""Least lower end of the interval for a level: nine in ten right, three in four right."""

MOSTLY_RIGHT = 0.9
"""Least share of right ones for `few`; below it stands `low`."""

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
_RIGHT, _FOUND = "right", "found"


@dataclass(frozen=True, slots=True)
class Measured:
    """How findings did on labelled conversations, all languages together.

    detectors: version of the detector set. cases: how many were labelled. kinds: precision by kind, by the very turn.
    """

    detectors: str
    cases: int
    kinds: Mapping[str, Rate]


def assess(finding: Finding, *, detectors: str, matter: Severity | None, measured: Measured | None = None) -> Finding:
    """Return the finding with its assessment; one that has one already, from a plugin that knows better, keeps it.

    detectors: version of the detector set. matter: what the scenario says is at stake; None where nobody said.
    measured: None takes what the package was measured with.
    """
    if finding.assessment is not None:
        return finding
    known = measured or _load_measured()
    precision = known.kinds.get(finding.kind) if known.detectors == detectors else None
    assessment = Assessment(_weigh(finding, matter), _level(precision), precision, detectors)
    return replace(finding, assessment=assessment)


def read_measured(text: str) -> Measured:
    """Return what `write_measured` wrote. Raises ValueError or KeyError for anything else."""
    content = json.loads(text)
    kinds = {kind: rate(counts[_RIGHT], counts[_FOUND], 0) for kind, counts in content["kinds"].items()}
    return Measured(content["detectors"], content["cases"], kinds)


def write_measured(measured: Measured) -> str:
    """Return the JSON text of the file, with a line for each kind; kinds of which nothing was found are left out."""
    kinds = [
        f"  {json.dumps(kind)}: {json.dumps({_RIGHT: one.hits, _FOUND: one.judged})}"
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


def _level(precision: Rate | None) -> Confidence:
    if precision is None or not precision.judged:
        return Confidence.UNKNOWN
    for level, least in LEAST_PRECISION.items():
        if precision.low >= least:
            return level
    return Confidence.FEW if precision.hits >= MOSTLY_RIGHT * precision.judged else Confidence.LOW
