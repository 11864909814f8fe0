"""Autocorrelation of short yearly series: the estimate without its bias, the noise, the gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.autocorrelation import (
    MAX_AUTOCORRELATION,
    autocorrelated_noise,
    autocorrelation_around_line,
    autocovariance_sums,
    neighbours,
)


def _around_line(rows, years):
    centred = years - years.mean()
    slopes = rows @ centred / (centred**2).sum()
    return rows - rows.mean(axis=1, keepdims=True) - slopes[:, None] * centred


@pytest.mark.parametrize("count", [10, 15, 20, 30])
@pytest.mark.parametrize("true", [0.3, 0.5, 0.7])
def test_the_estimate_has_hardly_a_bias(count, true):
    """Median estimate of 8,000 simulated series against the truth; without the correction r is too small by 0.15 to 0.5."""
    years = np.arange(2001.0, 2001 + count)
    residuals = _around_line(autocorrelated_noise(true, years, 8000, 5), years)
    assert np.median(autocorrelation_around_line(residuals, years)) == pytest.approx(true, abs=0.08)
    sums = autocovariance_sums(residuals, years, 1)
    assert np.median(sums[:, 1] / sums[:, 0]) < true - 1.5 / count


def test_gaps_leave_the_estimate_in_place():
    years = np.array([2000.0, *range(2002, 2012), *range(2013, 2021)])
    residuals = _around_line(autocorrelated_noise(0.5, years, 8000, 6), years)
    assert neighbours(years) == len(years) - 3
    assert np.median(autocorrelation_around_line(residuals, years)) == pytest.approx(0.5, abs=0.05)


def test_the_estimate_stays_between_none_and_the_largest():
    years = np.arange(2001.0, 2021.0)
    waves = np.stack([(-1.0) ** np.arange(20), np.sin(np.arange(20) / 4)])
    assert autocorrelation_around_line(waves, years).tolist() == [0.0, MAX_AUTOCORRELATION]


def test_too_few_years_are_an_error():
    with pytest.raises(ValueError, match="5 years with 4 pairs"):
        autocorrelation_around_line(np.ones((1, 5)), np.arange(2001.0, 2006.0))
    with pytest.raises(ValueError, match="6 years with 0 pairs"):
        autocorrelation_around_line(np.ones((1, 6)), np.arange(2000.0, 2012.0, 2))


def test_noise_has_the_variance_and_the_correlation_over_gaps():
    years = np.array([2001.0, 2002.0, 2004.0])
    noise = autocorrelated_noise(0.6, years, 60_000, 1)
    assert noise.std(axis=0) == pytest.approx([1, 1, 1], abs=0.01)
    assert np.corrcoef(noise.T)[0] == pytest.approx([1, 0.6, 0.6**3], abs=0.015)
    assert (noise == autocorrelated_noise(0.6, years, 60_000, 1)).all()
    assert (noise != autocorrelated_noise(0.6, years, 60_000, 2)).any()
    with pytest.raises(ValueError, match="between −1 and 1"):
        autocorrelated_noise(1.0, years, 1, 1)


def test_lags_count_calendar_years():
    sums = autocovariance_sums(np.array([[1.0, 2.0, 3.0]]), np.array([2001.0, 2002.0, 2005.0]), 6)
    assert sums.tolist() == [[14.0, 2.0, 0.0, 6.0, 3.0, 0.0, 0.0]]


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=12), st.floats(-10, 10))
def test_sums_scale_with_the_square(values, factor):
    rows, years = np.array([values]), np.arange(2000.0, 2000 + len(values))
    plain, scaled = autocovariance_sums(rows, years, 3), autocovariance_sums(factor * rows, years, 3)
    assert scaled == pytest.approx(factor**2 * plain, rel=1e-6, abs=1e-6)
