"""What the target files of both Chatwoot adapters share, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround_adapters._rules.file_reader import FileReader
from runaround_adapters._rules.settings import CLOCK, Limits
from runaround_adapters._rules.template import fill_text
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.push import Welcome, WelcomeMode

__all__ = ["PLACEHOLDERS", "ChatwootFileReader"]

PLACEHOLDERS = frozenset({"consumer_id", "session_id", "session", CLOCK, "lang", "case_id"})
"""What the templates of these files know."""


class ChatwootFileReader(FileReader):
    """Reads what these files share from one valid document."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self.document = document

    def read_limits(self) -> Limits:
        """Return the limits."""
        return Limits(**self.document.get("limits", {}))

    def read_rules(self, limits: Limits) -> TurnRules:
        """Return when a reply is over."""
        return TurnRules(reply_s=limits.reply_s, **self.document.get("turn", {}))

    def read_welcome(self) -> Welcome:
        """Return how a visit begins."""
        welcome = self.document.get("welcome", {})
        return Welcome(WelcomeMode(welcome.get("mode", WelcomeMode.OPTIONAL)), welcome.get("wait_s", 2.0))

    def read_headers(self) -> Mapping[str, str]:
        """Return more headers, as templates without placeholders."""
        headers = self.document.get("headers", {})
        self.check_headers("headers", headers)
        return {name: str(self.read_template(f"headers.{name}", text, ())) for name, text in headers.items()}

    def read_secret(self, key: str) -> str:
        """Return a secret; empty where the file has none."""
        return self.read_fixed(key, self.document.get(key, ""))

    def read_fixed(self, key: str, text: str) -> str:
        """Return a text with its secrets put in; it has no placeholders."""
        return fill_text(self.read_template(key, text, ()), {})
