"""Agreement of a panel: golden numbers, ties, gaps, outlying experts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.panel_agreement import coalitions, kendall_w, outlying_experts, spread_of_panel


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 4, 3]], 0.911111),  # GOLDEN T12c, METHODS 6.6
        ([[1, 2, 3, 4], [2, 1, 3, 4], [1, 3, 2, 4]], 0.777778),  # GOLDEN 3.5
    ],
)
def test_golden_kendall_w(ranks: list[list[int]], expected: float) -> None:
    assert kendall_w(ranks).w == pytest.approx(expected, abs=1e-6)


def test_ties_are_corrected_for() -> None:
    """Three experts who tie the same two items agree fully: W is 1, and 0.8 without the correction."""
    assert kendall_w([[1, 2, 2, 4]] * 3).w == pytest.approx(1)


@pytest.mark.parametrize("sheets", [[[1, 2, 3]], [[1], [1]], [[1, 1], [1, 1]], [[1, np.nan], [1, 2]]])
def test_undefined_agreement_is_nan(sheets: list[list[float]]) -> None:
    assert np.isnan(kendall_w(sheets).w)
    assert np.isnan(kendall_w(sheets).p)


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=2, max_size=6))
def test_w_is_a_share_and_needs_no_order_of_experts(sheets: list[list[int]]) -> None:
    w = kendall_w(sheets).w
    assert np.isnan(w) or -1e-9 <= w <= 1 + 1e-9
    assert kendall_w(sheets[::-1]).w == pytest.approx(w, nan_ok=True)


def test_alike_experts_are_not_outlying_and_a_gap_is_not() -> None:
    panel = pd.DataFrame({"a": [0.5, 0.5, 0.5, np.nan], "b": [0.5, 0.5, 0.5, 0.5]})
    assert not outlying_experts(panel).any()


def test_one_expert_far_from_a_spread_panel_is_outlying() -> None:
    a = [0.50, 0.52, 0.47, 0.55, 0.45, 0.51, 0.02]
    panel = pd.DataFrame({"a": a, "b": [1 - share for share in a]})
    assert outlying_experts(panel).tolist() == [False] * 6 + [True]


def test_spread_is_the_share_of_the_budget_to_be_moved() -> None:
    """By hand: the mean is (.4, .2, .4), each expert moves .3 of the budget to reach it."""
    assert spread_of_panel(pd.DataFrame([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]])) == pytest.approx(0.3)
    assert spread_of_panel(pd.DataFrame([[0.7, 0.2, 0.1]] * 3)) == pytest.approx(0)
    assert np.isnan(spread_of_panel(pd.DataFrame([[0.7, 0.3], [np.nan, 1.0]])))


@pytest.mark.parametrize("items", [2, 4, 8])
def test_a_spread_of_a_tenth_is_a_fifth_of_the_average_weight(items: int) -> None:
    up = np.tile([1.2, 0.8], items // 2) / items
    assert spread_of_panel(pd.DataFrame([up, 2 / items - up])) == pytest.approx(0.1)


@given(st.permutations(range(7)))
def test_two_coalitions_whatever_the_order_of_the_sheets(order: list[int]) -> None:
    panel = pd.DataFrame(
        {"a": [0.8, 0.75, 0.7, 0.1, 0.15, 0.2, 0.12]}, index=["p", "q", "r", "s", "t", "u", "v"]
    ).assign(b=lambda frame: 1 - frame["a"])
    assert coalitions(panel.iloc[order]) == (("s", "t", "u", "v"), ("p", "q", "r"))


def test_no_coalitions_where_no_two_groups_stand_apart() -> None:
    apart = pd.DataFrame(np.eye(3), index=["x", "y", "z"])
    assert coalitions(apart) == ()
    assert coalitions(apart.iloc[:2]) == ()
    assert coalitions(apart.replace(0.0, np.nan)) == ()
