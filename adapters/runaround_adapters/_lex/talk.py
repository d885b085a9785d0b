"""One conversation with a bot of Lex: requests of RecognizeText, signed one by one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from runaround.errors import Unsupported, WrongShape
from runaround.model import Click, Event, Message, Say
from runaround_adapters._lex.answers import check_answer, read_messages
from runaround_adapters._lex.settings import LexSettings
from runaround_adapters._lex.signing import sign
from runaround_adapters._net.requests import Outgoing, build_request
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Call
from runaround_adapters._rules.template import clean_text, escape_braces, fill_text
from runaround_adapters._rules.understanding import Understanding
from runaround_adapters._talk.actions import click_values

__all__ = ["LexTalk"]

_MAX_TEXT = 1024
"""Characters that Lex takes in one message, by its model of the API."""


class LexTalk:
    """One session of Lex."""

    def __init__(self, settings: LexSettings, wire: Wire, values: Mapping[str, Any]) -> None:
        self._settings = settings
        self._wire = wire
        self._values = dict(values)
        self._holding: frozenset[Event] = frozenset()
        self._is_begun = False

    async def greet(self) -> Sequence[Message]:
        """Say what the target file opens with. Raises AdapterError."""
        return await self._say(self._settings.opening) if self._settings.opening else ()

    async def ask(self, action: Say | Click) -> Sequence[Message]:
        """Send words, or the value of a button, which Lex takes for words. Raises AdapterError."""
        if isinstance(action, Say):
            return await self._say(action.text)
        values = click_values(action)
        return await self._say(str(values["button.value"] or values["text"]))

    async def end(self) -> None:
        """Delete the session, if the target file wants it. May raise AdapterError."""
        if self._settings.deletes_session and self._is_begun:
            outgoing = self._sign(build_request(Call(self._address(), "DELETE"), {}))
            check_answer(self._wire, outgoing, await self._wire.fetch(outgoing))

    async def _say(self, text: str) -> tuple[Message, ...]:
        text = clean_text(text)
        if len(text) > _MAX_TEXT:
            msg = f"{self._wire.name}: Lex takes {_MAX_TEXT} characters a message; the consumer says {len(text)}."
            raise Unsupported(msg)
        call = Call(f"{self._address()}/text", "POST", request="{content}")
        outgoing = self._sign(build_request(call, {"content": self._content(text)}))
        raw = await self._wire.fetch(outgoing)
        check_answer(self._wire, outgoing, raw)
        self._is_begun = True
        return self._understand(self._wire.parse(outgoing, raw), outgoing)

    def _content(self, text: str) -> dict[str, Any]:
        values = {**self._values, "message_id": str(uuid.uuid4())}
        settings = self._settings
        content: dict[str, Any] = {"text": text}
        if settings.request_attributes:
            content["requestAttributes"] = _fill(settings.request_attributes, values)
        if settings.session_attributes and not self._is_begun:
            # Later ones would take back what the bot has written there.
            content["sessionState"] = {"sessionAttributes": _fill(settings.session_attributes, values)}
        return content

    def _address(self) -> str:
        settings = self._settings
        locale = settings.locales.get(str(self._values["lang"]), settings.locales.get(""))
        if locale is None:
            msg = (
                f"{self._wire.name}: the target file has no locale for the language {self._values['lang']!r} (locale)."
            )
            raise Unsupported(msg)
        session = fill_text(settings.session_id, self._values)
        path = "/bots/{}/botAliases/{}/botLocales/{}/sessions/{}"
        # A colon stands as it is: the HTTP client sends it so in any case, and what is signed must be what is sent.
        parts = (quote(part, safe=":-_.~") for part in (settings.bot, settings.alias, locale, session))
        return escape_braces(settings.url + path.format(*parts))

    def _sign(self, outgoing: Outgoing) -> Outgoing:
        return sign(outgoing, key=self._settings.key, at=datetime.now(UTC))

    def _understand(self, answer: object, outgoing: Outgoing) -> tuple[Message, ...]:
        understood = Understanding(self._settings.explained, self._wire.log.quote, holding=self._holding)
        try:
            messages = understood.finish(read_messages(answer, understood, self._wire.log.quote))
        except WrongShape as error:
            msg = f"{self._wire.place(outgoing)}: {error}"
            raise WrongShape(msg) from error
        self._holding = understood.holding
        return messages


def _fill(attributes: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """Return attributes filled: Lex takes texts only."""
    return {name: fill_text(text, values) for name, text in attributes.items()}
