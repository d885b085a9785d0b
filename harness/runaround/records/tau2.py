"""Results of tau2-bench: simulated consumers and a bot with tools.

Source: tau2-bench, data model of its results (`simulations` with `messages`) and its guidelines for simulated users.
A simulated user ends with a mark: ###STOP###, ###OUT-OF-SCOPE###, or ###TRANSFER###, which says that the transfer took
place; there it counts as a human who joined. Times are those of the simulation, not of a service, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from runaround.errors import Mistake
from runaround.imports.structure import as_list, as_map, as_text
from runaround.model import Event, Message, Speaker
from runaround.records.material import Item, Settings, Value
from runaround.records.messages import UnknownRole, read_said
from runaround.records.talks import Said, Talk, finish

__all__ = ["looks_like", "read"]

_MARK = re.compile(r"###(STOP|TRANSFER|OUT-OF-SCOPE)###")
_TRANSFER = "TRANSFER"
_ABOUT = frozenset({"termination_reason", "reward_info", "trial"})


def looks_like(value: Value) -> bool:
    """Return whether a value is a simulation."""
    content = as_map(value.content)
    return "messages" in content and "task_id" in content and not _ABOUT.isdisjoint(content)


def read(values: Iterable[Value | Mistake], settings: Settings) -> Iterator[Item]:
    """Yield a conversation for each simulation."""
    for value in values:
        if isinstance(value, Mistake):
            yield value
        elif not value.frame:
            yield _read_simulation(value, settings)


def _read_simulation(value: Value, settings: Settings) -> Item:
    content = as_map(value.content)
    try:
        said = tuple(_read_said(as_list(content.get("messages")), settings))
    except UnknownRole as error:
        return Mistake(settings.file, value.line, "messages", str(error))
    task, trial = as_text(content.get("task_id")), as_text(content.get("trial"))
    name = as_text(content.get("id")) or f"{task}-{trial}"
    return finish(Talk(value.line, name, said, title=f"task {task}, trial {trial}"), settings)


def _read_said(messages: list[Any], settings: Settings) -> Iterator[Said]:
    for said in read_said(messages, settings):
        message = said.message
        mark = _MARK.search(message.text) if message.speaker is Speaker.CONSUMER else None
        words = _MARK.sub("", message.text).strip() if mark else message.text
        if words or message.attachments:
            yield Said(replace(message, text=words))
        if mark and mark[1] == _TRANSFER:
            yield Said(Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED))
