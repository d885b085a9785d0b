"""English words for what is in the store of runs: the list of runs, one run, one case, what judging again changed."""

from __future__ import annotations

__all__ = ["STORED"]

_RUNS = {
    "runs.none": "There is no run here yet; `runaround run` makes one.",
    "runs.more": "There are more than these {n} runs; --limit N shows so many, --all shows all.",
    "runs.more.one": "There are more than this run; --limit N shows so many, --all shows all.",
    "runs.run": "Run",
    "runs.state": "State",
    "runs.cases": "Cases",
    "runs.passed": "Passed",
    "runs.failed": "Failed",
    "runs.inconclusive": "Inconclusive",
    "runs.state.running": "running",
    "runs.state.interrupted": "interrupted",
    "runs.state.finished": "finished",
    "runs.state.pruned": "pruned",
    "runs.begun": "{when} UTC",
    "runs.judged": "judged {n} times",
    "runs.judged.one": "judged once",
    "runs.harness": "runaround {version}",
    "runs.targets": "{list} and {n} more",
    "runs.dot": " · ",
}

_RUN = {
    "run.heading": "Run {id}",
    "run.state": "{state}, {recorded} of {planned} cases recorded",
    "run.begun": "begun {when} UTC, seed {seed}, runaround {version}",
    "run.bot": "Bot: {name}",
    "run.judgement": "Judgement {n} of {when} UTC by detectors {detectors} of runaround {version}",
    "run.phrasebooks": "with the phrasebooks {list}",
    "run.suppress": "with the suppressions of {file}",
    "run.unfinished": "not finished",
    "run.shown": "the one shown here",
    "run.unjudged": "Nobody has judged it: what is shown was judged now.",
    "run.event.interrupted": "interrupted",
    "run.event.resumed": "resumed",
    "run.event.finished": "finished",
    "run.event.judged": "judged",
    "run.event.pruned": "pruned",
    "run.event.redacted": "redacted",
    "run.event.skipped": "skipped what the channel does not support",
    "run.event": "{when} UTC: {what}",
    "run.event.detail": "{when} UTC: {what} ({detail})",
}

_CASE = {
    "stored.case": "Case {id}",
    "stored.of": "Run {run}, judgement {judgement}",
    "stored.of.none": "Run {run}, judged now",
    "stored.played": "Scenario {scenario} against {target}, seed {seed}, repeat {repeat}",
    "stored.attempt": "Attempt {n} of {when} UTC",
    "stored.attempt.error": "Attempt {n} of {when} UTC: {error}",
    "stored.counts": "this one counts",
    "stored.proves": "proves turn {list}",
    "stored.wire": "What went over the wire",
    "stored.wire.none": "Nothing is kept of what went over the wire.",
    "stored.exchange": "[{n}] turn {turn}, attempt {attempt}, status {status}, at {at}, took {took}",
    "stored.picture": "a picture, {type}, {size} bytes, SHA-256 {proof}",
    "stored.pictures": "{n} pictures in {folder}",
    "stored.request": "sent:",
    "stored.response": "came back:",
}

_RESCORED = {
    "rescored.heading": "Run {run}: judged again, compared with judgement {before}",
    "rescored.kept": "Kept as judgement {n}; judgement {before} stays.",
    "rescored.kept.first": "Kept as judgement {n}, its first.",
    "rescored.dry": "Nothing was kept: --dry-run.",
    "rescored.first": "Run {run}: judged for the first time, there is nothing to compare with",
    "rescored.same": "Nothing changed in {n} cases.",
    "rescored.same.one": "Nothing changed in the one case.",
    "rescored.changed": "{n} of {cases} cases changed; {unjudged} had no verdict before.",
    "rescored.counts": "{status}: {before} before, {after} now",
    "rescored.comparable": "Same detectors ({detectors}), phrasebooks and suppressions: what changed is comparable.",
    "rescored.detectors": "Detectors {before} before, {after} now: single findings are not comparable, a rule may have "
    "changed.",
    "rescored.phrasebooks": "Other phrasebooks than before: findings that come or go may come from them.",
    "rescored.suppressions": "Other suppressions than before: findings that come or go may come from them.",
    "rescored.kind": "Kind",
    "rescored.before": "Before",
    "rescored.after": "Now",
    "rescored.gone": "Gone",
    "rescored.new": "New",
    "rescored.moved": "Moved",
    "rescored.case": "{case}: {before} before, {after} now",
    "rescored.case.same": "{case}: {after}, as before",
    "rescored.case.first": "{case}: {after}, no verdict before",
    "rescored.line.gone": "gone: {sentence}",
    "rescored.line.new": "new: {sentence}",
    "rescored.line.moved": "moved, from turn {before}: {sentence}",
    "rescored.more": "{n} further changed cases are not shown; --format json has all of them.",
    "rescored.more.one": "1 further changed case is not shown; --format json has all of them.",
}

STORED: dict[str, str] = {**_RUNS, **_RUN, **_CASE, **_RESCORED}
