"""Writes learned.md: what the models of the reading were trained from, and how well they read what they have not seen.

python docs/learned.py

A test fails while the page is not what this makes of the models.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runaround.reading.acts import Act
from runaround.reading.learned import LEARNED, SIDES

DOCS = Path(__file__).resolve().parent
MODELS = DOCS.parent / "harness" / "runaround" / "reading"
NAMES = {"en": "English", "zh": "Chinese"}

PAGE = """\
# What was learned, and how well

This page is made by `make train` from the models themselves.

Phrases do not generalise: nobody can list all ways of asking for a human. Beside the [phrasebooks](phrasebooks.md), the
reading therefore uses small linear models, one for each language and side. A sentence becomes a set of features: words,
pairs of words (also over one between), pieces of four letters, or characters and pairs of them in Chinese; every figure
counts as a 0. Each act weighs the features with whole numbers; if the sum reaches the act's least score, the sentence
does the act. No network, no randomness, no floating point but one scaling: the same text is read in the same way
everywhere. `runaround explain` shows the heaviest features of every act that was read so.

- The least score of an act is the lowest at which its precision, on writers that the model had not seen, was at least
  the one demanded (0.95 for most; see `training/train.py`). An act that never gets there is not read.
- An act may need a word besides (`learned` in a phrasebook): nobody wishes for a human without naming one, or talking.
- What both tell is one act. What a phrase tells holds, whatever was learned.
- Only English and Chinese were learned. Spanish is read by its phrasebook alone.
- The same utterances tell how common a word is in service talk (`weights.json`): common ones count less when two
  answers are compared.

Where the utterances come from, and who has not read them, stands in [training](../training/README.md). The figures
below were measured on lines by other writers than those learned from, where several wrote for an act, else on lines
held out at random. These lines are made to be hard: half of them are look-alikes. An ordinary conversation is easier on
precision, and has ways of speaking that no writer thought of.

A recall of 0.3 means that three in ten ways of doing an act are read from what was learned *alone*, in the wordings of
a hand that was new; phrases read others.
"""


def main() -> None:
    """Write the page."""
    (DOCS / "learned.md").write_text(write_page(), encoding="utf-8")


def write_page() -> str:
    """Return the page that the models make."""
    return PAGE + "".join(line + "\n" for lang in LEARNED for side in SIDES for line in _table(lang, side))


def _table(lang: str, side: str) -> Iterator[str]:
    model = _read(lang, side)
    yield ""
    yield f"## {NAMES[lang]}, the {side}'s side: {model['trained']['lines']:,} lines"
    yield ""
    yield "| act | lines | precision | recall |"
    yield "|---|---|---|---|"
    known = {act.value for act in Act}
    rows = zip(model["acts"], model["trained"]["of_act"], model["measured"], strict=True)
    for act, lines, (_, precision, recall) in rows:
        if act in known and recall:
            yield f"| `{act}` | {lines:,} | {precision:.2f} | {recall:.2f} |"


def _read(lang: str, side: str) -> Any:  # noqa: ANN401 (JSON)
    return json.loads(gzip.decompress((MODELS / f"learned.{lang}.{side}.json.gz").read_bytes()))


if __name__ == "__main__":
    main()
