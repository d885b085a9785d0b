"""Builds scenarios from valid documents; nothing is checked here any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from runaround.model import (
    Channel,
    Check,
    Cue,
    Deed,
    EndReason,
    Escalation,
    Evidence,
    Expectation,
    HumanWish,
    Item,
    JsonCheck,
    Need,
    Outcome,
    Patience,
    Probe,
    Reaction,
    Scenario,
    ScenarioSession,
    ScriptLine,
    Severity,
    Writing,
)
from runaround.scenario_file.evidence import MEDIA_TYPES
from runaround.scenario_file.layers import Layered
from runaround.scenario_file.placeholders import fill
from runaround.scenario_file.shape import Document
from runaround.yaml_file import read_yaml

__all__ = ["build"]

_SAYINGS = Path(__file__).resolve().parent.parent / "sayings.yaml"
_SLIPS = Path(__file__).resolve().parent.parent / "slips.yaml"
_SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_ITEMS = frozenset(Item)


def build(layered: Layered, lang: str) -> Scenario:
    """Return the scenario of a valid document in one of its languages."""
    path = layered.file.path
    document = fill(layered.document, lang, _elapsed(layered.document, lang))
    facts = {item: _in(fact, lang) for item, fact in document.get("facts", {}).items()}
    return Scenario(
        id=path.stem,
        lang=lang,
        area=path.resolve().parent.name,
        title=_in(document.get("title", path.stem), lang),
        source=document.get("source", ""),
        sessions=tuple(_build_session(one, lang) for one in document["sessions"]),
        variant=layered.variant,
        channel=Channel(document.get("channel", Channel.CHAT)),
        severity=Severity(document.get("severity", Severity.MEDIUM)),
        facts={Item(item): fact for item, fact in facts.items() if item in _ITEMS},
        details={name: fact for name, fact in facts.items() if name not in _ITEMS},
        evidence={evidence.item: evidence for evidence in _build_evidence(document, lang)},
        lacks=frozenset(Item(item) for item in document.get("lacks", ())),
        choices=_texts(document.get("choices"), lang),
        solved_by=_texts(document.get("solved_by"), lang),
        answered_by=_texts(document.get("answered_by"), lang),
        accepts_offers=_texts(document.get("accepts_offers"), lang),
        reactions=tuple(_build_reaction(one, lang) for one in document.get("reactions", ())),
        sayings=_build_sayings(document, lang),
        writing=_build_writing(document.get("writing", {}), lang),
        human=_build_wish(document.get("human")),
        patience=_build_patience(document.get("patience", {})),
        reply_within_s=float(document["reply_within_s"]) if "reply_within_s" in document else None,
        expect=_build_expectation(document, lang),
        probes=tuple(_build_probe(one) for one in document.get("probes", ())),
        tags=tuple(document.get("tags", ())),
        looks_for=tuple(document.get("looks_for", ())),
        needs=frozenset(Need(name) for name in document.get("needs", ())),
    )


# --- what the consumer says and does -----------------------------------------------------------------------


def _build_session(session: Document, lang: str) -> ScenarioSession:
    return ScenarioSession(
        opening=_texts(session.get("opening"), lang),
        after_s=_seconds(session.get("after", "0 s")),
        script=tuple(_build_line(line, lang) for line in session.get("script", ())),
        ends_after_script=session.get("after_script") == "end",
    )


def _build_line(line: Document, lang: str) -> ScriptLine:
    return ScriptLine(_in(line.get("say", ""), lang), _items(line.get("send")), _texts(line.get("choose"), lang))


def _build_reaction(reaction: Document, lang: str) -> Reaction:
    hears, does = reaction["hears"], reaction["does"]
    acts = hears.get("acts", ())
    return Reaction(
        Cue(
            (acts,) if isinstance(acts, str) else tuple(acts),
            _items(hears.get("items")),
            _texts(hears.get("words"), lang),
        ),
        Deed(
            say=_texts(does.get("say"), lang),
            send=_items(does.get("send")),
            choose=_texts(does.get("choose"), lang),
            wait_s=float(does["wait_s"]) if "wait_s" in does else None,
            leaves="leave" in does,
            ends=EndReason(does["end"]) if "end" in does else None,
        ),
        times=int(reaction.get("times", 1)),
    )


def _build_evidence(document: Document, lang: str) -> Iterator[Evidence]:
    for item, given in document.get("evidence", {}).items():
        again = _build_file(Item(item), given["again"], lang) if "again" in given else None
        yield _build_file(Item(item), given, lang, again=again)


def _build_file(item: Item, given: Document, lang: str, *, again: Evidence | None = None) -> Evidence:
    file = Path(given["file"]).resolve()
    describes = _in(given.get("describes", ""), lang)
    return Evidence(item, str(file), MEDIA_TYPES[file.suffix.lower()], describes, again)


def _build_sayings(document: Document, lang: str) -> Mapping[str, tuple[str, ...]]:
    own = document.get("sayings", {}).get(lang, {})
    return {**_default_sayings(lang), **{move: _texts(own, move) for move in own}}


def _build_writing(writing: Document, lang: str) -> Writing:
    typos = float(writing.get("typos", 0.0))
    return Writing(
        typos=typos,
        split=float(writing.get("split", 0.0)),
        punctuation=writing.get("punctuation", True),
        slips=_read_slips(lang) if typos else (),
    )


def _build_wish(human: Any) -> HumanWish | None:  # noqa: ANN401 (foreign data)
    """Return the wish; one that says its moment does not also wait for failures, unless it says so."""
    usual = HumanWish()
    if human == "if_offered":
        return HumanWish(after_failures=None)
    if not isinstance(human, dict):
        return None
    has_moment = "at_turn" in human or "after_s" in human
    after_failures = human.get("after_failures", None if has_moment else usual.after_failures)
    return HumanWish(
        at_turn=_whole(human.get("at_turn")),
        after_failures=_whole(after_failures),
        after_s=_number(human.get("after_s")),
        persistence=int(human.get("persistence", usual.persistence)),
    )


def _build_patience(patience: Document) -> Patience:
    usual = Patience()
    return Patience(
        turns=int(patience.get("turns", usual.turns)),
        wait_s=float(patience.get("wait_s", usual.wait_s)),
        visit_s=_number(patience.get("visit_s")),
    )


# --- what must hold ----------------------------------------------------------------------------------------


def _build_expectation(document: Document, lang: str) -> Expectation:
    expect = document.get("expect", {})
    return Expectation(
        outcome=Outcome(expect["outcome"]) if "outcome" in expect else None,
        escalation=Escalation(expect.get("escalation", Escalation.ALLOWED)),
        limits={kind: int(count) for kind, count in expect.get("limits", {}).items()},
        requests_to_human=_whole(expect.get("requests_to_human")),
        turns_to_human=_whole(expect.get("turns_to_human")),
        seconds_to_human=_number(expect.get("seconds_to_human")),
        no_harder_than=expect.get("no_harder_than", ""),
        checks=tuple(_build_checks(document, lang)),
    )


def _build_checks(document: Document, lang: str) -> Iterator[Check]:
    """Yield the checks of script lines, whose turns are known from their place, and those of the expectation."""
    for number, session in enumerate(document["sessions"], start=1):
        for turn, line in enumerate(session.get("script", ()), start=1):
            if "check" in line:
                yield _build_check(line["check"], lang, turn=turn, session=number)
    for check in document.get("expect", {}).get("checks", ()):
        yield _build_check(check, lang, turn=int(check["turn"]), session=int(check.get("session", 1)))


def _build_check(check: Document, lang: str, *, turn: int, session: int) -> Check:
    return Check(
        turn=turn,
        session=session,
        contains=_texts(check.get("contains"), lang),
        misses=_texts(check.get("misses"), lang),
        matches=check.get("matches"),
        json=_build_json_checks(check.get("json", ())),
        silent=check.get("silent"),
    )


def _build_json_checks(checks: Any) -> tuple[JsonCheck, ...]:  # noqa: ANN401 (foreign data)
    return tuple(
        JsonCheck(one["at"], equals=one.get("equals"), matches=one.get("matches"), exists=_exists(one))
        for one in checks
    )


def _exists(check: Document) -> bool | None:
    """Return what a JSON check says of existence; what must equal null must not be there."""
    must_be_null = "equals" in check and check["equals"] is None
    return False if must_be_null else check.get("exists")


def _build_probe(probe: Document) -> Probe:
    when, expect = probe.get("when", "after"), probe.get("expect", {})
    after_session = int(when["after_session"]) if isinstance(when, dict) else {"before": 0}.get(when)
    return Probe(
        name=probe["name"],
        path=probe["path"],
        method=probe.get("method", "GET"),
        after_session=after_session,
        headers=dict(probe.get("headers", {})),
        body=probe.get("json"),
        status=_whole(expect.get("status")),
        json=_build_json_checks(expect.get("json", ())),
    )


# --- wording that ships with runaround ---------------------------------------------------------------------


@cache
def _read_sayings() -> Document:
    document, _ = read_yaml(_SAYINGS)
    sayings: Document = document
    return sayings


@cache
def _default_sayings(lang: str) -> Mapping[str, tuple[str, ...]]:
    """Return the wording per move, and the names of items as `item_photo` and so on."""
    document = _read_sayings()
    moves = {move: tuple(texts) for move, texts in document[lang]["moves"].items()}
    names = {f"item_{item}": (name,) for item, name in document[lang]["items"].items()}
    return {**moves, **names}


@cache
def _read_slips(lang: str) -> tuple[tuple[str, str], ...]:
    """Return what people write, and what they write instead."""
    document, _ = read_yaml(_SLIPS)
    return tuple((right, wrong) for right, wrongs in document[lang].items() for wrong in wrongs)


def _elapsed(document: Document, lang: str) -> Mapping[int, str]:
    """Return the time before each later session, in words."""
    words = _read_sayings()[lang]["elapsed"]
    times = {index: one["after"] for index, one in enumerate(document["sessions"]) if "after" in one}
    return {index: _in_words(after, words) for index, after in times.items()}


def _in_words(after: str, words: Mapping[str, list[str]]) -> str:
    number = after.rstrip("smindh ")
    one, many = words[after.removeprefix(number).strip()]
    return (one if float(number) == 1 else many).format(n=number)


def _seconds(after: str) -> float:
    unit = after.lstrip("0123456789. ")
    return float(after.removesuffix(unit)) * _SECONDS[unit]


# --- values of any shape -----------------------------------------------------------------------------------


def _whole(number: float | None) -> int | None:
    """Return 3 for the 3.0 that JSON Schema takes as a whole number too."""
    return None if number is None else int(number)


def _number(number: float | None) -> float | None:
    return None if number is None else float(number)


def _items(names: Any) -> tuple[Item, ...]:  # noqa: ANN401 (foreign data)
    return tuple(Item(name) for name in names or ())


def _in(text: Any, lang: str) -> str:  # noqa: ANN401 (foreign data)
    """Return a text that may be one for all languages, or one for each."""
    return str(text.get(lang, "") if isinstance(text, dict) else text)


def _texts(texts_by_key: Any, key: str) -> tuple[str, ...]:  # noqa: ANN401 (foreign data)
    found = (texts_by_key or {}).get(key, ())
    return (found,) if isinstance(found, str) else tuple(found)
