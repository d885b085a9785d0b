"""Target files that were found: their content, and how they are written for a person to read and go on with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from runaround.cli.probe_headers import token_in
from runaround.recognising import Proposal
from runaround.reports.hostile import on_one_line

__all__ = ["make_document", "show_document", "write_document"]

_FIRST = ("adapter", "name", "preset", "url")
_LINE = 500
_CREDENTIALS = frozenset({"authorization", "x-api-key", "api-key"})


def make_document(proposal: Proposal, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole content of a target file; a header whose secret has a key of its own there is left out."""
    target = dict(proposal.target)
    token = token_in(headers)
    has_key = bool(token) and f'"{token}"' in json.dumps(target)
    further = {name: text for name, text in headers.items() if not (has_key and name.lower() in _CREDENTIALS)}
    if further:
        target["headers"] = {**target.get("headers", {}), **further}
    target.setdefault("name", urlsplit(str(target.get("url", ""))).netloc or proposal.adapter)
    if not target.get("with", True):
        del target["with"]
    ordered = [*(key for key in _FIRST if key in target), *(key for key in target if key not in _FIRST)]
    return {key: target[key] for key in ordered}


def show_document(document: Mapping[str, Any]) -> str:
    """Return the content as YAML."""
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=110)


def write_document(path: Path, document: Mapping[str, Any], proposal: Proposal, url: str) -> None:
    """Write the target file, with the reasons as comments."""
    lines = [f"Found by: runaround probe {on_one_line(url, _LINE)}", f"Why: {on_one_line(proposal.because, _LINE)}."]
    lines += [on_one_line(proposal.advice, _LINE)] if proposal.advice else []
    path.write_text("".join(f"# {line}\n" for line in lines) + show_document(document), encoding="utf-8")
