"""Tells why a finding was made, or none: the rule, the turns quoted, what was read of them, and every step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from runaround.model import (
    ActTrace,
    CaseExplanation,
    Consideration,
    Explanation,
    Finding,
    Ground,
    Item,
    ItemTrace,
    Role,
    SlotEntry,
    Step,
    Transcript,
    TurnTrace,
)
from runaround.reports.assessed import tell_assessment
from runaround.reports.columns import hang
from runaround.reports.hostile import on_one_line
from runaround.reports.sentences import tell_finding
from runaround.reports.spoken import tell_turn
from runaround.reports.texts import Texts, find_texts

__all__ = ["tell_explanation", "tell_rule", "tell_step"]

_INDENT = "  "
_LONGEST = 1000
_LONGEST_PHRASE = 60
_SHARED_WORDS = 12
_ITEMS = frozenset(item.value for item in Item)
_FEATURES = 6
_DECIMALS = ".2f"
_WAYS = frozenset({"loop", "handoff_failure"})
"""Families whose own considerations only lead to those of their forms: what passes there is no finding yet."""


def tell_explanation(case: CaseExplanation, *, lang: str = "en", width: int = 80) -> str:
    """Return the explanations of one case as text in lines of at most `width` columns; ends with a line break.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    lines: list[_Line] = [
        (0, texts.say("explain.case", id=case.transcript.id, turns=len(case.transcript.turns), version=case.version))
    ]
    if case.broken:
        lines.append((0, texts.say("explain.broken", list=texts.enumerate(list(case.broken)))))
    if not case.explanations:
        lines.append((0, texts.words["explain.nothing"]))
    for explanation in case.explanations:
        lines += [(0, ""), *_tell(explanation, case.transcript, texts)]
    shown = (
        hang(on_one_line(text, _LONGEST), width, first=_INDENT * depth, rest=_INDENT * (depth + 1) if depth else "")
        for depth, text in lines
    )
    return "\n".join(line.rstrip() for part in shown for line in part) + "\n"


_Line = tuple[int, str]
"""How far in a line stands, and its text."""


def _tell(one: Explanation, transcript: Transcript, texts: Texts) -> Iterator[_Line]:
    if one.finding is None:
        yield 0, texts.say("explain.turn", n=one.turn)
    else:
        yield from _tell_head(one.finding, one.number, texts)
    yield 1, texts.words["explain.turns"]
    for trace in one.turns:
        yield from _tell_turn(trace, transcript, texts)
    yield 1, texts.words["explain.ledger"]
    yield from _tell_ledger(one.ledger, texts)
    yield 1, texts.words["explain.steps"]
    yield from _tell_considerations(one, texts)


def _tell_head(finding: Finding, number: int, texts: Texts) -> Iterator[_Line]:
    kind = texts.name("kind", finding.kind)
    yield 0, texts.say("explain.finding", n=number, kind=kind, name=finding.kind)
    yield 1, tell_finding(finding, texts)
    if finding.assessment is not None:
        yield 1, tell_assessment(finding, texts)
    yield 1, tell_rule(finding.kind, texts)


def tell_rule(kind: str, texts: Texts) -> str:
    """Return the rule of a kind; of a plugin's kind, that we do not know it."""
    rule = texts.words.get(f"rule.{kind}")
    return texts.words["explain.rule.none"] if rule is None else texts.say("explain.rule", rule=rule)


# --- what was read --------------------------------------------------------------------------------


def _tell_turn(trace: TurnTrace, transcript: Transcript, texts: Texts) -> Iterator[_Line]:
    turn = transcript.turns[trace.turn]
    said = " ".join(tell_turn(turn, texts))
    yield 2, f"{trace.turn} {texts.words[f'speaker.{turn.speaker}']}: {said}"
    for key, items in (("asks", trace.asked), ("gives", trace.given)):
        for item in items:
            yield 3, texts.say(f"explain.{key}", item=_name(item.name, texts), origin=_tell_item_origin(item, texts))
    for key, deeds in (("claims", trace.done), ("denies", trace.undone)):
        if deeds:
            yield 3, texts.say(f"explain.{key}", list=texts.enumerate([_name(deed, texts) for deed in deeds]))
    for act in trace.acts:
        yield 3, texts.say("explain.reads", act=_name_act(act.act, texts), origin=_tell_origin(act, texts))
    if not trace.acts:
        yield 3, texts.words["explain.reads.none"]


def _tell_origin(act: ActTrace, texts: Texts) -> str:
    features = ", ".join(f"{name} {weight:+{_DECIMALS}}" for name, weight in act.features[:_FEATURES])
    return texts.say(
        f"origin.{act.origin}", words=act.words, phrase=on_one_line(act.phrase, _LONGEST_PHRASE), features=features
    )


def _tell_item_origin(item: ItemTrace, texts: Texts) -> str:
    phrase = on_one_line(item.phrase, _LONGEST_PHRASE)
    return texts.say(f"item_origin.{item.origin}", words=item.words, phrase=phrase)


def _name_act(act: str, texts: Texts) -> str:
    return texts.name("does", act)


def _name(name: str, texts: Texts) -> str:
    """Return the words for an item; a finer one, or a deed, that no language has words for keeps its name."""
    if name in _ITEMS:
        return texts.words[f"item.{name}"]
    return texts.name("detail", name).replace("_", " ")


def _tell_ledger(entries: Sequence[SlotEntry], texts: Texts) -> Iterator[_Line]:
    if not entries:
        yield 2, texts.words["explain.ledger.none"]
    for entry in entries:
        yield 2, f"{entry.turn} {texts.words[f'slot.{entry.event}']}: {_name(entry.name, texts)}"


# --- what was weighed -----------------------------------------------------------------------------


def _tell_considerations(one: Explanation, texts: Texts) -> Iterator[_Line]:
    if not one.considerations:
        yield 2, texts.words["explain.steps.none" if one.finding is not None else "explain.unweighed"]
    if one.finding is not None:
        for consideration in one.considerations:
            yield from _tell_steps(consideration, texts, depth=2)
        return
    weighed: dict[str, list[Consideration]] = {}
    for consideration in one.considerations:
        weighed.setdefault(consideration.kind, []).append(consideration)
    for kind, considerations in sorted(weighed.items(), key=lambda pair: _nearness(*pair)):
        yield from _tell_kind(kind, considerations, texts)


def _nearness(kind: str, considerations: Sequence[Consideration]) -> tuple[bool, int, str]:
    """Order kinds: what was found first, then what came nearest to it."""
    return not _has_passed(considerations), -max(len(one.steps) for one in considerations), kind


def _has_passed(considerations: Sequence[Consideration]) -> bool:
    return any(one.decisive is None for one in considerations)


def _tell_kind(kind: str, considerations: Sequence[Consideration], texts: Texts) -> Iterator[_Line]:
    """Yield the steps of one kind; nothing for a family that was only the way to its forms."""
    passed = _has_passed(considerations)
    if kind in _WAYS and passed:
        return
    named = texts.say("explain.found" if passed else "explain.not_found", kind=texts.name("kind", kind))
    first = considerations[0]
    if len(considerations) == len(first.steps) == 1 and first.about is None:
        yield 2, texts.say("explain.at_once", kind=named, step=_tell_decided(first, first.steps[0], texts))
        return
    yield 2, named
    way: tuple[Step, ...] = ()
    for consideration in considerations:
        yield from _tell_steps(consideration, texts, depth=3, told=way)
        way = consideration.steps if consideration.about is None else way


def _tell_steps(
    consideration: Consideration, texts: Texts, *, depth: int, told: tuple[Step, ...] = ()
) -> Iterator[_Line]:
    """Yield the steps of one consideration, without those that it shares with `told`, from which it branches off."""
    if consideration.about is not None:
        about = consideration.about
        what = _name(about, texts) if isinstance(about, str) else _turns((about,), texts)
        yield depth, texts.say("explain.about", what=what)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(told, consideration.steps, strict=False)))
    for step in consideration.steps[shared:]:
        yield depth + (consideration.about is not None), _tell_decided(consideration, step, texts)


def _tell_decided(consideration: Consideration, step: Step, texts: Texts) -> str:
    """Return one step in words, marked if it decided the matter."""
    said = tell_step(step, texts)
    return texts.say("step.decisive", step=said) if step is consideration.decisive else said


def tell_step(step: Step, texts: Texts) -> str:
    """Return one step in words: what was asked, whether it had to be or must not be so, and whether it is."""
    answer = "yes" if step.holds else "no"
    role = "needed" if step.role is Role.NEEDED else "spares"
    return texts.say(f"step.{role}.{answer}", claim=_tell_claim(step, texts))


def _tell_claim(step: Step, texts: Texts) -> str:
    turns = _turns(step.turns, texts)
    if step.ground is Ground.DOES:
        acts = texts.words["list.comma"].join(_name_act(act, texts) for act in step.acts)
        claim = texts.say("ground.does.of" if step.turns else "ground.does", turns=turns, acts=acts)
        seen = texts.enumerate([_name_act(act, texts) for act in step.seen])
        return texts.say("step.seen", claim=claim, seen=seen) if seen and len(step.acts) > 1 else claim
    if step.ground is Ground.ALIKE and step.alike is not None:
        alike = step.alike
        shared = texts.words["list.comma"].join(word.lstrip("=") for word in alike.shared[:_SHARED_WORDS])
        score, needed = format(alike.score, _DECIMALS), format(alike.needed, _DECIMALS)
        return texts.say("ground.alike", turns=turns, score=score, needed=needed, shared=shared)
    claim = texts.words[f"ground.{step.ground}"]
    return texts.say("explain.of", claim=claim, turns=turns) if step.turns else claim


def _turns(turns: Sequence[int], texts: Texts) -> str:
    key = "turns.one" if len(turns) == 1 and "turns.one" in texts.words else "turns"
    return texts.say(key, list=texts.enumerate([str(turn) for turn in turns]))
