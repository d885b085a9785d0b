"""The adapter `stdio`: talks to a program over its standard input and output, a line a frame.

The target file is documented in `docs/adapters/stdio.md` and described by `stdio.schema.json`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from runaround.adapter import Adapter
from runaround.errors import AdapterError, BotFailed, Dropped, TooLarge, Unreachable
from runaround_adapters._frames.adapter import FrameAdapter
from runaround_adapters._frames.line import Closed
from runaround_adapters._frames.settings import FrameSettings, read_frame_settings
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.template import fill_text

__all__ = ["make"]

_FAREWELL_S = 2.0
_SHOWN_ERRORS = 4_000
_FROM_OUTSIDE = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT", "VIRTUAL_ENV")
"""What a program needs to run at all; whatever else stands in the environment is nothing to a bot."""


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_frame_settings(document, path, environ, schema="stdio")
    folder = Path(path).resolve().parent if Path(path).is_file() else Path.cwd()

    def connect(settings: FrameSettings, log: WireLog, values: Mapping[str, Any]) -> _Program:
        return _Program(settings, log, values, folder)

    return FrameAdapter(settings, connect)


class _Program:
    """One run of the program, for one visit."""

    def __init__(self, settings: FrameSettings, log: WireLog, values: Mapping[str, Any], folder: Path) -> None:
        self._name = settings.name
        self._limit = settings.limits.body_bytes
        self._command = [fill_text(part, values) for part in settings.command]
        self._environment = {name: fill_text(text, values) for name, text in settings.environment.items()}
        self._folder = folder
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._errors = b""
        self._listening: asyncio.Task[None] | None = None

    @property
    def where(self) -> str:
        """How messages begin."""
        return f"{self._name} (program {self._log.masker.mask(self._command[0])})"

    async def open(self) -> None:
        """Start the program. Raises AdapterError."""
        self._log.note_sent("program → start " + " ".join(self._command), "")
        inherited = {name: os.environ[name] for name in _FROM_OUTSIDE if name in os.environ}
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=self._folder,
                env={**inherited, "PYTHONUNBUFFERED": "1", **self._environment},
                limit=self._limit,
            )
        except OSError as error:
            msg = f"{self.where}: cannot be started: {error.strerror or type(error).__name__}."
            raise Unreachable(msg) from error
        self._listening = asyncio.create_task(self._hear_errors(self._process))

    async def send(self, text: str, *, shown: str) -> None:
        """Write a line. Raises AdapterError."""
        process = self._running
        self._log.note_sent("program → line", shown)
        assert process.stdin is not None, "it was asked for"
        # A frame of words is one line; JSON has no line breaks of its own.
        process.stdin.write(" ".join(text.splitlines()).encode() + b"\n")
        try:
            await process.stdin.drain()
        except (ConnectionError, RuntimeError) as error:
            raise await self._explain_end() from error

    async def receive(self) -> str | Closed:
        """Return the next line, or that the program has ended well. Raises AdapterError."""
        process = self._running
        assert process.stdout is not None, "it was asked for"
        try:
            line = await process.stdout.readline()
        except ValueError as error:
            msg = f"{self.where}: a line is longer than {self._limit:,} bytes (limits.body_bytes)."
            raise TooLarge(msg) from error
        if line:
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            self._log.note_received("program ← line", text)
            return text
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _FAREWELL_S)
        self._log.note_received(f"program ← end ({process.returncode})", self._shown_errors)
        if process.returncode == 0:
            return Closed()
        raise await self._explain_end()

    async def close(self) -> None:
        """End the program: its input is over; one that goes on all the same is stopped."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        finally:
            if self._listening is not None:
                self._listening.cancel()
                await asyncio.gather(self._listening, return_exceptions=True)

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            msg = f"{self.where}: the program is not running."
            raise Dropped(msg)
        return self._process

    @property
    def _shown_errors(self) -> str:
        return self._errors.decode("utf-8", "replace")

    async def _hear_errors(self, process: asyncio.subprocess.Process) -> None:
        """Keep the end of what the program says on standard error: a full pipe would stop it."""
        assert process.stderr is not None, "it was asked for"
        while chunk := await process.stderr.read(_SHOWN_ERRORS):
            self._errors = (self._errors + chunk)[-_SHOWN_ERRORS:]

    async def _explain_end(self) -> AdapterError:
        code = self._process.returncode if self._process is not None else None
        if self._listening is not None:
            await asyncio.wait([self._listening], timeout=0.2)
        errors = self._shown_errors.strip()
        told = f"; it said {self._log.quote(errors.splitlines()[-1])}" if errors else ""
        return BotFailed(f"{self.where}: the program ended with code {code}{told}.")
