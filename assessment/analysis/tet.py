"""The Lunar New Year as Vietnam keeps it: its dates, how its days fall on the months, and the regressor made of that.

Tết moves between 21 January and 20 February. What it does to trade is described by windows of days before, during and after the
day of the new year; the share of a window that falls in a month, less what is usual for that calendar month, is the regressor of
the seasonal adjustment. Chinese dates are not Vietnamese ones: in 1985, 2007 and 2030 they differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

FIRST_YEAR, LAST_YEAR = 1901, 2100
"""Years the calendar of `holidays` covers."""

REFERENCE = (1930, 2030)
"""Years whose mean is taken off: long enough for every date of Tết to have come up about as often as it does."""

_NAME = "Tết Nguyên Đán"


@dataclass(frozen=True)
class Window:
    """Days around Tết that share one effect.

    Attributes
    ----------
    name
        A word of letters, digits and underscores; it names the regressor.
    first, last
        First and last day, counted from the day of the new year (day 0), both included. From −20 to 300, so that no window reaches
        out of its year: Tết falls on 21 January to 20 February.
    """

    name: str
    first: int
    last: int

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"window {self.name!r}: expected a name of letters, digits and underscores")
        if not -20 <= self.first <= self.last <= 300:
            raise ValueError(
                f"window {self.name!r}: days {self.first} to {self.last}: expected days from -20 to 300, in order"
            )


BEFORE = Window("before", -10, -1)
DURING = Window("during", 0, 6)
AFTER = Window("after", 7, 20)
BOTH_CLOSED = Window("both_closed", 0, 3)
"""Days on which both countries are at rest: according to the calendars of `holidays` and the weekends, every year since 2014."""


@lru_cache(maxsize=16)
def _dates(first: int, last: int) -> tuple[pd.Timestamp, ...]:
    # `holidays` keeps the Vietnamese calendar; `lunardate` and others are Chinese. It takes 0.15 s to import.
    from holidays import country_holidays

    calendar = country_holidays("VN", years=range(first, last + 1), language="vi")
    # Eve and further days have the name within theirs; only the day itself has exactly this one.
    found = tuple(sorted(pd.Timestamp(day) for day in calendar if _NAME in calendar.get_list(day)))
    if [day.year for day in found] != list(range(first, last + 1)):
        raise RuntimeError(f"holidays has not one {_NAME!r} a year from {first} to {last}: its names have changed")
    return found


def tet_dates(first: int, last: int) -> pd.Series:
    """Return the day of the new year by year, in the Vietnamese calendar.

    Parameters
    ----------
    first, last
        First and last year, both included.

    Returns
    -------
    Series
        Timestamps, indexed by year.

    Raises
    ------
    ValueError
        If a year lies outside 1901 to 2100 or the first is after the last.

    References
    ----------
    The package `holidays`, calendar of Vietnam (Labour Code 2019, article 112).

    Examples
    --------
    >>> [str(day.date()) for day in tet_dates(2024, 2026)]
    ['2024-02-10', '2025-01-29', '2026-02-17']
    """
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise ValueError(f"years {first} to {last}: expected years from {FIRST_YEAR} to {LAST_YEAR}, in order")
    return pd.Series(_dates(first, last), index=pd.RangeIndex(first, last + 1, name="year"))


def window_shares(months: pd.PeriodIndex, window: Window) -> pd.Series:
    """Return the share of a window of days that falls in each month, from 0 to 1.

    Parameters
    ----------
    months
        Months (freq ``M``), any order.
    window
        Days around Tết.

    Returns
    -------
    Series
        Indexed by `months`, named after the window. Over the twelve months of a year the shares add up to 1.

    Raises
    ------
    ValueError
        If the index is not one of months, or a month lies outside 1901 to 2100.

    Examples
    --------
    >>> window_shares(pd.period_range("2025-01", "2025-03", freq="M"), DURING).round(4).tolist()
    [0.4286, 0.5714, 0.0]
    """
    if not isinstance(months, pd.PeriodIndex) or months.freqstr != "M":
        raise ValueError(f"index {type(months).__name__}: expected a PeriodIndex of months (freq='M')")
    if months.empty:
        return pd.Series([], index=months, dtype=float, name=window.name)
    dates = tet_dates(int(months.year.min()), int(months.year.max()))
    days = np.arange(window.first, window.last + 1)
    fallen = pd.DatetimeIndex(dates.to_numpy().repeat(len(days))) + pd.to_timedelta(np.tile(days, len(dates)), unit="D")
    counts = fallen.to_period("M").value_counts() / len(days)
    return counts.reindex(months, fill_value=0.0).rename(window.name)


def window_regressors(
    months: pd.PeriodIndex, windows: Sequence[Window], reference: tuple[int, int] = REFERENCE
) -> pd.DataFrame:
    """Return the calendar-centred regressors: the share of each window in a month less its mean in that calendar month.

    Centring by calendar month leaves the level of the year and the average season alone: what Tết does on average in January stays
    in the seasonal factor of January, and only what it does in one year and not in another is the effect of Tết.

    Parameters
    ----------
    months
        Months (freq ``M``) of the series and of its forecasts.
    windows
        One column each.
    reference
        First and last year over which the mean is taken. Over these years each column adds up to 0 in every calendar month.

    Returns
    -------
    DataFrame
        Index `months`, one column a window.

    Raises
    ------
    ValueError
        If two windows have one name, or years lie outside 1901 to 2100.

    References
    ----------
    Bell and Hillmer (1983), JASA 78; Lin and Liu (2003), Modeling lunar calendar holiday effects; Roberts and White (2015), RBA
    Research Discussion Paper 2015-13.

    Examples
    --------
    >>> january = pd.PeriodIndex(["2020-01", "2022-01"], freq="M")
    >>> window_regressors(january, [DURING])["during"].round(2).tolist()
    [0.74, -0.26]
    """
    names = [window.name for window in windows]
    if len(set(names)) < len(names):
        raise ValueError(f"windows {', '.join(names)}: expected a name of its own for each")
    span = pd.period_range(f"{reference[0]}-01", f"{reference[1]}-12", freq="M")
    columns = {}
    for window in windows:
        usual = window_shares(span, window)
        means = usual.groupby(span.month).mean()
        columns[window.name] = window_shares(months, window) - means.reindex(months.month).to_numpy()
    return pd.DataFrame(columns, index=months, columns=names, dtype=float)
