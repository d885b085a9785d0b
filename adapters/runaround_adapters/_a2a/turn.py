"""One visit's knowledge of what an agent said: contexts, tasks, artifacts that grow, and what was heard before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.errors import WrongShape
from runaround_adapters._a2a.dialects import (
    ENDED,
    INTERRUPTED,
    WORKING,
    Entry,
    is_agent,
    kind_of,
    read_message,
    state_of,
)
from runaround_adapters._rules.mapping import ReplyMap, read_reply
from runaround_adapters._rules.paths import Quote
from runaround_adapters._talk.inbox import Inbox

__all__ = ["Conversation"]


class Conversation:
    """Takes answers in, whole or in pieces, and puts into the inbox what is new in them.

    context, task: what the next message must carry; a task only while it waits for the consumer.
    """

    def __init__(self, mapping: ReplyMap, inbox: Inbox, quote: Quote) -> None:
        self.context = ""
        self.task = ""
        self.state = "completed"
        self.heard = 0
        self.has_event = False
        self.failure = ""
        self._mapping = mapping
        self._inbox = inbox
        self._quote = quote
        self._artifacts: dict[str, str] = {}
        self._open: dict[str, Entry] = {}
        self._turn = 0

    @property
    def is_working(self) -> bool:
        """Whether the task goes on without the consumer."""
        return bool(self.task) and self.state in WORKING

    @property
    def next_task(self) -> str:
        """The task that the consumer's next message belongs to: one that ended takes no more messages."""
        return self.task if self.state in INTERRUPTED else ""

    def begin(self) -> None:
        """Begin the reply to another message."""
        self._turn += 1
        self.heard, self.has_event, self.failure = 0, False, ""
        if self.state not in INTERRUPTED:
            self.task, self.state = "", "unknown"

    def take(self, result: object) -> None:
        """Take in one answer, or one event of a stream. Raises WrongShape."""
        kind, content = kind_of(result)
        match kind:
            case "message":
                self._note_names(content, task="")
                self.state = "completed"
                self._hear(read_message(content))
            case "task":
                self._take_task(content)
            case "status-update":
                self._note_names(content, task=str(content.get("taskId") or ""))
                self._take_status(content.get("status"), content.get("metadata"))
            case "artifact-update":
                self._note_names(content, task=str(content.get("taskId") or ""))
                self._take_piece(content)
            case _:
                msg = f"expected a task or a message; found {self._quote(result)}."
                raise WrongShape(msg)

    def finish(self) -> None:
        """Hear what came in pieces and was never called complete: agents forget `lastChunk`."""
        for name in list(self._open):
            self._complete(name)

    def _note_names(self, content: Mapping[str, Any], *, task: str) -> None:
        self.context = str(content.get("contextId") or "") or self.context
        self.task = task

    def _take_task(self, task: Mapping[str, Any]) -> None:
        self._note_names(task, task=str(task.get("id") or ""))
        for message in task.get("history") or []:
            if isinstance(message, Mapping) and is_agent(message) and message.get("messageId"):
                self._hear(read_message(message))
        for artifact in task.get("artifacts") or []:
            if isinstance(artifact, Mapping):
                self._take_artifact(artifact)
        self._take_status(task.get("status"), task.get("metadata"))

    def _take_status(self, status: object, metadata: object) -> None:
        self.state = state_of(status)
        message = status.get("message") if isinstance(status, Mapping) else None
        if self.state in ENDED | INTERRUPTED:
            self.finish()
        if isinstance(message, Mapping) and is_agent(message):
            entry = read_message(message, state=self.state, metadata=metadata)
            self.failure = entry["text"]
            self._hear(entry)
        elif isinstance(metadata, Mapping) or self.state not in WORKING:
            sign = {"metadata": metadata, "messageId": f"{self.task}:{self.state}:{self._turn}"}
            self._hear(read_message(sign, state=self.state))

    def _take_artifact(self, artifact: Mapping[str, Any]) -> None:
        """Hear of a whole artifact what is new in it: a task that goes on has those of earlier turns too."""
        name = self._name(artifact)
        entry = read_message(artifact)
        known = self._artifacts.get(name)
        self._artifacts[name] = entry["text"]
        if known is None:
            self._hear(entry)
        elif entry["text"] != known:
            new = entry["text"].removeprefix(known)
            self._hear({**entry, "text": new, "files": []})

    def _take_piece(self, update: Mapping[str, Any]) -> None:
        artifact = update.get("artifact")
        if not isinstance(artifact, Mapping):
            return
        name, entry, is_more = self._name(artifact), read_message(artifact), bool(update.get("append"))
        before = self._open.get(name)
        if before is None or not is_more:
            self._open[name] = entry
        else:
            for key in ("files", "data"):
                before[key] = [*before[key], *entry[key]]
        self._inbox.hear_piece(name, entry["text"], is_cumulative=not is_more)
        if update.get("lastChunk"):
            self._complete(name)

    def _complete(self, name: str) -> None:
        entry, text = self._open.pop(name), self._inbox.finish(name)
        self._artifacts[name] = self._artifacts.get(name, "") + text
        self._hear({**entry, "text": text})

    def _name(self, artifact: Mapping[str, Any]) -> str:
        return f"{self.task}/{artifact.get('artifactId') or ''}"

    def _hear(self, entry: Entry) -> None:
        try:
            parts = read_reply(entry, self._mapping, quote=self._quote).parts
        except WrongShape:
            if entry["data"]:
                self._inbox.note_foreign(self._quote(entry["data"][0]), advice="describe it in reply")
            return
        for part in parts:
            self.heard += len(part.messages)
            self.has_event = self.has_event or any(message.event for message in part.messages)
            self._inbox.hear(part.messages, id=part.id or "")
