"""English words for findings that a person has suppressed."""

from __future__ import annotations

__all__ = ["SUPPRESSED"]

SUPPRESSED: dict[str, str] = {
    "suppressed": "suppressed by {author} until {expires}: {reason}",
    "suppressed.sentence": "{sentence} (Suppressed by {author} until {expires}: {reason})",
    "suppressed.count": "{n} findings are suppressed: they are shown and count for nothing here.",
    "suppressed.count.one": "1 finding is suppressed: it is shown and counts for nothing here.",
    "suppressed.over": "{n} entries of the suppression file have expired and suppress nothing.",
    "suppressed.over.one": "1 entry of the suppression file has expired and suppresses nothing.",
    "suppressed.nothing": "Nothing was found that is not suppressed.",
    "suppressed.entry": "{what}: {did}. By {author}, until {expires}. Reason: {reason}",
    "suppressed.did": "{n} findings suppressed",
    "suppressed.did.one": "1 finding suppressed",
    "suppressed.did.not": "nothing suppressed, no finding fits",
    "suppressed.expired": "expired, {n} findings counted again",
    "suppressed.expired.one": "expired, 1 finding counted again",
    "suppressed.what": "“{kind}” in {places}",
    "suppressed.all": "all cases",
    "suppressed.scenario": "scenario {name}",
    "suppressed.case": "case {name}",
    "suppressed.turn": "turn {n}",
    "section.suppressed": "Suppressed",
}
