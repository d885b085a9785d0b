"""What the command line shows: text made harmless, errors on one side, progress only where somebody looks."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TextIO

__all__ = ["complain", "count", "finish", "hand_out", "leave_line", "note", "prepare", "say", "show_progress", "width"]


def prepare() -> None:
    """Let a terminal without our characters show escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def width() -> int:
    """Return how many columns to fill: those of the terminal, or 80 where there is none; at least 60, at most 120."""
    return max(60, min(shutil.get_terminal_size().columns, 120))


def count(number: int, what: str) -> str:
    """Return `1 file`, `2 files`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def say(text: str) -> None:
    """Print a line or more for people: `text` is ours or has been made visible.

    A reader who has left (`| head`) is no error.
    """
    _write(sys.stdout, f"{text}\n")


def hand_out(document: str) -> None:
    """Print a report, for people or programs, as it would stand in a file: nothing is added, not even a line break.

    It is harmless by itself: what is for people would spoil the formats of programs.
    """
    _print(sys.stdout, document)


def note(text: str) -> None:
    """Tell on standard error how the work goes on, so that standard output holds results only."""
    _write(sys.stderr, f"{_visible(text)}\n")


def complain(text: str) -> None:
    """Tell on standard error what went wrong; foreign text in it is made visible."""
    _write(sys.stderr, f"runaround: {_visible(text)}\n")


def leave_line() -> None:
    """Go to a new line where a terminal shows a prompt or `^C`, so that what follows does not stand behind it."""
    if sys.stderr.isatty():
        note("")


def finish() -> None:
    """Send out what is still buffered, before the interpreter does it and complains about a closed pipe."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _silence(stream)


@contextmanager
def show_progress(total: int, unit: str, *, done: int = 0) -> Iterator[Callable[[str], None]]:
    """Give a function to be called with one line for each of `total` things that is done.

    done: so many of them were done before.
    A terminal shows a moving bar with the latest line, anything else each line by itself.
    """
    if not sys.stderr.isatty():
        yield _count_lines(total, done)
        return
    from tqdm import tqdm

    with tqdm(total=total, initial=done, unit=unit, file=sys.stderr, dynamic_ncols=True, leave=False) as bar:

        def advance(line: str) -> None:
            bar.set_postfix_str(_visible(line), refresh=False)
            bar.update()

        yield advance


def _count_lines(total: int, done: int) -> Callable[[str], None]:

    def advance(line: str) -> None:
        nonlocal done
        done += 1
        note(f"[{done}/{total}] {line}")

    return advance


def _visible(text: str) -> str:
    from runaround.reports.hostile import make_visible

    return make_visible(text)


def _write(stream: TextIO, text: str) -> None:
    """Print text in which a bot may be quoted: nothing in it is a command for the build server that shows it."""
    from runaround.reports.build_commands import break_commands

    _print(stream, break_commands(text))


def _print(stream: TextIO, text: str) -> None:
    try:
        print(text, end="", file=stream, flush=True)
    except BrokenPipeError:
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Point a stream whose reader has left to nowhere; the work goes on, and the exit code stays true."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
