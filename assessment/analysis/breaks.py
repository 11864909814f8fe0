"""Breaks of the level: their dates by least squares, their number by BIC, and how far off a date may be.

A date is found in any series, whether its level broke or not: `break_tests` says whether it did. A series that grows or has
seasons is cut where it grows; take growth rates or a seasonally adjusted series.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from assessment.analysis.short_series import Floats, Points, Time, fits_exactly, points

Refusal: TypeAlias = Literal["", "too_few", "gap", "constant"]

MIN_YEARS: Final = 5
"""Points a regime needs in a yearly series (METHODS 8.1)."""

MIN_MONTHS: Final = 20
"""Points a regime needs in a monthly or quarterly series (METHODS, appendix A)."""

TRIMMING: Final = 0.15
"""Least share of the points in each regime, as in the published tests (Andrews 1993)."""

SHORT: Final = 60
"""Below this number of points one break at most is looked for."""


def regime_minimum(found: Points) -> int:
    """Return how many points a regime needs: 5 years or 20 months, and 15 % of all where the date is searched for."""
    return max(MIN_YEARS if found.yearly else MIN_MONTHS, int(TRIMMING * len(found.values)))


def refusal(found: Points, minimum: int) -> Refusal:
    """Return why a series carries no statement on breaks, or nothing."""
    if len(found.values) < 2 * minimum:
        return "too_few"
    if found.gap:
        return "gap"
    return "constant" if fits_exactly(found.values, np.ones((len(found.values), 1))) else ""


@dataclass(frozen=True)
class Segmentation:
    """A series cut into regimes of constant mean.

    Attributes
    ----------
    positions
        How many observations lie before each break.
    last_before
        Last period of each regime but the last.
    means
        Mean of each regime.
    residual
        Sum of squared deviations from the means of the regimes.
    bic
        n (ln(residual / n) + 1 + ln 2π) + 2 (m + 1) ln n for m breaks, the form of R's strucchange.
    """

    positions: tuple[int, ...]
    last_before: tuple[Time, ...]
    means: tuple[float, ...]
    residual: float
    bic: float


@dataclass(frozen=True)
class BreakDates:
    """Least-squares break dates for every number of breaks allowed.

    Attributes
    ----------
    segmentations
        By number of breaks, from none; empty if refused.
    best
        Number of breaks with the smallest BIC, the fewest of equal ones. Autocorrelation makes it too large: believe a break only
        if `break_tests.unknown_break` does.
    minimum
        Observations every regime must have.
    refused
        ``too_few`` below two regimes of the minimum, ``gap`` where a value in between is missing, ``constant``, or empty.
    """

    segmentations: tuple[Segmentation, ...]
    best: int
    minimum: int
    refused: Refusal = ""


def break_dates(series: pd.Series, most: int = 5) -> BreakDates:
    """Return the dates that cut a series into regimes of constant mean with the smallest sum of squares, for 0, 1, 2 … breaks.

    Parameters
    ----------
    series
        Values by year (integers) or by month, quarter or year (PeriodIndex).
    most
        Largest number of breaks. Below `SHORT` points it is one; every regime needs 5 years or 20 months and 15 % of the points.

    Raises
    ------
    ValueError
        If the index is neither of years nor of periods, a period occurs twice, or `most` is negative.

    References
    ----------
    Bai and Perron (2003), Journal of Applied Econometrics 18. Dynamic programming by ruptures (l2 cost, every date considered).

    Examples
    --------
    >>> flow = pd.Series([1.0, 2, 1, 2, 1, 8, 9, 8, 9, 8], index=range(2010, 2020))
    >>> found = break_dates(flow)
    >>> found.best, found.segmentations[1].last_before, found.segmentations[1].means
    (1, (2014,), (1.4, 8.4))
    """
    if most < 0:
        raise ValueError(f"most = {most}: expected the largest number of breaks, 0 or more")
    found = points(series)
    minimum = regime_minimum(found)
    refused = refusal(found, minimum)
    if refused:
        return BreakDates((), 0, minimum, refused)
    # ruptures takes a quarter of a second to import; only what looks for breaks should pay for it.
    from ruptures import Dynp

    count = len(found.values)
    allowed = min(most, 1 if count < SHORT else count // minimum - 1)
    search = Dynp(model="l2", jump=1, min_size=minimum).fit(found.values)
    cuts = [tuple(search.predict(breaks)[:-1]) if breaks else () for breaks in range(allowed + 1)]
    segmentations = tuple(_segmentation(found, cut) for cut in cuts)
    best = int(np.argmin([segmentation.bic for segmentation in segmentations]))
    return BreakDates(segmentations, best, minimum)


def _segmentation(found: Points, positions: tuple[int, ...]) -> Segmentation:
    regimes = np.split(found.values, positions)
    residual = math.fsum(((regime - regime.mean()) ** 2).sum() for regime in regimes)
    count = len(found.values)
    with np.errstate(divide="ignore"):  # regimes without any spread: infinitely better than any other cut
        bic = count * (np.log(residual / count) + 1 + np.log(2 * np.pi)) + 2 * len(regimes) * np.log(count)
    last = tuple(found.periods[position - 1] for position in positions)
    return Segmentation(positions, last, tuple(float(regime.mean()) for regime in regimes), residual, float(bic))


def break_interval(
    values: Floats, position: int, autocorrelation: float = 0.0, level: float = 0.95, one_variance: bool = True
) -> tuple[int, int]:
    """Return the first and the last position the break may be at: the interval of Bai (1997).

    At 95 %, with one variance and the autocorrelation of `break_tests.unknown_break`, it covered a shift of two or three standard
    deviations in 93 to 99 % of simulated series of 20 to 100 points and of autocorrelation 0 and 0.5, and a shift of one standard
    deviation in 92 to 97 % (0) and 85 to 94 % (0.5). A variance of each regime takes 1 to 9 points off below 60 points.

    Parameters
    ----------
    values
        The series in the order of time, without gaps.
    position
        Observations before the break, by least squares.
    autocorrelation
        First-order autocorrelation of the errors; the variances are multiplied by (1 + φ) / (1 − φ).
    level
        Confidence level.
    one_variance
        Whether both regimes share a variance; R's strucchange gives each its own.

    Returns
    -------
    tuple of int
        Both between 1 and n − 1: an interval that reaches the ends says that the date is not known.

    Raises
    ------
    ValueError
        If the position is not inside the series.

    References
    ----------
    Bai (1997), Review of Economics and Statistics 79; for equal variances the distribution is that of Yao (1987), Annals of
    Statistics 15.

    Examples
    --------
    >>> break_interval(np.array([1.0, 2, 1, 2, 1, 3, 4, 3, 4, 3]), 5)
    (4, 6)
    """
    count = len(values)
    if not 0 < position < count:
        raise ValueError(f"position {position}: expected one of 1 to {count - 1}, the observations before the break")
    regimes = values[:position], values[position:]
    shift = abs(regimes[0].mean() - regimes[1].mean())
    squares = np.array([((regime - regime.mean()) ** 2).sum() for regime in regimes])
    if np.sqrt(squares.max()) <= 1e-10 * shift:
        return position, position
    variances = squares / np.maximum([position - 1, count - position - 1], 1)
    if (
        one_variance or variances.min() <= 1e-10 * variances.max()
    ):  # a regime of equal values does not show its variance
        variances[:] = squares.sum() / max(1, count - 2)
    variances *= (1 + autocorrelation) / (1 - autocorrelation)
    # The estimate strays to the left of the truth as the truth lies to the right of the estimate: the margins change sides.
    left, right = (_margin(shift, own, other, (1 - level) / 2, count) for own, other in (variances, variances[::-1]))
    return max(1, position - right), min(count - 1, position + left)


def _margin(shift: float, own: float, other: float, tail: float, count: int) -> int:
    """Return how many observations the estimate exceeds into one regime with the probability `tail`, at most all.

    The estimate lies where two Brownian motions that drift away, this side with −ν, have their maximum. The maximum of the other
    side is exponential with a rate r. The density of the place is 2ν ((ν + r) exp(h t) Φ(−(ν + r) √t) − ν Φ(−ν √t)) with
    h = ((ν + r)² − ν²) / 2; `beyond` is its integral from t on, less the probability asked for.
    """
    # scipy takes a third of a second to import; only what looks for breaks should pay for it.
    from scipy.optimize import brentq
    from scipy.special import erfcx, ndtr

    if shift == 0:
        return count
    drift = shift / (2 * np.sqrt(own))
    total = drift + shift * np.sqrt(own) / other
    growth = (total**2 - drift**2) / 2

    def beyond(time: float) -> float:
        root = np.sqrt(time)
        normal, density = ndtr(-drift * root), np.exp(-(drift**2) * time / 2)
        first = total**2 / (growth * drift) * normal - total / growth * density * erfcx(total * root / np.sqrt(2)) / 2
        second = (1 / drift - drift * time) * normal + root * density / np.sqrt(2 * np.pi)
        return float(2 * drift * (first - second) - tail)

    if beyond(0.0) <= 0:
        return 0
    return count if beyond(float(count)) >= 0 else int(np.ceil(brentq(beyond, 0.0, float(count))))
