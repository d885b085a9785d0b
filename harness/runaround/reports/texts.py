"""The words of reports in every language that reports are written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from runaround.model import Turn
from runaround.reports.texts_en import ENGLISH
from runaround.reports.texts_zh import CHINESE

__all__ = ["LANGUAGES", "Texts", "find_texts"]

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language; keys are `topic.name`, as in `status.passed`."""

    lang: str
    words: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return the words for `key` with `values` filled in. An unknown key is a mistake of ours: KeyError."""
        return self.words[key].format(**values)

    def count(self, key: str, n: int, **values: object) -> str:
        """Return the words for `n` things; `<key>.one` is the singular where a language has one."""
        singular = f"{key}.one"
        return self.say(singular if n == 1 and singular in self.words else key, n=n, **values)

    def name(self, topic: str, value: str) -> str:
        """Return the word for a value that may be unknown to us, such as a plugin's kind: then itself."""
        return self.words.get(f"{topic}.{value}", value)

    def place(self, turn: Turn) -> str:
        """Return what a message of the company answers, where that is not what the consumer said last."""
        key = f"placing.{turn.placing}"
        return self.say(f"{key}.known", n=turn.answers) if turn.answers is not None else self.words[key]

    def enumerate(self, parts: list[str]) -> str:
        """Return `a, b and c`."""
        if len(parts) < 2:
            return "".join(parts)
        return self.words["list.comma"].join(parts[:-1]) + self.words["list.and"] + parts[-1]


def find_texts(lang: str) -> Texts:
    """Return the words of `lang`; a region or script behind it (`zh-CN`) does not count.

    Raises ValueError if reports are not written in that language.
    """
    known = LANGUAGES.get(lang.partition("-")[0].lower())
    if known is None:
        msg = f"No report texts in {lang!r}. Known: {', '.join(LANGUAGES)}."
        raise ValueError(msg)
    return Texts(lang.partition("-")[0].lower(), known)
