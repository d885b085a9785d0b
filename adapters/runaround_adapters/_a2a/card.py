"""Finds out from an agent's card where it is called, in which dialect, and whether it streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from runaround.errors import Unsupported, WrongShape
from runaround_adapters._a2a.dialects import Binding, Dialect, dialect_of
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
        dialect = dialect_of(settings.version, settings.binding or Binding.JSONRPC)
        assert dialect is not None, "the target file was checked"
        return Agent(settings.endpoint.rstrip("/"), dialect, bool(settings.is_streamed))
    url = settings.url
    places = (url,) if url.endswith(".json") else tuple(url.rstrip("/") + place for place in _PLACES)
    for place in places:
        outgoing = build_request(Call(place, "GET", headers=settings.headers), {})
        raw = await wire.fetch(outgoing)
        if raw.status == _NOT_FOUND and place is not places[-1]:
            continue
        wire.check_status(outgoing, raw)
        card = wire.parse(outgoing, raw)
        agent = read_card(card, settings.version, settings.binding)
        break
    if agent is None:
        msg = (
            f"{wire.place(outgoing)}: the agent's card names no address for"
            f" {settings.binding or 'JSONRPC or HTTP+JSON'}"
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


def read_card(card: object, version: str, binding: str = "") -> Agent | None:
    """Return how a card says that its agent is called; None if it does not. version, binding: those that are wanted."""
    if not isinstance(card, Mapping):
        return None
    capabilities = card.get("capabilities")
    is_streaming = bool(isinstance(capabilities, Mapping) and capabilities.get("streaming"))
    for url, spoken, carried in _interfaces(card):
        dialect = dialect_of(spoken, carried)
        if dialect is None or (binding and dialect.binding != binding):
            continue
        if not version or dialect == dialect_of(version, carried):
            return Agent(url.rstrip("/") if dialect.binding is Binding.HTTP else url, dialect, is_streaming)
    return None


def _interfaces(card: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the addresses with their versions and bindings, in the order of the card: the first is preferred."""
    for one in card.get("supportedInterfaces") or []:
        if isinstance(one, Mapping) and one.get("url"):
            yield str(one["url"]), str(one.get("protocolVersion") or "1.0"), str(one.get("protocolBinding", ""))
    old = str(card.get("protocolVersion") or "0.3")
    if card.get("url"):
        yield str(card["url"]), old, str(card.get("preferredTransport") or Binding.JSONRPC)
    for one in card.get("additionalInterfaces") or []:
        if isinstance(one, Mapping) and one.get("url"):
            yield str(one["url"]), old, str(one.get("transport", ""))


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
