"""Ways to tell a conversation otherwise that leave what happens in it as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml
from opencc import OpenCC

from runaround.model import Speaker, Transcript, Turn

__all__ = ["CHANGES", "Change", "end_again", "leave_out", "rename", "renumber", "tell_otherwise"]

Change = Callable[[Transcript], Transcript]

_LEADS_NOWHERE = "://"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"(?<=[。！？!?])|(?<=\.)(?= )")
_EMOJI = ("😀", "🙏🏽", "👍", "📦", "👩‍💻", "❤️", "😊😊")
_EMOTICONS = (":)", ":-(", "^_^", ";-)", ":D", "(T_T)", "XD", "=)", ":P", "QAQ")
_NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u2069"
_CLAUSE = re.compile(r"(?<=[^\d])[,，](?=[^\d])")
_END_MARK = re.compile(r"[!?！？。](?=\s|\Z)")
_LETTER = re.compile(r"[^\W\d_]")
_TITLES = "先生|女士|小姐|太太|经理|經理|主管|师傅|師傅|老师|老師"
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{4,}(?![0-9])")
_OTHER_DIGITS = str.maketrans("23456789", "98765432")
_FULL_WIDTH_MARKS = str.maketrans(",!?:;()%", "，！？：；（）％")
_FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
_HALF_WIDTH = str.maketrans("，。！？：；（）", ",｡!?:;()")
_THANKS = {"en": "Thank you very much!", "zh": "谢谢你们"}


def tell_otherwise(transcript: Transcript, change: Callable[[str], str]) -> Transcript:
    """Return the conversation with all that is said or shown in it changed; addresses of links stay."""
    return replace(transcript, turns=tuple(_change_turn(turn, change) for turn in transcript.turns))


def _change_turn(turn: Turn, change: Callable[[str], str]) -> Turn:
    clicked = turn.clicked
    return replace(
        turn,
        text=change(turn.text),
        buttons=tuple(replace(button, label=change(button.label)) for button in turn.buttons),
        links=tuple(replace(link, title=change(link.title)) for link in turn.links),
        clicked=clicked if clicked is None or _LEADS_NOWHERE in clicked else change(clicked),
    )


def _change_texts(change: Callable[[str], str]) -> Change:
    return lambda transcript: tell_otherwise(transcript, change)


def _say_more(
    by: Speaker, *, behind: Mapping[str, str] | None = None, before: Mapping[str, str] | None = None
) -> Change:
    """Return the change that puts words behind or before everything that one speaker says in words."""

    def change(transcript: Transcript) -> Transcript:
        def more(turn: Turn) -> Turn:
            if turn.speaker is not by or not turn.text.strip():
                return turn
            lang = "zh" if _CHINESE.search(turn.text) else "en"
            gap = "\n" if turn.text.strip()[-1:] not in "。！？!?.~" else " "
            text = f"{before[lang]} {turn.text}" if before else turn.text
            return replace(turn, text=f"{text}{gap}{behind[lang]}" if behind else text)

        return replace(transcript, turns=tuple(map(more, transcript.turns)))

    return change


def _say_thank_you(transcript: Transcript) -> Transcript:
    """Return the conversation with the consumer's thanks at its end."""
    if not transcript.turns:
        return transcript
    last = transcript.turns[-1]
    thanks = Turn(Speaker.CONSUMER, _THANKS[transcript.lang], at=last.at + 1.0, session=last.session)
    return replace(transcript, turns=(*transcript.turns, thanks))


def leave_out(transcript: Transcript, places: Collection[int]) -> Transcript:
    """Return the conversation without the turns at these places."""
    return replace(transcript, turns=tuple(turn for place, turn in enumerate(transcript.turns) if place not in places))


def end_again(transcript: Transcript, count: int) -> Transcript:
    """Return the conversation with its last `count` turns a second time, in the same session, as slowly as before."""
    last = transcript.turns[-count:]
    later = transcript.turns[-1].at + 2.0 - last[0].at
    again = (replace(turn, at=turn.at + later, session=transcript.turns[-1].session) for turn in last)
    return replace(transcript, turns=(*transcript.turns, *again))


# --- names and numbers -------------------------------------------------------------------------------


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    content: Mapping[str, Mapping[str, str]] = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))
    return content


@cache
def _name_pattern() -> re.Pattern[str]:
    latin = "|".join(name for kind in ("people", "companies", "places") for name in _names()[kind])
    surnames = "|".join(_names()["surnames"])
    return re.compile(rf"\b(?:{latin})\b|(?:{'|'.join(_names()['nicknames'])})|(?:{surnames})(?={_TITLES})")


def rename(text: str) -> str:
    """Return the text with other names of people, companies and places, everywhere the same."""
    known = {old: new for kind in _names().values() for old, new in kind.items()}
    return _name_pattern().sub(lambda match: known[match[0]], text)


def renumber(text: str, digits: Mapping[int, int] = _OTHER_DIGITS) -> str:
    """Return the text with each number of four digits and more changed, everywhere in the same way; years stay.

    The first two digits stay: they say what a number is, such as that of a mobile telephone.
    """
    return _NUMBER.sub(lambda match: match[0] if _YEAR.match(match[0]) else _other(match[0], digits), text)


def _other(number: str, digits: Mapping[int, int]) -> str:
    return number[:2] + number[2:].translate(digits)


# --- spelling ----------------------------------------------------------------------------------------


def decorate(text: str) -> str:
    """Return the text with an emoji behind each sentence."""
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence.strip()]
    return "".join(f"{sentence}{_EMOJI[len(sentence) % len(_EMOJI)]}" for sentence in sentences)


def _smile(text: str) -> str:
    """Return the text with an emoticon behind it."""
    return f"{text} {_EMOTICONS[len(text) % len(_EMOTICONS)]}" if text.strip() else text


def _hide(text: str) -> str:
    """Return the text with characters of no width between its letters."""
    return _LETTER.sub(lambda match: match[0] + _NO_WIDTH[ord(match[0]) % len(_NO_WIDTH)], text)


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def _convert(name: str) -> Change:
    return _change_texts(lambda text: str(_converter(name).convert(text)))


CHANGES: Mapping[str, Change] = {
    "other names": _change_texts(rename),
    "other numbers": _change_texts(renumber),
    "emoji behind sentences": _change_texts(decorate),
    "an emoji in front": _change_texts(lambda text: f"😊{text}" if text.strip() else text),
    "emoji behind clauses": _change_texts(lambda text: _CLAUSE.sub(lambda match: f"{match[0]}🙏", text)),
    "emoticons": _change_texts(_smile),
    "more marks at the end": _change_texts(lambda text: _END_MARK.sub(lambda match: match[0] * 3, text)),
    "wider blanks": _change_texts(lambda text: text.replace(" ", "\u3000\u00a0 ")),
    "invisible characters": _change_texts(_hide),
    "struck through": _change_texts(lambda text: _LETTER.sub(lambda match: f"{match[0]}\u0336", text)),
    "full-width marks": _change_texts(lambda text: text.translate(_FULL_WIDTH_MARKS)),
    "full width throughout": _change_texts(lambda text: text.translate(_FULL_WIDTH)),
    "half-width marks": _change_texts(lambda text: text.translate(_HALF_WIDTH)),
    "capital letters": _change_texts(str.upper),
    "small letters": _change_texts(str.lower),
    "traditional characters": _convert("s2t"),
    "as written in Taiwan": _convert("s2tw"),
    "with the words of Taiwan": _convert("s2twp"),
    "as written in Hong Kong": _convert("s2hk"),
    "simplified characters": _convert("t2s"),
    "a thank-you of the bot behind": _say_more(
        Speaker.BOT, behind={"en": "Thank you for your patience.", "zh": "感谢您的耐心等待。"}
    ),
    "a thank-you of the bot in front": _say_more(
        Speaker.BOT, before={"en": "Thank you for your message!", "zh": "感谢您的咨询！"}
    ),
    "a thank-you of the consumer": _say_more(Speaker.CONSUMER, behind={"en": "Thanks.", "zh": "谢谢。"}),
    "a thank-you at the end": _say_thank_you,
}
"""Every way, by what is other in it."""
