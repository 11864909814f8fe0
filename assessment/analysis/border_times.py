"""How long goods take at the border, how fast lorries move, and the goalpost score of published time and cost.

Means are pulled up by queues, so mean, median, ninth decile and the number of observations go together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from assessment.etl.schema import STAGES, STAMPS

_Z = 1.959963984540054
"""Quantile of the normal distribution for 95 %."""


@dataclass(frozen=True)
class TimeSummary:
    """Mean, median and ninth decile of times, in their unit.

    Attributes
    ----------
    count
        Observations.
    mean, median, ninth_decile
        Of the observations; the quantiles interpolate linearly between the two nearest. NaN without observations.
    median_low, median_high, ninth_decile_low, ninth_decile_high
        Interval of 95 % that asks nothing of the distribution (order statistics); NaN where there are too few observations to
        bound it. Lorries of one queue wait together, so the true interval is wider.
    """

    count: int
    mean: float
    median: float
    median_low: float
    median_high: float
    ninth_decile: float
    ninth_decile_low: float
    ninth_decile_high: float


def summarise(times: ArrayLike) -> TimeSummary:
    """Return mean, median and ninth decile of times, with intervals of the two quantiles.

    Parameters
    ----------
    times
        Hours, one an observation, one-dimensional; missing ones are left out.

    Raises
    ------
    ValueError
        If the times are not one-dimensional or one is negative.

    References
    ----------
    Conover (1999), Practical Nonparametric Statistics, section 3.2 (interval of a quantile).

    Examples
    --------
    >>> found = summarise([2.0, 3.0, 3.0, 4.0, 30.0])
    >>> found.count, found.mean, found.median, found.ninth_decile
    (5, 8.4, 3.0, 19.6)
    """
    hours = np.asarray(times, dtype=float)
    if hours.ndim != 1:
        raise ValueError(f"times have {hours.ndim} dimensions: expected one")
    if (hours < 0).any():
        raise ValueError(f"time {hours[hours < 0][0]:g} is negative: expected zero or more")
    known = hours[~np.isnan(hours)]
    if len(known) == 0:
        return TimeSummary(0, *[float("nan")] * 7)
    # SciPy counts the order statistics; it takes a second to import.
    from scipy.stats import quantile_test

    numbers: list[float] = []
    for share in (0.5, 0.9):
        interval = quantile_test(known, p=share).confidence_interval(0.95)
        numbers += [float(np.quantile(known, share)), float(interval.low), float(interval.high)]
    return TimeSummary(len(known), float(known.mean()), *numbers)


@dataclass(frozen=True)
class ReleaseTimes:
    """Stage times of a time-release study.

    Attributes
    ----------
    stages
        Index: `STAGES`; columns: the fields of `TimeSummary`, in hours. The means of the three parts add up to the mean of the
        whole where every consignment has all four moments; medians do not add up.
    same_day_percent
        Share of consignments removed on the calendar day of their arrival, of those with both moments.
    out_of_order
        Consignments left out because a moment lies before an earlier one.
    """

    stages: pd.DataFrame
    same_day_percent: float
    out_of_order: int


def release_times(stamps: pd.DataFrame) -> ReleaseTimes:
    """Return the time of each stage from arrival to removal, over all consignments.

    Parameters
    ----------
    stamps
        One row a consignment, columns `STAMPS`: local date and time, missing where it was not recorded. Give gates,
        directions and lanes one by one: a mix of cargo that changes moves the mean without any change in service.

    Returns
    -------
    ReleaseTimes
        A stage uses the consignments that have both of its moments.

    Raises
    ------
    ValueError
        If a column is missing.

    References
    ----------
    WCO, Guide to Measure the Time Required for the Release of Goods, version 3 (2018).

    Examples
    --------
    >>> hours = ["2025-06-01 08:00", "2025-06-01 09:00", "2025-06-01 11:00", "2025-06-01 12:30"]
    >>> found = release_times(pd.DataFrame([pd.to_datetime(hours)], columns=list(STAMPS)))
    >>> found.stages["median"].tolist(), found.same_day_percent
    ([1.0, 2.0, 1.5, 4.5], 100.0)
    """
    missing = [name for name in STAMPS if name not in stamps]
    if missing:
        raise ValueError(f"column {missing[0]} is missing; a time-release study has {', '.join(STAMPS)}")
    moments = stamps[list(STAMPS)].apply(pd.to_datetime)
    hours = moments.apply(lambda column: (column - pd.Timestamp(0)) / pd.Timedelta(hours=1)).to_numpy(dtype=float)
    # fmax carries the latest moment known over those that are missing.
    backwards = (hours[:, 1:] < np.fmax.accumulate(hours, axis=1)[:, :-1]).any(axis=1)
    hours = hours[~backwards]
    pairs = [*pairwise(range(len(STAMPS))), (0, len(STAMPS) - 1)]
    summaries = [summarise(hours[:, end] - hours[:, start]) for start, end in pairs]
    days = hours[:, [0, -1]] // 24
    known = ~np.isnan(days).any(axis=1)
    same = days[known, 0] == days[known, 1]
    return ReleaseTimes(
        pd.DataFrame(summaries, index=list(STAGES)),
        float(100 * same.mean()) if len(same) else float("nan"),
        int(backwards.sum()),
    )


def sample_for_median(log_deviation: float, precision: float) -> int:
    """Return how many observations bound a median of log-normal times within a relative precision, at 95 %.

    n = (1.96 · 1.25 · σ / ln(1 + precision))², with the usual 1.25 for the ratio of the median's standard error to the mean's.

    Parameters
    ----------
    log_deviation
        Standard deviation σ of the logarithms, about 1 for border times.
    precision
        0.1 for ±10 %.

    Raises
    ------
    ValueError
        If either is not above zero.

    Examples
    --------
    >>> sample_for_median(1.0, 0.1)
    661
    """
    if not (log_deviation > 0 and precision > 0):
        raise ValueError(f"deviation {log_deviation:g} and precision {precision:g}: expected numbers above zero")
    return ceil((_Z * 1.25 * log_deviation / log(1 + precision)) ** 2)


@dataclass(frozen=True)
class Speeds:
    """Speed of a trip without delay (SWOD: kilometres an hour in motion) and with delay (SWD: an hour of the whole trip)."""

    without_delay: float
    with_delay: float


def speeds(kilometres: float, hours_moving: float, hours_stopped: float) -> Speeds:
    """Return the two speeds of a trip as CAREC's corridor monitoring has them; NaN where no time is known.

    Raises
    ------
    ValueError
        If a number is negative.

    References
    ----------
    CAREC, Corridor Performance Measurement and Monitoring, annual report 2023.

    Examples
    --------
    >>> speeds(500, 10, 15)
    Speeds(without_delay=50.0, with_delay=20.0)
    """
    if min(kilometres, hours_moving, hours_stopped) < 0:
        raise ValueError(f"{kilometres:g} km, {hours_moving:g} h and {hours_stopped:g} h: expected zero or more")

    def speed(hours: float) -> float:
        return kilometres / hours if hours > 0 else float("nan")

    return Speeds(speed(hours_moving), speed(hours_moving + hours_stopped))


def goalpost_score(values: Sequence[float], best: Sequence[float], worst: Sequence[float]) -> float:
    """Return the mean of the components' scores between goalposts: 100 · (worst − x) / (worst − best), held within 0 and 100.

    The form of the World Bank's Doing Business score for trading across borders. The series ended after irregularities in its
    data: the form is of use, not the rank.

    Parameters
    ----------
    values, best, worst
        Components with their goalposts, all of one length; smaller may be better or worse, as the goalposts have it.

    Returns
    -------
    float
        From 0 to 100; NaN where a component is missing.

    Raises
    ------
    ValueError
        If the lengths differ, there is no component, or a best equals its worst.

    Examples
    --------
    >>> goalpost_score([5.0, 200.0], [0.0, 0.0], [10.0, 100.0])
    25.0
    """
    numbers, top, bottom = (np.asarray(part, dtype=float) for part in (values, best, worst))
    if not numbers.shape == top.shape == bottom.shape or numbers.ndim != 1 or numbers.size == 0:
        raise ValueError(
            f"{numbers.size} values, {top.size} best and {bottom.size} worst: give each component all three"
        )
    if (top == bottom).any():
        raise ValueError(f"best and worst are both {top[top == bottom][0]:g}: goalposts must differ")
    return float(np.clip(100 * (bottom - numbers) / (bottom - top), 0, 100).mean())
