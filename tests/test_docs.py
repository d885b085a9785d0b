"""The docs are complete and hang together: a page for every kind, adapter and option, and no dead link."""

from __future__ import annotations

import ast
import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from runaround.cli import COMMANDS, main
from runaround.scenario_file import find_scenarios

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "scenarios").glob("*.md")])

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FAMILIES = sorted(
    point.name for point in entry_points(group="runaround.detectors") if point.value.startswith("runaround.")
)


def slug(heading: str) -> str:
    """Return the anchor that a forge makes of a heading."""
    words = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return words.replace(" ", "-")


def headings(page: Path) -> list[str]:
    """Return the headings of a page, without their marks, outside fenced blocks."""
    prose = FENCE.sub("", page.read_text("utf-8"))
    return re.findall(r"^#+ (.+)$", prose, re.MULTILINE)


def dead_links(page: Path) -> list[str]:
    """Return the links of a page that lead to no file or no heading; links to the web are not followed."""
    dead = []
    for target in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        file, _, anchor = target.partition("#")
        if re.match(r"\w+:", target):
            continue
        there = (page.parent / file).resolve() if file else page
        anchors = {slug(heading) for heading in headings(there)} if there.suffix == ".md" and there.is_file() else set()
        if not there.exists() or (anchor and anchor not in anchors):
            dead.append(target)
    return dead


def kinds_in_code() -> set[str]:
    """Return every kind that a detector's source names, such as `loop/answer`."""
    kinds = set()
    for path in (ROOT / "harness" / "runaround" / "detectors").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"\w+(/\w+)?", node.value)
            ):
                kinds |= {node.value} if node.value.partition("/")[0] in FAMILIES else set()
    return {kind for kind in kinds if "/" in kind or not any(other.startswith(f"{kind}/") for other in kinds)}


def kinds_in_docs() -> set[str]:
    """Return every kind that stands in code font as a heading of a findings page, below the title."""
    found = {heading for page in (DOCS / "findings").glob("*.md") for heading in headings(page)[1:]}
    return {heading.strip("`") for heading in found if re.fullmatch(r"`\w+(/\w+)?`", heading)}


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what `runaround COMMAND --help` prints."""
    main([*command.split(), "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_link_of_the_page_is_dead(page: Path) -> None:
    assert [] == dead_links(page)


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n[a](gone.md) [b](#title) [c](#gone) [d](page.md#title) [e](https://e.example)", "utf-8")

    assert ["gone.md", "#gone"] == dead_links(page)


def test_every_detector_family_has_its_page() -> None:
    assert FAMILIES == sorted(page.stem for page in (DOCS / "findings").glob("*.md"))


def test_every_kind_has_its_heading_and_every_heading_its_kind() -> None:
    assert kinds_in_code() == kinds_in_docs()


@pytest.mark.parametrize("page", sorted((DOCS / "findings").glob("*.md")), ids=lambda page: page.stem)
def test_a_findings_page_says_what_why_when_not_and_what_it_cannot(page: Path) -> None:
    text = page.read_text("utf-8")
    parts = ("**What it finds.**", "**Why it hurts.**", "**When it is silent.**", "```talk", "## Known limits")

    assert [] == [part for part in parts if part not in text]


def test_every_adapter_has_its_page() -> None:
    ours = [point.name for point in entry_points(group="runaround.adapters") if "runaround_adapters" in point.value]

    assert [] == [name for name in ours if not (DOCS / "adapters" / f"{name}.md").is_file()]


def test_every_page_is_reached_from_the_index() -> None:
    linked = {
        (DOCS / target.partition("#")[0]).resolve() for target in LINK.findall((DOCS / "index.md").read_text("utf-8"))
    }

    assert [] == [page.name for page in DOCS.rglob("*.md") if page.resolve() not in linked and page.name != "index.md"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", help_of(command, capsys))) - {"--help"}

    assert [] == [name for name in (f"runaround {command}", *sorted(options)) if name not in page]


def test_the_commands_in_the_docs_exist(capsys: pytest.CaptureFixture[str]) -> None:
    """A command shown anywhere in the docs is one of ours, with options that it has."""
    known = {command: help_of(command, capsys) for command in COMMANDS}
    known["specimens"] += help_of("specimens serve", capsys)
    known["phrasebook"] += help_of("phrasebook new", capsys)
    shown = {line for page in PAGES for line in re.findall(r"\brunaround ([a-z]+(?: [^\n`#|&]*)?)", _code(page))}

    assert [] == sorted(line for line in shown if not _is_known(line, known))


def _code(page: Path) -> str:
    text = page.read_text("utf-8")
    return "\n".join(FENCE.findall(text) + re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))


def _is_known(line: str, known: dict[str, str]) -> bool:
    command, *rest = line.split()
    options = [word.partition("=")[0] for word in rest if word.startswith("--")]
    return command in known and all(option in known[command] for option in options)


def test_the_library_is_as_large_as_the_docs_say() -> None:
    rows = re.findall(r"^\| (\d+) \| `", (ROOT / "scenarios" / "README.md").read_text("utf-8"), re.MULTILINE)
    situations, scenarios = len({*rows}), len(find_scenarios([]))

    told = [
        found
        for page in ("README.md", "CHANGELOG.md")
        for found in re.findall(r"(\d+) (situations|scenarios)\b", (ROOT / page).read_text("utf-8"))
    ]

    assert {(str(situations), "situations"), (str(scenarios), "scenarios")} == {*told}


def test_every_target_of_the_makefile_named_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        target for page in PAGES for target in re.findall(r"^make ([a-z]+)|`make ([a-z]+)", _code(page), re.MULTILINE)
    }

    assert [] == sorted("".join(target) for target in named if "".join(target) not in targets)
