"""What Botpress's messages say, one shape for all of their types. Pure.

Source: botpress/botpress, packages/chat-api/src/models/message.ts (August 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from runaround_adapters._net.requests import File

__all__ = ["tidy_payload", "write_payloads"]

_ADDRESSES = {"image": "imageUrl", "audio": "audioUrl", "video": "videoUrl", "file": "fileUrl"}


def tidy_payload(payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a payload says as `text`, `buttons` and `files`; None for a type that nobody knows."""
    kind = str(payload.get("type", ""))
    tidied: dict[str, Any] | None = None
    match kind:
        case "text" | "markdown":
            tidied = _shape(_text(payload, kind))
        case "image" | "audio" | "video" | "file":
            tidied = _shape(files=_files(payload, kind))
        case "location":
            where = f"{payload.get('latitude', '')}, {payload.get('longitude', '')}"
            tidied = _shape(_join(_text(payload, "title"), _text(payload, "address"), where))
        case "card":
            tidied = _tidy_card(payload)
        case "choice" | "dropdown":
            options = [{"label": one.get("label"), "value": one.get("value")} for one in _objects(payload, "options")]
            tidied = _shape(_text(payload, "text"), options)
        case "carousel":
            tidied = _put_together([_tidy_card(one) for one in _objects(payload, "items")])
        case "bloc":
            items = [tidy_payload(one) for one in _objects(payload, "items")]
            tidied = _put_together([one for one in items if one is not None])
    return tidied


def write_payloads(text: str, files: Sequence[File], *, is_one: bool) -> list[dict[str, Any]]:
    """Return what is sent for words and files; is_one: they go as one message, a bloc, where they are several."""
    said: list[dict[str, Any]] = [{"type": "text", "text": text}] if text or not files else []
    payloads = [*said, *(_write_file(file) for file in files)]
    return [{"type": "bloc", "items": payloads}] if is_one and len(payloads) > 1 else payloads


def _write_file(file: File) -> dict[str, Any]:
    kind = file.evidence.media_type.partition("/")[0]
    kind = kind if kind in _ADDRESSES else "file"
    titled = {"title": file.evidence.name} if kind == "file" else {}
    return {"type": kind, _ADDRESSES[kind]: file.url, **titled}


def _tidy_card(card: Mapping[str, Any]) -> dict[str, Any]:
    choices = [
        {"label": one.get("label"), "url": one.get("value")}
        if one.get("action") == "url"
        else {"label": one.get("label"), "value": one.get("value")}
        for one in _objects(card, "actions")
    ]
    files = _files(card, "image") if card.get("imageUrl") else []
    return _shape(_join(_text(card, "title"), _text(card, "subtitle")), choices, files)


def _files(payload: Mapping[str, Any], kind: str) -> list[dict[str, str]]:
    address = _text(payload, _ADDRESSES[kind])
    return [{"name": _text(payload, "title") if kind == "file" else "", "type": kind} | _name_of(address)]


def _name_of(address: str) -> dict[str, str]:
    name = urlsplit(address).path.rpartition("/")[2]
    return {"name": name} if name else {}


def _put_together(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return _shape(
        _join(*(part["text"] for part in parts)),
        [button for part in parts for button in part["buttons"]],
        [file for part in parts for file in part["files"]],
    )


def _shape(text: str = "", buttons: Sequence[object] = (), files: Sequence[object] = ()) -> dict[str, Any]:
    return {"text": text, "buttons": list(buttons), "files": list(files)}


def _join(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _objects(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = value.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
