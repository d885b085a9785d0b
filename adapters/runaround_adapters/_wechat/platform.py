"""The platform's API as a bot finds it: tokens, customer service messages, files, sessions with people.

Source: 获取接口调用凭据, 发送客服消息, 客服输入状态, 会话控制, 临时素材; the codes, 全局返回码 (all
developers.weixin.qq.com).
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from aiohttp import web

from runaround.errors import AdapterError
from runaround_adapters._net.local_server import LocalServer
from runaround_adapters._net.requests import File
from runaround_adapters._wechat.settings import Api

__all__ = ["Code", "Follower", "Platform"]

_BODY_BYTES = 20_000_000
_MOST_UPLOADS = 200
_HELLO = "/cgi-bin/token"


class Code:
    """The errcodes that are answered, with the text that goes along."""

    OK = 0
    BAD_TOKEN = 40001
    BAD_OPENID = 40003
    BAD_MEDIA = 40007
    BAD_TYPE = 40008
    BAD_APP_ID = 40013
    BAD_SECRET = 40125
    NO_TOKEN = 41001
    OLD_TOKEN = 42001
    EMPTY_TEXT = 44004
    TOO_LATE = 45015
    TOO_MANY = 45047
    BAD_COMMAND = 45072
    BAD_FORMAT = 47001
    NOT_ALLOWED = 48001
    NO_SESSION = 65413
    NOT_ONLINE = 65415


_TEXTS: Mapping[int, str] = {
    Code.OK: "ok",
    Code.BAD_TOKEN: "invalid credential, access_token is invalid or not latest",
    Code.BAD_OPENID: "invalid openid",
    Code.BAD_MEDIA: "invalid media_id",
    Code.BAD_TYPE: "invalid message type",
    Code.BAD_APP_ID: "invalid appid",
    Code.BAD_SECRET: "invalid appsecret",
    Code.NO_TOKEN: "access_token missing",
    Code.OLD_TOKEN: "access_token expired",
    Code.EMPTY_TEXT: "empty content",
    Code.TOO_LATE: "response out of time limit or subscription is canceled",
    Code.TOO_MANY: "out of response count limit",
    Code.BAD_COMMAND: "invalid command",
    Code.BAD_FORMAT: "data format error",
    Code.NOT_ALLOWED: "api unauthorized",
    Code.NO_SESSION: "no session of this customer",
    Code.NOT_ONLINE: "customer service account is not online",
}


class Follower(Protocol):
    """A consumer, as the bot's calls reach them. What is returned is an errcode."""

    def take_message(self, body: Mapping[str, object]) -> int:
        """Hear a customer service message."""
        ...

    def take_typing(self, command: str) -> int:
        """Hear that the bot writes, or no longer does."""
        ...

    def open_session(self, account: str) -> int:
        """Connect the consumer with a person."""
        ...

    def close_session(self) -> int:
        """Give the consumer back to the bot."""
        ...

    def session(self) -> tuple[str, int]:
        """Return with whom the consumer is connected, and since when; nobody is empty."""
        ...

    def fetch(self, media_id: str) -> File | None:
        """Return a file that the consumer sent."""
        ...

    def learn_tokens(self, tokens: tuple[str, ...]) -> None:
        """Keep the platform's tokens out of the record."""
        ...

    def note_call(self, head: str, body: str, answer: str) -> None:
        """Keep a call of the bot in the record; `answer`: empty where all went well."""
        ...


@dataclass(frozen=True, slots=True)
class _Upload:
    content_type: str
    content: bytes


class Platform:
    """Serves the API of one account on 127.0.0.1, while visits last. names: of what the bot uploaded, by media_id."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.names: dict[str, str] = {}
        self._uploads: dict[str, _Upload] = {}
        self._tokens: dict[str, float] = {}
        self._followers: dict[str, Follower] = {}
        app = web.Application(client_max_size=_BODY_BYTES)
        app.router.add_route("*", "/{path:.*}", self._take)
        self._server = LocalServer(app, port=api.port)
        self._calls: Mapping[str, Callable[[web.Request], Awaitable[web.Response]]] = {
            "/cgi-bin/message/custom/send": self._send,
            "/cgi-bin/message/custom/typing": self._type,
            "/cgi-bin/media/get": self._get_media,
            "/cgi-bin/media/upload": self._upload,
            "/cgi-bin/user/info": self._tell_user,
            "/cgi-bin/menu/create": self._agree,
            "/customservice/kfsession/create": self._open_session,
            "/customservice/kfsession/close": self._close_session,
            "/customservice/kfsession/getsession": self._tell_session,
        }

    async def register(self, openid: str, follower: Follower) -> None:
        """Hand what concerns `openid` to `follower`. Raises AdapterError if the port is taken."""
        try:
            await self._server.start()
        except OSError as error:
            msg = f"Port {self._api.port} of this machine, where the bot finds the platform's API (api.port), is taken."
            raise AdapterError(msg) from error
        follower.learn_tokens(tuple(self._tokens))
        self._followers[openid] = follower

    def withdraw(self, openid: str, follower: Follower) -> None:
        """Take nothing more for `follower`."""
        if self._followers.get(openid) is follower:
            del self._followers[openid]

    async def close(self) -> None:
        """Stop the server."""
        await self._server.close()

    async def _take(self, request: web.Request) -> web.Response:
        if request.path in (_HELLO, "/cgi-bin/stable_token"):
            return await self._give_token(request)
        token = request.query.get("access_token", "")
        if not token:
            return _answer(Code.NO_TOKEN)
        until = self._tokens.get(token)
        if until is None or until <= time.monotonic():
            code = Code.BAD_TOKEN if until is None else Code.OLD_TOKEN
            await self._note_refused(request, code)
            return _answer(code)
        call = self._calls.get(request.path)
        return await call(request) if call else _answer(Code.NOT_ALLOWED)

    async def _note_refused(self, request: web.Request, code: int) -> None:
        """Tell those who wait for a message why it does not come."""
        text = await request.text()
        follower = self._followers.get(_openid_of(_parse(text)))
        if follower is not None:
            follower.note_call(_head(request), text, _show(code))

    async def _give_token(self, request: web.Request) -> web.Response:
        asked: Mapping[str, object] = request.query if request.method == "GET" else _parse(await request.text())
        if self._api.app_id and asked.get("appid") != self._api.app_id:
            return _answer(Code.BAD_APP_ID)
        if self._api.secret and asked.get("secret") != self._api.secret:
            return _answer(Code.BAD_SECRET)
        token = secrets.token_urlsafe(48)
        self._tokens[token] = time.monotonic() + self._api.token_s
        for follower in self._followers.values():
            follower.learn_tokens((token,))
        return web.json_response({"access_token": token, "expires_in": int(self._api.token_s)})

    async def _send(self, request: web.Request) -> web.Response:
        return await self._ask(request, lambda follower, body: follower.take_message(body))

    async def _type(self, request: web.Request) -> web.Response:
        return await self._ask(request, lambda follower, body: follower.take_typing(str(body.get("command", ""))))

    async def _open_session(self, request: web.Request) -> web.Response:
        return await self._ask(request, lambda follower, body: follower.open_session(str(body.get("kf_account", ""))))

    async def _close_session(self, request: web.Request) -> web.Response:
        return await self._ask(request, lambda follower, _body: follower.close_session())

    async def _ask(self, request: web.Request, ask: Callable[[Follower, Mapping[str, object]], int]) -> web.Response:
        """Ask the follower whom a call names, and keep both in the record."""
        text = await request.text()
        body = _parse(text)
        follower = self._followers.get(_openid_of(body))
        if follower is None:
            return _answer(Code.BAD_OPENID if body else Code.BAD_FORMAT)
        code = ask(follower, body)
        follower.note_call(_head(request), text, _show(code) if code else "")
        return _answer(code)

    async def _tell_session(self, request: web.Request) -> web.Response:
        follower = self._followers.get(request.query.get("openid", ""))
        if follower is None:
            return _answer(Code.BAD_OPENID)
        account, since = follower.session()
        return web.json_response({"errcode": 0, "errmsg": "ok", "createtime": since, "kf_account": account})

    async def _tell_user(self, request: web.Request) -> web.Response:
        openid = request.query.get("openid", "")
        if openid not in self._followers:
            return _answer(Code.BAD_OPENID)
        return web.json_response({"subscribe": 1, "openid": openid, "language": "zh_CN"})

    async def _agree(self, _request: web.Request) -> web.Response:
        return _answer(Code.OK)

    async def _get_media(self, request: web.Request) -> web.Response:
        media_id = request.query.get("media_id", "")
        if own := self._uploads.get(media_id):
            return web.Response(body=own.content, content_type=own.content_type)
        files = (follower.fetch(media_id) for follower in self._followers.values())
        file = next((one for one in files if one is not None), None)
        if file is None:
            return _answer(Code.BAD_MEDIA)
        return web.Response(body=file.content, content_type=file.evidence.media_type)

    async def _upload(self, request: web.Request) -> web.Response:
        media = (await request.post()).get("media") if request.content_type.startswith("multipart/") else None
        if not isinstance(media, web.FileField):
            return _answer(Code.BAD_FORMAT)
        media_id = secrets.token_urlsafe(32)
        if len(self._uploads) < _MOST_UPLOADS:
            self._uploads[media_id] = _Upload(media.content_type, media.file.read())
            self.names[media_id] = unquote(media.filename)  # so libraries write names that are not ASCII
        kind = request.query.get("type", "image")
        return web.json_response({"type": kind, "media_id": media_id, "created_at": int(time.time())})


def _openid_of(body: Mapping[str, object]) -> str:
    return str(body.get("touser") or body.get("openid") or "")


def _parse(text: str) -> Mapping[str, object]:
    """Return the object of a body; empty for what is none, since a message of nothing is none either."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _head(request: web.Request) -> str:
    return f"(the bot) {request.method} {request.path}"


def _show(code: int) -> str:
    return json.dumps({"errcode": code, "errmsg": _TEXTS[code]})


def _answer(code: int) -> web.Response:
    return web.Response(text=_show(code), content_type="application/json")
