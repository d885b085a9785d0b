"""The target file of a bot that is integrated with Sunshine Conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround_adapters._platform.settings import PlatformFileReader, PlatformSettings
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK
from runaround_adapters._rules.template import names_in
from runaround_adapters._talk.push import WelcomeMode
from runaround_adapters._zendesk.credentials import Credentials, Key
from runaround_adapters._zendesk.switchboard import Names

__all__ = ["TRIGGERS", "ZendeskSettings", "read_zendesk_settings"]

TRIGGERS = frozenset(
    {
        "conversation:create",
        "conversation:message",
        "conversation:postback",
        *(f"switchboard:{one}Control" for one in ("accept", "offer", "pass", "release")),
        *(f"switchboard:{one}Control:failure" for one in ("accept", "offer", "pass")),
    }
)
"""What the bot's webhook is told of unless the target file says less."""

_FINAL = frozenset({400, 401, 403, 404, 406})
"""Statuses after which a webhook is not called again. Source: Sunshine Conversations API 17.12.1, Webhooks."""

_PLACEHOLDERS = frozenset({"consumer_id", "session_id", "session", CLOCK, "lang", "case_id"})


@dataclass(frozen=True, slots=True)
class ZendeskSettings:
    """A whole target file. metadata: what every message of the consumer carries; it may hold secrets."""

    shared: PlatformSettings
    webhook_secret: str = field(repr=False)
    app_id: str
    triggers: frozenset[str]
    metadata: Any = field(repr=False)
    names: Names
    is_told_in_standby: bool
    credentials: Credentials
    masker: Masker


def read_zendesk_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> ZendeskSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "zendesk", file)
    reader = PlatformFileReader(document, file, environ)
    metadata = reader.read_template("metadata", document.get("metadata"), _PLACEHOLDERS)
    has_clock = CLOCK in names_in(metadata)
    shared = reader.read_platform(welcome=WelcomeMode.OPTIONAL, final=_FINAL, has_clock=has_clock)
    board, api, desk = (document.get(name, {}) for name in ("switchboard", "api", "desk"))
    if ("key_id" in api) != ("secret" in api):
        reader.note("api", "key_id and secret belong together: give both, or neither.")
    if desk and "key_id" not in api:
        reader.note("desk", "needs api.key_id and api.secret too, so that the bot and the desk are told apart.")
    settings = ZendeskSettings(
        shared=shared,
        webhook_secret=reader.read_secret("webhook_secret"),
        app_id=document.get("app_id", "runaround"),
        triggers=frozenset(document.get("triggers", TRIGGERS)),
        metadata=metadata,
        names=Names(
            bot=board.get("bot", "bot"),
            agents=board.get("agents", "zd-agentWorkspace"),
            desk=desk.get("name", "desk") if desk else "",
        ),
        is_told_in_standby=board.get("standby_events", True),
        credentials=Credentials(
            bot=Key(api["key_id"], reader.read_secret("api", "secret")) if "key_id" in api else None,
            desk=Key(desk["key_id"], reader.read_secret("desk", "secret")) if desk else None,
        ),
        masker=reader.masker,
    )
    reader.finish()
    return settings
