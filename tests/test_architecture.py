"""The arrows of `ARCHITECTURE.md`: which room may import which, and what it may touch outside.

Imports count wherever they stand: at the top, inside functions, under `TYPE_CHECKING`. The checker is
proven by planted violations at the end of this file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE, ADAPTERS = "runaround", "runaround_adapters"
# Inside the adapters: each of these rooms may import from those before it; a protocol's own room from all of them and
# from no other protocol's.
SHARED = ("_rules", "_net", "_talk", "_frames", "_platform")

_PURE = """__future__ abc base64 binascii bisect collections contextlib copy csv dataclasses datetime decimal difflib
    enum fractions functools hashlib heapq html itertools json math numbers operator re statistics string struct
    textwrap types typing unicodedata urllib.parse weakref xml.etree xml.sax.saxutils zlib"""
PURE = frozenset(_PURE.split())
"""Modules of the standard library that only turn values into values."""

BARE_IO = frozenset({"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"})
CLOCK_CALLS = frozenset({"now", "today", "utcnow"})


@dataclass(frozen=True)
class Room:
    """What one room may know: `ours` are rooms, `outside` modules beyond PURE; without `is_pure`, any module."""

    ours: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    is_pure: bool = True


def _pure(ours: str = "", outside: str = "") -> Room:
    return Room(frozenset(ours.split()), frozenset(outside.split()))


def _doing(ours: str = "") -> Room:
    return Room(frozenset(ours.split()), is_pure=False)


ROOMS: Mapping[str, Room] = {
    "model": _pure(),
    "errors": _pure("model"),
    "plugins": _pure("errors", "importlib.metadata"),
    "adapter": _pure("model errors", "importlib.metadata"),
    "fitting": _pure("model adapter"),
    "system": _pure("model errors"),
    "recognising": _pure("model errors adapter plugins yaml_file", "jmespath importlib.resources"),
    "fake": _pure("model"),
    "conformance": _doing("model errors adapter fake target_file"),
    "reading": _pure("model", "yaml re2 gzip importlib.resources"),
    "reply_checks": _pure("model json_checks reading"),
    "consumer": _pure("model reading", "random"),
    "detectors": _pure("model reading"),
    "json_checks": _pure("model", "jmespath re2"),
    "scoring": _pure("model"),
    "comparing": _pure("model errors scoring"),
    "gold": _pure("model scoring"),
    "calibration": _pure("model"),
    "assessing": _pure("model scoring", "importlib.resources"),
    "reports": _pure("model", "jinja2 markupsafe tabulate wcwidth importlib.resources"),
    "yaml_file": _doing("errors plugins"),
    "scenario_file": _doing("model errors plugins yaml_file"),
    "entry_file": _doing("model errors plugins yaml_file"),
    "suppression_file": _doing("model entry_file"),
    "quarantine_file": _doing("model entry_file"),
    "policy_file": _doing("model errors plugins yaml_file entry_file scenario_file"),
    "gating": _pure("model scoring"),
    "imports": _pure("model errors reading yaml_file", "yaml re2"),
    "records": _pure("model errors store imports", "array yaml importlib.resources"),
    "masking": _pure("model", "yaml importlib.resources"),
    "target_file": _doing("model errors plugins adapter system yaml_file"),
    "phrasebook_file": _doing("model errors reading yaml_file"),
    "conversation": _pure("model errors consumer adapter system json_checks", "asyncio random logging"),
    "judging": _pure("model errors plugins reading reply_checks detectors scoring assessing"),
    "runner": _doing("model errors consumer adapter system conversation reading detectors judging scoring"),
    "store": _doing("model errors"),
    "keeping": _doing("model errors conversation store"),
    "places": _doing(),
    "assembling": _doing("model errors plugins detectors scoring reports store"),
    "specimens": _doing("model errors fake"),
    "record_files": _doing("errors records store"),
    "judging_settings": _doing(
        "model errors reading detectors scoring judging keeping phrasebook_file suppression_file store"
    ),
    "playing": _doing("model adapter detectors scoring judging keeping runner"),
    "replay": _doing("model errors adapter store"),
    "loading": _doing("model errors assembling judging judging_settings scoring store"),
    "report_files": _doing("errors assembling"),
    "frames": _pure("model errors reports", "pandas"),
    "api": _doing(
        "model errors assembling comparing fitting gating judging judging_settings keeping loading phrasebook_file "
        "places playing policy_file quarantine_file record_files records reports runner scenario_file scoring store "
        "suppression_file target_file"
    ),
}
FRONT_DOORS = ("cli", "pytest_plugin")
ADAPTER_ROOM = _doing("model errors adapter system fake recognising plugins yaml_file")
PARTS_OF: Mapping[str, str] = {
    "__main__": "cli",
    "clusters": "scoring",
    "counting": "scoring",
    "intervals": "scoring",
    "entries": "scoring",
    "explaining": "judging",
    "pairs": "scoring",
    "probe_answers": "conversation",
    "probing": "conversation",
    "quarantine": "scoring",
    "recording": "conversation",
    "reliability": "scoring",
    "schema_file": "yaml_file",
    "schema_mistakes": "yaml_file",
    "stored_runs": "loading",
    "schema_remainder": "yaml_file",
    "survival": "scoring",
    "suppression": "scoring",
    "target_parts": "target_file",
    "totals": "scoring",
    "verdicts": "scoring",
    "yaml_syntax": "yaml_file",
}
"""Modules that were split off a room of one file and stay inside it."""


def room_of(module: str) -> str:
    """Return the room of a dotted module name: `reading` for `runaround.reading.text`, "" for `runaround`."""
    top, _, rest = module.partition(".")
    if top == ADAPTERS:
        return ADAPTERS
    first = rest.partition(".")[0]
    return PARTS_OF.get(first, first)


def _rules_of(room: str) -> Room | None:
    if room == ADAPTERS:
        return ADAPTER_ROOM
    if room in FRONT_DOORS:
        return Room(frozenset({*ROOMS, room}), is_pure=False)
    return _pure("api frames") if room == "" else ROOMS.get(room)


@dataclass(frozen=True)
class Import:
    """One imported thing: its module as written, and the full dotted name it may be."""

    line: int
    module: str
    name: str

    @property
    def is_ours(self) -> bool:
        return self.module.partition(".")[0] in {CORE, ADAPTERS}

    @property
    def target(self) -> str:
        """The dotted module meant by `from runaround import model` and `from runaround.model import Turn` alike."""
        return self.name if self.module == CORE and room_of(self.name) in {*ROOMS, *FRONT_DOORS} else self.module


def find_imports(tree: ast.AST) -> Iterator[Import]:
    """Yield every import of a module, wherever it stands; `import a.b` has the name `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (Import(node.lineno, module, f"{module}.{alias.name}") for alias in node.names)


def _is_within(name: str, allowed: Iterable[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


def _check_import(module: str, found: Import) -> Iterator[str]:
    room = room_of(module)
    rules = _rules_of(room)
    if rules is None or found.module.startswith("."):
        yield "relative import" if rules else f"{module} is in no room; give it one in ROOMS and in ARCHITECTURE.md"
        return
    if not found.is_ours:
        allowed = PURE | rules.outside
        if rules.is_pure and not (_is_within(found.module, allowed) or _is_within(found.name, allowed)):
            yield f"{room or CORE} may not touch {found.module}"
        return
    yield from _check_arrow(module, found)


def _check_arrow(module: str, found: Import) -> Iterator[str]:
    room, other = room_of(module), room_of(found.target)
    rules = _rules_of(room)
    assert rules is not None
    private = [part for part in found.name.split(".") if part.startswith("_") and not part.startswith("__")]
    if room == other == ADAPTERS:
        if not private and found.module != ADAPTERS:
            yield f"adapters know each other only through private siblings, not {found.module}"
        elif private and not _may_know(module, found.module):
            yield f"{module.removeprefix(f'{ADAPTERS}.')} may not import {private[0]}"
    elif room != other:
        is_version = other == "" and found.name == f"{CORE}.__version__"
        if other not in rules.ours and not is_version:
            yield f"{room or CORE} may not import {other or CORE}"
        if private:
            yield f"{private[0]} is private to {other}"


def _may_know(module: str, other: str) -> bool:
    """Whether `module` of the adapters may import the private module `other` of theirs."""
    if ".fakes." in f"{module}." or ".fakes." in f"{other}.":
        # A fake that shared code with its adapter would agree with its mistakes.
        return module.split(".")[1] == other.split(".")[1]
    inner, asked = module.split(".")[1], other.split(".")[1]
    if inner in SHARED:
        return asked in SHARED[: SHARED.index(inner) + 1]
    return asked in (*SHARED, inner) or not inner.startswith("_")


def _check_purity(room: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in BARE_IO:
            yield node.lineno, f"{room} is pure and may not use {node.id}()"
        elif isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS and "date" in ast.unparse(node.value):
            yield node.lineno, f"{room} is pure and may not read the clock: {ast.unparse(node)}"
        elif isinstance(node, ast.ImportFrom) and node.module == "random":
            yield node.lineno, f"{room} may name random.Random as a type only"
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "random" and node.attr != "Random":
            yield node.lineno, f"{room} may not draw from the global random: {ast.unparse(node)}"
        elif room == "consumer" and isinstance(node, ast.Call) and ast.unparse(node.func) == "random.Random":
            yield node.lineno, f"{room} is given its randomness and may not make it"


def _check_doors(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find imports by name at run time: they would go round the table."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.match(rf"{ADAPTERS}[.:\w]*$", node.value)
        ):
            yield node.lineno, f"{CORE} never names {ADAPTERS}; entry points do"


def check_module(module: str, source: str) -> list[tuple[int, str]]:
    """Return every broken arrow of one module as (line, what is wrong), in the order of lines."""
    tree = ast.parse(source)
    room = room_of(module)
    found = [(one.line, text) for one in find_imports(tree) for text in _check_import(module, one)]
    rules = _rules_of(room)
    if rules is not None and rules.is_pure:
        found += _check_purity(room or CORE, tree)
    if rules is not None and room not in FRONT_DOORS:
        found += [
            (one.line, "imports by name at run time")
            for one in find_imports(tree)
            if one.name.endswith("import_module")
        ]
    if room != ADAPTERS:
        found += _check_doors(tree)
    return sorted(set(found))


def check_tree(root: Path) -> list[str]:
    """Return every broken arrow below the two source roots of `root`, each as `file:line: what is wrong`."""
    mistakes = []
    for source_root in (root / "harness", root / "adapters"):
        for path in sorted(source_root.rglob("*.py")):
            module = ".".join(path.relative_to(source_root).with_suffix("").parts).removesuffix(".__init__")
            where = path.relative_to(root).as_posix()
            found = check_module(module, path.read_text("utf-8"))
            mistakes += [f"{where}:{line}: {text}" for line, text in found]
    return mistakes


def test_every_import_follows_an_arrow() -> None:
    assert [] == check_tree(ROOT)


def test_the_arrows_have_no_circle() -> None:
    order = list(TopologicalSorter({name: room.ours for name, room in ROOMS.items()}).static_order())

    assert sorted(ROOMS) == sorted(order)


def test_the_page_shows_the_same_arrows() -> None:
    """A reader trusts the table of ARCHITECTURE.md; it may not drift from what is checked."""
    rows = re.findall(r"^\| (`[^|]*) \| ([^|]*) \|", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    shown = {
        name: frozenset(re.findall(r"`(\w+)", ours)) for names, ours in rows for name in re.findall(r"`(\w+)", names)
    }

    expected = {**{name: room.ours for name, room in ROOMS.items()}, ADAPTERS: ADAPTER_ROOM.ours}
    assert expected == {name: ours for name, ours in shown.items() if name not in FRONT_DOORS}


PLANTED = {
    "detector reads a file": ("detectors/loop.py", "import os", "1: detectors may not touch os"),
    "detector reaches up": (
        "detectors/loop.py",
        "def f():\n    from runaround.store import run_folder",
        "2: detectors may not import store",
    ),
    "hidden under TYPE_CHECKING": (
        "reading/text.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from runaround.scoring import Judgement",
        "3: reading may not import scoring",
    ),
    "room as a name": ("model.py", "from runaround import cli", "1: model may not import cli"),
    "plain import": ("scoring.py", "import runaround.reading.text", "1: scoring may not import reading"),
    "relative": ("scoring.py", "from .model import Run", "1: relative import"),
    "network in a report": ("reports/html.py", "import httpx", "1: reports may not touch httpx"),
    "urllib beyond parse": ("reports/html.py", "from urllib import request", "1: reports may not touch urllib"),
    "path in the consumer": ("consumer.py", "from pathlib import Path", "1: consumer may not touch pathlib"),
    "clock": ("scoring.py", "import time", "1: scoring may not touch time"),
    "clock by datetime": (
        "reports/html.py",
        "from datetime import UTC, datetime\nnow = datetime.now(UTC)",
        "2: reports is pure and may not read the clock: datetime.now",
    ),
    "bare open": ("gold.py", "text = open('x')", "1: gold is pure and may not use open()"),
    "global random": (
        "consumer.py",
        "import random\nx = random.choice('ab')",
        "2: consumer may not draw from the global random: random.choice",
    ),
    "own random": (
        "consumer.py",
        "import random\nx = random.Random(1)",
        "2: consumer is given its randomness and may not make it",
    ),
    "bots that know the detectors' words": (
        "specimens/bots.py",
        "from runaround.reading import read_message",
        "1: specimens may not import reading",
    ),
    "core knows an adapter": (
        "target_file.py",
        "import runaround_adapters.http",
        "1: target_file may not import runaround_adapters",
    ),
    "core names an adapter": (
        "cli/run.py",
        "name = 'runaround_adapters.http'",
        "1: runaround never names runaround_adapters; entry points do",
    ),
    "by name at run time": (
        "runner.py",
        "from importlib import import_module",
        "1: imports by name at run time",
    ),
    "another room's private part": (
        "detectors/loop.py",
        "from runaround.reading import _tokens",
        "1: _tokens is private to reading",
    ),
    "a module without a room": (
        "attic.py",
        "import re",
        "1: runaround.attic is in no room; give it one in ROOMS and in ARCHITECTURE.md",
    ),
    "nobody imports the front door": ("runner.py", "from runaround.cli import main", "1: runner may not import cli"),
    "adapter judges": (
        "../../adapters/runaround_adapters/http.py",
        "from runaround.scoring import score",
        "1: runaround_adapters may not import scoring",
    ),
    "adapter on adapter": (
        "../../adapters/runaround_adapters/http.py",
        "from runaround_adapters.rasa import make",
        "1: adapters know each other only through private siblings, not runaround_adapters.rasa",
    ),
    "protocol on protocol": (
        "../../adapters/runaround_adapters/_rasa/line.py",
        "from runaround_adapters._a2a.card import read_card",
        "1: _rasa.line may not import _a2a",
    ),
    "rules that reach for the network": (
        "../../adapters/runaround_adapters/_rules/settings.py",
        "from runaround_adapters._net.wire import Wire",
        "1: _rules.settings may not import _net",
    ),
    "fake that leans on its adapter": (
        "../../adapters/runaround_adapters/fakes/http.py",
        "from runaround_adapters._rules.mapping import read_reply",
        "1: fakes.http may not import _rules",
    ),
}


@pytest.mark.parametrize(("file", "source", "expected"), PLANTED.values(), ids=PLANTED)
def test_a_planted_violation_is_reported(tmp_path: Path, file: str, source: str, expected: str) -> None:
    path = (tmp_path / "harness" / "runaround" / file).resolve()
    path.parent.mkdir(parents=True)
    path.write_text(source, "utf-8")

    assert [f"{path.relative_to(tmp_path).as_posix()}:{expected}"] == check_tree(tmp_path)


ALLOWED = {
    "consumer.py": "import random\n\ndef consume(rng: random.Random) -> str:\n    return rng.choice('ab')",
    "detectors/loop.py": "import re\nfrom runaround.reading.reading import Reading",
    "reports/html.py": "from urllib.parse import quote\nfrom datetime import datetime\nx = datetime.fromisoformat",
    "store/run_folder.py": "import os, sqlite3\nfrom runaround import __version__\nfrom runaround.model import Run",
    "cli/run.py": "import sys\nfrom runaround import runner\nfrom runaround.cli import options",
    "recording.py": "from runaround.adapter import Reply",
    "../../adapters/runaround_adapters/http.py": "import httpx\nfrom runaround_adapters._net.client import open_client",
}


@pytest.mark.parametrize("file", ALLOWED)
def test_what_the_table_allows_is_not_reported(tmp_path: Path, file: str) -> None:
    path = tmp_path / "harness" / "runaround" / file
    path.resolve().parent.mkdir(parents=True)
    path.resolve().write_text(ALLOWED[file], "utf-8")

    assert [] == check_tree(tmp_path)
