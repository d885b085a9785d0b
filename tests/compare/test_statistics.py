"""Every number of a comparison, against programs that others wrote, on thousands of inputs.

scipy and statsmodels are imported here and nowhere else: it takes them a second.
"""

from __future__ import annotations

from itertools import combinations, product
from math import sqrt
from random import Random
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize

from runaround.clusters import interval_of_mean, interval_of_share, pass_hat, student, worth
from runaround.comparing import POWER, find_detectable, power
from runaround.comparing.differences import (
    Tally,
    effect_of,
    interval_of_difference,
    interval_of_mean_difference,
    worth_of_pairs,
)
from runaround.comparing.exact import holm, sign_flip
from runaround.intervals import wilson
from runaround.model import Effect

Z = NormalDist().inv_cdf(0.975)


@pytest.fixture
def rng() -> Random:
    """Return randomness that is the same in every build."""
    return Random(20_260_000)


# --- One share ----------------------------------------------------------------------------------------


def test_the_interval_of_a_share_is_that_of_statsmodels(rng: Random) -> None:
    inputs = [(rng.randint(0, n), n) for n in (rng.randint(1, 2000) for _ in range(3000))]

    expected = [proportion_confint(hits, n, method="wilson") for hits, n in inputs]

    assert np.allclose(expected, [wilson(hits, n) for hits, n in inputs], atol=1e-12)


def test_students_quantile_is_that_of_scipy() -> None:
    degrees = range(1, 1000)

    assert np.allclose([stats.t.ppf(0.975, df) for df in degrees], [student(df) for df in degrees], atol=1e-4)


def test_pass_hat_is_the_share_of_subsets_that_all_pass() -> None:
    """The definition itself, counted out: draw k of the repeats in every way, and see how often all passed."""
    inputs = [(passed, n, k) for n in range(1, 9) for passed in range(n + 1) for k in range(1, n + 1)]

    def count(passed: int, n: int, k: int) -> float:
        outcomes = [True] * passed + [False] * (n - passed)
        return float(np.mean([all(drawn) for drawn in combinations(outcomes, k)]))

    assert [count(*one) for one in inputs] == pytest.approx([pass_hat(*one) for one in inputs])


def test_what_repeats_are_worth_follows_from_the_cluster_robust_variance(rng: Random) -> None:
    """statsmodels: the mean as a regression on nothing, with errors that depend within a scenario."""
    inputs = [draw_counts(rng) for _ in range(500)]

    def robust(counts: list[tuple[int, int]]) -> float:
        values = [float(place < hits) for hits, n in counts for place in range(n)]
        groups = [number for number, (_, n) in enumerate(counts) for _ in range(n)]
        fit = OLS(values, np.ones(len(values))).fit(
            cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
        )
        share, variance = np.mean(values), fit.bse[0] ** 2
        largest, smallest = len(values), len(values) ** 2 / sum(n * n for _, n in counts)
        trusted = min(share * (1 - share) / variance, largest) * (Z / stats.t.ppf(0.975, len(counts) - 1)) ** 2
        return float(max(trusted, smallest))

    assert [robust(one) for one in inputs] == pytest.approx([worth(one) for one in inputs], rel=1e-3)


def draw_counts(rng: Random) -> list[tuple[int, int]]:
    """Return hits and judged repeats of some scenarios, neither all nor none of them hits, and not all alike."""
    while True:
        counts = [(rng.randint(0, n), n) for n in (rng.randint(2, 6) for _ in range(rng.randint(2, 30)))]
        if len({hits / n for hits, n in counts}) > 1:
            return counts


def test_scenarios_that_are_not_repeated_have_the_interval_of_their_counts(rng: Random) -> None:
    inputs = [[(rng.randint(0, 1), 1) for _ in range(rng.randint(1, 50))] for _ in range(500)]

    expected = [wilson(sum(hit for hit, _ in one), len(one)) for one in inputs]

    assert np.allclose(expected, [interval_of_share(one) for one in inputs])
    assert np.allclose(expected, [interval_of_mean([hit for hit, _ in one], most=len(one)) for one in inputs])


def test_repeats_that_are_all_alike_count_once() -> None:
    """Twenty scenarios played five times, always with the same result, say what twenty cases say."""
    counts = [(5, 5)] * 14 + [(0, 5)] * 6

    assert wilson(14, 20) == pytest.approx(interval_of_share(counts))


# --- Two shares, paired ------------------------------------------------------------------------------


def test_without_repeats_the_test_is_mcnemars(rng: Random) -> None:
    inputs = [(rng.randint(0, 60), rng.randint(0, 60)) for _ in range(3000)]

    expected = [mcnemar([[5, worse], [better, 7]], exact=True).pvalue for worse, better in inputs]

    found = [sign_flip([1] * worse + [-1] * better + [0] * 12) for worse, better in inputs]
    assert expected == pytest.approx(found)


def test_with_repeats_the_test_counts_every_way_to_give_the_signs(rng: Random) -> None:
    inputs = [[rng.randint(-5, 5) for _ in range(rng.randint(1, 9))] for _ in range(2000)]

    def count(differences: list[int]) -> float:
        sums = [abs(sum(s * d for s, d in zip(signs, differences, strict=True))) for signs in _signs(len(differences))]
        return float(np.mean([one >= abs(sum(differences)) for one in sums]))

    assert [count(one) for one in inputs] == pytest.approx([sign_flip(one) for one in inputs])


def _signs(n: int) -> list[tuple[int, ...]]:
    return list(product((1, -1), repeat=n))


def test_with_repeats_the_test_is_scipys_permutation_of_pairs(rng: Random) -> None:
    inputs = [[(rng.randint(0, 4), rng.randint(0, 4)) for _ in range(rng.randint(2, 10))] for _ in range(150)]

    def permute(pairs: list[tuple[int, int]]) -> float:
        sides = np.array(pairs, dtype=float).T
        done = stats.permutation_test(
            (sides[0], sides[1]),
            lambda x, y, axis: np.sum(y - x, axis=axis),
            permutation_type="samples",
            vectorized=True,
            n_resamples=np.inf,
        )
        return float(done.pvalue)

    found = [sign_flip([after - before for before, after in pairs]) for pairs in inputs]
    assert [permute(pairs) for pairs in inputs] == pytest.approx(found)


def test_for_very_many_scenarios_the_normal_distribution_says_nearly_the_same(rng: Random) -> None:
    exact = [rng.choice((-3, -2, -1, 1, 2, 3, 3)) for _ in range(2000)]
    approximate = [*exact, 1, -1]

    assert sign_flip(exact) == pytest.approx(sign_flip(approximate), rel=0.05)


def test_several_tests_are_adjusted_as_statsmodels_does(rng: Random, monkeypatch: pytest.MonkeyPatch) -> None:
    # It collects garbage at each call, a tenth of a second in a process as large as this one.
    monkeypatch.setattr("gc.collect", lambda: 0)
    inputs = [[rng.random() ** 3 for _ in range(rng.randint(1, 30))] for _ in range(3000)]

    expected = [multipletests(values, method="holm")[1] for values in inputs]

    assert all(np.allclose(one, holm(values)) for one, values in zip(expected, inputs, strict=True))


def newcombe(table: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return method 10 as the paper writes it, from the four cells: both, before only, after only, neither."""
    e, f, g, h = table
    n = e + f + g + h
    before, after = (e + f) / n, (e + g) / n
    (l2, u2), (l3, u3) = (proportion_confint(hits, n, method="wilson") for hits in (e + f, e + g))
    product_ = (e + f) * (g + h) * (e + g) * (f + h)
    common = e * h - f * g
    corrected = max(common - n / 2, 0) if common > 0 else common
    phi = corrected / sqrt(product_) if product_ else 0.0
    down = sqrt((after - l3) ** 2 - 2 * phi * (after - l3) * (u2 - before) + (u2 - before) ** 2)
    up = sqrt((u3 - after) ** 2 - 2 * phi * (u3 - after) * (before - l2) + (before - l2) ** 2)
    return max(-1.0, after - before - down), min(1.0, after - before + up)


def pairs_of(table: tuple[int, int, int, int]) -> list[Tally]:
    cells = zip(table, ((1, 1), (1, 0), (0, 1), (0, 0)), strict=True)
    return [Tally(before, after, 1) for number, (before, after) in cells for _ in range(number)]


def test_without_repeats_the_interval_of_the_difference_is_newcombes(rng: Random) -> None:
    tables = [tuple(rng.choice((0, rng.randint(0, 40))) for _ in range(4)) for _ in range(3000)]
    inputs = [table for table in tables if sum(table)]

    expected = [newcombe(table) for table in inputs]  # type: ignore[arg-type]

    found = [interval_of_difference(pairs_of(table)) for table in inputs]  # type: ignore[arg-type]
    assert np.allclose(expected, found, atol=1e-9)


def test_the_interval_of_the_difference_is_the_one_of_the_literature() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table II: the example of 36, 12, 2, 0, by method 10."""
    low, high = interval_of_difference(pairs_of((36, 2, 12, 0)))

    assert (0.0569, 0.3404) == (round(low, 4), round(high, 4))


def test_repeats_that_are_all_alike_leave_the_interval_of_the_difference_as_it_is() -> None:
    table = (20, 3, 11, 8)

    once = interval_of_difference(pairs_of(table))
    four_times = interval_of_difference([Tally(4 * one.before, 4 * one.after, 4) for one in pairs_of(table)])

    assert once == pytest.approx(four_times, abs=1e-9)


def test_the_interval_mirrors_when_before_and_after_are_exchanged(rng: Random) -> None:
    inputs = [draw_tallies(rng) for _ in range(1000)]

    exchanged = [interval_of_difference([Tally(one.after, one.before, one.pairs) for one in ts]) for ts in inputs]

    found = [interval_of_difference(tallies) for tallies in inputs]
    assert np.allclose([(-high, -low) for low, high in exchanged], found, atol=1e-9)


def draw_tallies(rng: Random) -> list[Tally]:
    sizes = [rng.randint(1, 5) for _ in range(rng.randint(1, 25))]
    return [Tally(rng.randint(0, n), rng.randint(0, n), n) for n in sizes]


def test_the_interval_of_a_mean_difference_is_scipys_for_one_pair_a_scenario(rng: Random) -> None:
    inputs = [[rng.randint(-9, 9) for _ in range(rng.randint(2, 40))] for _ in range(1000)]
    inputs = [values for values in inputs if len(set(values)) > 1]

    expected = [stats.ttest_1samp(values, 0).confidence_interval() for values in inputs]

    found = [interval_of_mean_difference([(value, 1) for value in values]) for values in inputs]
    assert np.allclose([(one.low, one.high) for one in expected], found, atol=1e-4, rtol=1e-4)


def test_the_words_for_an_effect_follow_cohens_h(rng: Random) -> None:
    inputs = [(rng.random(), rng.random()) for _ in range(3000)]
    words = (Effect.TINY, Effect.SMALL, Effect.MEDIUM, Effect.LARGE)

    expected = [words[np.searchsorted((0.2, 0.5, 0.8), abs(proportion_effectsize(*pair)))] for pair in inputs]

    assert expected == [effect_of(*pair) for pair in inputs]


# --- Power -----------------------------------------------------------------------------------------------


def count_out(pairs: int, difference: float, churn: float) -> float:
    """Return the power by going through every table, with scipy's multinomial and binomial distributions."""
    worse, better = difference + churn / 2, churn / 2
    cells = [(w, b) for w in range(pairs + 1) for b in range(pairs + 1 - w)]
    chances = stats.multinomial.pmf(
        [(w, b, pairs - w - b) for w, b in cells], pairs, [worse, better, 1 - worse - better]
    )
    p = [min(1.0, 2 * stats.binom.cdf(min(cell), sum(cell), 0.5)) for cell in cells]
    return float(sum(chance for chance, one in zip(chances, p, strict=True) if one < 0.05))


def test_the_power_is_that_of_every_table_counted_out(rng: Random) -> None:
    drawn = [(rng.randint(1, 30), rng.random() * 0.7, rng.random() * 0.3) for _ in range(40)]

    assert [count_out(*one) for one in drawn] == pytest.approx(
        [power(pairs, difference, churn=churn) for pairs, difference, churn in drawn], abs=1e-9
    )


def test_the_approximation_for_many_pairs_meets_the_exact_power() -> None:
    exact, approximate = power(1000, 0.04, churn=0.1), power(1001, 0.04, churn=0.1)

    assert exact == pytest.approx(approximate, abs=0.03)


@pytest.mark.parametrize(("pairs", "churn"), [(12, 0.0), (40, 0.05), (106, 0.1), (400, 0.2)])
def test_what_can_be_seen_is_seen_in_eighty_of_a_hundred_simulated_comparisons(pairs: int, churn: float) -> None:
    found = find_detectable(pairs, churn=churn)
    assert found.difference is not None
    generator = np.random.default_rng(1)
    shares = [found.difference + churn / 2, churn / 2, 1 - found.difference - churn]

    tables = generator.multinomial(pairs, shares, size=6000)
    seen = np.mean([2 * stats.binom.cdf(min(w, b), w + b, 0.5) < 0.05 for w, b, _ in tables])

    assert pytest.approx(POWER, abs=0.02) == seen


@pytest.mark.parametrize(("repeats", "steadiness"), [(3, 0.0), (3, 0.5), (5, 1.0)])
def test_with_repeats_the_power_is_about_that_of_what_the_pairs_are_worth(repeats: int, steadiness: float) -> None:
    """Simulated: sixty scenarios, each with its own chance to fail; in a fifth of all pairs a failure is new."""
    generator = np.random.default_rng(2)
    rise = 0.2

    def play() -> list[Tally]:
        struck = generator.random(60) < rise
        shares = np.where(struck, steadiness + (1 - steadiness) * rise, (1 - steadiness) * rise)
        return [Tally(0, int(new), repeats) for new in generator.binomial(repeats, shares)]

    played = [play() for _ in range(400)]
    seen = np.mean([sign_flip([one.after for one in tallies]) < 0.05 for tallies in played])
    sizes = [worth_of_pairs(tallies, sum(one.after for one in tallies)) for tallies in played]

    assert power(int(np.median(sizes)), rise) == pytest.approx(seen, abs=0.1)


def test_five_pairs_show_nothing_and_six_show_only_that_everything_broke() -> None:
    assert (None, True) == (
        find_detectable(5, churn=0.0).difference,
        (find_detectable(6, churn=0.0).difference or 0) > 0.9,
    )
