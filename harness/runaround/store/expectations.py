"""What a scenario expected, as one JSON object beside the transcript, and back: a record is judged again without it.

Every key may be missing, and then asks for nothing: older records have fewer.
"""

from __future__ import annotations

from runaround.model import Check, Escalation, Expectation, JsonCheck, Outcome
from runaround.store.fields import Fields

__all__ = ["encode_expectation", "read_expectation"]

_Object = dict[str, object]
_NOTHING: tuple[object, ...] = (None, [], {})


def encode_expectation(expect: Expectation) -> _Object:
    """Return an expectation as JSON; what is not expected is left out."""
    return _held(
        {
            "outcome": expect.outcome,
            "escalation": expect.escalation,
            "limits": dict(expect.limits),
            "requests_to_human": expect.requests_to_human,
            "turns_to_human": expect.turns_to_human,
            "seconds_to_human": expect.seconds_to_human,
            "no_harder_than": expect.no_harder_than or None,
            "checks": [_encode_check(check) for check in expect.checks],
        }
    )


def read_expectation(fields: Fields | None) -> Expectation | None:
    """Return the expectation that `fields` describe, None for none; mistakes are noted in `fields`."""
    if fields is None:
        return None
    return Expectation(
        outcome=fields.optional_choice("outcome", Outcome),
        escalation=fields.choice("escalation", Escalation, default=Escalation.ALLOWED),
        limits=fields.named_counts("limits"),
        requests_to_human=fields.optional_count("requests_to_human"),
        turns_to_human=fields.optional_count("turns_to_human"),
        seconds_to_human=fields.optional_number("seconds_to_human"),
        no_harder_than=fields.text("no_harder_than", default=""),
        checks=tuple(_read_check(check) for check in fields.objects("checks")),
    )


def _encode_check(check: Check) -> _Object:
    return _held(
        {
            "turn": check.turn,
            "session": check.session,
            "contains": list(check.contains),
            "misses": list(check.misses),
            "matches": check.matches,
            "json": [_encode_json_check(one) for one in check.json],
            "silent": check.silent,
        }
    )


def _read_check(fields: Fields) -> Check:
    return Check(
        turn=fields.count("turn", default=1, least=1),
        session=fields.count("session", default=1, least=1),
        contains=fields.texts("contains"),
        misses=fields.texts("misses"),
        matches=fields.optional_text("matches"),
        json=tuple(_read_json_check(one) for one in fields.objects("json")),
        silent=fields.optional_flag("silent"),
    )


def _encode_json_check(check: JsonCheck) -> _Object:
    held = {"equals": check.equals, "matches": check.matches, "exists": check.exists}
    return {"at": check.at} | {key: value for key, value in held.items() if value is not None}


def _read_json_check(fields: Fields) -> JsonCheck:
    return JsonCheck(
        at=fields.text("at"),
        equals=fields.content.get("equals"),
        matches=fields.optional_text("matches"),
        exists=fields.optional_flag("exists"),
    )


def _held(line: _Object) -> _Object:
    """Return what is expected of `line`; 0 and false are something, an empty list is nothing."""
    return {key: value for key, value in line.items() if value not in _NOTHING}
