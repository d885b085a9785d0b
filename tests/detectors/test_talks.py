"""Many short conversations for kinds that hang on wording; the tables are `talks.en.yaml` and `talks.zh.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from runaround.model import Finding

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")


class Talk(NamedTuple):
    """One line of a table: a conversation, and whether the kind is found at its last turn or not at all."""

    kind: str
    fires: bool
    line: str


def talks(lang: str) -> Iterator[Talk]:
    """Yield the conversations of one language's table."""
    for kind, tables in yaml.safe_load((HERE / f"talks.{lang}.yaml").read_text("utf-8")).items():
        for table, block in tables.items():
            yield from (Talk(kind, table == "fires", line) for line in block.splitlines())


ALL = [talk for lang in LANGUAGES for talk in talks(lang)]


@pytest.mark.parametrize("talk", ALL, ids=lambda talk: f"{talk.kind}-{'fires' if talk.fires else 'silent'}-{talk.line}")
def test_the_conversation_is_judged_as_its_table_says(find: Callable[..., tuple[Finding, ...]], talk: Talk) -> None:
    turns = talk.line.split(" | ")

    found = [finding.turn for finding in find(*turns) if finding.family == talk.kind]

    assert ([len(turns) - 1] if talk.fires else []) == found


def test_no_conversation_stands_in_its_table_twice() -> None:
    assert len(ALL) == len(set(ALL))
