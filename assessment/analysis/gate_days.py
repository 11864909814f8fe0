"""A gate day by day: use of its capacity, days without clearance, peaks about Tết and in the season of fruit.

All of it asks for an unbroken count a day. A day without a number is unknown and never a day without vehicles.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from assessment.analysis.tet import AFTER, BEFORE, DURING, Window, tet_dates

WINDOWS: Final = (BEFORE, DURING, AFTER)
REFERENCE_DAYS: Final = 28
"""Ordinary days on each side of the windows of Tết that they are held against: four whole weeks, so that weekdays weigh the same."""

FEWEST_SHARE: Final = 0.5
"""Of a window, of its ordinary days and of a season at least this share of the days must be known."""


def _checked(daily: pd.Series | pd.DataFrame, name: str) -> None:
    if not isinstance(daily.index, pd.DatetimeIndex) or daily.index.has_duplicates:
        raise ValueError(f"{name}: index {type(daily.index).__name__}; expected days (DatetimeIndex), each once")
    if (daily < 0).to_numpy().any():
        raise ValueError(f"{name}: expected counts of zero or more")


@dataclass(frozen=True)
class CapacityUse:
    """Vehicles a day in percent of what a gate can clear in a day.

    Attributes
    ----------
    days
        Days with a count.
    mean, ninth_decile, p95, highest
        Of the daily use, in percent; the quantiles interpolate linearly. NaN without days.
    days_above
        Days above the threshold.
    """

    days: int
    mean: float
    ninth_decile: float
    p95: float
    highest: float
    days_above: int


def capacity_use(vehicles: pd.Series, capacity: float, threshold: float = 85.0) -> CapacityUse:
    """Return how far a gate uses its capacity of a day, and on how many days more than a threshold.

    Parameters
    ----------
    vehicles
        Vehicles cleared by day, both directions; NaN where a day is unknown.
    capacity
        Vehicles the gate can clear in a day, above zero.
    threshold
        In percent.

    Raises
    ------
    ValueError
        If the capacity is not above zero, a count is negative, or a day occurs twice.

    Examples
    --------
    >>> days = pd.date_range("2025-07-01", periods=4)
    >>> capacity_use(pd.Series([300.0, 400.0, 500.0, float("nan")], days), 500.0)
    CapacityUse(days=3, mean=80.0, ninth_decile=96.0, p95=98.0, highest=100.0, days_above=1)
    """
    _checked(vehicles, "vehicles")
    if not capacity > 0:
        raise ValueError(f"capacity {capacity:g}: expected a number above zero")
    use = 100 * vehicles.dropna().to_numpy(dtype=float) / capacity
    if len(use) == 0:
        nan = float("nan")
        return CapacityUse(0, nan, nan, nan, nan, 0)
    decile, p95 = (float(part) for part in np.quantile(use, [0.9, 0.95]))
    return CapacityUse(len(use), float(use.mean()), decile, p95, float(use.max()), int((use > threshold).sum()))


def standing_days(vehicles: pd.DataFrame) -> pd.DataFrame:
    """Return, by day and gate, whether a gate cleared nothing while another one worked.

    Parameters
    ----------
    vehicles
        Vehicles cleared, both directions: index days, columns gates; NaN where unknown.

    Returns
    -------
    DataFrame
        True on such a day. A day on which all known gates stand still is a holiday or a closure of all, and counts for none.

    Examples
    --------
    >>> days = pd.date_range("2025-01-28", periods=3)
    >>> counts = pd.DataFrame({"A": [90.0, 80.0, 0.0], "B": [0.0, None, 0.0]}, index=days)
    >>> standing_days(counts)["B"].tolist()
    [True, False, False]
    """
    _checked(vehicles, "vehicles")
    works = (vehicles > 0).any(axis=1)
    return (vehicles == 0).mul(works, axis=0)


def closure_days(vehicles: pd.DataFrame) -> pd.DataFrame:
    """Return by gate and calendar year how many days are known, stood still alone, and stood still together with all gates.

    Parameters
    ----------
    vehicles
        As for `standing_days`.

    Returns
    -------
    DataFrame
        Index: gate and year; columns `known`, `alone` (nothing cleared while a neighbour worked), `together` (nothing cleared at any
        known gate). Alone and together are at most the days known.

    Examples
    --------
    >>> days = pd.date_range("2025-01-28", periods=3)
    >>> counts = pd.DataFrame({"A": [90.0, 80.0, 0.0], "B": [0.0, None, 0.0]}, index=days)
    >>> closure_days(counts).loc[("B", 2025)].tolist()
    [2, 1, 1]
    """
    alone = standing_days(vehicles)
    together = (vehicles == 0) & ~alone
    parts = {"known": vehicles.notna(), "alone": alone, "together": together}
    years = pd.DatetimeIndex(vehicles.index).year
    counted = {name: part.groupby(years).sum().T.stack() for name, part in parts.items()}
    return pd.DataFrame(counted).rename_axis(["gate", "year"]).astype(int)


def tet_factors(daily: pd.Series) -> pd.DataFrame:
    """Return the daily mean in the windows about Tết over that of ordinary days before and after them.

    factor = mean of the days of the window / mean of the `REFERENCE_DAYS` days before the first window and after the last one.

    Parameters
    ----------
    daily
        Counts by day; NaN where unknown.

    Returns
    -------
    DataFrame
        Index: year of Tết, for every year whose windows lie within the days given; columns: names of `WINDOWS`. NaN where fewer than
        half of the days of the window or of its ordinary days are known, or the ordinary days have none.

    Raises
    ------
    ValueError
        If a day occurs twice or a count is negative.

    Examples
    --------
    >>> days = pd.date_range("2024-12-01", "2025-04-30")
    >>> counts = pd.Series(100.0, days)
    >>> counts["2025-01-29":"2025-02-04"] = 20.0
    >>> tet_factors(counts).loc[2025].tolist()
    [1.0, 0.2, 1.0]
    """
    _checked(daily, "counts")
    names = [window.name for window in WINDOWS]
    if daily.empty:
        return pd.DataFrame(columns=names, dtype=float)
    days = pd.DatetimeIndex(daily.index)
    rows = {}
    for year, day in tet_dates(int(days.min().year), int(days.max().year)).items():
        first, last = (day + pd.Timedelta(days=edge) for edge in (BEFORE.first, AFTER.last))
        if first < days.min() or last > days.max():
            continue
        before = _known(daily, day, BEFORE.first - REFERENCE_DAYS, BEFORE.first - 1)
        after = _known(daily, day, AFTER.last + 1, AFTER.last + REFERENCE_DAYS)
        usual = pd.concat([before, after])
        base = float(usual.mean()) if len(usual) >= FEWEST_SHARE * 2 * REFERENCE_DAYS else float("nan")
        rows[year] = [_window_mean(daily, day, window) / base if base > 0 else float("nan") for window in WINDOWS]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names, dtype=float)


def _known(daily: pd.Series, day: pd.Timestamp, first: int, last: int) -> pd.Series:
    found = daily.reindex(pd.date_range(day + pd.Timedelta(days=first), day + pd.Timedelta(days=last)))
    return found.dropna()


def _window_mean(daily: pd.Series, day: pd.Timestamp, window: Window) -> float:
    known = _known(daily, day, window.first, window.last)
    enough = len(known) >= FEWEST_SHARE * (window.last - window.first + 1)
    return float(known.mean()) if enough else float("nan")


def season_factors(daily: pd.Series, months: Collection[int]) -> pd.Series:
    """Return the daily mean in the months of a season over that of the other months of the year.

    Parameters
    ----------
    daily
        Counts by day; NaN where unknown.
    months
        Months of the season, 1 to 12, not all of them.

    Returns
    -------
    Series
        By calendar year; NaN where fewer than half of the days of the season, or of the rest of the year, are known, or the rest has
        none. Tết lies in the rest: its quiet days raise the factor a little.

    Raises
    ------
    ValueError
        If there is no month, all twelve, or one outside 1 to 12.

    Examples
    --------
    >>> days = pd.date_range("2025-01-01", "2025-12-31")
    >>> season_factors(pd.Series(np.where(days.month.isin([5, 6]), 150.0, 100.0), days), [5, 6]).tolist()
    [1.5]
    """
    _checked(daily, "counts")
    season = set(months)
    if not season or not season < set(range(1, 13)):
        raise ValueError(f"months {sorted(season)}: expected some months of 1 to 12, not all")
    found = {}
    for year in sorted(set(pd.DatetimeIndex(daily.index).year)):
        whole = daily.reindex(pd.date_range(f"{year}-01-01", f"{year}-12-31"))
        inside = pd.DatetimeIndex(whole.index).month.isin(list(season))
        within, rest = whole[inside], whole[~inside]
        enough = all(part.notna().mean() >= FEWEST_SHARE for part in (within, rest))
        base = float(rest.mean())
        found[year] = float(within.mean()) / base if enough and base > 0 else float("nan")
    return pd.Series(found, dtype=float)
