"""Pictures and documents that a consumer sends: found beside the source, or written out in it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from runaround.imports.draft import Draft
from runaround.imports.material import EvidenceFile, Source

__all__ = ["NO_ROOM", "find_media", "keep_file", "read_data_url"]

NO_ROOM = "a scenario has room for two such files"
"""Why a file is left out for which `keep_file` has no place."""

_MAGIC = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".pdf": b"%PDF-"}
_FOLDER = "files"
_DATA_URL = re.compile(r"data:[\w./+-]*(?:;[\w=.-]+)*;base64,", re.ASCII)
_NOT_A_NAME = re.compile(r"[^\w-]+")
_WRONG_KIND = "a consumer sends PNG and JPEG pictures and PDF documents only"


def find_media(source: Source, name: str) -> EvidenceFile | str:
    """Return the file that a source names by its path, or why there is none."""
    if "://" in name or name.startswith("//"):
        return "runaround fetches nothing from the network; save the file beside the scenario, under 'evidence'"
    if name.startswith("data:"):
        return read_data_url(name)
    if "*" in name:
        return "a pattern for several files; name one under 'evidence'"
    content = source.read(name)
    if content is None:
        return "no such file below the folder of the source"
    return _make(content, name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0])


def read_data_url(url: str) -> EvidenceFile | str:
    """Return the file that is written out in a `data:` URL, or why there is none."""
    found = _DATA_URL.match(url)
    if found is None:
        return "its content is not written as base64"
    try:
        content = base64.b64decode(url[found.end() :], validate=True)
    except (binascii.Error, ValueError):
        return "its content is not written as base64"
    return _make(content, "file")


def keep_file(draft: Draft, file: EvidenceFile, *, say: str = "") -> bool:
    """Let the consumer send a file; return whether there was room for it."""
    return draft.send(file, is_picture=not file.path.endswith(".pdf"), say=say)


def _make(content: bytes, stem: str) -> EvidenceFile | str:
    ending = next((one for one, start in _MAGIC.items() if content.startswith(start)), None)
    if ending is None:
        return _WRONG_KIND
    name = _NOT_A_NAME.sub("_", stem)[:60].strip("_") or "file"
    # Scenarios of one folder share their files: only what is the same may have the same name.
    return EvidenceFile(f"{_FOLDER}/{name}_{hashlib.sha256(content).hexdigest()[:8]}{ending}", content)
