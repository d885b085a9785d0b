"""Reads the target file of a chat widget."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from runaround.errors import FileError
from runaround.model import Event
from runaround.schema_file import load_schema
from runaround.yaml_file import LineMap, validate
from runaround_adapters._browser.settings import (
    BrowserSettings,
    Identity,
    Messages,
    Pictures,
    Sight,
    Step,
    StepKind,
    Upload,
    Window,
)
from runaround_adapters._rules.file_reader import FileReader
from runaround_adapters._rules.settings import Limits
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.push import Welcome, WelcomeMode

__all__ = ["read_browser_settings"]

_KNOWN = frozenset({"consumer_id", "session_id", "session", "lang", "case_id"})
_LOADING_S = 30.0
_AT_ONCE = 4


def read_browser_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> BrowserSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    mistakes = validate(document, load_schema("runaround_adapters", "browser.schema.json"), LineMap(file))
    if mistakes:
        raise FileError(mistakes)
    reader = _Reader(document, file, environ)
    settings = reader.read()
    if reader.mistakes:
        raise FileError(reader.mistakes)
    return settings


class _Reader(FileReader):
    """Reads the target file of one page."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self._document = document

    def read(self) -> BrowserSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self._document
        limits = Limits(**{"connect_s": _LOADING_S, "concurrency": _AT_ONCE, **document.get("limits", {})})
        welcome = document.get("welcome", {})
        allow = document.get("allow", {})
        part = document.get("upload")
        return BrowserSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            url=self.read_url("url", document["url"], _KNOWN),
            open=tuple(self._step(f"open[{index}]", step) for index, step in enumerate(document.get("open", []))),
            frames=_listed(document.get("frame", [])),
            messages=self._messages(document["messages"]),
            input=document["input"],
            send=document.get("send", ""),
            types_keys=document.get("types_keys", False),
            typing=document.get("typing", ""),
            choices=document.get("choices", ""),
            upload=Upload(part["input"], part.get("send", "")) if part else None,
            events={Event(name): self._sight(f"events.{name}", one) for name, one in self._part("events").items()},
            failure=self._sight("failure", document["failure"]) if "failure" in document else None,
            origins=tuple(allow.get("origins", ())),
            hosts=tuple(allow.get("hosts", ())),
            login=self._login(),
            pictures=self._pictures(),
            window=Window(**self._part("browser")),
            rules=TurnRules(reply_s=limits.reply_s, **self._part("turn")),
            welcome=Welcome(
                WelcomeMode(welcome.get("mode", WelcomeMode.OPTIONAL)), welcome.get("wait_s", Welcome().wait_s)
            ),
            limits=limits,
            masker=self.masker,
        )

    def _part(self, key: str) -> Mapping[str, Any]:
        part: Mapping[str, Any] = self._document.get(key, {})
        return part

    def _step(self, key: str, step: Mapping[str, Any]) -> Step:
        kinds = [kind for kind in StepKind if kind.value in step]
        if len(kinds) != 1:
            self.note(key, f"a step is one of {', '.join(StepKind)}; here are {len(kinds)} of them.")
            return Step(StepKind.CLICK, "")
        kind = kinds[0]
        needs = kind in {StepKind.FILL, StepKind.SELECT}
        if needs != ("with" in step):
            self.note(f"{key}.with", f"is {'needed for' if needs else 'nothing for'} the step {kind.value!r}.")
        value = step.get("with", "")
        return Step(
            kind,
            step[kind.value],
            value=str(self.read_template(f"{key}.with", value, _KNOWN)),
            frames=_listed(step.get("in", [])),
            is_optional=step.get("optional", False),
            wait_s=step.get("wait_s"),
        )

    def _messages(self, part: Mapping[str, Any]) -> Messages:
        given = {name: part[name] for name in (field.name for field in fields(Messages)) if name in part}
        identity = given.pop("identity", Identity.PLACE.value)
        if isinstance(identity, Mapping):
            return Messages(**given, identity=Identity.ATTRIBUTE, attribute=identity["attribute"])
        return Messages(**given, identity=Identity(identity))

    def _sight(self, key: str, part: str | Mapping[str, Any]) -> Sight:
        if isinstance(part, str):
            return Sight(part)
        words = _listed(part.get("text", []))
        for index, word in enumerate(words):
            try:
                re.compile(word)
            except re.error as error:
                self.note(f"{key}.text[{index}]", f"{word!r} is no regular expression: {error}.")
        return Sight(part["select"], words)

    def _login(self) -> tuple[str, str] | None:
        part = self._document.get("login")
        if part is None:
            return None
        user = str(self.read_template("login.user", part["user"], frozenset()))
        return user, str(self.read_template("login.password", part["password"], frozenset()))

    def _pictures(self) -> Pictures:
        part = self._document.get("pictures", {})
        if isinstance(part, bool):
            return Pictures(after_reply=part)
        more = {name: part[name] for name in ("of", "max_bytes", "quality") if name in part}
        return Pictures(hidden=_listed(part.get("hide", [])), **more)


def _listed(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
