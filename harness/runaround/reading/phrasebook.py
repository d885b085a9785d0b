"""Phrasebooks: what phrases mean, one file a language, compiled once and used for every message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from runaround.model import Item
from runaround.reading.acts import Act
from runaround.reading.phrases import Pattern, Phrases, Words, compile_finder, compile_phrases, match_nothing
from runaround.reading.rules import (
    ActRule,
    ClaimRule,
    DeedRules,
    ItemRule,
    LearnedRule,
    MeasureRule,
    Phrasebook,
    RequestRule,
    TopicRule,
)
from runaround.reading.text import fold
from runaround.reading.times import parse_times

__all__ = ["LATIN", "build_phrasebook", "function_words", "load_data", "parse_phrasebook"]

LATIN = "a-z"
"""The letters of a language that does not say which it is written in."""

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C, where there is one, takes a thirtieth of the time."""


def _lines(block: object) -> tuple[str, ...]:
    text = block if isinstance(block, str) else ""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _compile(block: object, words: Words) -> Phrases:
    """Return the phrases of a block; of an empty one, phrases that match nothing."""
    return compile_phrases(_lines(block), words) or match_nothing(words)


def _act_rules(section: Mapping[str, Any], words: Words) -> tuple[ActRule, ...]:
    return tuple(
        ActRule(
            Act(name),
            _compile(rule.get("says"), words),
            compile_phrases(_lines(rule.get("unless")), words),
        )
        for name, rule in section.items()
    )


def _learned_rules(data: Mapping[str, Any], words: Words) -> dict[Act, LearnedRule]:
    """Return what each act needs that may be read by what was learned; no two sides have acts of one name."""
    section = data.get("learned") or {}
    phrased = {name: rule or {} for side in ("company", "consumer") for name, rule in (data.get(side) or {}).items()}
    return {Act(name): _learned_rule(rule or {}, phrased.get(name, {}), words) for name, rule in section.items()}


def _learned_rule(rule: Mapping[str, Any], phrased: Mapping[str, Any], words: Words) -> LearnedRule:
    without = (compile_phrases(_lines(one.get("unless")), words) for one in (rule, phrased))
    says = compile_phrases(_lines(rule.get("says")), words)
    return LearnedRule(says, tuple(phrases for phrases in without if phrases is not None))


def _request_rule(section: Mapping[str, Any], words: Words) -> RequestRule:
    parts = ("before", "nearby", "after", "list", "between", "unless", "within")
    return RequestRule(*(_compile(section.get(part), words) for part in parts))


def _item_rules(section: Mapping[str, Any], words: Words) -> tuple[ItemRule, ...]:
    return tuple(
        ItemRule(
            name,
            Item(rule.get("as", name)),
            nouns=compile_phrases(_lines(rule.get("nouns")), words),
            asks=compile_phrases(_lines(rule.get("asks")), words),
            gives=compile_phrases(_lines(rule.get("gives")), words),
            sorts=tuple((sort, _compile(block, words)) for sort, block in (rule.get("sorts") or {}).items()),
        )
        for name, rule in section.items()
    )


def _deed_rules(data: Mapping[str, Any], part: str, words: Words) -> DeedRules:
    by_name = tuple((name, _compile(rule.get(part), words)) for name, rule in data.get("deeds", {}).items())
    return DeedRules(by_name, compile_phrases(_lines(data.get("deeds_unless", {}).get(part)), words))


def _topic_rules(section: Mapping[str, Any], words: Words) -> tuple[TopicRule, ...]:
    """Return the topics; one that fits nobody would accuse whoever tells of it, and is left out."""
    parts = ("says", "fits")
    whole = {name: rule for name, rule in section.items() if all(_lines(rule.get(part)) for part in parts)}
    return tuple(TopicRule(name, *(_compile(rule[part], words) for part in parts)) for name, rule in whole.items())


def _claim_rules(section: Mapping[str, Any], words: Words) -> tuple[ClaimRule, ...]:
    return tuple(
        ClaimRule(
            name,
            affirms=_compile(rule.get("affirms"), words),
            denies=_compile(rule.get("denies"), words),
            unless=compile_phrases(_lines(rule.get("unless")), words),
            bound=rule.get("bound", False),
        )
        for name, rule in section.items()
    )


def _measure_rules(section: Mapping[str, Any], words: Words) -> tuple[MeasureRule, ...]:
    return tuple(
        MeasureRule(
            name,
            _compile(rule.get("says"), words),
            compile_phrases(_lines(rule.get("unless")), words),
            is_price=rule["of"] == "money",
        )
        for name, rule in section.items()
    )


def _claiming(claims: Mapping[str, Any], measures: Mapping[str, Any], words: Words) -> Phrases:
    """Return one pattern for everything that claims: most sentences claim nothing, and one search tells."""
    blocks = [rule.get(part) for rule in claims.values() for part in ("affirms", "denies")]
    blocks += [rule.get("says") for rule in measures.values()]
    lines = [line for block in blocks for line in _lines(block)]
    return compile_phrases(lines, words) or match_nothing(words)


def _same(block: object, words: Words) -> tuple[tuple[Pattern, str], ...]:
    groups = (tuple(entry.strip() for entry in line.split(",") if entry.strip()) for line in _lines(block))
    return tuple((compile_phrases(group, words) or match_nothing(words), f"={group[0]}") for group in groups if group)


def load_data(text: str) -> dict[str, Any]:
    """Return the content of a phrasebook of ours; those of others are read, and checked, by `phrasebook_file`."""
    data: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C or not)
    return data


def parse_phrasebook(text: str) -> Phrasebook:
    """Return the phrasebook written in `text`.

    Raises PhraseError for a wrong phrase, ValueError for an unknown act or item.
    """
    return build_phrasebook(load_data(text))


def build_phrasebook(data: Mapping[str, Any]) -> Phrasebook:
    """Return the phrasebook of what a file holds; parts that it does not have match nothing.

    Raises as `parse_phrasebook`.
    """
    words = {fold(name): _lines(block) for name, block in data.get("words", {}).items()}
    same = _same(data.get("same"), words)
    claims, measures = data.get("claims", {}), data.get("measures", {})
    return Phrasebook(
        language=data["language"],
        company=_act_rules(data.get("company", {}), words),
        consumer=_act_rules(data.get("consumer", {}), words),
        request=_request_rule(data.get("request", {}), words),
        items=_item_rules(data.get("items", {}), words),
        done=_deed_rules(data, "done", words),
        undone=_deed_rules(data, "undone", words),
        missed=_deed_rules(data, "missed", words),
        formulas=compile_phrases(_lines(data.get("formulas")), words),
        stopwords=_single_words(data.get("stopwords")),
        same=same,
        find_same=compile_finder(pattern for pattern, _ in same),
        topics=_topic_rules(data.get("topics", {}), words),
        claims=_claim_rules(claims, words),
        measures=_measure_rules(measures, words),
        conditions=_compile(data.get("conditions"), words),
        periods=_compile(data.get("periods"), words),
        claiming=_claiming(claims, measures, words),
        links=_compile(data.get("links"), words),
        before_name=_single_words(data.get("before_name")),
        letters=re.compile(f"[{data.get('letters', LATIN)}]"),
        values=compile_phrases(_lines(data.get("values")), words),
        endings=tuple(sorted(_single_words(data.get("endings")), key=lambda ending: (-len(ending), ending))),
        times=parse_times(data.get("times", {}), words),
        learned=_learned_rules(data, words),
    )


def function_words(data: Mapping[str, Any]) -> frozenset[str]:
    """Return the words, folded, by which a language of the Latin script is told from the others."""
    return _single_words(data.get("function_words"))


def _single_words(block: object) -> frozenset[str]:
    return frozenset(fold(word) for line in _lines(block) for word in line.split())
