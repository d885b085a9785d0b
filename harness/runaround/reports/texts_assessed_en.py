"""English words for how bad a finding is and how sure."""

from __future__ import annotations

__all__ = ["ASSESSED"]

ASSESSED = {
    "assessed.high": "Severity {severity}; confidence high: of {cases} labelled conversations with such findings, all "
    "of them were right in {right} (95% interval {low}–{high}).",
    "assessed.medium": "Severity {severity}; confidence medium: of {cases} labelled conversations with such findings, "
    "all of them were right in {right} (95% interval {low}–{high}).",
    "assessed.low": "Severity {severity}; confidence low: of {cases} labelled conversations with such findings, all of "
    "them were right in no more than {right} (95% interval {low}–{high}).",
    "assessed.few": "Severity {severity}; too few were measured to say how sure this is: of {cases} labelled "
    "conversations with such findings, all of them were right in {right} (95% interval {low}–{high}).",
    "assessed.unknown": "Severity {severity}; confidence unknown: nothing was measured for such findings.",
    "assessed.plain": "Severity {severity}; confidence {confidence}.",
    "assessed.brief": "{sentence} [severity {severity}; confidence: {confidence}]",
    "confidence.high": "high",
    "confidence.medium": "medium",
    "confidence.low": "low",
    "confidence.few": "few measured",
    "confidence.unknown": "unknown",
    "note.confidence": "Severity says how much a finding costs the consumer: by its kind, and by what is at stake. "
    "Confidence says in how many conversations labelled by people the findings of that kind were right; with other "
    "companies they may be right less often. It says nothing about the single case: for that, read the turns.",
}
