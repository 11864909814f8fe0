"""Uncertainty analysis: exact cases, what a gap costs, convergence, and memory that does not grow."""

from __future__ import annotations

import math
import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.scoring.acceptability import PillarMean
from assessment.scoring.draws import fixed_scores, fixed_weights, uniform_weights
from assessment.scoring.normalise import normalise
from assessment.scoring.robustness import BLOCK, simulate
from assessment.scoring.uncertainty import STEP, Histogram, uncertainty
from tests.scoring.small_design import BASE, CRITERIA, VALUES, design, with_gap

UNCERTAIN: dict[str, Any] = {
    "weights": uniform_weights(3),
    "deviation": 0.15,
    "normalisation": {"goalposts": 0.5, "z": 0.25, "rank": 0.25},
    "aggregation": {"geometric": 0.5, "arithmetic": 0.5},
    "goalpost_move": 0.1,
}


def test_nothing_uncertain_leaves_every_rank_where_it_is() -> None:
    result = uncertainty(design(), draws=50)
    robust = result.robustness
    expected = result.sectors["reference"].to_numpy()
    assert np.abs(robust.score - expected[:, None]).max() <= STEP / 2 + 1e-9
    places = robust.acceptability.argmax(axis=1) + 1
    assert places.tolist() == result.sectors["rank"].tolist()
    assert (result.rank_shift_mean, result.rank_shift.tolist()) == (0, [0, 0, 0])


def test_the_weights_drawn_are_those_of_the_simulation() -> None:
    """Only the weights are uncertain: the shares are those of `simulate` on the same scores with the same seed."""
    result = uncertainty(design(weights=uniform_weights(3)), draws=2000, seed=4)
    scores = normalise(VALUES, CRITERIA).scores.to_numpy()
    other = simulate(fixed_scores(scores), uniform_weights(3), PillarMean("xxy"), draws=2000, seed=4)
    np.testing.assert_allclose(result.robustness.acceptability, other.acceptability)
    np.testing.assert_allclose(result.robustness.pairwise, other.pairwise)


def test_a_gap_widens_the_interval_of_its_sector_only() -> None:
    sure = uncertainty(design(deviation=0.05), draws=3000).robustness.score
    gap = uncertainty(design(deviation=0.05, values=with_gap()), draws=3000).robustness.score
    width = gap[:, -1] - gap[:, 0], sure[:, -1] - sure[:, 0]
    assert width[0][0] > 1.5 * width[1][0]
    np.testing.assert_allclose(width[0][1:], width[1][1:], rtol=0.15)


def test_a_sector_that_is_not_determinable_has_no_rank_in_any_draw() -> None:
    values = VALUES.copy()
    values.loc["p", ["a", "c"]] = math.nan
    result = uncertainty(design(values=values, **UNCERTAIN), draws=200)
    assert result.sectors.loc["p", ["score", "reference", "rank"]].isna().all()
    assert np.isnan(result.robustness.score[0]).all()
    assert result.pillar_medians.loc["p"].isna().all()
    assert not result.pillar_medians.loc["q"].isna().any()


def test_the_first_draws_are_the_same_whatever_the_total() -> None:
    """The second block adds to the first: shares of both totals can be told apart exactly."""
    short = uncertainty(design(**UNCERTAIN), draws=BLOCK, seed=2).robustness.acceptability * BLOCK
    long = uncertainty(design(**UNCERTAIN), draws=BLOCK + 1, seed=2).robustness.acceptability * (BLOCK + 1)
    assert np.abs(long - short).sum() == pytest.approx(len(VALUES))


@settings(max_examples=10, deadline=None)
@given(st.permutations(list(VALUES.columns)))
def test_certain_inputs_do_not_care_for_the_order_of_criteria(order: list[str]) -> None:
    first = uncertainty(design(), draws=10)
    second = uncertainty(design(values=VALUES[order], weights=fixed_weights(BASE[order].to_numpy())), draws=10)
    pd.testing.assert_frame_equal(first.sectors, second.sectors)


def test_ten_thousand_draws_come_near_fifty_thousand() -> None:
    """A share of 10,000 draws has a standard error of at most 0.005."""
    few, many = (uncertainty(design(**UNCERTAIN), draws=draws, seed=seed) for draws, seed in ((10_000, 1), (50_000, 2)))
    np.testing.assert_allclose(few.robustness.acceptability, many.robustness.acceptability, atol=0.025)
    assert few.rank_shift_mean == pytest.approx(many.rank_shift_mean, abs=0.02)


def test_memory_does_not_grow_with_the_draws() -> None:
    def peak(draws: int) -> int:
        tracemalloc.start()
        uncertainty(design(**UNCERTAIN), draws=draws)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(BLOCK)
    assert peak(8 * BLOCK) < 1.2 * peak(2 * BLOCK)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40), st.sampled_from([0.05, 0.5, 0.95]))
def test_a_quantile_of_the_grid_is_the_least_number_that_enough_do_not_exceed(numbers: list[int], share: float) -> None:
    grid = Histogram(1, 0, 100, 1)
    grid.add(np.array([numbers], dtype=float))
    expected = np.quantile(numbers, share, method="inverted_cdf")
    assert grid.quantiles((share,))[0, 0] == expected


def test_a_row_without_numbers_has_no_quantile() -> None:
    grid = Histogram(2, 0, 1, 0.5)
    grid.add(np.array([[np.nan, np.nan], [np.nan, 1.0]]))
    assert np.isnan(grid.quantiles((0.5,))[0, 0])
    assert grid.quantiles((0.5,))[1, 0] == 1
