"""Reads the content of a target file of the adapter `http`; every mistake of the file at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from runaround.errors import FileError, Mistake
from runaround.schema_file import load_schema
from runaround.yaml_file import LineMap, validate
from runaround_adapters._http.presets import expand
from runaround_adapters._rules.events import StreamKind
from runaround_adapters._rules.file_reader import join_keys
from runaround_adapters._rules.mapping import ReplyMap
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.settings import (
    CLOCK,
    MAX_UPLOAD_BYTES,
    BodyKind,
    Call,
    Limits,
    Poll,
    Settings,
    Upload,
    UploadHow,
)
from runaround_adapters._rules.template import names_in
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.push import Welcome, WelcomeMode

__all__ = ["read_settings"]

_ALWAYS = frozenset({"consumer_id", "session_id", "message_id", "session", CLOCK, "lang", "case_id"})
_SAYING = frozenset({"text", "files", "button", "button.label", "button.value", "link", "link.url", "link.title"})
_FILE = frozenset({f"file.{name}" for name in ("name", "media_type", "kind", "describes", "size", "sha256")})


def read_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> Settings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    schema = load_schema("runaround_adapters", "http.schema.json")
    mistakes = validate(document, schema, LineMap(file))
    if mistakes:
        raise FileError(mistakes)
    whole, mistakes = expand(document, file)
    if "url" not in whole:
        raise FileError(mistakes)  # it rests on what the preset was not given
    if "reply" not in whole:
        text = "the key 'reply' is missing; expected where the messages are in the answer."
        mistakes.append(Mistake(file, 0, "", text, ("preset",)))
    reader = _Reader({"reply": {}, **whole}, file, environ)
    settings = reader.read()
    if mistakes or reader.mistakes:
        raise FileError([*mistakes, *reader.mistakes])
    return settings


class _Reader(ReplyReader):
    """Reads the target file of one bot."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self._document = document
        self._taken = frozenset(
            name
            for part in (document, *(document.get(key, {}) for key in ("click", "open", "poll")))
            for key in ("take", "take_secret")
            for name in part.get(key, {})
        )

    def read(self) -> Settings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self._document
        opening, polling = document.get("open"), document.get("poll")
        message = self._call("", document, known=_SAYING)
        self._check_that_words_are_sent(message)
        stream = StreamKind(document["stream"]) if "stream" in document else None
        reply = self.read_reply_map("reply", document["reply"])
        signals = dict(document.get("signals", {}))
        is_cumulative = bool(signals.pop("cumulative", False))
        self._check_stream(stream, reply)
        return Settings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            message=message,
            click=self._click(message),
            reply=reply,
            limits=Limits(**document.get("limits", {})),
            open=None if opening is None else self._call("open", opening, base=message),
            is_welcoming=bool(opening and opening.get("welcome", "reply" in opening)),
            open_reply=self.read_reply_map("open.reply", opening["reply"]) if opening and "reply" in opening else None,
            close=self._call("close", document["close"], base=message) if "close" in document else None,
            poll=None if polling is None else self._poll(polling, message),
            upload=self._upload(document["upload"], message) if "upload" in document else None,
            stream=stream,
            signals=self.read_paths("signals", signals),
            is_cumulative=is_cumulative,
            taken=self._taken,
            masker=self.masker,
        )

    def _call(
        self,
        key: str,
        part: Mapping[str, Any],
        *,
        base: Call | None = None,
        known: Collection[str] = (),
        method: str = "POST",
    ) -> Call:
        """Return a call; the address and the headers that it does not say itself it has from `base`."""
        names = _ALWAYS | self._taken | set(known)
        headers = part.get("headers", {})
        if part.get("body") == BodyKind.FORM and not isinstance(part.get("request"), Mapping):
            self.note(join_keys(key, "request"), _FIELDS_EXPECTED, join_keys(key, "request"))
        self.check_headers(join_keys(key, "headers"), headers)
        own_headers = self._template(join_keys(key, "headers"), headers, names - _SAYING)
        return Call(
            url=self._url(join_keys(key, "url"), part["url"], names) if base is None or "url" in part else base.url,
            method=part.get("method", method),
            headers={**base.headers, **own_headers} if base else own_headers,
            query=self._template(join_keys(key, "query"), part.get("query", {}), names),
            request=self._template(join_keys(key, "request"), part.get("request"), names),
            body=BodyKind(part.get("body", BodyKind.JSON)),
            take=self.read_paths(join_keys(key, "take"), part.get("take", {})),
            take_secret=self.read_paths(join_keys(key, "take_secret"), part.get("take_secret", {})),
        )

    def _click(self, message: Call) -> Call:
        """Return the call for clicks: the message call with what the key `click` says in its place."""
        part = self._document.get("click", {})
        own = self._call("click", part, base=message, known=_SAYING)
        return replace(message, headers=own.headers, url=own.url, **{key: getattr(own, key) for key in part})

    def _check_stream(self, stream: StreamKind | None, reply: ReplyMap) -> None:
        document = self._document
        if stream is not None and reply.whole_events:
            self.note("reply.whole_events", "a stream has no whole answer; take reply.events.", "stream")
        for name in ("piece", "stream", "whole", "cumulative"):
            if stream is None and name in document.get("signals", {}):
                self.note(f"signals.{name}", "has a meaning only with 'stream'.", "stream")
        for name in ("turn", "welcome"):
            if name in document and "poll" not in document:
                self.note(name, "has a meaning only with 'poll': what is not asked for comes with the answer.", "poll")

    def _poll(self, part: Mapping[str, Any], message: Call) -> Poll:
        document = self._document
        every_s, for_reply_s = part.get("every_s", 1.0), part.get("for_reply_s", 0.0)
        is_collecting = "turn" in document or "signals" in document
        limits = Limits(**document.get("limits", {}))
        return Poll(
            call=self._call("poll", part, base=message, method="GET"),
            every_s=every_s,
            for_reply_s=for_reply_s,
            is_collecting=is_collecting,
            rules=self._rules(for_reply_s or limits.reply_s, every_s)
            if is_collecting
            else TurnRules(reply_s=for_reply_s, quiet_s=0.0, longest_quiet_s=0.0),
            welcome_s=self._welcome_s(document["welcome"], limits) if "welcome" in document else 0.0,
            reply=self.read_reply_map("poll.reply", part["reply"]) if "reply" in part else None,
        )

    def _rules(self, reply_s: float, every_s: float) -> TurnRules:
        """Return when a reply is over: quiet can be told only from a question that brought nothing."""
        rules = TurnRules(
            reply_s=reply_s,
            is_marked="end_of_turn" in self._document.get("signals", {}),
            **self._document.get("turn", {}),
        )
        return replace(
            rules,
            quiet_s=rules.quiet_s + every_s,
            longest_quiet_s=rules.longest_quiet_s + every_s,
            settle_s=rules.settle_s + every_s,
        )

    def _welcome_s(self, part: Mapping[str, Any], limits: Limits) -> float:
        mode = WelcomeMode(part.get("mode", WelcomeMode.OPTIONAL))
        waits = {WelcomeMode.NONE: 0.0, WelcomeMode.EXPECTED: limits.reply_s}
        optional_s: float = part.get("wait_s", Welcome().wait_s)
        return waits.get(mode, optional_s)

    def _upload(self, part: Mapping[str, Any], message: Call) -> Upload:
        how = UploadHow(part["how"])
        taken = {f"file.{name}" for key in ("take", "take_secret") for name in part.get(key, {})}
        known = _ALWAYS | self._taken | _FILE
        call = None
        if how is UploadHow.MULTIPART and "url" in part:
            fields = self._template("upload.fields", part.get("fields", {}), known)
            call = replace(self._call("upload", part, base=message, known=_FILE), request=fields)
        self._check_upload(how, part)
        more = {UploadHow.BASE64: {"file.base64"}, UploadHow.URL: {"file.url"}}.get(how, taken)
        default = {"name": "{file.name}", "type": "{file.media_type}"} | {one[5:]: f"{{{one}}}" for one in sorted(more)}
        serve = part.get("serve", {})
        return Upload(
            how,
            each=self._template("upload.each", part.get("each", default), known | more),
            call=call,
            field=part.get("field", "file"),
            public_url=self._url("upload.public_url", part["public_url"], known) if "public_url" in part else "",
            is_served="serve" in part,
            port=serve.get("port", 0),
            base_url=serve.get("base_url", ""),
            max_bytes=part.get("max_bytes", MAX_UPLOAD_BYTES),
        )

    def _check_upload(self, how: UploadHow, part: Mapping[str, Any]) -> None:
        if how is UploadHow.URL and ("serve" in part) == ("public_url" in part):
            self.note("upload", "how: url needs either 'serve' or 'public_url'.", "upload.serve", "upload.public_url")
        is_one_call = how is UploadHow.MULTIPART and "url" not in part
        if is_one_call and not isinstance(self._document.get("request"), Mapping):
            self.note("request", _FIELDS_EXPECTED, "request", "upload.url")
        belongs = {
            UploadHow.MULTIPART: {
                "url",
                "method",
                "headers",
                "query",
                "field",
                "fields",
                "take",
                "take_secret",
                "each",
            },
            UploadHow.BASE64: {"each"},
            UploadHow.URL: {"each", "public_url", "serve"},
        }[how]
        for key in part:
            if key not in belongs | {"how", "max_bytes"}:
                self.note(f"upload.{key}", f"has no meaning with how: {how.value}; take it out.")
            elif is_one_call and key not in {"how", "max_bytes", "field"}:
                text = "has a meaning only with a 'url' for an upload call of its own."
                self.note(f"upload.{key}", text, "upload.url")

    def _url(self, key: str, url: str, known: Collection[str]) -> str:
        return self.read_url(key, url, known, givers=_givers_of(key))

    def _template(self, key: str, template: Any, known: Collection[str]) -> Any:  # noqa: ANN401 (JSON in and out)
        return self.read_template(key, template, known, givers=_givers_of(key))

    def _check_that_words_are_sent(self, call: Call) -> None:
        if "text" not in names_in([call.url, dict(call.query), call.request]):
            text = "the placeholder {text} is nowhere; what the consumer says would not be sent."
            self.note("request", text, "url", "query", "request")


_NAME_GIVERS = tuple(f"{part}{key}" for part in ("", "click.", "open.", "poll.") for key in ("take", "take_secret"))
_FILE_NAME_GIVERS = ("upload.take", "upload.take_secret")
"""Where the names of placeholders come from, apart from the fixed ones."""

_FIELDS_EXPECTED = "a form needs keys with values here; each key is a field."


def _givers_of(key: str) -> tuple[str, ...]:
    return _NAME_GIVERS + (_FILE_NAME_GIVERS if key.startswith("upload.") else ())
