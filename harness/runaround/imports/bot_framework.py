"""Turns Bot Framework transcripts (`.transcript`, a list of activities) into scenarios.

Source: Bot Framework activity schema: message, suggestedActions, attachments with cards, events, traces.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from runaround.imports.account import Ledger
from runaround.imports.activities import (
    activities_of,
    by_conversation,
    card_buttons,
    cards_of,
    find_consumers,
    is_by_consumer,
    looks_like_activities,
    time_of,
)
from runaround.imports.draft import Draft, finish_all
from runaround.imports.evidence import NO_ROOM, find_media, keep_file
from runaround.imports.material import Expects, Format, ImportedFile, Source, Wishes
from runaround.imports.structure import as_list, as_map, as_text, parse

__all__ = ["import_bot_framework", "looks_like_bot_framework"]

_ORIGIN = "a Bot Framework transcript"
_NEW_VISIT = timedelta(hours=1)
_UNSEEN = "the consumer does not see it"
_LEFT: Mapping[str, str] = {
    "trace": _UNSEEN,
    "conversationUpdate": _UNSEEN,
    "typing": "no check is for it",
    "invoke": _UNSEEN,
    "event": "what a channel signals is not checked by fixed lines; a human is expected by expect.outcome and 'human'",
    "handoff": "a human is expected by expect.outcome and 'human'",
    "endOfConversation": "the fixed lines end anyway",
    "messageUpdate": "replies are not changed afterwards",
    "messageDelete": "replies are not changed afterwards",
    "messageReaction": "consumers give no reactions",
    "installationUpdate": _UNSEEN,
    "contactRelationUpdate": _UNSEEN,
    "command": _UNSEEN,
    "commandResult": _UNSEEN,
}


def looks_like_bot_framework(document: Any) -> bool:  # noqa: ANN401 (foreign data)
    """Return whether a document is a list of activities."""
    return looks_like_activities(document)


def import_bot_framework(source: Source, wishes: Wishes) -> ImportedFile:
    """Return a scenario for each conversation of a transcript.

    Raises FileError if the file cannot be read.
    """
    top = Ledger()
    found = [one for document in parse(source.text, source.name) for one in activities_of(document)]
    drafts: list[tuple[str, Draft]] = []
    conversations = by_conversation(found)
    for number, activities in enumerate(conversations, start=1):
        title = source.name.rpartition(".")[0] or source.name
        draft = Draft(title + (f" {number}" if len(conversations) > 1 else ""), origin=_ORIGIN, ledger=Ledger())
        _Conversation(source, wishes, draft).play(activities)
        drafts.append(("a conversation", draft))
    scenarios = tuple(finish_all(drafts, wishes.lang, ledger=top))
    return ImportedFile(source.name, Format.BOTFRAMEWORK, scenarios, top.entries())


class _Conversation:
    """Goes through the activities of one conversation."""

    def __init__(self, source: Source, wishes: Wishes, draft: Draft) -> None:
        self._source = source
        self._wishes = wishes
        self._draft = draft
        self._ledger = draft.ledger
        self._options: dict[str, str] = {}
        self._consumers: frozenset[str] = frozenset()
        self._last: datetime | None = None

    def play(self, activities: list[dict[str, Any]]) -> None:
        """Put everything that is said into the draft."""
        self._consumers = find_consumers(activities)
        for number, activity in enumerate(activities, start=1):
            kind, place = as_text(activity.get("type")), f"activity {number}"
            if kind != "message":
                why = _LEFT.get(kind, "runaround does not know this type of activity")
                self._ledger.leave(kind or "an activity without a type", why, place=place)
                continue
            if is_by_consumer(activity, self._consumers):
                self._note_pause(activity, place)
                self._say(activity, place)
            else:
                self._hear(activity, place)
            self._last = time_of(activity) or self._last

    def _note_pause(self, activity: Mapping[str, Any], place: str) -> None:
        """A consumer who says nothing for an hour has gone and come back."""
        now = time_of(activity)
        if now is None or self._last is None or now - self._last < _NEW_VISIT or not self._draft.is_begun:
            return
        self._draft.leave(_write_span(now - self._last))
        self._ledger.change("a pause of an hour or more", "a new session begins after it", place=place)

    # --- what the consumer does ----------------------------------------------------------------------------

    def _say(self, activity: Mapping[str, Any], place: str) -> None:
        text, value = as_text(activity.get("text")).strip(), activity.get("value")
        label = self._options.get(text) or (self._options.get(as_text(value)) if not text else None)
        self._send_files(activity, place)
        if label is not None:
            self._draft.choose(list(dict.fromkeys([label, text] if text else [label])))
            self._ledger.carry("a suggested action or card button that was taken", place=place)
        elif text:
            self._draft.say(text, place=place)
            self._ledger.carry("message of the user", place=place)
        elif value is not None:
            why = "runaround fills in no cards; say it in words, or name the button under 'choose'"
            self._ledger.leave("a card that was filled in", why, place=place)
        elif not as_list(activity.get("attachments")):
            self._draft.say("", place=place)

    def _send_files(self, activity: Mapping[str, Any], place: str) -> None:
        for attachment in map(as_map, as_list(activity.get("attachments"))):
            url = as_text(attachment.get("contentUrl"))
            found = find_media(self._source, url) if url else "the transcript has no address of it"
            if isinstance(found, str):
                self._ledger.leave("a file that was sent", found, place=place)
            elif keep_file(self._draft, found):
                self._ledger.carry("a file that was sent", place=place)
            else:
                self._ledger.leave("a file that was sent", NO_ROOM, place=place)

    # --- what the bot said ---------------------------------------------------------------------------------

    def _hear(self, activity: Mapping[str, Any], place: str) -> None:
        cards = cards_of(activity)
        actions = [*as_list(as_map(activity.get("suggestedActions")).get("actions")), *card_buttons(cards)]
        for action in map(as_map, actions):
            title = as_text(action.get("title"))
            for key in (title, as_text(action.get("value"))):
                if key and title:
                    self._options[key] = title
        if self._wishes.expects is Expects.NOTHING:
            return
        text = as_text(activity.get("text")).strip()
        if text and self._draft.expect_any([text], place=place):
            self._ledger.carry("message of the bot", place=place)
        titles = [title for action in actions if (title := as_text(as_map(action).get("title")).strip())]
        noted = [self._draft.expect_any([title], place=place) for title in titles]
        if any(noted):
            why = "looked for in everything that can be read of the reply, labels of buttons included"
            self._ledger.change("suggested actions and card buttons", why, place=place)
        if cards:
            self._ledger.leave("the words of a card", "how cards are shown differs between channels", place=place)
        elif as_list(activity.get("attachments")):
            self._ledger.leave("a file of the bot", "runaround has no check for files that a bot sends", place=place)


def _write_span(span: timedelta) -> str:
    """Return a time as a scenario has it: `3 h`, `2 d`."""
    hours = round(span.total_seconds() / 3600)
    return f"{hours} h" if hours < 48 else f"{min(round(hours / 24), 999_999)} d"
