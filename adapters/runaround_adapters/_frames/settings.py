"""The target file of a bot that talks in frames over a standing connection, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from runaround_adapters._rules.file_reader import check_schema, join_keys
from runaround_adapters._rules.paths import ValuePath
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Limits, Upload, UploadHow
from runaround_adapters._rules.template import names_in
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.pieces import FrameMap
from runaround_adapters._talk.push import Welcome, WelcomeMode

__all__ = ["FrameSettings", "read_frame_settings"]

_ALWAYS = frozenset({"consumer_id", "session_id", "message_id", "session", CLOCK, "lang", "case_id"})
_SAYING = frozenset({"text", "files", "button", "button.label", "button.value", "link", "link.url", "link.title"})
_FILE = frozenset({f"file.{name}" for name in ("name", "media_type", "kind", "describes", "size", "sha256")})
_GIVERS = ("open.take", "open.take_secret")


@dataclass(frozen=True, slots=True)
class FrameSettings:
    """A whole target file. Its templates hold secrets: it has no telling `repr`.

    url, headers, protocols: of a socket. command, environment: of a program; one of the two is there.

    opening: frames that begin a visit; take, take_secret: what frames that answer them give. resuming: frames that go
    on with a visit over a new connection, which is made only where there are some. ping: a frame to send now and then.
    """

    name: str
    url: str = field(repr=False)
    message: Any = field(repr=False)
    click: Any = field(repr=False)
    frames: FrameMap
    command: tuple[str, ...] = field(default=(), repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    protocols: tuple[str, ...] = ()
    opening: tuple[Any, ...] = field(default=(), repr=False)
    take: Mapping[str, ValuePath] = field(default_factory=dict)
    take_secret: Mapping[str, ValuePath] = field(default_factory=dict)
    closing: tuple[Any, ...] = field(default=(), repr=False)
    resuming: tuple[Any, ...] = field(default=(), repr=False)
    ping: Any = field(default=None, repr=False)
    ping_s: float | None = None
    rules: TurnRules = field(default_factory=TurnRules)
    welcome: Welcome = field(default_factory=Welcome)
    upload: Upload | None = None
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)


def read_frame_settings(
    document: Mapping[str, Any], file: str, environ: Mapping[str, str], *, schema: str
) -> FrameSettings:
    """Return what the content of a target file says; `schema` is the file of its schema.

    Raises FileError with every mistake.
    """
    check_schema(document, schema, file)
    reader = _Reader(document, file, environ)
    settings = reader.read()
    reader.finish()
    return settings


class _Reader(ReplyReader):
    """Reads the target file of one bot."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self._document = document
        opening = document.get("open", {})
        self._taken = frozenset(name for key in ("take", "take_secret") for name in opening.get(key, {}))

    def read(self) -> FrameSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self._document
        opening, ping = document.get("open", {}), document.get("ping", {})
        limits = Limits(**document.get("limits", {}))
        headers = document.get("headers", {})
        self.check_headers("headers", headers)
        message = self._template("message", document["message"], _SAYING)
        if "text" not in names_in(message):
            self.note("message", "the placeholder {text} is nowhere; what the consumer says would not be sent.")
        return FrameSettings(
            name=document.get("name", "") or urlsplit(document.get("url", "")).netloc or "the program",
            url=self.read_url("url", document["url"], _ALWAYS) if "url" in document else "",
            command=tuple(self.read_template("command", document.get("command", []), _ALWAYS)),
            environment=self.read_template("environment", document.get("environment", {}), _ALWAYS),
            message=message,
            click=self._template("click", document["click"], _SAYING) if "click" in document else message,
            frames=self._frames(),
            headers=self.read_template("headers", headers, _ALWAYS),
            protocols=tuple(document.get("protocols", ())),
            opening=self._list("open.frames", opening.get("frames", []), known=_ALWAYS),
            take=self.read_paths("open.take", opening.get("take", {})),
            take_secret=self.read_paths("open.take_secret", opening.get("take_secret", {})),
            closing=self._list("close", document.get("close", [])),
            resuming=self._list("resume", document.get("resume", [])),
            ping=self._template("ping.frame", ping["frame"], frozenset()) if "frame" in ping else None,
            ping_s=ping.get("every_s", 20.0) if "ping" in document else None,
            rules=TurnRules(
                reply_s=limits.reply_s,
                is_marked="end_of_turn" in document.get("signals", {}),
                **document.get("turn", {}),
            ),
            welcome=self._welcome(),
            upload=self._upload(),
            limits=limits,
            masker=self.masker,
        )

    def _frames(self) -> FrameMap:
        signals = dict(self._document.get("signals", {}))
        is_cumulative = bool(signals.pop("cumulative", False))
        paths = self.read_paths("signals", signals)
        if "piece" in paths and "whole" not in paths and "end_of_turn" not in paths:
            text = "pieces of a message need 'whole': by what is it known that no more of it comes?"
            self.note("signals.whole", text, "signals.piece")
        return FrameMap(self.read_reply_map("reply", self._document.get("reply", {})), paths, is_cumulative)

    def _welcome(self) -> Welcome:
        part = self._document.get("welcome", {})
        return Welcome(WelcomeMode(part.get("mode", WelcomeMode.OPTIONAL)), part.get("wait_s", Welcome().wait_s))

    def _upload(self) -> Upload | None:
        part = self._document.get("upload")
        if part is None:
            return None
        how = UploadHow(part["how"])
        more = "file.base64" if how is UploadHow.BASE64 else "file.url"
        each = part.get("each", {"name": "{file.name}", "type": "{file.media_type}", more[5:]: f"{{{more}}}"})
        return Upload.of(part, how, self._template("upload.each", each, _FILE | {more}))

    def _list(self, key: str, templates: list[Any], *, known: frozenset[str] | None = None) -> tuple[Any, ...]:
        names = frozenset() if known is None else known
        return tuple(self._template(f"{key}[{index}]", one, names) for index, one in enumerate(templates))

    def _template(self, key: str, template: Any, known: frozenset[str]) -> Any:  # noqa: ANN401 (JSON in and out)
        is_opening = key.startswith(join_keys("open", ""))
        names = _ALWAYS | known | (frozenset() if is_opening else self._taken)
        return self.read_template(key, template, names, givers=_GIVERS)
