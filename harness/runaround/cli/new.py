"""`runaround new`: begins a scenario file, with comments, that passes `runaround check` and can be played."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runaround.cli.drafts import Draft

__all__ = ["HELP", "add_arguments", "run"]

HELP = "begin a scenario of your own: writes a file with comments, or asks what belongs into it"

_LANGUAGES = ("en", "zh")
_SHORT, _FULL = "short", "full"
_SCHEMA_NAME = "scenario.schema.json"
_LEVELS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `new`."""
    parser.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="folder and name, such as shopping/late_parcel (default: asked, with everything else)",
    )
    parser.add_argument(
        "--lang", metavar="LANG", help="languages with commas between, the first for comments (default: en)"
    )
    parser.add_argument("--from", dest="origin", metavar="ID", help="copy this scenario of the library, with its files")
    parser.add_argument(
        "--template",
        choices=(_SHORT, _FULL),
        default=_SHORT,
        help="short: the keys that most scenarios need; full: examples of all others too (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the file, and say what to do with it; return 0."""
    import sys

    from runaround.cli import terminal
    from runaround.cli.questions import ask_draft, ask_path
    from runaround.errors import RunaroundError

    if args.path is None and not sys.stdin.isatty():
        msg = "No name given. Expected: runaround new FOLDER/NAME, such as: runaround new shopping/late_parcel"
        raise RunaroundError(msg)
    if args.path is None:
        path = ask_path(_find_path)
        draft = ask_draft(_LANGUAGES)
        _write_new(path, _text_of(draft, path, args.template))
    elif args.origin is not None:
        path = _find_path(args.path)
        _copy(args.origin, path, lang=args.lang)
    else:
        path = _find_path(args.path)
        _write_new(path, _text_of(_sample(path, args.lang or _LANGUAGES[0]), path, args.template))
    _lay_schema(path)
    terminal.say(_advise(path))
    return 0


def _find_path(name: str) -> Path:
    """Return the file that is to be written. Raises RunaroundError if the name is no id, or the file is there."""
    import re

    from runaround.errors import RunaroundError

    if not name or name.endswith(("/", "\\")):
        msg = f"{name!r} names no file; expected a folder and a name, such as shopping/late_parcel."
        raise RunaroundError(msg)
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if not re.fullmatch(r"[\w-]{1,80}", path.stem):
        msg = f"{name}: the name {path.stem!r} is the id; expected letters, digits, '_' and '-' only."
        raise RunaroundError(msg)
    if path.exists():
        msg = f"{path}: is there already, and is not written over; expected another name."
        raise RunaroundError(msg)
    return path


def _sample(path: Path, lang: str) -> Draft:
    from runaround.cli.drafts import make_sample
    from runaround.cli.questions import split_languages

    return make_sample(path.stem, split_languages(lang, _LANGUAGES))


def _text_of(draft: Draft, path: Path, template: str) -> str:
    from runaround.cli.drafts import write_draft

    return write_draft(draft, schema=_find_schema(path), is_full=template == _FULL)


def _find_schema(path: Path) -> str:
    """Return where an editor finds the schema, seen from the file."""
    place, folder = _place_schema(path), path.resolve().parent
    return "../" * (folder, *folder.parents).index(place.parent) + _SCHEMA_NAME


def _place_schema(path: Path) -> Path:
    """Return the copy of the schema in the file's folder or further up, or where one is to be laid.

    That is where runaround was called, or beside the file. The path of the installed one would be of use on this
    machine only.
    """
    folder = path.resolve().parent
    around = (folder, *folder.parents[:_LEVELS])
    found = next((place for place in around if (place / _SCHEMA_NAME).is_file()), None)
    return (found or (Path.cwd() if Path.cwd() in around else folder)) / _SCHEMA_NAME


def _lay_schema(path: Path) -> None:
    from runaround.cli import terminal
    from runaround.scenario_file import schema_path

    place = _place_schema(path)
    if not place.exists():
        place.write_bytes(schema_path().read_bytes())
        terminal.say(f"{_SCHEMA_NAME} is laid beside your scenarios: by it, editors help to write them.")


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as stream:
        stream.write(text)


def _copy(origin: str, path: Path, *, lang: str | None) -> None:
    """Copy a scenario of the library, with the files it sends; these lie in a folder of the scenario's name."""
    import shutil

    from runaround.errors import RunaroundError
    from runaround.plugins import suggest
    from runaround.scenario_file import library_dir, scenario_paths

    library = {file.stem: file for file in scenario_paths(library_dir())}
    source = library.get(origin)
    if lang is not None:
        msg = "--lang does not go with --from: a copy has the languages of its origin."
        raise RunaroundError(msg)
    if source is None:
        msg = f"No scenario {origin!r} in the library; see `runaround list`.{suggest(origin, sorted(library))}"
        raise RunaroundError(msg)
    text = source.read_text("utf-8").partition("\n")[2].replace(f"file: {source.stem}/", f"file: {path.stem}/")
    _write_new(path, f"# yaml-language-server: $schema={_find_schema(path)}\n{text}")
    if source.with_suffix("").is_dir():
        shutil.copytree(source.with_suffix(""), path.with_suffix(""), dirs_exist_ok=True)


def _advise(path: Path) -> str:
    return f"""\
{path} is written. Open it in an editor, and make it yours. Then:
  runaround check {path}
  runaround show {path}
  runaround run my_bot.yaml {path}"""
