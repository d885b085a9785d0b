"""The adapter `replay`: plays recorded conversations again, without a bot and without waiting.

For pipelines that must run offline, and for trying a new scenario library or a new reading on what a bot once said. A
recording answers only what it was asked then: a consumer who says something else ends the case as unsupported. The
target file is documented in `docs/adapters/replay.md` and described by `replay.schema.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.errors import AdapterError, FileError, Mistake, Unsupported
from runaround.model import (
    Attachment,
    Case,
    CaseError,
    Click,
    ErrorKind,
    Event,
    Message,
    Say,
    Speaker,
    Transcript,
    Turn,
    TurnEnd,
)
from runaround.store import TRANSCRIPTS_FILE, Recorded, TornLine, read_records

__all__ = ["make"]

_SHOWN = 20
_QUOTED = 80
_Key = tuple[str, int]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:  # noqa: ARG001 (no secret is needed)
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    folder = Path(path).resolve().parent if Path(path).is_file() else Path.cwd()
    records = folder / document["records"]
    file = records / TRANSCRIPTS_FILE if records.is_dir() else records
    try:
        return _ReplayAdapter(_read(file, path), file.name)
    except OSError as error:
        text = f"{document['records']!r} cannot be read: {error.strerror or type(error).__name__}."
        raise FileError([Mistake(path, 0, "records", text)]) from error


def _read(file: Path, target: str) -> Mapping[_Key, Transcript]:
    """Return the recorded conversations by scenario and repeat. Raises FileError, and OSError."""
    found: dict[_Key, Transcript] = {}
    mistakes: list[Mistake] = []
    for item in read_records(file):
        match item:
            case Recorded(transcript=transcript) if transcript.scenario:
                found[transcript.scenario, transcript.repeat] = transcript
            case Recorded() | TornLine():
                continue
            case Mistake():
                mistakes.append(item)
    if mistakes:
        raise FileError(mistakes[:_SHOWN])
    if not found:
        text = f"{file.name} holds no conversation of a scenario."
        raise FileError([Mistake(target, 0, "records", text)])
    return found


class _ReplayAdapter:
    """The recordings of one file."""

    def __init__(self, recorded: Mapping[_Key, Transcript], file: str) -> None:
        self._recorded = recorded
        self._file = file
        self._visits: dict[str, _Replay] = {}

    @property
    def capabilities(self) -> Capabilities:
        """Everything: what the bot of the recording could not do, the recording shows."""
        return Capabilities(uploads=True, handoff_signal=True, unsolicited=True)

    async def open(self, case: Case, *, session: int) -> tuple[_Replay, Reply]:
        """Begin the recorded visit number `session`. Raises AdapterError if there is no such recording."""
        transcript = self._recorded.get((case.scenario.key, case.repeat))
        if transcript is None:
            times = f" (repeat {case.repeat + 1})" if case.repeat else ""
            msg = f"{self._file} holds no recording of {case.scenario.key}{times}."
            raise Unsupported(msg)
        if transcript.seed != case.seed:
            msg = f"{self._file} has {case.scenario.key} with the seed {transcript.seed}, and not {case.seed}."
            raise Unsupported(msg)
        replies = _split(transcript)
        before = self._visits.get(case.id)
        visit = _Replay(transcript, replies, before.next_reply if before is not None and session > 1 else 0, session)
        self._visits[case.id] = visit
        return visit, visit.answer(None)

    async def close(self) -> None:
        """Do nothing: nothing is held."""


@dataclass(frozen=True, slots=True)
class _Recorded:
    """One reply as it was recorded: the consumer turn before it (None: nothing was said), its turns, what ended it.

    began, ended: seconds since the case began.
    """

    said: Turn | None
    turns: tuple[Turn, ...]
    ended_by: TurnEnd
    began: float = 0.0
    ended: float = 0.0


class _Replay:
    """One visit, replayed."""

    def __init__(self, transcript: Transcript, replies: Sequence[_Recorded], next_reply: int, session: int) -> None:
        self.next_reply = next_reply
        self._transcript = transcript
        self._replies = replies
        self._session = session

    async def send(self, action: Say | Click) -> Reply:
        """Return what was answered then. Raises Unsupported if it was to something else."""
        return self.answer(action)

    async def listen(self, seconds: float) -> Reply:
        """Return what came then; nothing if nobody listened at this place."""
        following = self._peek()
        if following is None or following.said is not None:
            return Reply(ended_by=TurnEnd.TIME_LIMIT, lasted_s=seconds)
        return self.answer(None)

    async def close(self) -> None:
        """Do nothing: nothing is held."""

    def answer(self, action: Say | Click | None) -> Reply:
        """Return the next reply of the recording, which must be to `action` (None: to nothing that was said).

        Raises the error that the recording ends with, when it has come to its end.
        """
        recorded = self._peek()
        if recorded is None:
            raise self._end()
        said = None if recorded.said is None else _told(recorded.said)
        if said != (None if action is None else _acted(action)):
            was, now = (_quote(one) for one in (recorded.said, action))
            msg = f"the recording of {self._transcript.scenario} answers {was}, and not {now}; record it anew."
            raise Unsupported(msg)
        self.next_reply += 1
        return Reply(
            tuple(_message(turn) for turn in recorded.turns),
            tuple(max(0.0, turn.at - recorded.began) for turn in recorded.turns),
            recorded.ended_by,
            lasted_s=max(0.0, recorded.ended - recorded.began),
        )

    def _peek(self) -> _Recorded | None:
        return self._replies[self.next_reply] if self.next_reply < len(self._replies) else None

    def _end(self) -> AdapterError:
        error = self._transcript.error
        if error is not None:
            return _again(error)
        return Unsupported(f"the recording of {self._transcript.scenario} ends here; record it anew.")


def _split(transcript: Transcript) -> tuple[_Recorded, ...]:
    """Return the replies of a recording, in order, each behind the consumer turn that it answers.

    Where nobody counted when replies came, everything up to the next consumer turn is one.
    """
    turns, ends = transcript.turns, transcript.turn_ends
    starts = transcript.reply_starts or (0, *_after_consumer(turns))
    replies: list[_Recorded] = []
    for number, (start, following) in enumerate(pairwise((*starts, len(turns)))):
        is_answer = 0 < start <= len(turns) and turns[start - 1].speaker is Speaker.CONSUMER
        is_new = number == 0 or starts[number - 1] != start
        said = turns[start - 1] if is_answer and is_new else None
        came = tuple(one for one in turns[start:following] if _is_of_company(one))
        replies.append(_Recorded(said, came, ends[number] if number < len(ends) else TurnEnd.RESPONSE))
    return tuple(_with_times(replies))


def _with_times(replies: Sequence[_Recorded]) -> Iterator[_Recorded]:
    """Yield the replies with when they began and ended: when the consumer spoke again, or else when the last came."""
    began = 0.0
    for reply, following in zip_longest(replies, replies[1:]):
        began = reply.said.at if reply.said is not None else began
        last = max([began, *(turn.at for turn in reply.turns)])
        next_said = following.said if following is not None else None
        ended = last if next_said is None else max(last, next_said.at)
        yield replace(reply, began=began, ended=ended)
        began = ended


def _after_consumer(turns: Sequence[Turn]) -> Iterator[int]:
    return (place + 1 for place, turn in enumerate(turns) if turn.speaker is Speaker.CONSUMER)


def _is_of_company(turn: Turn) -> bool:
    return turn.speaker is not Speaker.CONSUMER and turn.event is not Event.PROBE


def _told(turn: Turn) -> tuple[str, str | None, tuple[str, ...]]:
    return turn.text, turn.clicked, tuple(file.name for file in turn.attachments)


def _acted(action: Say | Click) -> tuple[str, str | None, tuple[str, ...]]:
    if isinstance(action, Click):
        return action.label, action.label, ()
    return action.text, None, tuple(file.name for file in action.evidence)


def _quote(said: Turn | Say | Click | None) -> str:
    if said is None:
        return "silence"
    text = said.label if isinstance(said, Click) else said.text
    return repr(text[:_QUOTED] + ("…" if len(text) > _QUOTED else ""))


def _message(turn: Turn) -> Message:
    return Message(
        turn.speaker,
        turn.text,
        turn.buttons,
        turn.links,
        tuple(Attachment(file.kind, file.name, file.describes) for file in turn.attachments),
        turn.event,
        placing=turn.placing,
    )


def _again(error: CaseError) -> AdapterError:
    """Return the error of a recording as its adapter raised it."""
    again = AdapterError(f"As recorded: {error.message}")
    again.kind = error.kind if error.kind is not ErrorKind.INTERRUPTED else ErrorKind.UNSUPPORTED
    return again
