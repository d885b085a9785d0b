"""One visit of a consumer to a bot behind OpenAI's API."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from runaround.adapter import Reply
from runaround.errors import AdapterError, BotFailed, Dropped
from runaround.model import Click, Message, Say, Speaker, TurnEnd
from runaround_adapters._net.requests import Outgoing, build_request
from runaround_adapters._net.wire import Wire
from runaround_adapters._openai.background import Asker
from runaround_adapters._openai.chat import Answer, FunctionCall, open_talk
from runaround_adapters._openai.settings import OpenAiSettings
from runaround_adapters._openai.stream import begin_sum
from runaround_adapters._rules.links import find_links
from runaround_adapters._rules.secrets import mask_message
from runaround_adapters._rules.settings import END_EVENTS
from runaround_adapters._rules.template import clean_text, fill, fill_text
from runaround_adapters._talk.actions import click_values
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.uploads import Uploader

__all__ = ["OpenAiSession"]


class OpenAiSession:
    """One visit. The functions that the model calls are answered with what the target file says."""

    def __init__(self, settings: OpenAiSettings, wire: Wire, values: Mapping[str, Any], *, pace: Pace) -> None:
        prompt = fill_text(settings.system_prompt, values)
        self._settings = replace(settings, system_prompt=prompt)
        self._wire = wire
        self._values = dict(values)
        self._pace = pace
        self._talk = open_talk(self._settings)
        self._uploader = Uploader(settings.upload, wire, MediaServer())  # it serves nothing: files go along
        self._is_over = False

    async def begin(self) -> Reply:
        """Return the greeting that the target file has, if there is one."""
        greeting = self._settings.greeting
        if not greeting:
            return Reply()
        self._talk.add_greeting(greeting)
        return Reply((_say(greeting),), (0.0,))

    async def send(self, action: Say | Click) -> Reply:
        """Send one action, answer the functions that the model calls, and return what it says. Raises AdapterError."""
        with self._wire.log.recording():
            if self._is_over:
                msg = f"{self._wire.name}: the bot has ended this conversation; nothing can be said in it."
                raise Dropped(msg)
            await self._add(action)
            await self._pace.wait()
            heard: list[tuple[Message, float]] = []
            ended_by = TurnEnd.RESPONSE
            for _ in range(self._settings.tool_rounds + 1):
                answer, is_marked = await self._ask()
                ended_by = TurnEnd.MARKER if is_marked else TurnEnd.RESPONSE
                heard += [(message, self._wire.log.now()) for message in self._read(answer)]
                self._is_over = any(message.event in END_EVENTS for message, _ in heard)
                self._answer_calls(answer.calls)
                if not answer.calls or self._is_over:
                    break
            else:
                rounds = f"{self._settings.tool_rounds} times (tool_rounds)"
                msg = f"{self._wire.name}: functions were called, and answered, {rounds}, and the reply did not end."
                raise BotFailed(msg)
            return self._reply(heard, TurnEnd.SESSION_END if self._is_over else ended_by)

    async def listen(self, seconds: float) -> Reply:
        """Wait: a model speaks when it is spoken to."""
        await asyncio.sleep(seconds)
        return Reply(ended_by=TurnEnd.TIME_LIMIT)

    async def close(self) -> None:
        """Free the visit. Does not raise."""
        await self._wire.client.aclose()

    async def _add(self, action: Say | Click) -> None:
        if isinstance(action, Click):
            self._talk.add_words(clean_text(str(click_values(action)["text"])), ())
            return
        files = await self._uploader.prepare(action.evidence, self._values)
        self._talk.add_words(clean_text(action.text), files)

    async def _ask(self) -> tuple[Answer, bool]:
        """Send what was added; return the answer, and whether a stream said that it was all. Raises AdapterError."""
        settings, quote = self._settings, self._wire.log.quote
        values = {**self._values, "message_id": str(uuid.uuid4())}
        # The template is filled first: what was said is data, whatever braces it holds.
        content = {**(fill(settings.call.request, values) or {}), **self._talk.write()}
        outgoing = build_request(replace(settings.call, request="{content}"), {**values, "content": content})
        asker = Asker(self._wire, settings.call, values)
        if settings.is_streamed:
            answer, is_marked = await asker.hear(outgoing, begin_sum(settings.api, quote))
        else:
            answer, is_marked = await asker.ask(outgoing), False
        return self._understand(answer, outgoing), is_marked

    def _understand(self, answer: object, outgoing: Outgoing) -> Answer:
        try:
            return self._talk.read(answer, self._wire.log.quote)
        except AdapterError as error:
            msg = f"{self._wire.place(outgoing)}: {error}"
            raise type(error)(msg) from error

    def _read(self, answer: Answer) -> Iterator[Message]:
        """Yield what an answer says and signals, as messages of their own: they are two facts."""
        for part in answer.parts:
            if isinstance(part, str):
                yield _say(part)
            else:
                events = self._settings.tool_events.get(part.name, ())
                yield from (Message(Speaker.SYSTEM, event=event) for event in events)

    def _answer_calls(self, calls: tuple[FunctionCall, ...]) -> None:
        settings = self._settings
        for call in calls:
            result = settings.tool_results.get(call.name, settings.tool_result)
            text = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
            self._talk.add_result(call, text)

    def _reply(self, heard: list[tuple[Message, float]], ended_by: TurnEnd) -> Reply:
        messages = tuple(mask_message(message, self._wire.log.masker) for message, _ in heard)
        return Reply(messages, tuple(at for _, at in heard), ended_by, self._wire.log.take())


def _say(text: str) -> Message:
    return Message(Speaker.BOT, text, links=tuple(find_links(text)))
