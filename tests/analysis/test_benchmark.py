"""Ranks, robust z-scores, growth gaps and short trends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.benchmark import average_growth, growth_gap, monotone_trend, ranks, robust_z

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


def test_average_growth():
    assert average_growth(100.0, 121.0, 2) == pytest.approx(10.0)
    # Trade of all border-gate zones 2015 to 2019, published mean growth 20.7 % (GOLDEN L3).
    assert average_growth(13.6, 28.9, 4) == pytest.approx(20.7, abs=0.05)
    for undefined in ((0.0, 1.0, 2), (1.0, -1.0, 2), (1.0, 2.0, 0), (float("nan"), 1.0, 2)):
        assert np.isnan(average_growth(*undefined))


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


def test_trend_golden_numbers():
    # GOLDEN T22: Mann-Kendall of 1..10: S 45, variance 125, z 3.93548, p 8.303e-05, Sen slope 1.
    found = monotone_trend(pd.Series(range(1, 11), index=range(2001, 2011)))
    assert found.statistic == 45
    assert found.z == pytest.approx(3.93548, abs=1e-5)
    assert found.p_value == pytest.approx(8.303e-05, abs=1e-8)
    assert (found.slope, found.tau) == (1.0, 1.0)


def test_trend_refuses_nine_points_and_repeated_years():
    nine = monotone_trend(pd.Series(range(9), index=range(2001, 2010)))
    assert (nine.refused, nine.count) == ("too_few", 9)
    assert np.isnan(nine.slope)
    with pytest.raises(ValueError, match="year 2001 occurs more than once"):
        monotone_trend(pd.Series([1.0, 2.0], index=[2001, 2001]))


def test_trend_of_a_constant_is_flat():
    flat = monotone_trend(pd.Series([5.0] * 12, index=range(2001, 2013)))
    assert (flat.statistic, flat.z, flat.slope, flat.tau) == (0, 0, 0, 0)
    assert flat.p_value == pytest.approx(1.0)


def test_trend_counts_missing_years_in_the_slope():
    years = [*range(2001, 2010), 2020]
    assert monotone_trend(pd.Series([2.0 * year for year in years], index=years)).slope == pytest.approx(2.0)


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


@given(st.lists(st.integers(-50, 50).map(float), min_size=10, max_size=25))
def test_trend_turns_with_the_series(values):
    years = range(2000, 2000 + len(values))
    forth = monotone_trend(pd.Series(values, index=years))
    back = monotone_trend(pd.Series([-value for value in values], index=years))
    assert forth.statistic == -back.statistic
    assert forth.slope == pytest.approx(-back.slope)
    assert forth.p_value == pytest.approx(back.p_value)
