"""Ranks, robust z-scores and growth gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.benchmark import growth_gap, ranks, robust_z

numbers = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=30)


def test_ranks_with_ties():
    values = [30.0, 10.0, 20.0, 20.0]
    assert ranks(values).tolist() == [1, 4, 2, 2]
    assert ranks(values, ties="mean").tolist() == [1, 4, 2.5, 2.5]
    assert ranks(values, ties="highest").tolist() == [1, 4, 3, 3]
    assert ranks(values, largest_first=False).tolist() == [4, 1, 2, 2]


def test_a_missing_value_takes_no_place():
    found = ranks([1.0, np.nan, 3.0])
    assert found[[0, 2]].tolist() == [2, 1]
    assert np.isnan(found[1])


def test_ranks_refuse_an_unknown_rule_and_a_table():
    with pytest.raises(ValueError, match="expected one of lowest, mean, highest"):
        ranks([1.0], ties="dense")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="2 dimensions"):
        ranks(np.ones((2, 2)))


def test_robust_z_by_hand():
    # Median 3; deviations 2 1 0 1 7, MAD 1; z of 10 = 7 / 1.4826.
    found = robust_z([1.0, 2.0, 3.0, 4.0, 10.0])
    assert (found.median, found.count, found.refused) == (3.0, 5, "")
    assert found.spread == pytest.approx(1.4826)
    assert found.scores[-1] == pytest.approx(7 / 1.4826)


def test_robust_z_refuses_no_spread_and_too_few():
    constant = robust_z([7.0, 7.0, 7.0, 7.0, 1.0])
    assert constant.refused == "no_spread"
    assert np.isnan(constant.scores).all()
    few = robust_z([1.0, 2.0, np.nan, 3.0, np.nan])
    assert (few.refused, few.count, few.median) == ("too_few", 3, 2.0)


def test_robust_z_leaves_a_missing_value_missing():
    found = robust_z([1.0, 2.0, 3.0, 4.0, 10.0, np.nan])
    assert np.isnan(found.scores[-1])
    assert found.median == 3.0


def test_growth_gap_uses_only_common_years():
    own = pd.Series({2005: 1.0, 2006: 100.0, 2010: 200.0, 2011: np.nan})
    reference = pd.Series({2006: 10.0, 2010: 10.0, 2011: 99.0})
    found = growth_gap(own, reference)
    assert (found.first, found.last) == (2006, 2010)
    assert found.gap == pytest.approx(100 * (2**0.25 - 1))
    assert growth_gap(own, pd.Series({1999: 1.0})).first is None


def test_growth_gap_with_averaged_ends():
    own = pd.Series({2006: 90.0, 2007: 110.0, 2015: 190.0, 2016: 210.0})
    found = growth_gap(own, own, ends=2)
    assert found.own == pytest.approx(100 * (2 ** (1 / 9) - 1))
    assert found.gap == 0


@given(numbers)
def test_ranks_are_unmoved_by_an_increasing_change_of_unit(values):
    assert ranks(values).tolist() == ranks([2 * value + 5 for value in values]).tolist()


@given(numbers)
def test_best_rank_is_one_and_places_add_up(values):
    assert ranks(values).min() == 1
    assert ranks(values, ties="mean").sum() == pytest.approx(len(values) * (len(values) + 1) / 2)


@given(st.lists(st.integers(-1000, 1000).map(float), min_size=5, max_size=30), st.integers(1, 9))
def test_robust_z_is_free_of_unit_and_origin(values, factor):
    plain, moved = robust_z(values), robust_z([factor * value + 7 for value in values])
    assert plain.refused == moved.refused
    np.testing.assert_allclose(moved.scores, plain.scores, rtol=1e-7, atol=1e-9)
