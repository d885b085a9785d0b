"""How calls reach the fake agent, and how answers leave it: over JSON-RPC, or over HTTP with JSON.

Source: A2A specification (github.com/a2aproject/A2A), v1.0, sections 9 and 11.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from runaround.fake import Trouble

__all__ = ["REST", "Binding", "Refusal", "Rpc", "answer", "misbehave"]

_NEVER_S = 3600.0

_STATUSES = {-32009: 400, -32004: 400, -32001: 404}
_REASONS = {-32009: "VERSION_NOT_SUPPORTED", -32004: "UNSUPPORTED_OPERATION", -32001: "TASK_NOT_FOUND"}


class Refusal(Exception):
    """An error of the protocol, by its number in JSON-RPC."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Binding(Protocol):
    """One way of answering."""

    def wrap(self, result: object) -> object:
        """Return what goes out for a result."""
        ...

    def refuse(self, refusal: Refusal) -> web.Response:
        """Return the answer that reports an error."""
        ...


@dataclass(frozen=True, slots=True)
class Rpc:
    """JSON-RPC: everything has the number of the call, and errors come with HTTP 200."""

    id: object

    def wrap(self, result: object) -> object:
        """Return a result with the number of its call."""
        return {"jsonrpc": "2.0", "id": self.id, "result": result}

    def refuse(self, refusal: Refusal) -> web.Response:
        """Return the answer that reports an error."""
        error = {"code": refusal.code, "message": str(refusal)}
        return web.json_response({"jsonrpc": "2.0", "id": self.id, "error": error})


class _Rest:
    """HTTP with JSON: a result is the body, and errors have statuses."""

    def wrap(self, result: object) -> object:
        """Return a result as it is; a task that was asked for stands alone."""
        return result

    def refuse(self, refusal: Refusal) -> web.Response:
        """Return the answer that reports an error."""
        status, reason = _STATUSES.get(refusal.code, 500), _REASONS.get(refusal.code, "INTERNAL")
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "a2a-protocol.org"}
        error: Mapping[str, Any] = {"code": status, "message": str(refusal), "details": [info]}
        return web.json_response({"error": error}, status=status)


REST = _Rest()


def answer(binding: Binding, result: object) -> web.Response:
    """Return the answer with a result."""
    return web.json_response(binding.wrap(result))


async def misbehave(binding: Binding, trouble: Trouble) -> web.Response:
    """Answer with a trouble instead of anything else."""
    match trouble.kind:
        case "status":
            headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
            return web.Response(status=trouble.status, text="<h1>Bad gateway</h1>", headers=headers)
        case "not_json":
            return web.Response(text='{"jsonrpc": "2.0", "result": ', content_type="application/json")
        case "huge":
            return answer(binding, {"x": "x" * trouble.size})
        case "empty":
            return web.Response()
        case "hang":
            await asyncio.sleep(_NEVER_S)
    return binding.refuse(Refusal(-32603, "Internal error"))
