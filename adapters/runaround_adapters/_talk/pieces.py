"""What frames of a standing connection say beside messages: that the bot writes, that this was all, pieces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from runaround.errors import BotFailed, WrongShape
from runaround.model import Message, Speaker
from runaround_adapters._rules.links import find_links
from runaround_adapters._rules.mapping import ReplyMap, read_reply
from runaround_adapters._rules.paths import Quote, ValuePath
from runaround_adapters._talk.inbox import Inbox

__all__ = ["SIGNALS", "FrameMap", "finish_pieces", "put_frame"]

SIGNALS = (
    "typing",
    "typing_off",
    "end_of_turn",
    "answers",
    "order",
    "unsolicited",
    "piece",
    "stream",
    "whole",
    "failure",
)
"""What a target file may say of frames, below `signals`: a JMESPath expression each."""


@dataclass(frozen=True, slots=True)
class FrameMap:
    """Where a frame holds what. The keys of `signals` are of `SIGNALS`.

    is_cumulative: a piece holds all of its message so far, and not only what is new. is_stream_an_id: a stream's name
    never comes again but for the same message.
    """

    reply: ReplyMap
    signals: Mapping[str, ValuePath]
    is_cumulative: bool = False
    is_stream_an_id: bool = True


def put_frame(frame: object, mapping: FrameMap, inbox: Inbox, *, quote: Quote, answers: str = "") -> bool:
    """Put into `inbox` what a frame says; return whether it was understood, if only as something to pass over.

    answers: the id of the consumer's message that it answers, where the frame does not say it.

    Raises WrongShape if an expression cannot be applied to it, and BotFailed if it says that the bot failed.
    """
    said = {"answers": None} | {name: path.find(frame, quote) for name, path in mapping.signals.items()}
    said["answers"] = said["answers"] or answers
    if said.get("failure"):
        msg = f"the bot's side reports a failure: {quote(frame)}."
        raise BotFailed(msg)
    is_known = False
    if said.get("typing") or said.get("typing_off"):
        inbox.note_typing(is_on=bool(said.get("typing")))
        is_known = True
    stream = str(said.get("stream") or "")
    if isinstance(piece := said.get("piece"), str) and not said.get("whole"):
        inbox.hear_piece(stream, piece, is_cumulative=mapping.is_cumulative)
        is_known = True
    elif said.get("whole"):
        _finish(frame, said, mapping, inbox, quote=quote)
        is_known = True
    else:
        is_known = _hear(frame, said, mapping, inbox, quote=quote) or is_known
    if said.get("end_of_turn"):
        finish_pieces(mapping, inbox, answers=str(said["answers"]))
        inbox.end_reply()
        is_known = True
    return is_known


def finish_pieces(mapping: FrameMap, inbox: Inbox, *, answers: str = "") -> None:
    """Put messages of which only pieces came into `inbox`: the bot has said that this was all."""
    for stream in inbox.unfinished():
        _hear_pieces(stream, mapping, inbox, answers=answers)


def _hear(frame: object, said: Mapping[str, object], mapping: FrameMap, inbox: Inbox, *, quote: Quote) -> bool:
    """Put the messages of a frame into `inbox`; return whether there were any, or it is known to be silent."""
    try:
        heard = read_reply(frame, mapping.reply, quote=quote)
    except WrongShape:
        return False
    order = said.get("order")
    for part in heard.parts:
        inbox.hear(
            part.messages,
            id=part.id or "",
            answers=str(said["answers"]),
            is_unsolicited=bool(said.get("unsolicited")),
            order=float(order) if isinstance(order, int | float) else None,
        )
    return True


def _finish(frame: object, said: Mapping[str, object], mapping: FrameMap, inbox: Inbox, *, quote: Quote) -> None:
    """Put the message of which pieces came into `inbox`: as its last frame has it, or else as the pieces make it."""
    stream, answers = str(said.get("stream") or ""), str(said["answers"])
    try:
        parts = read_reply(frame, mapping.reply, quote=quote).parts
    except WrongShape:
        parts = ()
    if not parts:
        _hear_pieces(stream, mapping, inbox, answers=answers)
        return
    inbox.finish(stream)
    for part in parts:
        inbox.hear(part.messages, id=part.id or (stream if mapping.is_stream_an_id else ""), answers=answers)


def _hear_pieces(stream: str, mapping: FrameMap, inbox: Inbox, *, answers: str) -> None:
    text = inbox.finish(stream)
    if text.strip():
        links = tuple(find_links(text)) if mapping.reply.links_in_text else ()
        name = stream if mapping.is_stream_an_id else ""
        inbox.hear((Message(Speaker.BOT, text, links=links),), id=name, answers=answers)
