"""`runaround check`: tells every mistake of scenario files, fragments, target files and those of the gate, by file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from runaround.errors import Mistake

__all__ = ["HELP", "add_arguments", "run"]

HELP = "check scenario, target, policy, suppression and quarantine files, and folders of them, without any bot"

_NOTHING_WRONG = 0
_SOMETHING_WRONG = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the paths to check."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="a scenario file, a fragment, a target, policy, suppression or quarantine file, or a folder of them "
        "(default: the library)",
    )


def run(args: argparse.Namespace) -> int:
    """Print every mistake and warning and a last line with the counts; returns 0, or 2 if there is a mistake."""
    from runaround.cli import terminal
    from runaround.cli.file_kinds import find_top_key, is_target_file
    from runaround.cli.mistakes import lay_out_mistakes
    from runaround.scenario_file import find_idle, library_dir

    paths, mistakes = _find_files(args.paths or [library_dir()])
    targets = [path for path in paths if is_target_file(path)]
    others = {path: key for path in paths if (key := find_top_key(path))}
    scenarios = [path for path in paths if path not in targets and path not in others]
    mistakes += _check_scenarios(scenarios)
    mistakes += [mistake for path in targets for mistake in _check_target(path)]
    mistakes += [mistake for path, key in others.items() for mistake in _check_other(path, key)]
    wrong = {mistake.file for mistake in mistakes}
    warnings = [one for one in find_idle(scenarios) if one.file not in wrong]
    for line in lay_out_mistakes(mistakes, width=terminal.width()):
        terminal.say(line)
    if warnings:
        terminal.say("Warnings: not wrong, but without effect.\n")
    for line in lay_out_mistakes(warnings, width=terminal.width()):
        terminal.say(line)
    terminal.say(_sum_up(paths, mistakes, warnings))
    return _SOMETHING_WRONG if mistakes else _NOTHING_WRONG


def _sum_up(paths: Sequence[Path], mistakes: Sequence[Mistake], warnings: Sequence[Mistake]) -> str:
    from runaround.cli.terminal import count

    counts = [f"{count(len(paths), 'file')} checked", count(len(mistakes), "mistake")]
    counts += [count(len(warnings), "warning")] if warnings else []
    return f"{', '.join(counts)}."


def _find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Mistake]]:
    """Return the files that `paths` name, each once, and a mistake for each folder that has none."""
    from runaround.errors import Mistake
    from runaround.scenario_file import fragment_paths, scenario_paths

    found: dict[Path, None] = {}
    mistakes: list[Mistake] = []
    for path in paths:
        inside = (*scenario_paths(path), *fragment_paths(path)) if path.is_dir() else (path,)
        found.update(dict.fromkeys(inside))
        text = "no file ending in .yaml or .yml is in this folder."
        mistakes += [] if inside else [Mistake(str(path), 0, "", text)]
    return list(found), mistakes


def _check_scenarios(paths: Sequence[Path]) -> Iterator[Mistake]:
    """Yield the mistakes of scenarios, of what they make together, and of fragments, each once."""
    from runaround.errors import FileError
    from runaround.scenario_file import FRAGMENTS, check_file, load_files

    fragments = [path for path in paths if path.resolve().parent.name == FRAGMENTS]
    found: list[Mistake] = []
    try:
        load_files(path for path in paths if path not in fragments)
    except FileError as error:
        found += error.mistakes
    for path in fragments:
        try:
            check_file(path)
        except FileError as error:
            found += error.mistakes
    yield from dict.fromkeys(found)


def _check_target(path: Path) -> Iterator[Mistake]:
    from runaround.errors import FileError, Mistake, PluginError
    from runaround.target_file import check_target

    try:
        check_target(path)
    except FileError as error:
        yield from error.mistakes
    except PluginError as error:
        yield Mistake(str(path), 0, "", str(error))


def _check_other(path: Path, key: str) -> Sequence[Mistake]:
    """Return the mistakes of a file that says what counts and what does not; `key` stands at its top."""
    from runaround import policy_file, quarantine_file, suppression_file
    from runaround.errors import FileError

    loads: Mapping[str, Callable[[Path], object]] = {
        suppression_file.TOP_KEY: suppression_file.load_suppressions,
        quarantine_file.TOP_KEY: quarantine_file.load_quarantines,
        policy_file.TOP_KEY: policy_file.load_policy,
    }
    try:
        loads[key](path)
    except FileError as error:
        return error.mistakes
    return ()
