"""The target file of the fake agents."""

from __future__ import annotations

from typing import Any

from runaround.model import Event

__all__ = ["describe"]


def describe(url: str, quiet_s: float, version: str) -> dict[str, Any]:
    """Return the content of a target file for an agent at `url`."""
    return {
        "adapter": "a2a",
        "name": "fake",
        "url": url,
        "token": "env:TOKEN",
        "metadata": {"consumer": "{consumer_id}", "elapsed_s": "{elapsed_s}"},
        "poll_s": quiet_s / 4,
        "reply": {
            "speaker": {"value": "metadata.author"},
            "buttons": {"list": "data[].choices[]", "label": "title", "value": "payload"},
            "links": {"list": "data[].links[]"},
            "links_in_text": False,
            "events": {
                event.value: f"metadata.event == '{event.value}'" for event in Event if event is not Event.PROBE
            },
        },
        "upload": {"how": "base64"} if version == "1.0" else {"how": "url", "serve": {}},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }
