"""Takes up again what a server goes on with by itself: a response in the background.

A stream that breaks ends every other answer for good: the model writes only while somebody listens, and nothing but the
message sent again would bring another answer. A response that was asked for with `background: true` goes on without
us, and can be asked for: from the event that came last, or, where it is not streamed, until it is done.
Source: openai-openapi (August 2026), getResponse with `stream` and `starting_after`; OpenAI's guide to background mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from urllib.parse import quote

from runaround.errors import Dropped, TimedOut
from runaround_adapters._net.requests import Outgoing, build_request
from runaround_adapters._net.streams import hear_stream
from runaround_adapters._net.wire import Wire
from runaround_adapters._openai.stream import Sum
from runaround_adapters._rules.events import StreamKind
from runaround_adapters._rules.settings import Call

__all__ = ["Asker"]

_MOST_STREAMS = 8
_STEP_S = 0.1
"""Each further stream waits so much longer, the first not at all."""
_ASK_S = 0.5
_WORKS = ("queued", "in_progress")


@dataclass(frozen=True, slots=True)
class Asker:
    """Gets the answer to one request. call and values: how further requests look; they only ask, and send nothing."""

    wire: Wire
    call: Call
    values: Mapping[str, Any]

    async def ask(self, outgoing: Outgoing) -> object:
        """Send `outgoing` and return the answer, when it is done. Raises AdapterError."""
        return await self._wait(await self.wire.call(outgoing))

    async def hear(self, outgoing: Outgoing, total: Sum) -> tuple[object, bool]:
        """Send `outgoing`; return what its stream adds up to, and whether it said that this was all.

        Raises AdapterError.
        """
        began = self.wire.log.now()
        for number in count():
            broken = Dropped(f"{self.wire.place(outgoing)}: the stream ended before the answer was complete.")
            try:
                is_marked = await hear_stream(self.wire, outgoing, StreamKind.SSE, total.add)
                answer = total.total(is_ended=is_marked)
                if answer is not None:
                    return await self._wait(answer), is_marked
            except Dropped as error:
                broken = error
            place = total.place()
            if place is None or number == _MOST_STREAMS or self.wire.log.now() - began > self.wire.limits.reply_s:
                raise broken
            await self.wire.sleep(_STEP_S * number)
            identity, last = place
            outgoing = self._question(identity, {"stream": "true", "starting_after": str(last)})
        raise AssertionError  # it counts without end

    async def _wait(self, answer: object) -> object:
        """Return a response when it is done; anything else as it is."""
        began = self.wire.log.now()
        while isinstance(answer, Mapping) and _is_worked_on(answer):
            if self.wire.log.now() - began > self.wire.limits.reply_s:
                msg = (
                    f"{self.wire.name}: the response is {answer['status']} after {self.wire.limits.reply_s:g} s"
                    " (limits.reply_s)."
                )
                raise TimedOut(msg)
            await self.wire.sleep(_ASK_S)
            answer = await self.wire.call(self._question(answer["id"], {}))
        return answer

    def _question(self, identity: str, query: Mapping[str, str]) -> Outgoing:
        url = f"{self.call.url}/{quote(identity, safe='')}"
        call = replace(self.call, method="GET", url=url, query={**self.call.query, **query}, request=None)
        return build_request(call, self.values)


def _is_worked_on(answer: Mapping[str, Any]) -> bool:
    """Whether a response will say more: servers that say `in_progress` of a whole answer have said it."""
    is_unsaid = answer.get("background") is True or not answer.get("output")
    return answer.get("status") in _WORKS and is_unsaid and isinstance(answer.get("id"), str)
