"""Phone menus to call: a real server on 127.0.0.1 whose pages are TwiML, and a call to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from runaround.adapter import Reply, Session
from runaround.model import Button, Click, Say
from runaround.target_file import make_target

Page = str | Callable[[Mapping[str, str]], str]


@dataclass
class Phone:
    """An open call. asked: every request that the application got, as path and fields; headers: as address and
    headers. welcome: what came first.
    """

    session: Session
    welcome: Reply
    asked: list[tuple[str, dict[str, str]]]
    headers: list[tuple[str, Mapping[str, str]]]

    async def say(self, words: str) -> Reply:
        return await self.session.send(Say(words))

    async def press(self, key: str) -> Reply:
        return await self.session.send(Click(button=Button("an option", key)))

    async def wait(self, seconds: float) -> Reply:
        return await self.session.listen(seconds)

    def told(self, path: str) -> list[dict[str, str]]:
        """Return what requests to `path` told beside what every request tells."""
        always = {"CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "Direction", "ApiVersion"}
        return [
            {key: value for key, value in told.items() if key not in always} for at, told in self.asked if at == path
        ]


Call = Callable[..., AbstractAsyncContextManager[Phone]]


@pytest.fixture
def call(serve, case) -> Call:
    """Call an application: `async with call({"/voice": "<Say>hi</Say>"}, human={...}) as phone`."""

    @asynccontextmanager
    async def ring(pages: Mapping[str, Page], **target: Any) -> AsyncIterator[Phone]:
        asked: list[tuple[str, dict[str, str]]] = []
        headers: list[tuple[str, Mapping[str, str]]] = []

        async def answer(request: web.Request) -> web.Response:
            fields = {key: str(value) for key, value in {**request.query, **await request.post()}.items()}
            asked.append((request.path, fields))
            headers.append((str(request.url), request.headers))
            page = pages[request.path]
            verbs = page if isinstance(page, str) else page(fields)
            body = verbs if verbs.startswith(("<Response", "<?xml", "<!")) else f"<Response>{verbs}</Response>"
            return web.Response(text=body, content_type="text/xml")

        async with serve(answer) as url:
            document = {"adapter": "twiml", "name": "phone", "url": f"{url}/voice", **target}
            adapter = make_target(document, {"TOKEN": "12345678"}, file="phone.yaml").adapter
            session, welcome = await adapter.open(case, session=1)
            try:
                yield Phone(session, welcome, asked, headers)
            finally:
                await session.close()
                await adapter.close()

    return ring


def texts(reply: Reply) -> list[str]:
    """Return what was heard: words as they are, events by their names."""
    return [str(message.event) if message.event else message.text for message in reply.messages]


@pytest.fixture
def heard() -> Callable[[Reply], list[str]]:
    """Say what was heard in a reply: words as they are, events by their names."""
    return texts
