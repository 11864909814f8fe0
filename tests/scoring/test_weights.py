"""Weights: golden numbers, panels that are incomplete or split, constant criteria, one sector."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.weights import (
    budget_allocation,
    critic_weights,
    entropy_weights,
    equal_weights,
    rank_order_weights,
)

DIAKOULAKI = [
    [61, 1.08, 4.33],
    [20.7, 0.26, 4.34],
    [16.3, 1.98, 2.53],
    [9, 3.29, 1.65],
    [5.4, 2.77, 2.33],
    [4, 4.12, 1.21],
    [-6.1, 3.52, 2.10],
    [-34.6, 3.31, 0.98],
]


@pytest.mark.parametrize(
    ("values", "expected", "tolerance"),
    [
        # Xu 2004 (GOLDEN T12b), printed to 4 decimals
        (
            [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]],
            [0.4630, 0.3992, 0.1378, 0.0],
            5e-5,
        ),
        ([[1, 2], [4, 16]], [0.35888879, 0.64111121], 1e-8),  # GOLDEN 3.5; logarithm to base 2 alternatives
        (
            [[1, 20, 300], [1, 20, 400], [1, 30, 500], [1, 30, 600], [1, 40, 700], [1, 40, 800]],
            [0, 0.431878, 0.568122],
            1e-6,
        ),
    ],
)
def test_golden_entropy(values: list[list[float]], expected: list[float], tolerance: float) -> None:
    np.testing.assert_allclose(entropy_weights(pd.DataFrame(values)).weights, expected, atol=tolerance)


def test_golden_critic() -> None:
    """Diakoulaki 1995 (GOLDEN 3.5), tolerance 1e-8: observed range, Pearson correlation."""
    np.testing.assert_allclose(
        critic_weights(pd.DataFrame(DIAKOULAKI)).weights, [0.20222554, 0.48090173, 0.31687273], atol=1e-8
    )


def test_rank_order_centroid_is_exact() -> None:
    """Centroid of w1 >= w2 >= w3 on the simplex: 11/18, 5/18, 2/18 (Barron and Barrett 1996)."""
    np.testing.assert_allclose(rank_order_weights(pd.Series([2, 1, 3])), [5 / 18, 11 / 18, 2 / 18])
    np.testing.assert_allclose(rank_order_weights(pd.Series([1, 1, 2])), [8 / 18, 8 / 18, 2 / 18])
    with pytest.raises(ValueError, match="gap"):
        rank_order_weights(pd.Series([1, np.nan]))


@pytest.mark.parametrize("rule", [entropy_weights, critic_weights])
def test_scenarios_without_information_are_nan(rule: type) -> None:
    for values in ([[1.0, 2.0]], [[1.0, 2.0], [1.0, 2.0]], [[np.nan, 1.0], [2.0, 2.0]]):
        weights = rule(pd.DataFrame(values)).weights
        assert weights.isna().all()


@pytest.mark.parametrize("rule", [entropy_weights, critic_weights])
def test_constant_criterion_weighs_nothing(rule: type) -> None:
    weights = rule(pd.DataFrame({"a": [1.0, 2.0, 5.0], "b": [0.1, 0.1, 0.1], "c": [3.0, 1.0, 2.0]})).weights
    assert weights["b"] == 0
    assert weights.sum() == pytest.approx(1)


def test_entropy_refuses_negative_values() -> None:
    with pytest.raises(ValueError, match="negative value -1"):
        entropy_weights(pd.DataFrame({"a": [-1.0, 2.0]}))


def test_incomplete_sheets_are_named_and_left_out() -> None:
    points = pd.DataFrame(
        {"a": [60.0, 60, np.nan, 50], "b": [40.0, 40, 100, 40]}, index=["one", "two", "gap", "ninety"]
    )
    panel = budget_allocation(points)
    assert panel.incomplete == ("gap", "ninety")
    assert panel.weights.tolist() == [0.6, 0.4]
    none = budget_allocation(points.loc[["gap"]])
    assert none.problem == "no_complete_sheet"
    assert none.weights.isna().all()


def test_split_panel_is_not_averaged_but_its_mean_is_shown() -> None:
    points = pd.DataFrame({"a": [70.0, 70, 10, 10], "b": [20.0] * 4, "c": [10.0, 10, 70, 70]})
    panel = budget_allocation(points)
    assert panel.problem == "split"
    assert panel.agreement.w == pytest.approx(0)
    assert panel.weights.isna().all()
    np.testing.assert_allclose(panel.mean, [0.4, 0.2, 0.4])


@pytest.mark.parametrize(
    ("first", "w", "spread", "problem"),
    [
        ([34.0, 33, 33], 0.25, 0.005, None),  # nearly the same sheets in another order
        ([60.0, 40, 0], 0.75, 0.1, None),  # far apart, but both put the third last
        ([44.0, 22, 34], 0.0, 0.11, "split"),
    ],
)
def test_split_needs_another_order_and_a_distance(
    first: list[float], w: float, spread: float, problem: str | None
) -> None:
    """By hand: sheet and its mirror image (first two criteria exchanged); the mean is half their sum."""
    panel = budget_allocation(pd.DataFrame([first, [first[1], first[0], first[2]]]))
    assert panel.agreement.w == pytest.approx(w)
    assert panel.spread == pytest.approx(spread)
    assert panel.problem == problem


def test_a_spread_at_the_bound_is_no_split() -> None:
    panel = budget_allocation(pd.DataFrame({"a": [60.0, 40.0], "b": [40.0, 60.0]}))
    assert (panel.agreement.w, panel.problem) == (0, None)


def test_outlying_expert_is_named_and_kept() -> None:
    points = pd.DataFrame({"a": [60.0] * 6 + [0], "b": [30.0] * 6 + [10], "c": [10.0] * 6 + [90]})
    panel = budget_allocation(points)
    assert panel.outlying == ("6",)
    assert panel.problem is None
    assert panel.weights["a"] == pytest.approx(3.6 / 7)


def test_wrong_points_are_refused() -> None:
    with pytest.raises(ValueError, match="negative points -5"):
        budget_allocation(pd.DataFrame({"a": [-5.0], "b": [105.0]}))
    with pytest.raises(ValueError, match="total 0"):
        budget_allocation(pd.DataFrame({"a": [0.0]}), 0)


@given(st.lists(st.lists(st.integers(1, 50), min_size=4, max_size=4), min_size=1, max_size=6))
def test_weights_sum_to_one(raw: list[list[int]]) -> None:
    frame = pd.DataFrame(raw, dtype=float, columns=list("abcd"))
    panel = budget_allocation(frame.div(frame.sum(axis=1), axis=0) * 100)
    assert panel.mean.sum() == pytest.approx(1)
    for weights in (entropy_weights(frame).weights, critic_weights(frame).weights):
        assert weights.isna().all() or (weights.sum() == pytest.approx(1) and (weights >= -1e-12).all())
    assert rank_order_weights(frame.iloc[0]).sum() == pytest.approx(1)
    assert equal_weights({"a": "x", "b": "x", "c": "y", "d": "z"}).sum() == pytest.approx(1)
