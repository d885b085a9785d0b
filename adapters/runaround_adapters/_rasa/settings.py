"""The target file of a Rasa server, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from runaround.model import Event
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.mapping import ReplyMap
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Limits, Upload, UploadHow
from runaround_adapters._rules.turns import TurnRules

__all__ = ["RasaChannel", "RasaSettings", "TrackerUse", "read_rasa_settings"]

_PLACEHOLDERS = frozenset({"consumer_id", "session_id", "message_id", "session", CLOCK, "lang", "case_id"})
_CALLBACK_PORT = 5099

_MESSAGE = {
    "messages": "@",
    "buttons.list": "buttons || quick_replies",
    "buttons.label": "title",
    "buttons.value": "payload",
    "buttons.url": "url",
    "attachments.list": "files",
    "attachments.name": "name",
    "attachments.kind": "type",
}
"""Where a message of Rasa holds what, once `tidy_message` has seen it."""


class RasaChannel(StrEnum):
    """By which of Rasa's channels it is talked to. stream: the channel rest with `?stream=true`."""

    REST = "rest"
    STREAM = "stream"
    CALLBACK = "callback"
    SOCKETIO = "socketio"


class TrackerUse(StrEnum):
    """When the conversation is looked up by the HTTP API: never, when the bot said nothing, or after every reply."""

    NEVER = "never"
    SILENT = "silent"
    ALWAYS = "always"


_PATHS = {
    RasaChannel.REST: "/webhooks/rest/webhook",
    RasaChannel.STREAM: "/webhooks/rest/webhook",
    RasaChannel.CALLBACK: "/webhooks/callback/webhook",
    RasaChannel.SOCKETIO: "/socket.io/",
}


@dataclass(frozen=True, slots=True)
class RasaSettings:
    """A whole target file. Its templates hold secrets: it has no telling `repr`.

    start: what is sent before the consumer speaks, so that the bot greets. is_tracker_needed: the file asks for the
    tracker in words, so that a server without one is a mistake. is_file_in_text: files go as addresses in the text.
    """

    name: str
    url: str = field(repr=False)
    channel: RasaChannel
    path: str
    mapping: ReplyMap
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    jwt: str = field(default="", repr=False)
    sender: str = field(default="{session_id}", repr=False)
    metadata: Any = field(default=None, repr=False)
    start: str = ""
    tracker: TrackerUse = TrackerUse.SILENT
    is_tracker_needed: bool = False
    port: int = _CALLBACK_PORT
    user_event: str = "user_uttered"
    bot_event: str = "bot_uttered"
    upload: Upload | None = None
    is_file_in_text: bool = True
    rules: TurnRules = field(default_factory=TurnRules)
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)


def read_rasa_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> RasaSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "rasa", file)
    reader = _Reader(document, file, environ)
    settings = reader.read()
    reader.finish()
    return settings


class _Reader(ReplyReader):
    """Reads the target file of one bot."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self._document = document

    def read(self) -> RasaSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self._document
        channel = RasaChannel(document.get("channel", RasaChannel.REST))
        limits = Limits(**document.get("limits", {}))
        events = document.get("socketio", {})
        token = self._secret("token")
        self._check_belongings(channel)
        return RasaSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            url=self.read_url("url", document["url"], ()).rstrip("/"),
            channel=channel,
            path=document.get("path", _PATHS[channel]),
            mapping=self._mapping(),
            headers=self._headers(),
            query={"token": token} if token else {},
            jwt=self._secret("jwt"),
            sender=self.read_template("sender", document.get("sender", "{session_id}"), _PLACEHOLDERS),
            metadata=self.read_template("metadata", document.get("metadata"), _PLACEHOLDERS),
            start=document.get("start", ""),
            tracker=TrackerUse(document.get("tracker", TrackerUse.SILENT)),
            is_tracker_needed="tracker" in document,
            port=document.get("callback", {}).get("port", _CALLBACK_PORT),
            user_event=events.get("user_message_evt", "user_uttered"),
            bot_event=events.get("bot_message_evt", "bot_uttered"),
            upload=self._upload(),
            is_file_in_text=document.get("upload", {}).get("where", "text") == "text",
            rules=self._rules(channel, limits),
            limits=limits,
            masker=self.masker,
        )

    def _secret(self, key: str) -> str:
        return str(self.read_template(key, self._document.get(key, ""), ()))

    def _headers(self) -> dict[str, str]:
        own = self._document.get("headers", {})
        self.check_headers("headers", own)
        headers: dict[str, str] = dict(self.read_template("headers", own, _PLACEHOLDERS))
        jwt = self._secret("jwt")
        return {**headers, "Authorization": f"Bearer {jwt}"} if jwt else headers

    def _mapping(self) -> ReplyMap:
        text = self._document.get("text", "text || custom.text")
        paths = self.read_paths("reply", _MESSAGE) | self.read_paths("", {"text": text})
        speaker = self._document.get("speaker", {})
        values = self.read_paths("speaker", {"value": speaker["value"]}) if speaker else {}
        paths |= {f"speaker.{name}": path for name, path in values.items()}
        events = self.read_paths("events", self._document.get("events", {}))
        return ReplyMap(paths, speaker.get("map", {}), {Event(name): path for name, path in events.items()}, {})

    def _upload(self) -> Upload | None:
        part = self._document.get("upload")
        if part is None:
            return None
        return Upload.of(part, UploadHow.URL)

    def _rules(self, channel: RasaChannel, limits: Limits) -> TurnRules:
        is_marked = channel in (RasaChannel.REST, RasaChannel.STREAM)
        return TurnRules(reply_s=limits.reply_s, is_marked=is_marked, **self._document.get("turn", {}))

    def _check_belongings(self, channel: RasaChannel) -> None:
        answers_once = channel in (RasaChannel.REST, RasaChannel.STREAM)
        for key, is_idle in {
            "callback": channel is not RasaChannel.CALLBACK,
            "socketio": channel is not RasaChannel.SOCKETIO,
            "turn": answers_once,
        }.items():
            if is_idle and key in self._document:
                self.note(key, f"has no meaning with channel: {channel.value}; take it out.", "channel")
        where = self._document.get("upload", {}).get("where")
        if where == "metadata" and channel is RasaChannel.CALLBACK:
            text = "Rasa's channel callback passes no metadata on; write where: text."
            self.note("upload.where", text, "channel")
