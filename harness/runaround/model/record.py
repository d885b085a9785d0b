"""What is kept of a case, to be judged today and again tomorrow."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from runaround.model.execution import Ending, Turn
from runaround.model.vocabulary import ErrorKind, Severity, TurnEnd

__all__ = ["CaseError", "Exchange", "Picture", "ProbeResult", "Transcript", "Versions"]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a consumer saw at one moment. content: in base64; empty where it was left in the record.

    sha256: proves that a picture is this one.
    """

    media_type: str
    content: str = field(repr=False)
    sha256: str

    @classmethod
    def of(cls, media_type: str, data: bytes) -> Picture:
        """Return the picture that `data` is."""
        return cls(media_type, base64.b64encode(data).decode(), hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Exchange:
    """What went over the wire around one consumer turn, or one probe; secrets are masked before it is made.

    turn: index of the consumer turn, or of the turn that tells a probe; None for opening calls.
    attempt: from 1; more than 1 is a re-send that the target itself asked for (429), that never reached it, or that the
    platform makes whose part the adapter plays.
    picture: how it looked, on channels that are looked at.
    """

    request: str
    response: str
    turn: int | None = None
    attempt: int = 1
    status: int | None = None
    at: float = 0.0
    took_s: float = 0.0
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class CaseError:
    """Why a case could not be carried out; `turn` is the consumer turn that met it, if any."""

    kind: ErrorKind
    message: str
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a question to the company's test system brought: `turn` is the system turn that tells it."""

    name: str
    turn: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a record or a judgement; findings of different `detectors` are not comparable.

    phrasebooks: the files that were read besides the phrasebooks of the house, each with its hash.
    """

    harness: str = ""
    detectors: str = ""
    scenario: str = ""
    phrasebooks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """The record of one case. `turns` may be empty; `scenario`, `target` are empty for foreign records.

    scenario: the scenario's key. repeat: how many times the run had played it before. severity: None if nobody said.
    turn_ends: one for each reply that was asked for by opening, sending or listening, in that order. reply_starts: how
    many turns there were when each of these replies came; empty where nobody counted.
    """

    id: str
    lang: str
    turns: tuple[Turn, ...]
    channel: str = "chat"
    title: str = ""
    scenario: str = ""
    target: str = ""
    seed: int = 0
    repeat: int = 0
    severity: Severity | None = None
    tags: tuple[str, ...] = ()
    reply_within_s: float | None = None
    ending: Ending | None = None
    error: CaseError | None = None
    turn_ends: tuple[TurnEnd, ...] = ()
    reply_starts: tuple[int, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    probes: tuple[ProbeResult, ...] = ()
    versions: Versions = Versions()
