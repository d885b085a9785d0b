"""What a scenario file says about probes: where the consumer's name may stand, and what is asked of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from runaround.errors import FileError
from runaround.model import JsonCheck, Probe
from runaround.scenario_file import load_scenarios

SCENARIO = """\
facts: {order_number: {en: A-1}}
sessions: [{opening: {en: hello}}]
probes:
"""


def probes_of(tmp_path: Path, text: str) -> tuple[Probe, ...]:
    path = tmp_path / "tea.yaml"
    path.write_text(SCENARIO + text, "utf-8")
    (scenario,) = load_scenarios(path)
    return scenario.probes


def mistakes_of(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    with pytest.raises(FileError) as caught:
        probes_of(tmp_path, text)
    return [(one.line, one.path) for one in caught.value.mistakes]


def test_the_consumers_name_is_left_for_the_time_of_asking(tmp_path: Path) -> None:
    text = """\
  - name: a
    path: /orders/{order_number}?of={consumer_id}
    headers: {X-Who: "{consumer_id}"}
    json: {who: ["{consumer_id}", "{ x }", 1]}
"""

    (probe,) = probes_of(tmp_path, text)

    assert "/orders/A-1?of={consumer_id}" == probe.path
    assert {"X-Who": "{consumer_id}"} == probe.headers
    assert {"who": ["{consumer_id}", "{ x }", 1]} == probe.body


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("  - {name: 'a {consumer_id}', path: /}\n", "probes[0].name"),
        (
            "  - {name: a, path: /, expect: {json: [{at: a, equals: '{consumer_id}'}]}}\n",
            "probes[0].expect.json[0].equals",
        ),
        ("  - {name: a, path: '/{consumer}'}\n", "probes[0].path"),
    ],
    ids=["in the name", "in what is expected", "misspelt"],
)
def test_elsewhere_the_consumers_name_stands_for_nothing(tmp_path: Path, text: str, place: str) -> None:
    assert [(4, place)] == mistakes_of(tmp_path, text)


def test_a_header_that_no_request_can_have_is_refused(tmp_path: Path) -> None:
    assert [(4, "probes[0].headers")] == mistakes_of(tmp_path, "  - {name: a, path: /, headers: {'X Y': '1'}}\n")


def test_what_must_be_null_must_not_be_there(tmp_path: Path) -> None:
    """Without this `equals: null` would ask nothing, and hold whatever is found."""
    (probe,) = probes_of(tmp_path, "  - {name: a, path: /, expect: {json: [{at: refund, equals: null}]}}\n")

    assert (JsonCheck("refund", exists=False),) == probe.json
