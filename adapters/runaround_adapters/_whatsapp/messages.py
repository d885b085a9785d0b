"""Reads the messages that a bot sends by WhatsApp's Cloud API, and writes what a click says. Pure.

Source: WhatsApp Business Platform, Cloud API, Messages (v23.0), and Webhooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runaround.errors import Unsupported
from runaround.model import Attachment, Button, Click, Link, Message, Speaker
from runaround_adapters._rules.links import find_links

__all__ = ["MessageReader", "is_known", "part_in", "text_in"]

_MEDIA = ("image", "video", "document", "audio", "sticker")
_KNOWN = frozenset({"text", "interactive", "template", "reaction", "location", "contacts", *_MEDIA})


@dataclass(frozen=True, slots=True)
class _Offer:
    """A choice as it was offered: in which message, and what a webhook says when it is taken."""

    button: Button
    message_id: str
    told: Mapping[str, Any] | None


class MessageReader:
    """Reads the messages of one thread; remembers what they offer, so that a click can be told in its way.

    names: the names of files that the bot has uploaded, by their ids.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._offers: dict[tuple[str, str], _Offer] = {}

    def read(self, body: Mapping[str, Any], *, id: str, speaker: Speaker) -> Message | None:  # noqa: A002 (their word)
        """Return what is sent under `id` as a message; None for what is no bubble, such as a reaction."""
        kind = text_in(body, "type") or "text"
        content = body.get(kind)
        if kind == "contacts":
            return Message(speaker, "\n".join(_contacts(content)))
        if kind == "reaction" or not isinstance(content, Mapping):
            return None
        text = "\n".join(filter(None, _texts(kind, content)))
        links = tuple(_links(content)) if kind == "interactive" else ()
        offers = [_Offer(button, id, told) for button, told in _choices(kind, content)]
        self._offers |= {(one.button.label, one.button.value): one for one in offers}
        return Message(
            speaker,
            text,
            buttons=tuple(one.button for one in offers),
            links=(*links, *(link for link in find_links(text) if link.url not in {one.url for one in links})),
            attachments=tuple(self._attachments(kind, content)),
        )

    def click(self, action: Click, number: str) -> dict[str, Any]:
        """Return what a message says by which a choice is taken. number: of whom it was offered by.

        Raises Unsupported for what takes more than a click.
        """
        button = action.button
        offer = self._offers.get((button.label, button.value)) if button is not None else None
        if offer is None:
            return {"type": "text", "text": {"body": action.label}}
        if offer.told is None:
            msg = f"The button {offer.button.label!r:.80} wants a form filled in, or a place: no click gives that."
            raise Unsupported(msg)
        return {"context": {"from": number, "id": offer.message_id}, **offer.told}

    def _attachments(self, kind: str, content: Mapping[str, Any]) -> Iterator[Attachment]:
        header = part_in(content, "header") if kind == "interactive" else {}
        kind, content = (
            (text_in(header, "type"), part_in(header, text_in(header, "type"))) if header else (kind, content)
        )
        if kind in _MEDIA:
            linked = text_in(content, "link").partition("?")[0].rpartition("/")[2]
            name = text_in(content, "filename") or linked or self._names.get(text_in(content, "id"), "")
            yield Attachment("image" if kind in ("image", "sticker") else "file", name)


def is_known(body: Mapping[str, Any]) -> bool:
    """Whether the API knows the kind of a message, and it has the part that is called so."""
    kind = text_in(body, "type") or "text"
    return kind in _KNOWN and isinstance(body.get(kind), Mapping | list)


def text_in(part: Mapping[str, Any], key: str) -> str:
    """Return the text under `key`; empty where there is none."""
    value = part.get(key)
    return value if isinstance(value, str) else ""


def part_in(part: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the object under `key`; an empty one where there is none."""
    value = part.get(key)
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(kind: str, content: Mapping[str, Any]) -> Iterator[str]:
    match kind:
        case "text":
            yield text_in(content, "body")
        case "interactive":
            yield from (text_in(part_in(content, place), "text") for place in ("header", "body", "footer"))
        case "template":
            # The words of a template are known to Meta only; what is sent are its name and what fills it.
            yield f"[{text_in(content, 'name')}]"
            parts = [one for one in _objects(content.get("components")) if text_in(one, "type").lower() != "button"]
            yield from (text_in(one, "text") for part in parts for one in _objects(part.get("parameters")))
        case "location":
            yield from (text_in(content, "name"), text_in(content, "address"))
        case _:
            yield text_in(content, "caption")


def _links(content: Mapping[str, Any]) -> Iterator[Link]:
    parameters = part_in(part_in(content, "action"), "parameters")
    if url := text_in(parameters, "url"):
        yield Link(url, text_in(parameters, "display_text"))


def _choices(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[Button, Mapping[str, Any] | None]]:
    if kind == "template":
        yield from _template_choices(content)
    if kind != "interactive":
        return
    action = part_in(content, "action")
    for one in (part_in(button, "reply") for button in _objects(action.get("buttons"))):
        yield _choice(one, "button_reply")
    for section in _objects(action.get("sections")):
        for row in _objects(section.get("rows")):
            yield _choice(row, "list_reply")
    if text_in(content, "type") == "flow":
        yield Button(text_in(part_in(action, "parameters"), "flow_cta")), None
    if text_in(content, "type") == "location_request_message":
        yield Button("Send location"), None


def _choice(reply: Mapping[str, Any], kind: str) -> tuple[Button, Mapping[str, Any]]:
    told = {key: reply[key] for key in ("id", "title", "description") if key in reply}
    return Button(text_in(reply, "title"), text_in(reply, "id")), {
        "type": "interactive",
        "interactive": {"type": kind, kind: told},
    }


def _template_choices(content: Mapping[str, Any]) -> Iterator[tuple[Button, Mapping[str, Any]]]:
    """Yield the quick replies of a template; their labels are known to Meta only, so their payloads stand for them."""
    for part in _objects(content.get("components")):
        if text_in(part, "type").lower() == "button" and text_in(part, "sub_type").lower() == "quick_reply":
            for one in _objects(part.get("parameters")):
                payload = text_in(one, "payload")
                yield Button(payload, payload), {"type": "button", "button": {"payload": payload, "text": payload}}


def _contacts(content: object) -> Iterator[str]:
    for one in _objects(content):
        yield text_in(part_in(one, "name"), "formatted_name")
        yield from (text_in(phone, "phone") for phone in _objects(one.get("phones")))
