"""Reads addresses, headers and templates of target files: puts secrets in, and notes every mistake with its key."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from runaround.errors import FileError, Mistake
from runaround.schema_file import load_schema
from runaround.yaml_file import LineMap, validate
from runaround_adapters._rules.secrets import MIN_SECRET, Masker
from runaround_adapters._rules.template import escape_braces, find_template_mistakes, names_in

__all__ = ["FileReader", "check_schema", "join_keys"]

_ENV = re.compile(r"(?<![\w$])env:([A-Za-z_][A-Za-z0-9_]*)")
_SECRET_HEADER = re.compile(r"authorization|cookie|token|secret|password|api[-_]?key", re.IGNORECASE)


def check_schema(document: Mapping[str, Any], name: str, file: str) -> None:
    """Raise FileError with every mistake that the schema of the adapter `name` sees."""
    mistakes = validate(document, load_schema("runaround_adapters", f"{name}.schema.json"), LineMap(file))
    if mistakes:
        raise FileError(mistakes)


class FileReader:
    """Reads parts of one valid document; what a schema cannot see goes to `mistakes`.

    What it returns is of use only if `mistakes` is empty afterwards.
    """

    def __init__(self, file: str, environ: Mapping[str, str]) -> None:
        self.mistakes: list[Mistake] = []
        self._file = file
        self._environ = environ
        self._secrets: set[str] = set()

    @property
    def masker(self) -> Masker:
        """A masker of all secrets that were put in so far."""
        return Masker.of(self._secrets)

    def read_url(self, key: str, url: str, known: Collection[str], *, givers: Collection[str] = ()) -> str:
        """Return an address with its secrets put in; its host must stand there as it is."""
        parts = urlsplit(url)
        if "@" in parts.netloc:
            self.note(key, 'holds a password; use a header such as Authorization: "Basic env:NAME".')
        elif "{" in parts.netloc or _ENV.search(parts.netloc):
            self.note(key, "the host stands in the file as it is; placeholders and env: come after it.")
        return str(self.read_template(key, url, known, givers=givers))

    def read_template(  # JSON in and out
        self,
        key: str,
        template: Any,  # noqa: ANN401
        known: Collection[str],
        *,
        givers: Collection[str] = (),
    ) -> Any:  # noqa: ANN401
        """Return a template with its secrets put in.

        known: names of placeholders. givers: key paths from which further names come.
        """
        for place, text in find_template_mistakes(template, key, known):
            self.note(place, text, *givers)
        return _map_texts(template, key, self._put_secrets_in)

    def check_headers(self, key: str, headers: Mapping[str, str]) -> None:
        """Note headers that seem to hold a secret in plain text."""
        for name, value in headers.items():
            if _SECRET_HEADER.search(name) and not _ENV.search(value) and not names_in(value):
                text = "a secret does not stand in a target file; write env:NAME and set the environment variable NAME."
                self.note(f"{key}.{name}", text)

    def note(self, key: str, text: str, *rests_on: str) -> None:
        """Note a mistake once. `rests_on`: key paths on which it depends."""
        mistake = Mistake(self._file, 0, key, text, rests_on)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def finish(self) -> None:
        """Raise FileError if there are mistakes."""
        if self.mistakes:
            raise FileError(self.mistakes)

    def _put_secrets_in(self, text: str, place: str) -> str:
        def replace(found: re.Match[str]) -> str:
            value = self._environ.get(found[1], "").strip()
            if len(value) < MIN_SECRET:
                what = (
                    f"is not set. Set it in the same terminal: export {found[1]}=..."
                    if not value
                    else f"is shorter than {MIN_SECRET} characters and cannot be kept secret."
                )
                self.note(place, f"the environment variable {found[1]} {what}")
            self._secrets.add(value)
            return escape_braces(value)

        return _ENV.sub(replace, text)


def join_keys(key: str, name: str) -> str:
    """Return the path of `name` below `key`."""
    return f"{key}.{name}" if key else name


def _map_texts(template: Any, place: str, change: Callable[[str, str], str]) -> Any:  # noqa: ANN401 (JSON in and out)
    if isinstance(template, str):
        return change(template, place)
    if isinstance(template, Mapping):
        return {key: _map_texts(value, join_keys(place, str(key)), change) for key, value in template.items()}
    if isinstance(template, list):
        return [_map_texts(value, f"{place}[{index}]", change) for index, value in enumerate(template)]
    return template
