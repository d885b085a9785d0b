"""Misspelt words are recognised, and words that are right are left alone."""

from __future__ import annotations

import pytest

from runaround.specimens.spelling import correct, distance

KNOWN = frozenset({"deliver", "deposit", "password", "refund", "subscription"})


@pytest.mark.parametrize(
    ("left", "right", "slips"),
    [
        ("refund", "refund", 0),
        ("refnd", "refund", 1),
        ("reufnd", "refund", 1),
        ("refunnds", "refund", 2),
        ("", "ab", 2),
    ],
)
def test_the_distance_counts_slips(left, right, slips):
    assert slips == distance(left, right)


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("my refnd", "my refund"),
        ("Pasword, please", "password, please"),
        ("subscripton", "subscription"),
        ("depositt", "deposit"),
        ("refunds delivered", "refunds delivered"),
        ("a nice island", "a nice island"),
        ("efund", "efund"),
        ("退宽", "退宽"),
    ],
)
def test_a_word_that_is_nearly_known_is_taken_for_it(text, corrected):
    assert corrected == correct(text, KNOWN)
