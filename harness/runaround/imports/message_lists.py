"""Lists of messages as language models take them: where they stand, who speaks, and what is said.

Source: OpenAI chat completions (messages with roles, content as text or parts); keys of other collections beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from runaround.imports.structure import as_list, as_map, as_text

__all__ = [
    "BOT",
    "CONSUMER",
    "ORDERS",
    "PICTURES",
    "WORDS",
    "address_of",
    "conversations",
    "is_message",
    "messages_of",
    "role_of",
    "words_of",
]

WORDS = ("content", "value", "text")
CONSUMER = frozenset({"user", "human", "customer", "consumer"})
BOT = frozenset({"assistant", "bot", "ai", "gpt", "model", "agent"})
ORDERS = frozenset({"system", "developer"})
PICTURES = frozenset({"image_url", "input_image", "image"})
_LISTS = ("messages", "conversation", "conversations")
_ROLES = ("role", "from", "speaker")


def conversations(document: Any) -> Iterator[list[Any]]:  # noqa: ANN401 (foreign data)
    """Yield the lists of messages of a document: itself, what it holds, or what the maps of its list hold."""
    listed = document if isinstance(document, list) else [document]
    if any(is_message(one) for one in listed):
        yield listed
        return
    yield from (messages for one in listed if (messages := messages_of(one)))


def messages_of(document: Any) -> list[Any]:  # noqa: ANN401 (foreign data)
    """Return the messages of a document that is a list of them, or holds one; empty if it is none."""
    if isinstance(document, list):
        return document if document and is_message(document[0]) else []
    held = (as_list(as_map(document).get(key)) for key in _LISTS)
    return next((one for one in held if one and is_message(one[0])), [])


def is_message(value: Any) -> bool:  # noqa: ANN401 (foreign data)
    """Return whether a value is a message with a role that is known."""
    return bool(role_of(as_map(value)))


def role_of(message: Mapping[str, Any]) -> str:
    """Return the role of a message; `{user: text}` has its role as the key. Empty if there is none."""
    named = next((as_text(message[key]).lower() for key in _ROLES if key in message), "")
    known = CONSUMER | BOT | ORDERS | {"tool", "function"}
    if named in known and any(key in message for key in (*WORDS, "tool_calls", "refusal")):
        return named
    (only,) = message if len(message) == 1 else ("",)
    return only if only in known else ""


def words_of(content: Any) -> str:  # noqa: ANN401 (foreign data)
    """Return the words of a content: a text, or the texts of its parts."""
    if isinstance(content, list):
        parts = (as_text(as_map(part).get("text")) if isinstance(part, dict) else as_text(part) for part in content)
        return "\n".join(part for part in parts if part.strip())
    return as_text(content)


def address_of(part: Mapping[str, Any]) -> str:
    """Return the URL of a picture: `image_url: {url: ...}`, `image_url: ...`, or a source in base64."""
    held = part.get("image_url")
    source = as_map(part.get("source"))
    if source.get("data"):
        return f"data:{as_text(source.get('media_type'))};base64,{as_text(source['data'])}"
    return as_text(as_map(held).get("url")) or as_text(held) or as_text(source.get("url")) or as_text(part.get("image"))
