"""The test system `http`: asks a company's test system over HTTP what the probes of a scenario want to know.

The key `system` of a target file is documented in `docs/adapters/system.md` and described by `system.schema.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from runaround.errors import FileError, NotJson, Unsupported
from runaround.model import Case, Probe
from runaround.schema_file import load_schema
from runaround.system import Answer, System
from runaround.yaml_file import LineMap, validate
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.requests import build_request
from runaround_adapters._net.wire import Raw
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.file_reader import FileReader
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import Call, Limits
from runaround_adapters._rules.template import escape_braces, names_in
from runaround_adapters._talk.pace import Pace

__all__ = ["HttpSystem", "make"]

_NAME = "The test system"
_CONSUMER = "consumer_id"
_KNOWN = frozenset({_CONSUMER, "case_id", "lang"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UPWARDS = frozenset({".", ".."})


@dataclass(frozen=True, slots=True)
class _Settings:
    """What stands below the key `system`; `call` is what every request has."""

    call: Call
    limits: Limits
    masker: Masker = field(repr=False)


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> System:
    """Return the test system of a target file. Raises FileError with every mistake, without lines."""
    settings = _read_settings(document, path, environ)
    return HttpSystem(settings, proxy=find_proxy(settings.call.url, environ))


class HttpSystem:
    """A test system over HTTP. Every question has a connection of its own, without cookies."""

    def __init__(self, settings: _Settings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._wires = Wires(_NAME, settings.limits, [settings.call.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)

    async def ask(self, probe: Probe, case: Case) -> Answer:
        """Ask what `probe` says and return the answer, whatever its status. Raises AdapterError."""
        outgoing = build_request(*self._fill(probe, case))
        wire = self._wires.open(WireLog(self._settings.masker))
        try:
            with wire.log.recording():
                await self._pace.wait()
                raw = await wire.fetch(outgoing)
        finally:
            await wire.client.aclose()
        return Answer(raw.status, _show_body(raw, wire.log.masker), wire.log.now(), wire.log.take())

    async def close(self) -> None:
        """Do nothing: connections belong to questions."""

    def _fill(self, probe: Probe, case: Case) -> tuple[Call, dict[str, Any]]:
        """Return the call of `probe` and what its placeholders stand for. Raises Unsupported."""
        call = _join(self._settings.call, probe)
        if not case.consumer_id and _CONSUMER in names_in(
            [call.url, dict(call.headers), dict(call.query), call.request]
        ):
            msg = f"{_NAME} is asked about a consumer whom nobody has named; the case needs a consumer_id."
            raise Unsupported(msg)
        return call, {_CONSUMER: case.consumer_id, "case_id": case.id, "lang": case.scenario.lang}


def _read_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> _Settings:
    schema = load_schema("runaround_adapters", "system.schema.json")
    mistakes = validate(document, schema, LineMap(file))
    if mistakes:
        raise FileError(mistakes)
    reader = FileReader(file, environ)
    url, headers, query = document["url"], document.get("headers", {}), document.get("query", {})
    if "?" in url or "#" in url:
        reader.note(
            "url", "ends before any '?' or '#': the paths of probes follow it; what every request has is 'query'."
        )
    reader.check_headers("headers", headers)
    call = Call(
        url=reader.read_url("url", url, _KNOWN).rstrip("/"),
        method="GET",
        headers=reader.read_template("headers", headers, _KNOWN),
        query=reader.read_template("query", query, _KNOWN),
    )
    if reader.mistakes:
        raise FileError(reader.mistakes)
    return _Settings(call, Limits(**document.get("limits", {})), reader.masker)


def _join(base: Call, probe: Probe) -> Call:
    """Return the call of a probe: below the address, with the headers and the query, of the target file.

    Raises Unsupported for a probe that would leave the address, or whose headers no request can have.
    """
    steps = unquote(probe.path.partition("?")[0]).replace("\\", "/").split("/")
    if not probe.path.startswith("/") or not _UPWARDS.isdisjoint(steps):
        what = f"The probe {probe.name[:80]!r} asks for {probe.path[:80]!r}"
        msg = f"{what}; expected a path below the address, without '..'."
        raise Unsupported(msg)
    wrong = next((name for name in probe.headers if not _HEADER_NAME.fullmatch(name)), None)
    if wrong is not None:
        msg = f"The probe {probe.name[:80]!r} has a header {wrong[:80]!r}; expected the name of a header."
        raise Unsupported(msg)
    # The target file says who asks; a scenario, which may come from elsewhere, does not replace that.
    own = {name.lower() for name in base.headers}
    more = {name: text for name, text in probe.headers.items() if name.lower() not in own}
    return Call(
        url=base.url + _as_template(probe.path),
        method=probe.method,
        # The beginning of an error is read as it comes: it may not be compressed.
        headers={"Accept-Encoding": "identity", **base.headers, **_as_template(more)},
        query=base.query,
        request=_as_template(probe.body),
    )


def _as_template(value: Any) -> Any:  # noqa: ANN401 (JSON in and out)
    """Return what a scenario says as a template: `{consumer_id}` is a placeholder, every other brace is a brace."""
    if isinstance(value, str):
        return escape_braces(value).replace(f"{{{{{_CONSUMER}}}}}", f"{{{_CONSUMER}}}")
    if isinstance(value, Mapping):
        return {key: _as_template(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_as_template(below) for below in value]
    return value


def _show_body(raw: Raw, masker: Masker) -> str:
    """Return the content of an answer without secrets; JSON is masked value by value, so that it stays JSON."""
    try:
        document = parse_json(raw.body.content, raw.headers.get("Content-Type", ""))
    except NotJson:
        return masker.mask_cut(raw.text) if raw.body.is_too_large else masker.mask(raw.text)
    return "" if document is None and not raw.text.strip() else json.dumps(_mask(document, masker), ensure_ascii=False)


def _mask(value: Any, masker: Masker) -> Any:  # noqa: ANN401 (JSON in and out)
    if isinstance(value, Mapping):
        return {masker.mask(key): _mask(below, masker) for key, below in value.items()}
    if isinstance(value, list):
        return [_mask(below, masker) for below in value]
    if isinstance(value, bool) or value is None:
        return value
    text = value if isinstance(value, str) else json.dumps(value)
    masked = masker.mask(text)
    return value if masked == text else masked
