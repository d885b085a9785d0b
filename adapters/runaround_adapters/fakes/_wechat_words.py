"""What a bot puts out and hears over an official account, in the platform's forms.

Source: 接收普通消息, 被动回复用户消息, 发送客服消息 (developers.weixin.qq.com).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape as escape_xml

from runaround.fake import Said, SentFile
from runaround.model import Link, Message

__all__ = ["is_plain", "passive_text", "passive_transfer", "read_fields", "read_said", "write_custom"]

_PAGE = "page:"
_MEDIA = ("image", "voice", "video")


def read_fields(document: bytes) -> dict[str, str]:
    """Return the fields of a message of the platform."""
    root = ET.fromstring(document)  # noqa: S314 (it comes from the adapter that is tried)
    return {one.tag: one.text or "" for one in root}


def read_said(fields: Mapping[str, str]) -> Said:
    """Return what the consumer did."""
    kind = fields["MsgType"]
    if kind in _MEDIA:
        url = fields.get("PicUrl", "")
        return Said(files=(SentFile(url.rpartition("/")[2] or fields["MediaId"], kind, url=url),))
    if kind == "event":
        key = fields.get("EventKey", "")
        return Said(link=key) if fields["Event"] == "VIEW" else Said(button=key)
    chosen = fields.get("bizmsgmenuid", "")
    if chosen.startswith(_PAGE):
        return Said(fields["Content"], link=chosen.removeprefix(_PAGE))
    return Said(fields.get("Content", ""), chosen)


def is_plain(message: Message) -> bool:
    """Whether words are all there is, so that a passive reply can carry the message."""
    return not (message.buttons or message.attachments)


def passive_text(fields: Mapping[str, str], message: Message) -> str:
    """Return a message as the passive reply to another."""
    return _passive(fields, f"<MsgType>text</MsgType><Content>{escape_xml(_words(message))}</Content>")


def passive_transfer(fields: Mapping[str, str], account: str) -> str:
    """Return the passive reply that puts the consumer through to people; `account`: to one of them."""
    told = f"<TransInfo><KfAccount>{account}</KfAccount></TransInfo>" if account else ""
    return _passive(fields, f"<MsgType>transfer_customer_service</MsgType>{told}")


def write_custom(message: Message, media_ids: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Yield the customer service messages that say `message`. media_ids: of its files, in order."""
    if message.buttons:
        rows = [{"id": one.value or one.label, "content": one.label} for one in message.buttons]
        yield {"msgtype": "msgmenu", "msgmenu": {"head_content": _words(message), "list": rows, "tail_content": ""}}
    elif message.text or message.links:
        yield {"msgtype": "text", "text": {"content": _words(message)}}
    for file, media_id in zip(message.attachments, media_ids, strict=True):
        kind = "image" if file.kind == "image" else "video"
        yield {"msgtype": kind, kind: {"media_id": media_id}}


def _words(message: Message) -> str:
    """Return the words with the links in them, as the platform shows links to be clicked.

    A page of the bot's own, without a host, is a choice in the talk: the platform opens addresses of the web only.
    """
    shown = [f'<a href="{escape(_address(link))}">{link.title or link.url}</a>' for link in message.links]
    return "\n".join(filter(None, (message.text, *shown)))


def _address(link: Link) -> str:
    if not link.url.startswith("/"):
        return link.url
    return "weixin://bizmsgmenu?" + urlencode({"msgmenucontent": link.title or link.url, "msgmenuid": _PAGE + link.url})


def _passive(fields: Mapping[str, str], content: str) -> str:
    return (
        f"<xml><ToUserName>{escape_xml(fields['FromUserName'])}</ToUserName>"
        f"<FromUserName>{escape_xml(fields['ToUserName'])}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime>{content}</xml>"
    )
