"""What the tests of trends, breaks and events share: a series without gaps, its autocorrelation, and noise like it.

With ten to sixty points the autocorrelation of the errors cannot be known, and a test that takes an estimate of it for the truth
rejects too often. So the noise that a statistic is held against is drawn with every autocorrelation from 0 to 0.95, each as often
as the restricted likelihood of the series makes it credible. Negative autocorrelation is read as none: that errs on the safe side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Time: TypeAlias = int | pd.Period
"""A year as an integer, or a month, quarter or year as a Period: what the index of the series is made of."""

AUTOCORRELATIONS: Final[Floats] = np.arange(20) / 20
"""First-order autocorrelations considered: 0 to 0.95. At 1 a series has no mean that could break and no trend to tell from it."""

DRAWS: Final = 1999
"""Simulated series behind a p-value: a p of 5 % is then known to within about half a percentage point (one standard error)."""


@dataclass(frozen=True)
class Points:
    """The known values of a series in the order of time.

    Attributes
    ----------
    values
        Values from the first to the last known one.
    periods
        Years or periods of the values, in the same order.
    yearly
        Whether the points are years.
    gap
        Whether a value in between is missing. Nothing is filled in: `values` then leaves it out.
    """

    values: Floats
    periods: tuple[Time, ...]
    yearly: bool
    gap: bool


def points(series: pd.Series) -> Points:
    """Return the known values of a series in the order of time, and whether any is missing in between.

    Parameters
    ----------
    series
        Values by year (integer index) or by month, quarter or year (PeriodIndex), any order. Values that are not finite are missing.

    Raises
    ------
    ValueError
        If the index is neither of the two or a period occurs twice.

    Examples
    --------
    >>> found = points(pd.Series({2021: 5.0, 2019: 3.0, 2018: float("nan")}))
    >>> found.values.tolist(), found.periods, found.gap
    ([3.0, 5.0], (2019, 2021), True)
    """
    index = series.index
    periods = isinstance(index, pd.PeriodIndex) and index.freqstr[0] in "YQM"
    if len(index) and not periods and not pd.api.types.is_integer_dtype(index):
        raise ValueError(
            f"index {type(index).__name__} of {index.dtype}: expected years as integers, or a PeriodIndex of years, quarters or months"
        )
    if index.has_duplicates:
        raise ValueError(f"period {index[index.duplicated()][0]} occurs more than once; give one value a period")
    known = series[np.isfinite(series.to_numpy(dtype=float))].sort_index()
    steps = np.diff(known.index.astype("int64").to_numpy())
    yearly = not isinstance(index, pd.PeriodIndex) or index.freqstr[0] == "Y"
    return Points(known.to_numpy(dtype=float), tuple(known.index.tolist()), yearly, bool((steps > 1).any()))


def before(found: Points, at: Time) -> int:
    """Return how many points lie before a period.

    Raises
    ------
    ValueError
        If the period is not of the kind of the series.

    Examples
    --------
    >>> before(points(pd.Series({2019: 3.0, 2020: 4.0, 2021: 5.0})), 2021)
    2
    """
    if len({_kind(period) for period in (*found.periods[:1], at)}) > 1:
        raise ValueError(f"{at!r}: expected a period of the kind of the series, such as {found.periods[0]!r}")
    return sum(period < at for period in found.periods)  # type: ignore[operator]


def _kind(period: object) -> str:
    if isinstance(period, pd.Period):
        return str(period.freqstr)
    return "year" if isinstance(period, int | np.integer) else type(period).__name__


def whitened(samples: Floats, autocorrelation: float) -> Floats:
    """Return series with a first-order autocorrelation taken out (Prais and Winsten 1954); time is the last axis.

    Examples
    --------
    >>> whitened(np.array([[1.0, 2.0, 4.0]]), 0.6)
    array([[0.8, 1.4, 2.8]])
    """
    result = np.array(samples, dtype=float)
    result[..., 1:] -= autocorrelation * samples[..., :-1]
    result[..., 0] *= np.sqrt(1 - autocorrelation**2)
    return result


def autocorrelated(innovations: Floats, autocorrelation: Floats) -> Floats:
    """Return stationary AR(1) series made of independent innovations: the inverse of `whitened`.

    Parameters
    ----------
    innovations
        Independent draws of unit variance, one series a row.
    autocorrelation
        One value a row, between −1 and 1.

    Examples
    --------
    >>> autocorrelated(np.array([[0.8, 1.4, 2.8]]), np.array([0.6]))
    array([[1., 2., 4.]])
    """
    result = np.array(innovations, dtype=float)
    result[:, 0] /= np.sqrt(1 - autocorrelation**2)
    for time in range(1, result.shape[1]):
        result[:, time] += autocorrelation * result[:, time - 1]
    return result


@dataclass(frozen=True)
class LeastSquares:
    """Generalised least squares of several series on one design, at one autocorrelation.

    Attributes
    ----------
    coefficients
        One row a series, one column a column of the design.
    standard_errors
        Of the same shape.
    log_likelihood
        Restricted (REML) log-likelihood of the autocorrelation, one a series, up to a constant.
    """

    coefficients: Floats
    standard_errors: Floats
    log_likelihood: Floats


def least_squares(samples: Floats, design: Floats, autocorrelation: float) -> LeastSquares:
    """Return the generalised least squares fit with AR(1) errors of a given autocorrelation; 0 is ordinary least squares.

    The restricted likelihood is used because the ordinary one estimates the autocorrelation of a short series far too low.

    Parameters
    ----------
    samples
        One series a row, shape (series, n).
    design
        Regressors, shape (n, p), of full rank, with p below n.
    autocorrelation
        Between −1 and 1.

    References
    ----------
    Cheang and Reinsel (2000), Bias reduction of autoregressive estimates in time series regression model through restricted
    maximum likelihood, JASA 95. Own code because statsmodels has no REML for AR(1) errors and fits one series at a time.

    Examples
    --------
    >>> design = np.column_stack([np.ones(4), np.arange(4.0)])
    >>> least_squares(np.array([[1.0, 3.0, 5.0, 7.5]]), design, 0.0).coefficients.round(2)
    array([[0.9 , 2.15]])
    """
    count, width = design.shape
    orthonormal, triangle = np.linalg.qr(whitened(design.T, autocorrelation).T)
    response = whitened(samples, autocorrelation)
    projected = response @ orthonormal
    residual = ((response - projected @ orthonormal.T) ** 2).sum(axis=1)
    inverse = np.linalg.inv(triangle)
    spread = np.sqrt((inverse**2).sum(axis=1))
    log_determinants = 2 * np.log(np.abs(np.diag(triangle))).sum() - np.log(1 - autocorrelation**2)
    with np.errstate(divide="ignore"):  # an exact fit is infinitely likely
        log_likelihood = -0.5 * ((count - width) * np.log(residual) + log_determinants)
    return LeastSquares(
        projected @ inverse.T, np.sqrt(residual / (count - width))[:, None] * spread[None, :], log_likelihood
    )


def fits_exactly(values: Floats, design: Floats) -> bool:
    """Say whether a design leaves nothing of a series but rounding: then there is no noise to hold anything against.

    Examples
    --------
    >>> fits_exactly(np.array([2.0, 2.0, 2.0]), np.ones((3, 1))), fits_exactly(np.array([2.0, 2.0, 3.0]), np.ones((3, 1)))
    (True, False)
    """
    orthonormal = np.linalg.qr(design)[0]
    residual = values - orthonormal @ (orthonormal.T @ values)
    return bool(np.abs(residual).max() <= 1e-10 * np.abs(values).max())


def autocorrelation_likelihood(values: Floats, design: Floats) -> Floats:
    """Return how credible each of `AUTOCORRELATIONS` is for the errors of a regression: restricted likelihoods that add up to 1.

    Parameters
    ----------
    values
        One series, shape (n,), not fitted exactly by the design.
    design
        Regressors, shape (n, p).

    Examples
    --------
    >>> slow = np.sin(np.arange(40) / 6)
    >>> float(AUTOCORRELATIONS[autocorrelation_likelihood(slow, np.ones((40, 1))).argmax()])
    0.95
    """
    logs = np.array([least_squares(values[None, :], design, phi).log_likelihood[0] for phi in AUTOCORRELATIONS])
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def noise_like(values: Floats, design: Floats, draws: int, generator: np.random.Generator) -> Floats:
    """Return simulated errors like those of a regression: AR(1), the autocorrelation drawn by its restricted likelihood.

    Parameters
    ----------
    values, design
        As in `autocorrelation_likelihood`.
    draws
        Number of series.
    generator
        Source of randomness; the same seed gives the same noise.

    Returns
    -------
    ndarray
        Shape (draws, n). The scale is that of unit innovations: use statistics that do not depend on it.
    """
    weights = autocorrelation_likelihood(values, design)
    chosen = generator.choice(AUTOCORRELATIONS, size=draws, p=weights)
    return autocorrelated(generator.standard_normal((draws, len(values))), chosen)


def simulated_p(statistic: float, simulated: Floats) -> float:
    """Return the share of simulated statistics at least as large, the observed one counted among them (Davison and Hinkley 1997).

    Never 0: with 1,999 draws the smallest p is 1/2000. NaN for a NaN statistic.

    Examples
    --------
    >>> simulated_p(3.0, np.array([1.0, 2.0, 4.0]))
    0.5
    """
    if np.isnan(statistic):
        return float("nan")
    return float((1 + (simulated >= statistic).sum()) / (1 + len(simulated)))


def simulated_critical(simulated: Floats, size: float) -> float:
    """Return the value a statistic must exceed for `simulated_p` to be at most `size`; NaN with too few draws for it.

    Examples
    --------
    >>> simulated_critical(np.arange(1.0, 20.0), 0.05), simulated_p(19.5, np.arange(1.0, 20.0))
    (19.0, 0.05)
    """
    place = int(np.floor(size * (len(simulated) + 1) + 1e-9))
    return float(np.sort(simulated)[-place]) if place >= 1 else float("nan")
