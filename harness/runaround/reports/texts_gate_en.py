"""English words for what the gate says: rules, what was measured, and what to mend."""

from __future__ import annotations

__all__ = ["GATE"]

_RULES = {
    "gate.passed": "PASSED: all {of} rules are kept.",
    "gate.passed.one": "PASSED: the one rule is kept.",
    "gate.blocked": "BLOCKED: {n} of {of} rules are broken.",
    "gate.blocked.one": "BLOCKED: {n} of {of} rules is broken.",
    "gate.undecided": "UNDECIDED: {n} of {of} rules are unclear, and what is not known is not taken for good.",
    "gate.undecided.one": "UNDECIDED: {n} of {of} rules is unclear, and what is not known is not taken for good.",
    "gate.also_unclear": "{n} further rules are unclear.",
    "gate.also_unclear.one": "1 further rule is unclear.",
    "gate.or": " or ",
    "gate.between": " ",
    "gate.kept": "kept",
    "gate.broken": "broken",
    "gate.unclear": "unclear",
    "gate.line": "line {n} of the policy",
    "gate.default": "holds by default",
    "gate.within": "For {places}: {asks}",
    "gate.target": "bot {name}",
    "gate.tag": "tag {name}",
    "gate.lang": "language {name}",
    "gate.why": "Why the rule is there: {why}",
    "gate.fix": "What to mend: {advice}",
    "gate.no_words": "(no text)",
    "gate.block": "At most {n} cases may show {what}.",
    "gate.block.one": "At most 1 case may show {what}.",
    "gate.block.none": "No case may show {what}.",
    "gate.block.share": "At most {share} of the cases may show {what}.",
    "gate.block.measured": "{n} of {of} judged cases do: {share}.",
    "gate.block.measured.one": "{n} of {of} judged cases does: {share}.",
    "gate.what.all": "any failure",
    "gate.what.kind": "“{kind}”",
    "gate.what.expectation": "a missed expectation of its scenario",
    "gate.what.severity": "{what}, of severity {severity} or worse",
    "gate.what.confidence": "{what}, with confidence “{confidence}” or better",
    "gate.limit": "{measure}: at most {value} in every case.",
    "gate.limit.percentile": "{measure}: at most {value} in {percent}% of the cases.",
    "gate.limit.measured": "{n} of {of} cases take more; the most: {value}.",
    "gate.limit.measured.one": "{n} of {of} cases takes more; the most: {value}.",
    "gate.limit.measured.percentile": "{percent}% of the cases keep to {value}; {n} of {of} take more than allowed.",
    "gate.limit.measured.percentile.one": "{percent}% of the cases keep to {value}; {n} of {of} takes more than "
    "allowed.",
    "gate.limit.beyond": "{percent}% of the cases keep to no number: too many never reached a human. "
    "{n} of {of} take more than allowed.",
    "gate.limit.beyond.one": "{percent}% of the cases keep to no number: too many never reached a human. "
    "{n} of {of} takes more than allowed.",
    "gate.limit.never": "a human never came",
    "gate.cases": "At least {n} cases must be conclusive, and {share} of all that count.",
    "gate.cases.one": "At least 1 case must be conclusive, and {share} of all that count.",
    "gate.cases.measured": "{n} of {of} are: {share}.",
    "gate.whole": "The run must be whole.",
    "gate.whole.measured": "{n} of {of} cases are here.",
    "gate.required": "Must be there, be conclusive and pass: {named}.",
    "gate.required.lang": "Must be there, be conclusive and pass: {named}, in {lang}.",
    "gate.required.measured": "{n} of {of} failed.",
    "gate.regressions": "Nothing may fail that passed before.",
    "gate.regressions.by_chance": "No more may have got worse than chance explains.",
    "gate.regressions.measured": "{n} of {of} pairs got worse.",
    "gate.regressions.measured.one": "1 of {of} pairs got worse.",
    "gate.regressions.p": "Chance alone would part them so unevenly {p} of the time.",
    "gate.regressions.known": "Known and not counted: {list}.",
}

_UNCLEAR = {
    "gate.unclear.too_few": "Too few cases were judged.",
    "gate.unclear.too_many_inconclusive": "Too many cases are inconclusive: the bot could not be talked to, or the "
    "harness or a scenario had a fault.",
    "gate.unclear.not_carried_out": "What happened: {name}",
    "gate.unclear.interrupted": "The run was stopped before its end.",
    "gate.unclear.omitted": "Not all cases of the run are here.",
    "gate.unclear.missing": "Not played: {name}.",
    "gate.unclear.inconclusive": "Inconclusive: {name}.",
    "gate.unclear.quarantined": "In quarantine: {name}.",
    "gate.unclear.nobody_asked": "In no judged case did the consumer ask for a human.",
    "gate.unclear.no_times": "The records hold no times.",
    "gate.unclear.no_baseline": "There is no run to compare with.",
    "gate.unclear.no_pairs": "No case was judged in both runs by the same version of its scenario.",
    "gate.unclear.other_detectors": "The runs were judged by different detectors or phrasebooks.",
}

_MEASURES = {
    "gate.measure.requests_to_human": "Requests for a human until one came",
    "gate.measure.turns_to_human": "Turns to a human",
    "gate.measure.seconds_to_human": "Time to a human",
    "gate.measure.menu_steps_to_human": "Menu steps to a human",
    "gate.measure.turns": "Turns",
    "gate.measure.consumer_turns": "Turns of the consumer",
    "gate.measure.characters": "Characters that the consumer types",
    "gate.measure.restarts": "Starting over",
    "gate.measure.items_asked": "Things asked for",
    "gate.measure.items_asked_again": "Things asked for again",
    "gate.measure.uploads": "Files sent",
    "gate.took": "{measure}: {value}.",
    "gate.took.never": "{measure}: a human never came; {value} had been spent by then.",
    "gate.worse": "It passed before.",
}

_NOTES = {
    "gate.note.cases": "{n} cases were judged.",
    "gate.note.cases.one": "1 case was judged.",
    "gate.note.baseline": "Compared with {name}.",
    "gate.note.inconclusive": "{n} cases are inconclusive and count for nothing.",
    "gate.note.inconclusive.one": "1 case is inconclusive and counts for nothing.",
    "gate.note.quarantined": "{n} cases are in quarantine and count for nothing.",
    "gate.note.quarantined.one": "1 case is in quarantine and counts for nothing.",
    "gate.note.unpaired": "{n} cases judged before have no judged partner now.",
    "gate.note.unpaired.one": "1 case judged before has no judged partner now.",
    "gate.note.other_version": "{n} pairs are left out because their scenario has changed.",
    "gate.note.other_version.one": "1 pair is left out because its scenario has changed.",
    "gate.note.idle": "The override in line {line} ({places}) fits no case.",
    "gate.note.over": "The known regression in line {line} ({name}) expired on {expires}, and counts.",
    "gate.note.unused": "The known regression in line {line} ({name}) is one no more: take it out.",
}

_ADVICE = {
    "gate.fix.loop": "when an answer did not help, say something else the second time: ask what is missing, go one "
    "step further, or offer a human.",
    "gate.fix.repeated_request": "remember what the consumer has sent and said, and look there before asking.",
    "gate.fix.handoff_failure": "when a consumer asks for a human, transfer at once, or say when and how one will "
    "come.",
    "gate.fix.no_reply": "answer every message in time, if only with what happens next.",
    "gate.fix.unanswered": "answer what was asked, or say that it cannot be answered here.",
    "gate.fix.stalling": "give a result or a fixed time, and keep to it; a second promise is none.",
    "gate.fix.buck_passing": "take the matter to whoever can settle it, instead of sending the consumer there.",
    "gate.fix.context_loss": "hand over what is known of the case at transfers and between visits.",
    "gate.fix.premature_close": "ask whether the matter is settled before closing it.",
    "gate.fix.false_resolution": "call a matter done only when the system says that it is.",
    "gate.fix.contradiction": "keep to what was said, or say openly that it was wrong and what holds now.",
    "gate.fix.upsell": "deal with the trouble first, and sell nothing meanwhile.",
    "gate.fix.obstruction": "carry out a clear decision at the first time of asking.",
    "gate.fix.disrespect": "take out the words quoted above; no answer may blame or mock.",
    "gate.fix.sensitive_request": "never ask for secrets in the chat; use a form or a transfer made for that.",
    "gate.fix.expectation": "compare the conversation with what the scenario expects; the bot did not come to it.",
    "gate.fix.human": "shorten the way to a human: recognise the wish, and do not put menus or questions before it.",
}

GATE: dict[str, str] = {**_RULES, **_UNCLEAR, **_MEASURES, **_NOTES, **_ADVICE}
