"""The values of a target file of the adapter `http`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from runaround.model import Event
from runaround_adapters._rules.events import StreamKind
from runaround_adapters._rules.mapping import ReplyMap
from runaround_adapters._rules.paths import ValuePath
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.turns import TurnRules

__all__ = [
    "CLOCK",
    "END_EVENTS",
    "HANDOFF_EVENTS",
    "MAX_UPLOAD_BYTES",
    "BodyKind",
    "Call",
    "Limits",
    "Poll",
    "Settings",
    "Upload",
    "UploadHow",
]

MAX_UPLOAD_BYTES = 10_000_000
CLOCK = "elapsed_s"
"""The placeholder for the consumer's clock."""

END_EVENTS = frozenset({Event.SESSION_END, Event.HANG_UP})
"""With which the company ends a visit."""

HANDOFF_EVENTS = frozenset(Event) - END_EVENTS - {Event.PROBE}
"""What a channel that signals transfers signals at least one of."""


class BodyKind(StrEnum):
    """How a request carries its content."""

    JSON = "json"
    FORM = "form"


class UploadHow(StrEnum):
    """How a file reaches the bot."""

    MULTIPART = "multipart"
    BASE64 = "base64"
    URL = "url"


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One kind of request. Its parts are templates in which secrets already stand: it has no telling `repr`."""

    url: str
    method: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    request: Any = None
    body: BodyKind = BodyKind.JSON
    take: Mapping[str, ValuePath] = field(default_factory=dict)
    take_secret: Mapping[str, ValuePath] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Poll:
    """How to ask for messages that come on their own; `for_reply_s`: how long to ask when an answer was empty.

    rules: when a reply that comes by asking is over. is_collecting: whether to ask on after the first of its messages.
    welcome_s: how long to ask for the company's first words.
    """

    call: Call
    every_s: float = 1.0
    for_reply_s: float = 0.0
    reply: ReplyMap | None = None
    rules: TurnRules = field(default_factory=TurnRules)
    is_collecting: bool = False
    welcome_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Upload:
    """How files are sent. `call` is set for an upload call of its own; `public_url` or `is_served` for URLs."""

    how: UploadHow
    each: Any
    call: Call | None = None
    field: str = "file"
    public_url: str = ""
    is_served: bool = False
    port: int = 0
    base_url: str = ""
    max_bytes: int = MAX_UPLOAD_BYTES

    @classmethod
    def of(cls, part: Mapping[str, Any], how: UploadHow, each: Any = None) -> Upload:  # noqa: ANN401 (a template)
        """Return what the key `upload` says of files that go out with a message: in it, or served by us."""
        serve = part.get("serve", {})
        return cls(
            how,
            each,
            is_served=how is UploadHow.URL,
            port=serve.get("port", 0),
            base_url=serve.get("base_url", ""),
            max_bytes=part.get("max_bytes", MAX_UPLOAD_BYTES),
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, bytes and counts that nothing may pass. `retry_after_s`: the longest wait in all on HTTP 429."""

    connect_s: float = 10.0
    reply_s: float = 60.0
    body_bytes: int = 2_000_000
    retry_after_s: float = 60.0
    concurrency: int = 8
    per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole target file. `taken` are the names that the bot's answers give a value.

    stream: how the answer to a message is streamed; None: it comes whole. signals: what answers, or the events of a
    stream, say beside messages; is_cumulative: a piece holds all of its message so far.
    """

    name: str
    message: Call
    click: Call
    reply: ReplyMap
    limits: Limits = Limits()
    open: Call | None = None
    is_welcoming: bool = False
    open_reply: ReplyMap | None = None
    close: Call | None = None
    poll: Poll | None = None
    upload: Upload | None = None
    stream: StreamKind | None = None
    signals: Mapping[str, ValuePath] = field(default_factory=dict)
    is_cumulative: bool = False
    taken: frozenset[str] = frozenset()
    masker: Masker = field(default_factory=Masker)

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all calls."""
        return tuple(call.url for call in self.calls)

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls that the target file describes, in no particular order."""
        upload = self.upload.call if self.upload else None
        poll = self.poll.call if self.poll else None
        calls = (self.message, self.click, self.open, self.close, poll, upload)
        return tuple(call for call in calls if call is not None)
