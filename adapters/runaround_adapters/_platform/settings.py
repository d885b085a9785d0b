"""What target files of played platforms share, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from runaround_adapters._platform.webhook import Retries
from runaround_adapters._rules.file_reader import FileReader
from runaround_adapters._rules.settings import MAX_UPLOAD_BYTES, Limits
from runaround_adapters._rules.template import fill_text
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.people import HumanSide, read_human_side
from runaround_adapters._talk.push import Welcome, WelcomeMode

__all__ = ["PlatformFileReader", "PlatformSettings"]


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """What these files share.

    url: of the bot's webhook. port, base_url: where the bot finds its platform. has_desk: the people behind the bot sit
    at software of the company's own, which signals by itself what they do; else they are played, as `human` says.
    """

    name: str
    url: str = field(repr=False)
    port: int
    base_url: str = ""
    retries: Retries = field(default_factory=Retries)
    welcome: Welcome = field(default_factory=Welcome)
    human: HumanSide = field(default_factory=HumanSide)
    has_desk: bool = False
    has_clock: bool = False
    max_bytes: int = MAX_UPLOAD_BYTES
    rules: TurnRules = field(default_factory=TurnRules)
    limits: Limits = field(default_factory=Limits)


class PlatformFileReader(FileReader):
    """Reads what these files share from one valid document."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self.document = document

    def read_platform(
        self, *, welcome: WelcomeMode, final: frozenset[int] = frozenset(), has_clock: bool = False
    ) -> PlatformSettings:
        """Return it; of use only if `mistakes` is empty afterwards.

        welcome: the mode where the file says none. final: statuses after which the platform does not call again.
        """
        document = self.document
        greeting, api, retries = document.get("welcome", {}), document["api"], document.get("retries", {})
        limits = Limits(**document.get("limits", {}))
        if "desk" in document and "human" in document:
            self.note("human", "has no meaning with desk, whose software says itself what the people do; take it out.")
        return PlatformSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            url=fill_text(self.read_url("url", document["url"], ()), {}),
            port=api["port"],
            base_url=fill_text(self.read_url("api.base_url", api.get("base_url", ""), ()), {}),
            retries=Retries(retries.get("times", 0), retries.get("after_s", 1.0), final),
            welcome=Welcome(WelcomeMode(greeting.get("mode", welcome)), greeting.get("wait_s", 1.0)),
            human=read_human_side(document.get("human", {})),
            has_desk="desk" in document,
            has_clock=has_clock,
            max_bytes=document.get("upload", {}).get("max_bytes", MAX_UPLOAD_BYTES),
            rules=TurnRules(reply_s=limits.reply_s, **document.get("turn", {})),
            limits=limits,
        )

    def read_secret(self, *keys: str) -> str:
        """Return the secret at a path of keys; empty where there is none."""
        part: Any = self.document
        for key in keys:
            part = part.get(key, {}) if isinstance(part, Mapping) else {}
        return fill_text(self.read_template(".".join(keys), part, ()), {}) if isinstance(part, str) else ""
