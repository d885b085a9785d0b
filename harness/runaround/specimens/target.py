"""The target file content with which runaround's HTTP adapter drives a served specimen."""

from __future__ import annotations

from typing import Any

from runaround.model import Event

__all__ = ["describe_target"]

_POLL_EVERY_S = 0.2
_REPLY_LIMIT_S = 20.0
"""Seconds within which a specimen on this machine answers, its delay not counted."""


def describe_target(name: str, url: str, *, delay_s: float) -> dict[str, Any]:
    """Return the content of a target file for the specimen `name` at base address `url`.

    delay_s: how long the specimen holds back each reply; its limits leave room for that.
    """
    return {
        "adapter": "http",
        "name": name,
        "url": f"{url}/chat",
        "method": "POST",
        "request": {
            "consumer": "{consumer_id}",
            "session": "{session_id}",
            "text": "{text}",
            "button": "{button.value?}",
            "link": "{link.url?}",
            "files": "{files?}",
        },
        "open": {
            "url": f"{url}/open",
            "method": "POST",
            "request": {"consumer": "{consumer_id}", "elapsed_s": "{elapsed_s}"},
            "take": {"session_id": "session"},
            "welcome": True,
        },
        "poll": {
            "url": f"{url}/poll",
            "method": "GET",
            "query": {"session": "{session_id}"},
            "every_s": _POLL_EVERY_S,
        },
        "upload": {"how": "base64"},
        "reply": _REPLY,
        "system": {"url": f"{url}/system"},
        "limits": {"reply_s": _REPLY_LIMIT_S + delay_s},
    }


_REPLY: dict[str, Any] = {
    "messages": "messages",
    "text": "text",
    "speaker": {"value": "speaker"},
    "buttons": {"list": "buttons", "label": "label", "value": "value"},
    "links": {"list": "links", "url": "url", "title": "title"},
    "links_in_text": False,
    "events": {event.value: f"event == '{event.value}'" for event in Event if event is not Event.PROBE},
}
