"""What is left of a talk: its record, and the start of a scenario."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

from runaround.cli import results, terminal
from runaround.cli.imported import write_evidence
from runaround.cli.sources import read_picture
from runaround.cli.stores import open_chosen
from runaround.cli.talking import Talked
from runaround.errors import FileError, Mistake
from runaround.imports import write_scenario
from runaround.imports.talked import import_actions
from runaround.judging_settings import judged_by
from runaround.keeping import begin_run
from runaround.model import JudgedCase, Transcript
from runaround.scenario_file import check_file
from runaround.store import NewRun, PlannedCase, RecordedTarget, encode

__all__ = ["check_places", "keep", "write_as_scenario"]

_STEM = re.compile(r"[\w-]{1,80}")

_HEADER = (
    "The start of a scenario, written from a talk.",
    "What to decide next:",
    "- title, source: what the consumer wants, and where the situation comes from.",
    "- script: these lines are said whatever the bot answers; a check under a line says what its reply must hold.",
    (
        "- opening: to let the consumer decide by itself, write its first words there instead of a script, in as many "
        "wordings as people have for it; or keep the script and set after_script to react."
    ),
    (
        "- facts, evidence, lacks: what such a consumer knows, has and does not have. Being asked for what is in none "
        "of them makes a case inconclusive."
    ),
    "- human, patience: whether and when it asks for a person, and how long it bears it.",
    "- expect: what a good bot does here.",
    "- the other language: opening, say and choose take en and zh side by side.",
)


def check_places(args: argparse.Namespace) -> None:
    """Refuse places that cannot be written to before anybody has talked for half an hour. Raises FileError."""
    mistakes: list[Mistake] = []
    scenario: Path | None = args.as_scenario
    if scenario is not None:
        if scenario.suffix not in {".yaml", ".yml"} or not _STEM.fullmatch(scenario.stem):
            text = "expected a name of letters, digits, '_' and '-' that ends in .yaml."
            mistakes.append(Mistake(str(scenario), 0, "", text))
        elif scenario.exists():
            mistakes.append(Mistake(str(scenario), 0, "", "is there already; name another file."))
    mistakes += [
        Mistake(str(path), 0, "", "its folder is not there; make it first.")
        for path in (scenario, args.keep)
        if path is not None and not path.parent.is_dir()
    ]
    if args.keep is not None and args.out is not None:
        mistakes.append(Mistake(str(args.out), 0, "", "--keep and --out name two places; expected one."))
    if mistakes:
        raise FileError(mistakes)


def keep(case: JudgedCase, said: Transcript, plan: results.Plan, args: argparse.Namespace) -> str | None:
    """Write the record to the file of `--keep`, or into the store, and then return the id of its run.

    said: the transcript as it was before it was judged. Raises OSError, StoreError.
    """
    if args.keep is None:
        results.check_folder(args.out)
        new = NewRun(plan.id, plan.started, called={"command": "talk"}, targets=(RecordedTarget(said.target),))
        planned = PlannedCase(said.id, scenario=said.scenario, lang=said.lang, target=said.target)
        with open_chosen(args, read_only=False) as store:
            keeper = begin_run(store, new, [planned], by=judged_by())
            keeper.record(said, None)
            keeper.conclude(case)
            keeper.close(was_interrupted=False)
        return keeper.run
    path: Path = args.keep
    with path.open("ab") as stream:
        stream.write(encode(said).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    terminal.note(f"Kept in {path}.")
    return None


def write_as_scenario(path: Path, talked: Talked, *, lang: str | None) -> None:
    """Write what the person did as a scenario file, with the files they sent beside it.

    Raises OSError if it cannot be written, FileError if what was written is no scenario.
    """
    imported = import_actions(talked.actions, path.stem, lang=lang, read=lambda name: read_picture(Path(name)))
    if imported is None:
        terminal.complain(f"{path}: not written; nothing was said in words.")
        return
    text = write_scenario(imported.document, header=_HEADER, account=imported.account)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    write_evidence(path.parent, imported.evidence)
    check_file(path)
    terminal.note(f"Scenario: {path}")
