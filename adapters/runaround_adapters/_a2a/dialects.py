"""The dialects of A2A, 1.0 and 0.3: how a message is written, and what an answer says. Pure.

Source: A2A specification and `a2a.proto` (github.com/a2aproject/A2A), v1.0 and v0.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from runaround_adapters._net.requests import File

__all__ = [
    "ENDED",
    "FAILED",
    "INTERRUPTED",
    "WORKING",
    "Binding",
    "Dialect",
    "Entry",
    "dialect_of",
    "is_agent",
    "kind_of",
    "read_message",
    "state_of",
]

WORKING = frozenset({"submitted", "working", "unknown", "unspecified"})
INTERRUPTED = frozenset({"input-required", "auth-required"})
FAILED = frozenset({"failed", "rejected", "canceled"})
ENDED = frozenset({"completed"}) | FAILED
"""States of a task, named as 0.3 names them."""

Entry = dict[str, Any]
"""What one message or artifact says, in the same words for both dialects: id, text, files, data, metadata, state."""

_WRAPPED = {"task": "task", "message": "message", "statusUpdate": "status-update", "artifactUpdate": "artifact-update"}


class Binding(StrEnum):
    """How calls are carried, as cards name it."""

    JSONRPC = "JSONRPC"
    HTTP = "HTTP+JSON"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One version of the protocol, and how it is carried. send, stream, get: calls, or the ends of their addresses."""

    version: str
    send: str
    stream: str
    get: str
    binding: Binding = Binding.JSONRPC

    @property
    def headers(self) -> dict[str, str]:
        """What calls carry beside the headers of the target file; 0.3 has no such header."""
        return {"A2A-Version": self.version} if self._is_new else {}

    @property
    def _is_new(self) -> bool:
        return not self.version.startswith("0.")

    def write(self, text: str, files: Sequence[File], *, is_shown: bool, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return the parameters of a message; `more`: messageId, contextId, taskId, metadata, left out if empty."""
        words: list[dict[str, Any]] = [{"text": text} if self._is_new else {"kind": "text", "text": text}]
        parts = words + [self._write_file(file, is_shown=is_shown) for file in files]
        known = {name: value for name, value in more.items() if value}
        if self._is_new:
            message = {"role": "ROLE_USER", "parts": parts, **known}
            return {"message": message, "configuration": {"returnImmediately": False}}
        message = {"kind": "message", "role": "user", "parts": parts, **known}
        return {"message": message, "configuration": {"blocking": True}}

    def _write_file(self, file: File, *, is_shown: bool) -> dict[str, Any]:
        name, kind = file.evidence.name, file.evidence.media_type
        content = file.stand_in if is_shown else file.base64
        if self._is_new:
            carried = {"url": file.url} if file.url else {"raw": content}
            return {**carried, "mediaType": kind, "filename": name}
        carried = {"uri": file.url} if file.url else {"bytes": content}
        return {"kind": "file", "file": {**carried, "mimeType": kind, "name": name}}


_NEW = Dialect("1.0", "SendMessage", "SendStreamingMessage", "GetTask")
_OLD = Dialect("0.3", "message/send", "message/stream", "tasks/get")
_HTTP = Dialect("1.0", "/message:send", "/message:stream", "/tasks/", Binding.HTTP)


def dialect_of(version: str, binding: str = Binding.JSONRPC) -> Dialect | None:
    """Return the dialect of a version such as `1.0`, `0.3.0` or `0.2.6`, and a binding; None if it is not spoken here.

    0.3 over HTTP with JSON is not: its servers and its specification do not agree how it is written.
    """
    is_old = version.startswith("0.")
    match binding.upper():
        case Binding.JSONRPC:
            return _OLD if is_old else _NEW
        case Binding.HTTP:
            return None if is_old else _HTTP
        case _:
            return None


def kind_of(result: object) -> tuple[str, Mapping[str, Any]]:
    """Return what an answer is (`task`, `message`, `status-update`, `artifact-update`), and it; two empty ones else."""
    if not isinstance(result, Mapping):
        return "", {}
    for key, kind in _WRAPPED.items():
        if isinstance(inner := result.get(key), Mapping):
            return kind, inner
    kind = str(result.get("kind") or ("task" if "status" in result and "id" in result else ""))
    return (kind, result) if kind in _WRAPPED.values() else ("", {})


def state_of(status: object) -> str:
    """Return the state of a task, named as 0.3 names it; `unknown` where it has none."""
    state = str(status.get("state") or "") if isinstance(status, Mapping) else ""
    return state.removeprefix("TASK_STATE_").lower().replace("_", "-") or "unknown"


def is_agent(message: Mapping[str, Any]) -> bool:
    """Whether the company's side says it."""
    return str(message.get("role", "")).lower().removeprefix("role_") != "user"


def read_message(message: Mapping[str, Any], *, state: str = "", metadata: object = None) -> Entry:
    """Return what a message or an artifact says; `metadata`: of what it came in, which its own comes before."""
    # What is appended to an artifact becomes another part of it, wherever a word was cut.
    joint = "" if "artifactId" in message else "\n"
    parts = [part for part in message.get("parts") or [] if isinstance(part, Mapping)]
    around = metadata if isinstance(metadata, Mapping) else {}
    own = message.get("metadata")
    return {
        "id": str(message.get("messageId") or "") or None,
        "text": joint.join(str(part["text"]) for part in parts if isinstance(part.get("text"), str)),
        "files": [file for part in parts for file in _files_in(part)],
        "data": [part["data"] for part in parts if part.get("data") is not None],
        "metadata": {**around, **(own if isinstance(own, Mapping) else {})},
        "state": state,
    }


def _files_in(part: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    inner = part.get("file")
    if isinstance(inner, Mapping):
        name = inner.get("name") or inner.get("filename") or inner.get("uri") or inner.get("fileWithUri")
        yield {"name": str(name or ""), "type": str(inner.get("mimeType") or inner.get("mediaType") or "")}
    elif part.get("url") or part.get("raw"):
        yield {"name": str(part.get("filename") or part.get("url") or ""), "type": str(part.get("mediaType") or "")}
