"""One conversation with an agent of Dialogflow CX: requests of detectIntent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from runaround.errors import AdapterError, Unsupported
from runaround.model import Button, Click, Event, Message, Say
from runaround_adapters._dialogflow.answers import check_answer, read_answer
from runaround_adapters._dialogflow.settings import DialogflowSettings
from runaround_adapters._net.requests import Outgoing, build_request
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Call
from runaround_adapters._rules.template import clean_text, escape_braces, fill, fill_text
from runaround_adapters._rules.understanding import Understanding
from runaround_adapters._talk.actions import click_values

__all__ = ["DialogflowTalk"]


class DialogflowTalk:
    """One session of an agent."""

    def __init__(self, settings: DialogflowSettings, wire: Wire, values: Mapping[str, Any]) -> None:
        self._settings = settings
        self._wire = wire
        self._values = dict(values)
        self._holding: frozenset[Event] = frozenset()
        self._events: dict[Button, str] = {}
        self._is_begun = False

    async def greet(self) -> Sequence[Message]:
        """Send what the target file opens with. Raises AdapterError."""
        await self._settings.tokens.bearer()  # now: the time that a token takes is not the agent's
        return () if self._settings.opening is None else await self._send(self._settings.opening)

    async def ask(self, action: Say | Click) -> Sequence[Message]:
        """Send words; or, for a choice, the event that it triggers, if it has one. Raises AdapterError."""
        if isinstance(action, Say):
            return await self._send({"text": {"text": clean_text(action.text)}})
        event = self._events.get(action.button) if action.button is not None else None
        values = click_values(action)
        text = clean_text(str(values["button.value"] or values["text"]))
        return await self._send({"event": {"event": event}} if event else {"text": {"text": text}})

    async def end(self) -> None:
        """Do nothing: a session ends by itself, when it is not used any more."""

    async def _send(self, what: Mapping[str, Any]) -> tuple[Message, ...]:
        content = {"queryInput": {**what, "languageCode": self._language()}}
        params = self._query_params()
        call = Call(self._address(), "POST", headers=await self._headers(), request="{content}")
        values = {**self._now(), "content": content | ({"queryParams": params} if params else {})}
        outgoing = build_request(call, values)
        raw = await self._wire.fetch(outgoing)
        check_answer(self._wire, outgoing, raw)
        self._is_begun = True
        return self._understand(self._wire.parse(outgoing, raw), outgoing)

    def _query_params(self) -> dict[str, Any]:
        settings, values = self._settings, self._now()
        params = dict(fill(settings.query_params, values) or {})
        if settings.parameters is not None and not self._is_begun:
            # Later ones would take back what the agent has filled in.
            params["parameters"] = fill(settings.parameters, values) or {}
        return params

    def _language(self) -> str:
        lang, languages = str(self._values["lang"]), self._settings.languages
        found = languages.get(lang, languages.get(""))
        if found is None:
            msg = f"{self._wire.name}: the target file has no language code for the language {lang!r} (language)."
            raise Unsupported(msg)
        return fill_text(found, self._values)

    def _address(self) -> str:
        session = quote(fill_text(self._settings.session_id, self._values), safe="-_.~")
        return escape_braces(f"{self._settings.url}/v3/{self._settings.agent}/sessions/{session}:detectIntent")

    async def _headers(self) -> dict[str, str]:
        tokens = self._settings.tokens
        token = await tokens.bearer()
        self._wire.log.learn_secrets([token])
        payer = {"X-Goog-User-Project": tokens.quota_project} if tokens.quota_project else {}
        return {"Authorization": f"Bearer {escape_braces(token)}", **payer, **self._settings.headers}

    def _now(self) -> dict[str, Any]:
        return {**self._values, "message_id": str(uuid.uuid4())}

    def _understand(self, answer: object, outgoing: Outgoing) -> tuple[Message, ...]:
        understood = Understanding(self._settings.explained, self._wire.log.quote, holding=self._holding)
        try:
            self._events |= read_answer(answer, understood, self._wire.log.quote)
            messages = understood.finish(answer)
        except AdapterError as error:
            msg = f"{self._wire.place(outgoing)}: {error}"
            raise type(error)(msg) from error
        self._holding = understood.holding
        return messages
