"""A bot of the Bot Framework at `/api/messages`, as its SDKs answer: in the response, or at the caller's connector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from runaround.fake import Brain, Fake, Fetch, Output, SentFile, Served, Trouble, Visitor
from runaround_adapters.fakes._activities import CANNOT, ActivityWriter, read_said
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, begin, fetch_files, perform, serve_app

__all__ = ["CALLBACK", "REPLIES"]

_NEVER = 3600.0
_CALL_S = 5.0


class _Refused(Exception):
    """The request is answered with a trouble, and with nothing else."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


class _Conversation:
    """One conversation: who it is with, and where what nobody waits for is sent."""

    def __init__(self, activity: Mapping[str, Any], client: ClientSession) -> None:
        self.id = str(activity["conversation"]["id"])
        elapsed = (activity.get("channelData") or {}).get("elapsed_s")
        self.visitor = Visitor(self.id, str(activity["from"]["id"]), elapsed)
        self.writer = ActivityWriter(self.id, is_entity=True)
        self.timers = Timers()
        self.turns = asyncio.Lock()
        self._client = client
        self._service_url = str(activity["serviceUrl"]).rstrip("/")

    async def push(self, activity: dict[str, Any]) -> None:
        """Send an activity to the connector, as a reply where it is one."""
        answers = activity.get("replyToId")
        path = f"/v3/conversations/{self.id}/activities" + (f"/{answers}" if answers else "")
        own = {key: value for key, value in activity.items() if key != "id"}
        with suppress(ClientError, TimeoutError):
            async with self._client.post(self._service_url + path, json=own) as response:
                await response.read()


class _Server:
    """The conversations of one bot.

    patience_s: it answers at the connector, whatever it is asked for, and the request after so many seconds at most.
    """

    def __init__(self, brain: Brain, client: ClientSession, *, patience_s: float | None) -> None:
        self._brain = brain
        self._client = client
        self._patience_s = patience_s
        self._conversations: dict[str, _Conversation] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer one activity."""
        activity = await request.json()
        id = str(activity["conversation"]["id"])  # noqa: A001 (the protocol's word)
        talk = self._conversations.setdefault(id, _Conversation(activity, self._client))
        replies: list[dict[str, Any]] | None = None
        if activity.get("deliveryMode") == "expectReplies" and self._patience_s is None:
            replies = []
        try:
            await begin(self._answer(activity, talk, replies), self._patience_s or _NEVER, self._running)
        except _Refused as refused:
            return await _misbehave(refused.trouble)
        return web.Response(status=200) if replies is None else web.json_response({"activities": replies})

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for talk in self._conversations.values():
            talk.timers.stop()
        for turn in self._running:
            turn.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _answer(
        self, activity: Mapping[str, Any], talk: _Conversation, replies: list[dict[str, Any]] | None
    ) -> None:
        """Play one turn; its activities go into `replies` if there is such a list, and to the connector else."""
        said = read_said(activity)
        was_over = False

        async def put_out(output: Output) -> None:
            if isinstance(output, Fetch):
                await fetch_files(_served(said.files))
            elif isinstance(output, Trouble):
                raise _Refused(output)
            elif written := talk.writer.write(output):
                # What comes after the response goes where there is always somebody: to the connector.
                if replies is None or was_over:
                    await talk.push(written)
                else:
                    replies.append(written)

        async with talk.turns:
            talk.writer.hear(str(activity["id"]))
            if activity["type"] == "message":
                await perform(self._brain.answer(talk.visitor, said), put_out, talk.timers)
            elif _is_somebody_new(activity):
                await perform(self._brain.welcome(talk.visitor), put_out, talk.timers)
            was_over = True


def _is_somebody_new(activity: Mapping[str, Any]) -> bool:
    added = activity.get("membersAdded") or []
    is_update = activity["type"] == "conversationUpdate"
    return is_update and any(one["id"] != activity["recipient"]["id"] for one in added)


def _served(files: tuple[SentFile, ...]) -> tuple[SentFile, ...]:
    return tuple(one for one in files if one.url.startswith("http"))


async def _misbehave(trouble: Trouble) -> web.StreamResponse:
    match trouble.kind:
        case "not_json":
            return web.Response(text="<html>It works.</html>", content_type="text/html")
        case "huge":
            return web.json_response({"activities": [{"type": "message", "text": "x" * trouble.size}]})
        case "empty":
            return web.Response(status=200)
        case "hang":
            await asyncio.sleep(_NEVER)
        case "error":
            return web.json_response({"error": {"code": "BotError", "message": "the bot broke"}}, status=500)
    headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
    return web.Response(status=trouble.status, text="the bot encountered an error", headers=headers)


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float, *, is_callback: bool) -> AsyncIterator[Served]:
    async with ClientSession(timeout=ClientTimeout(total=_CALL_S), trust_env=False) as client:
        server = _Server(brain, client, patience_s=4 * quiet_s if is_callback else None)
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_post("/api/messages", server.take)
        app.on_shutdown.append(server.stop)
        async with serve_app(app) as url:
            yield Served(url, _describe(f"{url}/api/messages", quiet_s, is_callback=is_callback))


def _describe(url: str, quiet_s: float, *, is_callback: bool) -> dict[str, Any]:
    """Return the content of a target file for a bot at `url`."""
    turn = {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s}
    more = {"delivery": "callback", "turn": turn, "welcome": {"wait_s": 2 * quiet_s}} if is_callback else {}
    return {
        "adapter": "botframework",
        "name": "fake",
        "url": url,
        "headers": {"Authorization": "Bearer env:TOKEN"},
        "activity": {"channelData": {"elapsed_s": "{elapsed_s}"}},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
        **more,
    }


_MADE_FROM = "microsoft/botframework-sdk: botframework-activity.md, ConnectorAPI.json"
REPLIES = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, is_callback=False),
    CANNOT
    | {
        "Typing": "in one response the sign of writing comes together with what was written",
        "Break": "a response that breaks off is lost; no call asks for it again",
    },
    made_from=_MADE_FROM,
)
"""Answers in the response, as `deliveryMode: expectReplies` asks for; later messages go to the connector."""

CALLBACK = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, is_callback=True),
    CANNOT
    | {
        "ids": "the channel gives activities their ids, and the bot none: each call is another message",
        "not_json": "the response to a message carries nothing",
        "huge": "the response to a message carries nothing",
        "Break": "every message comes in a call of its own",
    },
    made_from=_MADE_FROM,
)
"""Answers at the connector, message by message, as the SDKs do unless they are asked for replies."""
