"""The record of one case while it is being made: turns with their times, errors, what went over the wire."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from runaround import __version__
from runaround.adapter import Reply
from runaround.model import (
    Attachment,
    Case,
    CaseError,
    Click,
    Ending,
    EndReason,
    ErrorKind,
    Event,
    Evidence,
    Exchange,
    Message,
    ProbeResult,
    Say,
    Scenario,
    Speaker,
    Transcript,
    Turn,
    TurnEnd,
    Versions,
)
from runaround.probe_answers import Probed
from runaround.system import Answer

__all__ = ["Recording", "version_of"]


class Recording:
    """What has happened in one case so far; a transcript can be taken from it at any moment.

    clock: seconds from any start, never going back. Time that the consumer stays away counts, but is not waited for.
    """

    def __init__(self, case: Case, *, clock: Callable[[], float]) -> None:
        self.case = case
        self.session = 0
        self._clock = clock
        self._began = clock()
        self._away_s = 0.0
        self._turns: list[Turn] = []
        self._turn_ends: list[TurnEnd] = []
        self._reply_starts: list[int] = []
        self._exchanges: list[Exchange] = []
        self._probes: list[ProbeResult] = []
        self._consumer_turn: int | None = None  # the latest; None while nothing was said in this session

    def now(self) -> float:
        """Return the seconds since the case began, with the time that the consumer stayed away."""
        return self._clock() - self._began + self._away_s

    def begin_session(self, *, away_s: float = 0.0) -> None:
        """Count a new session that begins `away_s` seconds after the one before."""
        self.session += 1
        self._away_s += away_s
        self._consumer_turn = None

    def end_session(self) -> None:
        """Note that the visit is over: what follows belongs to none of the consumer's turns."""
        self._consumer_turn = None

    def add_consumer(self, action: Say | Click) -> None:
        """Write down what the consumer is about to send."""
        self._consumer_turn = len(self._turns)
        self._turns.append(_place(_spoken(action), at=self.now(), session=self.session))

    def add_reply(self, reply: Reply, *, called_at: float) -> tuple[Turn, ...]:
        """Write down a reply to the call that was made `called_at` seconds after the case began; return its turns.

        Raises ValueError if the adapter gave not exactly one time for each message.
        """
        numbers = reply.answers or (None,) * len(reply.messages)
        turns = tuple(
            _place(message, at=called_at + arrived_s, session=self.session, answers=self._turn_of(number))
            for message, arrived_s, number in zip(reply.messages, reply.arrived_s, numbers, strict=True)
        )
        self._reply_starts.append(len(self._turns))
        self._turns += turns
        self._turn_ends.append(reply.ended_by)
        self.add_exchanges(reply.exchanges, called_at=called_at)
        self._note_fetches(reply.fetched)
        if reply.lasted_s is not None:
            # The channel has a clock of its own, such as that of a caller who is never really kept waiting.
            self._away_s += called_at + reply.lasted_s - self.now()
        return turns

    def add_exchanges(self, exchanges: Sequence[Exchange], *, called_at: float) -> None:
        """Write down what went over the wire, with the consumer turn that it belongs to."""
        self._keep(exchanges, called_at=called_at, turn=self._consumer_turn)

    def _turn_of(self, number: int | None) -> int | None:
        """Return the turn of the consumer's message `number` (from 1) of this visit; None if there is none such."""
        said = [
            index
            for index, turn in enumerate(self._turns)
            if turn.speaker is Speaker.CONSUMER and turn.session == self.session
        ]
        return said[number - 1] if number is not None and 0 < number <= len(said) else None

    def _note_fetches(self, fetched: Mapping[str, bool]) -> None:
        """Write down, at the last turn that sent a file of that name, whether the bot has fetched it."""
        for name, was_fetched in fetched.items():
            for index, turn in reversed(list(enumerate(self._turns))):
                if turn.speaker is Speaker.CONSUMER and any(file.name == name for file in turn.attachments):
                    files = tuple(
                        replace(file, fetched=was_fetched) if file.name == name else file for file in turn.attachments
                    )
                    self._turns[index] = replace(turn, attachments=files)
                    break

    def add_probe(self, name: str, probed: Probed, *, answer: Answer, called_at: float) -> None:
        """Write down what the test system answered to probe `name`, as a turn of the visit that was before it."""
        turn = len(self._turns)
        told = Message(Speaker.SYSTEM, probed.text, event=Event.PROBE)
        self._turns.append(_place(told, at=called_at + answer.took_s, session=max(1, self.session)))
        self._probes.append(ProbeResult(name, turn, probed.holds))
        self._keep(answer.exchanges, called_at=called_at, turn=turn)

    def _keep(self, exchanges: Sequence[Exchange], *, called_at: float, turn: int | None) -> None:
        self._exchanges += [replace(exchange, turn=turn, at=called_at + exchange.at) for exchange in exchanges]

    def end(self, ending: Ending, *, error: CaseError | None = None) -> Transcript:
        """Return the transcript of what has happened so far."""
        scenario = self.case.scenario
        return Transcript(
            id=self.case.id,
            lang=scenario.lang,
            turns=tuple(self._turns),
            channel=scenario.channel.value,
            title=scenario.title,
            scenario=scenario.key,
            target=self.case.target,
            seed=self.case.seed,
            repeat=self.case.repeat,
            severity=scenario.severity,
            tags=scenario.tags,
            reply_within_s=scenario.reply_within_s,
            ending=ending,
            error=error,
            turn_ends=tuple(self._turn_ends),
            reply_starts=tuple(self._reply_starts),
            exchanges=tuple(self._exchanges),
            probes=tuple(self._probes),
            versions=Versions(harness=__version__, scenario=version_of(scenario)),
        )

    def fail(self, kind: ErrorKind, message: str) -> Transcript:
        """Return the transcript of a case that could not be carried out, with all that was recorded before."""
        error = CaseError(kind, message, turn=self._consumer_turn)
        return self.end(Ending(EndReason.ERROR), error=error)


def version_of(scenario: Scenario) -> str:
    """Return twelve hexadecimal digits that change when anything in the scenario does, except the folder it lies in."""
    evidence = {item: _without_folder(file) for item, file in scenario.evidence.items()}
    plain = _plain(replace(scenario, evidence=evidence))
    assert isinstance(plain, dict), "a dataclass"
    if not scenario.needs:
        del plain["needs"]  # versions of scenarios without needs stay what they were before there were any
    content = json.dumps(plain, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _without_folder(file: Evidence) -> Evidence:
    return replace(file, path=file.name, again=_without_folder(file.again) if file.again else None)


def _plain(value: object) -> object:
    """Return `value` as JSON knows it; the order of a set says nothing, so it is sorted."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(held) for held in value)
    if isinstance(value, tuple):
        return [_plain(held) for held in value]
    return value


def _spoken(action: Say | Click) -> Message:
    """Return what the consumer's action looks like in a transcript."""
    if isinstance(action, Click):
        return Message(Speaker.CONSUMER, action.label, clicked=action.label)
    files = tuple(Attachment(file.kind, file.name, file.describes) for file in action.evidence)
    return Message(Speaker.CONSUMER, action.text, attachments=files, continues=action.continues)


def _place(message: Message, *, at: float, session: int, answers: int | None = None) -> Turn:
    """Return a message with its place in the case; times are kept to the microsecond."""
    return Turn(
        speaker=message.speaker,
        text=message.text,
        buttons=message.buttons,
        links=message.links,
        attachments=message.attachments,
        event=message.event,
        clicked=message.clicked,
        continues=message.continues,
        placing=message.placing,
        answers=answers,
        at=round(at, 6),
        session=session,
    )
