"""`runaround schema`: prints the JSON Schema of scenario files and phrasebooks, for editors and for copies."""

from __future__ import annotations

import argparse

__all__ = ["HELP", "add_arguments", "run"]

HELP = "print the JSON Schema of scenario files or phrasebooks, for editors that check while you type"

_FILES = ("scenario", "fragment", "phrasebook")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `schema`."""
    parser.add_argument("file", choices=_FILES, help="the kind of file that the schema describes")


def run(args: argparse.Namespace) -> int:
    """Print the schema; return 0."""
    import json

    from runaround.cli import terminal
    from runaround.scenario_file import schema_path

    if args.file == "phrasebook":
        from runaround.phrasebook_file import phrasebook_schema

        terminal.say(json.dumps(phrasebook_schema(), ensure_ascii=False, indent=2))
        return 0
    schema = json.loads(schema_path().read_text("utf-8"))
    if args.file == "fragment":
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], **schema["$defs"]["part"]}
    terminal.say(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
