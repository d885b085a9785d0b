"""The two protocols of OpenAI's API, pure: what a request holds, what an answer says, how a stream adds up to one.

With chat completions the client keeps the conversation and sends all of it each time; with responses the server keeps
it, and is told which response is followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from runaround.errors import BotFailed, WrongShape
from runaround_adapters._net.requests import File
from runaround_adapters._openai.settings import Api, OpenAiSettings
from runaround_adapters._rules.paths import Quote

__all__ = ["Answer", "FunctionCall", "Talk", "open_talk"]


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function that the model wants called."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one answer says, and which functions it wants called, in order."""

    parts: tuple[str | FunctionCall, ...] = ()

    @property
    def calls(self) -> tuple[FunctionCall, ...]:
        """The functions."""
        return tuple(part for part in self.parts if isinstance(part, FunctionCall))


class Talk(Protocol):
    """One conversation, as one of the protocols has it."""

    def add_greeting(self, text: str) -> None:
        """Take in what the company has said before anybody asked."""
        ...

    def add_words(self, text: str, files: Sequence[File]) -> None:
        """Take in what the consumer says."""
        ...

    def add_result(self, call: FunctionCall, result: str) -> None:
        """Take in what a function returned."""
        ...

    def write(self) -> dict[str, Any]:
        """Return the content of the next request."""
        ...

    def read(self, answer: Any, quote: Quote) -> Answer:  # noqa: ANN401 (foreign data)
        """Take in an answer and return what it says. Raises WrongShape, and BotFailed for a failure that it reports."""
        ...


def open_talk(settings: OpenAiSettings) -> Talk:
    """Return a conversation that has just begun."""
    return _Chat(settings) if settings.api is Api.CHAT_COMPLETIONS else _Responses(settings)


class _Chat:
    """Chat completions: the whole history goes along, with what the assistant said exactly as it came."""

    def __init__(self, settings: OpenAiSettings) -> None:
        self._settings = settings
        self._messages: list[dict[str, Any]] = []
        if settings.system_prompt:
            self._messages.append({"role": "system", "content": settings.system_prompt})

    def add_greeting(self, text: str) -> None:
        """Take in what the company has said before anybody asked."""
        self._messages.append({"role": "assistant", "content": text})

    def add_words(self, text: str, files: Sequence[File]) -> None:
        """Take in what the consumer says; without files as plain text, which every server takes."""
        parts = [{"type": "text", "text": text}] if text or not files else []
        content = [*parts, *(_chat_file(file) for file in files)] if files else text
        self._messages.append({"role": "user", "content": content})

    def add_result(self, call: FunctionCall, result: str) -> None:
        """Take in what a function returned."""
        self._messages.append({"role": "tool", "tool_call_id": call.id, "content": result})

    def write(self) -> dict[str, Any]:
        """Return the content of the next request."""
        stream = {"stream": True, "stream_options": {"include_usage": True}} if self._settings.is_streamed else {}
        return {"model": self._settings.model, "messages": list(self._messages), **_tools(self._settings), **stream}

    def read(self, answer: Any, quote: Quote) -> Answer:  # noqa: ANN401 (foreign data)
        """Take in the first choice of an answer."""
        _check_error(answer, quote)
        try:
            message = answer["choices"][0]["message"]
            calls = [FunctionCall(one["id"], one["function"]["name"]) for one in message.get("tool_calls") or ()]
            texts = [_text_of(message.get(key)) for key in ("content", "refusal")]
        except (LookupError, TypeError, AttributeError) as error:
            msg = f"no chat completion: found {quote(answer)}; expected choices[0].message with 'content'."
            raise WrongShape(msg) from error
        self._messages.append(
            {key: message[key] for key in ("role", "content", "refusal", "tool_calls") if message.get(key) is not None}
            | {"role": "assistant"}
            | ({} if message.get("content") is not None else {"content": None if calls else ""})
        )
        return Answer((*(text for text in texts if text.strip()), *calls))


class _Responses:
    """Responses: only what is new goes along, and the id of the response before."""

    def __init__(self, settings: OpenAiSettings) -> None:
        self._settings = settings
        self._input: list[dict[str, Any]] = []
        self._previous = ""

    def add_greeting(self, text: str) -> None:
        """Take in what the company has said before anybody asked."""
        self._input.append({"role": "assistant", "content": text})

    def add_words(self, text: str, files: Sequence[File]) -> None:
        """Take in what the consumer says."""
        parts = [{"type": "input_text", "text": text}] if text or not files else []
        content = [*parts, *(_responses_file(file) for file in files)] if files else text
        self._input.append({"role": "user", "content": content})

    def add_result(self, call: FunctionCall, result: str) -> None:
        """Take in what a function returned."""
        self._input.append({"type": "function_call_output", "call_id": call.id, "output": result})

    def write(self) -> dict[str, Any]:
        """Return the content of the next request."""
        settings = self._settings
        more = {
            "instructions": settings.system_prompt,  # it is not carried on from the response before
            "previous_response_id": self._previous,
            "stream": settings.is_streamed,
        }
        known = {key: value for key, value in more.items() if value}
        return {"model": settings.model, "input": list(self._input), **_tools(settings), **known}

    def read(self, answer: Any, quote: Quote) -> Answer:  # noqa: ANN401 (foreign data)
        """Take in the items of a response."""
        _check_error(answer, quote)
        try:
            if answer.get("status") in ("failed", "cancelled"):
                msg = f"the response is {answer['status']}: {quote(answer)}."
                raise BotFailed(msg)
            items = [one for one in answer["output"] if isinstance(one, dict)]
            found = Answer(tuple(part for one in items for part in _item_parts(one)))
            self._previous = str(answer["id"])
        except (LookupError, TypeError, AttributeError) as error:
            msg = f"no response: found {quote(answer)}; expected 'id' and a list 'output'."
            raise WrongShape(msg) from error
        self._input = []
        return found


def _item_parts(item: Mapping[str, Any]) -> Iterator[str | FunctionCall]:
    """Yield what one item of a response says or wants called; others, such as reasoning, say nothing to a consumer."""
    if item["type"] == "function_call":
        yield FunctionCall(item["call_id"], item["name"])
    if item["type"] == "message":
        text = "".join(_text_of(part.get("text") or part.get("refusal")) for part in item["content"])
        yield from [text] if text.strip() else []


def _tools(settings: OpenAiSettings) -> dict[str, Any]:
    return {"tools": list(settings.tools)} if settings.tools else {}


def _text_of(content: Any) -> str:  # noqa: ANN401 (foreign data)
    """Return the words of a content: a text, or parts of which some are text, as some servers send them."""
    if content is None:
        return ""
    if isinstance(content, list):
        return "".join(_text_of(part.get("text")) for part in content)
    if not isinstance(content, str):
        raise TypeError
    return content


def _check_error(answer: Any, quote: Quote) -> None:  # noqa: ANN401 (foreign data)
    if isinstance(answer, dict) and answer.get("error"):
        msg = f"the bot's side reports a failure: {quote(answer['error'])}."
        raise BotFailed(msg)


def _chat_file(file: File) -> dict[str, Any]:
    kind, data = file.evidence.media_type, f"data:{file.evidence.media_type};base64,{file.base64}"
    if kind.startswith("image/"):
        return {"type": "image_url", "image_url": {"url": data}}
    return {"type": "file", "file": {"filename": file.evidence.name, "file_data": data}}


def _responses_file(file: File) -> dict[str, Any]:
    kind, data = file.evidence.media_type, f"data:{file.evidence.media_type};base64,{file.base64}"
    if kind.startswith("image/"):
        return {"type": "input_image", "image_url": data}
    return {"type": "input_file", "filename": file.evidence.name, "file_data": data}
