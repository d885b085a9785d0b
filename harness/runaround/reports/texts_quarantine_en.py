"""English words for cases in quarantine."""

from __future__ import annotations

__all__ = ["QUARANTINE"]

QUARANTINE = {
    "quarantine": "In quarantine by {author} until {expires}: {reason}",
    "quarantine.mark": "in quarantine",
    "quarantine.issue": " ({issue})",
    "quarantine.count": "{n} cases are in quarantine: they are shown and count for nothing here.",
    "quarantine.count.one": "1 case is in quarantine: it is shown and counts for nothing here.",
    "quarantine.over": "{n} entries of the quarantine file have expired and keep nothing out.",
    "quarantine.over.one": "1 entry of the quarantine file has expired and keeps nothing out.",
    "quarantine.released": "{n} entries of the quarantine file could be released: their cases pass again.",
    "quarantine.released.one": "1 entry of the quarantine file could be released: its cases pass again.",
    "quarantine.entry": "{what}: {did}. By {author}, until {expires}. Reason: {reason}",
    "quarantine.did": "{n} cases kept out, {passed} passed, {failed} failed",
    "quarantine.did.one": "1 case kept out, {passed} passed, {failed} failed",
    "quarantine.did.not": "nothing kept out, no case fits",
    "quarantine.expired": "expired, {n} cases counted again",
    "quarantine.expired.one": "expired, 1 case counted again",
    "quarantine.release": "{n} cases kept out; could be released (passes in a row: {row})",
    "quarantine.release.one": "1 case kept out; could be released (passes in a row: {row})",
    "section.quarantine": "In quarantine",
}
