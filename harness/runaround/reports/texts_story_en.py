"""English words in which a scenario is told as a story: who the consumer is, what they do, what would be right."""

from __future__ import annotations

__all__ = ["STORY"]

_HEADINGS = {
    "story.who": "Who",
    "story.visits": "What they say",
    "story.holds": "What they know and have",
    "story.settles": "What would settle it",
    "story.human": "A human",
    "story.patience": "How long they bear it",
    "story.reactions": "What they do on hearing something",
    "story.good": "What a good bot does",
    "story.probes": "What the company's test system is asked",
    "story.looks_for": "What it brings out",
}

_WHO = {
    "story.severity": "severity: {value}",
    "story.source": "From {source}.",
    "channel.chat": "chat",
    "channel.voice": "phone",
    "story.writes.chat": "Writes in a chat.",
    "story.writes.voice": "Speaks on the phone.",
    "story.typos": "Misspells about {percent} of the words that are easily misspelt.",
    "story.split": "Sends about {percent} of the longer messages in two parts.",
    "story.punctuation": "Leaves out full stops, commas and capitals.",
    "story.variant": "This is the variant {list}.",
    "detail.name": "their name",
    "detail.email": "an e-mail address",
    "detail.date_of_birth": "a date of birth",
    "detail.serial_number": "a serial number",
    "detail.tax_number": "a tax number",
}

_VISITS = {
    "story.opening": "Opens with {words}.",
    "story.later": "{span} later: opens with {words}.",
    "story.scripted": "Begins with fixed lines, whatever the bot answers:",
    "story.later.scripted": "{span} later: begins with fixed lines, whatever the bot answers:",
    "story.line.say": "says {words}",
    "story.line.send": "sends {items}",
    "story.line.choose": "chooses {words}",
    "story.then.react": "After that they go on by themselves.",
    "story.then.opening": "After that they open with {words}, and go on by themselves.",
    "story.then.end": "After that they say nothing more.",
    "story.more": "{list} (and {n} more)",
}

_HOLDS = {
    "story.knows": "Knows {what}: “{text}”",
    "story.has": "Can send {what}: {describes}",
    "story.has.plain": "Can send {what}",
    "story.again": "and, told what is wrong with it, another: {describes}",
    "story.again.plain": "and, told what is wrong with it, another",
    "story.item.other": "anything else",
    "story.lacks": "Does not have {list}, and says so when asked.",
    "story.gaps": "The file does not say whether they have {list}: asked for that, the case is inconclusive.",
}

_SETTLES = {
    "story.solved": "The bot says as done {words}.",
    "story.solved.any": "The bot says of anything that it is done.",
    "story.answered": "The bot says {words}.",
    "story.accepts": "The bot offers {words}: they accept. Other offers they refuse.",
    "story.choices": "Of buttons, links and menus they take {words}.",
}

_HUMAN = {
    "story.wish.never": "They ask for no human, and decline one that is offered.",
    "story.wish.offered": "They ask for no human, but take one that is offered.",
    "story.wish": "They ask for a human {moments}: {words}.",
    "story.wish.first": "in their first words",
    "story.wish.turn": "in their turn {n}",
    "story.wish.failures": "once {n} replies have not helped",
    "story.wish.failures.one": "once a reply has not helped",
    "story.wish.seconds": "once the visit has lasted {span}",
    "story.persistence": "They repeat that wish up to {n} times, and then give up.",
    "story.persistence.one": "They repeat that wish once, and then give up.",
    "story.persistence.none": "They do not repeat that wish.",
    "story.turns": "They give up after {n} turns of their own in all.",
    "story.wait": "Without an answer, they speak up after {span}, and give up after as long again.",
    "story.visit": "They leave after {span}.",
    "story.late": "An answer after {span} is late.",
}

_REACTIONS = {
    "story.when": "When the bot {cues}: {deed}.",
    "story.when.times": "When the bot {cues}: {deed}. Up to {n} times.",
    "story.cue.items": "asks for {list}",
    "story.cue.words": "says {words}",
    "story.cue.and": ", and ",
    "story.deed.say": "they say {words}",
    "story.deed.send": "they send {items}",
    "story.deed.choose": "they choose {words}",
    "story.deed.wait": "they say nothing for {span}",
    "story.deed.leave": "they leave until the next visit",
    "story.deed.end": "they end the case ({reason})",
    "ends.solved": "settled",
    "ends.accepted_offer": "offer accepted",
    "ends.out_of_patience": "out of patience",
    "act.greeting": "greets",
    "act.closing": "says goodbye",
    "act.fallback": "does not understand",
    "act.reprompt": "asks again after silence",
    "act.request": "asks for something",
    "act.confirm": "reads something back",
    "act.defect": "says what is wrong with what it got",
    "act.menu": "shows a menu",
    "act.promise": "makes a promise",
    "act.done": "says that something is done",
    "act.hold": "asks to hold on",
    "act.offer": "offers something",
    "act.offer_human": "offers a human",
    "act.announce_transfer": "announces a transfer",
    "act.refuse_human": "refuses a human",
    "act.human_unavailable": "says that no human is free",
    "act.routing_question": "asks where to pass it on to",
    "act.alternative": "names another way",
    "act.question": "asks a question",
    "act.thank": "thanks",
}

_MUST = {
    "story.expected": "Expected: {wishes}.",
    "story.check": "The reply to turn {turn} {what}.",
    "story.check.session": "The reply to turn {turn} of visit {session} {what}.",
    "story.check.contains": "contains {words}",
    "story.check.misses": "does not contain {words}",
    "story.check.matches": "matches {words}",
    "story.check.json": "holds {words} in its raw form",
    "story.check.silent": "does not come",
    "story.check.answered": "comes",
    "story.probe.before": "Before the first visit: {name} ({request}).",
    "story.probe.after": "After the last visit: {name} ({request}).",
    "story.probe.session": "After visit {n}: {name} ({request}).",
    "story.looks_for.nothing": "No kind of finding in particular.",
    "story.also": "The same file also makes {list}.",
    "story.looks_for.kind": "{name} ({kind})",
}

_SAMPLE = {
    "sample.heading": "A sample: with {specimen}, seed {seed}",
    "sample.clicked": "[chooses: {label}]",
    "sample.attachment": "[{kind}: {describes}]",
    "sample.options": "[{list}]",
    "sample.event": "({event})",
    "sample.found": "Found:",
    "sample.finding": "{kind}: {sentence}",
    "sample.nothing": "Nothing was found.",
    "sample.result": "{status}: {ending}",
    "sample.link": "link: {title}",
}

STORY: dict[str, str] = {
    **_HEADINGS,
    **_WHO,
    **_VISITS,
    **_HOLDS,
    **_SETTLES,
    **_HUMAN,
    **_REACTIONS,
    **_MUST,
    **_SAMPLE,
}
