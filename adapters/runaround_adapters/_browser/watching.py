"""Puts what a page shows into the inbox of a visit: messages, pieces of them, typing, events, failures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import re2  # type: ignore[import-untyped]  # the wheel has no stubs

from runaround.errors import AdapterError, BotFailed, TooLarge
from runaround.model import Attachment, Button, Link, Message, Speaker
from runaround_adapters._browser.settings import BrowserSettings, Sight
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.links import find_links
from runaround_adapters._talk.inbox import Inbox

__all__ = ["Watching"]

_Part = TypeVar("_Part", Button, Link)

_SPEAKERS = {"bot": Speaker.BOT, "human": Speaker.HUMAN, "system": Speaker.SYSTEM}
_MOST_KNOWN = 1_000
_MOST_EVENTS = 10_000
_MOST_PARTS = 100
_FAILURE = "failure"


class Watching:
    """What was seen in one visit. `known` are its messages so far, as the watching script goes on with them.

    before: what the company had said last when the consumer left, if they come back (None: they are new).

    A page may say what it likes: everything is taken as foreign data, bounded in number and length.
    """

    def __init__(
        self,
        settings: BrowserSettings,
        inbox: Inbox,
        log: WireLog,
        *,
        where: str,
        before: Sequence[str] | None = None,
    ) -> None:
        self.before = before
        self.known: list[Mapping[str, Any]] = []
        self.shown: dict[Button | Link, str] = {}
        self._settings = settings
        self._inbox = inbox
        self._log = log
        self._where = where
        self._count = 0

    @property
    def last_said(self) -> tuple[str, ...]:
        """What the company has said after the consumer's last message."""
        said: list[str] = []
        for one in reversed(self.known):
            if one["kind"] == "own":
                break
            said.insert(0, str(one["text"]))
        return tuple(said)

    def take(self, news: object) -> None:
        """Take in what the script tells."""
        for event in news if isinstance(news, list) else ():
            self._count += 1
            if not isinstance(event, dict) or self._count > _MOST_EVENTS:
                continue
            try:
                self._take(event)
            except AdapterError as error:
                self._inbox.fail(error)

    def hear_link(self, url: str) -> None:
        """Take in that the page wanted to open a new tab: a link, which nobody follows."""
        self._inbox.hear((Message(Speaker.BOT, links=(Link(url[:2000]),)),))

    def _take(self, event: Mapping[str, Any]) -> None:
        if "whole" in event:
            self._hear(event)
        elif "piece" in event:
            self._inbox.hear_piece(_text(event, "piece"), _text(event, "text"), is_cumulative=True)
        elif "typing" in event:
            self._inbox.note_typing(is_on=bool(event["typing"]))
        elif "sight" in event:
            self._see(event)
        elif "history" in event:
            self._keep(event)
            self._note("shows from before", event)
        elif "stranger" in event:
            self._note("shows what no selector explains", event)
        elif "edited" in event:
            self._note("changes what it had shown", event)
        elif "huge" in event:
            limit = self._settings.limits.body_bytes
            msg = f"{self._where}: a message has more than {limit:,} characters (limits.body_bytes)."
            raise TooLarge(msg)

    def _hear(self, event: Mapping[str, Any]) -> None:
        key, kind = _text(event, "whole"), _text(event, "kind")
        self._note("shows", event)
        self._keep(event)
        self._inbox.finish(key)
        text = _text(event, "text")
        names = [name for name in _list(event, "sights") if isinstance(name, str)]
        if _FAILURE in names and self._means(self._settings.failure, text):
            self._fail(text)
        events = self._settings.events.items()
        found = next((one for one, sight in events if one.value in names and self._means(sight, text)), None)
        if found is None and kind not in _SPEAKERS:
            return
        speaker = Speaker.SYSTEM if found is not None else _SPEAKERS[kind]
        message = Message(
            speaker,
            text,
            buttons=self._buttons(event),
            links=self._links(event, text),
            attachments=tuple(Attachment("image", describes=one) for one in _list(event, "images") if _is_text(one)),
            event=found,
        )
        rank = event.get("rank")
        order = float(rank) if isinstance(rank, int | float) else None
        age_s = event.get("age_ms", 0) / 1000 if isinstance(event.get("age_ms"), int | float) else 0.0
        self._inbox.hear((message,), id=key, order=order, age_s=age_s)

    def _see(self, event: Mapping[str, Any]) -> None:
        name, text = _text(event, "sight"), _text(event, "text")
        self._note("shows", event)
        if name == _FAILURE and self._means(self._settings.failure, text):
            self._fail(text)
        for one, sight in self._settings.events.items():
            if one.value == name and self._means(sight, text):
                self._inbox.hear((Message(Speaker.SYSTEM, text, event=one),))

    def _means(self, sight: Sight | None, text: str) -> bool:
        """Return whether a sight that was found says what it has to say."""
        if sight is None:
            return False
        return not sight.words or any(re2.search(f"(?i){word}", text) for word in sight.words)

    def _fail(self, text: str) -> None:
        msg = f"{self._where}: the page reports a failure: {self._log.quote(text)}."
        raise BotFailed(msg)

    def _buttons(self, event: Mapping[str, Any]) -> tuple[Button, ...]:
        return self._kept(event, "buttons", lambda one: Button(_text(one, "label"), _text(one, "value")))

    def _links(self, event: Mapping[str, Any], text: str) -> tuple[Link, ...]:
        links = self._kept(event, "links", lambda one: Link(_text(one, "url"), _text(one, "title")))
        urls = {link.url for link in links}
        return (*links, *(link for link in find_links(text) if link.url not in urls))

    def _kept(
        self, event: Mapping[str, Any], name: str, make: Callable[[Mapping[str, Any]], _Part]
    ) -> tuple[_Part, ...]:
        """Return the parts of a message, and remember which element of the page each is."""
        parts: list[_Part] = []
        for one in _list(event, name):
            if isinstance(one, dict):
                parts.append(make(one))
                self.shown[parts[-1]] = _text(one, "key")
        return tuple(parts)

    def _keep(self, event: Mapping[str, Any]) -> None:
        key = _text(event, "whole") or _text(event, "history")
        identity = event.get("id")
        one = {
            "key": key,
            "id": identity if isinstance(identity, str) else None,
            "kind": _text(event, "kind"),
            "text": _text(event, "all"),
        }
        self.known = [*self.known[1 - _MOST_KNOWN :], one]

    def _note(self, what: str, event: Mapping[str, Any]) -> None:
        shown = {key: value for key, value in event.items() if key not in {"all", "rank", "age_ms", "id"}}
        self._log.note_received(f"(the page) {what}", json.dumps(shown, ensure_ascii=False))


def _text(event: Mapping[str, Any], key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _list(event: Mapping[str, Any], key: str) -> list[Any]:
    value = event.get(key)
    return value[:_MOST_PARTS] if isinstance(value, list) else []
