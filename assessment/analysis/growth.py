"""Growth: recomputed from levels, over the same window of two years, and held against what was published.

Published growth is a claim; the levels are the evidence. A claim is judged within what the rounding of the levels and of the
claim itself leaves open, so that "about 52.9 billion" is not asked to prove a tenth of a per cent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Precision: TypeAlias = Literal["exact", "about", "over", "nearly", "lower", "upper"]
Floats: TypeAlias = NDArray[np.float64]
Verdict: TypeAlias = Literal["agrees", "disagrees", "not_determinable"]


def growth(now: ArrayLike, before: ArrayLike) -> Floats:
    """Return the change against the earlier level, in percent: 100 · (now / before − 1).

    Parameters
    ----------
    now, before
        Levels of the same unit and the same window, scalars or arrays that broadcast.

    Returns
    -------
    ndarray
        Percent. NaN where a level is missing or the earlier level is zero or negative: growth from nothing is not a number.

    Examples
    --------
    >>> round(float(growth(66400.0, 51990.563)), 2)
    27.72
    >>> growth([110.0, 5.0], [100.0, 0.0])
    array([10., nan])
    """
    later, earlier = np.broadcast_arrays(np.asarray(now, dtype=float), np.asarray(before, dtype=float))
    result = np.full(later.shape, np.nan)
    np.divide(later, earlier, out=result, where=earlier > 0)
    return np.asarray(100 * (result - 1), dtype=float)


def implied_previous(level: ArrayLike, growth_percent: ArrayLike) -> Floats:
    """Return the earlier level that a published level and its published growth imply: level / (1 + growth / 100).

    NaN where the growth is −100 % or less. The result inherits the rounding of both inputs and is a derived figure, never an
    observation.

    Examples
    --------
    >>> round(float(implied_previous(51990.563, 81.84)), 1)
    28591.4
    >>> implied_previous([2750.0, 2225.0], [168.8, 9.2]).round(1)
    array([1023.1, 2037.5])
    """
    later, rate = np.broadcast_arrays(np.asarray(level, dtype=float), np.asarray(growth_percent, dtype=float))
    factor = 1 + rate / 100
    result = np.full(later.shape, np.nan)
    np.divide(later, factor, out=result, where=factor > 0)
    return result


def average_growth(first: float, last: float, years: float) -> float:
    """Return the compound annual growth rate between two levels, in percent a year: 100 · ((last / first)^(1/years) − 1).

    NaN where a level is missing, the first is not positive, the last is negative, or no time passes. For a whole series with
    averaged ends see `compound_growth`.

    Examples
    --------
    >>> round(average_growth(4157.8, 18619.8, 13), 2)
    12.22
    >>> average_growth(0.0, 5.0, 3)
    nan
    """
    if not (first > 0 and last >= 0 and years > 0):
        return float("nan")
    return float(100 * ((last / first) ** (1 / years) - 1))


def compound_growth(levels: pd.Series, ends: int = 1) -> float:
    """Return the compound annual growth rate, in percent a year, with both ends averaged over `ends` years.

    Formula: 100 · ((mean of the last `ends` levels / mean of the first `ends` levels) ^ (1 / years) − 1), where `years` is the
    distance between the mean year of the last and of the first ones. Averaging the ends keeps one odd year from
    deciding the rate.

    Parameters
    ----------
    levels
        Levels of one unit, indexed by year (integers, in any order). Years may be missing between the ends.
    ends
        Number of observations averaged at each end.

    Returns
    -------
    float
        Percent a year; NaN where the ends overlap, a level among them is missing, or the first mean is zero or negative.

    Raises
    ------
    ValueError
        If `ends` is below 1 or a year occurs twice.

    Examples
    --------
    >>> round(compound_growth(pd.Series({2009: 1520.0, 2017: 4329.0})), 2)
    13.98
    >>> compound_growth(pd.Series({2020: 1.0, 2021: 2.0}), ends=2)
    nan
    """
    if ends < 1:
        raise ValueError(f"ends = {ends}: expected at least 1 year to average at each end")
    if levels.index.has_duplicates:
        raise ValueError(
            f"years {sorted(levels.index[levels.index.duplicated()])} occur more than once; give one level a year"
        )
    ordered = levels.sort_index()
    if len(ordered) < 2 * ends:
        return float("nan")
    first, last = ordered.iloc[:ends], ordered.iloc[-ends:]
    start, end = float(first.to_numpy(dtype=float).mean()), float(last.to_numpy(dtype=float).mean())
    years = float(np.mean(last.index.to_numpy(dtype=float)) - np.mean(first.index.to_numpy(dtype=float)))
    return average_growth(start, end, years)


def contributions(before: ArrayLike, now: ArrayLike) -> Floats:
    """Return what each part adds to the growth of their sum, in percentage points: 100 · (now − before) / Σ before.

    The parts must make up the whole; then the contributions add up to the growth of the whole exactly. Single parts may be zero
    or negative (a balance, a withdrawal): a part from nothing contributes although its own growth is no number. All NaN where
    a part is missing at either date, because then the growth of the whole is unknown, and where the earlier sum is zero or
    negative, because then a rise would count as a fall.

    Parameters
    ----------
    before, now
        Parts at the two dates, one-dimensional, of the same order and unit.

    Raises
    ------
    ValueError
        If the two are not one-dimensional and equally long.

    Examples
    --------
    >>> contributions([1023.1, 2037.5], [2750.0, 2225.0]).round(1)
    array([56.4,  6.1])
    >>> contributions([100.0, 0.0, -20.0], [100.0, 40.0, -20.0])
    array([ 0., 50.,  0.])
    """
    earlier, later = np.asarray(before, dtype=float), np.asarray(now, dtype=float)
    if earlier.ndim != 1 or earlier.shape != later.shape:
        raise ValueError(
            f"parts have the shapes {earlier.shape} and {later.shape}: expected two one-dimensional ones of equal length"
        )
    total = earlier.sum()
    if not total > 0 or np.isnan(later).any():
        return np.full(earlier.shape, np.nan)
    return np.asarray(100 * (later - earlier) / total, dtype=float)


def year_before(day: pd.Timestamp) -> pd.Timestamp:
    """Return the same day a year earlier; the last day of February answers to the last day of February.

    Examples
    --------
    >>> year_before(pd.Timestamp("2024-02-29")), year_before(pd.Timestamp("2025-02-28"))
    (Timestamp('2023-02-28 00:00:00'), Timestamp('2024-02-29 00:00:00'))
    """
    if day.month == 2 and day.is_month_end:
        return pd.Timestamp(day.year - 1, 2, 1) + pd.offsets.MonthEnd(0)
    return day - pd.DateOffset(years=1)


def same_windows(windows: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the pairs (later, earlier) of rows that cover the same days of two consecutive years.

    Parameters
    ----------
    windows
        Columns `period_start` and `period_end`; one row a window.

    Returns
    -------
    list of (int, int)
        Positions of the rows, by the end of the later window. Windows of more than a year have no pair.

    Raises
    ------
    ValueError
        If a window lacks an end, or occurs twice: then it is not known which of its values to compare.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "period_start": pd.to_datetime(["2023-01-01", "2024-01-01", "2024-01-01"]),
    ...     "period_end": pd.to_datetime(["2023-10-31", "2024-09-30", "2024-10-31"]),
    ... })
    >>> same_windows(frame)
    [(2, 0)]
    """
    spans = list(zip(windows["period_start"], windows["period_end"], strict=True))
    if windows[["period_start", "period_end"]].isna().to_numpy().any():
        raise ValueError("a window without start or end: give both days, or leave the row out")
    place = {span: position for position, span in enumerate(spans)}
    if len(place) < len(spans):
        repeated = next(span for span in spans if spans.count(span) > 1)
        raise ValueError(
            f"window {repeated[0].date()} to {repeated[1].date()} occurs more than once; choose one value for it"
        )
    pairs = []
    for (start, end), position in sorted(place.items(), key=lambda item: (item[0][1], item[0][0])):
        earlier = place.get((year_before(start), year_before(end)))
        if earlier is not None and end < start + pd.DateOffset(years=1):
            pairs.append((position, earlier))
    return pairs


def rounding_interval(value: float, precision: Precision = "exact") -> tuple[float, float]:
    """Return the interval of true values a printed number leaves open.

    The step is the place of the last digit that is not zero (74,000 → 1,000), the widest reading of what was printed. An exact
    number may lie half a step off, "about" a whole step, "over" up to a step above, "nearly" up to a step below. The ends of a
    published range are taken as exact.

    Parameters
    ----------
    value
        The number as published (in a unit that is a power of ten of the published one).
    precision
        The word it was published with.

    Examples
    --------
    >>> rounding_interval(52900.0, "about"), rounding_interval(74000.0, "nearly"), rounding_interval(44.0)
    ((52800.0, 53000.0), (73000.0, 74000.0), (43.5, 44.5))
    """
    step = _last_place(value)
    below, above = {
        "over": (0.0, step),
        "nearly": (step, 0.0),
        "about": (step, step),
    }.get(precision, (step / 2, step / 2))
    return value - below, value + above


def _last_place(value: float) -> float:
    digits = np.format_float_positional(abs(value), trim="-")
    if "." in digits:
        return float(10.0 ** -len(digits.partition(".")[2]))
    stripped = digits.rstrip("0")
    return float(10.0 ** (len(digits) - len(stripped))) if stripped else 1.0


@dataclass(frozen=True)
class GrowthCheck:
    """A published growth rate held against the levels: all in percent.

    `low` and `high` are what the rounding of the two levels leaves open around `recomputed`.
    """

    recomputed: float
    low: float
    high: float
    published: float
    verdict: Verdict


def check_growth(
    now: float,
    before: float,
    published: float,
    now_precision: Precision = "exact",
    before_precision: Precision = "exact",
    published_precision: Precision = "exact",
) -> GrowthCheck:
    """Hold a published growth rate against the levels it is about.

    The verdict is ``agrees`` where the interval of the recomputed rate and that of the published one touch, ``disagrees`` where
    they do not, ``not_determinable`` where a level or the published rate is missing or the earlier level may be zero.

    Parameters
    ----------
    now, before
        Levels of the same window of two years, as published.
    published
        Published growth as a change in percent.
    now_precision, before_precision, published_precision
        Words the numbers were published with.

    Examples
    --------
    >>> check_growth(74000.0, 52900.0, 44.0, "nearly", "about").verdict
    'disagrees'
    >>> check_growth(18000.0, 13100.0, 30.0, "nearly", "over").verdict
    'agrees'
    """
    recomputed = float(growth(now, before))
    if not np.isfinite([recomputed, published]).all():
        return GrowthCheck(recomputed, float("nan"), float("nan"), published, "not_determinable")
    now_low, now_high = rounding_interval(now, now_precision)
    before_low, before_high = rounding_interval(before, before_precision)
    low, high = float(growth(now_low, before_high)), float(growth(now_high, before_low))
    if not np.isfinite([low, high]).all():
        return GrowthCheck(recomputed, low, high, published, "not_determinable")
    claim_low, claim_high = rounding_interval(published, published_precision)
    agrees = claim_low <= high and low <= claim_high
    return GrowthCheck(recomputed, low, high, published, "agrees" if agrees else "disagrees")


def check_sum(
    total: float, parts: ArrayLike, total_precision: Precision = "exact", part_precisions: Sequence[Precision] = ()
) -> Verdict:
    """Say whether a published total can be the sum of its published parts, within the rounding of all of them.

    Parameters
    ----------
    total, parts
        Published numbers of one unit. A missing one makes the verdict ``not_determinable``.
    total_precision, part_precisions
        Words they were published with; no part precisions means all exact.

    Raises
    ------
    ValueError
        If precisions are given for some parts only.

    Examples
    --------
    >>> check_sum(4975.0, [2750.0, 2225.0]), check_sum(5700.0, [1730.0, 3960.0], part_precisions=["exact", "about"])
    ('agrees', 'agrees')
    >>> check_sum(4975.0, [2750.0, 2325.0])
    'disagrees'
    """
    values = np.asarray(parts, dtype=float)
    words = list(part_precisions) or ["exact"] * len(values)
    if len(words) != len(values):
        raise ValueError(f"{len(words)} precisions for {len(values)} parts: give one for each part, or none")
    if not np.isfinite([total, *values]).all():
        return "not_determinable"
    ends = [rounding_interval(float(value), word) for value, word in zip(values, words, strict=True)]
    low, high = math.fsum(end[0] for end in ends), math.fsum(end[1] for end in ends)
    total_low, total_high = rounding_interval(total, total_precision)
    return "agrees" if total_low <= high and low <= total_high else "disagrees"
