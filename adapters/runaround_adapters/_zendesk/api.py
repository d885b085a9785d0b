"""The API of Sunshine Conversations as a bot calls it, for all visits of a target.

Source: Sunshine Conversations API 17.12.1. What bots that are integrated with it call is here; what manages an account
is not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from runaround.errors import Unauthorized
from runaround_adapters._platform.server import read_object
from runaround_adapters._platform.shelf import Shelf
from runaround_adapters._zendesk.credentials import Caller, Credentials
from runaround_adapters._zendesk.events import make_id
from runaround_adapters._zendesk.line import Refusal, ZendeskLine

__all__ = ["ZendeskApi"]

_Act = Callable[[ZendeskLine, Mapping[str, Any], Caller], object]


class ZendeskApi:
    """Answers calls, each for the conversation that it names. media: what the bot itself has uploaded, by name."""

    def __init__(self, credentials: Credentials, shelf: Shelf) -> None:
        self.conversations: dict[str, ZendeskLine] = {}
        self._credentials = credentials
        self._shelf = shelf

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Say what is answered where."""
        router.add_get("/media/{id}/{name}", self._serve)
        app = "/v2/apps/{app}"
        router.add_post(f"{app}/attachments", self._upload)
        router.add_get(f"{app}/users/{{user}}", self._show_user)
        router.add_patch(f"{app}/users/{{user}}", self._show_user)
        here = f"{app}/conversations/{{conversation}}"
        router.add_post(f"{here}/messages", self._on(_post_message, status=201))
        router.add_get(f"{here}/messages", self._on(_list_messages))
        router.add_post(f"{here}/activity", self._on(lambda line, body, who: line.take_activity(body, who)))
        router.add_post(f"{here}/passControl", self._on(lambda line, body, _caller: line.pass_control(body)))
        router.add_post(f"{here}/offerControl", self._on(lambda line, body, _caller: line.offer_control(body)))
        router.add_post(f"{here}/acceptControl", self._on(lambda line, body, who: line.accept_control(body, who)))
        router.add_post(f"{here}/releaseControl", self._on(lambda line, body, _caller: line.release_control(body)))
        router.add_get(here, self._on(_show_conversation))
        router.add_patch(here, self._on(_show_conversation))
        router.add_delete(here, self._on(lambda line, _body, _caller: line.end()))
        router.add_route("*", "/{path:.*}", self._refuse)

    def _on(self, act: _Act, *, status: int = 200) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Return a handler that does `act` in the conversation which is named."""

        async def answer(request: web.Request) -> web.Response:
            line = self.conversations.get(request.match_info["conversation"])
            if line is None:
                return _error(404, "conversation_not_found", "Conversation not found")
            body = await read_object(request) if request.can_read_body else {}
            caller = self._credentials.find(request.headers.get("Authorization", ""))
            if caller is None:
                line.fail(Unauthorized(_wrong_key(line, request)))
                return self._answer(line, request, body, _error(401, "unauthorized", "Authorization is required"))
            if body is None:
                text = await request.text()
                return self._answer(line, request, text, _error(400, "bad_request", "The body is no JSON object"))
            try:
                told = act(line, body, caller)
            except Refusal as refusal:
                return self._answer(line, request, body, _error(refusal.status, refusal.code, refusal.title))
            return self._answer(line, request, body, web.json_response(told or {}, status=status))

        return answer

    def _answer(self, line: ZendeskLine, request: web.Request, body: object, answer: web.Response) -> web.Response:
        line.note(f"(the bot) {request.method} {request.path} (answered HTTP {answer.status})", body)
        return answer

    async def _serve(self, request: web.Request) -> web.Response:
        file = self._shelf.fetch(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.evidence.media_type)

    async def _upload(self, request: web.Request) -> web.Response:
        """Take a file of the bot's. Nobody looks at it: only its name and type are kept, in its address."""
        if self._credentials.find(request.headers.get("Authorization", "")) is None:
            return _error(401, "unauthorized", "Authorization is required")
        source = (await request.post()).get("source")
        if not isinstance(source, web.FileField):
            return _error(400, "bad_request", "source must be a file")
        url = f"{request.url.origin()}/media/{make_id()}/{source.filename}"
        attachment = {"mediaUrl": url, "mediaType": source.content_type}
        return web.json_response({"attachment": attachment}, status=201)

    async def _show_user(self, request: web.Request) -> web.Response:
        named = request.match_info["user"]
        for line in self.conversations.values():
            user = line.writer.user()
            if named in (user["id"], user["externalId"]):
                return web.json_response({"user": user})
        return _error(404, "not_found", "Resource not found")

    async def _refuse(self, _request: web.Request) -> web.Response:
        return _error(404, "not_found", "Resource not found")


def _post_message(line: ZendeskLine, body: Mapping[str, Any], caller: Caller) -> object:
    return {"messages": [line.take_message(body, caller)]}


def _list_messages(line: ZendeskLine, _body: Mapping[str, Any], _caller: Caller) -> object:
    return {"messages": line.writer.messages[-100:], "meta": {"hasMore": False}, "links": {}}


def _show_conversation(line: ZendeskLine, _body: Mapping[str, Any], _caller: Caller) -> object:
    return {"conversation": {**line.writer.talk(line.board.tell()), "isDefault": False}}


def _wrong_key(line: ZendeskLine, request: web.Request) -> str:
    return (
        f"{line.name}: the bot called {request.method} {request.path} with other credentials than those of"
        " api.key_id and api.secret; nothing that it says can arrive. Give it the key of the target file."
    )


def _error(status: int, code: str, title: str) -> web.Response:
    return web.json_response({"errors": [{"code": code, "title": title}]}, status=status)
