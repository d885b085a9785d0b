"""Shows a conversation as plain text: who said what; text of a bot is made visible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from runaround.model import JudgedCase, Placing, Turn
from runaround.reports.columns import hang, measure, pad
from runaround.reports.expected import tell_probe
from runaround.reports.figures import write_span
from runaround.reports.hostile import cut, make_visible, on_one_line
from runaround.reports.texts import Texts

__all__ = ["show_conversation", "tell_turn"]

_SHOWN_CHARACTERS = 1200
_NO_MARKS: Mapping[int, Sequence[str]] = {}


def show_conversation(
    case: JudgedCase, texts: Texts, *, width: int = 80, marks: Mapping[int, Sequence[str]] = _NO_MARKS
) -> list[str]:
    """Return the lines of a conversation, its turns numbered as in its findings. marks: what to say under a turn."""
    record = case.transcript
    probes = {probe.turn: tell_probe(probe, texts) for probe in record.probes}
    speaker_width = max(measure(texts.words[f"speaker.{turn.speaker}"]) for turn in record.turns) if record.turns else 0
    lines: list[str] = []
    for number, turn in enumerate(record.turns):
        if number and turn.session != record.turns[number - 1].session:
            span = write_span(turn.at - record.turns[number - 1].at, texts)
            lines.append(f"  --- {texts.say('session.after', n=turn.session, span=span)}")
        first = f"  {number:>2} {pad(texts.words[f'speaker.{turn.speaker}'], speaker_width)}  "
        below = " " * measure(first)
        for part in [probes[number]] if number in probes else list(tell_turn(turn, texts)):
            lines += hang(part, width, first=first, rest=below)
            first = below
        for mark in marks.get(number, ()):
            lines += hang(mark, width, first=below, rest=below + "  ")
    return lines


def tell_turn(turn: Turn, texts: Texts) -> Iterator[str]:
    """Yield what stands in a turn, made visible, each part for lines of its own."""
    shown, rest = cut(turn.text, _SHOWN_CHARACTERS)
    if shown:
        yield from make_visible(shown + (f" … (+{len(rest)})" if rest else "")).replace("\t", " ").split("\n")
    if turn.clicked is not None:
        yield texts.say("sample.clicked", label=on_one_line(turn.clicked))
    for attachment in turn.attachments:
        kind = texts.name("attachment", attachment.kind)
        what = on_one_line(attachment.describes or attachment.name)
        yield texts.say("sample.attachment", kind=on_one_line(kind), describes=what)
        if attachment.fetched is not None:
            yield texts.say("sample.event", event=texts.words["fetched" if attachment.fetched else "fetched.not"])
    options = [on_one_line(button.label) for button in turn.buttons]
    options += [texts.say("sample.link", title=on_one_line(link.title or link.url)) for link in turn.links]
    if options:
        yield texts.say("sample.options", list="] [".join(options))
    if turn.placing is not Placing.ANSWER:
        yield texts.say("sample.event", event=texts.place(turn))
    if turn.event is not None:
        yield texts.say("sample.event", event=texts.words[f"event.{turn.event}"])
    if not (shown or turn.clicked or turn.attachments or options or turn.event):
        yield texts.words["message.empty"]
