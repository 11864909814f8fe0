"""Ranks with ties, their counts, and the mean over pillars for many draws at once."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from assessment.scoring.acceptability import PillarMean, Tally, rank_entropy, rank_interval, ranks
from assessment.scoring.aggregate import aggregate

few = settings(max_examples=25, deadline=None)
NAMES = list("abcd")
PILLARS = dict(zip(NAMES, "xyxz", strict=True))


@given(
    arrays(float, (3, 4), elements=st.floats(1, 100)),
    arrays(float, (5, 4), elements=st.integers(0, 9).map(float)).filter(lambda array: (array.sum(axis=1) > 0).all()),
    st.sampled_from(["geometric", "arithmetic"]),
)
@few
def test_many_draws_give_what_each_gives_alone(
    table: np.ndarray, points: np.ndarray, between: Literal["geometric", "arithmetic"]
) -> None:
    weights = points / points.sum(axis=1, keepdims=True)
    together = PillarMean(PILLARS, between)(table[None], weights)
    for row, own in zip(weights, together, strict=True):
        alone = aggregate(pd.DataFrame(table, columns=NAMES), pd.Series(row, NAMES), PILLARS, between)
        np.testing.assert_allclose(own, alone, rtol=1e-12)


def test_a_gap_counts_only_where_it_has_weight() -> None:
    table = np.array([[[4.0, np.nan, 9.0]]])
    weights = np.array([[0.5, 0.0, 0.5], [0.4, 0.2, 0.4]])
    for between, expected in (("geometric", 6.0), ("arithmetic", 6.5)):
        mean = PillarMean("xyz", between)(table, weights)  # type: ignore[arg-type]
        np.testing.assert_allclose(mean[:, 0], [expected, np.nan])


def test_pillar_without_weight_has_no_mean() -> None:
    means = PillarMean("xy").pillar_means(np.array([[[4.0, 9.0]]]), np.array([[1.0, 0.0]]))
    np.testing.assert_array_equal(means, [[[4, np.nan]]])


def test_wrong_aggregations_are_refused() -> None:
    with pytest.raises(ValueError, match="geometric or arithmetic"):
        PillarMean("x", "harmonic")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not positive"):
        PillarMean("x")(np.array([[[0.0]]]), np.array([[1.0]]))


@given(arrays(float, (4, 6), elements=st.integers(1, 5).map(float)))
@few
def test_ranks_are_those_of_scipy(scores: np.ndarray) -> None:
    np.testing.assert_array_equal(ranks(scores), stats.rankdata(-scores, axis=1))


def test_rounding_is_no_difference_and_a_gap_has_no_rank() -> None:
    np.testing.assert_array_equal(ranks([0.1 + 0.2, 0.3, np.nan, 1.0]), [2.5, 2.5, np.nan, 1])


@given(arrays(float, (7, 5), elements=st.integers(1, 4).map(float)))
@few
def test_counts_are_those_of_a_loop(scores: np.ndarray) -> None:
    weights = np.linspace(0, 1, 7)[:, None] * [1, -1] + [0, 1]
    tally = Tally(5, 2)
    for rows in (slice(0, 3), slice(3, 7)):
        tally.add(scores[rows], weights[rows])
    accepted, wins = np.zeros((5, 5)), np.zeros((5, 5))
    first, share = np.zeros((5, 2)), np.zeros(5)
    for row, weight in zip(scores, weights, strict=True):
        for i in range(5):
            above, tied = int((row > row[i]).sum()), int((row == row[i]).sum())
            accepted[i, above : above + tied] += 1 / tied / 7
            wins[i] += ((row[i] > row) + 0.5 * (row[i] == row)) / 7
            if above == 0:
                first[i] += weight / tied
                share[i] += 1 / tied
    np.fill_diagonal(wins, np.nan)
    np.testing.assert_allclose(tally.acceptability(), accepted, atol=1e-12)
    np.testing.assert_allclose(tally.pairwise(), wins)
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(tally.central_weights(), first / share[:, None])


def test_many_sectors_do_not_overflow_a_byte() -> None:
    tally = Tally(300, 1)
    tally.add(np.arange(300.0)[None], np.ones((1, 1)))
    np.testing.assert_array_equal(rank_interval(tally.acceptability())[:, 1], np.arange(300, 0, -1))


def test_the_rank_interval_holds_its_share() -> None:
    accepted = np.array([[0.05, 0.45, 0.45, 0.05], [0.04, 0.0, 0.0, 0.96]])
    assert rank_interval(accepted).tolist() == [[1, 2, 3], [4, 4, 4]]
    assert np.isnan(rank_interval([[np.nan, np.nan]])).all()


def test_entropy_is_0_when_settled_and_1_when_open() -> None:
    np.testing.assert_allclose(rank_entropy(np.eye(3)), 0)
    np.testing.assert_allclose(rank_entropy(np.full((3, 3), 1 / 3)), 1)
    assert np.isnan(rank_entropy([[1.0]])).all()
    two = [[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [np.nan] * 3]
    np.testing.assert_allclose(rank_entropy(two), [1, 1, np.nan])
