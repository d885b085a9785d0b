"""Reads the part of a target file that says where an answer holds what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.model import Event
from runaround_adapters._rules.file_reader import FileReader
from runaround_adapters._rules.mapping import ReplyMap
from runaround_adapters._rules.paths import PathMistake, ValuePath

__all__ = ["ReplyReader"]

_REPLY_PATHS = ("messages", "text", "id", "skip", "silent")
_GROUP_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "speaker": {},
    "buttons": {"label": "label", "value": "value"},
    "links": {"url": "url", "title": "title"},
    "attachments": {"name": "name", "kind": "type"},
}


class ReplyReader(FileReader):
    """Reads parts of one valid document, its JMESPath expressions too."""

    def read_reply_map(self, key: str, part: Mapping[str, Any]) -> ReplyMap:
        """Return where an answer holds what, as the part below `key` says."""
        texts = {"messages": "@", "text": "text"} | {name: part[name] for name in _REPLY_PATHS if name in part}
        for group, defaults in _GROUP_DEFAULTS.items():
            if group in part:
                texts |= {
                    f"{group}.{name}": text for name, text in {**defaults, **part[group]}.items() if name != "map"
                }
        return ReplyMap(
            paths=self.read_paths(key, texts),
            speakers=part.get("speaker", {}).get("map", {}),
            events={
                Event(name): path for name, path in self.read_paths(f"{key}.events", part.get("events", {})).items()
            },
            whole_events={
                Event(name): path
                for name, path in self.read_paths(f"{key}.whole_events", part.get("whole_events", {})).items()
            },
            links_in_text=part.get("links_in_text", True),
        )

    def read_paths(self, key: str, texts: Mapping[str, str]) -> dict[str, ValuePath]:
        """Return expressions compiled; `texts` are those below `key`, by name."""
        found = {}
        for name, text in texts.items():
            try:
                found[name] = ValuePath.of(f"{key}.{name}", text)
            except PathMistake as mistake:
                self.note(f"{key}.{name}", str(mistake))
        return found
