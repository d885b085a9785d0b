"""What target files of Bot Framework endpoints share, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.model import Event
from runaround_adapters._botbuilder.activities import ActivityMap
from runaround_adapters._rules.file_reader import join_keys
from runaround_adapters._rules.paths import PathMistake, ValuePath
from runaround_adapters._rules.reply_reader import ReplyReader
from runaround_adapters._rules.settings import CLOCK, Limits
from runaround_adapters._rules.template import fill_text, names_in
from runaround_adapters._rules.turns import TurnRules

__all__ = ["PLACEHOLDERS", "ActivityFileReader", "ActivitySettings"]

PLACEHOLDERS = frozenset({"consumer_id", "user_id", "session", CLOCK, "lang", "case_id"})
"""What the templates of these files know; `user_id` is the id of the consumer's account there."""


@dataclass(frozen=True, slots=True)
class ActivitySettings:
    """What these files share. Its templates may hold secrets: it has no telling `repr`.

    activity: fields that every activity of the consumer has. greeting: an activity that makes the bot speak first.
    says_goodbye: whether the consumer's side ends a visit with an activity.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    activity: Any = field(default_factory=dict, repr=False)
    greeting: Any = field(default=None, repr=False)
    says_goodbye: bool = False
    mapping: ActivityMap = field(default_factory=ActivityMap)
    rules: TurnRules = field(default_factory=TurnRules)
    limits: Limits = field(default_factory=Limits)

    @property
    def has_clock(self) -> bool:
        """Whether the bot is told the consumer's clock."""
        return CLOCK in names_in([self.activity, self.greeting])


class ActivityFileReader(ReplyReader):
    """Reads what these files share from one valid document."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self.document = document

    def read_shared(self) -> ActivitySettings:
        """Return it; of use only if `mistakes` is empty afterwards."""
        document = self.document
        headers, greeting = document.get("headers", {}), document.get("welcome", {}).get("activity")
        limits = Limits(**document.get("limits", {}))
        self.check_headers("headers", headers)
        return ActivitySettings(
            headers={name: self.read_fixed(f"headers.{name}", text) for name, text in headers.items()},
            activity=self._activity("activity", document.get("activity", {})),
            greeting=None if greeting is None else self._activity("welcome.activity", greeting),
            says_goodbye=document.get("goodbye", False),
            mapping=ActivityMap(
                {Event(name): path for name, path in self.read_paths("events", document.get("events", {})).items()},
                self._human(document["human"]) if "human" in document else None,
            ),
            rules=TurnRules(reply_s=limits.reply_s, **document.get("turn", {})),
            limits=limits,
        )

    def read_fixed(self, key: str, text: str) -> str:
        """Return a text with its secrets put in; it has no placeholders."""
        return fill_text(self.read_template(key, text, ()), {})

    def read_address(self, key: str, url: str) -> str:
        """Return an address with its secrets put in; it has no placeholders."""
        return fill_text(self.read_url(key, url, ()), {})

    def _human(self, expression: str) -> ValuePath | None:
        try:
            return ValuePath.of("human", expression)
        except PathMistake as mistake:
            self.note("human", str(mistake))
            return None

    def _activity(self, key: str, template: Mapping[str, Any]) -> Any:  # noqa: ANN401 (JSON)
        for name in ("id", "from", "conversation", "text", "attachments", "deliveryMode", "serviceUrl"):
            if name in template:
                self.note(join_keys(key, name), "is set by the adapter; take it out.")
        return self.read_template(key, dict(template), PLACEHOLDERS)
