"""Tells a reaction of a scenario in plain words: on hearing what, the consumer does what."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Cue, Deed, Reaction
from runaround.reports.figures import write_span
from runaround.reports.story_words import name_items, quote_patterns, quote_words
from runaround.reports.texts import Texts

__all__ = ["tell_reaction"]


def tell_reaction(reaction: Reaction, texts: Texts) -> str:
    """Return a reaction as a sentence."""
    cues = texts.words["story.cue.and"].join(_cues(reaction.hears, texts))
    deed = texts.enumerate(list(_deeds(reaction.does, texts)))
    key = "story.when.times" if reaction.times > 1 else "story.when"
    return texts.say(key, cues=cues, deed=deed, n=reaction.times)


def _cues(cue: Cue, texts: Texts) -> Iterator[str]:
    if cue.acts:
        yield texts.words["list.or"].join(texts.name("act", act) for act in cue.acts)
    if cue.items:
        yield texts.say("story.cue.items", list=name_items(cue.items, texts))
    if cue.words:
        yield texts.say("story.cue.words", words=quote_patterns(cue.words, texts))


def _deeds(deed: Deed, texts: Texts) -> Iterator[str]:
    if deed.say:
        yield texts.say("story.deed.say", words=quote_words(deed.say, texts))
    if deed.send:
        yield texts.say("story.deed.send", items=name_items(deed.send, texts, joint="list.and"))
    if deed.choose:
        yield texts.say("story.deed.choose", words=quote_patterns(deed.choose, texts))
    if deed.wait_s is not None:
        yield texts.say("story.deed.wait", span=write_span(deed.wait_s, texts))
    if deed.leaves:
        yield texts.words["story.deed.leave"]
    if deed.ends is not None:
        yield texts.say("story.deed.end", reason=texts.words[f"ends.{deed.ends}"])
