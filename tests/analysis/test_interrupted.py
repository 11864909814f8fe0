"""Interrupted time series: the rule by number of points, METHODS 8.2 by simulation, coverage, closures, refusals, laws."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student
from statsmodels.regression.linear_model import GLSAR, OLS

from assessment.analysis.interrupted import interrupted
from assessment.analysis.short_series import autocorrelated, least_squares


def _noise(count, phi, series=1, seed=1):
    innovations = np.random.default_rng(seed).standard_normal((series, count))
    return autocorrelated(innovations, np.full(series, phi))


def _yearly(values, first=2001):
    return pd.Series(values, index=range(first, first + len(values)), dtype=float)


def _monthly(values, first="2018-01"):
    return pd.Series(values, index=pd.period_range(first, periods=len(values), freq="M"), dtype=float)


def _design(count, start):
    time = np.arange(count, dtype=float)
    return np.column_stack([np.ones(count), time, time >= start, np.maximum(time - start, 0)])


def _truth(count, start, level=8.0, slope=2.0):
    return _design(count, start) @ np.array([10.0, 0.5, level, slope])


def _numbers(found):
    return [(row.value, row.low, row.high, row.p_value) for row in found.changes]


@pytest.mark.parametrize(
    ("count", "method", "notes"),
    [
        (11, "means_only", ()),
        (12, "ols_simulated", ("few_points_a_side",)),
        (24, "ols_simulated", ()),
        (25, "reml_simulated", ()),
        (59, "reml_simulated", ()),
        (60, "reml", ("intervals_narrow",)),
    ],
)
def test_the_number_of_points_decides_the_method_methods_8_2(count, method, notes):
    values = _truth(count, count // 2) + _noise(count, 0.0)[0]
    found = interrupted(_yearly(values, 1950), 1950 + count // 2, draws=199)
    assert (found.method, found.refused, found.notes) == (method, "too_few" if count < 12 else "", notes)
    assert found.means == pytest.approx((values[: count // 2].mean(), values[count // 2 :].mean()))
    assert found.counts == (count // 2, count - count // 2)
    assert [(row.segment, row.change) for row in found.changes] == (
        [] if count < 12 else [("after", "level"), ("after", "slope")]
    )


@pytest.mark.parametrize(("count", "error"), [(20, 2.5), (40, 2.0), (80, 1.5)])
def test_planted_changes_are_recovered(count, error):
    values = _truth(count, count // 2) + _noise(count, 0.4, seed=3)[0]
    level, slope = interrupted(_yearly(values, 1900), 1900 + count // 2).changes
    assert (level.value, slope.value) == (pytest.approx(8, abs=error), pytest.approx(2, abs=error / 5))
    assert level.low <= 8 <= level.high
    assert slope.low <= 2 <= slope.high
    assert max(level.p_value, slope.p_value) < 0.05


def test_least_squares_below_25_and_gls_from_there_are_those_of_statsmodels():
    """Oracles: OLS; and GLSAR with the autocorrelation that REML found (GLSAR drops the first point, REML keeps it: 2 %)."""
    short = _truth(20, 12) + _noise(20, 0.4)[0]
    oracle = OLS(short, _design(20, 12)).fit()
    changes = interrupted(_yearly(short), 2013, draws=199).changes
    assert [row.value for row in changes] == pytest.approx(oracle.params[2:])
    assert [row.standard_error for row in changes] == pytest.approx(oracle.bse[2:])
    long = _truth(120, 70) + _noise(120, 0.5)[0]
    found = interrupted(_yearly(long, 1900), 1970)
    approximate = GLSAR(long, _design(120, 70), rho=[found.autocorrelation]).fit()
    assert [row.value for row in found.changes] == pytest.approx(approximate.params[2:], rel=0.02)
    assert [row.standard_error for row in found.changes] == pytest.approx(approximate.bse[2:], rel=0.02)


@pytest.mark.parametrize(
    ("phi", "count", "covered"),
    [
        (0, 12, 0.96),
        (0, 20, 0.95),
        (0.4, 20, 0.86),
        (0.4, 60, 0.82),
        (0.4, 120, 0.81),
        (0.7, 20, 0.72),
        (0.7, 120, 0.61),
    ],
)
def test_least_squares_cover_too_little_methods_8_2(phi, count, covered):
    """METHODS 8.2, column OLS: coverage of the level change with equal halves; 5,000 series (± 0.007), 0.03 for both errors."""
    fit = least_squares(_noise(count, phi, 5000, 4), _design(count, count // 2), 0.0)
    ratios = np.abs(fit.coefficients[:, 2] / fit.standard_errors[:, 2])
    assert (ratios < student.ppf(0.975, count - 4)).mean() == pytest.approx(covered, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("phi", "count", "newey_west", "glsar"), [(0, 12, 0.79, 0.86), (0.4, 20, 0.78, 0.82), (0.7, 120, 0.77, 0.89)]
)
def test_newey_west_and_glsar_cover_too_little_methods_8_2(phi, count, newey_west, glsar):
    """METHODS 8.2, the other columns: 400 series by statsmodels (± 0.02 here), 0.05 for both errors."""
    design, inside = _design(count, count // 2), np.zeros(2)
    lags = max(1, int(4 * (count / 100) ** (2 / 9)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in _noise(count, phi, 400, 5):
            robust = OLS(row, design).fit().get_robustcov_results("HAC", maxlags=lags, use_correction=True)
            iterated = GLSAR(row, design, rho=1).iterative_fit(maxiter=3)
            inside += [np.prod(fit.conf_int()[2]) < 0 for fit in (robust, iterated)]
    assert inside / 400 == pytest.approx([newey_west, glsar], abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "phi", "low", "high"),
    [
        (12, 0.0, 0.94, 1.0),
        (12, 0.5, 0.91, 0.99),
        (20, 0.8, 0.87, 0.96),
        (40, 0.0, 0.93, 1.0),
        (40, 0.5, 0.91, 0.99),
        (60, 0.5, 0.89, 0.97),
        (60, 0.8, 0.88, 0.97),
    ],
)
def test_intervals_cover_as_the_rule_says(count, phi, low, high):
    """200 series through the function itself, standard error 0.016; the table in the docstring rests on 2,500 series each."""
    found = [
        interrupted(_yearly(row, 1900), 1900 + count // 2, draws=199, seed=seed).changes[0]
        for seed, row in enumerate(_noise(count, phi, 200, 6))
    ]
    assert low <= np.mean([change.low <= 0 <= change.high for change in found]) <= high
    assert np.mean([change.p_value <= 0.05 for change in found]) <= 1 - low + 0.01


@pytest.mark.slow
def test_power_at_twelve_points_methods_8_2():
    """METHODS 8.2: a level change of 3 standard deviations at n = 12 is found by plain OLS in 57 of 100 cases; allowing for
    autocorrelation costs part of that."""
    samples = _noise(12, 0.0, 200, 7) + 3.0 * (np.arange(12) >= 6)
    fit = least_squares(samples, _design(12, 6), 0.0)
    plain = np.abs(fit.coefficients[:, 2] / fit.standard_errors[:, 2]) > student.ppf(0.975, 8)
    assert plain.mean() == pytest.approx(0.57, abs=0.1)
    ours = np.mean([interrupted(_yearly(row), 2007, draws=199).changes[0].p_value <= 0.05 for row in samples])
    assert 0.2 < ours < plain.mean()


def test_interval_and_p_agree():
    for row in _noise(30, 0.3, 8, 8) + 1.2 * (np.arange(30) >= 15):
        for change in interrupted(_yearly(row), 2016, draws=399).changes:
            assert (change.p_value <= 0.05) == (not change.low <= 0 <= change.high)


def test_a_closure_that_opens_again_has_three_segments():
    time = np.arange(60)
    during, after = (time >= 24) & (time < 30), time >= 30
    truth = 50 + 0.3 * time - 30 * during - 5 * after + 0.8 * np.where(after, time - 30, 0)
    series = _monthly(truth + _noise(60, 0.3, seed=9)[0])
    found = interrupted(series, pd.Period("2020-01", "M"), reopened=pd.Period("2020-07", "M"))
    assert found.counts == (24, 6, 30)
    assert [(row.segment, row.change) for row in found.changes] == [
        ("during", "level"),
        ("after", "level"),
        ("after", "slope"),
    ]
    assert [row.value for row in found.changes] == pytest.approx([-30, -5, 0.8], abs=2)
    assert all(row.low <= value <= row.high for row, value in zip(found.changes, [-30, -5, 0.8], strict=True))
    without = interrupted(series, pd.Period("2020-01", "M")).changes[0]
    assert without.value < -15  # two segments take the closure for a lasting loss
    for wrong in ("2020-01", "2019-12"):
        with pytest.raises(ValueError, match="expected a period after the closure"):
            interrupted(series, pd.Period("2020-01", "M"), reopened=pd.Period(wrong, "M"))


def test_seasons_and_a_moving_holiday_are_taken_out():
    rng = np.random.default_rng(10)
    season = 5 * np.sin(np.arange(72) * np.pi / 6)
    holiday = pd.DataFrame(
        {"tet": rng.integers(0, 2, 72) * (np.arange(72) % 12 < 2)}, index=_monthly(np.ones(72)).index
    )
    values = _monthly(20 + season - 9 * holiday["tet"].to_numpy() + 4 * (np.arange(72) >= 36) + rng.normal(0, 0.3, 72))
    at = values.index[36]
    plain = interrupted(values, at, slope=False).changes[0]
    fitted = interrupted(values, at, slope=False, season=True, regressors=holiday[::-1]).changes[0]
    assert fitted.value == pytest.approx(4, abs=0.3)
    assert fitted.standard_error < plain.standard_error / 3
    quarters = pd.Series(
        np.tile([1.0, 5, 2, 4], 8) + _noise(32, 0.0)[0] / 10, index=pd.period_range("2015Q1", periods=32, freq="Q")
    )
    assert interrupted(quarters, quarters.index[16], season=True, draws=199).changes[0].standard_error < 0.1
    with pytest.raises(ValueError, match="season = True for years"):
        interrupted(_yearly(range(20)), 2011, season=True)
    with pytest.raises(ValueError, match="regressors lack 2018-01"):
        interrupted(values, at, regressors=holiday.iloc[1:])


def test_a_control_series_takes_the_common_course_away():
    common = np.cumsum(np.random.default_rng(11).standard_normal(30))
    series = _yearly(common + 5 * (np.arange(30) >= 15) + _noise(30, 0.0)[0] / 5)
    control = _yearly(common, 2001).drop(2001)
    found = interrupted(series, 2016, slope=False, control=control)
    assert found.counts == (14, 15)
    assert found.changes[0].value == pytest.approx(5, abs=0.5)
    alone = interrupted(series, 2016, slope=False).changes[0]
    assert alone.high - alone.low > 3 * (found.changes[0].high - found.changes[0].low)


@pytest.mark.parametrize(
    ("values", "at", "refused"),
    [
        ([], 2001, "too_few"),
        ([5.0], 2001, "too_few"),
        (range(20), 2005, "too_few_on_a_side"),
        (range(20), 2030, "too_few_on_a_side"),
        ([*range(10), math.nan, *range(10)], 2011, "gap"),
        ([0.0] * 20, 2011, "exact_fit"),
        (range(20), 2011, "exact_fit"),
    ],
)
def test_refusals_keep_the_means(values, at, refused):
    found = interrupted(_yearly(values), at)
    assert (found.refused, found.method, found.changes) == (refused, "means_only", ())
    assert math.isnan(found.autocorrelation)
    assert sum(found.counts) == sum(not math.isnan(value) for value in values)
    assert [math.isnan(mean) for mean in found.means] == [count == 0 for count in found.counts]


def test_too_many_and_collinear_regressors_are_refused():
    months = _monthly(_noise(22, 0.0)[0])
    assert interrupted(months, months.index[11], season=True).refused == "too_many_regressors"
    twice = pd.DataFrame({"trend": np.arange(22.0) * 1e6}, index=months.index)
    assert interrupted(months, months.index[11], regressors=twice).refused == "collinear"
    zero = pd.DataFrame({"nothing": np.zeros(22)}, index=months.index)
    assert interrupted(months, months.index[11], regressors=zero).refused == "collinear"
    with pytest.raises(ValueError, match="level = 95"):
        interrupted(months, months.index[11], level=95)


def test_level_of_confidence_seed_and_row_order():
    series = _yearly(_noise(20, 0.4)[0])
    narrow, wide = (interrupted(series, 2011, level=level).changes[0] for level in (0.8, 0.95))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert interrupted(series[::-1], 2011) == interrupted(series, 2011)
    assert interrupted(series, 2011, seed=1).changes[0].low != interrupted(series, 2011, seed=2).changes[0].low


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([14, 30, 61]), st.floats(0.01, 1e4), st.floats(-1e3, 1e3), st.floats(-10, 10))
def test_unit_level_and_trend_of_the_series_do_not_matter(count, unit, level, trend):
    values, at = _noise(count, 0.3)[0], 2001 + count // 2
    base = interrupted(_yearly(values), at, draws=99)
    other = interrupted(_yearly(unit * (values + level + trend * np.arange(count))), at, draws=99)
    for expected, found in zip(_numbers(base), _numbers(other), strict=True):
        assert np.array(found[:3]) / unit == pytest.approx(expected[:3], rel=1e-5, abs=1e-6)
        assert found[3] == pytest.approx(expected[3], abs=0.011)
