"""Conversations written down as people read them, and what the registered detectors find in them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from runaround.judging import judge_transcript, load_detectors
from runaround.model import Attachment, Button, Event, Finding, Link, Speaker, Transcript, Turn

SPEAKERS = {"C": Speaker.CONSUMER, "B": Speaker.BOT, "H": Speaker.HUMAN, "S": Speaker.SYSTEM}
PACE_S = 2.0
AWAY_S = 10 * 86400.0


def write_down(*lines: str, **more: object) -> Transcript:
    """Return the transcript of lines such as `C: text [image a.jpg]`; `---` opens a session ten days later.

    `C+ text` is the rest of what the consumer's line before has begun.

    Marks: [image NAME], [screenshot NAME], [file NAME], [button LABEL], [link URL TITLE], [clicked LABEL],
    [event NAME], [after SECONDS]. Turns are two seconds apart unless they say otherwise.
    """
    turns: list[Turn] = []
    at, session = 0.0, 1
    for line in lines:
        if line == "---":
            at, session = at + AWAY_S, session + 1
            continue
        turns.append(_turn(line, at=at, session=session))
        at = turns[-1].at + PACE_S
    return Transcript("talk", "en", tuple(turns), **more)  # type: ignore[arg-type]  # fields of a transcript, by name


def _turn(line: str, *, at: float, session: int) -> Turn:
    marks = re.findall(r"\[(\w+) ([^\]]+)\]", line)
    waited_s = sum(float(value) for name, value in marks if name == "after")
    events = [Event(value) for name, value in marks if name == "event"]
    clicked = [value for name, value in marks if name == "clicked"]
    return Turn(
        SPEAKERS[line[0]],
        re.sub(r" ?\[\w+ [^\]]+\]", "", line[2:]).strip(),
        buttons=tuple(Button(value) for name, value in marks if name == "button"),
        links=tuple(Link(*value.split(" ", 1)) for name, value in marks if name == "link"),
        attachments=tuple(Attachment(name, value) for name, value in marks if name in {"image", "screenshot", "file"}),
        event=events[0] if events else None,
        clicked=clicked[0] if clicked else None,
        continues=line[1] == "+",
        at=at + waited_s,
        session=session,
    )


@pytest.fixture
def find() -> Callable[..., tuple[Finding, ...]]:
    """Return a function that gives everything that all detectors find in a talk; none of them may break."""

    def find_in(*lines: str, **more: object) -> tuple[Finding, ...]:
        judged = judge_transcript(write_down(*lines, **more), detectors=load_detectors())
        assert () == judged.verdict.failures
        return judged.verdict.findings

    return find_in
