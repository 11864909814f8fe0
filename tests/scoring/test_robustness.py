"""Robustness over draws: exact integrals of SMAA, the laws of METHODS 11.10, ties, gaps, one sector, memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.scoring.acceptability import PillarMean
from assessment.scoring.draws import (
    fixed_scores,
    fixed_weights,
    interval_weights,
    noisy_scores,
    ordinal_weights,
    uniform_weights,
)
from assessment.scoring.robustness import BLOCK, Robustness, confidence_factors, simulate, within

LINEAR2, LINEAR3 = PillarMean("xx", "arithmetic"), PillarMean("xxx", "arithmetic")
BASE = PillarMean("xxy")
few = settings(max_examples=15, deadline=None)
tables = st.integers(2, 6).flatmap(lambda n: arrays(float, (n, 3), elements=st.integers(1, 100).map(float)))


def _noisy(table: np.ndarray, draws: int = 300, seed: int = 5) -> Robustness:
    return simulate(noisy_scores(table, 0.15), uniform_weights(table.shape[1]), BASE, draws=draws, seed=seed)


def test_golden_smaa_unit_vectors() -> None:
    """GOLDEN T9, exact: three unit vectors, uniform weights: each first with 1/3; central weights 11/18 and 7/36; tolerance 0.005."""
    result = simulate(fixed_scores(np.eye(3)), uniform_weights(3), LINEAR3, draws=40_000, seed=1)
    np.testing.assert_allclose(result.acceptability, np.full((3, 3), 1 / 3), atol=0.01)
    expected = np.full((3, 3), 7 / 36) + np.eye(3) * (11 / 18 - 7 / 36)
    np.testing.assert_allclose(result.central_weights, expected, atol=0.005)
    factors = confidence_factors(fixed_scores(np.eye(3)), result.central_weights, LINEAR3, draws=10)
    assert factors.tolist() == [1, 1, 1]


def test_golden_smaa_two_alternatives() -> None:
    """GOLDEN T10, exact: A=(1,0), B=(0.4,0.5): P(A first) = 1 - 0.5/1.1 = 0.545455; tolerance four standard errors."""
    result = simulate(fixed_scores([[1.0, 0.0], [0.4, 0.5]]), uniform_weights(2), LINEAR2, draws=40_000, seed=1)
    assert result.within(1)[0] == pytest.approx(1 - 0.5 / 1.1, abs=0.01)
    assert result.pairwise[0, 1] == pytest.approx(result.within(1)[0])


def test_golden_smaa_three_alternatives() -> None:
    """GOLDEN T11, exact: A(1,0), B(.7,.7), C(0,1): first with 0.3, 0.4, 0.3; tolerance four standard errors."""
    table = [[1.0, 0.0], [0.7, 0.7], [0.0, 1.0]]
    result = simulate(fixed_scores(table), uniform_weights(2), LINEAR2, draws=40_000, seed=1)
    np.testing.assert_allclose(result.within(1), [0.3, 0.4, 0.3], atol=0.01)


def test_golden_dominated_alternative_is_never_first() -> None:
    """GOLDEN T11: acceptability 0, central weight NaN, and so no confidence factor."""
    scores = fixed_scores([[2.0, 2.0], [1.0, 1.0]])
    result = simulate(scores, uniform_weights(2), LINEAR2, draws=500)
    assert result.within(1).tolist() == [1, 0]
    assert np.isnan(result.central_weights[1]).all()
    np.testing.assert_array_equal(confidence_factors(scores, result.central_weights, LINEAR2), [1, np.nan])


def test_golden_pairwise_winning_index() -> None:
    """rsmaa (GOLDEN 3.5): nine of ten draws prefer the first: 0.9 and 0.1, exactly."""
    weights = np.array([[1.0, 0.0]] * 9 + [[0.0, 1.0]])
    result = simulate(fixed_scores(np.eye(2)), lambda generator, n: np.resize(weights, (n, 2)), LINEAR2, draws=10)
    np.testing.assert_allclose(result.pairwise, [[np.nan, 0.9], [0.1, np.nan]])


def test_ordinal_and_interval_weights_against_exact_integrals() -> None:
    """Exact: T10 with w1 >= w2 gives A always above w1 = 5/11 < 1/2, so 1; with w1 in 0.4 to 0.6, (0.6 - 5/11) / 0.2 = 0.727273."""
    scores = fixed_scores([[1.0, 0.0], [0.4, 0.5]])
    assert simulate(scores, ordinal_weights([1, 2]), LINEAR2, draws=2_000).within(1).tolist() == [1, 0]
    bounded = simulate(scores, interval_weights([0.4, 0.4], [0.6, 0.6]), LINEAR2, draws=40_000)
    assert bounded.within(1)[0] == pytest.approx((0.6 - 5 / 11) / 0.2, abs=0.009)


def test_ordinal_weights_of_three_criteria_exactly() -> None:
    """Exact: with w1 >= w2 >= w3, A=(1,0,0) beats B=(0,1,1) where w1 > 1/2: P(max > 1/2) = 3/4."""
    result = simulate(fixed_scores([[1.0, 0, 0], [0, 1, 1]]), ordinal_weights([1, 2, 3]), LINEAR3, draws=40_000)
    assert result.within(1)[0] == pytest.approx(0.75, abs=0.009)


def test_confidence_factor_against_the_exact_probability() -> None:
    """Exact: log-normal noise, one criterion: P(first) = Phi(ln(2/1) / sqrt(2 sigma^2)) with sigma^2 = ln(1 + 0.5^2)."""
    from scipy import stats

    sampler = noisy_scores([[2.0], [1.0]], 0.5)
    factors = confidence_factors(sampler, np.ones((2, 1)), PillarMean("x"), draws=40_000)
    exact = float(stats.norm.cdf(np.log(2) / np.sqrt(2 * np.log(1.25))))
    np.testing.assert_allclose(factors, [exact, 1 - exact], atol=0.009)


def test_precision_is_that_of_the_binomial() -> None:
    """METHODS 6.5: se = sqrt(p (1 - p) / N), so at most 0.005 for N = 10,000; 12 seeds, bounds 0.5 and 2 times."""
    shares = [
        simulate(fixed_scores(np.eye(2)), uniform_weights(2), LINEAR2, seed=seed).within(1)[0] for seed in range(12)
    ]
    assert 0.0025 < np.std(shares, ddof=1) < 0.01


@given(tables)
@few
def test_acceptabilities_sum_to_one_by_row_and_column(table: np.ndarray) -> None:
    for result in (_noisy(table), simulate(fixed_scores(np.round(table, -1) + 1), uniform_weights(3), BASE, draws=50)):
        np.testing.assert_allclose(result.acceptability.sum(axis=0), 1)
        np.testing.assert_allclose(result.acceptability.sum(axis=1), 1)
        wins = np.nan_to_num(result.pairwise)
        np.testing.assert_allclose((wins + wins.T)[~np.eye(len(table), dtype=bool)], 1)


@given(tables)
@few
def test_a_sector_better_on_every_criterion_wins_every_draw(table: np.ndarray) -> None:
    better = np.vstack([table, table.max(axis=0) + 1])
    result = simulate(fixed_scores(better), uniform_weights(3), BASE, draws=200)
    assert (result.pairwise[-1, :-1] == 1).all()
    assert result.within(1)[-1] == 1


@given(tables, st.integers(0, 2), st.floats(0.5, 20))
@few
def test_raising_a_criterion_never_lowers_a_score(table: np.ndarray, criterion: int, by: float) -> None:
    raised = table.copy()
    raised[0, criterion] += by
    before, after = (
        simulate(fixed_scores(each), uniform_weights(3), BASE, draws=100, seed=2) for each in (table, raised)
    )
    assert (after.score[0] >= before.score[0] - 1e-9).all()
    assert (after.rank[0] <= before.rank[0]).all()


@given(tables)
@few
def test_a_duplicate_sector_ties(table: np.ndarray) -> None:
    result = simulate(fixed_scores(np.vstack([table, table[:1]])), uniform_weights(3), BASE, draws=100)
    assert result.pairwise[0, -1] == 0.5
    np.testing.assert_allclose(result.acceptability[0], result.acceptability[-1])


@given(tables, st.integers(0, 9))
@few
def test_the_order_of_sectors_only_permutes_the_results(table: np.ndarray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(table))
    whole, permuted = (
        simulate(fixed_scores(each), uniform_weights(3), BASE, draws=100) for each in (table, table[order])
    )
    np.testing.assert_allclose(permuted.score, whole.score[order])
    np.testing.assert_allclose(permuted.acceptability, whole.acceptability[order])
    np.testing.assert_allclose(permuted.pairwise, whole.pairwise[np.ix_(order, order)])


def test_the_same_seed_gives_the_same_output_and_another_seed_another() -> None:
    table = np.random.default_rng(1).uniform(20, 80, (5, 3))
    first, again, other = _noisy(table), _noisy(table), _noisy(table, seed=6)
    for name in ("score", "rank", "acceptability", "pairwise", "central_weights"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert (first.score != other.score).any()


def test_the_first_draws_are_the_same_whatever_the_total() -> None:
    """Blocks are seeded by their number: a longer run begins with the draws of a shorter one."""
    seen: list[np.ndarray] = []

    def noted(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
        seen.append(weights)
        return BASE(scores, weights)

    for draws in (100, BLOCK + 7):
        simulate(fixed_scores([[1.0, 2.0, 3.0]]), uniform_weights(3), noted, draws=draws)
    short, long, rest = seen
    np.testing.assert_array_equal(short, long[:100])
    assert len(rest) == 7


def test_draws_are_the_same_on_every_platform() -> None:
    """The first weights of seed 0, as recorded once (numpy's PCG64 on Linux); tolerance 1e-12 for the logarithm."""
    seen: list[np.ndarray] = []
    simulate(
        fixed_scores([[1.0, 1.0]]),
        uniform_weights(2),
        lambda scores, weights: (seen.append(weights), weights[:, :1])[1],
        draws=1,
    )
    np.testing.assert_allclose(seen[0], [[0.31192228597803096, 0.688077714021969]], rtol=1e-12)


def test_a_sector_with_a_gap_has_no_result_and_the_others_stand_as_without_it() -> None:
    table = np.array([[10.0, 20, 30], [np.nan, np.nan, np.nan], [30, 20, 10]])
    result = simulate(fixed_scores(table), uniform_weights(3), BASE, draws=200)
    alone = simulate(fixed_scores(table[[0, 2]]), uniform_weights(3), BASE, draws=200)
    for values in (result.score, result.rank, result.acceptability, result.pairwise, result.central_weights):
        assert np.isnan(values[1]).all()
    np.testing.assert_allclose(result.acceptability[[0, 2], :2], alone.acceptability)
    np.testing.assert_allclose(result.central_weights[[0, 2]], alone.central_weights)
    assert np.isnan(within(result.acceptability, 2)[1])


def test_a_gap_without_weight_plays_no_part() -> None:
    result = simulate(fixed_scores([[4.0, np.nan, 9.0]]), fixed_weights([0.5, 0, 0.5]), BASE, draws=10)
    np.testing.assert_allclose(result.score, 6)


def test_identical_sectors_and_constant_criteria_tie_throughout() -> None:
    result = simulate(fixed_scores(np.full((3, 3), 50.0)), uniform_weights(3), BASE, draws=200)
    np.testing.assert_allclose(result.acceptability, 1 / 3)
    np.testing.assert_allclose(result.score, 50)
    assert result.rank.tolist() == [[1, 2, 3]] * 3
    assert (result.pairwise[~np.eye(3, dtype=bool)] == 0.5).all()


def test_one_sector_is_first_and_all_missing_is_nothing() -> None:
    one = simulate(fixed_scores([[1.0, 2, 3]]), uniform_weights(3), BASE, draws=20)
    assert (one.acceptability.tolist(), one.rank.tolist()) == ([[1.0]], [[1, 1, 1]])
    nothing = simulate(fixed_scores(np.full((2, 3), np.nan)), uniform_weights(3), BASE, draws=20)
    assert np.isnan(nothing.acceptability).all()
    assert np.isnan(nothing.score).all()


def test_memory_grows_by_one_number_a_draw_and_sector() -> None:
    def peak(draws: int) -> int:
        tracemalloc.start()
        simulate(noisy_scores(np.full((4, 3), 50.0), 0.1), uniform_weights(3), BASE, draws=draws)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(60_000) - peak(20_000) < 40_000 * 4 * 8 * 1.5


def test_wrong_arguments_are_refused() -> None:
    scores, weights = fixed_scores([[1.0, 2.0, 3.0]]), uniform_weights(3)
    with pytest.raises(ValueError, match="at least one"):
        simulate(scores, weights, BASE, draws=0)
    with pytest.raises(ValueError, match="do not sum to 1"):
        simulate(scores, lambda generator, n: np.ones((n, 3)), BASE)
    gaps = np.where(np.arange(BLOCK)[:, None, None] % 2, np.nan, np.ones((BLOCK, 2, 3)))
    with pytest.raises(ValueError, match="some draws only"):
        simulate(lambda generator, n: gaps, weights, BASE, draws=10)
    with pytest.raises(ValueError, match="at least one place"):
        within(np.ones((1, 1)), 0)
