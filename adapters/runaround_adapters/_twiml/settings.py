"""The target file of a phone menu, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from runaround_adapters._rules.file_reader import FileReader, check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Limits
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.people import HumanSide, read_human_side
from runaround_adapters._twiml.clock import Rates

__all__ = ["TwimlSettings", "origin_of", "read_twiml_settings"]

_KNOWN = frozenset({"consumer_id", "session_id", "session", CLOCK, "lang", "case_id"})
_REPLY_S = 15.0
"""Twilio waits so long for a document."""


@dataclass(frozen=True, slots=True)
class TwimlSettings:
    """A whole target file. The templates hold secrets: it has no telling `repr`.

    origins: scheme and host of all addresses that may be asked. rules: when a reply over a relay is over; is_relayed:
    the file says that there is one.
    """

    name: str
    url: str = field(repr=False)
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth_token: str = field(default="", repr=False)
    account_sid: str = f"AC{0:032x}"
    caller: str = ""
    called: str = "+15550199"
    origins: frozenset[str] = frozenset()
    human: HumanSide = field(default_factory=HumanSide)
    recordings: Mapping[str, str] = field(default_factory=dict)
    rates: Rates = field(default_factory=Rates)
    is_relayed: bool = False
    welcome_s: float = 2.0
    rules: TurnRules = field(default_factory=TurnRules)
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)


def origin_of(url: str) -> str:
    """Return scheme and host of an address, empty for what is none; a WebSocket has those of the HTTP it begins as."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    port = {"http": ":80", "https": ":443"}.get(scheme, "")
    return f"{scheme}://{parts.netloc.lower().removesuffix(port)}"


def read_twiml_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> TwimlSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "twiml", file)
    reader = FileReader(file, environ)
    settings = _read(document, reader)
    reader.finish()
    return settings


def _read(document: Mapping[str, Any], reader: FileReader) -> TwimlSettings:
    url, headers = document["url"], document.get("headers", {})
    reader.check_headers("headers", headers)
    limits = Limits(**{"reply_s": _REPLY_S, **document.get("limits", {})})
    relay = document.get("relay", {})
    quiet = {"quiet_s": relay["quiet_s"], "longest_quiet_s": 5 * relay["quiet_s"]} if "quiet_s" in relay else {}
    optional = {"account_sid": "account_sid", "from": "caller", "to": "called", "method": "method"}
    return TwimlSettings(
        name=document.get("name", "") or urlsplit(url).netloc,
        url=reader.read_url("url", url, _KNOWN),
        headers=reader.read_template("headers", headers, _KNOWN),
        auth_token=reader.read_template("auth_token", document.get("auth_token", ""), frozenset()),
        origins=frozenset(filter(None, map(origin_of, (url, *document.get("hosts", ()))))),
        human=read_human_side(document.get("human", {})),
        recordings=document.get("recordings", {}),
        rates=Rates(**document.get("voice", {})),
        is_relayed="relay" in document,
        welcome_s=relay.get("welcome_s", 2.0),
        rules=TurnRules(reply_s=limits.reply_s, **quiet),
        limits=limits,
        masker=reader.masker,
        **{name: document[key] for key, name in optional.items() if key in document},
    )
