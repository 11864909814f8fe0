from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.season import (
    cycle_subseries,
    january_february,
    longest_run,
    month_shares,
    peak_to_mean,
    seasonal_strength,
    year_to_date,
)
from assessment.analysis.structure import gini, theil_t


def _monthly(values, start="2018-01"):
    return pd.Series(values, index=pd.period_range(start, periods=len(values), freq="M"), dtype=float)


def test_pure_season_has_strength_one_hyndman():
    """METHODS 7.2: pure seasonal → F_S = 1 (Wang, Smith and Hyndman 2006)."""
    season = np.exp(0.3 * np.sin(np.arange(84) * np.pi / 6))
    assert seasonal_strength(_monthly(100 * season)).strength == pytest.approx(1.0, abs=1e-3)


def test_white_noise_has_hardly_any_strength():
    """METHODS 7.2: white noise → about 0; with seven seasons some upward bias remains."""
    noise = np.random.default_rng(7).lognormal(sigma=0.2, size=240)
    assert seasonal_strength(_monthly(100 * noise)).strength < 0.4


def test_strength_lies_between_for_a_noisy_season():
    rng = np.random.default_rng(11)
    season = 0.3 * np.sin(np.arange(120) * np.pi / 6)
    weak = seasonal_strength(_monthly(np.exp(season + rng.normal(0, 0.4, 120)))).strength
    strong = seasonal_strength(_monthly(np.exp(season + rng.normal(0, 0.05, 120)))).strength
    assert weak < strong < 1


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ([1.0] * 35, "too_few_months"),
        ([1.0] * 36, "constant"),
        ([0.0, *range(1, 48)], "not_positive"),
        ([], "too_few_months"),
    ],
)
def test_refusals(values, refused):
    found = seasonal_strength(_monthly(values))
    assert found.refused == refused
    assert math.isnan(found.strength)


def test_a_gap_is_not_filled():
    flow = _monthly(np.arange(1.0, 81.0)).drop(pd.Period("2019-05", "M"))
    run = longest_run(flow)
    assert (str(run.index[0]), len(run)) == ("2019-06", 63)
    assert seasonal_strength(flow).months == 63
    assert list(month_shares(flow).index) == [2018, 2020, 2021, 2022, 2023]


def test_equally_long_runs_take_the_latest():
    flow = _monthly([1.0, 2.0, math.nan, 3.0, 4.0])
    assert [str(month) for month in longest_run(flow).index] == ["2018-04", "2018-05"]


def test_january_and_february_together():
    flow = _monthly([30.0, 70.0, 1.0], "2023-01")
    flow = pd.concat([flow, _monthly([90.0, 20.0], "2024-01"), _monthly([50.0], "2025-01")])
    found = january_february(flow)
    assert list(found.index) == [2023, 2024]
    assert found.loc[2024, "growth"] == pytest.approx(10.0)
    assert math.isnan(found.loc[2023, "growth"])


def test_sums_since_january_end_at_a_missing_month():
    flow = _monthly([10.0, 20.0, 30.0, 40.0], "2023-01")
    flow = pd.concat([flow, _monthly([12.0, 24.0, math.nan, 50.0], "2024-01"), _monthly([0.0], "2026-02")])
    found = year_to_date(flow.sample(frac=1, random_state=1))
    assert [str(month) for month in found.index] == ["2023-01", "2023-02", "2023-03", "2023-04", "2024-01", "2024-02"]
    assert found["value"].tolist() == [10, 30, 60, 100, 12, 36]
    assert found["growth"].tolist() == pytest.approx([math.nan] * 4 + [20, 20], nan_ok=True)
    assert year_to_date(_monthly([])).empty
    assert year_to_date(_monthly([5.0], "2024-03")).empty
    assert january_february(flow).index.tolist() == [2023, 2024]


def test_growth_from_nothing_is_not_a_number():
    flow = pd.concat([_monthly([0.0, 0.0], "2023-01"), _monthly([3.0, 4.0], "2024-01")])
    assert january_february(flow)["growth"].isna().all()


def test_months_are_as_unequal_as_their_shares():
    """METHODS 7.2: equal months have Gini 0, everything in one month Gini 11/12."""
    flow = pd.concat([_monthly([5.0] * 12, "2023-01"), _monthly([0.0] * 5 + [8.0] + [0.0] * 6, "2024-01")])
    shares = month_shares(flow)
    assert shares.apply(gini, axis=1).tolist() == pytest.approx([0, 11 / 12], abs=1e-12)
    assert shares.apply(theil_t, axis=1).tolist() == pytest.approx([0, math.log(12)], abs=1e-12)


def test_peak_to_mean():
    assert peak_to_mean(pd.Series([1.0] * 11 + [12.0])) == pytest.approx(12 / (23 / 12))
    assert math.isnan(peak_to_mean(pd.Series([1.0, math.nan])))
    assert math.isnan(peak_to_mean(pd.Series([], dtype=float)))


def test_wrong_index_and_repeated_months_are_named():
    with pytest.raises(ValueError, match="PeriodIndex of months"):
        month_shares(pd.Series([1.0]))
    flow = _monthly([1.0, 2.0])
    with pytest.raises(ValueError, match="2018-01 occurs more than once"):
        longest_run(pd.concat([flow, flow.head(1)]))
    with pytest.raises(ValueError, match="at least 24 months"):
        seasonal_strength(flow, minimum=12)


@given(st.lists(st.floats(0.1, 1e4), min_size=24, max_size=24), st.floats(0.01, 100))
def test_shares_sum_to_100_and_ignore_the_unit(values, factor):
    found = month_shares(_monthly(values))
    assert found.sum(axis=1).tolist() == pytest.approx([100.0, 100.0])
    assert month_shares(_monthly(values) * factor).to_numpy() == pytest.approx(found.to_numpy())


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 100.0))
def test_strength_ignores_the_unit(factor):
    values = np.random.default_rng(3).lognormal(sigma=0.3, size=48) * np.tile(np.arange(1, 13), 4)
    base = seasonal_strength(_monthly(values)).strength
    assert seasonal_strength(_monthly(values * factor)).strength == pytest.approx(base, abs=1e-6)


def test_row_order_does_not_matter():
    values = np.random.default_rng(5).lognormal(size=48)
    flow = _monthly(values)
    assert seasonal_strength(flow.iloc[::-1]).strength == pytest.approx(seasonal_strength(flow).strength)


@given(st.lists(st.floats(0.1, 1e4), min_size=24, max_size=24))
@settings(max_examples=25, deadline=None)
def test_december_sums_are_years_and_steps_are_months(values):
    flow = _monthly(values)
    found = year_to_date(flow)
    assert len(found) == 24
    december = found[found.index.month == 12]
    assert december["value"].tolist() == pytest.approx([sum(values[:12]), sum(values[12:])])
    steps = found["value"].groupby(found.index.year).diff().dropna()
    assert steps.to_numpy() == pytest.approx(flow[steps.index].to_numpy(), rel=1e-6, abs=1e-6)


def test_month_plot_shows_each_month_over_the_years():
    """A season of 1 to 12 that doubles every year: each subseries doubles, its mean is 1.5 times the first year."""
    flow = _monthly([*range(1, 13), *range(2, 25, 2)])
    found = cycle_subseries(flow.drop(pd.Period("2019-07", "M")).iloc[::-1])
    assert found.values.index.tolist() == [2018, 2019]
    assert found.values.loc[2019].tolist() == pytest.approx(
        [2, 4, 6, 8, 10, 12, math.nan, 16, 18, 20, 22, 24], nan_ok=True
    )
    assert found.means.loc[[1, 7, 12]].tolist() == [1.5, 7.0, 18.0]


def test_month_plot_of_one_month_and_of_none():
    one = cycle_subseries(_monthly([5.0], "2024-03"))
    assert one.values.shape == (1, 12)
    assert one.means.dropna().to_dict() == {3: 5.0}
    none = cycle_subseries(_monthly([]))
    assert none.values.shape == (0, 12)
    assert none.means.isna().all()


@given(st.lists(st.floats(0.1, 1e4), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_month_plot_holds_every_value_once(values):
    found = cycle_subseries(_monthly(values, "2018-05")).values
    assert sorted(found.stack().dropna().tolist()) == sorted(values)
