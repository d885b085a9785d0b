"""`runaround schema`: prints the JSON Schema of the files that people write, for editors, and of JSON reports."""

from __future__ import annotations

import argparse

__all__ = ["HELP", "add_arguments", "run"]

HELP = "print the JSON Schema of scenario, policy, suppression, quarantine or phrasebook files, or of JSON reports"

_FILES = ("scenario", "fragment", "suppressions", "quarantine", "policy", "phrasebook", "report", "comparison", "gate")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `schema`."""
    parser.add_argument("file", choices=_FILES, help="the kind of file that the schema describes")


def run(args: argparse.Namespace) -> int:
    """Print the schema; return 0."""
    import json

    from runaround.cli import terminal

    terminal.say(json.dumps(_find(args.file), ensure_ascii=False, indent=2))
    return 0


def _find(name: str) -> object:
    if name == "phrasebook":
        from runaround.phrasebook_file import phrasebook_schema

        return phrasebook_schema()
    if name == "report":
        from runaround.reports.json import report_schema

        return report_schema()
    if name == "comparison":
        from runaround.reports.compared_json import comparison_schema

        return comparison_schema()
    if name == "gate":
        from runaround.reports.gate_json import gate_schema

        return gate_schema()
    return _read(name)


def _read(name: str) -> dict[str, object]:
    import json

    from runaround import policy_file, quarantine_file, scenario_file, suppression_file

    paths = {one.TOP_KEY: one.schema_path for one in (suppression_file, quarantine_file, policy_file)}
    schema: dict[str, object] = json.loads(paths.get(name, scenario_file.schema_path)().read_text("utf-8"))
    if name != "fragment":
        return schema
    parts = schema["$defs"]
    assert isinstance(parts, dict)
    return {"$schema": schema["$schema"], "$defs": parts, **parts["part"]}
