"""The caller's clock: seconds that go by, and those that speech, silence and queues would take."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["CallClock", "Rates"]

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


class CallClock:
    """Goes with the real clock, and ahead of it by what was charged.

    real: seconds from any start. A slow application costs the caller as much as it costs us.
    """

    def __init__(self, real: Callable[[], float] = time.monotonic) -> None:
        self._real = real
        self._charged_s = 0.0

    def now(self) -> float:
        """Return the seconds from the start of the real clock, with all that was charged."""
        return self._real() + self._charged_s

    def charge(self, seconds: float) -> None:
        """Let `seconds` go by for the caller."""
        self._charged_s += max(0.0, seconds)


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast a voice speaks, in characters a second, and how long a recording lasts that nobody describes.

    Source: synthetic voices at their usual rate say some 180 English words, or 270 Chinese characters, a minute.
    """

    characters_per_s: float = 15.0
    chinese_per_s: float = 4.5
    recording_s: float = 5.0

    def seconds_for(self, text: str) -> float:
        """Return how long `text` takes to say; white space at its ends takes no time."""
        words = text.strip()
        chinese = len(_HAN.findall(words))
        return chinese / self.chinese_per_s + (len(words) - chinese) / self.characters_per_s
