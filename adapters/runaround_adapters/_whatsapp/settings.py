"""The target file of a bot behind a number of WhatsApp."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround_adapters._platform.settings import PlatformFileReader, PlatformSettings
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK
from runaround_adapters._talk.push import WelcomeMode

__all__ = ["Number", "WhatsAppSettings", "read_whatsapp_settings"]

_PLACEHOLDERS = frozenset({"consumer_id", "session_id", "session", CLOCK, "lang", "case_id"})
_STATUSES = ("sent", "delivered", "read")


@dataclass(frozen=True, slots=True)
class Number:
    """The business's number: its id in the API, the number itself, and the account that it belongs to."""

    id: str
    display: str
    account: str


@dataclass(frozen=True, slots=True)
class WhatsAppSettings:
    """A whole target file. profile_name: of consumers, a template; it may hold secrets.

    token, desk_token: by which the bot and the desk call the API; empty: nobody is asked.
    """

    shared: PlatformSettings
    number: Number
    profile_name: str = field(repr=False)
    statuses: tuple[str, ...]
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    token: str = field(repr=False)
    desk_token: str = field(repr=False)
    masker: Masker


def read_whatsapp_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> WhatsAppSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "whatsapp", file)
    reader = PlatformFileReader(document, file, environ)
    shared = reader.read_platform(welcome=WelcomeMode.NONE, has_clock=document.get("clock", False))
    if "desk" in document and "token" not in document["api"]:
        reader.note("desk", "needs api.token too, so that the bot and the desk are told apart.")
    settings = WhatsAppSettings(
        shared=shared,
        number=Number(
            document.get("phone_number_id", "106540352242922"),
            document.get("phone_number", "15550783881"),
            document.get("account_id", "102290129340398"),
        ),
        profile_name=reader.read_template("profile_name", document.get("profile_name", "Consumer"), _PLACEHOLDERS),
        statuses=tuple(document.get("statuses", _STATUSES)),
        app_secret=reader.read_secret("app_secret"),
        verify_token=reader.read_secret("verify_token"),
        token=reader.read_secret("api", "token"),
        desk_token=reader.read_secret("desk", "token"),
        masker=reader.masker,
    )
    if settings.desk_token and settings.desk_token == settings.token:
        reader.note("desk.token", "is the bot's own; the desk needs another, so that the two are told apart.")
    reader.finish()
    return settings
