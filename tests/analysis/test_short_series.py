"""Short series: their points, their autocorrelation by restricted likelihood, and noise like theirs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import GLS, OLS

from assessment.analysis.short_series import (
    AUTOCORRELATIONS,
    autocorrelated,
    autocorrelation_likelihood,
    before,
    fits_exactly,
    least_squares,
    noise_like,
    points,
    simulated_critical,
    simulated_p,
    whitened,
)


def _line(count):
    return np.column_stack([np.ones(count), np.arange(count, dtype=float)])


def _noise(phi, count, series, seed=1):
    innovations = np.random.default_rng(seed).standard_normal((series, count))
    return autocorrelated(innovations, np.full(series, phi))


def test_points_are_ordered_and_trimmed_and_show_a_gap():
    months = pd.period_range("2023-01", periods=4, freq="M")
    found = points(pd.Series([math.nan, 2.0, 1.0, math.inf], index=months)[::-1])
    assert (found.values.tolist(), [str(month) for month in found.periods]) == ([2.0, 1.0], ["2023-02", "2023-03"])
    assert (found.yearly, found.gap) == (False, False)
    assert points(pd.Series([1.0, math.nan, 2.0], index=months[:3])).gap


@pytest.mark.parametrize(
    ("index", "yearly"),
    [
        ([2020, 2021], True),
        (pd.period_range("2020", periods=2, freq="Y"), True),
        (pd.period_range("2020Q4", periods=2, freq="Q"), False),
    ],
)
def test_years_as_integers_or_periods(index, yearly):
    found = points(pd.Series([1.0, 2.0], index=index))
    assert (found.yearly, found.gap, before(found, index[1])) == (yearly, False, 1)


def test_nothing_has_no_points():
    for empty in (pd.Series([], dtype=float), pd.Series({}, dtype=float), pd.Series([math.nan], index=[2020])):
        assert points(empty).periods == ()


def test_wrong_index_and_wrong_dates_are_named():
    with pytest.raises(ValueError, match="expected years as integers, or a PeriodIndex"):
        points(pd.Series([1.0], index=["2020"]))
    with pytest.raises(ValueError, match="expected years as integers, or a PeriodIndex"):
        points(pd.Series([1.0], index=pd.period_range("2020-01-01", periods=1, freq="D")))
    with pytest.raises(ValueError, match="period 2020 occurs more than once"):
        points(pd.Series([1.0, 2.0], index=[2020, 2020]))
    for wrong in (pd.Period("2020-01", "M"), "2020"):
        with pytest.raises(ValueError, match="such as 2019"):
            before(points(pd.Series({2019: 1.0})), wrong)


@given(st.floats(-0.9, 0.95), st.integers(2, 30))
def test_whitening_undoes_autocorrelation(phi, count):
    innovations = np.random.default_rng(2).standard_normal((3, count))
    assert whitened(autocorrelated(innovations, np.full(3, phi)), phi) == pytest.approx(innovations, abs=1e-9)


def test_noise_is_stationary():
    """Variance 1 / (1 − φ²) from the first point on, correlation φ of neighbours."""
    noise = _noise(0.8, 4, 60_000)
    assert noise.std(axis=0) == pytest.approx([1 / 0.6] * 4, rel=0.01)
    assert np.corrcoef(noise.T)[0] == pytest.approx([1, 0.8, 0.64, 0.512], abs=0.015)


@pytest.mark.parametrize("phi", [0.0, 0.45])
def test_least_squares_is_that_of_statsmodels(phi):
    """Oracle: statsmodels OLS, and GLS with the covariance of an AR(1) process."""
    values, design = _noise(0.5, 15, 1)[0], _line(15)
    found = least_squares(values[None], design, phi)
    covariance = phi ** np.abs(np.subtract.outer(np.arange(15), np.arange(15))) if phi else np.eye(15)
    oracle = GLS(values, design, sigma=covariance).fit() if phi else OLS(values, design).fit()
    assert found.coefficients[0] == pytest.approx(oracle.params, abs=1e-9)
    assert found.standard_errors[0] == pytest.approx(oracle.bse, abs=1e-9)


def test_restricted_likelihood_is_the_likelihood_of_contrasts():
    """REML is the density of any full set of contrasts K′y with K′X = 0: differences between two φ are equal (Harville 1974)."""
    values, design = _noise(0.5, 12, 1)[0], _line(12)
    contrasts = np.linalg.qr(design, mode="complete")[0][:, 2:]

    def density(phi):
        lags = np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
        covariance = contrasts.T @ (phi**lags / (1 - phi**2)) @ contrasts
        seen = contrasts.T @ values
        scale = seen @ np.linalg.solve(covariance, seen) / 10
        return -0.5 * (np.linalg.slogdet(covariance)[1] + 10 * np.log(scale))

    found = [least_squares(values[None], design, phi).log_likelihood[0] for phi in (0.2, 0.7)]
    assert found[1] - found[0] == pytest.approx(density(0.7) - density(0.2), abs=1e-9)


@pytest.mark.parametrize("phi", [0.3, 0.6])
def test_restricted_likelihood_is_hardly_biased_where_the_plain_estimate_is(phi):
    """300 series of 20 points around a line; the plain r is about 0.2 too small, the mean of the likelihood within 0.1."""
    design, samples = _line(20), _noise(phi, 20, 300)
    means = [autocorrelation_likelihood(row, design) @ AUTOCORRELATIONS for row in samples]
    residuals = samples - samples @ np.linalg.pinv(design).T @ design.T
    plain = (residuals[:, 1:] * residuals[:, :-1]).sum(axis=1) / (residuals**2).sum(axis=1)
    assert np.mean(means) == pytest.approx(phi, abs=0.1)
    assert plain.mean() < phi - 0.15


def test_likelihood_adds_up_to_one_and_ignores_the_unit_and_the_trend():
    values, design = _noise(0.4, 15, 1)[0], _line(15)
    found = autocorrelation_likelihood(values, design)
    assert found.sum() == pytest.approx(1)
    assert autocorrelation_likelihood(1e6 * values + 3e5 + 7 * np.arange(15), design) == pytest.approx(found, abs=1e-6)


def test_exact_fits_are_seen_in_any_unit():
    line = np.arange(10.0)
    assert fits_exactly(1e9 + 3e-3 * line, _line(10))
    assert fits_exactly(np.zeros(10), _line(10))
    assert not fits_exactly(1e-9 * line, np.ones((10, 1)))


def test_noise_repeats_with_the_seed():
    values, design = _noise(0.4, 15, 1)[0], _line(15)
    first, again, other = (noise_like(values, design, 5, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.shape == (5, 15)
    assert (first == again).all()
    assert not (first == other).any()


def test_p_and_critical_value_agree_and_p_is_never_zero():
    simulated = np.random.default_rng(1).standard_normal(399)
    critical = simulated_critical(simulated, 0.05)
    assert simulated_p(critical + 1e-9, simulated) <= 0.05 < simulated_p(critical, simulated)
    assert simulated_p(math.inf, simulated) == 1 / 400
    assert math.isnan(simulated_p(math.nan, simulated))
    assert math.isnan(simulated_critical(simulated[:18], 0.05))
