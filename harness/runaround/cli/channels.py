"""What the channel of a target can do, and which scenarios it cannot play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runaround.adapter import Capabilities
from runaround.cli.terminal import count
from runaround.fitting import find_lacking
from runaround.model import Need, Scenario
from runaround.reports.columns import hang
from runaround.reports.hostile import on_one_line
from runaround.target_file import check_target

__all__ = ["Channel", "list_unsupported", "read_channel", "tell_channel"]

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Channel:
    """The channel of a target file. adapter: its name."""

    target: str
    adapter: str
    capabilities: Capabilities


def read_channel(path: Path) -> Channel:
    """Return the channel that a target file describes; its secrets are not needed.

    Raises FileError with every mistake of the file, PluginError if the code of the adapter fails.
    """
    target = check_target(path)
    return Channel(target.name, target.adapter_name, target.adapter.capabilities)


def list_unsupported(channel: Channel, scenarios: Sequence[Scenario]) -> dict[str, list[str]]:
    """Return the scenarios that the channel cannot play, by key, with what they lack there."""
    lacking = ((one.key, find_lacking(one, channel.capabilities)) for one in scenarios)
    return {key: [need.value for need in lacks] for key, lacks in lacking if lacks}


def tell_channel(channel: Channel, scenarios: Sequence[Scenario], *, width: int) -> Iterator[str]:
    """Yield what the channel has and has not, by the names that scenarios use, and what cannot be played."""
    unsupported = list_unsupported(channel, scenarios)
    has = [need.value for need in Need if getattr(channel.capabilities, need)]
    has_not = [need.value for need in Need if need.value not in has]
    yield ""
    yield f"{on_one_line(channel.target)} ({on_one_line(channel.adapter)})"
    yield from hang(f"has: {', '.join(has) or 'nothing'}", width, first=_INDENT, rest=_INDENT * 2)
    yield from hang(f"has not: {', '.join(has_not) or 'nothing'}", width, first=_INDENT, rest=_INDENT * 2)
    if not unsupported:
        yield f"It can play {'this' if len(scenarios) == 1 else 'all of them'}."
        return
    yield f"It cannot play {len(unsupported)} of {count(len(scenarios), 'scenario')}; `runaround run` skips:"
    for key, lacks in unsupported.items():
        yield from hang(f"{on_one_line(key)}: no {', '.join(lacks)}", width, first=_INDENT, rest=_INDENT * 2)
