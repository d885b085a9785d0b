"""A bot behind a telephone: an application that answers Twilio's requests with TwiML, speech and keys taken.

Every turn of the bot is a document that ends in a `Gather`; what comes later is said when the call asks again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from runaround.fake import Brain, Bubble, Fake, Foreign, Goodbye, Later, Output, Pause, Said, Served, Trouble, Visitor
from runaround.model import Event, Speaker
from runaround_adapters.fakes._phone import (
    DIFFERS,
    NOBODY,
    PEOPLE,
    brings_human,
    element,
    is_persons,
    name_keys,
    number_options,
)
from runaround_adapters.fakes._serving import serve_app

__all__ = ["MENU"]

_NEVER = 3600.0
_ENDS = (Event.SESSION_END, Event.HANG_UP)


class _Troubled(Exception):
    """The application does not answer as it should."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


@dataclass(slots=True)
class _Call:
    """One call. offers: what the keys of the last menu stand for. pending: what is said when the call asks again.

    parked: the rest of a turn, to be said in the queue; ahead: where a call goes when it leaves the queue.
    """

    visitor: Visitor
    offers: dict[str, str] = field(default_factory=dict)
    pending: list[Bubble] = field(default_factory=list)
    parked: list[Output] = field(default_factory=list)
    ahead: str = ""
    is_queued: bool = False

    async def collect(self, outputs: AsyncIterator[Output]) -> list[Output]:
        """Return a whole turn of the bot. Raises _Troubled."""
        turn: list[Output] = []
        async for output in outputs:
            match output:
                case Pause(seconds=seconds):
                    await asyncio.sleep(seconds)
                case Trouble():
                    raise _Troubled(output)
                case Later(bubble=bubble) if not is_persons(output):
                    self.pending.append(bubble)
                case _:
                    turn.append(output)
        return turn

    def write(self, turn: list[Output]) -> str:
        """Return the document of a turn."""
        line = PEOPLE if any(brings_human(output) for output in turn) else NOBODY
        said: list[str] = []
        offers: dict[str, str] = {}
        for place, output in enumerate(turn):
            event = output.message.event if isinstance(output, Bubble) else None
            if isinstance(output, Goodbye) or event in _ENDS:
                return _respond([*said, element("Hangup")])
            if event is Event.TRANSFER_STARTED:
                return _respond([*said, self._put_through(line)])
            if event is Event.QUEUE and not self.is_queued:
                self.is_queued, self.parked = True, turn[place:]
                return _respond([*said, element("Enqueue", "support", waitUrl="/wait", action="/back")])
            said += self._say(output, offers)
        self.offers = offers or self.offers
        return _respond([*_ask(said, offers), element("Redirect", "/wait" if self.is_queued else "/silence")])

    def _say(self, output: Output, offers: dict[str, str]) -> list[str]:
        if isinstance(output, Foreign):
            return [element("carousel-3000", colour="blue")]
        if not isinstance(output, Bubble) or is_persons(output):
            return []
        message = output.message
        is_said = message.speaker is Speaker.BOT or message.event is Event.QUEUE
        offers |= number_options(message.buttons)
        text = name_keys(message.text, message.buttons) if message.buttons else message.text
        return [element("Say", text)] if is_said and text else []

    def _put_through(self, line: str) -> str:
        dial = element("Dial", inner=element("Number", line), action="/back", timeout="20")
        if not self.is_queued:
            return dial
        self.ahead, self.is_queued = dial, False
        return element("Leave")


def _ask(said: list[str], offers: dict[str, str]) -> list[str]:
    """Return what is said with an input behind it; the last words are its prompt."""
    is_spoken = bool(said) and said[-1].startswith("<Say")
    width = str(max(map(len, offers))) if offers else ""
    prompt = said[-1] if is_spoken else ""
    gather = element(
        "Gather",
        inner=prompt,
        input="dtmf speech",
        action="/heard",
        timeout="10",
        speechTimeout="auto",
        numDigits=width,
    )
    return [*(said[:-1] if is_spoken else said), gather]


def _respond(verbs: list[str]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{element("Response", inner="".join(verbs))}'


class _Application:
    """What a number's webhooks lead to."""

    def __init__(self, brain: Brain) -> None:
        self._brain = brain
        self._calls: dict[str, _Call] = {}

    async def ring(self, request: web.Request) -> web.Response:
        """Answer a call."""
        fields = await request.post()
        elapsed = request.query.get("elapsed_s", "")
        visitor = Visitor(str(fields["CallSid"]), str(fields["From"]), float(elapsed) if elapsed else None)
        call = self._calls[visitor.session] = _Call(visitor)
        return await self._answer(call, self._brain.welcome(visitor))

    async def hear(self, request: web.Request) -> web.Response:
        """Take what was said or pressed."""
        call, fields = await self._find(request)
        digits, words = str(fields.get("Digits", "")), str(fields.get("SpeechResult", ""))
        chosen = call.offers.get(digits, "")
        said = Said(button=chosen) if chosen else Said(digits or words)
        return await self._answer(call, self._brain.answer(call.visitor, said))

    async def go_on(self, request: web.Request) -> web.Response:
        """Say what has come up meanwhile, if anything has."""
        call, _ = await self._find(request)
        turn: list[Output] = [*call.parked, *call.pending]
        call.parked, call.pending = [], []
        return _send(call.write(turn))

    async def come_back(self, request: web.Request) -> web.Response:
        """Go on with a call that has left a queue, or that nobody has taken."""
        call, _ = await self._find(request)
        ahead, call.ahead, call.is_queued = call.ahead, "", False
        return _send(_respond([ahead]) if ahead else call.write([]))

    async def _find(self, request: web.Request) -> tuple[_Call, dict[str, str]]:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        return self._calls[fields["CallSid"]], fields

    async def _answer(self, call: _Call, outputs: AsyncIterator[Output]) -> web.Response:
        try:
            return _send(call.write(await call.collect(outputs)))
        except _Troubled as troubled:
            return await _misbehave(troubled.trouble)


def _send(document: str) -> web.Response:
    return web.Response(text=document, content_type="text/xml")


async def _misbehave(trouble: Trouble) -> web.Response:
    match trouble.kind:
        case "status":
            headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
            return web.Response(status=trouble.status, headers=headers)
        case "not_json":
            return web.Response(text="<Response><Say>Welcome")
        case "huge":
            return _send(_respond([element("Say", "x" * trouble.size)]))
        case "empty":
            return _send("")
        case "hang":
            await asyncio.sleep(_NEVER)
    return web.Response(status=500)


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    application, app = _Application(brain), web.Application()
    app.router.add_post("/voice", application.ring)
    app.router.add_post("/heard", application.hear)
    app.router.add_post("/silence", application.go_on)
    app.router.add_post("/wait", application.go_on)
    app.router.add_post("/back", application.come_back)
    async with serve_app(app) as url:
        target = {
            "adapter": "twiml",
            "name": "fake",
            "url": f"{url}/voice?elapsed_s={{elapsed_s}}",
            "auth_token": "env:TOKEN",
            "human": {"lines": {PEOPLE: {"does": "accept"}}},
            "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
        }
        yield Served(url, target)


_CANNOT = {
    "Later": "a document is the answer to a request; what comes later is said when the call asks again",
    "ids": "what is said on the telephone has no id",
    "order": "what is said on the telephone is not counted",
    "answers": "a document answers the request that asked for it",
    "Piece": "a document comes whole",
    "Typing": "nobody types on the telephone",
    "Break": "every document is a request of its own; there is no connection to come back to",
    "files": "the telephone carries no files",
    "human": "what a person says is sound on the line, and in no document",
    "transfer_failed": "whether somebody takes a call is not the application's to say, but that of the other side",
}
MENU = Fake(
    _serve,
    _CANNOT,
    DIFFERS,
    made_from="Twilio, TwiML for Programmable Voice, as documented in November 2026",
    checked_by="twilio 9 (its RequestValidator and TwiML classes)",
)
"""Speech and keys, in front of any bot; its buttons are keys."""
