"""What the placeholders of target files stand for when the consumer clicks."""

from __future__ import annotations

from typing import Any

from runaround.model import Click

__all__ = ["NO_CLICK", "click_values"]

NO_CLICK = {"button": None, "button.label": "", "button.value": "", "link": None, "link.url": "", "link.title": ""}


def click_values(action: Click) -> dict[str, Any]:
    """Return the placeholders of a click. `text` is what a bot that knows only words would be told."""
    values: dict[str, Any] = {**NO_CLICK, "files": [], "text": action.label}
    if action.button is not None:
        label, value = action.button.label, action.button.value or action.button.label
        values |= {"button": {"label": label, "value": value}, "button.label": label, "button.value": value}
    elif action.link is not None:
        url, title = action.link.url, action.link.title
        values |= {"link": {"url": url, "title": title}, "link.url": url, "link.title": title, "text": title or url}
    return values
