"""Turns the keys of one recorded case into values of the model, noting every mistake."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from runaround.model import (
    Attachment,
    Button,
    CaseError,
    Ending,
    EndReason,
    ErrorKind,
    Event,
    Exchange,
    Expectation,
    Finding,
    Item,
    Link,
    Outcome,
    Picture,
    Placing,
    ProbeResult,
    Severity,
    Speaker,
    Transcript,
    Turn,
    TurnEnd,
    Versions,
)
from runaround.store.expectations import read_expectation
from runaround.store.fields import Fields

__all__ = ["Labels", "Recorded", "read_recorded"]

_PICTURES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True, slots=True)
class Labels:
    """What a person found in a case by hand: findings in order, and the outcome (None: not labelled)."""

    findings: tuple[Finding, ...]
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One line of a transcript file. `labels` is None when nobody labelled the case."""

    transcript: Transcript
    expect: Expectation | None = None
    labels: Labels | None = None


def read_recorded(fields: Fields) -> Recorded:
    """Return the case that `fields` describes; it means nothing if there are mistakes in `fields` afterwards."""
    turns = _read_turns(fields)
    transcript = Transcript(
        id=_read_required(fields, "id"),
        lang=_read_required(fields, "lang"),
        turns=turns,
        channel=fields.text("channel", default="chat"),
        title=fields.text("title", default=""),
        scenario=fields.text("scenario", default=""),
        target=fields.text("target", default=""),
        seed=_read_seed(fields),
        repeat=fields.count("repeat", default=0),
        severity=fields.optional_choice("severity", Severity),
        tags=fields.texts("tags"),
        reply_within_s=fields.optional_number("reply_within_s"),
        ending=_read_ending(fields.optional_object("ending")),
        error=_read_error(fields.optional_object("error")),
        turn_ends=fields.choices("turn_ends", TurnEnd),
        reply_starts=fields.counts("reply_starts"),
        exchanges=tuple(_read_exchange(exchange) for exchange in fields.objects("exchanges")),
        probes=tuple(_read_probe(probe, turns=len(turns)) for probe in fields.objects("probes")),
        versions=_read_versions(fields.optional_object("versions")),
    )
    expect = read_expectation(fields.optional_object("expect"))
    return Recorded(transcript, expect, _read_labels(fields, turns=len(turns)))


def _read_required(fields: Fields, key: str) -> str:
    value = fields.text(key)
    if fields.content.get(key) == "":
        fields.note(key, "found an empty text; expected one that names the case and its language.")
    return value


def _read_seed(fields: Fields) -> int:
    value = fields.content.get("seed", 0)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    fields.note("seed", "expected a whole number.")
    return 0


def _read_turns(fields: Fields) -> tuple[Turn, ...]:
    """Return the turns; one without a time of its own has that of the turn before it."""
    if "turns" not in fields.content:
        fields.note("turns", "found nothing; expected a list of turns.")
    turns: list[Turn] = []
    for turn in fields.objects("turns"):
        turns.append(_read_turn(turn, default_at=turns[-1].at if turns else 0.0))
    return tuple(turns)


def _read_turn(fields: Fields, *, default_at: float) -> Turn:
    return Turn(
        speaker=fields.choice("speaker", Speaker),
        text=fields.text("text", default=""),
        buttons=tuple(_read_button(button) for button in fields.labels_or_objects("buttons")),
        links=tuple(_read_link(link) for link in fields.labels_or_objects("links")),
        attachments=tuple(_read_attachment(file) for file in fields.objects("attachments")),
        event=fields.optional_choice("event", Event),
        clicked=fields.optional_text("clicked"),
        continues=bool(fields.optional_flag("continues")),
        placing=fields.choice("placing", Placing, default=Placing.ANSWER),
        answers=fields.optional_count("answers"),
        at=fields.number("at", default=default_at),
        session=fields.count("session", default=1, least=1),
    )


def _read_button(button: str | Fields) -> Button:
    return Button(button) if isinstance(button, str) else Button(button.text("label"), button.text("value", default=""))


def _read_link(link: str | Fields) -> Link:
    return Link(link) if isinstance(link, str) else Link(link.text("url"), link.text("title", default=""))


def _read_attachment(fields: Fields) -> Attachment:
    return Attachment(
        fields.text("kind"),
        fields.text("name", default=""),
        fields.text("describes", default=""),
        fields.optional_flag("fetched"),
    )


def _read_ending(fields: Fields | None) -> Ending | None:
    if fields is None:
        return None
    return Ending(fields.choice("reason", EndReason), fields.text("detail", default=""), fields.choices("gaps", Item))


def _read_error(fields: Fields | None) -> CaseError | None:
    if fields is None:
        return None
    return CaseError(
        fields.choice("kind", ErrorKind), fields.text("message", default=""), fields.optional_count("turn")
    )


def _read_exchange(fields: Fields) -> Exchange:
    return Exchange(
        request=fields.text("request", default=""),
        response=fields.text("response", default=""),
        turn=fields.optional_count("turn"),
        attempt=fields.count("attempt", default=1, least=1),
        status=fields.optional_count("status"),
        at=fields.number("at", default=0.0),
        took_s=fields.number("took_s", default=0.0),
        picture=_read_picture(fields.optional_object("picture")),
    )


def _read_picture(fields: Fields | None) -> Picture | None:
    """Return a picture that a page may show: of a kind that cannot act, and base64 through and through."""
    if fields is None:
        return None
    picture = Picture(fields.text("media_type"), fields.text("base64", default=""), fields.text("sha256"))
    if picture.media_type not in _PICTURES:
        fields.note("media_type", f"expected one of {', '.join(_PICTURES)}.")
    try:
        data = base64.b64decode(picture.content, validate=True)
    except ValueError:
        fields.note("base64", "is no base64.")
    else:
        if data and hashlib.sha256(data).hexdigest() != picture.sha256:
            fields.note("sha256", "is that of another picture: the record was changed.")
    return picture


def _read_probe(fields: Fields, *, turns: int) -> ProbeResult:
    turn = fields.count("turn", default=0)
    if turn >= turns:
        fields.note("turn", f"names turn {turn}; the case has {turns} turns, counted from 0.")
    return ProbeResult(fields.text("name"), turn, fields.flag("holds"))


def _read_versions(fields: Fields | None) -> Versions:
    if fields is None:
        return Versions()
    return Versions(
        harness=fields.text("harness", default=""),
        detectors=fields.text("detectors", default=""),
        scenario=fields.text("scenario", default=""),
        phrasebooks=fields.texts("phrasebooks"),
    )


def _read_labels(fields: Fields, *, turns: int) -> Labels | None:
    if fields.content.get("gold") is None:
        return None
    findings = tuple(_read_label(label, turns=turns) for label in fields.objects("gold"))
    return Labels(findings, fields.optional_choice("gold_outcome", Outcome))


def _read_label(fields: Fields, *, turns: int) -> Finding:
    form = fields.optional_text("subkind")
    kind = fields.text("kind") + (f"/{form}" if form else "")
    turn, refs = fields.count("turn", default=0), fields.counts("refs")
    if any(index >= turns for index in (turn, *refs)):
        fields.note("turn", f"names turn {max((turn, *refs))}; the case has {turns} turns, counted from 0.")
    return Finding(turn, kind, refs, fields.optional_choice("item", Item))
