"""What a bot says over an official account: passive replies in XML, customer service messages in JSON.

Source: 被动回复用户消息, 发送客服消息 (developers.weixin.qq.com).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

from runaround.errors import WrongShape
from runaround.model import Attachment, Button, Link, Message, Speaker
from runaround_adapters._rules.links import find_links
from runaround_adapters._wechat.document import Element

__all__ = ["BAD_FORMAT", "TRANSFER", "UNKNOWN_TYPE", "MessageReader", "Offer", "Refused"]

TRANSFER = "transfer_customer_service"
"""The passive reply that puts the consumer through to people."""

UNKNOWN_TYPE, BAD_FORMAT, _EMPTY_TEXT = 40008, 47001, 44004
_MOST_CHOICES = 100

# Every repetition is bounded, so that hostile text costs linear time.
_ANCHOR = re.compile(r"<a\s(?P<inside>[^<>]{1,3000})>(?P<title>[^<]{0,500})</a\s{0,5}>", re.IGNORECASE)
_HREF = re.compile(r"(?<![\w-])href\s{0,5}=\s{0,5}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')", re.IGNORECASE)
_APP = re.compile(r"data-miniprogram-(?:appid|path)\s{0,5}=\s{0,5}[\"']([^\"']{0,500})[\"']", re.IGNORECASE)
_IN_TEXT_MENU = "weixin://bizmsgmenu?"


class Refused(Exception):
    """The platform takes no such message; `code` is its errcode."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class Offer:
    """What choosing sends: a message of these words, and the id of the choice."""

    text: str
    id: str


@dataclass(slots=True)
class MessageReader:
    """Reads what a bot says in one visit. offers: what each button that it showed sends, by label and value.

    names: of files that the bot has uploaded, by their media_id.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    offers: dict[tuple[str, str], Offer] = field(default_factory=dict)

    def read_passive(self, reply: Element) -> Message | None:
        """Return what a passive reply says; None for one that shows nothing.

        Raises WrongShape with what is wrong, as the end of a sentence.
        """
        said = self._read_passive(reply)
        return said if said is not None and _shows_anything(said) else None

    def read_custom(self, body: Mapping[str, object]) -> Message:
        """Return what a customer service message says. Raises Refused."""
        said = self._read_custom(body)
        if not _shows_anything(said):
            raise Refused(BAD_FORMAT)
        return said

    def _read_passive(self, reply: Element) -> Message | None:
        match reply.find("MsgType").strip():
            case "text":
                return self._text(reply.find("Content"))
            case "image":
                return self._file("image", reply.find("Image", "MediaId"))
            case "voice":
                return self._file("file", reply.find("Voice", "MediaId"))
            case "video" | "music" as kind:
                inner = next(iter(reply.every(kind.capitalize())), Element(kind))
                names = {"title": "Title", "description": "Description", "media_id": "MediaId", "musicurl": "MusicUrl"}
                return self._show({name: inner.find(own) for name, own in names.items()})
            case "news":
                items = reply.every("Articles", "item")
                names = {"title": "Title", "description": "Description", "url": "Url", "picurl": "PicUrl"}
                return _news({name: item.find(own) for name, own in names.items()} for item in items)
            case kind if kind == TRANSFER:
                return None
            case other:
                msg = f"has the MsgType {other[:40]!r}; expected text, image, voice, video, music, news or {TRANSFER}"
                raise WrongShape(msg)

    def _read_custom(self, body: Mapping[str, object]) -> Message:
        kind = body.get("msgtype")
        if not isinstance(kind, str) or kind not in _CUSTOM:
            raise Refused(UNKNOWN_TYPE)
        inner = body.get(kind)
        if not isinstance(inner, Mapping):
            raise Refused(BAD_FORMAT)
        match kind:
            case "text":
                if not _in(inner, "content"):
                    raise Refused(_EMPTY_TEXT)
                return self._text(_in(inner, "content"))
            case "image":
                return self._file("image", _in(inner, "media_id"))
            case "news":
                return _news(_articles(inner))
            case "msgmenu":
                return self._menu(inner)
            case _:
                return self._show({name: _in(inner, name) for name in inner})

    def _text(self, text: str) -> Message:
        """Return words as the consumer sees them: what is written as a link to click shows its title only."""
        choices = [(found["title"], _read_anchor(found)) for found in _ANCHOR.finditer(text)][:_MOST_CHOICES]
        shown = _ANCHOR.sub(lambda found: found["title"] if _read_anchor(found) else found[0], text)
        buttons = tuple(self._offer(title, one) for title, one in choices if isinstance(one, Offer))
        links = tuple(one for _, one in choices if isinstance(one, Link))
        known = {link.url for link in links}
        links += tuple(link for link in find_links(shown) if link.url not in known)
        return Message(Speaker.BOT, shown, buttons=buttons, links=links)

    def _menu(self, inner: Mapping[str, object]) -> Message:
        listed = inner.get("list")
        rows = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
        head = self._text("\n".join(filter(None, (_in(inner, "head_content"), _in(inner, "tail_content")))))
        offers = [Offer(_in(one, "content"), _in(one, "id")) for one in rows[:_MOST_CHOICES]]
        buttons = tuple(self._offer(one.text, one) for one in offers)
        return replace(head, buttons=head.buttons + buttons)

    def _offer(self, label: str, offer: Offer) -> Button:
        button = Button(label, offer.id)
        self.offers[button.label, button.value] = offer
        return button

    def _file(self, kind: str, media_id: str) -> Message:
        attachments = (Attachment(kind, self.names.get(media_id, media_id)),) if media_id else ()
        return Message(Speaker.BOT, attachments=attachments)

    def _show(self, inner: Mapping[str, str]) -> Message:
        """Return what has a title, maybe words, and something to open: music, video, cards, mini programs."""
        media_id = next(filter(None, (inner.get(name, "") for name in ("media_id", "article_id", "card_id"))), "")
        title = inner.get("title", "")
        page = f"{inner.get('appid', '')}/{inner.get('pagepath', '')}".strip("/")
        url = inner.get("url", "") or inner.get("musicurl", "") or (f"weixin://miniprogram/{page}" if page else "")
        return Message(
            Speaker.BOT,
            "\n".join(filter(None, (title, inner.get("description", "")))),
            links=(Link(url, title),) if url else (),
            attachments=(Attachment("file", self.names.get(media_id, media_id)),) if media_id else (),
        )


_CUSTOM = frozenset(
    {
        "text", "image", "voice", "video", "music", "news", "mpnews", "mpnewsarticle", "msgmenu", "wxcard",
        "miniprogrampage", "link",
    }
)  # fmt: skip


def _read_anchor(found: re.Match[str]) -> Offer | Link | None:
    """Return what a link in the words offers; None for one that leads nowhere."""
    inside, title = found["inside"], html.unescape(found["title"])
    href = _HREF.search(inside)
    url = html.unescape(next(filter(None, href.groups()), "")).strip() if href else ""
    if url.startswith(_IN_TEXT_MENU):
        query = parse_qs(url.removeprefix(_IN_TEXT_MENU))
        return Offer(query.get("msgmenucontent", [title])[0], query.get("msgmenuid", [""])[0])
    if pages := [one[1] for one in _APP.finditer(inside)]:
        return Link(url or f"weixin://miniprogram/{'/'.join(pages)}", title)
    return Link(url, title) if url.lower().startswith(("http://", "https://")) else None


def _articles(inner: Mapping[str, object]) -> Iterator[Mapping[str, str]]:
    listed = inner.get("articles")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping):
            yield {name: _in(one, name) for name in ("title", "description", "url", "picurl")}


def _news(articles: Iterable[Mapping[str, str]]) -> Message:
    """Return articles as cards show them: titles and descriptions are read, titles lead to the pages."""
    shown = list(articles)[:_MOST_CHOICES]
    lines = [line for one in shown for line in (one["title"], one["description"]) if line]
    links = tuple(Link(one["url"], one["title"]) for one in shown if one["url"])
    images = tuple(Attachment("image", one["picurl"].rpartition("/")[2]) for one in shown if one["picurl"])
    return Message(Speaker.BOT, "\n".join(lines), links=links, attachments=images)


def _shows_anything(message: Message) -> bool:
    return bool(message.text.strip() or message.buttons or message.links or message.attachments)


def _in(inner: Mapping[str, object], name: str) -> str:
    value = inner.get(name)
    return str(value) if isinstance(value, str | int) else ""
