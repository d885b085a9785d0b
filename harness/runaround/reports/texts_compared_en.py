"""English words for runs laid beside each other, and for repeats."""

from __future__ import annotations

from runaround.model import REFUSALS

__all__ = ["COMPARED"]

COMPARED = {
    **REFUSALS,
    "compared.title": "One run beside another",
    "compared.headline.worse": "Worse: {list}.",
    "compared.headline.better": "Better: {list}.",
    "compared.headline.both": "Worse: {worse}. Better: {better}.",
    "compared.headline.same": "No difference is shown.",
    "compared.failed": "failed cases",
    "compared.side": "{bot}, run {run} ({cases} cases, seed {seed})",
    "compared.before": "before",
    "compared.after": "after",
    "compared.of": "{side}: {told}",
    "compared.pairs": "{pairs} pairs of cases over {scenarios} are judged on both sides.",
    "compared.pairs.one": "1 pair of cases is judged on both sides.",
    "compared.scenarios": "{n} scenarios",
    "compared.scenarios.one": "1 scenario",
    "compared.contrast": "{name}: {before} before, {after} after; difference {difference} (95% interval {low} to "
    "{high}), {p}; effect: {effect}.",
    "compared.changed": "{worse} of the pairs came out worse, {better} better.",
    "compared.at_odds": "{list}: the test and the 95% interval disagree on whether there is a difference, which is a "
    "close call. The test decides: it is exact, and stricter the more is asked at once. The interval is an "
    "approximation, made for each row by itself.",
    "compared.join": " ",
    "compared.points": "{n} points",
    "compared.points.range": "{low} to {high}",
    "compared.p": "p = {p}",
    "compared.p.small": "p < 0.001",
    "compared.inconclusive": "{n} pairs are left out because one side or both are inconclusive; with them the "
    "difference in failed cases is between {low} and {high}.",
    "compared.inconclusive.plain": "{n} pairs are left out because one side or both are inconclusive.",
    "compared.quarantined": "{n} pairs are left out because a case is in quarantine.",
    "compared.quarantined.one": "1 pair is left out because a case is in quarantine.",
    "compared.detectable": "That nothing is shown does not mean that nothing is there. These pairs are worth {n} "
    "independent ones, which show a rise of {difference} or more in 80 of 100 comparisons, if {churn} of the pairs "
    "change without a reason, as these did.",
    "compared.detectable.none": "That nothing is shown does not mean that nothing is there. These pairs are worth "
    "{n} independent ones, too few to show any rise, if {churn} of the pairs change without a reason, as these did. "
    "Play more scenarios.",
    "compared.only_before": "Only in the run before, left out: {list}.",
    "compared.only_after": "Only in the run after, left out: {list}.",
    "compared.version": "Left out because the file of the scenario is another one: {list}.",
    "compared.skipped": "{n} scenarios are left out because the channel of a run does not support them: {list}.",
    "compared.skipped.one": "1 scenario is left out because the channel of a run does not support it: {list}.",
    "compared.repeats": "{n} cases are left out because the other run has no such repeat.",
    "compared.foreign": "{n} records without a scenario are left out: nothing says which belong together.",
    "compared.more": "{list} and {n} more",
    "compared.unlike.bots": "The bots have different names: {before} and {after}.",
    "compared.unlike.seeds": "The seeds differ: the consumers wrote other words in the two runs, which adds chance.",
    "compared.unlike.harness": "Different versions of runaround played the two runs: the consumers may differ too.",
    "compared.unlike.suppressions": "Different findings are suppressed in the two runs.",
    "compared.unlike.interrupted": "One of the runs was stopped before its end: what is left out may not be like "
    "the rest.",
    "compared.appeared": "New, and not found once before: {list}.",
    "compared.vanished": "Gone, and not found once after: {list}.",
    "compared.section.kinds": "What was compared",
    "compared.section.measures": "What the conversations took, a case on average",
    "compared.section.worse": "Came out worse",
    "compared.section.better": "Came out better",
    "compared.section.other": "Failed in another way",
    "compared.section.notes": "How to read this",
    "compared.section.ranks": "The bots",
    "compared.section.changes": "The cases that changed",
    "compared.column.change": "what became of it",
    "compared.column.new": "new",
    "compared.column.gone": "gone",
    "filter.change": "What became of it",
    "change.worse": "worse",
    "change.better": "better",
    "change.other": "failed in another way",
    "compared.case": "{name}, repeat {n}",
    "compared.case.new": "new: {list}",
    "compared.case.gone": "gone: {list}",
    "compared.passed": "passed",
    "compared.failed.plain": "failed without a finding: {reasons}",
    "compared.column.name": "what",
    "compared.column.before": "before",
    "compared.column.after": "after",
    "compared.column.difference": "difference",
    "compared.column.interval": "95% interval",
    "compared.column.pairs": "worse/better",
    "compared.column.p": "p (Holm)",
    "compared.column.effect": "effect",
    "compared.column.rank": "rank",
    "compared.column.bot": "bot",
    "compared.column.cases": "cases",
    "compared.column.share": "share",
    "compared.column.ties": "not told apart from",
    "compared.measure.consumer_turns": "the consumer's turns",
    "compared.measure.requests_to_human": "wishes for a human",
    "compared.measure.items_asked_again": "items asked for again",
    "compared.few": "too few scenarios",
    "effect.none": "none",
    "effect.tiny": "tiny",
    "effect.small": "small",
    "effect.medium": "medium",
    "effect.large": "large",
    "ranked.headline": "{n} bots over {scenarios} ({cases} each): {name}.",
    "ranked.range": "{best}–{worst}",
    "ranked.first": "{bot} is better than all others.",
    "ranked.tied": "No bot is shown to be the best: {list} may be.",
    "ranked.silent": "Not ranked because no case of theirs says anything: {list}.",
    "ranked.uncommon": "Left out because not all bots played them: {list}.",
    "ranked.inconclusive": "{n} inconclusive cases count for no bot, and widen nothing but their own bounds.",
    "ranked.quarantined": "{n} cases are in quarantine: what they played counts for no bot.",
    "ranked.quarantined.one": "1 case is in quarantine: what it played counts for no bot.",
    "ranked.note": "Every two bots are compared pair by pair with an exact test, all of them adjusted together by "
    "Holm. A rank is a range: from one more than there are bots shown to be better, to all but those shown to be "
    "worse. With a chance of 95% every true rank is in its range. Not being told apart is no equality: the first "
    "may beat the third although neither is told apart from the second.",
    "power.headline": "What {n} pairs show in 80 of 100 comparisons, at 5%, two-sided:",
    "power.column.churn": "pairs that change without a reason",
    "power.column.difference": "smallest rise of failed cases that shows",
    "power.none": "none, however large",
    "compared.note.pairs": "A pair is the same scenario, the same version of it and the same repeat in both runs. A "
    "pair with an inconclusive side, or with a case in quarantine, counts for nothing.",
    "compared.note.test": "p is the chance of a difference at least as large if the releases were alike: McNemar's "
    "exact test; with repeats, the exact sign-flip test in which the scenario is the unit. Below 0.05 a difference "
    "is taken for real. Kinds are adjusted together by Holm. The test decides; the interval says how large.",
    "compared.note.effect": "Effect sizes are those of Cohen's h (1988): small from 0.2, medium from 0.5, large "
    "from 0.8; less is tiny.",
    "steady.section": "Over repeats",
    "steady.pass": "pass^{k}: {share} (95% interval {low}–{high}) of {scenarios} would pass {k} times of {k}.",
    "steady.pass.one": "pass^1: {share} (95% interval {low}–{high}) of the repeats of {scenarios} pass.",
    "steady.pass.none": "pass^{k}: no scenario has {k} conclusive repeats.",
    "steady.bounds": "{told} Inconclusive repeats leave it between {low} and {high}.",
    "steady.flips": "Flip rate: in {hits} of {judged} the repeats disagree, {share} (95% interval {low}–{high}).",
    "steady.flips.none": "Flip rate: no scenario has two conclusive repeats.",
    "steady.flaky": "{scenario}: {passed} passed, {failed} failed",
    "steady.flaky.unknown": "{scenario}: {passed} passed, {failed} failed, {unknown} inconclusive",
    "steady.note": "pass^k is the chance that k repeats of a scenario all pass, estimated without bias; the flip "
    "rate is the share of scenarios whose repeats disagree. The scenario is the unit of the intervals: repeats of "
    "one resemble each other.",
}
