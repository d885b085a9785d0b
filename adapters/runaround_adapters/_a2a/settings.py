"""The target file of an agent that speaks A2A, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from runaround_adapters._a2a.dialects import Binding
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.mapping import ReplyMap
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Limits, Upload, UploadHow

__all__ = ["A2aSettings", "read_a2a_settings"]

_PLACEHOLDERS = frozenset({"consumer_id", "session_id", "message_id", "session", CLOCK, "lang", "case_id"})


@dataclass(frozen=True, slots=True)
class A2aSettings:
    """A whole target file. Its templates hold secrets: it has no telling `repr`.

    endpoint: where calls go; empty: as the agent's card says. version, binding: the dialect; empty: as the card says.
    is_streamed: None leaves it to the card. poll_s: seconds between questions for a task that still works.
    """

    name: str
    url: str = field(repr=False)
    reply: ReplyMap
    endpoint: str = field(default="", repr=False)
    version: str = ""
    binding: str = ""
    is_streamed: bool | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    metadata: Any = field(default=None, repr=False)
    poll_s: float = 0.5
    upload: Upload | None = None
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)


def read_a2a_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> A2aSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "a2a", file)
    reader = _Reader(document, file, environ)
    settings = reader.read()
    reader.finish()
    return settings


class _Reader(ReplyReader):
    """Reads the target file of one agent."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self._document = document

    def read(self) -> A2aSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self._document
        endpoint = document.get("endpoint", "")
        if endpoint and "version" not in document:
            text = "is needed beside 'endpoint': without the agent's card nobody says which dialect is spoken there."
            self.note("version", text, "endpoint")
        if document.get("binding") == Binding.HTTP and document.get("version") == "0.3":
            self.note("binding", "HTTP+JSON is spoken in version 1.0 only; take JSONRPC.", "version")
        files = {"list": "files", "name": "name", "kind": "type"}
        own = {"id": "id", "attachments": files, **document.get("reply", {})}
        return A2aSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            url=self.read_url("url", document["url"], ()),
            reply=self.read_reply_map("reply", own),
            endpoint=self.read_url("endpoint", endpoint, ()) if endpoint else "",
            version=document.get("version", ""),
            binding=document.get("binding", ""),
            is_streamed=document.get("stream"),
            headers=self._headers(),
            metadata=self.read_template("metadata", document.get("metadata"), _PLACEHOLDERS),
            poll_s=document.get("poll_s", 0.5),
            upload=self._upload(),
            limits=Limits(**document.get("limits", {})),
            masker=self.masker,
        )

    def _headers(self) -> dict[str, str]:
        own = self._document.get("headers", {})
        self.check_headers("headers", own)
        token = self.read_template("token", self._document.get("token", ""), ())
        headers: dict[str, str] = dict(self.read_template("headers", own, _PLACEHOLDERS))
        return {**headers, "Authorization": f"Bearer {token}"} if token else headers

    def _upload(self) -> Upload | None:
        part = self._document.get("upload")
        if part is None:
            return None
        how = UploadHow(part.get("how", UploadHow.BASE64))
        if how is UploadHow.BASE64 and "serve" in part:
            self.note("upload.serve", "has no meaning with how: base64; take it out.", "upload.how")
        return Upload.of(part, how)
