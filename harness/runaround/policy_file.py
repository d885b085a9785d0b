"""Reads policy files: what a run must keep to be let through by the gate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from runaround.entry_file import find_wrong_day, find_wrong_form
from runaround.errors import FileError, Mistake
from runaround.model import (
    ALL_KINDS,
    ANY,
    EXPECTATION,
    KINDS,
    BlockRule,
    CasesRule,
    Confidence,
    KnownRegression,
    LimitRule,
    Policy,
    PolicyOverride,
    RegressionMode,
    RegressionRule,
    RequiredRule,
    Severity,
)
from runaround.plugins import suggest
from runaround.scenario_file import library_dir, scenario_paths
from runaround.yaml_file import KeyPath, LineMap, keep_text, read_yaml, validate

__all__ = ["TOP_KEY", "load_policy", "schema_path"]

TOP_KEY = "policy"
"""The one key at the top of a policy file, by which it is told from other files."""

_KINDS, _AREA, _EXPIRES = "kinds", "area", "expires"
_Object = Mapping[str, Any]


def load_policy(path: Path) -> Policy:
    """Return the policy that a file describes; what it leaves out has its default.

    Raises FileError with every mistake of the file.
    """
    document, lines = read_yaml(path)
    document = keep_text(document, _schema(), lines)
    mistakes = [*validate(document, _schema(), lines), *_find_mistakes(document, (), lines=lines, beside=path.parent)]
    if mistakes:
        raise FileError(sorted(mistakes, key=lambda mistake: mistake.line))
    return _Builder(lines, path.parent).build(document[TOP_KEY] or {})


def schema_path() -> Path:
    """Return the JSON Schema of policy files, as it comes with runaround."""
    return Path(__file__).resolve().parent / "policy.schema.json"


@cache
def _schema() -> _Object:
    schema: _Object = json.loads(schema_path().read_text("utf-8"))
    return schema


class _Builder:
    """Turns a valid document into rules that know their lines."""

    def __init__(self, lines: LineMap, beside: Path) -> None:
        self._lines = lines
        self._beside = beside

    def build(self, said: _Object) -> Policy:
        default, at = Policy(), (TOP_KEY,)
        cases, block = self._cases(said, at), self._block(said, at)
        return Policy(
            cases=default.cases if cases is None else cases,
            block=default.block if block is None else block,
            limits=self._limits(said, at) or (),
            required=tuple(
                self._required(one if isinstance(one, dict) else {"scenario": one}, self._line(*at, "required", number))
                for number, one in enumerate(said.get("required", ()))
            ),
            regressions=self._regressions(said, at),
            overrides=tuple(
                self._override(one, (*at, "overrides", number)) for number, one in enumerate(said.get("overrides", ()))
            ),
        )

    def _line(self, *place: str | int) -> int:
        return self._lines.line(place)

    def _cases(self, said: _Object, at: KeyPath) -> CasesRule | None:
        if "cases" not in said:
            return None
        return CasesRule(**_clean(said["cases"]), line=self._line(*at, "cases"))

    def _block(self, said: _Object, at: KeyPath) -> tuple[BlockRule, ...] | None:
        if "block" not in said:
            return None
        if said["block"] == ALL_KINDS:
            return (BlockRule(line=self._line(*at, "block")),)
        entries = (one if isinstance(one, dict) else {_KINDS: one} for one in said["block"])
        return tuple(_build_block(one, self._line(*at, "block", number)) for number, one in enumerate(entries))

    def _limits(self, said: _Object, at: KeyPath) -> tuple[LimitRule, ...] | None:
        if "limits" not in said:
            return None
        return tuple(
            LimitRule(**_clean(one), line=self._line(*at, "limits", number))
            for number, one in enumerate(said["limits"])
        )

    def _required(self, said: _Object, line: int) -> RequiredRule:
        scenario, area, tag = (said.get(key, "") for key in ("scenario", _AREA, "tag"))
        inside = tuple(sorted({path.stem for path in _files_of(area, self._beside)})) if area else ()
        return RequiredRule(
            scenarios=(*([scenario] if scenario else []), *inside),
            tag=tag,
            lang=said.get("lang", ""),
            named=scenario or area or tag,
            why=said.get("why", "").strip(),
            line=line,
        )

    def _regressions(self, said: _Object, at: KeyPath) -> RegressionRule | None:
        if "regressions" not in said:
            return None
        rule = said["regressions"]
        return RegressionRule(
            allowed=RegressionMode(rule.get("allowed", RegressionMode.NONE)),
            known=tuple(
                _build_known(one, self._line(*at, "regressions", "known", number))
                for number, one in enumerate(rule.get("known", ()))
            ),
            why=rule.get("why", "").strip(),
            line=self._line(*at, "regressions"),
        )

    def _override(self, said: _Object, at: KeyPath) -> PolicyOverride:
        return PolicyOverride(
            target=said.get("target", ""),
            tag=said.get("tag", ""),
            lang=said.get("lang", ""),
            cases=self._cases(said, at),
            block=self._block(said, at),
            limits=self._limits(said, at),
            line=self._line(*at),
        )


def _build_block(said: _Object, line: int) -> BlockRule:
    kinds = said[_KINDS]
    return BlockRule(
        kinds=(kinds,) if isinstance(kinds, str) else tuple(kinds),
        severity=Severity(said.get("severity", Severity.LOW)),
        confidence=Confidence(said.get("confidence", Confidence.LOW)),
        at_most=int(said.get("at_most", 0)),
        at_most_share=said.get("at_most_share"),
        why=said.get("why", "").strip(),
        line=line,
    )


def _build_known(said: _Object, line: int) -> KnownRegression:
    return KnownRegression(
        scenario=said["scenario"],
        reason=said["reason"].strip(),
        author=said["author"].strip(),
        expires=date.fromisoformat(said[_EXPIRES]),
        case=said.get("case", ANY),
        line=line,
    )


def _clean(said: _Object) -> dict[str, Any]:
    """Return texts without the space around them, and whole numbers as such: to a schema, 90.0 is one too."""
    cleaned = {key: value.strip() if isinstance(value, str) else value for key, value in said.items()}
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value for key, value in cleaned.items()
    }


def _files_of(area: str, beside: Path) -> tuple[Path, ...]:
    """Return the scenario files of an area of the library, or else of a folder that is sought beside the policy."""
    inside = tuple(path for path in scenario_paths(library_dir()) if path.parent.name == area)
    folder = beside / area
    return inside or (tuple(scenario_paths(folder)) if folder.is_dir() else ())


def _find_mistakes(
    value: Any,  # noqa: ANN401 (foreign data)
    at: KeyPath,
    *,
    lines: LineMap,
    beside: Path,
) -> Iterator[Mistake]:
    """Yield what a schema cannot see; values that it refuses are left to it."""
    if isinstance(value, dict):
        if {"at_most", "at_most_share"} <= value.keys():
            yield lines.mistake((*at, "at_most_share"), "stands beside 'at_most'; expected one of the two.")
        for key, below in value.items():
            yield from _find_mistakes(below, (*at, key), lines=lines, beside=beside)
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _find_mistakes(below, (*at, number), lines=lines, beside=beside)
    elif isinstance(value, str):
        text = _find_mistake(value, at, beside)
        if text:
            yield lines.mistake(at, text)


def _find_stranger(kind: str) -> str:
    """Return what is wrong with a kind that is nearly one of ours: a rule on it would be kept by every run."""
    known = [ALL_KINDS, EXPECTATION, *KINDS]
    like = "" if kind in known else suggest(kind, known)
    return f"found {kind!r}, which is no kind of ours.{like}" if like else ""


def _find_mistake(value: str, at: KeyPath, beside: Path) -> str:
    key = next((part for part in reversed(at) if isinstance(part, str)), "")
    if key in {_KINDS, "block"}:
        return find_wrong_form(value) or _find_stranger(value)
    if key == _EXPIRES:
        return find_wrong_day(value)
    if key != _AREA or _files_of(value, beside):
        return ""
    areas = sorted({path.parent.name for path in scenario_paths(library_dir())})
    return f"found {value!r}, which is no area of the library and no folder with scenarios.{suggest(value, areas)}"
