"""Tests of one shift of the level, at a date known beforehand or searched for, with critical values simulated for the sample.

Test the dates that are known first (designation, closure, reopening) with `known_break`; `unknown_break` then shows whether the
data find them. A shift of the mean in a series that grows is the growth: both tests say whether a trend suffices to explain it, and
growth rates or a seasonally adjusted series are the better thing to test. Asymptotic critical values are not used at any length: at
ten to twenty points they reject noise 7 to 9 times in a hundred, and autocorrelated noise 22 to 72 times (METHODS 8.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.analysis.breaks import MIN_MONTHS, MIN_YEARS, break_interval, refusal, regime_minimum
from assessment.analysis.short_series import (
    AUTOCORRELATIONS,
    DRAWS,
    Floats,
    Points,
    Time,
    autocorrelation_likelihood,
    before,
    fits_exactly,
    noise_like,
    points,
    simulated_critical,
    simulated_p,
    whitened,
)

Refusal: TypeAlias = Literal["", "too_few", "gap", "constant", "date_outside"]

Integers: TypeAlias = NDArray[np.int64]

UNKNOWN: Final = float("nan")


def _base(count: int, trend: bool) -> Floats:
    return np.column_stack([np.ones(count), np.arange(count, dtype=float)])[:, : 1 + trend]


def _explained(samples: Floats, positions: Integers, trend: bool, autocorrelation: float) -> tuple[Floats, Floats]:
    """Return the residual sum of squares without a step, and what the step explains at each position (series, positions)."""
    count = samples.shape[1]
    orthonormal = np.linalg.qr(whitened(_base(count, trend).T, autocorrelation).T)[0]
    steps = whitened((np.arange(count) >= positions[:, None]).astype(float), autocorrelation)
    room = (steps**2).sum(axis=1) - ((steps @ orthonormal) ** 2).sum(axis=1)
    response = whitened(samples, autocorrelation)
    response -= (response @ orthonormal) @ orthonormal.T
    # A whitened step is 1 at its position and 1 − φ from then on: its product with a series is a sum of the rest of the series.
    rest = response[:, ::-1].cumsum(axis=1)[:, ::-1][:, positions]
    products = autocorrelation * response[:, positions] + (1 - autocorrelation) * rest
    return (response**2).sum(axis=1), products**2 / room


def sup_f(samples: Floats, positions: Integers, trend: bool = False) -> Floats:
    """Return the largest F statistic of one shift of the mean over the positions it may be at: sup F of Andrews (1993).

    F = (RSS₀ − RSS₁) / (RSS₁ / (n − k)), with k = 2 coefficients under the shift, or 3 beside a linear trend. At a single position
    it is the F of Chow.

    Parameters
    ----------
    samples
        One series a row, shape (series, n).
    positions
        Observations before the shift, each between 1 and n − 1.
    trend
        Whether a linear trend stands in both models.

    Returns
    -------
    ndarray
        One value a series; infinite where a step fits exactly.

    Examples
    --------
    >>> sup_f(np.array([[0.0, 1.0, 0.0, 5.0, 6.0, 5.0]]), np.array([3])).round(6)
    array([112.5])
    """
    residual, explained = _explained(samples, positions, trend, 0.0)
    best = explained.max(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(best / np.maximum(residual - best, 0) * (samples.shape[1] - 2 - trend), dtype=np.float64)


def sup_likelihood_ratio(samples: Floats, positions: Integers, trend: bool = False) -> Floats:
    """Return twice the gain in log-likelihood from one shift of the mean, errors AR(1) with an autocorrelation fitted in each model.

    Because each model has its own autocorrelation, the distribution of this statistic hardly depends on the true one, while that
    of sup F does. Held against `short_series.noise_like` at 5 % it finds a break in 1 to 5 % of series of independent noise, in 3 to
    6 % at φ = 0.5 and 5 to 7 % at φ = 0.8 (2,000 series each of 10 to 120 points), and 86, 65 and 88 % of the shifts by three
    standard deviations in the middle of 20 points. Sup F against the same noise keeps below 5 % too, but finds 30 to 60 % of them.

    Parameters
    ----------
    samples, positions, trend
        As in `sup_f`.

    Returns
    -------
    ndarray
        One value a series, 0 or more; infinite where a step fits exactly.
    """
    count = samples.shape[1]
    without, with_step = [], []
    for autocorrelation in AUTOCORRELATIONS:
        residual, explained = _explained(samples, positions, trend, float(autocorrelation))
        scale = 0.5 * np.log(1 - autocorrelation**2)
        with np.errstate(divide="ignore"):
            without.append(scale - count / 2 * np.log(residual))
            with_step.append(scale - count / 2 * np.log(np.maximum(residual - explained.max(axis=1), 0)))
    return np.asarray(2 * (np.max(with_step, axis=0) - np.max(without, axis=0)), dtype=np.float64)


@dataclass(frozen=True)
class BreakTest:
    """Test of one shift of the mean; everything after `refused` is NaN, None or 0 where it is refused.

    Attributes
    ----------
    count
        Observations.
    refused
        ``too_few`` below two regimes of the minimum, ``gap``, ``constant``, ``date_outside`` where the given date leaves a side fewer
        than that minimum; otherwise empty.
    position
        Observations before the shift.
    last_before, first_after
        Last period of the old level and first of the new one.
    mean_before, mean_after
        Levels, in the unit of the series.
    f_statistic, f_critical, p_independent
        F of the shift (sup F where the date was searched), the value it must exceed, and its p, against independent noise. Right
        only without autocorrelation: for comparison with published tests.
    likelihood_ratio, critical, p_value
        The test to rely on: likelihood ratio with autocorrelated errors, held against noise as autocorrelated as the series may be.
    p_with_trend
        The same p where a linear trend stands in both models.
    step_residual, line_residual
        Sum of squares that the two levels leave, and that a straight line without a shift leaves.
    autocorrelation
        Most credible first-order autocorrelation around the two levels.
    interval
        First and last period that may be the last of the old level, at 95 % (Bai 1997, autocorrelation allowed for); None where
        the date was given.
    """

    count: int
    refused: Refusal = ""
    position: int = 0
    last_before: Time | None = None
    first_after: Time | None = None
    mean_before: float = UNKNOWN
    mean_after: float = UNKNOWN
    f_statistic: float = UNKNOWN
    f_critical: float = UNKNOWN
    p_independent: float = UNKNOWN
    likelihood_ratio: float = UNKNOWN
    critical: float = UNKNOWN
    p_value: float = UNKNOWN
    p_with_trend: float = UNKNOWN
    step_residual: float = UNKNOWN
    line_residual: float = UNKNOWN
    autocorrelation: float = UNKNOWN
    interval: tuple[Time, Time] | None = None

    @property
    def trend_explains(self) -> bool:
        """Whether a straight line fits as well as the two levels do: then the shift is a trend cut in two."""
        return self.line_residual <= self.step_residual


def known_break(series: pd.Series, at: Time, draws: int = DRAWS, seed: int = 0) -> BreakTest:
    """Test whether the mean shifts at a date known beforehand, by F (Chow) and by the likelihood ratio with AR(1) errors.

    Parameters
    ----------
    series
        Values by year (integers) or by month, quarter or year (PeriodIndex). Take growth rates or a seasonally adjusted series
        where it grows or has seasons.
    at
        First period of the new level, of the kind of the index.
    draws, seed
        Simulated series behind each p-value, and where the random numbers start.

    Returns
    -------
    BreakTest
        NaN where refused. Every side needs 5 years or 20 months.

    Raises
    ------
    ValueError
        If the index is neither of years nor of periods, a period occurs twice, or `at` is of another kind.

    References
    ----------
    Chow (1960), Econometrica 28; Antoshin, Berg and Souto (2008), IMF WP/08/75, on simulated critical values.

    Examples
    --------
    >>> flow = pd.Series([1.0, 2, 1, 2, 1, 8, 9, 8, 9, 8], index=range(2010, 2020))
    >>> found = known_break(flow, 2015)
    >>> found.last_before, round(found.mean_after, 2), found.p_value < 0.01
    (2014, 8.4, True)
    >>> known_break(flow, 2017).refused
    'date_outside'
    """
    found = points(series)
    minimum = MIN_YEARS if found.yearly else MIN_MONTHS
    refused: Refusal = refusal(found, minimum)
    position = before(found, at)
    if not refused and not minimum <= position <= len(found.values) - minimum:
        refused = "date_outside"
    return _tested(found, np.array([position]), refused, draws, seed)


def unknown_break(series: pd.Series, draws: int = DRAWS, seed: int = 0) -> BreakTest:
    """Test for one shift of the mean at a date searched for, by sup F and by the likelihood ratio with AR(1) errors.

    Parameters
    ----------
    series, draws, seed
        As in `known_break`. Every regime needs 5 years or 20 months, and 15 % of the points.

    Returns
    -------
    BreakTest
        The date is the one of least squares; NaN where refused.

    Raises
    ------
    ValueError
        If the index is neither of years nor of periods or a period occurs twice.

    References
    ----------
    Andrews (1993), Econometrica 61; Bai (1997), Review of Economics and Statistics 79.

    Examples
    --------
    >>> flow = pd.Series([1.0, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9], index=range(2010, 2022))
    >>> found = unknown_break(flow)
    >>> found.last_before, found.interval, found.p_value < 0.01
    (2015, (2014, 2016), True)
    >>> unknown_break(flow.head(9)).refused
    'too_few'
    """
    found = points(series)
    minimum = regime_minimum(found)
    positions = np.arange(minimum, len(found.values) - minimum + 1, dtype=np.int64)
    return _tested(found, positions, refusal(found, minimum), draws, seed)


def _tested(found: Points, positions: Integers, refused: Refusal, draws: int, seed: int) -> BreakTest:
    count, values = len(found.values), found.values[None, :]
    if refused:
        return BreakTest(count, refused)
    residual, explained = _explained(values, positions, False, 0.0)
    best = int(np.flatnonzero(explained[0] >= explained[0].max() * (1 - 1e-9))[0])  # the first of equally good dates
    position = int(positions[best])
    generator = np.random.default_rng(seed)
    independent = sup_f(generator.standard_normal((draws, count)), positions)
    ratio, simulated = _ratio(found.values, positions, False, draws, generator)
    with_trend = 1.0  # where a line fits exactly, nothing is left for a step to explain
    if not fits_exactly(found.values, _base(count, True)):
        with_trend = simulated_p(*_ratio(found.values, positions, True, draws, generator))
    f_statistic = float(sup_f(values, positions)[0])
    autocorrelation = _autocorrelation(found.values, position)
    return BreakTest(
        count,
        position=position,
        last_before=found.periods[position - 1],
        first_after=found.periods[position],
        mean_before=float(found.values[:position].mean()),
        mean_after=float(found.values[position:].mean()),
        f_statistic=f_statistic,
        f_critical=simulated_critical(independent, 0.05),
        p_independent=simulated_p(f_statistic, independent),
        likelihood_ratio=ratio,
        critical=simulated_critical(simulated, 0.05),
        p_value=simulated_p(ratio, simulated),
        p_with_trend=with_trend,
        step_residual=float(residual[0] - explained[0, best]),
        line_residual=float(_explained(values, positions, True, 0.0)[0][0]),
        autocorrelation=autocorrelation,
        interval=_interval(found, position, autocorrelation) if len(positions) > 1 else None,
    )


def _ratio(
    values: Floats, positions: Integers, trend: bool, draws: int, generator: np.random.Generator
) -> tuple[float, Floats]:
    """Return the likelihood ratio of a series and of noise like what its model without a shift leaves."""
    noise = noise_like(values, _base(len(values), trend), draws, generator)
    ratios = sup_likelihood_ratio(np.vstack([values, noise]), positions, trend)
    return float(ratios[0]), ratios[1:]


def _autocorrelation(values: Floats, position: int) -> float:
    regimes = np.column_stack([np.ones(len(values)), np.arange(len(values)) >= position])
    if fits_exactly(values, regimes):
        return 0.0
    return float(AUTOCORRELATIONS[autocorrelation_likelihood(values, regimes).argmax()])


def _interval(found: Points, position: int, autocorrelation: float) -> tuple[Time, Time]:
    first, last = break_interval(found.values, position, autocorrelation)
    return found.periods[first - 1], found.periods[last - 1]


@dataclass(frozen=True)
class Cusum:
    """Cumulative sum of the deviations from the mean: a second look at whether a level holds.

    Attributes
    ----------
    statistic
        Largest absolute cumulative sum over √n times the standard deviation.
    p_independent, p_value
        Against simulated independent noise, and against noise as autocorrelated as the series may be (cautious: where the level did
        break, the break itself looks like autocorrelation).
    count
        Observations.
    refused
        ``too_few`` below two regimes of the minimum, ``gap``, ``constant``, or empty.
    """

    statistic: float
    p_independent: float
    p_value: float
    count: int
    refused: Refusal = ""


def ols_cusum(series: pd.Series, draws: int = DRAWS, seed: int = 0) -> Cusum:
    """Test whether a level holds by the cumulative sum of the deviations from the mean (OLS-CUSUM).

    Parameters
    ----------
    series, draws, seed
        As in `known_break`.

    Raises
    ------
    ValueError
        If the index is neither of years nor of periods or a period occurs twice.

    References
    ----------
    Ploberger and Krämer (1992), Econometrica 60. Own line of code: statsmodels has the statistic with its asymptotic p only.

    Examples
    --------
    >>> found = ols_cusum(pd.Series([1.0, 2, 1, 2, 1, 8, 9, 8, 9, 8], index=range(2010, 2020)))
    >>> round(found.statistic, 4), found.p_independent < 0.01
    (1.4855, True)
    """
    found = points(series)
    count = len(found.values)
    refused = refusal(found, regime_minimum(found))
    if refused:
        return Cusum(UNKNOWN, UNKNOWN, UNKNOWN, count, refused)
    generator = np.random.default_rng(seed)
    statistic = float(_cusum(found.values[None, :])[0])
    independent = _cusum(generator.standard_normal((draws, count)))
    noise = _cusum(noise_like(found.values, np.ones((count, 1)), draws, generator))
    return Cusum(statistic, simulated_p(statistic, independent), simulated_p(statistic, noise), count)


def _cusum(samples: Floats) -> Floats:
    deviations = samples - samples.mean(axis=1, keepdims=True)
    scale = np.sqrt(samples.shape[1]) * deviations.std(axis=1, ddof=1)
    return np.asarray(np.abs(deviations.cumsum(axis=1)).max(axis=1) / scale, dtype=np.float64)
