"""What a judgement was made with, as the store keeps it, and the same things again for whoever judges like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from runaround.cli.score_stream import Judging
from runaround.detectors import VERSION
from runaround.errors import RunaroundError
from runaround.judging import load_detectors
from runaround.model import Suppression
from runaround.phrasebook_file import load_phrasebooks
from runaround.store import Judgement
from runaround.suppression import NO_SUPPRESSIONS, Suppressions

__all__ = ["describe_settings", "read_suppressions", "restore_judging"]


def describe_settings(
    suppressions: Suppressions, *, suppress: Path | None, phrasebooks: Sequence[Path]
) -> dict[str, object]:
    """Return as JSON what decides besides the detectors: the entries of the suppression file, and where all was read.

    The entries themselves are kept, because the file is of today and the judgement is not.
    """
    described: dict[str, object] = {}
    if phrasebooks:
        described["phrasebooks"] = [str(path) for path in phrasebooks]
    if suppress is not None:
        described["suppress"] = str(suppress)
        described["today"] = suppressions.today.isoformat()
        described["suppressions"] = [_describe_entry(entry) for entry in suppressions.entries]
    return described


def read_suppressions(settings: Mapping[str, Any]) -> Suppressions:
    """Return the entries that `describe_settings` wrote down."""
    entries = settings.get("suppressions", ())
    if not entries:
        return NO_SUPPRESSIONS
    return Suppressions(tuple(map(_read_entry, entries)), date.fromisoformat(settings["today"]))


def restore_judging(judgement: Judgement) -> Judging:
    """Return what judges as a stored judgement did.

    Raises RunaroundError, with the reason, if this version or these files would judge differently.
    """
    if judgement.detectors != VERSION:
        msg = f"judgement {judgement.number} was made by detectors {judgement.detectors}; these are {VERSION}."
        raise RunaroundError(msg)
    lexicon = load_phrasebooks([Path(name) for name in _names(judgement.settings)])
    added = lexicon.added if lexicon is not None else ()
    if added != judgement.phrasebooks:
        msg = f"judgement {judgement.number} was made with phrasebooks that are no longer what they were."
        raise RunaroundError(msg)
    return Judging(load_detectors(lexicon), read_suppressions(judgement.settings), lexicon)


def _names(settings: Mapping[str, object]) -> list[str]:
    found = settings.get("phrasebooks")
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _describe_entry(entry: Suppression) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "reason": entry.reason,
        "author": entry.author,
        "expires": entry.expires.isoformat(),
        "scenario": entry.scenario,
        "case": entry.case,
        "turn": entry.turn,
        "line": entry.line,
    }


def _read_entry(described: Mapping[str, Any]) -> Suppression:
    return Suppression(**{**described, "expires": date.fromisoformat(described["expires"])})
