"""Measures the detectors on the labelled conversations: writes accuracy.md, and what findings' confidence rests on.

python docs/figures.py

A test fails while either is not what this makes of tests/gold. After a merge conflict in one of them, take either
side and run this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from runaround.assessing import LEAST_PRECISION, MEASURED_FILE, Measured, assess, write_measured
from runaround.cli.blocks import Block, Heading, Paragraph, Table, write_markdown
from runaround.cli.gold_cases import GoldCases, read_gold
from runaround.cli.gold_page import list_agreements, list_confusion, list_outcomes, tell_gaps
from runaround.detectors import VERSION
from runaround.gold import ALL_LANGUAGES, LabelledCase, Level, Study, compare_with_gold, count_sound_cases, study_gold
from runaround.judging import load_detectors
from runaround.model import Confidence, Finding

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "accuracy.md"
MEASURED = DOCS.parent / "harness" / "runaround" / MEASURED_FILE
GOLD = DOCS.parent / "tests" / "gold"

HEAD = """\
# How accurate the detectors are

This page is written by `make figures` from the [labelled conversations](../tests/gold/README.md) of this project; a
test fails while it is stale. `runaround calibrate --gold FILE` makes the same tables of conversations of your own, and
with `--verbose` quotes every miss and every false alarm.

- **The figures are an upper bound.** The rules were written with most of these conversations at hand. `dev3` was
  written by somebody who had seen neither phrases nor rules; what it showed at first contact stands in [how a
  conversation is read](reading.md#how-well-it-works). Conversations of your own are the better test.
- **By case**: a case counts once for a kind, wherever it shows it. **By turn**: the finding must be at the very turn
  that people labelled. A form (`loop/menu`) is also counted for its family (`loop`).
- **Precision**: of what was found, how much people had labelled. **Recall**: of what they labelled, how much was
  found. **F1** is the harmonic mean of both.
- **In brackets** stand 95 % intervals: Wilson's for precision and recall; for F1 that of the share of hits among all
  places, from which F1 follows. Turns of one case are no independent trials, so that intervals by turn are narrower
  than they should be.
- A detector that breaks on a case is named, and the case counts for none of its kinds.

"""

CONFIDENCE = """\
## What confidence is made of

The confidence of a finding is measured here, over all languages together: in how many of the labelled conversations in
which findings of its kind are made all of them are right, *by turn*. Conversations and not findings are counted: the
findings of one conversation are no independent trials.

| confidence | what it says |
|---|---|
| `high` | the 95 % interval (Wilson) begins at {high:.2f} or above |
| `medium` | it begins at {medium:.2f} or above |
| `few` | too few were measured to say whether it is one of the others |
| `low` | it ends below {high:.2f}: too many were wrong |
| `unknown` | never found here, a plugin's, phrasebooks were added, or the rules have changed since |

It is a statement about the kind and no opinion about the single conversation. What makes the figures an upper bound
makes confidence one too: with other companies, sectors and phrasebooks findings may be wrong more often.

"""


def main() -> None:
    """Write the page and what was measured."""
    files = read_files()
    MEASURED.write_text(write_measured(measure(_join(files).cases)), "utf-8")
    PAGE.write_text(write_page(files), "utf-8")


def read_files() -> Mapping[str, GoldCases]:
    """Return the labelled conversations by file, judged."""
    detectors = load_detectors()
    return {path.stem: read_gold([path], detectors) for path in sorted(GOLD.glob("*.jsonl"))}


def measure(cases: Sequence[LabelledCase]) -> Measured:
    """Return what confidence rests on."""
    return Measured(VERSION, len(cases), count_sound_cases(cases, families=load_detectors()))


def write_page(files: Mapping[str, GoldCases]) -> str:
    """Return the page; it depends on the labelled conversations and the detectors alone."""
    gold = _join(files)
    study = _study(gold.cases)
    return (
        HEAD
        + f"Detector set {VERSION}; {len(gold.cases)} labelled conversations.\n\n"
        + write_markdown(_figures(study, files))
        + "\n"
        + CONFIDENCE.format(high=LEAST_PRECISION[Confidence.HIGH], medium=LEAST_PRECISION[Confidence.MEDIUM])
        + write_markdown([_confidences(measure(gold.cases))])
    )


def _join(files: Mapping[str, GoldCases]) -> GoldCases:
    every = files.values()
    cases = tuple(case for one in every for case in one.cases)
    return GoldCases(tuple(files), cases, sum(one.unlabelled for one in every), sum(one.unread for one in every))


def _figures(study: Study, files: Mapping[str, GoldCases]) -> Iterator[Block]:
    yield Heading("By case, families", 2)
    yield list_agreements(one for one in study.agreements[Level.CASE] if "/" not in one.kind)
    yield Heading("By case, forms", 2)
    yield list_agreements(one for one in study.agreements[Level.CASE] if "/" in one.kind)
    yield Heading("By turn", 2)
    yield list_agreements(study.agreements[Level.TURN])
    yield Heading("By file", 2)
    yield Paragraph(("Families by case, of all languages; kinds that a file neither has nor shows are left out.",))
    yield _by_file(files)
    yield Heading("Outcome of a case", 2)
    yield list_outcomes(study.outcomes)
    yield Paragraph(("Cases by outcome: rows as labelled, columns as read.",))
    yield list_confusion(study.outcomes)
    gaps = tuple(tell_gaps(study, _join(files)))
    if gaps:
        yield Heading("What the figures leave out", 2)
        yield Paragraph(gaps)


def _by_file(files: Mapping[str, GoldCases]) -> Table:
    rows: list[tuple[str, ...]] = []
    headers: tuple[str, ...] = ()
    for file, gold in files.items():
        every = compare_with_gold(gold.cases, families=load_detectors())
        families = [one for one in every if one.lang == ALL_LANGUAGES and "/" not in one.kind]
        table = list_agreements(one for one in families if one.labelled or one.found)
        headers = ("file", *table.headers)
        rows += [(file, *row) for row in table.rows]
    return Table(headers, rows)


def _confidences(measured: Measured) -> Table:
    rows: list[tuple[str, ...]] = []
    for kind, sound in measured.kinds.items():
        assessed = assess(Finding(0, kind), detectors=VERSION, matter=None, measured=measured).assessment
        assert assessed is not None
        right = f"{sound.hits} of {sound.judged} ({sound.low:.2f}–{sound.high:.2f})"
        rows.append((kind, right, assessed.confidence.value, assessed.severity.value))
    return Table(("kind", "conversations right", "confidence", "severity of the kind"), rows)


def _study(cases: Sequence[LabelledCase]) -> Study:
    return study_gold(cases, families=load_detectors())


if __name__ == "__main__":
    main()
