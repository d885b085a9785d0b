"""Says how bad a finding is and how sure: in a sentence, briefly behind its own, and for programs."""

from __future__ import annotations

from runaround.model import Confidence, Finding
from runaround.reports.figures import write_percent
from runaround.reports.sentences import tell_finding
from runaround.reports.texts import Texts

__all__ = ["describe_assessment", "tell_assessment", "tell_briefly"]


def tell_assessment(finding: Finding, texts: Texts) -> str:
    """Return severity and confidence with what was measured, as a sentence; empty for a finding without them."""
    assessed = finding.assessment
    if assessed is None:
        return ""
    severity, measured = texts.words[f"severity.{assessed.severity}"], assessed.measured
    if assessed.confidence is Confidence.UNKNOWN:
        return texts.say("assessed.unknown", severity=severity)
    if measured is None:
        return texts.say(
            "assessed.plain", severity=severity, confidence=texts.words[f"confidence.{assessed.confidence}"]
        )
    return texts.say(
        f"assessed.{assessed.confidence}",
        severity=severity,
        right=measured.hits,
        cases=measured.judged,
        low=write_percent(measured.low),
        high=write_percent(measured.high),
    )


def tell_briefly(finding: Finding, texts: Texts) -> str:
    """Return the sentence of a finding, with the words for severity and confidence behind it if it has them."""
    sentence, assessed = tell_finding(finding, texts), finding.assessment
    if assessed is None:
        return sentence
    confidence = texts.words[f"confidence.{assessed.confidence}"]
    severity = texts.words[f"severity.{assessed.severity}"]
    return texts.say("assessed.brief", sentence=sentence, severity=severity, confidence=confidence)


def describe_assessment(finding: Finding) -> dict[str, object]:
    """Return the keys for programs; each is null for a finding that nobody assessed."""
    assessed = finding.assessment
    measured = assessed.measured if assessed else None
    return {
        "severity": assessed.severity if assessed else None,
        "confidence": assessed.confidence if assessed else None,
        "measured": measured
        and {"right": measured.hits, "cases": measured.judged, "low": measured.low, "high": measured.high},
        "detectors": assessed.detectors if assessed else None,
    }
