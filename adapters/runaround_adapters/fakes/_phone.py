"""What the fakes of telephones share: menus in words, what can be said in XML, and whom a call is put through to."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from runaround.fake import Bubble, Later, Output
from runaround.model import Button, Event, Speaker

__all__ = ["DIFFERS", "NOBODY", "PEOPLE", "brings_human", "element", "is_persons", "name_keys", "number_options"]

PEOPLE = "+15550142"
NOBODY = "+15550143"
"""Numbers: one where people answer, one where nobody ever does."""

DIFFERS = {
    "-inconclusive": "who is put through is with the telephone company, and no more with a bot that would crash later",
}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS = " .,!?。，！？"


def number_options(buttons: Sequence[Button]) -> dict[str, str]:
    """Return for each key the value of its button; with more than nine of them all keys have two digits."""
    first = 1 if len(buttons) <= 9 else 11
    return {str(first + place): button.value or button.label for place, button in enumerate(buttons)}


def name_keys(text: str, buttons: Sequence[Button]) -> str:
    """Return words with a menu behind them: which key is for which button."""
    keys = number_options(buttons)
    labels = [button.label.strip(_MARKS) for button in buttons]
    if any(_CHINESE.search(label) for label in labels):
        menu = "，".join(f"{label}请按{key}" for label, key in zip(labels, keys, strict=True)) + "。"
        return f"{text.rstrip(_MARKS)}。{menu}" if text else menu
    menu = " ".join(f"For {label}, press {key}." for label, key in zip(labels, keys, strict=True))
    return f"{text} {menu}" if text else menu


def element(name: str, text: str = "", *, inner: str = "", **attributes: str) -> str:
    """Return an element with text, or with elements, in it."""
    shown = "".join(f' {key}="{_write(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{shown}>{_write(text)}{inner}</{name}>"


def is_persons(output: Output) -> bool:
    """Say whether something is said or signalled by a person: on a telephone it is sound, and in no document."""
    bubble = output.bubble if isinstance(output, Later) else output
    if not isinstance(bubble, Bubble):
        return False
    return bubble.message.speaker is Speaker.HUMAN or bubble.message.event in (Event.HUMAN_JOINED, Event.HUMAN_LEFT)


def brings_human(output: Output) -> bool:
    """Say whether a person joins, now or later."""
    bubble = output.bubble if isinstance(output, Later) else output
    return isinstance(bubble, Bubble) and bubble.message.event is Event.HUMAN_JOINED


def _write(text: str) -> str:
    return html.escape(_NOT_IN_XML.sub("\ufffd", text)).replace("\r", "&#13;")
