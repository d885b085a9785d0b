"""Files of recorded conversations: found, opened, unpacked and decoded, a piece at a time."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from runaround.errors import FileError, Mistake
from runaround.records import BAD, Piece
from runaround.store import TRANSCRIPTS_FILE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Opened", "find_record_files", "open_pieces"]

_ENDINGS = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt", ".transcript")
_GZIP = b"\x1f\x8b"
_PACKED = ".gz"
_NO_TEXT = b"\xff\xff"
_PEEK_BYTES = 1 << 20
_PIECE = 1 << 16
_SAMPLE = 4 << 20
_MARK = "runaround.mark"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is being read: its name without `.gz`, how it is encoded, its beginning, and all of it."""

    name: str
    encoding: str
    sample: tuple[Piece, ...]
    pieces: Iterator[Piece]


def find_record_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files that `paths` name, and those of the folders that they name; of a run, its transcripts.

    Raises FileError if a folder holds none, OSError if a file is not there.
    """
    found: list[Path] = []
    for path in paths:
        path.stat()
        inside = _files_of(path) if path.is_dir() else [path]
        if not inside:
            text = f"no file in this folder ends in {', '.join(_ENDINGS)}, or in one of these and .gz."
            raise FileError([Mistake(str(path), 0, "", text)])
        found += inside
    return list(dict.fromkeys(found))


def _files_of(folder: Path) -> list[Path]:
    if (folder / TRANSCRIPTS_FILE).is_file():
        return [folder / TRANSCRIPTS_FILE]
    names = (path for path in folder.rglob("*") if _bare_name(path).endswith(_ENDINGS))
    return sorted(path for path in names if path.is_file())


def _bare_name(path: Path) -> str:
    return path.name.lower().removesuffix(_PACKED)


@contextmanager
def open_pieces(path: Path, encoding: str | None) -> Iterator[Opened]:
    """Give a file in pieces; unpacked if it is packed with gzip. encoding: None goes by its first bytes.

    Raises OSError if it cannot be opened. A packed file that is damaged ends where the damage is, with bytes that are
    no text.
    """
    with path.open("rb") as raw, _unpack(io.BufferedReader(cast("io.RawIOBase", raw), _PEEK_BYTES)) as stream:
        chosen = encoding or _find_encoding(stream.peek(_PEEK_BYTES))
        text = io.TextIOWrapper(stream, chosen, errors=_MARK, newline="\n")
        pieces = _read(text)
        sample = tuple(_take(pieces, _SAMPLE))
        yield Opened(_bare_name(path), chosen, sample, chain(sample, pieces))


class _Unpacked(io.RawIOBase):
    """What a packed file holds, up to where it is damaged; there come bytes that are text in no encoding."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._packed = gzip.GzipFile(fileobj=cast("IO[bytes]", stream))
        self._is_damaged = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if self._is_damaged:
            return 0
        view = memoryview(buffer)
        try:
            found = self._packed.read(len(view))
        except (EOFError, gzip.BadGzipFile, zlib.error):
            self._is_damaged = True
            found = _NO_TEXT
        view[: len(found)] = found
        return len(found)


def _unpack(stream: io.BufferedReader) -> io.BufferedReader:
    return io.BufferedReader(_Unpacked(stream), _PEEK_BYTES) if stream.peek(2)[:2] == _GZIP else stream


def _read(text: io.TextIOWrapper) -> Iterator[Piece]:
    number = 1
    while piece := text.readline(_PIECE):
        yield Piece(number, piece)
        number += piece.endswith("\n")


def _take(pieces: Iterator[Piece], most: int) -> Iterator[Piece]:
    size = 0
    for piece in pieces:
        yield piece
        size += len(piece.text)
        if size >= most:
            return


def _find_encoding(begin: bytes) -> str:
    """Return how a file is encoded: by its mark, else as UTF-8, else as GB 18030 if its beginning is valid there.

    JSON is UTF-8 by its standard, whatever single lines hold.
    """
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if begin.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if begin.lstrip()[:1] in {b"{", b"["} or _fits(begin, "utf-8"):
        return "utf-8"
    return "gb18030" if _fits(begin, "gb18030") else "utf-8"


def _fits(begin: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(begin)
    except UnicodeDecodeError:
        return False
    return True


def _mark_bad(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BAD, error.end


codecs.register_error(_MARK, _mark_bad)
