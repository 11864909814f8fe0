"""Placebo dates: the event stands out of dates without one, and does not contaminate them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from assessment.analysis.interrupted import interrupted
from assessment.analysis.placebo_dates import placebo_dates
from assessment.analysis.short_series import autocorrelated


def _yearly(values):
    return pd.Series(values, index=range(2001, 2001 + len(values)), dtype=float)


def _noise(count, phi=0.3, seed=1):
    return autocorrelated(np.random.default_rng(seed).standard_normal((1, count)), np.array([phi]))[0]


@pytest.mark.parametrize("count", [24, 45])
def test_an_event_stands_out(count):
    at = 2001 + count - 8
    series = _yearly(_noise(count) + 9.0 * (np.arange(count) >= count - 8))
    found = placebo_dates(series, at)
    assert list(found.table.index) == list(range(2006, at - 4))
    assert found.p_value == found.smallest_p == 1 / (len(found.table) + 1)
    assert found.value == pytest.approx(interrupted(series, at, draws=99).changes[0].value)


def test_placebos_know_only_what_was_before_the_event():
    series = _yearly(_noise(24))
    changed = series.where(series.index < 2017, series + 100)
    assert placebo_dates(changed, 2017).table.equals(placebo_dates(series, 2017).table)


def test_a_placebo_is_the_model_at_its_date():
    series = _yearly(_noise(30))
    row = placebo_dates(series, 2021).table.loc[2010]
    expected = interrupted(series.loc[:2020], 2010, draws=99).changes[0]
    assert (row["value"], row["standard_error"]) == pytest.approx((expected.value, expected.standard_error))
    assert row["ratio"] == pytest.approx(row["value"] / row["standard_error"])


def test_without_an_event_the_rank_is_any():
    """Mean of the p-values over 200 series of noise: about 0.5, and 5 % are hardly below what six placebos can say."""
    p_values = [placebo_dates(_yearly(_noise(22, 0.4, seed)), 2017, slope=False).p_value for seed in range(200)]
    assert np.mean(p_values) == pytest.approx(0.5, abs=0.12)
    assert min(p_values) == 1 / 8


@pytest.mark.parametrize(
    ("values", "at", "refused"),
    [
        (range(11), 2007, "too_few"),
        (_noise(20), 2012, "too_few"),
        (_noise(20), 2018, "too_few_on_a_side"),
        ([*_noise(10), math.nan, *_noise(10)], 2016, "gap"),
        (range(20), 2015, "exact_fit"),
        ([*np.arange(14.0), *_noise(8)], 2015, "exact_fit"),
        ([], 2015, "too_few"),
    ],
)
def test_refusals(values, at, refused):
    found = placebo_dates(_yearly(values), at)
    assert (found.refused, len(found.table)) == (refused, 0)
    assert all(math.isnan(number) for number in (found.value, found.ratio, found.p_value, found.smallest_p))


def test_seasons_and_control_are_those_of_the_model():
    months = pd.period_range("2018-01", periods=60, freq="M")
    season = 20 * np.sin(np.arange(60) * np.pi / 6)
    series = pd.Series(season + _noise(60) + 6 * (np.arange(60) >= 45), index=months)
    plain, fitted = (placebo_dates(series, months[45], slope=False, season=season) for season in (False, True))
    assert fitted.p_value == fitted.smallest_p < plain.p_value
    controlled = placebo_dates(series, months[45], slope=False, control=pd.Series(season, index=months))
    assert controlled.value == pytest.approx(6, abs=2)
