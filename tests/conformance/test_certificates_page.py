"""docs/adapters/certificates.md is what `make certificates` makes of what is installed.

What can be known without playing is compared: what the fakes say of themselves, and how many behaviours there are.
"""

import re
from pathlib import Path

import pytest

from runaround.conformance import BEHAVIOURS
from runaround.fake import FAKE_GROUP, Fake
from runaround.plugins import load_plugins

FAKES: dict[str, Fake] = {name: fake for name, fake in load_plugins(FAKE_GROUP).items() if not fake.needs}
"""Those that need nothing more; whether the others are on the page depends on the machine that made it."""
PAGE = (Path(__file__).parents[2] / "docs" / "adapters" / "certificates.md").read_text("utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")}
MAKE_ANEW = "the page is not that of these fakes: run `make certificates`"


def test_every_protocol_has_its_certificate() -> None:
    missing = [name for name in FAKES if name not in SECTIONS]

    assert [] == missing, MAKE_ANEW


@pytest.mark.parametrize("name", FAKES)
def test_the_certificate_is_that_of_the_fake(name: str) -> None:
    fake, section = FAKES[name], SECTIONS.get(name, "")
    row = re.search(rf"^\| \[`{name}`\]\(#{name}\) \| (\d+) \| (\d+) \| (\d+) \|", PAGE, re.MULTILINE)

    assert f"The fake was made from: {fake.made_from or 'not said'}." in section, MAKE_ANEW
    assert (f"It was checked by: {fake.checked_by}." in section) == bool(fake.checked_by), MAKE_ANEW
    assert row is not None, MAKE_ANEW
    passed, skipped, failed = map(int, row.groups())
    assert (len(BEHAVIOURS), 0) == (passed + skipped + failed, failed), MAKE_ANEW


def test_what_protocols_change_is_declared_with_the_reason() -> None:
    told = re.findall(r"^- \d+ cases? behind (\w+), rightly: (.+)\.$", PAGE, re.MULTILINE)

    assert told
    assert all(reason in FAKES[name].differs.values() for name, reason in told), MAKE_ANEW
    assert "; expected" not in PAGE, "a difference is declared by nobody"
