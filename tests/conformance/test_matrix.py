"""The same bots behind every protocol come to the same; what differs is declared by the fake, with the reason.

A few bots in a few situations, several protocols a test: `runaround matrix --all` plays more, and takes its time.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from runaround.cli import main
from runaround.cli.protocols import Compared, explain_difference
from runaround.fake import FAKE_GROUP, Fake
from runaround.plugins import load_plugins

pytestmark = pytest.mark.waits

FAKES: Mapping[str, Fake] = load_plugins(FAKE_GROUP)
LIGHT = [name for name, fake in FAKES.items() if not fake.needs]
AT_ONCE = 4
GROUPS = [LIGHT[start : start + AT_ONCE] for start in range(0, len(LIGHT), AT_ONCE)]


@pytest.mark.parametrize("protocols", GROUPS, ids="-".join)
def test_the_same_bots_give_the_same_findings(protocols: list[str], tmp_path: Path, capsys) -> None:
    code = main(["matrix", *protocols, "--quick", "--out", str(tmp_path / "matrix")])

    out = capsys.readouterr().out
    assert 0 == code, out
    assert "same bots give the same findings behind every protocol" in out
    assert all(found in out for found in ("loop/answer", "repeated_request", "handoff_failure/ignored", "inconclusive"))


CASE = Compared("toy", "healthy", "lost.en", ("loop/answer",), ("no_reply/silent",))
"""What a protocol has added, and what it has lost."""


@pytest.mark.parametrize(
    ("differs", "is_explained"),
    [
        ({"+loop/answer": "a", "-no_reply/silent": "b"}, True),
        ({"+loop/answer": "a"}, False),
        ({"-loop/answer": "a", "+no_reply/silent": "b"}, False),
        ({}, False),
    ],
)
def test_only_what_is_declared_in_its_direction_is_explained(differs: Mapping[str, str], is_explained: bool) -> None:
    reasons = explain_difference(CASE, differs)

    assert is_explained == bool(reasons)
    assert is_explained != replace(CASE, reasons=reasons).differs
