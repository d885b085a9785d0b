"""Finds out from an agent's card where it is called, in which dialect, and whether it streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from runaround.errors import Unsupported, WrongShape
from runaround_adapters._a2a.dialects import Dialect, dialect_of
from runaround_adapters._a2a.settings import A2aSettings
from runaround_adapters._net.requests import build_request
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Call

__all__ = ["Agent", "find_agent", "read_card"]

_PLACES = ("/.well-known/agent-card.json", "/.well-known/agent.json")
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Agent:
    """Where an agent is called, and how."""

    url: str
    dialect: Dialect
    is_streaming: bool = False


async def find_agent(settings: A2aSettings, wire: Wire) -> Agent:
    """Return the agent of a target file: by the file itself, or by the card. Raises AdapterError."""
    if settings.endpoint:
        return Agent(settings.endpoint, dialect_of(settings.version), bool(settings.is_streamed))
    url = settings.url
    places = (url,) if url.endswith(".json") else tuple(url.rstrip("/") + place for place in _PLACES)
    for place in places:
        outgoing = build_request(Call(place, "GET", headers=settings.headers), {})
        raw = await wire.fetch(outgoing)
        if raw.status == _NOT_FOUND and place is not places[-1]:
            continue
        wire.check_status(outgoing, raw)
        card = wire.parse(outgoing, raw)
        agent = read_card(card, settings.version)
        break
    if agent is None:
        msg = (
            f"{wire.place(outgoing)}: the agent's card names no address for JSON-RPC"
            f"{f' in A2A {settings.version}' if settings.version else ''}; found {wire.log.quote(card)}."
        )
        raise WrongShape(msg)
    if _origin(agent.url) != _origin(url):
        msg = (
            f"{wire.place(outgoing)}: the agent's card names another server, {wire.log.quote(agent.url)}. Credentials"
            " go to no server that the target file does not name; if it is the right one, write it as 'endpoint'."
        )
        raise Unsupported(msg)
    return agent


def read_card(card: object, version: str) -> Agent | None:
    """Return how a card says that its agent is called; None if it does not. version: the dialect that is wanted."""
    if not isinstance(card, Mapping):
        return None
    capabilities = card.get("capabilities")
    is_streaming = bool(isinstance(capabilities, Mapping) and capabilities.get("streaming"))
    for url, spoken in _interfaces(card):
        if not version or dialect_of(version) == dialect_of(spoken):
            return Agent(url, dialect_of(spoken), is_streaming)
    return None


def _interfaces(card: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the addresses for JSON-RPC with their versions, in the order of the card: the first is preferred."""
    for one in card.get("supportedInterfaces") or []:
        if isinstance(one, Mapping) and str(one.get("protocolBinding", "")).upper() == "JSONRPC" and one.get("url"):
            yield str(one["url"]), str(one.get("protocolVersion") or "1.0")
    old = str(card.get("protocolVersion") or "0.3")
    if card.get("url") and str(card.get("preferredTransport") or "JSONRPC").upper() == "JSONRPC":
        yield str(card["url"]), old
    for one in card.get("additionalInterfaces") or []:
        if isinstance(one, Mapping) and str(one.get("transport", "")).upper() == "JSONRPC" and one.get("url"):
            yield str(one["url"]), old


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
