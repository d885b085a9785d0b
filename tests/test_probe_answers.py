"""What a test system answered holds, does not hold, or says nothing about the matter."""

from __future__ import annotations

import pytest

from runaround.model import JsonCheck, Probe
from runaround.probe_answers import MAX_TEXT, NoAnswer, Probed, read_answer
from runaround.system import Answer

BOOKED = JsonCheck("refund.state", equals="booked")
PLAIN = Probe("the refund is booked", "/refund")
CHECKED = Probe("退款已入账", "/refund", json=(BOOKED, JsonCheck("refund.cents", exists=True)))
GONE = Probe("the order is gone", "/order", status=404)


@pytest.mark.parametrize(
    ("probe", "answer", "expected"),
    [
        (PLAIN, Answer(200), Probed("the refund is booked; HTTP 200", holds=True)),
        (PLAIN, Answer(204), Probed("the refund is booked; HTTP 204", holds=True)),
        (PLAIN, Answer(302), Probed("the refund is booked; HTTP 302", holds=True)),
        (PLAIN, Answer(404), Probed("the refund is booked; HTTP 404", holds=False)),
        (PLAIN, Answer(409), Probed("the refund is booked; HTTP 409", holds=False)),
        (GONE, Answer(404, "<h1>no</h1>"), Probed("the order is gone; HTTP 404", holds=True)),
        (GONE, Answer(200), Probed("the order is gone; HTTP 200", holds=False)),
        (
            CHECKED,
            Answer(200, '{"refund": {"state": "booked", "cents": 5}}'),
            Probed('退款已入账; HTTP 200; refund.state = "booked"; refund.cents = 5', holds=True),
        ),
        (
            CHECKED,
            Answer(200, '{"refund": {"state": "booked"}}'),
            Probed('退款已入账; HTTP 200; refund.state = "booked"; refund.cents = null', holds=False),
        ),
        (CHECKED, Answer(404, "not found"), Probed("退款已入账; HTTP 404", holds=False)),
        (Probe("up", "/", status=503), Answer(503), Probed("up; HTTP 503", holds=True)),
    ],
)
def test_an_answer_about_the_matter_is_judged(probe: Probe, answer: Answer, expected: Probed) -> None:
    assert expected == read_answer(probe, answer)


@pytest.mark.parametrize("status", [400, 401, 403, 405, 407, 408, 422, 429, 500, 502, 503, 504])
def test_an_error_about_the_question_or_the_system_accuses_nobody(status: int) -> None:
    with pytest.raises(NoAnswer) as caught:
        read_answer(PLAIN, Answer(status, "  维护中 "))

    assert (
        f"The test system, asked for 'the refund is booked', answered HTTP {status} with '维护中', which says nothing"
        " about it; expected a status below 400."
    ) == str(caught.value)


def test_a_way_to_a_login_page_is_no_answer() -> None:
    with pytest.raises(NoAnswer, match=r"answered HTTP 302 without content, .* expected HTTP 200\."):
        read_answer(Probe("refund", "/", status=200), Answer(302))


@pytest.mark.parametrize("body", ["", "<html>", '{"a": ', "[" * 100_000], ids=["nothing", "html", "half", "deep"])
def test_no_json_where_json_is_asked_for_is_no_answer(body: str) -> None:
    with pytest.raises(NoAnswer, match=r"expected JSON\.$"):
        read_answer(CHECKED, Answer(200, body))


def test_a_hostile_answer_is_quoted_short_and_visible() -> None:
    with pytest.raises(NoAnswer) as caught:
        read_answer(CHECKED, Answer(200, "\x1b[2J\u202e" + "x" * 100_000))

    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_what_is_told_has_one_line_and_an_end() -> None:
    checks = tuple(JsonCheck(f"a{number}") for number in range(50))
    body = "{" + ", ".join(f'"a{number}": "{"x" * 500}"' for number in range(50)) + "}"

    probed = read_answer(Probe("very\n long " * 100, "/", json=checks), Answer(200, body))

    assert MAX_TEXT == len(probed.text)
    assert probed.text.startswith("very long very long")
    assert "\n" not in probed.text
