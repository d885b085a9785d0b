"""`runaround schema`: prints the JSON Schema of the files that people write, for editors, and of JSON reports."""

from __future__ import annotations

import argparse

__all__ = ["HELP", "add_arguments", "run"]

HELP = "print the JSON Schema of scenario, policy, suppression, quarantine or phrasebook files, or of JSON reports"

_FILES = ("scenario", "fragment", "suppressions", "quarantine", "policy", "phrasebook", "report")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `schema`."""
    parser.add_argument("file", choices=_FILES, help="the kind of file that the schema describes")


def run(args: argparse.Namespace) -> int:
    """Print the schema; return 0."""
    import json

    from runaround import policy_file, quarantine_file, scenario_file, suppression_file
    from runaround.cli import terminal

    if args.file == "phrasebook":
        from runaround.phrasebook_file import phrasebook_schema

        terminal.say(json.dumps(phrasebook_schema(), ensure_ascii=False, indent=2))
        return 0
    if args.file == "report":
        from runaround.reports.json import report_schema

        terminal.say(json.dumps(report_schema(), ensure_ascii=False, indent=2))
        return 0
    paths = {one.TOP_KEY: one.schema_path for one in (suppression_file, quarantine_file, policy_file)}
    schema = json.loads(paths.get(args.file, scenario_file.schema_path)().read_text("utf-8"))
    if args.file == "fragment":
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], **schema["$defs"]["part"]}
    terminal.say(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
