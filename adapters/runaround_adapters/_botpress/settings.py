"""The target file of a bot behind Botpress's Chat API, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from runaround.model import Event
from runaround_adapters._botpress.hitl import HITL_TEXTS
from runaround_adapters._botpress.signals import BotpressMap
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.mapping import ReplyMap
from runaround_adapters._rules.paths import PathMistake, ValuePath
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Limits, Upload, UploadHow
from runaround_adapters._rules.template import fill_text, names_in
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.push import Welcome, WelcomeMode

__all__ = ["BotpressSettings", "read_botpress_settings"]

_PLACEHOLDERS = frozenset({"consumer_id", "session_id", "session", CLOCK, "lang", "case_id"})
_USER = {"name": "{consumer_id}"}
_MESSAGE = {
    "messages": "@",
    "text": "text",
    "speaker.value": "speaker",
    "buttons.list": "buttons",
    "buttons.label": "label",
    "buttons.value": "value",
    "buttons.url": "url",
    "attachments.list": "files",
    "attachments.name": "name",
    "attachments.kind": "type",
}
"""Where a message of Botpress holds what, once `tidy_payload` has seen it."""


@dataclass(frozen=True, slots=True)
class BotpressSettings:
    """A whole target file. Its templates hold secrets: it has no telling `repr`.

    user_key: of a user that exists; encryption_key: by which keys are signed; neither: the service makes users.
    user: what the service is told of the consumer. greeting: a custom event that makes the bot speak first.
    is_bloc: words and files go as one message.
    """

    name: str
    url: str = field(repr=False)
    mapping: BotpressMap
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    user_key: str = field(default="", repr=False)
    encryption_key: str = field(default="", repr=False)
    user: Mapping[str, Any] = field(default_factory=dict, repr=False)
    metadata: Any = field(default=None, repr=False)
    greeting: Any = field(default=None, repr=False)
    welcome: Welcome = field(default_factory=Welcome)
    upload: Upload | None = None
    is_bloc: bool = True
    rules: TurnRules = field(default_factory=TurnRules)
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)

    @property
    def has_clock(self) -> bool:
        """Whether the bot is told the consumer's clock."""
        return CLOCK in names_in([self.metadata, self.greeting, self.user])


def read_botpress_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> BotpressSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "botpress", file)
    reader = _Reader(document, file, environ)
    settings = reader.read()
    reader.finish()
    return settings


class _Reader(ReplyReader):
    """Reads the target file of one bot."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self._document = document

    def read(self) -> BotpressSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self._document
        limits = Limits(**document.get("limits", {}))
        headers, welcome = document.get("headers", {}), document.get("welcome", {})
        self.check_headers("headers", headers)
        self._check_credentials()
        mode = WelcomeMode.OPTIONAL if "event" in welcome else WelcomeMode.NONE
        return BotpressSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            url=self.read_url("url", document["url"], ()).rstrip("/"),
            mapping=self._mapping(),
            headers=self.read_template("headers", headers, ()),
            user_key=self._secret("user_key"),
            encryption_key=self._secret("encryption_key"),
            user=self.read_template("user", document.get("user", self._default_user()), _PLACEHOLDERS),
            metadata=self.read_template("metadata", document.get("metadata"), _PLACEHOLDERS),
            greeting=self.read_template("welcome.event", welcome.get("event"), _PLACEHOLDERS),
            welcome=Welcome(WelcomeMode(welcome.get("mode", mode)), welcome.get("wait_s", 2.0)),
            upload=self._upload(),
            is_bloc=document.get("upload", {}).get("how", "bloc") == "bloc",
            rules=TurnRules(reply_s=limits.reply_s, **document.get("turn", {})),
            limits=limits,
            masker=self.masker,
        )

    def _secret(self, key: str) -> str:
        return fill_text(str(self.read_template(key, self._document.get(key, ""), ())), {})

    def _default_user(self) -> Mapping[str, str]:
        # Whoever has a key already has a name, which is not ours to change.
        return {} if "user_key" in self._document else _USER

    def _check_credentials(self) -> None:
        if "user_key" in self._document and "encryption_key" in self._document:
            text = "user_key and encryption_key do not go together; a key that is there needs none to be signed."
            self.note("encryption_key", text, "user_key")
        if "id" in self._document.get("user", {}) and "user_key" in self._document:
            self.note("user.id", "has no meaning with user_key, which is of one user; take it out.", "user_key")

    def _mapping(self) -> BotpressMap:
        document = self._document
        events = self.read_paths("events", document.get("events", {}))
        human: ValuePath | None = None
        try:
            human = ValuePath.of("human", document["human"]) if "human" in document else None
        except PathMistake as mistake:
            self.note("human", str(mistake))
        return BotpressMap(
            ReplyMap(self.read_paths("reply", _MESSAGE), {}, {Event(name): path for name, path in events.items()}, {}),
            human,
            {**HITL_TEXTS, **document["hitl"]} if "hitl" in document else {},
        )

    def _upload(self) -> Upload | None:
        part = self._document.get("upload")
        if part is None:
            return None
        return Upload.of(part, UploadHow.URL)
