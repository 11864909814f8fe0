"""Trend: whether a short yearly series rises or falls, and by how much a year, where neighbouring years resemble each other.

The Mann-Kendall test and the usual error of a slope presume independent years. Years of trade are not: with an autocorrelation of
0.5 the plain test finds a trend in 17 to 25 % of series of 10 to 30 years that have none, at a level of 5 %. The corrections
published for it were measured before one was chosen, at the same level and lengths (`tests/analysis/test_trend.py` repeats it):

==========================  ====================  ====================
false alarms, %             autocorrelation 0.5   autocorrelation 0.8
==========================  ====================  ====================
plain                       17 to 25              34 to 47
Hamed and Rao (1998)        18 to 23              34 to 37
trend-free pre-whitening    19 to 29              37 to 59
pre-whitening               5 to 6                8 to 12
simulated (the default)     5 to 9                6 to 13
==========================  ====================  ====================

Pre-whitening keeps its level as well, but takes the trend away with the autocorrelation and finds few of those that are there.
What is simulated here is the trend statistic of autocorrelated years without a trend, of the same years and the autocorrelation
estimated, so that the p-value and the bands say how often chance alone does as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.analysis.autocorrelation import (
    autocorrelated_noise,
    autocorrelation_around_line,
    autocovariance_sums,
    neighbours,
)

Floats: TypeAlias = NDArray[np.float64]
Method: TypeAlias = Literal["simulated", "hamed_rao", "prewhitened"]
Refusal: TypeAlias = Literal["", "too_few", "not_positive", "no_noise", "gaps", "not_computable"]

MIN_TREND = 10
"""Fewer yearly points do not carry a trend statement."""

DRAWS = 1999
"""Simulated series: the smallest p-value is 1/2000, and one of 0.05 has a standard error of 0.005."""


@dataclass(frozen=True)
class Adjusted:
    """The trend test once neighbouring years may resemble each other.

    Attributes
    ----------
    method
        How that is allowed for.
    p_value
        Two-sided.
    autocorrelation
        Of neighbouring years around the Sen line, corrected for its bias, from 0 to `autocorrelation.MAX_AUTOCORRELATION`.
    slope_low, slope_high
        Simulated band of Sen's slope, in units a year; NaN for the other methods.
    refused
        ``too_few`` as the trend itself; ``no_noise`` where all values lie on one line or are equal, so that there is no
        autocorrelation to estimate; ``gaps`` where too few years are neighbours; ``not_computable`` where the corrected variance
        is negative. Then every number is NaN. Otherwise empty.
    """

    method: Method
    p_value: float = float("nan")
    autocorrelation: float = float("nan")
    slope_low: float = float("nan")
    slope_high: float = float("nan")
    refused: Refusal = ""


@dataclass(frozen=True)
class Trend:
    """Monotone trend of a short yearly series.

    Attributes
    ----------
    statistic
        Mann-Kendall S: pairs of years that rise minus pairs that fall.
    variance
        Variance of S for independent years, corrected for ties.
    tau
        Kendall's tau-b with time, from −1 to 1.
    z, p_value
        Normal approximation for **independent** years, two-sided. Autocorrelation makes this p too small: print the adjusted one.
    slope
        Sen's slope, the median of all pairwise slopes, in units a year.
    count
        Number of observations.
    adjusted
        The test for years that resemble each other.
    refused
        ``too_few`` below the minimum of observations: then every number is NaN. Otherwise empty.
    """

    statistic: float
    variance: float
    tau: float
    z: float
    p_value: float
    slope: float
    count: int
    adjusted: Adjusted
    refused: Refusal = ""


@dataclass(frozen=True)
class LogLinearGrowth:
    """Growth by a straight line through the logarithms.

    Attributes
    ----------
    rate
        100 · (exp(b) − 1) with b the slope of ln(level) on the year: percent a year.
    low, high
        Band at the level asked for, percent a year.
    lags
        Lags of the Newey-West standard error: the whole part of 4 · (n / 100)^(2/9).
    critical
        How many standard errors the band is wide to each side: simulated, not 1.96.
    autocorrelation
        Of neighbouring years around the line, corrected for its bias, from 0 to `autocorrelation.MAX_AUTOCORRELATION`.
    count
        Number of observations.
    refused
        ``too_few`` below the minimum of observations, ``not_positive`` where a level has no logarithm: then every number is NaN.
    band_refused
        Why there is no band: as `refused`, ``no_noise`` (all logarithms lie on one line) or ``gaps`` (too few years are
        neighbours).
    """

    rate: float
    low: float
    high: float
    lags: int
    critical: float
    autocorrelation: float
    count: int
    refused: Refusal = ""
    band_refused: Refusal = ""


def _yearly(series: pd.Series, minimum: int) -> pd.Series:
    if minimum < MIN_TREND:
        raise ValueError(f"minimum = {minimum}: expected at least {MIN_TREND} years, because fewer carry no trend")
    if series.index.has_duplicates:
        raise ValueError(
            f"year {series.index[series.index.duplicated()][0]} occurs more than once; give one value a year"
        )
    if len(series) and not (pd.api.types.is_numeric_dtype(series.index) and (series.index.to_numpy() % 1 == 0).all()):
        raise ValueError(
            f"index {type(series.index).__name__} of {series.index.dtype}: expected whole years as numbers"
        )
    return series.astype(float).dropna().sort_index()


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level = {level}: expected a confidence level between 0 and 1, such as 0.95")


def _pairs(values: Floats, years: Floats) -> tuple[Floats, Floats]:
    """Return Mann-Kendall's S and Sen's slope of each row of `values` (one column a year)."""
    later, earlier = np.triu_indices(len(years), 1)[::-1]
    differences = values[:, later] - values[:, earlier]
    slopes = np.median(differences / (years[later] - years[earlier]), axis=1)
    return np.sign(differences).sum(axis=1), np.asarray(slopes, dtype=float)


def _inflation(autocorrelation: Floats, count: int) -> Floats:
    """Return by how much autocorrelated years widen Var(S): Hamed and Rao (1998) with the correlations of an AR(1)."""
    lag = np.arange(1, count)
    weights = (count - lag) * (count - lag - 1) * (count - lag - 2) / (count * (count - 1) * (count - 2))
    ranks = 6 / np.pi * np.arcsin(autocorrelation[:, None] ** lag / 2)
    return np.asarray(1 + 2 * ranks @ weights, dtype=float)


def _unadjustable(residuals: Floats, values: Floats, years: Floats, needed: int) -> Refusal:
    """Return why autocorrelation cannot be estimated from `values`, of which a line leaves `residuals`; empty if it can be.

    `needed` is the number of years in a row that would do; gaps may leave no fewer neighbours than those have.
    """
    rounding = 1e-9 * np.ptp(values) + 1e-12 * np.abs(values).max()
    if np.ptp(residuals) <= rounding:
        return "no_noise"
    return "gaps" if neighbours(years) < needed - 1 else ""


def _newey_west(residuals: Floats, years: Floats, lags: int) -> Floats:
    """Return the Newey-West standard error of the slope of each row of least-squares residuals on the years.

    Years that are missing add nothing to the sums, and lags count calendar years.
    """
    centred = years - years.mean()
    weights = 2 * (1 - np.arange(lags + 1) / (lags + 1))
    weights[0] = 1
    return np.asarray(np.sqrt(autocovariance_sums(residuals * centred, years, lags) @ weights) / (centred**2).sum())


def _line(values: Floats, years: Floats) -> tuple[Floats, Floats]:
    """Return the least-squares slope of each row on the years, and the residuals."""
    centred = years - years.mean()
    slopes = values @ centred / (centred**2).sum()
    return slopes, values - values.mean(axis=1, keepdims=True) - slopes[:, None] * centred


def _simulated(values: Floats, years: Floats, level: float, draws: int, seed: int) -> Adjusted:
    """Return p-value and band from simulated series without a trend.

    Both S and the slope are divided by what they are expected to vary by at the autocorrelation estimated from the same series,
    in the record as in the draws, so that the error of that estimate is part of what is simulated.
    """

    def studentised(rows: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        statistics, slopes = _pairs(rows, years)
        residuals = rows - slopes[:, None] * years
        correlation = autocorrelation_around_line(residuals, years)
        spread = np.sqrt(_inflation(correlation, len(years)))
        scale = residuals.std(axis=1) * spread
        return correlation, np.abs(statistics) / spread, slopes, scale

    correlation, statistic, slope, scale = (float(found[0]) for found in studentised(values[None]))
    _, statistics, slopes, scales = studentised(autocorrelated_noise(correlation, years, draws, seed))
    p_value = (1 + int((statistics >= statistic - 1e-9).sum())) / (draws + 1)
    half = scale * float(np.quantile(np.abs(slopes) / scales, level))
    return Adjusted("simulated", p_value, correlation, slope - half, slope + half)


def _published(values: Floats, years: Floats, slope: float, method: Method) -> Adjusted:
    """Return the p-value of a published correction, as pymannkendall computes it."""
    # Takes most of a second to import; only who asks for these methods should pay for it.
    import pymannkendall  # type: ignore[import-untyped]

    test = {
        "hamed_rao": pymannkendall.hamed_rao_modification_test,
        "prewhitened": pymannkendall.pre_whitening_modification_test,
    }[method]
    with np.errstate(invalid="ignore"):  # a negative variance is answered below
        p_value = float(test(values).p)
    if not np.isfinite(p_value):
        return Adjusted(method, refused="not_computable")
    correlation = float(autocorrelation_around_line((values - slope * years)[None], years)[0])
    return Adjusted(method, p_value, correlation)


def monotone_trend(
    series: pd.Series,
    minimum: int = MIN_TREND,
    method: Method = "simulated",
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 1,
) -> Trend:
    """Return the Mann-Kendall test and Sen's slope of a yearly series whose neighbouring years may resemble each other.

    Parameters
    ----------
    series
        Values by year (integer index), any order; missing values are left out, years may be missing.
    minimum
        Observations needed, at least `MIN_TREND`; below it everything is NaN.
    method
        ``simulated``: p-value and band of the slope from series without a trend, of the same years and autocorrelation; needs
        `minimum` − 1 pairs of neighbouring years. ``hamed_rao``: the variance corrected by all lags that are significant at
        5 %; it does not keep its level and is there to compare. ``prewhitened``: the test on x(t) − r x(t−1); it keeps its
        level and finds few trends. These two are computed by pymannkendall and need years without a gap.
    level
        Confidence level of the band of the slope.
    draws, seed
        Number of simulated series and seed of the random numbers: same seed, same result.

    Returns
    -------
    Trend
        A constant series has S = 0 and slope 0; it has no adjusted p-value, as a series that lies on a line has none.

    Raises
    ------
    ValueError
        If a year occurs twice, `minimum` is below `MIN_TREND`, `level` is not between 0 and 1, or `method` is none of the three.

    References
    ----------
    Mann (1945), Econometrica 13; Kendall (1975), Rank Correlation Methods; Sen (1968), JASA 63; Hamed and Rao (1998), Journal
    of Hydrology 204; Yue and Wang (2002), Water Resources Research 38(6), on pre-whitening.

    Examples
    --------
    >>> found = monotone_trend(pd.Series(range(1, 11), index=range(2001, 2011)))
    >>> found.statistic, found.variance, round(found.z, 5), round(found.p_value, 8), found.slope
    (45.0, 125.0, 3.93548, 8.303e-05, 1.0)
    >>> found.adjusted.refused, found.adjusted.p_value
    ('no_noise', nan)
    """
    if method not in ("simulated", "hamed_rao", "prewhitened"):
        raise ValueError(f"method {method!r}: expected 'simulated', 'hamed_rao' or 'prewhitened'")
    _check_level(level)
    known = _yearly(series, minimum)
    count, unknown = len(known), float("nan")
    if count < minimum:
        return Trend(
            unknown, unknown, unknown, unknown, unknown, unknown, count, Adjusted(method, refused="too_few"), "too_few"
        )
    years, values = known.index.to_numpy(dtype=float), known.to_numpy(dtype=float)
    statistic, slope = (float(found[0]) for found in _pairs(values[None], years))
    variance, tau = _spread_of_statistic(statistic, values)
    z = float((statistic - np.sign(statistic)) / sqrt(variance)) if variance > 0 else 0.0
    refused = _unadjustable(values - slope * years, values, years, count if method != "simulated" else minimum)
    if refused:
        adjusted = Adjusted(method, refused=refused)
    elif method == "simulated":
        adjusted = _simulated(values, years, level, draws, seed)
    else:
        adjusted = _published(values, years, slope, method)
    return Trend(statistic, variance, tau, z, erfc(abs(z) / sqrt(2)), slope, count, adjusted)


def _spread_of_statistic(statistic: float, values: Floats) -> tuple[float, float]:
    """Return the variance of S for independent years, corrected for ties, and Kendall's tau-b."""
    count = len(values)
    tied = np.unique(values, return_counts=True)[1].astype(float)
    variance = (count * (count - 1) * (2 * count + 5) - (tied * (tied - 1) * (2 * tied + 5)).sum()) / 18
    pairs = count * (count - 1) / 2
    comparable = sqrt(pairs * (pairs - (tied * (tied - 1) / 2).sum()))
    return float(variance), statistic / comparable if comparable > 0 else 0.0


def log_linear_growth(
    levels: pd.Series,
    minimum: int = MIN_TREND,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 1,
) -> LogLinearGrowth:
    """Return the yearly growth by a straight line through the logarithms, with a band that allows for autocorrelation.

    All years count, not only the two ends as in `growth.compound_growth`. The standard error is that of Newey and West, which
    alone is too small in short series; how many of them the band is wide is therefore taken from simulated series of the same
    years and autocorrelation.

    Parameters
    ----------
    levels
        Positive levels by year (integer index), any order; missing values are left out, years may be missing.
    minimum
        Observations needed, at least `MIN_TREND`.
    level
        Confidence level of the band.
    draws, seed
        Number of simulated series and seed of the random numbers: same seed, same result.

    Raises
    ------
    ValueError
        If a year occurs twice, `minimum` is below `MIN_TREND`, or `level` is not between 0 and 1.

    References
    ----------
    Newey and West (1987), Econometrica 55; lags of Newey and West (1994), Review of Economic Studies 61.

    Examples
    --------
    >>> years = np.arange(2005, 2020)
    >>> found = log_linear_growth(pd.Series(100 * 1.08 ** (years - 2005) * np.where(years % 2, 1.02, 1.0), index=years))
    >>> round(found.rate, 1), found.low < 8 < found.high, found.lags
    (8.0, True, 2)
    """
    _check_level(level)
    known = _yearly(levels, minimum)
    count, unknown = len(known), float("nan")
    lags = int(4 * (count / 100) ** (2 / 9))
    if count < minimum or (known <= 0).any():
        refused: Refusal = "too_few" if count < minimum else "not_positive"
        return LogLinearGrowth(unknown, unknown, unknown, lags, unknown, unknown, count, refused, refused)
    years, logs = known.index.to_numpy(dtype=float), np.log(known.to_numpy(dtype=float))
    slopes, residuals = _line(logs[None], years)
    slope, rate = float(slopes[0]), float(100 * np.expm1(slopes[0]))
    unbanded = _unadjustable(residuals[0], logs, years, minimum)
    if unbanded:
        return LogLinearGrowth(rate, unknown, unknown, lags, unknown, unknown, count, "", unbanded)
    correlation = float(autocorrelation_around_line(residuals, years)[0])
    drawn, left = _line(autocorrelated_noise(correlation, years, draws, seed), years)
    critical = float(np.quantile(np.abs(drawn) / _newey_west(left, years, lags), level))
    half = critical * float(_newey_west(residuals, years, lags)[0])
    low, high = (float(100 * np.expm1(end)) for end in (slope - half, slope + half))
    return LogLinearGrowth(rate, low, high, lags, critical, correlation, count)
