"""How the fake agent writes what it says: the words of A2A 1.0 and of 0.3.

Source: A2A specification and `a2a.proto` (github.com/a2aproject/A2A), v1.0 and v0.3.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from runaround.fake import Piece, SentFile

__all__ = ["TaskView", "Words", "read_file", "words_of"]


class TaskView(Protocol):
    """What is told of a task."""

    id: str
    context: str
    state: str
    history: list[dict[str, Any]]
    artifacts: dict[str, dict[str, Any]]


class Words:
    """Version 1.0."""

    is_new = True
    agent = "ROLE_AGENT"
    methods: ClassVar[Mapping[str, str]] = {"SendMessage": "send", "SendStreamingMessage": "stream", "GetTask": "get"}

    def __init__(self, *, is_streaming: bool, is_rest: bool = False) -> None:
        self.path = "/rest" if is_rest else "/rpc"
        self._is_streaming = is_streaming
        self._binding = "HTTP+JSON" if is_rest else "JSONRPC"

    def name_of(self, method: str) -> str:
        """Return what a method does: `send`, `stream` or `get`; empty for others."""
        return self.methods.get(method, "")

    def card(self, url: str) -> dict[str, Any]:
        """Return the agent's card."""
        interface = {"url": url, "protocolBinding": self._binding, "protocolVersion": "1.0"}
        return {**self._about(), "supportedInterfaces": [interface]}

    def task(self, task: TaskView) -> dict[str, Any]:
        """Return a task: what was said last stands with its state, all else in its history."""
        last = task.history[-1] if task.history and task.history[-1]["role"] == self.agent else None
        history = task.history[:-1] if last else task.history
        status: dict[str, Any] = {"state": self.state(task.state)}
        if last and task.state != "working":
            status["message"] = last
        return {
            "id": task.id,
            "contextId": task.context,
            "status": status,
            "history": history if "message" in status else task.history,
            "artifacts": [
                {"artifactId": one["artifactId"], "parts": [self.text(one["text"])]} for one in task.artifacts.values()
            ],
        }

    def status(self, task: TaskView, message: Mapping[str, Any] | None, *, is_final: bool) -> dict[str, Any]:
        """Return the event that tells a task's state, and what is said with it."""
        del is_final  # the state says it
        said = {"message": message} if message else {}
        update = {"taskId": task.id, "contextId": task.context, "status": {"state": self.state(task.state), **said}}
        return self.wrap("statusUpdate", update)

    def artifact(self, task: TaskView, piece: Piece, *, is_first: bool) -> dict[str, Any]:
        """Return the event with a piece of an artifact."""
        update = {
            "taskId": task.id,
            "contextId": task.context,
            "artifact": {"artifactId": piece.stream, "parts": [self.text(piece.text)]},
            "append": not is_first,
            "lastChunk": piece.is_last,
        }
        return self.wrap("artifactUpdate", update)

    def wrap(self, name: str, content: dict[str, Any]) -> dict[str, Any]:
        """Return a result with the name of what it holds."""
        return {name: content}

    def state(self, state: str) -> str:
        """Return the name of a state."""
        return f"TASK_STATE_{state.upper().replace('-', '_')}"

    def text(self, text: str) -> dict[str, Any]:
        """Return a part with words."""
        return {"text": text}

    def data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return a part with data."""
        return {"data": data}

    def file(self, name: str) -> dict[str, Any]:
        """Return a part with a file."""
        return {"url": f"http://127.0.0.1/{name}", "filename": name, "mediaType": "application/octet-stream"}

    def _about(self) -> dict[str, Any]:
        return {
            "name": "fake",
            "description": "A bot behind A2A.",
            "version": "1",
            "capabilities": {"streaming": self._is_streaming},
            "defaultInputModes": ["text/plain"],
            "defaultOutputModes": ["text/plain"],
            "skills": [{"id": "care", "name": "care", "description": "Customer care.", "tags": ["care"]}],
        }


class OldWords(Words):
    """Version 0.3."""

    is_new = False
    agent = "agent"
    methods: ClassVar[Mapping[str, str]] = {"message/send": "send", "message/stream": "stream", "tasks/get": "get"}

    def card(self, url: str) -> dict[str, Any]:
        """Return the agent's card."""
        return {**self._about(), "url": url, "preferredTransport": "JSONRPC", "protocolVersion": "0.3.0"}

    def task(self, task: TaskView) -> dict[str, Any]:
        """Return a task, as in 1.0."""
        return {"kind": "task", **super().task(task)}

    def status(self, task: TaskView, message: Mapping[str, Any] | None, *, is_final: bool) -> dict[str, Any]:
        """Return the event that tells a task's state, and whether it is the last one."""
        return {"kind": "status-update", "final": is_final, **super().status(task, message, is_final=is_final)}

    def artifact(self, task: TaskView, piece: Piece, *, is_first: bool) -> dict[str, Any]:
        """Return the event with a piece of an artifact."""
        return {"kind": "artifact-update", **super().artifact(task, piece, is_first=is_first)}

    def wrap(self, name: str, content: dict[str, Any]) -> dict[str, Any]:
        """Return a result as it is: its kind stands in it."""
        del name
        return content

    def state(self, state: str) -> str:
        """Return the name of a state."""
        return state

    def text(self, text: str) -> dict[str, Any]:
        """Return a part with words."""
        return {"kind": "text", "text": text}

    def data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return a part with data."""
        return {"kind": "data", "data": data}

    def file(self, name: str) -> dict[str, Any]:
        """Return a part with a file."""
        return {"kind": "file", "file": {"uri": f"http://127.0.0.1/{name}", "name": name}}


def words_of(version: str, *, is_streaming: bool, is_rest: bool) -> Words:
    """Return the words of a version; is_rest: the card names HTTP with JSON, in 1.0 only."""
    return (
        Words(is_streaming=is_streaming, is_rest=is_rest) if version == "1.0" else OldWords(is_streaming=is_streaming)
    )


def read_file(part: Mapping[str, Any]) -> SentFile:
    """Return a file as it arrived in a part."""
    inner = part.get("file") or part
    content = inner.get("raw") or inner.get("bytes")
    name = str(inner.get("filename") or inner.get("name") or "")
    kind = str(inner.get("mediaType") or inner.get("mimeType") or "")
    size = len(base64.b64decode(content)) if content else None
    return SentFile(name, kind, size, str(inner.get("url") or inner.get("uri") or ""))
