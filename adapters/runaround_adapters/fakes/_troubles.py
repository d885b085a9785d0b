"""How servers that speak HTTP misbehave: statuses, bodies that are no JSON or have no end, no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from runaround.fake import Trouble

__all__ = ["answer_trouble"]

_NEVER_S = 3600.0


async def answer_trouble(
    trouble: Trouble, request: web.Request, *, error: Mapping[str, Any], error_status: int = 200
) -> web.StreamResponse:
    """Answer with a trouble. error: the body by which the protocol reports a failure, with `error_status`."""
    match trouble.kind:
        case "status":
            headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
            return web.json_response(error, status=trouble.status, headers=headers)
        case "error":
            return web.json_response(error, status=error_status)
        case "not_json":
            return web.Response(text='{"text": ', content_type="application/json")
        case "huge":
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            await response.prepare(request)
            await response.write(b" " * trouble.size)
            return response
        case "hang":
            await asyncio.sleep(_NEVER_S)
    return web.Response()
