"""The target file of an agent of Dialogflow CX, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.model import Event
from runaround_adapters._dialogflow.credentials import CredentialMistake, ReadyToken, Tokens, load_tokens
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Limits
from runaround_adapters._rules.template import fill_text, names_in
from runaround_adapters._rules.understanding import Explained
from runaround_adapters._talk.people import HumanSide, read_human_side

__all__ = ["DialogflowSettings", "read_dialogflow_settings"]

_PLACEHOLDERS = frozenset({"consumer_id", "session_id", "message_id", "session", CLOCK, "lang", "case_id"})
_GLOBAL = "global"
_FILE = "GOOGLE_APPLICATION_CREDENTIALS"
_TOKEN_SERVER = "https://oauth2.googleapis.com"  # noqa: S105 (an address)
_LANGUAGES = {"zh": "zh-cn", "": "{lang}"}
"""Google has no code for Chinese as such; every other language goes by its own."""
_OURS = {"parameters": "is sent by the key 'parameters', with the first request of a visit."}


@dataclass(frozen=True, slots=True)
class DialogflowSettings:
    """A whole target file. Its templates may hold secrets: it has no telling `repr`.

    agent: its name as a resource, with the environment. languages: the code for each language of scenarios; "" for all
    others. opening: the input by which the agent speaks first; None: it does not. parameters go along with the first
    request of a visit, query_params with each.
    """

    name: str
    url: str
    agent: str
    tokens: Tokens = field(repr=False)
    languages: Mapping[str, str] = field(default_factory=lambda: _LANGUAGES)
    session_id: str = field(default="{session_id}", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    opening: Mapping[str, Any] | None = None
    parameters: Any = field(default=None, repr=False)
    query_params: Any = field(default=None, repr=False)
    explained: Explained = field(default_factory=Explained)
    side: HumanSide | None = None
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)

    @property
    def has_clock(self) -> bool:
        """Whether the agent is told the consumer's clock."""
        return CLOCK in names_in([dict(self.headers), self.parameters, self.query_params])


def read_dialogflow_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> DialogflowSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "dialogflow", file)
    reader = _Reader(file, environ)
    settings = reader.read(document)
    reader.finish()
    return settings


class _Reader(ReplyReader):
    """Reads the target file of one agent."""

    def read(self, document: Mapping[str, Any]) -> DialogflowSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        agent = str(document["agent"]).strip("/")
        location = agent.split("/")[3]
        host = "dialogflow.googleapis.com" if location == _GLOBAL else f"{location}-dialogflow.googleapis.com"
        name = document.get("name", "") or f"dialogflow {agent.rpartition('/')[2][:12]}"
        language, headers = document.get("language", _LANGUAGES), document.get("headers", {})
        url = fill_text(self.read_url("url", document.get("url", f"https://{host}").rstrip("/"), ()), {})
        self.check_headers("headers", headers)
        for key, text in _OURS.items():
            if key in document.get("query_params", {}):
                self.note(f"query_params.{key}", text)
        return DialogflowSettings(
            name=name,
            url=url,
            agent=agent + (f"/environments/{document['environment']}" if "environment" in document else ""),
            tokens=self._tokens(document, name),
            languages={"": language} if isinstance(language, str) else language,
            session_id=self.read_template("session_id", document.get("session_id", "{session_id}"), _PLACEHOLDERS),
            headers=self.read_template("headers", headers, _PLACEHOLDERS),
            opening=_read_opening(document["open"]) if "open" in document else None,
            parameters=self.read_template("parameters", document.get("parameters"), _PLACEHOLDERS),
            query_params=self.read_template("query_params", document.get("query_params"), _PLACEHOLDERS),
            explained=Explained(
                {Event(name): path for name, path in self.read_paths("events", document.get("events", {})).items()},
                self.read_reply_map("payload", document["payload"]) if "payload" in document else None,
            ),
            side=read_human_side(document["human"]) if "human" in document else None,
            limits=Limits(**document.get("limits", {})),
            masker=self.masker,
        )

    def _tokens(self, document: Mapping[str, Any], name: str) -> Tokens:
        if "token" in document and "credentials" in document:
            self.note("token", "goes without 'credentials': one of them says who asks.", "credentials")
        if "token" in document:
            return ReadyToken(self._secret("token", document["token"]))
        found = len(self.mistakes)
        text = self._secret("credentials", document.get("credentials", f"env:{_FILE}"))
        if len(self.mistakes) == found:
            try:
                return load_tokens(text, name=name, proxy=find_proxy(_TOKEN_SERVER, self._environ))
            except CredentialMistake as mistake:
                self.note("credentials", str(mistake))
        return ReadyToken("")

    def _secret(self, key: str, text: str) -> str:
        if not text.startswith("env:"):
            self.note(
                key, "a secret does not stand in a target file; write env:NAME and set the environment variable NAME."
            )
        return fill_text(self.read_template(key, text, frozenset()), {})


def _read_opening(part: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"event": {"event": part["event"]}} if "event" in part else {"text": {"text": part["text"]}}
