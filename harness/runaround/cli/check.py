"""`runaround check`: tells every mistake of scenario files and target files, one a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["HELP", "add_arguments", "run"]

HELP = "check scenario files, target files, and folders of them, without talking to any bot"

_NOTHING_WRONG = 0
_SOMETHING_WRONG = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the paths to check."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="a scenario file, a target file, or a folder of them (default: the library that ships with runaround)",
    )


def run(args: argparse.Namespace) -> int:
    """Print every mistake and a last line with the count; returns 0, or 2 if there is a mistake."""
    from runaround.cli import terminal
    from runaround.reports.hostile import make_visible
    from runaround.scenario_file import library_dir

    paths, mistakes = _find_files(args.paths or [library_dir()])
    targets = [path for path in paths if _is_target(path)]
    mistakes += _check_scenarios(path for path in paths if path not in targets)
    mistakes += [mistake for path in targets for mistake in _check_target(path)]
    for mistake in mistakes:
        terminal.say(make_visible(mistake))
    terminal.say(f"{_count(len(paths), 'file')} checked, {_count(len(mistakes), 'mistake')}.")
    return _SOMETHING_WRONG if mistakes else _NOTHING_WRONG


def _find_files(paths: Iterable[Path]) -> tuple[list[Path], list[str]]:
    """Return the files that `paths` name, each once, and a sentence for each folder that has none."""
    from runaround.scenario_file import scenario_paths

    found: dict[Path, None] = {}
    mistakes: list[str] = []
    for path in paths:
        inside = scenario_paths(path) if path.is_dir() else (path,)
        found.update(dict.fromkeys(inside))
        mistakes += [] if inside else [f"{path}: no file ending in .yaml or .yml is in this folder."]
    return list(found), mistakes


def _is_target(path: Path) -> bool:
    """Return whether a file describes a bot; one that cannot be read is left to the scenario reader to complain of."""
    from runaround.errors import FileError
    from runaround.yaml_file import read_yaml

    try:
        document, _ = read_yaml(path)
    except FileError:
        return False
    return isinstance(document, dict) and ("adapter" in document or ("url" in document and "sessions" not in document))


def _check_scenarios(paths: Iterable[Path]) -> Iterator[str]:
    from runaround.errors import FileError
    from runaround.scenario_file import load_files

    try:
        load_files(paths)
    except FileError as error:
        yield from (str(mistake) for mistake in error.mistakes)


def _check_target(path: Path) -> Iterator[str]:
    from runaround.errors import FileError, PluginError
    from runaround.target_file import check_target

    try:
        check_target(path)
    except FileError as error:
        yield from (str(mistake) for mistake in error.mistakes)
    except PluginError as error:
        yield f"{path}: {error}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
