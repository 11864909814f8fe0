"""Shift-share: how much of an area's change is the nation's, how much its mix of industries, how much its own.

Every part is in the unit of the data (jobs, billion đồng), and the parts of an industry add up to its change exactly. It is
bookkeeping, not an explanation: "regional shift" is what is left over, whatever its cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.analysis.specialisation import ratio

Floats: TypeAlias = NDArray[np.float64]
Problem: TypeAlias = Literal["missing", "new_in_nation", "absent_at_start"]
Verdict: TypeAlias = Literal["adds_up", "does_not_add_up", "not_determinable"]

PARTS = ("national_share", "industry_mix", "regional_shift")
COLUMNS = ("change", *PARTS, "competitive_effect", "allocation_effect")


@dataclass(frozen=True)
class ShiftShare:
    """The change of an area taken apart.

    Attributes
    ----------
    industries
        One row an industry, in the unit of the data:

        * `change` = e(t+1) − e(t);
        * `national_share` = e(t) · g, with g the growth of the nation's sum;
        * `industry_mix` = e(t) · (g_i − g), with g_i the growth of the industry in the nation;
        * `regional_shift` = e(t+1) − e(t) · (1 + g_i), which also holds for an industry the area did not have at the start;
        * `competitive_effect` and `allocation_effect`, which split the regional shift (Esteban-Marquillas): with h_i the
          area's sum spread as the nation's, h_i · (g_ij − g_i) and (e(t) − h_i) · (g_ij − g_i).
    total
        Sums over the industries; NaN where a part of one industry is.
    problems
        Why something is NaN: ``missing`` (a value is not there), ``new_in_nation`` (an industry the nation did not have at the
        start has no growth rate; put it into another one or leave it out), ``absent_at_start`` (the area did not have an industry, so
        only its split after Esteban-Marquillas is undefined); empty if nothing is.
    """

    industries: pd.DataFrame
    total: pd.Series
    problems: tuple[Problem, ...] = ()


def shift_share(before: pd.Series, after: pd.Series, nation_before: pd.Series, nation_after: pd.Series) -> ShiftShare:
    """Return the classic shift-share of an area and the split of its regional shift after Esteban-Marquillas.

    Parameters
    ----------
    before, after
        Values of the area by industry at the two dates, of one unit, none negative. A single odd base year moves every part:
        average a few years where that is possible.
    nation_before, nation_after
        The same of the nation, the area included; the same industries, in any order. The nation's growth is that of their
        sum: give what a published total holds beyond them as an industry of its own.

    Returns
    -------
    ShiftShare
        In the order of `before`.

    Raises
    ------
    ValueError
        If the four do not list the same industries once each, or a value is negative.

    References
    ----------
    Dunn (1960), Papers of the Regional Science Association 6; Esteban-Marquillas (1972), Regional and Urban Economics 2(3); test
    values of Farhauer and Kröll (2013), Standorttheorien.

    Examples
    --------
    >>> industries = ["a", "b", "c", "d"]
    >>> area = pd.Series([90, 20, 10, 60], industries), pd.Series([100, 40, 10, 55], industries)
    >>> nation = pd.Series([400, 150, 150, 400], industries), pd.Series([440, 210, 135, 480], industries)
    >>> shift_share(*area, *nation).total.round(2).tolist()
    [25.0, 27.0, 1.0, -3.0, -0.64, -2.36]
    """
    start, end, national_start, national_end = _aligned(before, after, nation_before, nation_after)
    growth = ratio(national_end.sum(), national_start.sum())
    industry_growth = ratio(national_end, national_start)
    own_growth = ratio(end, start)
    homothetic = start.sum() * ratio(national_start, national_start.sum())
    shift = end - start * industry_growth
    competitive = homothetic * (own_growth - industry_growth)
    columns = (
        end - start,
        start * (growth - 1),
        start * (industry_growth - growth),
        shift,
        competitive,
        shift - competitive,
    )
    table = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=before.index)
    found: dict[Problem, bool] = {
        "missing": bool(np.isnan([start, end, national_start, national_end]).any()),
        "new_in_nation": bool((national_start == 0).any()),
        "absent_at_start": bool((start == 0).any()),
    }
    problems = tuple(problem for problem, holds in found.items() if holds)
    return ShiftShare(table, table.sum(skipna=False), problems)


def _aligned(*values: pd.Series) -> list[Floats]:
    """Return the values in the order of the first ones, after checking that all list the same industries once each."""
    industries = values[0].index
    for series in values:
        if series.index.has_duplicates:
            raise ValueError(
                f"industry {series.index[series.index.duplicated()][0]!r} occurs more than once; give one value for each"
            )
        if set(series.index) != set(industries):
            odd = sorted(map(str, set(series.index) ^ set(industries)))
            raise ValueError(f"area and nation need the same industries at both dates; only some have {odd}")
        if (series < 0).any():
            raise ValueError(f"{series[series < 0].iloc[0]:g} is negative: shift-share needs values of zero or more")
    return [series.reindex(industries).to_numpy(dtype=float) for series in values]


@dataclass(frozen=True)
class DynamicShiftShare:
    """Shift-share summed over the steps of a period.

    Attributes
    ----------
    steps
        Totals of each step; one row a step, labelled with the year it ends in; columns as `ShiftShare.industries`.
    industries
        Sums over the steps, by industry.
    total
        Sums over steps and industries.
    problems
        All problems of the steps.
    """

    steps: pd.DataFrame
    industries: pd.DataFrame
    total: pd.Series
    problems: tuple[Problem, ...] = ()


def dynamic_shift_share(area: pd.DataFrame, nation: pd.DataFrame) -> DynamicShiftShare:
    """Return the shift-share of an area taken step by step and summed, so that the base and the mix move with the years.

    The parts differ from those of one step over the whole period; the change is the same. Name the one that is printed.

    Parameters
    ----------
    area, nation
        Rows years (in any order, the same in both), columns industries; values as in `shift_share`.
        A step reaches from each year to the next one that is there: with a year missing it covers two years.

    Returns
    -------
    DynamicShiftShare
        With a single year there is no step: no rows and NaN sums.

    Raises
    ------
    ValueError
        If the two do not have the same years once each, or as `shift_share`.

    References
    ----------
    Barff and Knight (1988), Growth and Change 19(2).

    Examples
    --------
    >>> area = pd.DataFrame({"a": [10.0, 12.0, 15.0], "b": [10.0, 10.0, 10.0]}, index=[2021, 2022, 2023])
    >>> nation = pd.DataFrame({"a": [50.0, 55.0, 66.0], "b": [50.0, 55.0, 66.0]}, index=[2021, 2022, 2023])
    >>> found = dynamic_shift_share(area, nation)
    >>> found.steps["regional_shift"].round(2).to_dict(), found.total["national_share"].round(2)
    ({2022: 0.0, 2023: -1.4}, np.float64(6.4))
    """
    if area.index.has_duplicates or nation.index.has_duplicates or set(area.index) != set(nation.index):
        odd = sorted(map(str, set(area.index) ^ set(nation.index)))
        raise ValueError(f"area and nation need the same years, once each; only one has {odd}")
    years = sorted(area.index)
    steps = [
        shift_share(area.loc[first], area.loc[last], nation.loc[first], nation.loc[last])
        for first, last in pairwise(years)
    ]
    problems = dict.fromkeys(problem for step in steps for problem in step.problems)
    if not steps:
        industries = pd.DataFrame(np.nan, index=area.columns, columns=list(COLUMNS))
        return DynamicShiftShare(industries.head(0), industries, industries.sum(skipna=False))
    totals = pd.DataFrame([step.total for step in steps], index=pd.Index(years[1:]))
    industries = sum((step.industries for step in steps[1:]), start=steps[0].industries)
    return DynamicShiftShare(totals, industries, totals.sum(skipna=False), tuple(problems))


@dataclass(frozen=True)
class AddingUp:
    """Whether the shift-shares of all areas make up the nation: the largest gaps, in the unit of the data.

    Attributes
    ----------
    national_share
        Σ national shares − change of the nation.
    industry_mix
        Σ industry mix over areas and industries, which is 0 in a nation.
    regional_shift
        Largest of the sums of regional shifts by industry, which are 0 each in a nation.
    verdict
        ``not_determinable`` where a part is NaN.
    """

    national_share: float
    industry_mix: float
    regional_shift: float
    verdict: Verdict


def adding_up(
    areas: Sequence[ShiftShare], nation_before: pd.Series, nation_after: pd.Series, tolerance: float = 1e-9
) -> AddingUp:
    """Hold the shift-shares of all areas of a nation against the nation itself.

    They add up only if the areas do: an area left out, or a national figure from another source, shows here.

    Parameters
    ----------
    areas
        Results of `shift_share` for every area, with the nation below.
    nation_before, nation_after
        As in `shift_share`.
    tolerance
        Gap allowed, as a fraction of the nation's sum at the start; raise it to what the rounding of the figures leaves open.

    Raises
    ------
    ValueError
        If there is no area.

    Examples
    --------
    >>> before, after = pd.Series({"a": 30.0, "b": 70.0}), pd.Series({"a": 50.0, "b": 60.0})
    >>> north = shift_share(before / 4, after / 2, before, after)
    >>> south = shift_share(before * 3 / 4, after / 2, before, after)
    >>> adding_up([north, south], before, after).verdict, adding_up([north], before, after).verdict
    ('adds_up', 'does_not_add_up')
    """
    if not areas:
        raise ValueError("no areas: give the shift-share of every area of the nation")
    together = sum((area.industries for area in areas[1:]), start=areas[0].industries)
    change = nation_after.sum(skipna=False) - nation_before.sum(skipna=False)
    national = float(together["national_share"].sum(skipna=False) - change)
    mix = float(together["industry_mix"].sum(skipna=False))
    shifts = together["regional_shift"].to_numpy()
    shift = float(shifts[np.argmax(np.abs(shifts))])
    gaps = np.abs([national, mix, shift])
    if not np.isfinite(gaps).all():
        return AddingUp(national, mix, shift, "not_determinable")
    small = bool((gaps <= tolerance * nation_before.sum()).all())
    return AddingUp(national, mix, shift, "adds_up" if small else "does_not_add_up")


@dataclass(frozen=True)
class GerfinRatios:
    """Shift-share as ratios: regional = structural · location.

    Attributes
    ----------
    structural
        Growth factor the area would have with the nation's growth in each industry, over that of the nation; above 1 a mix of
        fast industries.
    location
        Growth factor of the area over the one its mix gives; above 1 faster than its mix.
    regional
        Growth factor of the area over that of the nation.
    """

    structural: float
    location: float
    regional: float


def gerfin_ratios(
    before: pd.Series, after: pd.Series, nation_before: pd.Series, nation_after: pd.Series
) -> GerfinRatios:
    """Return the structural, location and regional ratio of an area. Arguments and errors as `shift_share`.

    NaN where the area or the nation adds up to zero, an industry is new in the nation, or a value is missing.

    References
    ----------
    Gerfin (1964), Kyklos 17(4); test values of Farhauer and Kröll (2013), Standorttheorien.

    Examples
    --------
    >>> nation = pd.Series({"a": 30.0, "b": 70.0}), pd.Series({"a": 60.0, "b": 70.0})
    >>> found = gerfin_ratios(pd.Series({"a": 5.0, "b": 5.0}), pd.Series({"a": 9.0, "b": 6.0}), *nation)
    >>> round(found.structural, 4), round(found.location, 4), round(found.regional, 4)
    (1.1538, 1.0, 1.1538)
    """
    start, end, national_start, national_end = _aligned(before, after, nation_before, nation_after)
    expected = (start * ratio(national_end, national_start)).sum()
    own, national, mixed, location = ratio(
        [end.sum(), national_end.sum(), expected, end.sum()],
        [start.sum(), national_start.sum(), start.sum(), expected],
    ).tolist()
    return GerfinRatios(float(ratio(mixed, national)), location, float(ratio(own, national)))


def gerfin_prognosis(
    before: pd.Series, after: pd.Series, nation_before: pd.Series, nation_after: pd.Series, nation_forecast: pd.Series
) -> pd.Series:
    """Return an area's values by industry if the nation comes to its forecast and the area keeps its location ratio.

    after · (nation forecast / nation after) · location ratio: a projection of one past step, over a step as long, not a forecast
    of its own. NaN as `gerfin_ratios`; arguments and errors as `shift_share`.

    References
    ----------
    Gerfin (1964), Kyklos 17(4); test values of Spiekermann and Wegener (2008).

    Examples
    --------
    >>> area, nation = pd.Series({"a": 5.0, "b": 5.0}), pd.Series({"a": 30.0, "b": 70.0})
    >>> gerfin_prognosis(area, 2 * area, nation, nation, 3 * nation).tolist()
    [60.0, 60.0]
    """
    own, national, forecast = _aligned(after, nation_after, nation_forecast)
    location = gerfin_ratios(before, after, nation_before, nation_after).location
    return pd.Series(own * ratio(forecast, national) * location, index=after.index)
