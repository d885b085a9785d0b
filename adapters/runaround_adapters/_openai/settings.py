"""The target file of a bot behind OpenAI's API, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from runaround.model import Event
from runaround_adapters._rules.file_reader import FileReader, check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, MAX_UPLOAD_BYTES, Call, Limits, Upload, UploadHow

__all__ = ["Api", "OpenAiSettings", "read_openai_settings"]

_PLACEHOLDERS = frozenset({"consumer_id", "session_id", "message_id", "session", CLOCK, "lang", "case_id"})
_OURS = frozenset({"model", "messages", "input", "stream", "tools", "previous_response_id", "instructions"})
"""Keys of a request that the adapter writes itself."""


class Api(StrEnum):
    """Which of the two protocols is spoken, by the end of its address."""

    CHAT_COMPLETIONS = "chat_completions"
    RESPONSES = "responses"

    @property
    def path(self) -> str:
        """What follows the address of the target file."""
        return "/chat/completions" if self is Api.CHAT_COMPLETIONS else "/responses"


@dataclass(frozen=True, slots=True)
class OpenAiSettings:
    """A whole target file. Its templates hold secrets: it has no telling `repr`.

    call: the request, whose content is what the target file adds to it. tool_events: functions whose call is an event.
    tool_result: what a function returns that `tool_results` does not name. tool_rounds: how often in a reply functions
    are answered.
    """

    name: str
    model: str
    call: Call = field(repr=False)
    api: Api = Api.CHAT_COMPLETIONS
    is_streamed: bool = False
    system_prompt: str = field(default="", repr=False)
    greeting: str = ""
    tools: tuple[Mapping[str, Any], ...] = ()
    tool_events: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    tool_result: Any = None
    tool_results: Mapping[str, Any] = field(default_factory=dict)
    tool_rounds: int = 5
    upload: Upload | None = None
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)


def read_openai_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> OpenAiSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "openai", file)
    reader = _Reader(file, environ)
    settings = reader.read(document)
    reader.finish()
    return settings


class _Reader(FileReader):
    """Reads the target file of one bot."""

    def read(self, document: Mapping[str, Any]) -> OpenAiSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        api = Api(document.get("api", Api.CHAT_COMPLETIONS))
        is_taking_files = document.get("files", True)
        if "max_bytes" in document and not is_taking_files:
            self.note("max_bytes", "has a meaning only with 'files'.", "files")
        return OpenAiSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            model=document["model"],
            call=self._call(document, api),
            api=api,
            is_streamed=document.get("stream", False),
            system_prompt=self.read_template("system_prompt", document.get("system_prompt", ""), _PLACEHOLDERS),
            greeting=document.get("greeting", ""),
            tools=tuple(document.get("tools", ())),
            tool_events={name: _read_events(value) for name, value in document.get("tool_events", {}).items()},
            tool_result=document.get("tool_result", "done"),
            tool_results=document.get("tool_results", {}),
            tool_rounds=document.get("tool_rounds", 5),
            upload=Upload(UploadHow.BASE64, each=None, max_bytes=document.get("max_bytes", MAX_UPLOAD_BYTES))
            if is_taking_files
            else None,
            limits=Limits(**document.get("limits", {})),
            masker=self.masker,
        )

    def _call(self, document: Mapping[str, Any], api: Api) -> Call:
        url = str(document["url"])
        for one in Api:
            if url.rstrip("/").endswith(one.path):
                self.note("url", f"ends before {one.path!r}, which is added; 'api' says which protocol is spoken.")
        key, headers, body = document.get("key", ""), document.get("headers", {}), document.get("body", {})
        self.check_headers("headers", headers)
        if key and not key.startswith("env:"):
            text = "a secret does not stand in a target file; write env:NAME and set the environment variable NAME."
            self.note("key", text)
        for name in sorted(_OURS & set(body)):
            self.note(f"body.{name}", "is written by the adapter; see the keys of the target file.")
        own = self.read_template("headers", headers, _PLACEHOLDERS)
        bearer = {"Authorization": "Bearer " + self.read_template("key", key, frozenset())} if key else {}
        return Call(
            url=self.read_url("url", url.rstrip("/"), _PLACEHOLDERS) + api.path,
            method="POST",
            headers={**bearer, **own},
            query=self.read_template("query", document.get("query", {}), _PLACEHOLDERS),
            request=self.read_template("body", body, _PLACEHOLDERS),
        )


def _read_events(value: str | list[str]) -> tuple[Event, ...]:
    return tuple(Event(one) for one in ([value] if isinstance(value, str) else value))
