"""Makes transcripts of what foreign records say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runaround.errors import Mistake
from runaround.imports.wording import find_spoken_lang
from runaround.model import Attachment, Message, Speaker, Transcript, Turn
from runaround.records.material import Settings
from runaround.store import Recorded

__all__ = ["MAX_MESSAGES", "NEW_VISIT_S", "Said", "Talk", "attach", "finish"]

NEW_VISIT_S = 3600.0
"""A consumer who speaks again after an hour has come back: a new session, unless the record counts its own."""

MAX_MESSAGES = 20_000
"""A longer conversation is several that were not told apart."""

_MINUTE = 60.0
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".bmp")


@dataclass(frozen=True, slots=True)
class Said:
    """One message with its time in seconds (None: unknown) and what the record calls its session ("": nothing)."""

    message: Message
    time: float | None = None
    session: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation of a record: `line` is where it begins, `name` may be empty."""

    line: int
    name: str
    said: tuple[Said, ...]
    title: str = ""
    channel: str = "chat"
    lang: str = ""


def finish(talk: Talk, settings: Settings) -> Recorded | Mistake:
    """Return the transcript of a conversation, or why there is none."""
    if not talk.said:
        return Mistake(settings.file, talk.line, "", "the conversation has no message that anybody sees.")
    if len(talk.said) > MAX_MESSAGES:
        text = f"the conversation has more than {MAX_MESSAGES} messages; several were not told apart."
        return Mistake(settings.file, talk.line, "", text)
    if not any(said.message.speaker is Speaker.CONSUMER for said in talk.said):
        return Mistake(settings.file, talk.line, "", "no message is the consumer's.")
    turns = tuple(_place(talk.said))
    words = "".join(turn.text for turn in turns if turn.speaker is Speaker.CONSUMER)
    lang = talk.lang or settings.lang or find_spoken_lang(words or "".join(turn.text for turn in turns))
    name = talk.name or f"{settings.stem}-{talk.line}"
    return Recorded(Transcript(name, lang, turns, channel=talk.channel, title=talk.title))


def attach(name: str, media_type: str = "") -> Attachment:
    """Return a file as transcripts have it: by its address or name, which may be one that holds the file itself."""
    if name.startswith("data:"):
        media_type, name = media_type or name[5:40].partition(";")[0], ""
    short = name.partition("?")[0].replace("\\", "/").rsplit("/", 1)[-1][:200]
    is_picture = media_type.startswith("image") or short.lower().endswith(_PICTURES)
    return Attachment("image" if is_picture else "file", short)


def _place(said: Sequence[Said]) -> Iterator[Turn]:
    """Yield the turns with seconds since the first, never going back, and sessions from 1.

    A record that tells minutes only cannot say more of a gap than what it is at least: 10:00 and 10:01 may be a second
    apart, and nobody is called late for that.
    """
    times = [one.time for one in said if one.time is not None]
    unsure = _MINUTE if len(times) > 1 and all(time % _MINUTE == 0 for time in times) else 0.0
    last, at, session, label = (times[0] if times else 0.0), 0.0, 1, ""
    is_counted = any(one.session for one in said)
    for one in said:
        gap = 0.0 if one.time is None else max(0.0, one.time - last)
        last += gap
        at += max(0.0, gap - unsure)
        if is_counted:
            session += bool(one.session and label and one.session != label)
            label = one.session or label
        elif one.message.speaker is Speaker.CONSUMER and gap >= NEW_VISIT_S:
            session += 1
        yield _turn(one.message, at=at, session=session)


def _turn(message: Message, *, at: float, session: int) -> Turn:
    return Turn(
        message.speaker,
        message.text,
        buttons=message.buttons,
        links=message.links,
        attachments=message.attachments,
        event=message.event,
        clicked=message.clicked,
        at=round(at, 3),
        session=session,
    )
