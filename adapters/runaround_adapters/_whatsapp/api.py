"""WhatsApp's Cloud API as a bot calls it, for all visits of a target.

Source: WhatsApp Business Platform, Cloud API (Messages, Media, Error codes) and Conversation Routing. What manages
an account is not here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from runaround.errors import Unauthorized, WrongShape
from runaround_adapters._platform.server import read_object
from runaround_adapters._platform.shelf import Shelf
from runaround_adapters._whatsapp.line import Refusal, Threads, WhatsAppLine
from runaround_adapters._whatsapp.messages import text_in
from runaround_adapters._whatsapp.settings import WhatsAppSettings

__all__ = ["WhatsAppApi"]


class WhatsAppApi:
    """Answers calls, each for the thread that it names. base_url: the address of the API."""

    def __init__(self, settings: WhatsAppSettings, threads: Threads, shelf: Shelf) -> None:
        self.base_url = ""
        self._settings = settings
        self._threads = threads
        self._shelf = shelf
        self._uploaded = 0

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Say what is answered where; clients differ in whether the address that they are given has a version."""
        router.add_get("/media/{id}/content", self._serve)
        for version in ("", r"/{version:v\d+\.\d+}"):
            router.add_post(f"{version}/{{number}}/messages", self._take)
            router.add_post(f"{version}/{{number}}/thread_control", self._take)
            router.add_post(f"{version}/{{number}}/media", self._upload)
            router.add_get(f"{version}/{{id}}", self._show)
            router.add_delete(f"{version}/{{id}}", self._delete)
        router.add_route("*", "/{path:.*}", self._refuse)

    async def _take(self, request: web.Request) -> web.Response:
        body = await read_object(request)
        line = self._find(body or {})
        if line is None:
            details = "The recipient is nobody who has written, or the visit is over."
            return _error(Refusal(400, 131030, details)) if body else _error(Refusal(400, 100, "No JSON object"))
        assert body is not None, "it named the thread"
        answer = self._answer(request, body, line)
        line.note(f"(the bot) {request.method} {request.path} (answered HTTP {answer.status})", body)
        return answer

    def _answer(self, request: web.Request, body: Mapping[str, Any], line: WhatsAppLine) -> web.Response:
        caller = self._caller(request)
        if caller is None:
            line.fail(Unauthorized(_wrong_token(line, request)))
            return _unauthorized()
        if (number := request.match_info["number"]) != self._settings.number.id:
            line.fail(WrongShape(_wrong_number(line, number, self._settings.number.id)))
            return _error(Refusal(400, 100, f"Object with ID {number!r} does not exist"))
        try:
            return web.json_response(self._act(request, body, line, is_desk=caller == "desk"))
        except Refusal as refusal:
            return _error(refusal)

    def _act(
        self, request: web.Request, body: Mapping[str, Any], line: WhatsAppLine, *, is_desk: bool
    ) -> Mapping[str, Any]:
        if request.path.endswith("/thread_control"):
            line.control(body, is_desk=is_desk)
            return {"messaging_product": "whatsapp", "success": True}
        if body.get("status") == "read":
            line.take_reading(body)
            return {"success": True}
        wamid = line.take_message(body, is_desk=is_desk)
        contacts = [{"input": body.get("to") or body.get("recipient"), "wa_id": line.consumer.wa_id}]
        return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": wamid}]}

    def _find(self, body: Mapping[str, Any]) -> WhatsAppLine | None:
        if body.get("status") == "read":
            return self._threads.by_message.get(text_in(body, "message_id"))
        named = text_in(body, "to") or text_in(body, "recipient")
        digits = "".join(sign for sign in named if sign.isdigit())
        return self._threads.by_consumer.get(named) or self._threads.by_consumer.get(digits)

    def _caller(self, request: web.Request) -> str | None:
        """Return `bot` or `desk`; None: nobody who may call."""
        token = request.headers.get("Authorization", "").partition(" ")[2].strip() or request.query.get(
            "access_token", ""
        )
        if self._settings.desk_token and token == self._settings.desk_token:
            return "desk"
        return "bot" if not self._settings.token or token == self._settings.token else None

    async def _upload(self, request: web.Request) -> web.Response:
        """Take a file of the bot's. Nobody looks at it: only its name is kept."""
        if self._caller(request) is None:
            return _unauthorized()
        file = (await request.post()).get("file")
        if not isinstance(file, web.FileField):
            return _error(Refusal(400, 100, "file must be a file"))
        self._uploaded += 1
        id = f"4{self._uploaded:015}"  # noqa: A001 (the API's word)
        self._threads.uploads[id] = file.filename
        return web.json_response({"id": id})

    async def _show(self, request: web.Request) -> web.Response:
        """Tell of one of the consumer's files, or of the number."""
        if self._caller(request) is None:
            return _unauthorized()
        id = request.match_info["id"]  # noqa: A001 (the API's word)
        number, file = self._settings.number, self._shelf.find(id)
        if id == number.id:
            return web.json_response({"id": id, "display_phone_number": number.display, "verified_name": "runaround"})
        if file is None:
            return _error(Refusal(400, 100, f"Object with ID {id!r:.80} does not exist"))
        told = {
            "messaging_product": "whatsapp",
            "url": f"{self.base_url}/media/{id}/content",
            "mime_type": file.evidence.media_type,
            "sha256": hashlib.sha256(file.content).hexdigest(),
            "file_size": len(file.content),
            "id": id,
        }
        return web.json_response(told)

    async def _serve(self, request: web.Request) -> web.Response:
        if self._caller(request) is None:
            return _unauthorized()
        file = self._shelf.fetch(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.evidence.media_type)

    async def _delete(self, request: web.Request) -> web.Response:
        """Agree: what is deleted is gone when the visit is over anyway."""
        return web.json_response({"success": True}) if self._caller(request) else _unauthorized()

    async def _refuse(self, request: web.Request) -> web.Response:
        return _error(Refusal(404, 2500, f"Unknown path components: {request.path!r:.80}"))


def _wrong_token(line: WhatsAppLine, request: web.Request) -> str:
    return (
        f"{line.name}: the bot called {request.method} {request.path} with another token than that of api.token;"
        " nothing that it says can arrive. Give it the token of the target file."
    )


def _wrong_number(line: WhatsAppLine, found: str, expected: str) -> str:
    return (
        f"{line.name}: the bot sends from the number with the id {found!r:.80}; the target file has {expected!r}"
        " (phone_number_id). Give both the same."
    )


def _unauthorized() -> web.Response:
    return _error(Refusal(401, 190, "Invalid OAuth access token - Cannot parse access token"))


def _error(refusal: Refusal) -> web.Response:
    """Return an error as the Graph API tells it."""
    error: dict[str, Any] = {
        "message": f"(#{refusal.code}) {refusal.details}",
        "type": "OAuthException",
        "code": refusal.code,
        "error_data": {"messaging_product": "whatsapp", "details": refusal.details},
        "fbtrace_id": "runaround",
    }
    if refusal.subcode:
        error["error_subcode"] = refusal.subcode
    return web.json_response({"error": error}, status=refusal.status)
