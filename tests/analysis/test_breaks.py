"""Dates of breaks: the Nile, the interval of the date, refusals, laws."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import log_ndtr, ndtr
from statsmodels.datasets import nile

from assessment.analysis.breaks import break_dates, break_interval
from assessment.analysis.short_series import autocorrelated


@pytest.fixture(scope="module")
def flow():
    table = nile.load_pandas().data
    return pd.Series(table["volume"].to_numpy(), index=table["year"].astype(int))


def test_nile_dates_and_number_strucchange(flow):
    """T19 (GOLDEN A, 3.7): R strucchange 1.5, reference output; the break lies after observation 28, the year 1898."""
    found = break_dates(flow)
    by_number = found.segmentations
    assert found.minimum == 15
    assert found.best == 1
    assert [round(cut.residual) for cut in by_number] == [2835157, 1597457, 1552924, 1538097, 1507888, 1659994]
    bic = [1318.24, 1270.08, 1276.47, 1284.72, 1291.94, 1310.77]
    assert [cut.bic for cut in by_number] == pytest.approx(bic, abs=0.005)
    assert (by_number[1].positions, by_number[1].last_before) == ((28,), (1898,))
    assert by_number[1].means == pytest.approx((1097.75, 849.9722222), abs=1e-6)
    assert by_number[2].positions == (28, 83)


def test_nile_interval_strucchange(flow):
    """T19: 1895 to 1902, each regime with its own variance and independent errors (Bai 1997; R strucchange)."""
    first, last = break_interval(flow.to_numpy(), 28, one_variance=False)
    assert (flow.index[first - 1], flow.index[last - 1]) == (1895, 1902)


def test_interval_of_equal_variances_yao1987():
    """Yao (1987): P(|k| > x) at shift²/variance = 1 is 5 % at 11.03, 10 % at 7.69; equal spreads on both sides, so symmetric."""
    noise = np.tile([1.0, -1.0], 50)
    values = noise + np.repeat([0.0, 1.0], 50)
    assert break_interval(values, 50) == (50 - 12, 50 + 12)
    assert break_interval(values, 50, level=0.9) == (50 - 8, 50 + 8)


def test_interval_against_the_distribution_function_yao1987():
    """Yao (1987): G(x) = 1 + √(x/2π) e^(−x/8) − (x + 5)/2 Φ(−√x/2) + 3/2 e^x Φ(−3√x/2), here for any level of confidence."""

    def distribution(x):
        tails = (x + 5) / 2 * ndtr(-math.sqrt(x) / 2) - 1.5 * math.exp(x) * ndtr(-1.5 * math.sqrt(x))
        return 1 + math.sqrt(x / (2 * math.pi)) * math.exp(-x / 8) - tails

    values = np.tile([1.0, -1.0], 200) + np.repeat([0.0, 0.5], 200)
    for level in (0.5, 0.8, 0.99):
        margin = 200 - break_interval(values, 200, level=level)[0]
        outside = [
            1 - distribution(place / 4) for place in (margin - 1, margin)
        ]  # time runs in units of shift² / variance
        assert outside[1] <= (1 - level) / 2 <= outside[0]


def test_interval_of_unequal_variances_integrates_the_density():
    """Bai (1997), spreads 1 before and 2 after, shift 1.5: the margins hold 2.5 % of the density each, found by quadrature."""
    values = np.concatenate([np.tile([1.0, -1.0], 50), 1.5 + np.tile([2.0, -2.0], 50)])
    first, last = break_interval(values, 100, one_variance=False)

    def beyond(place, own, other):
        own, other = (spread * math.sqrt(100 / 99) for spread in (own, other))
        drift = 1.5 / (2 * own)
        total = drift + 1.5 * own / other**2
        growth = (total**2 - drift**2) / 2

        def density(t):
            far = math.exp(growth * t + log_ndtr(-total * math.sqrt(t)))
            return 2 * drift * (total * far - drift * ndtr(-drift * math.sqrt(t)))

        return quad(density, place, 400, limit=500)[0]

    for margin, own, other in ((last - 100, 1, 2), (100 - first, 2, 1)):  # the margins change sides
        assert beyond(margin, own, other) <= 0.025 <= beyond(margin - 1, own, other)


def test_autocorrelation_widens_the_interval(flow):
    independent, allowed = (break_interval(flow.to_numpy(), 28, phi) for phi in (0.0, 0.5))
    assert allowed[0] < independent[0] < 28 < independent[1] < allowed[1]


def test_interval_at_its_edges():
    assert break_interval(np.repeat([1.0, 5.0], 6), 6) == (6, 6)
    assert break_interval(np.array([1.0, 3.0] * 6), 6) == (1, 11)
    one_sided = break_interval(np.array([1.0] * 6 + [5.0, 7.0] * 3), 6)
    assert one_sided[0] <= 6 <= one_sided[1]
    for outside in (0, 4):
        with pytest.raises(ValueError, match=f"position {outside}: expected one of 1 to 3"):
            break_interval(np.arange(4.0), outside)


def test_a_short_series_has_one_break_at_most():
    values = np.concatenate([np.zeros(10), np.full(10, 9.0), np.zeros(10)]) + np.tile([0.0, 1.0], 15)
    short = break_dates(pd.Series(values, index=range(1990, 2020)))
    assert len(short.segmentations) == 2
    longer = break_dates(pd.Series(np.repeat(values, 2), index=range(1960, 2020)))
    assert (longer.best, longer.segmentations[2].last_before) == (2, (1979, 1999))


def _quarters(values):
    return pd.Series(values, index=pd.period_range("2010Q1", periods=len(values), freq="Q"))


@pytest.mark.parametrize(
    ("series", "refused"),
    [
        (pd.Series(range(9), index=range(2000, 2009)), "too_few"),
        (pd.Series([1.0], index=[2020]), "too_few"),
        (pd.Series([], dtype=float), "too_few"),
        (pd.Series([1.0, math.nan, *range(10)], index=range(2000, 2012)), "gap"),
        (pd.Series(7.0, index=range(2000, 2012)), "constant"),
        (_quarters(np.arange(39.0)), "too_few"),
    ],
)
def test_refusals(series, refused):
    found = break_dates(series)
    assert (found.refused, found.segmentations, found.best) == (refused, (), 0)


def test_quarters_need_twenty_a_regime_and_zeros_are_values():
    found = break_dates(_quarters([0.0] * 20 + [1.0] * 20))
    assert found.segmentations[1].last_before == (pd.Period("2014Q4", "Q"),)
    assert (found.best, found.segmentations[1].bic) == (1, -math.inf)


def test_negative_number_is_named():
    with pytest.raises(ValueError, match="most = -1"):
        break_dates(pd.Series(dtype=float), most=-1)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=10, max_size=16).filter(lambda values: len(set(values)) > 1), st.data())
def test_dates_minimise_the_squares_and_ignore_unit_and_order(values, data):
    series = pd.Series([float(value) for value in values], index=range(2000, 2000 + len(values)))
    cut = break_dates(series).segmentations[1]
    every = [((left - left.mean()) ** 2).sum() + ((right - right.mean()) ** 2).sum() for left, right in _cuts(series)]
    assert cut.residual == pytest.approx(min(every), abs=1e-6)
    shuffled = series.loc[data.draw(st.permutations(list(series.index)))]
    assert break_dates(shuffled).segmentations[1] == cut
    scaled = break_dates(series * 1000 + 5).segmentations[1]
    assert scaled.residual == pytest.approx(1e6 * cut.residual, rel=1e-6, abs=1e-3)


def _cuts(series):
    values = series.to_numpy()
    return [(values[:at], values[at:]) for at in range(5, len(values) - 4)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("phi", "shift", "low", "high"), [(0.0, 2.0, 0.92, 0.99), (0.5, 2.0, 0.90, 0.97), (0.5, 1.0, 0.85, 0.95)]
)
def test_interval_covers_as_its_docstring_says(phi, shift, low, high):
    """400 series of 30 points with a shift half-way, autocorrelation known; MC error of the coverage about 0.013."""
    noise = autocorrelated(np.random.default_rng(3).standard_normal((400, 30)), np.full(400, phi))
    inside = 0
    for row in noise * math.sqrt(1 - phi**2) + shift * (np.arange(30) >= 15):
        cut = break_dates(pd.Series(row, index=range(30))).segmentations[1]
        first, last = break_interval(row, cut.positions[0], phi)
        inside += first <= 15 <= last
    assert low < inside / 400 < high
