"""Seasonality: month shares and month plot, peak against mean, January and February together, strength of the season.

Tết falls in January or February, so single-month growth of the first quarter says little; January and February are taken
together, and the strength of the season is measured on logarithms by STL from 36 months up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from assessment.analysis.growth import growth

MIN_MONTHS = 36
"""Three full seasons: below, the seasonal component of STL follows the noise."""

Refusal: TypeAlias = Literal["", "too_few_months", "not_positive", "constant"]


def monthly(series: pd.Series) -> pd.Series:
    """Return the series in the order of its months, as floats, after checking that its index is one of months.

    Raises
    ------
    ValueError
        If the index is not a PeriodIndex of freq ``M`` or a month occurs twice.

    Examples
    --------
    >>> monthly(pd.Series([2, 1], index=pd.PeriodIndex(["2024-02", "2024-01"], freq="M"))).tolist()
    [1.0, 2.0]
    """
    if not isinstance(series.index, pd.PeriodIndex) or series.index.freqstr != "M":
        raise ValueError(f"index {type(series.index).__name__}: expected a PeriodIndex of months (freq='M')")
    if series.index.has_duplicates:
        raise ValueError(
            f"month {series.index[series.index.duplicated()][0]} occurs more than once; give one value a month"
        )
    return series.sort_index().astype(float)


def month_shares(series: pd.Series) -> pd.DataFrame:
    """Return the share of each month in its year, in percent: one row a year, columns 1 to 12.

    Parameters
    ----------
    series
        Monthly flow with a PeriodIndex (freq ``M``), any order.

    Returns
    -------
    DataFrame
        Rows add up to 100. Only years with all twelve months and a positive sum have a row: a share of part of a year misleads.
        How unequal the months are: ``month_shares(flow).apply(structure.gini, axis=1)``, from 0 to 11/12, or `structure.theil_t`.

    Raises
    ------
    ValueError
        If the index is not one of months or a month occurs twice.

    Examples
    --------
    >>> flow = pd.Series(1.0, index=pd.period_range("2023-01", "2024-06", freq="M"))
    >>> month_shares(flow).round(2).loc[2023, 1], list(month_shares(flow).index)
    (np.float64(8.33), [2023])
    """
    wide = cycle_subseries(series).values.dropna()
    wide = wide[wide.sum(axis=1) > 0]
    return wide.div(wide.sum(axis=1), axis=0) * 100


@dataclass(frozen=True)
class CycleSubseries:
    """The data of a month plot: for every calendar month its values over the years, and their mean.

    Attributes
    ----------
    values
        One row for every year that has a month, columns 1 to 12; NaN for a month that is missing.
    means
        Mean of each calendar month over the years that have it, indexed 1 to 12; NaN for a month that never occurs.
    """

    values: pd.DataFrame
    means: pd.Series


def cycle_subseries(series: pd.Series) -> CycleSubseries:
    """Return the cycle-subseries of a monthly series: each calendar month as a series of its own.

    Drawn side by side they show whether the season moves over the years. In a growing series the means also hold the growth
    within the year: take the seasonal factors of an adjustment, or month shares, where that disturbs.

    Parameters
    ----------
    series
        Monthly values with a PeriodIndex (freq ``M``), any order. Nothing is filled in.

    Raises
    ------
    ValueError
        If the index is not one of months or a month occurs twice.

    References
    ----------
    Cleveland and Terpenning (1982), Graphical methods for seasonal adjustment, JASA 77.

    Examples
    --------
    >>> flow = pd.Series([1.0, 2.0, 5.0], index=pd.PeriodIndex(["2023-01", "2023-02", "2024-01"], freq="M"))
    >>> found = cycle_subseries(flow)
    >>> found.values.loc[:, [1, 2]].to_numpy().tolist(), found.means.head(2).tolist()
    ([[1.0, 2.0], [5.0, nan]], [3.0, 2.0])
    """
    ordered = monthly(series)
    months = pd.PeriodIndex(ordered.index)
    wide = pd.DataFrame({"year": months.year, "month": months.month, "value": ordered.to_numpy()}).pivot(
        index="year", columns="month", values="value"
    )
    wide = wide.reindex(columns=pd.RangeIndex(1, 13, name="month"))
    return CycleSubseries(wide, wide.mean())


def peak_to_mean(series: pd.Series) -> float:
    """Return the largest value over the mean of the values; NaN where a value is missing or the mean is not positive.

    Examples
    --------
    >>> peak_to_mean(pd.Series([1.0, 1.0, 4.0]))
    2.0
    """
    values = series.to_numpy(dtype=float)
    if len(values) == 0 or not values.mean() > 0:
        return float("nan")
    return float(values.max() / values.mean())


def longest_run(series: pd.Series) -> pd.Series:
    """Return the longest stretch of months without a gap or a missing value; of equally long ones the latest.

    Nothing is filled in: a missing month ends a stretch.

    Examples
    --------
    >>> flow = pd.Series([1.0, 2.0, None, 4.0, 5.0, 6.0], index=pd.period_range("2023-01", periods=6, freq="M"))
    >>> [str(month) for month in longest_run(flow).index]
    ['2023-04', '2023-05', '2023-06']
    """
    known = monthly(series).dropna()
    if known.empty:
        return known
    ordinals = np.asarray(pd.PeriodIndex(known.index).year * 12 + pd.PeriodIndex(known.index).month)
    runs = np.concatenate([[0], np.cumsum(np.diff(ordinals) != 1)])
    lengths = pd.Series(runs).value_counts()
    best = max(lengths.index[lengths == lengths.max()])
    stretch: pd.Series = known[runs == best]
    return stretch


@dataclass(frozen=True)
class SeasonalStrength:
    """Seasonal strength F_S of the longest unbroken stretch of a monthly series.

    Attributes
    ----------
    strength
        From 0 (no season) to 1 (nothing but season); NaN where refused.
    months
        Number of months used (or available, where refused).
    first, last
        First and last month of the stretch; None where there is no value at all.
    refused
        Why there is no number: ``too_few_months`` (below `MIN_MONTHS`), ``not_positive`` (no logarithm), ``constant`` (nothing
        varies), or empty.
    """

    strength: float
    months: int
    first: pd.Period | None
    last: pd.Period | None
    refused: Refusal = ""


def seasonal_strength(series: pd.Series, minimum: int = MIN_MONTHS) -> SeasonalStrength:
    """Return the strength of the season by STL on logarithms: F_S = max(0, 1 − Var(R) / Var(S + R)).

    Parameters
    ----------
    series
        Monthly flow with a PeriodIndex (freq ``M``), positive.
    minimum
        Months needed; below it the result is refused.

    Returns
    -------
    SeasonalStrength
        On three to five seasons F_S is biased upwards; print the number of months with it. Closures can look like seasons.

    Raises
    ------
    ValueError
        If the index is not one of months, a month occurs twice, or `minimum` is below 24 (STL needs two periods).

    References
    ----------
    Cleveland et al. (1990), STL, Journal of Official Statistics 6(1); Wang, Smith and Hyndman (2006), Data Mining and Knowledge
    Discovery 13(3). STL is computed by statsmodels, period 12, seasonal smoother 13, robust.

    Examples
    --------
    >>> months = pd.period_range("2020-01", periods=48, freq="M")
    >>> flow = pd.Series([100.0 + 40 * (month.month == 6) for month in months], index=months)
    >>> round(seasonal_strength(flow).strength, 3)
    1.0
    >>> seasonal_strength(flow.head(30)).refused
    'too_few_months'
    """
    if minimum < 24:
        raise ValueError(f"minimum = {minimum}: expected at least 24 months, because STL needs two full years")
    run = longest_run(series)
    months = len(run)
    first, last = (run.index[0], run.index[-1]) if months else (None, None)
    if months < minimum:
        return SeasonalStrength(float("nan"), months, first, last, "too_few_months")
    if (run <= 0).any():
        return SeasonalStrength(float("nan"), months, first, last, "not_positive")
    logs = np.log(run.to_numpy())
    if np.ptp(logs) == 0:
        return SeasonalStrength(float("nan"), months, first, last, "constant")
    # statsmodels takes most of a second to import; only the sections that decompose a series should pay for it.
    from statsmodels.tsa.seasonal import STL

    fit = STL(logs, period=12, seasonal=13, robust=True).fit()
    detrended = np.var(fit.seasonal + fit.resid)
    strength = 1 - np.var(fit.resid) / detrended if detrended > 0 else 0.0
    return SeasonalStrength(float(max(0.0, strength)), months, first, last)


def year_to_date(series: pd.Series) -> pd.DataFrame:
    """Return the sum since January for every month, and its growth on the same months of the year before, in percent.

    Parameters
    ----------
    series
        Monthly flow with a PeriodIndex (freq ``M``), any order.

    Returns
    -------
    DataFrame
        Index: months for which every month since January is known; a missing month ends the sums of its year, nothing is filled
        in. Columns `value` (unit of the series) and `growth` (percent; NaN where the year before has no such sum, or one of zero
        or less). Windows as published, of any days, are paired by `growth.same_windows`.

    Raises
    ------
    ValueError
        If the index is not one of months or a month occurs twice.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2023-01", "2023-02", "2023-03", "2024-01", "2024-02"], freq="M")
    >>> flow = pd.Series([10.0, 20.0, 30.0, 12.0, 24.0], index=months)
    >>> year_to_date(flow).loc["2024"].round(1).to_numpy().tolist()
    [[12.0, 20.0], [36.0, 20.0]]
    """
    known = monthly(series).dropna()
    months = pd.PeriodIndex(known.index)
    by_year = known.groupby(months.year)
    total = by_year.cumsum()[(by_year.cumcount() + 1).to_numpy() == months.month]
    before = total.reindex(pd.PeriodIndex(total.index) - 12)
    return pd.DataFrame({"value": total, "growth": growth(total, before)}, index=total.index)


def january_february(series: pd.Series) -> pd.DataFrame:
    """Return January and February together by year: their sum and its growth on the year before, in percent.

    Parameters
    ----------
    series
        Monthly flow with a PeriodIndex (freq ``M``).

    Returns
    -------
    DataFrame
        Index: years with both months. Columns `value` (unit of the series) and `growth` (percent; NaN without the year before).

    Examples
    --------
    >>> months = pd.PeriodIndex(["2023-01", "2023-02", "2024-01", "2024-02"], freq="M")
    >>> january_february(pd.Series([30.0, 70.0, 80.0, 30.0], index=months)).round(1).loc[2024].tolist()
    [110.0, 10.0]
    """
    sums = year_to_date(series)
    months = pd.PeriodIndex(sums.index)
    return sums[months.month == 2].set_axis(months.year[months.month == 2])
