"""Adds the events of a stream of OpenAI's API up to the answer that would have come without it. Pure."""

from __future__ import annotations

from typing import Any, Protocol

from runaround.errors import BotFailed, WrongShape
from runaround_adapters._openai.settings import Api
from runaround_adapters._rules.paths import Quote

__all__ = ["Sum", "begin_sum"]

_LAST = ("response.completed", "response.incomplete", "response.failed")


class Sum(Protocol):
    """What a stream adds up to."""

    def add(self, event: Any) -> bool:  # noqa: ANN401 (foreign data)
        """Take in an event, and return whether the answer is over with it. Raises BotFailed and WrongShape."""
        ...

    def total(self, *, is_ended: bool) -> object:
        """Return the answer; None if the stream ended without saying that it does.

        is_ended: the stream has said that it is done.
        """
        ...

    def place(self) -> tuple[str, int] | None:
        """Return what can be asked for, and the number of the last event of it; None if nothing can.

        What comes again of what came before is passed over from now on.
        """
        ...


def begin_sum(api: Api, quote: Quote) -> Sum:
    """Return a sum to which nothing was added."""
    return _Chunks(quote) if api is Api.CHAT_COMPLETIONS else _Items(quote)


class _Chunks:
    """Chat completions: texts are put together, and calls by their index."""

    def __init__(self, quote: Quote) -> None:
        self._quote = quote
        self._texts: dict[str, str] = {}
        self._calls: dict[int, dict[str, Any]] = {}
        self._finish = ""
        self._whole: object = None

    def add(self, event: Any) -> bool:  # noqa: ANN401 (foreign data)
        """Take in a chunk. One with usage only has no choice, or one that says nothing."""
        _check(event, self._quote)
        try:
            for choice in event.get("choices") or ():
                if choice.get("index", 0) == 0:
                    self._take(choice)
            if isinstance(event.get("choices"), list) and event["choices"] and "message" in event["choices"][0]:
                self._whole = event  # the server does not stream, though it was asked to
        except (LookupError, TypeError, AttributeError) as error:
            msg = f"a chunk of the stream is none: found {self._quote(event)}."
            raise WrongShape(msg) from error
        return False

    def total(self, *, is_ended: bool) -> object:
        """Return the chat completion."""
        if self._whole is not None:
            return self._whole
        if not is_ended and not self._finish:
            return None
        calls = [self._calls[index] for index in sorted(self._calls)]
        message = {"role": "assistant", **self._texts, **({"tool_calls": calls} if calls else {})}
        return {"choices": [{"message": message, "finish_reason": self._finish}]}

    def place(self) -> None:
        """Return nothing: servers of chat completions keep none."""

    def _take(self, choice: dict[str, Any]) -> None:
        self._finish = choice.get("finish_reason") or self._finish
        delta = choice.get("delta") or {}
        for key in ("content", "refusal"):
            if isinstance(text := delta.get(key), str):
                self._texts[key] = self._texts.get(key, "") + text
        for piece in delta.get("tool_calls") or ():
            index = piece.get("index", len(self._calls))
            call = self._calls.setdefault(index, {"id": "", "type": "function", "function": {}})
            call["id"] = piece.get("id") or call["id"]
            own, more = call["function"], piece.get("function") or {}
            own["name"] = more.get("name") or own.get("name", "")
            own["arguments"] = own.get("arguments", "") + (more.get("arguments") or "")


class _Items:
    """Responses: the last event has all of it; where a server leaves that out, the items that were done."""

    def __init__(self, quote: Quote) -> None:
        self._quote = quote
        self._items: list[Any] = []
        self._last: dict[str, Any] | None = None
        self._identity = ""
        self._number = -1
        self._known = -1

    def add(self, event: Any) -> bool:  # noqa: ANN401 (foreign data)
        """Take in an event."""
        _check(event, self._quote)
        kind, number, begun = event.get("type"), event.get("sequence_number"), event.get("response")
        if isinstance(number, int):
            if number <= self._known:
                return False
            self._number = number
        if isinstance(begun, dict) and begun.get("background") is True and isinstance(begun.get("id"), str):
            self._identity = begun["id"]
        if kind == "error":
            msg = f"the bot's side reports a failure: {self._quote(event)}."
            raise BotFailed(msg)
        if kind == "response.output_item.done":
            self._items.append(event.get("item"))
        if kind in _LAST and isinstance(event.get("response"), dict):
            self._last = event["response"]
        elif event.get("object") == "response":
            self._last = event  # the server does not stream, though it was asked to
        return self._last is not None

    def total(self, *, is_ended: bool) -> object:  # noqa: ARG002 (its own events say it)
        """Return the response."""
        if self._last is None:
            return None
        return {**self._last, "output": self._last.get("output") or self._items}

    def place(self) -> tuple[str, int] | None:
        """Return which response goes on in the background, if it says so of itself."""
        self._known = self._number
        return (self._identity, self._number) if self._identity and self._number >= 0 else None


def _check(event: Any, quote: Quote) -> None:  # noqa: ANN401 (foreign data)
    """Raise BotFailed for an error in place of an event: the status was sent before it happened."""
    if not isinstance(event, dict):
        msg = f"an event of the stream is no object: found {quote(event)}."
        raise WrongShape(msg)
    if event.get("error"):
        msg = f"the bot's side reports a failure: {quote(event['error'])}."
        raise BotFailed(msg)
