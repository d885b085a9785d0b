"""Tells a scenario as a story in plain words, in its own language, for people who decide whether it is a good one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from runaround.model import Channel, Evidence, HumanWish, Item, Scenario, ScenarioSession
from runaround.reports.columns import hang
from runaround.reports.figures import write_percent, write_span
from runaround.reports.hostile import on_one_line
from runaround.reports.skipped import name_needs
from runaround.reports.story_expected import tell_expected, tell_kinds, tell_probes
from runaround.reports.story_reactions import tell_reaction
from runaround.reports.story_words import name_items, quote_patterns, quote_words
from runaround.reports.texts import Texts, find_texts

__all__ = ["tell_story"]

_LONGEST = 2000


def tell_story(scenario: Scenario, *, width: int = 80) -> str:
    """Return the story in lines of at most `width` columns; ends with a line break.

    Raises ValueError if there are no texts in the language of the scenario.
    """
    texts = find_texts(scenario.lang)
    lines = hang(on_one_line(scenario.title), width)
    lines += hang(" · ".join(_facts_of(scenario, texts)), width)
    for topic, tell in _SECTIONS:
        sentences = list(tell(scenario, texts))
        if sentences:
            lines += ["", texts.words[f"story.{topic}"]]
        for sentence in sentences:
            indent = "      " if sentence.startswith(" ") else "  "
            lines += hang(on_one_line(sentence, _LONGEST), width, first=indent, rest=indent + "  ")
    return "\n".join(lines) + "\n"


def _facts_of(scenario: Scenario, texts: Texts) -> Iterator[str]:
    yield on_one_line(scenario.key)
    yield on_one_line(scenario.area)
    yield texts.words[f"channel.{scenario.channel}"]
    yield texts.say("story.severity", value=texts.words[f"severity.{scenario.severity}"])
    yield from (on_one_line(tag) for tag in scenario.tags)


def _tell_who(scenario: Scenario, texts: Texts) -> Iterator[str]:
    yield texts.words[f"story.writes.{scenario.channel}"]
    writing = scenario.writing
    if writing.typos:
        yield texts.say("story.typos", percent=write_percent(writing.typos))
    if writing.split:
        yield texts.say("story.split", percent=write_percent(writing.split))
    if not writing.punctuation and scenario.channel is Channel.CHAT:
        yield texts.words["story.punctuation"]
    if scenario.variant:
        yield texts.say("story.variant", list=texts.enumerate(list(scenario.variant)))
    if scenario.needed:
        yield texts.say("story.needs", list=name_needs(scenario.needed, texts))
    if scenario.source:
        yield texts.say("story.source", source=scenario.source)


def _tell_visits(scenario: Scenario, texts: Texts) -> Iterator[str]:
    for number, session in enumerate(scenario.sessions):
        later = ".later" if number else ""
        span = write_span(session.after_s, texts)
        if not session.script:
            key = "story.later" if later else "story.opening"
            yield texts.say(key, span=span, words=quote_words(session.opening, texts))
            continue
        yield texts.say(f"story{later}.scripted", span=span)
        yield from _tell_script(session, texts)


def _tell_script(session: ScenarioSession, texts: Texts) -> Iterator[str]:
    """Yield the fixed lines, which are told further in, and what comes after them."""
    for number, line in enumerate(session.script, start=1):
        parts = [texts.say("story.line.say", words=quote_words([line.say], texts))] if line.say else []
        parts += [texts.say("story.line.send", items=name_items(line.send, texts))] if line.send else []
        parts += [texts.say("story.line.choose", words=quote_patterns(line.choose, texts))] if line.choose else []
        yield f" {number}. {texts.enumerate(parts)}"
    if session.ends_after_script:
        yield texts.words["story.then.end"]
    elif session.opening:
        yield texts.say("story.then.opening", words=quote_words(session.opening, texts))
    else:
        yield texts.words["story.then.react"]


def _tell_holdings(scenario: Scenario, texts: Texts) -> Iterator[str]:
    for item, text in scenario.facts.items():
        yield texts.say("story.knows", what=texts.words[f"item.{item}"], text=text)
    for detail, text in scenario.details.items():
        yield texts.say("story.knows", what=texts.name("detail", detail), text=text)
    for evidence in scenario.evidence.values():
        yield _tell_evidence(evidence, texts)
    if scenario.lacks:
        yield texts.say("story.lacks", list=name_items(_in_order(scenario.lacks), texts))
    said = {*scenario.facts, *scenario.evidence, *scenario.lacks, Item.DESCRIPTION}
    gaps = [item for item in Item if item not in said]
    if gaps:
        yield texts.say("story.gaps", list=name_items(gaps, texts, joint="list.or"))


def _in_order(items: Iterable[Item]) -> list[Item]:
    found = frozenset(items)
    return [item for item in Item if item in found]


def _tell_evidence(evidence: Evidence, texts: Texts) -> str:
    what = texts.words[f"item.{evidence.item}"]
    told = texts.say("story.has" if evidence.describes else "story.has.plain", what=what, describes=evidence.describes)
    if evidence.again is None:
        return told
    key = "story.again" if evidence.again.describes else "story.again.plain"
    return told + texts.words["list.comma"] + texts.say(key, describes=evidence.again.describes)


def _tell_settling(scenario: Scenario, texts: Texts) -> Iterator[str]:
    if scenario.solved_by:
        yield texts.say("story.solved", words=quote_patterns(scenario.solved_by, texts))
    elif not scenario.answered_by:
        yield texts.words["story.solved.any"]
    for key, patterns in (
        ("story.answered", scenario.answered_by),
        ("story.accepts", scenario.accepts_offers),
        ("story.choices", scenario.choices),
    ):
        if patterns:
            yield texts.say(key, words=quote_patterns(patterns, texts))


def _tell_wish(scenario: Scenario, texts: Texts) -> Iterator[str]:
    wish = scenario.human
    moments = list(_moments(wish, texts)) if wish is not None else []
    if wish is None or not moments:
        yield texts.words["story.wish.never" if wish is None else "story.wish.offered"]
        return
    words = quote_words(scenario.sayings.get("ask_human", ()), texts)
    yield texts.say("story.wish", moments=texts.words["list.or"].join(moments), words=words)
    yield (
        texts.count("story.persistence", wish.persistence)
        if wish.persistence
        else texts.words["story.persistence.none"]
    )


def _moments(wish: HumanWish, texts: Texts) -> Iterator[str]:
    if wish.at_turn == 1:
        yield texts.words["story.wish.first"]
    elif wish.at_turn is not None:
        yield texts.say("story.wish.turn", n=wish.at_turn)
    if wish.after_failures is not None:
        yield texts.count("story.wish.failures", wish.after_failures)
    if wish.after_s is not None:
        yield texts.say("story.wish.seconds", span=write_span(wish.after_s, texts))


def _tell_patience(scenario: Scenario, texts: Texts) -> Iterator[str]:
    patience = scenario.patience
    yield texts.say("story.turns", n=patience.turns)
    yield texts.say("story.wait", span=write_span(patience.wait_s, texts))
    if patience.visit_s is not None:
        yield texts.say("story.visit", span=write_span(patience.visit_s, texts))
    if scenario.reply_within_s is not None:
        yield texts.say("story.late", span=write_span(scenario.reply_within_s, texts))


def _tell_reactions(scenario: Scenario, texts: Texts) -> Iterator[str]:
    return (tell_reaction(reaction, texts) for reaction in scenario.reactions)


_SECTIONS: tuple[tuple[str, Callable[[Scenario, Texts], Iterator[str]]], ...] = (
    ("who", _tell_who),
    ("visits", _tell_visits),
    ("holds", _tell_holdings),
    ("settles", _tell_settling),
    ("human", _tell_wish),
    ("patience", _tell_patience),
    ("reactions", _tell_reactions),
    ("good", tell_expected),
    ("probes", tell_probes),
    ("looks_for", tell_kinds),
)
