"""Autocorrelation of short yearly series: estimated around a line without its small-sample bias, and simulated.

Bands and p-values of short series are simulated rather than read from tables: the same years, the same autocorrelation, no
effect.
"""

from __future__ import annotations

from math import sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

MAX_AUTOCORRELATION = 0.95
"""The estimate is kept below 1, where a series wanders without a mean and no trend could be told from it."""


def neighbours(years: Floats) -> int:
    """Return how many pairs of calendar neighbours there are among years in ascending order.

    Examples
    --------
    >>> neighbours(np.array([2001.0, 2002.0, 2004.0, 2005.0, 2006.0]))
    3
    """
    return int((np.diff(years) == 1).sum())


def _on_calendar(values: Floats, years: Floats) -> Floats:
    """Return the rows of `values` with a column for every calendar year, 0 in the missing ones."""
    place = (years - years[0]).astype(int)
    calendar = np.zeros((len(values), int(place[-1]) + 1))
    calendar[:, place] = values
    return calendar


def autocovariance_sums(values: Floats, years: Floats, lags: int) -> Floats:
    """Return Σ v(t) v(t − lag) over the years both of which are there, for lags 0 to `lags`.

    Parameters
    ----------
    values
        One series a row, one year a column.
    years
        Whole years in ascending order, one a column.
    lags
        The largest lag, in calendar years.

    Returns
    -------
    ndarray
        One row a series, one column a lag. A lag longer than the years span has sum 0.

    Examples
    --------
    >>> autocovariance_sums(np.array([[1.0, 2.0, 3.0]]), np.array([2001.0, 2002.0, 2004.0]), 2)
    array([[14.,  2.,  6.]])
    """
    calendar = _on_calendar(values, years)
    span = calendar.shape[1]
    return np.stack([(calendar[:, lag:] * calendar[:, : max(span - lag, 0)]).sum(axis=1) for lag in range(lags + 1)], 1)


def autocorrelation_around_line(residuals: Floats, years: Floats) -> Floats:
    """Return the autocorrelation of calendar neighbours of each row of residuals around a fitted line.

    Once a line is taken away, the usual estimate r of n years is too small by about (2 + 5φ) / n; solved for φ this gives
    (n r + 2) / (n − 5). A test holds the correction against simulated series of known φ. A negative autocorrelation counts as
    none: it would make a trend look surer than independent years do.

    Parameters
    ----------
    residuals
        What a line leaves over: one series a row, one year a column. Not all equal.
    years
        Whole years in ascending order, one a column, more than five; gaps are allowed, some years must be neighbours.

    Returns
    -------
    ndarray
        One number a row, from 0 to `MAX_AUTOCORRELATION`.

    Raises
    ------
    ValueError
        If there are five years or fewer, or no two are neighbours.

    Examples
    --------
    >>> waves = np.sin(np.arange(12) / 2)
    >>> autocorrelation_around_line(waves[None], np.arange(2001.0, 2013.0)).round(3)
    array([0.95])
    """
    count, pairs = len(years), neighbours(years)
    if count <= 5 or pairs == 0:
        raise ValueError(
            f"{count} years with {pairs} pairs of neighbours: expected more than 5 years and some neighbours"
        )
    sums = autocovariance_sums(residuals - residuals.mean(axis=1, keepdims=True), years, 1)
    raw = sums[:, 1] / pairs * (count - 1) / sums[:, 0]
    return np.asarray(np.clip((count * raw + 2) / (count - 5), 0, MAX_AUTOCORRELATION), dtype=float)


def autocorrelated_noise(autocorrelation: float, years: Floats, draws: int, seed: int) -> Floats:
    """Return `draws` rows of first-order autoregressive normal noise of variance 1 in the given years.

    Parameters
    ----------
    autocorrelation
        Of calendar neighbours, above −1 and below 1.
    years
        Whole years in ascending order; noise is made for every calendar year and returned for these.
    draws, seed
        Number of series and seed of the random numbers: same seed, same noise.

    Raises
    ------
    ValueError
        If the autocorrelation is not between −1 and 1.

    Examples
    --------
    >>> noise = autocorrelated_noise(0.8, np.array([2001.0, 2002.0, 2005.0]), 20000, 1)
    >>> np.corrcoef(noise.T)[0].round(2).tolist()
    [1.0, 0.8, 0.41]
    """
    if not -1 < autocorrelation < 1:
        raise ValueError(f"autocorrelation = {autocorrelation}: expected a number between −1 and 1")
    place = (years - years[0]).astype(int)
    noise = np.random.default_rng(seed).standard_normal((int(place[-1]) + 1, draws))
    for year in range(1, len(noise)):
        noise[year] = autocorrelation * noise[year - 1] + sqrt(1 - autocorrelation**2) * noise[year]
    return np.ascontiguousarray(noise[place].T)
