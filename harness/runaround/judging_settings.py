"""What a judgement was made with, as the store keeps it, and the same things again for whoever judges like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from runaround.detectors import VERSION
from runaround.errors import RunaroundError
from runaround.judging import Judging, load_detectors
from runaround.keeping import JudgedBy
from runaround.model import Suppression
from runaround.phrasebook_file import load_phrasebooks
from runaround.reading import Lexicon
from runaround.store import Judgement
from runaround.suppression import NO_SUPPRESSIONS, Suppressions
from runaround.suppression_file import load_suppressions

__all__ = ["NOTHING_NAMED", "Named", "describe_settings", "judged_by", "read_suppressions", "restore_judging"]


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody names to judge a run by that is kept; None: what it was judged by.

    lexicon: the phrasebooks. suppressions: the entries of a file.
    """

    lexicon: Lexicon | None = None
    suppressions: Suppressions | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether a run may stay as it was judged."""
        return self.lexicon is None and self.suppressions is None


NOTHING_NAMED = Named()


def describe_settings(
    entries: Sequence[Suppression], *, suppress: Path | None, phrasebooks: Sequence[Path], today: date | None = None
) -> dict[str, object]:
    """Return as JSON what decides besides the detectors: the entries of the suppression file, and where all was read.

    The entries themselves are kept: the file may be another when somebody asks. today: on which day they were asked;
    None for the one on which the run began.
    """
    described: dict[str, object] = {}
    if phrasebooks:
        described["phrasebooks"] = [str(path) for path in phrasebooks]
    if suppress is not None:
        described["suppress"] = str(suppress)
        described["suppressions"] = [_describe_entry(entry) for entry in entries]
    if today is not None:
        described["today"] = today.isoformat()
    return described


def judged_by(
    lexicon: Lexicon | None = None, suppress: Path | None = None, phrasebooks: Sequence[Path] = ()
) -> JudgedBy:
    """Return by what a run is judged. phrasebooks: the files of which `lexicon` was made.

    Raises FileError with every mistake of the suppression file.
    """
    entries = () if suppress is None else load_suppressions(suppress)
    settings = describe_settings(entries, suppress=suppress, phrasebooks=phrasebooks)
    return JudgedBy(VERSION, () if lexicon is None else lexicon.added, settings)


def read_suppressions(settings: Mapping[str, Any], *, started: str) -> Suppressions:
    """Return the entries that `describe_settings` wrote down. started: when the run began, in ISO 8601."""
    entries = settings.get("suppressions", ())
    if not entries:
        return NO_SUPPRESSIONS
    return Suppressions(tuple(map(_read_entry, entries)), date.fromisoformat(settings.get("today", started)[:10]))


def restore_judging(judgement: Judgement, *, started: str, named: Named = NOTHING_NAMED) -> Judging:
    """Return what judges as a stored judgement did, but for what is named. started: when the run began, in ISO 8601.

    Raises RunaroundError, with the reason, if this version or these files would judge differently.
    """
    if judgement.detectors != VERSION:
        msg = f"judgement {judgement.number} was made by detectors {judgement.detectors}; these are {VERSION}."
        raise RunaroundError(msg)
    lexicon = named.lexicon or _restore_lexicon(judgement)
    suppressions = named.suppressions or read_suppressions(judgement.settings, started=started)
    return Judging(load_detectors(lexicon), suppressions, lexicon)


def _restore_lexicon(judgement: Judgement) -> Lexicon | None:
    lexicon = load_phrasebooks([Path(name) for name in _names(judgement.settings)])
    added = lexicon.added if lexicon is not None else ()
    if added != judgement.phrasebooks:
        made_with = ", ".join(judgement.phrasebooks)
        msg = f"judgement {judgement.number} was made with phrasebooks that are no longer what they were ({made_with})."
        raise RunaroundError(msg)
    return lexicon


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
