"""The error tree of runaround.

    RunaroundError
    ├── FileError              a file of the person who runs the harness is wrong; lists every mistake
    ├── NotComparable          two runs cannot be laid beside each other; lists every reason
    ├── PluginError            a named adapter, detector or report does not exist or cannot be loaded
    ├── StoreError             the store of runs cannot be opened, read or written; says which and why
    │   └── UnknownRun         no run, or more than one, goes by that name
    ├── NotResumable           a run cannot go on as it is asked to; lists every reason
    └── AdapterError           the bot could not be talked to; `kind` says how
        ├── Unreachable        no connection: the message cannot have arrived
        ├── Dropped            the connection broke before the answer was whole: the message may have arrived
        ├── TimedOut           no full answer within the limit: the message may have arrived
        ├── BadStatus          an HTTP status that is not 2xx
        ├── Unauthorized       the endpoint does not let us in, or no longer
        ├── BotFailed          the platform reports that the bot, or it itself, failed
        ├── RateLimited        429, and waiting as told did not help
        ├── NotJson            an answer that is not JSON where JSON was expected
        ├── WrongShape         JSON without what the target file promises
        ├── TooLarge           an answer over the size limit
        └── Unsupported        the scenario needs what this channel cannot do

A caller writes::

    try:
        reply = await session.send(action)
    except AdapterError as error:
        case_error = CaseError(error.kind, str(error), turn)

Messages say where, what was found, what was expected. They never hold a secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from runaround.model import ErrorKind, Exchange, Refusal

__all__ = [
    "AdapterError",
    "BadStatus",
    "BotFailed",
    "Dropped",
    "FileError",
    "Mistake",
    "NotComparable",
    "NotJson",
    "NotResumable",
    "PluginError",
    "RateLimited",
    "RunaroundError",
    "StoreError",
    "TimedOut",
    "TooLarge",
    "Unauthorized",
    "UnknownRun",
    "Unreachable",
    "Unsupported",
    "WrongShape",
]


class RunaroundError(Exception):
    """Root of all errors that runaround raises on purpose."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a file: `path` is a key path such as `sessions[1].after`, `line` counts from 1.

    rests_on: other key paths on whose content or absence the mistake depends. Where one of these is wrong itself,
    the mistake is not told until that is mended.
    """

    file: str
    line: int
    path: str
    text: str
    rests_on: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """One line as an editor can jump to: file:line: key path: what is wrong."""
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return place + (f"{self.path}: " if self.path else "") + self.text


class FileError(RunaroundError):
    """A scenario, target or transcript file is wrong; `mistakes` has all of them, in the order of lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class NotComparable(RunaroundError):
    """Runs cannot be compared; `refusals` has all reasons there are, `reasons` the same as English sentences."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        self.reasons = tuple(one.tell() for one in refusals)
        super().__init__("\n".join(self.reasons))


class PluginError(RunaroundError):
    """A plugin is not there, or its code failed while it was loaded."""


class StoreError(RunaroundError):
    """The store of runs cannot be opened, read or written."""


class UnknownRun(StoreError):
    """No run of the store, or more than one, goes by the name that was given."""


class NotResumable(RunaroundError):
    """A run of the store cannot go on: what is asked for now is another run, or somebody still plays it."""


class AdapterError(RunaroundError):
    """The bot could not be talked to: the case is inconclusive. `exchanges` is what went over the wire."""

    kind = ErrorKind.HARNESS

    def __init__(self, message: str, *, exchanges: Sequence[Exchange] = ()) -> None:
        super().__init__(message)
        self.exchanges = tuple(exchanges)


class Unreachable(AdapterError):
    """No connection could be made; the message did not arrive."""

    kind = ErrorKind.UNREACHABLE


class Dropped(AdapterError):
    """The connection broke before the answer was complete; the message may have arrived, so it is not sent again."""

    kind = ErrorKind.UNREACHABLE


class TimedOut(AdapterError):
    """The time limit passed before the answer was complete."""

    kind = ErrorKind.TIMEOUT


class BadStatus(AdapterError):
    """The endpoint answered with an HTTP status that is not 2xx."""

    kind = ErrorKind.HTTP_STATUS


class Unauthorized(AdapterError):
    """The endpoint wants other credentials, or those that it was given are over."""

    kind = ErrorKind.UNAUTHORIZED


class BotFailed(AdapterError):
    """The protocol's own way of saying that the bot, or the platform in front of it, failed; not words of the bot."""

    kind = ErrorKind.BOT_ERROR


class RateLimited(AdapterError):
    """The endpoint kept answering 429, or asked to wait longer than the target file allows."""

    kind = ErrorKind.RATE_LIMITED


class NotJson(AdapterError):
    """The endpoint answered with something that is not JSON."""

    kind = ErrorKind.NOT_JSON


class WrongShape(AdapterError):
    """The JSON answer lacks what the target file maps, or has another type there."""

    kind = ErrorKind.WRONG_SHAPE


class TooLarge(AdapterError):
    """The answer is larger than the target file allows."""

    kind = ErrorKind.TOO_LARGE


class Unsupported(AdapterError):
    """The channel cannot do what the consumer wants to do, such as sending a file."""

    kind = ErrorKind.UNSUPPORTED
