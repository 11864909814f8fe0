"""Investment and land: capital realised, land let, land idle, what a hectare yields, and how concentrated the capital is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from assessment.analysis.specialisation import ratio
from assessment.analysis.structure import Concentration, concentration

Floats: TypeAlias = NDArray[np.float64]
Problem: TypeAlias = Literal["", "no_land", "area_unknown", "let_unknown", "more_let_than_area"]

IDLE_MONTHS = 24
"""Land let for longer without operation counts as idle."""

_ROUNDING = 1e-9
"""By how much, relatively, a sum of floating-point hectares may exceed another it is equal to."""


def realisation(implemented: ArrayLike, registered: ArrayLike) -> Floats:
    """Return the capital implemented in percent of the capital registered.

    Parameters
    ----------
    implemented, registered
        Capital of the same projects at the same date, in one currency, scalars or arrays that broadcast. For several projects
        or groups together add up first: the mean of their percentages is another number.

    Returns
    -------
    ndarray
        Percent; above 100 where more was spent than registered. NaN where a figure is missing or nothing is registered.

    Raises
    ------
    ValueError
        If a figure is negative.

    Examples
    --------
    >>> realisation([40.0, 5.0], [100.0, 0.0])
    array([40., nan])
    """
    return 100 * _ratio(implemented, registered, "capital")


def per_hectare(amount: ArrayLike, hectares: ArrayLike) -> Floats:
    """Return what a hectare of land let yields: capital, revenue, budget revenue or jobs per hectare.

    Parameters
    ----------
    amount, hectares
        Amounts and land of the same plots at the same date, scalars or arrays that broadcast. Add up first for several plots.

    Returns
    -------
    ndarray
        In the unit of the amount per hectare; NaN where a figure is missing or there is no land.

    Raises
    ------
    ValueError
        If a figure is negative.

    Examples
    --------
    >>> per_hectare([1200.0, 30.0], [60.0, 0.0])
    array([20., nan])
    """
    return _ratio(amount, hectares, "amount or area")


def _ratio(part: ArrayLike, whole: ArrayLike, name: str) -> Floats:
    for values in (np.asarray(part, dtype=float), np.asarray(whole, dtype=float)):
        if (values < 0).any():
            raise ValueError(f"{name} {values[values < 0].flat[0]:g} is negative: expected numbers of zero or more")
    return ratio(part, whole)


@dataclass(frozen=True)
class TakeUp:
    """Land let of the land there is.

    Attributes
    ----------
    percent
        By functional area; NaN where its land is 0 or a figure is missing.
    total
        Percent of all areas together; NaN where there is a problem.
    low, high
        Bounds of `total`: areas whose land let is not known counted as not let at all, and as let entirely. Equal to `total`
        where all is known, NaN where land is missing or contradictory.
    let_ha, area_ha
        Land let as far as known, and land of all areas.
    problem
        Why there is no total: ``no_land``, ``area_unknown``, ``let_unknown`` (the bounds hold), ``more_let_than_area`` (the two
        figures of an area cannot be of one definition); otherwise empty.
    """

    percent: pd.Series
    total: float
    low: float
    high: float
    let_ha: float
    area_ha: float
    problem: Problem = ""

    def still_to_let(self, threshold_percent: float) -> float:
        """Return how many hectares more must be let to reach a threshold; 0 where it is reached, NaN without a total."""
        if self.total != self.total:
            return float("nan")
        return max(0.0, threshold_percent / 100 * self.area_ha - self.let_ha)


def take_up(let_ha: pd.Series, area_ha: pd.Series) -> TakeUp:
    """Return the land let in percent of the land there is, by functional area and together.

    The same arithmetic serves two questions, which differ in what is counted: the take-up of land (leased or operating, of the
    leasable area) and the test of Decree 35/2022/NĐ-CP, Article 17 (allocated or leased, of the functional zones' area), whose
    threshold `situation.legal` applies to the bounds.

    Parameters
    ----------
    let_ha, area_ha
        Hectares by functional area, of the same areas. An area is known to the hectare or NaN, never left out: a total over
        the areas that are known would answer another question.

    Returns
    -------
    TakeUp
        The total weighs each area by its land.

    Raises
    ------
    ValueError
        If the two are not of the same areas, an area occurs twice, or a figure is negative.

    Examples
    --------
    >>> found = take_up(pd.Series({"park": 60.0, "urban": np.nan}), pd.Series({"park": 100.0, "urban": 20.0}))
    >>> found.percent["park"], found.total, found.low, round(found.high, 1), found.problem
    (np.float64(60.0), nan, 50.0, 66.7, 'let_unknown')
    """
    if let_ha.index.has_duplicates or set(let_ha.index) != set(area_ha.index) or len(let_ha) != len(area_ha):
        raise ValueError(f"areas {list(let_ha.index)} and {list(area_ha.index)}: give each area once in both")
    area = area_ha.reindex(let_ha.index).to_numpy(dtype=float)
    let = let_ha.to_numpy(dtype=float)
    percent = pd.Series(100 * _ratio(let, area, "area"), let_ha.index)
    known, whole, nan = float(np.nansum(let)), float(area.sum()), float("nan")
    problem = _problem(let, area)
    if problem not in ("", "let_unknown"):
        return TakeUp(percent, nan, nan, nan, known, whole, problem)
    low = 100 * known / whole
    high = 100 * float(np.where(np.isnan(let), area, let).sum()) / whole
    return TakeUp(percent, nan if problem else low, low, high, known, whole, problem)


def _problem(let: Floats, area: Floats) -> Problem:
    if np.isnan(area).any():
        return "area_unknown"
    if not area.sum() > 0:
        return "no_land"
    if (let > area * (1 + _ROUNDING)).any():
        return "more_let_than_area"
    return "let_unknown" if np.isnan(let).any() else ""


def idle_area(
    let_ha: ArrayLike, months_let: ArrayLike, operating: ArrayLike, limit_months: float = IDLE_MONTHS
) -> float:
    """Return the land let for longer than a limit without operation, in hectares.

    Parameters
    ----------
    let_ha, months_let, operating
        Hectares, months since the lease, and whether the plot operates, plot by plot.
    limit_months
        A plot let for exactly so long is not idle yet.

    Returns
    -------
    float
        Hectares; NaN where the area or the months of a plot that does not operate are missing; 0 without plots.

    Raises
    ------
    ValueError
        If the three are not one-dimensional and equally long, or an area or a time is negative.

    Examples
    --------
    >>> idle_area([5.0, 3.0, 2.0], [30.0, 30.0, 24.0], [False, True, False])
    5.0
    """
    area, months, works = np.asarray(let_ha, float), np.asarray(months_let, float), np.asarray(operating, bool)
    if area.ndim != 1 or not area.shape == months.shape == works.shape:
        raise ValueError(
            f"plots have the shapes {area.shape}, {months.shape} and {works.shape}: expected one number each a plot"
        )
    if (area < 0).any() or (months < 0).any():
        raise ValueError(
            f"least area {np.nanmin(area):g} ha, least time {np.nanmin(months):g} months: expected 0 or more"
        )
    if np.isnan(months[~works]).any():
        return float("nan")
    return float(area[~works & (months > limit_months)].sum())


@dataclass(frozen=True)
class GroupConcentration:
    """How an amount is spread over sectors or partners.

    Attributes
    ----------
    sums
        Amount by group.
    concentration
        Of the amount that has a group.
    unassigned
        Fraction of the whole amount that has no group; NaN where the whole is zero or unknown.
    """

    sums: pd.Series
    concentration: Concentration
    unassigned: float


def concentration_by(amounts: pd.Series, groups: pd.Series, every: Sequence[str] = ()) -> GroupConcentration:
    """Return how concentrated the capital, land or jobs of projects are on sectors or partners.

    Parameters
    ----------
    amounts
        One amount a project, none negative.
    groups
        Sector or partner of the same projects; missing where it is not known.
    every
        All groups there are, zeros included. Give the same list for every date compared, because its length enters the
        normalised indices; without it the groups that occur are taken.

    Returns
    -------
    GroupConcentration
        A missing amount leaves its group and every index NaN. Projects without a group stand aside, and their share is told.

    Raises
    ------
    ValueError
        If the two are not of the same projects, an amount is negative, or a group is not in `every`.

    Examples
    --------
    >>> amounts = pd.Series([20.0, 50.0, 20.0, 10.0, 25.0])
    >>> found = concentration_by(amounts, pd.Series(["CN", "VN", "HK", "CN", None]))
    >>> found.sums.to_dict(), round(found.concentration.herfindahl, 2), found.unassigned
    ({'CN': 30.0, 'HK': 20.0, 'VN': 50.0}, 0.38, 0.2)
    """
    if not amounts.index.equals(groups.index):
        raise ValueError("amounts and groups are not of the same projects in the same order; give one group an amount")
    unknown = groups[~groups.isna() & ~groups.isin(every)] if every else groups.iloc[:0]
    if len(unknown):
        raise ValueError(f"group {unknown.iloc[0]!r} is not in the list of all groups: {', '.join(every)}")
    sums = amounts.astype(float).groupby(groups).sum(skipna=False)
    if every:
        sums = sums.reindex(list(every), fill_value=0.0)
    aside = float(amounts[groups.isna()].sum(skipna=False))
    whole = float(sums.sum(skipna=False)) + aside
    return GroupConcentration(sums, concentration(sums), aside / whole if whole > 0 else float("nan"))
