"""The adapter `directline`: talks to bots over Direct Line 3.0, of Azure, of Copilot Studio, and of what imitates it.

The target file is documented in `docs/adapters/directline.md` and described by `directline.schema.json`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._botbuilder.directline_api import Credentials
from runaround_adapters._botbuilder.directline_line import DirectLineLine, DirectLineSettings, Streaming, Uploading
from runaround_adapters._botbuilder.settings import PLACEHOLDERS, ActivityFileReader
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.client import make_tls
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import MAX_UPLOAD_BYTES, Upload, UploadHow
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["DirectLineAdapter", "make"]

_SERVICE = "https://directline.botframework.com/v3/directline"
_VENDOR = ".botframework.com"
_USER = "dl_{consumer_id}"
"""The service makes tokens only for users whose ids begin so."""
_WAYS_IN = ("secret", "token", "token_url")

_FindProxy = Callable[[str], str | None]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    check_schema(document, "directline", path)
    reader = _Reader(document, path, environ)
    settings = reader.read()
    reader.finish()
    return DirectLineAdapter(settings, reader.masker, find_proxy=lambda url: find_proxy(url, environ))


class DirectLineAdapter:
    """One bot behind Direct Line: a conversation a visit."""

    def __init__(self, settings: DirectLineSettings, masker: Masker, *, find_proxy: _FindProxy) -> None:
        self._settings = settings
        self._masker = masker
        self._find_proxy = find_proxy
        urls = [settings.url, settings.credentials.token_url]
        self._wires = Wires(settings.name, settings.shared.limits, urls, proxy=find_proxy(settings.url))
        self._pace = Pace(settings.shared.limits.per_second)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What activities can carry; a human is told from the bot only if the target file says how."""
        return Capabilities(
            uploads=self._settings.upload is not None,
            handoff_signal=True,
            unsolicited=True,
            clock=self._settings.shared.has_clock,
            turn_end=False,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Begin a conversation, and wait for the welcome as the target file says. Raises AdapterError."""
        settings = self._settings
        inbox, log = Inbox(settings.shared.rules), WireLog(self._masker)
        line = DirectLineLine(
            settings,
            self._wires.open(log),
            self._visits.values(case, session),
            inbox=inbox,
            media=MediaServer(),
            open_socket=self._make_socket,
        )
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Nothing is shared by visits."""

    def _make_socket(self, url: str, wire: Wire) -> Socket:
        as_http = url.replace("ws", "http", 1)
        is_safer = as_http.startswith("https:") and not self._settings.url.startswith("https:")
        tls = make_tls([as_http]) if is_safer else self._wires.tls
        return Socket(url, wire.name, {}, wire.limits, wire.log, tls, proxy=self._find_proxy(as_http))


class _Reader(ActivityFileReader):
    """Reads the target file of one bot."""

    def read(self) -> DirectLineSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self.document
        url, welcome = document.get("url", _SERVICE), document.get("welcome", {})
        how = Uploading(document.get("upload", {}).get("how", Uploading.ANY))
        max_bytes = document.get("upload", {}).get("max_bytes", MAX_UPLOAD_BYTES)
        streaming = Streaming(document.get("stream", Streaming.ANY))
        if streaming is Streaming.WEBSOCKET and "poll" in document:
            self.note("poll", "has no meaning with stream: websocket; take it out.", "stream")
        return DirectLineSettings(
            name=document.get("name", "") or urlsplit(url).netloc,
            url=self.read_address("url", url),
            user_id=self.read_template("user_id", document.get("user_id", _USER), PLACEHOLDERS - {"user_id"}),
            shared=self.read_shared(),
            credentials=self._credentials(urlsplit(url).hostname or ""),
            streaming=streaming,
            poll_s=document.get("poll", {}).get("every_s", 1.0),
            welcome=Welcome(WelcomeMode(welcome.get("mode", WelcomeMode.OPTIONAL)), welcome.get("wait_s", 2.0)),
            trusts_reply_ids=document.get("reply_ids", True),
            uploading=how,
            upload=None if how is Uploading.NONE else Upload(UploadHow.MULTIPART, each=None, max_bytes=max_bytes),
        )

    def _credentials(self, host: str) -> Credentials:
        given = [key for key in _WAYS_IN if key in self.document]
        if len(given) > 1:
            self.note(given[1], f"{' and '.join(given)} do not go together; one of them lets the consumer in.", *given)
        if not given and host.endswith(_VENDOR):
            self.note(
                "secret", "the service lets nobody in without 'secret', 'token' or 'token_url'.", *_WAYS_IN, "url"
            )
        for key in ("secret", "token"):
            if not self.document.get(key, "env:").startswith("env:"):
                self.note(key, "a secret does not stand in a target file; write env:NAME and set the variable NAME.")
        return Credentials(
            secret=self.read_fixed("secret", self.document.get("secret", "")),
            token=self.read_fixed("token", self.document.get("token", "")),
            token_url=self.read_address("token_url", self.document["token_url"]) if "token_url" in given else "",
        )
