"""English words for one case told on a terminal, and for what a session of tests says at its end."""

from __future__ import annotations

__all__ = ["TOLD"]

TOLD = {
    "told.heading": "{title} ({scenario}), {target}",
    "told.expected": "Expected: {wishes}.",
    "told.kind": "{label} ({kind}), turn {list}. {rule}",
    "told.failed.check": "Not as the scenario asks: {sentence}",
    "told.failure": "A detector of ours broke ({name}): {error}",
    "told.record": "Record: {command}",
    "told.unjudged": "not judged: {why}",
    "session.flaky": "Not the same each time: {list}",
    "session.flaky.part": "{name} passed {passed} of {times} times",
    "session.kept": "Run {run}: {recorded} of {planned} cases are on record in {store}.",
    "session.look": "One conversation: {command}",
    "session.report": "Report: {path}",
}
