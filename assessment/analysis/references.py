"""References for the zone's numbers: its plans, the years before it was established, and the province without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import pandas as pd

from assessment.analysis.growth import average_growth

Refusal: TypeAlias = Literal["", "incomplete_before", "incomplete_after"]

DESIGNATION = 2008
"""Year of Decision 138/2008/QĐ-TTg, which established the zone; it belongs neither to the years before nor to those after."""


def plan_achievement(actual: float, plans: pd.Series) -> pd.DataFrame:
    """Return an outcome beside every revision of its plan, the first plan first.

    A plan that was lowered on the way is reached more easily, so the first one is never dropped.

    Parameters
    ----------
    actual
        The outcome; NaN where it is not known.
    plans
        Planned values of the same indicator, unit and period, indexed by the date of each document, in any order.

    Returns
    -------
    DataFrame
        Index: dates. Columns `plan`; `achieved`, 100 · actual / plan; `gap`, 100 · (actual / plan − 1); `revision`, this plan
        against the first in percent, below 0 where it was lowered. NaN where a number is missing or a plan is not positive.

    Raises
    ------
    ValueError
        If two plans have one date: then it is not known which came first.

    Examples
    --------
    >>> found = plan_achievement(90.0, pd.Series({2023: 80.0, 2021: 120.0}))
    >>> found.round(1).values.tolist()
    [[120.0, 75.0, -25.0, 0.0], [80.0, 112.5, 12.5, -33.3]]
    """
    if plans.index.has_duplicates:
        raise ValueError(f"two plans are dated {plans.index[plans.index.duplicated()][0]!s}; say which came first")
    plan = plans.sort_index().astype(float)
    positive = plan.where(plan > 0)
    achieved = 100 * actual / positive
    revision = 100 * (positive / positive.iloc[0] - 1) if len(positive) else positive
    return pd.DataFrame({"plan": plan, "achieved": achieved, "gap": achieved - 100, "revision": revision})


@dataclass(frozen=True)
class BeforeAfter:
    """Means of the years before an event and of those after it; the year itself is in neither.

    Attributes
    ----------
    before, after
        Mean levels, in the unit of the series.
    change
        100 · (after / before − 1), in percent.
    growth_before, growth_after
        Average growth within each span of years, in percent a year.
    refused
        ``incomplete_before`` or ``incomplete_after`` where a year of the span is missing: a mean over other years is another
        mean. The numbers of the span that is complete are there.
    """

    before: float
    after: float
    change: float
    growth_before: float
    growth_after: float
    refused: Refusal = ""


def before_after(levels: pd.Series, year: int = DESIGNATION, years: int = 5) -> BeforeAfter:
    """Return the mean level and the growth over some years before an event and over as many after it.

    It describes and proves nothing: Vietnam joined the WTO in 2007, the world's crisis broke out in 2008, and the trade
    agreement of ASEAN with China took effect in the same years. Show the same numbers of the province and the country beside it.

    Parameters
    ----------
    levels
        Levels of one unit by year (integer index), in any order.
    year
        Year of the event.
    years
        Years of each span, at least 2.

    Raises
    ------
    ValueError
        If a year occurs twice or `years` is below 2.

    Examples
    --------
    >>> found = before_after(pd.Series({2006: 80.0, 2007: 100.0, 2008: 99.0, 2009: 120.0, 2010: 150.0}), 2008, 2)
    >>> found.before, found.after, found.change, found.growth_before, found.growth_after
    (90.0, 135.0, 50.0, 25.0, 25.0)
    """
    if years < 2:
        raise ValueError(f"years = {years}: expected at least 2 before and after")
    if levels.index.has_duplicates:
        raise ValueError(
            f"year {levels.index[levels.index.duplicated()][0]} occurs more than once; give one level a year"
        )
    before, growth_before = _span(levels, range(year - years, year))
    after, growth_after = _span(levels, range(year + 1, year + years + 1))
    change = 100 * (after / before - 1) if before > 0 else float("nan")
    refused: Refusal = "incomplete_before" if before != before else "incomplete_after" if after != after else ""
    return BeforeAfter(before, after, change, growth_before, growth_after, refused)


def _span(levels: pd.Series, years: range) -> tuple[float, float]:
    values = levels.reindex(years).to_numpy(dtype=float)
    return float(values.mean()), average_growth(float(values[0]), float(values[-1]), len(years) - 1)


def rest_of(whole: pd.Series, part: pd.Series) -> pd.Series:
    """Return what is left of an area without a part of it: the province without the zone.

    Parameters
    ----------
    whole, part
        Levels of one unit and definition by period.

    Returns
    -------
    Series
        whole − part over the periods of `whole`; NaN where either is missing.

    Raises
    ------
    ValueError
        If the part is larger than the whole: then the two do not count the same.

    Examples
    --------
    >>> rest_of(pd.Series({2014: 100.0, 2015: 120.0}), pd.Series({2015: 30.0})).tolist()
    [nan, 90.0]
    """
    rest = whole.astype(float) - part.astype(float).reindex(whole.index)
    if (rest < 0).any():
        period = rest.index[rest < 0][0]
        raise ValueError(
            f"the part is {part[period]:g} of a whole of {whole[period]:g} in {period}: the two do not count the same; "
            "give figures of one definition"
        )
    return rest


def growth_of_rest(whole_growth: float, part_growth: float, part_share_percent: float, years: float = 1) -> float:
    """Return the average growth of the rest of an area where only growth rates and a share are known, in percent a year.

    From the levels: whole = part + rest, so ((1 + w)ⁿ − s (1 + p)ⁿ) / (1 − s) is the ratio of the rest's last level to its
    first, with s the part's share at the beginning.

    Parameters
    ----------
    whole_growth, part_growth
        Average growth over the same years at the same prices, in percent a year.
    part_share_percent
        Share of the part in the whole in the year from which growth is counted, in percent.
    years
        How many years n the rates are averages of.

    Returns
    -------
    float
        NaN where a number is missing, the share does not lie between 0 and 100, or the rates would make the rest negative.

    Examples
    --------
    >>> round(growth_of_rest(8.0, 14.0, 25.0), 2)
    6.0
    """
    share = part_share_percent / 100
    if not (0 <= share < 1 and years > 0 and min(whole_growth, part_growth) >= -100):
        return float("nan")
    left = float((1 + whole_growth / 100) ** years - share * (1 + part_growth / 100) ** years)
    return average_growth(1 - share, left, years)
