"""What a person types, line by line, without anybody waiting for it."""

from __future__ import annotations

import codecs
import os
import queue
import threading
from collections.abc import Iterable

__all__ = ["Typed"]

_CHUNK = 65536


class Typed:
    """Lines in the order of typing. `END` says that nothing follows: the end of the input, or Ctrl-C."""

    END = None

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._has_ended = False
        for line in lines:
            self._lines.put(line)

    @classmethod
    def read(cls, descriptor: int) -> Typed:
        """Read lines from a file descriptor in the background until it ends."""
        typed = cls()
        # A copy of the descriptor, read without a buffer: the interpreter cannot close a buffered stream in which
        # a thread still waits.
        threading.Thread(target=typed._follow, args=(os.dup(descriptor),), daemon=True).start()
        return typed

    def end(self) -> None:
        """Let nothing follow, whatever was typed before and not taken yet."""
        self._has_ended = True
        self._lines.put(self.END)

    @property
    def is_ready(self) -> bool:
        """Whether `take` returns at once."""
        return self._has_ended or not self._lines.empty()

    def take(self) -> str | None:
        """Return the next line without its end, waiting for it if need be; END if nothing follows."""
        line = self.END if self._has_ended else self._lines.get()
        if line is self.END or self._has_ended:
            self._has_ended = True
            return self.END
        return line

    def _follow(self, descriptor: int) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        try:
            while chunk := os.read(descriptor, _CHUNK):
                *lines, rest = (rest + decoder.decode(chunk)).split("\n")
                for line in lines:
                    self._lines.put(line.removesuffix("\r"))
        except OSError:
            pass  # a terminal that has gone is the end of the input
        finally:
            os.close(descriptor)
            if rest:
                self._lines.put(rest)
            self._lines.put(self.END)
