"""Mann-Kendall, Sen's slope and log-linear growth: golden numbers, oracles, refusals, and the level kept under autocorrelation."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pymannkendall
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.short_series import autocorrelated
from assessment.analysis.trend import log_linear_growth, monotone_trend

VALUES = st.lists(st.integers(-50, 50).map(float), min_size=10, max_size=25)
WALK = [3.0, 4.1, 3.9, 5.2, 5.0, 6.6, 6.1, 7.0, 8.3, 8.1, 9.4, 9.0]
quick = settings(max_examples=30, deadline=None)


def yearly(values, start=2001):
    return pd.Series(list(values), index=range(start, start + len(values)), dtype=float)


def test_trend_golden_numbers():
    """GOLDEN T22: Mann-Kendall of 1..10 (independent years): S 45, variance 125, z 3.93548, p 8.303e-05, Sen slope 1."""
    found = monotone_trend(yearly(range(1, 11)))
    assert (found.statistic, found.variance) == (45, 125)
    assert found.z == pytest.approx(3.93548, abs=1e-5)
    assert found.p_value == pytest.approx(8.303e-05, abs=1e-8)
    assert (found.slope, found.tau) == (1.0, 1.0)


@pytest.mark.parametrize("method", ["simulated", "hamed_rao", "prewhitened"])
@pytest.mark.parametrize("values", [range(1, 11), [5.0] * 12, [1e9 + 0.1 * year for year in range(15)]])
def test_a_line_leaves_no_autocorrelation_to_estimate(values, method):
    """pymannkendall gives a variance of NaN and p NaN here, and p 1 by trend-free pre-whitening: neither is a finding."""
    found = monotone_trend(yearly(values), method=method)
    assert (found.refused, found.adjusted.refused) == ("", "no_noise")
    numbers = (
        found.adjusted.p_value,
        found.adjusted.autocorrelation,
        found.adjusted.slope_low,
        found.adjusted.slope_high,
    )
    assert all(math.isnan(number) for number in numbers)


def test_trend_of_a_constant_is_flat():
    flat = monotone_trend(yearly([5.0] * 12))
    assert (flat.statistic, flat.variance, flat.z, flat.slope, flat.tau) == (0, 0, 0, 0, 0)
    assert flat.p_value == pytest.approx(1.0)


@pytest.mark.parametrize("values", [WALK, [1.0, 2, 2, 3, 3, 3, 2, 4, 4, 5, 4, 6, 5], list(np.sin(np.arange(30)))])
def test_plain_test_equals_pymannkendall(values):
    """Oracle: pymannkendall 1.4.3 (Hussain and Mahmud 2019, JOSS), with and without ties."""
    found, oracle = monotone_trend(yearly(values)), pymannkendall.original_test(values)
    assert (found.statistic, found.variance) == (oracle.s, pytest.approx(oracle.var_s))
    assert (found.z, found.p_value, found.slope) == pytest.approx((oracle.z, oracle.p, oracle.slope))


def test_published_methods_are_those_of_pymannkendall():
    hamed_rao = monotone_trend(yearly(WALK), method="hamed_rao").adjusted
    assert hamed_rao.p_value == pytest.approx(pymannkendall.hamed_rao_modification_test(WALK).p)
    whitened = monotone_trend(yearly(WALK), method="prewhitened").adjusted
    assert whitened.p_value == pytest.approx(pymannkendall.pre_whitening_modification_test(WALK).p)
    assert whitened.method == "prewhitened"
    assert math.isnan(whitened.slope_low)


def test_hamed_rao_with_a_negative_variance_is_refused():
    zigzag = yearly([6, 8, 0, 8, 4, 5, 6, 2, 9, 0, 2, 3])
    found = monotone_trend(zigzag, method="hamed_rao").adjusted
    assert found.refused == "not_computable"
    assert math.isnan(found.p_value)
    assert 0 < monotone_trend(zigzag).adjusted.p_value <= 1


def test_trend_refuses_nine_points_one_and_none():
    for count in (9, 1, 0):
        few = monotone_trend(yearly(range(count)))
        assert (few.refused, few.adjusted.refused, few.count) == ("too_few", "too_few", count)
        assert math.isnan(few.slope)
    assert monotone_trend(yearly([*WALK, math.nan])).count == 12
    assert monotone_trend(yearly(WALK), minimum=13).refused == "too_few"


def test_wrong_arguments():
    with pytest.raises(ValueError, match="2001 occurs more than once"):
        monotone_trend(pd.Series([1.0, 2.0], index=[2001, 2001]))
    with pytest.raises(ValueError, match="minimum = 5: expected at least 10"):
        monotone_trend(yearly(WALK), minimum=5)
    with pytest.raises(ValueError, match="method 'tfpw': expected"):
        monotone_trend(yearly(WALK), method="tfpw")
    with pytest.raises(ValueError, match=r"level = 95: expected a confidence level"):
        monotone_trend(yearly(WALK), level=95)
    with pytest.raises(ValueError, match="level = 0"):
        log_linear_growth(yearly(WALK), level=0)
    for index in (pd.date_range("2001", periods=12, freq="YS"), pd.period_range("2001-01", periods=12, freq="M")):
        with pytest.raises(ValueError, match="expected years"):
            monotone_trend(pd.Series(WALK, index=index))


@pytest.mark.parametrize("method", ["simulated", "hamed_rao", "prewhitened"])
def test_gaps(method):
    """A missing year counts in the slope; the autocorrelation of neighbours is not known then."""
    years = [*range(2001, 2010), 2020]
    assert monotone_trend(pd.Series([2.0 * year for year in years], index=years)).slope == pytest.approx(2.0)
    with_gap = monotone_trend(yearly(WALK).drop([2004]), method=method)
    assert (with_gap.count, with_gap.adjusted.refused) == (11, "gaps")
    assert with_gap.slope > 0
    growth = log_linear_growth(yearly(WALK).drop([2004]))
    assert (growth.refused, growth.band_refused, growth.count) == ("", "gaps", 11)
    assert growth.rate > 0
    assert math.isnan(growth.high)


def test_too_few_draws_leave_no_band():
    few = monotone_trend(yearly(WALK), draws=10).adjusted
    assert math.isnan(few.slope_low)
    assert math.isnan(log_linear_growth(yearly(WALK), draws=10).low)


def test_years_may_be_periods():
    periods = pd.Series(WALK, index=pd.period_range("2001", periods=12, freq="Y"))
    assert monotone_trend(periods) == monotone_trend(yearly(WALK))


def test_same_seed_same_result():
    assert monotone_trend(yearly(WALK)) == monotone_trend(yearly(WALK))
    assert monotone_trend(yearly(WALK), seed=2).adjusted.slope_low != monotone_trend(yearly(WALK)).adjusted.slope_low


def test_wider_level_wider_band():
    narrow, wide = (monotone_trend(yearly(WALK), level=level).adjusted for level in (0.8, 0.95))
    assert wide.slope_low < narrow.slope_low < narrow.slope_high < wide.slope_high
    slim, broad = (log_linear_growth(yearly(WALK), level=level) for level in (0.8, 0.95))
    assert broad.low < slim.low < slim.rate < slim.high < broad.high


def test_growth_of_a_compound_series():
    """8 % a year without noise: the rate is exact and there is no band; `lags` is int(4 · 0.15^(2/9)) = 2."""
    found = log_linear_growth(yearly([100 * 1.08**year for year in range(15)]))
    assert found.rate == pytest.approx(8.0, abs=1e-9)
    assert (found.refused, found.band_refused, found.lags, found.count) == ("", "no_noise", 2, 15)
    assert math.isnan(found.low)


def test_growth_refusals():
    assert log_linear_growth(yearly(range(1, 10))).refused == "too_few"
    assert log_linear_growth(yearly([])).refused == "too_few"
    zero = log_linear_growth(yearly([0.0, *WALK]))
    assert (zero.refused, zero.band_refused) == ("not_positive", "not_positive")
    assert math.isnan(zero.rate)


def test_slope_and_standard_error_equal_statsmodels():
    """Oracle: statsmodels OLS with cov_type HAC, Bartlett weights, no small-sample factor."""
    from statsmodels.regression.linear_model import OLS

    found = log_linear_growth(yearly(WALK))
    design = np.column_stack([np.ones(12), np.arange(12)])
    oracle = OLS(np.log(WALK), design).fit(cov_type="HAC", cov_kwds={"maxlags": found.lags, "use_correction": False})
    slope, error = oracle.params[1], oracle.bse[1]
    assert found.rate == pytest.approx(100 * math.expm1(slope))
    assert found.low == pytest.approx(100 * math.expm1(slope - found.critical * error))
    assert found.high == pytest.approx(100 * math.expm1(slope + found.critical * error))
    assert found.critical > 1.96


@given(VALUES)
@quick
def test_trend_turns_with_the_series(values):
    forth, back = monotone_trend(yearly(values), draws=99), monotone_trend(yearly([-v for v in values]), draws=99)
    assert forth.statistic == -back.statistic
    assert forth.slope == pytest.approx(-back.slope)
    assert forth.p_value == pytest.approx(back.p_value)
    assert forth.adjusted.p_value == pytest.approx(back.adjusted.p_value, nan_ok=True)
    assert forth.adjusted.slope_low == pytest.approx(-back.adjusted.slope_high, nan_ok=True)


@given(VALUES, st.integers(1, 9), st.randoms())
@quick
def test_trend_knows_neither_unit_nor_origin_nor_order(values, factor, random):
    series = yearly(values)
    years = list(series.index)
    random.shuffle(years)
    plain, moved = monotone_trend(series, draws=99), monotone_trend(series[years] * factor + 7, draws=99)
    assert moved.statistic == plain.statistic
    assert moved.slope == pytest.approx(factor * plain.slope)
    assert moved.adjusted.p_value == pytest.approx(plain.adjusted.p_value, nan_ok=True)
    assert moved.adjusted.slope_high == pytest.approx(factor * plain.adjusted.slope_high, nan_ok=True, abs=1e-9)


@given(st.lists(st.floats(1.0, 1e6), min_size=10, max_size=20), st.floats(1e-3, 1e3))
@quick
def test_growth_does_not_depend_on_the_unit(levels, factor):
    plain, scaled = (log_linear_growth(yearly(levels) * unit, draws=99) for unit in (1.0, factor))
    assert scaled.rate == pytest.approx(plain.rate, rel=1e-6, abs=1e-6)
    if not plain.band_refused and not scaled.band_refused:
        assert scaled.low == pytest.approx(plain.low, rel=1e-5, abs=1e-5)
        assert plain.low < plain.rate < plain.high


def _shares(count, autocorrelation, rise=0.0, reps=200):
    """Return shares of simulated series: trends found by three tests, bands of both slopes that hold the truth."""
    innovations = np.random.default_rng(11).standard_normal((reps, count)) * math.sqrt(1 - autocorrelation**2)
    noise = autocorrelated(innovations, np.full(reps, autocorrelation))
    slope = rise / (count - 1)
    found = []
    for number, row in enumerate(noise):
        series = yearly(row + slope * np.arange(count))
        trend = monotone_trend(series, draws=149, seed=number)
        growth = log_linear_growth(np.exp(series / 10), draws=149, seed=number)
        found.append(
            (
                trend.p_value <= 0.05,
                trend.adjusted.p_value <= 0.05,
                pymannkendall.hamed_rao_modification_test(series).p <= 0.05,
                pymannkendall.pre_whitening_modification_test(series).p <= 0.05,
                trend.adjusted.slope_low <= slope <= trend.adjusted.slope_high,
                growth.low <= 100 * math.expm1(slope / 10) <= growth.high,
            )
        )
    return dict(
        zip(("plain", "simulated", "hamed_rao", "prewhitened", "sen", "growth"), np.mean(found, axis=0), strict=True)
    )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt")
@pytest.mark.parametrize("count", [10, 20])
def test_level_and_coverage_of_independent_years(count):
    """METHODS 8: 200 series without a trend at 5 % and 95 %: hardly any found, the bands on the wide side."""
    shares = _shares(count, 0.0)
    assert shares["simulated"] <= 0.06
    assert shares["sen"] >= 0.94
    assert shares["growth"] >= 0.93


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt")
@pytest.mark.parametrize(("count", "autocorrelation", "largest"), [(10, 0.5, 0.08), (20, 0.5, 0.08), (20, 0.8, 0.14)])
def test_level_and_coverage_of_autocorrelated_years(count, autocorrelation, largest):
    """METHODS 8: the simulated test keeps near its level where the plain one and Hamed and Rao's find trends that are not there."""
    shares = _shares(count, autocorrelation)
    assert shares["simulated"] <= largest
    assert min(shares["plain"], shares["hamed_rao"]) >= shares["simulated"] + 0.1
    assert shares["sen"] >= 0.99 - largest
    assert shares["growth"] >= 0.99 - largest


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt")
def test_trends_found():
    """A rise by four standard deviations in twenty years of autocorrelation 0.5: pre-whitening loses it, the simulated test less."""
    shares = _shares(20, 0.5, rise=4.0)
    assert shares["simulated"] >= 0.5 > 0.35 >= shares["prewhitened"]
    assert shares["sen"] >= 0.9
    assert shares["growth"] >= 0.9
