"""Turns what somebody did in a talk into the start of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from runaround.imports.account import Ledger
from runaround.imports.draft import Draft
from runaround.imports.evidence import NO_ROOM, find_media, keep_file
from runaround.imports.material import Imported, Source
from runaround.model import Action, Click, Leave, Say

__all__ = ["import_actions"]

_ORIGIN = "a talk at the terminal"
_UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))


def import_actions(
    actions: Iterable[Action], title: str, *, lang: str | None, read: Callable[[str], bytes | None]
) -> Imported | None:
    """Return a scenario whose fixed lines are these actions; None if nothing was said in words.

    read: gives the content of an evidence file by its path; None if it is not there any more.
    """
    draft = Draft(title, origin=_ORIGIN, ledger=Ledger(), tags=())
    source = Source(title, "", read=read)
    for action in actions:
        match action:
            case Say():
                _say(action, draft, source)
            case Click(button=button, link=link):
                texts = [button.label] if button else [link.title, link.url] if link else []
                draft.choose([text for text in texts if text])
            case Leave(away_s=away_s):
                draft.leave(_write_span(away_s))
            case _:
                pass  # a wait is no line: how long a consumer waits is its patience
    return draft.finish(lang)


def _say(action: Say, draft: Draft, source: Source) -> None:
    words = action.text
    for evidence in action.evidence:
        found = find_media(source, evidence.path)
        if isinstance(found, str):
            draft.ledger.leave(evidence.name, found)
        elif keep_file(draft, found, say=words):
            words = ""
        else:
            draft.ledger.leave(evidence.name, NO_ROOM)
    if words:
        draft.say(words)


def _write_span(seconds: float) -> str:
    """Return a time as a scenario has it, in the largest unit that says it exactly."""
    size, unit = next((one for one in _UNITS if seconds % one[0] == 0), _UNITS[-1])
    return f"{round(seconds / size, 3):g} {unit}"
