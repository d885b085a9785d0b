"""`runaround rescore`: the rules of today on the records of yesterday; nothing that was concluded is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from stored_runs import CASES, GOOD, LOOP, OLD, RUN, add_run

from runaround.cli.verdict_changes import CaseChange, Moved, compare_verdicts
from runaround.detectors import VERSION
from runaround.model import CaseStatus, Finding, Outcome, Verdict
from runaround.store import CaseVerdict, NewRun, PlannedCase, Store

CommandLine = Callable[..., tuple[int, str, str]]
WRONGLY_FOUND = Finding(1, "stalling", (0,))
SUPPRESSIONS = """\
suppressions:
  - kind: loop/answer
    scenario: "*"
    reason: known and being mended
    author: Anna
    expires: 2999-01-01
"""


def add_older(store: Store) -> str:
    """Add a run that an older set of detectors judged otherwise: they saw no loop, and something in a good case."""
    run = store.runs.begin(NewRun("older", "2026-11-01T10:00:00+00:00"), [PlannedCase(one.id) for one in CASES])
    verdicts = {
        LOOP.id: Verdict(CaseStatus.PASSED, Outcome.RESOLVED),
        GOOD.id: Verdict(CaseStatus.FAILED, Outcome.UNRESOLVED, (WRONGLY_FOUND,)),
    }
    for one in CASES:
        store.cases.append(run, one)
    number = store.judgements.begin(run, detectors="0")
    store.judgements.add(run, number, [CaseVerdict(name, 1, verdict) for name, verdict in verdicts.items()])
    store.judgements.finish(run, number)
    return run


def test_what_changed_is_told_by_kind_and_by_case(store: Store, command_line: CommandLine) -> None:
    run = add_older(store)

    code, out, err = command_line("rescore", run)

    told = " ".join(out.split())
    assert (0, "") == (code, err)
    assert f"Detectors 0 before, {VERSION} now: single findings are not comparable" in told
    assert "3 of 3 cases changed; 1 had no verdict before." in told
    assert f"{LOOP.id}: Passed before, Failed now new: Turn 3 repeats the answer of turn 1" in told
    assert f"{GOOD.id}: Failed before, Passed now gone: Turn 1 plays for time again" in told
    assert "Kept as judgement 2; judgement 1 stays." in told


def test_a_judgement_is_added_and_none_lost(store: Store, command_line: CommandLine) -> None:
    run = add_older(store)
    before = list(store.judgements.stream(run, 1))

    command_line("rescore", run)

    latest = store.judgements.find_latest(run)
    assert latest is not None
    assert (2, VERSION) == (latest.number, latest.detectors)
    assert before == list(store.judgements.stream(run, 1))
    assert [CaseStatus.FAILED, CaseStatus.PASSED, CaseStatus.INCONCLUSIVE] == [
        one.verdict.status for one in store.judgements.stream(run, 2)
    ]


def test_nothing_is_kept_of_a_rehearsal(store: Store, command_line: CommandLine) -> None:
    run = add_older(store)

    _, out, _ = command_line("rescore", run, "--dry-run")

    assert out.endswith("\nNothing was kept: --dry-run.\n")
    assert 1 == len(store.judgements.list_all(run))


def test_the_same_rules_change_nothing(store: Store, command_line: CommandLine) -> None:
    _, out, _ = command_line("rescore", RUN, OLD, "--report-lang", "zh")

    assert "3个案例都没有变化。" in out
    assert f"检测规则（{VERSION}）、短语集和排除项都相同：变化可以直接比较。" in out


def test_what_is_suppressed_now_is_gone_and_told(store: Store, command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "known.yaml").write_text(SUPPRESSIONS, "utf-8")

    _, out, _ = command_line("rescore", RUN, "--suppress", "known.yaml", "--format", "json")

    (one,) = json.loads(out)
    assert (True, True) == (one["is_comparable"], one["has_other_suppressions"])
    assert {"loop/answer": {"before": 1, "after": 0, "gone": 1, "new": 0, "moved": 0}} == one["kinds"]
    _, shown, _ = command_line("show", RUN)
    assert "known and being mended" in shown


def test_what_was_suppressed_stays_so_for_cases_that_are_judged_later(
    store: Store, command_line: CommandLine, tmp_path: Path
) -> None:
    """The entries of that day are kept with the judgement: the file may be another by now."""
    (tmp_path / "known.yaml").write_text(SUPPRESSIONS, "utf-8")
    command_line("rescore", RUN, "--suppress", "known.yaml")
    made = store.judgements.read(RUN, 2)
    run = add_run(store, "killed", judged=[])
    (tmp_path / "known.yaml").unlink()
    number = store.judgements.begin(run, detectors=VERSION, settings=made.settings)
    store.judgements.finish(run, number)

    _, out, err = command_line("show", run, LOOP.id)

    assert "△ Same answer again" in out
    assert "" == err


def test_other_phrasebooks_are_told(store: Store, command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "language: en\ncompany:\n  fallback:\n    says: |\n      bleep bloop\n", "utf-8"
    )

    code, out, _ = command_line("rescore", RUN, "--phrasebook", "ours.yaml")

    assert 0 == code
    assert "Other phrasebooks than before" in out


@pytest.mark.parametrize("command", ["rescore", "redact --reason x --yes", "prune --reason x --yes"])
def test_an_unknown_run_is_told(command: str, store: Store, command_line: CommandLine) -> None:
    code, out, err = command_line(*command.split(), "nope")

    assert (2, "") == (code, out)
    assert "no run 'nope'; the latest are" in err


def test_a_finding_at_another_turn_has_moved() -> None:
    first, second, third = (Finding(turn, "loop/answer", (0,)) for turn in (1, 3, 5))
    before = Verdict(CaseStatus.FAILED, Outcome.UNRESOLVED, (first, second, WRONGLY_FOUND))
    after = Verdict(CaseStatus.FAILED, Outcome.UNRESOLVED, (first, third))

    changed = compare_verdicts("a", "s", before, after)

    assert (
        CaseChange(
            "a",
            "s",
            CaseStatus.FAILED,
            CaseStatus.FAILED,
            (Outcome.UNRESOLVED, Outcome.UNRESOLVED),
            gone=(WRONGLY_FOUND,),
            moved=(Moved(second, third),),
        )
        == changed
    )
