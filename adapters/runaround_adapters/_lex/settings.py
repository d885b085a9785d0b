"""The target file of a bot of Amazon Lex V2, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.model import Event
from runaround_adapters._lex.signing import AwsKey
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Limits
from runaround_adapters._rules.template import fill_text, names_in
from runaround_adapters._rules.understanding import Explained
from runaround_adapters._talk.people import HumanSide, read_human_side

__all__ = ["LexSettings", "read_lex_settings"]

_PLACEHOLDERS = frozenset({"consumer_id", "session_id", "message_id", "session", CLOCK, "lang", "case_id"})
_SERVICE = "lex"
_KEYS = {"key_id": "AWS_ACCESS_KEY_ID", "secret_key": "AWS_SECRET_ACCESS_KEY"}
_TOKEN = "AWS_SESSION_TOKEN"  # noqa: S105 (the name of a variable)


@dataclass(frozen=True, slots=True)
class LexSettings:
    """A whole target file. Its templates may hold secrets: it has no telling `repr`.

    locales: the locale for each language of scenarios; "" for all others. opening: what is said so that the bot speaks
    first. session_attributes go along with the first request of a visit, request_attributes with each.
    deletes_session: whether a visit ends with the deletion of its session.
    """

    name: str
    url: str
    bot: str
    alias: str
    locales: Mapping[str, str]
    key: AwsKey
    session_id: str = field(default="{session_id}", repr=False)
    opening: str = ""
    session_attributes: Mapping[str, str] = field(default_factory=dict, repr=False)
    request_attributes: Mapping[str, str] = field(default_factory=dict, repr=False)
    deletes_session: bool = False
    explained: Explained = field(default_factory=Explained)
    side: HumanSide | None = None
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)

    @property
    def has_clock(self) -> bool:
        """Whether the bot is told the consumer's clock."""
        return CLOCK in names_in([dict(self.session_attributes), dict(self.request_attributes)])


def read_lex_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> LexSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "lex", file)
    reader = _Reader(file, environ)
    settings = reader.read(document)
    reader.finish()
    return settings


class _Reader(ReplyReader):
    """Reads the target file of one bot."""

    def read(self, document: Mapping[str, Any]) -> LexSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        locale = document["locale"]
        url = document.get("url", f"https://runtime-v2-lex.{document['region']}.amazonaws.com")
        return LexSettings(
            name=document.get("name", "") or f"lex {document['bot']}",
            url=fill_text(self.read_url("url", url.rstrip("/"), ()), {}),
            bot=document["bot"],
            alias=document["alias"],
            locales={"": locale} if isinstance(locale, str) else locale,
            key=self._key(document),
            session_id=self.read_template("session_id", document.get("session_id", "{session_id}"), _PLACEHOLDERS),
            opening=document.get("open", {}).get("text", ""),
            session_attributes=self._attributes("session_attributes", document),
            request_attributes=self._attributes("request_attributes", document),
            deletes_session=document.get("delete_session", False),
            explained=Explained(
                {Event(name): path for name, path in self.read_paths("events", document.get("events", {})).items()},
                self.read_reply_map("payload", document["payload"]) if "payload" in document else None,
            ),
            side=read_human_side(document["human"]) if "human" in document else None,
            limits=Limits(**document.get("limits", {})),
            masker=self.masker,
        )

    def _key(self, document: Mapping[str, Any]) -> AwsKey:
        id_, secret = (self._secret(key, document.get(key, f"env:{name}")) for key, name in _KEYS.items())
        token = document.get("session_token", "")
        if not token and "key_id" not in document and self._environ.get(_TOKEN):
            token = f"env:{_TOKEN}"  # it belongs to the key of the same names, and to no other
        return AwsKey(id_, secret, document["region"], _SERVICE, self._secret("session_token", token))

    def _secret(self, key: str, text: str) -> str:
        if text and not text.startswith("env:"):
            self.note(
                key, "a secret does not stand in a target file; write env:NAME and set the environment variable NAME."
            )
        return fill_text(self.read_template(key, text, frozenset()), {})

    def _attributes(self, key: str, document: Mapping[str, Any]) -> Mapping[str, str]:
        read: Mapping[str, str] = self.read_template(key, document.get(key, {}), _PLACEHOLDERS)
        return read
