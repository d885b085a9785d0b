"""Activities of the Bot Framework: which belong together, who sends them, when, and with what to choose.

Source: Bot Framework activity schema: message, suggestedActions, attachments with cards, events, traces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from runaround.imports.structure import as_list, as_map, as_text

__all__ = [
    "activities_of",
    "by_conversation",
    "card_buttons",
    "cards_of",
    "find_consumers",
    "is_by_consumer",
    "looks_like_activities",
    "time_of",
]

_CARD = "application/vnd.microsoft.card."


def looks_like_activities(document: Any) -> bool:  # noqa: ANN401 (foreign data)
    """Return whether a document is a list of activities."""
    found = activities_of(document)
    return bool(found) and all("type" in one and ("from" in one or "channelId" in one) for one in found[:20])


def activities_of(document: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (foreign data)
    """Return the activities of a transcript: a list, or a map that holds one."""
    listed = document if isinstance(document, list) else as_map(document).get("activities")
    return [one for one in as_list(listed) if isinstance(one, dict)]


def by_conversation(activities: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the activities of each conversation, in the order of their beginnings."""
    found: dict[str, list[dict[str, Any]]] = {}
    for activity in activities:
        found.setdefault(as_text(as_map(activity.get("conversation")).get("id")), []).append(activity)
    return list(found.values())


def find_consumers(activities: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return who the users are where activities name no roles: who was replied to, else who speaks first."""
    messages = [one for one in activities if one.get("type") == "message"]
    repliers = {as_text(as_map(one.get("from")).get("id")) for one in messages if one.get("replyToId")}
    speakers = [as_text(as_map(one.get("from")).get("id")) for one in messages]
    others = frozenset(speaker for speaker in speakers if speaker not in repliers)
    return others if repliers else frozenset(speakers[:1])


def card_buttons(cards: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """Yield the actions of cards: `buttons` of hero and thumbnail cards, `actions` of adaptive ones."""
    for card in cards:
        yield from as_list(card.get("buttons"))
        yield from as_list(card.get("actions"))


def time_of(activity: Mapping[str, Any]) -> datetime | None:
    """Return when an activity was sent; None if it does not say, or not in which zone."""
    try:
        time = datetime.fromisoformat(as_text(activity.get("timestamp")))
    except ValueError:
        return None
    return time if time.tzinfo is not None else None


def is_by_consumer(activity: Mapping[str, Any], consumers: frozenset[str]) -> bool:
    """Return whether a user sends an activity: by its role, else by `consumers`, the ids of users."""
    sender = as_map(activity.get("from"))
    role = as_text(sender.get("role")).lower()
    return role == "user" if role else as_text(sender.get("id")) in consumers


def cards_of(activity: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the contents of the cards of an activity."""
    attachments = map(as_map, as_list(activity.get("attachments")))
    return [as_map(one.get("content")) for one in attachments if as_text(one.get("contentType")).startswith(_CARD)]
