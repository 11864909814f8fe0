"""Specialisation: what an area does more of than a reference area, for its size, and how far its structure lies from others.

A location quotient compares two shares: the area's share of an activity with its share of the whole (people, labour, output).
On exports it is known as revealed comparative advantage. Two choices change the number and are therefore named: what the whole is
(the caller says so in print), and whether the reference contains the area itself (``including``, the usual one) or is the rest of
it (``rest``). How sure a quotient is says `assessment.analysis.quotient_interval`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Reference: TypeAlias = Literal["including", "rest"]
StructureReference: TypeAlias = Literal["including", "rest", "mean_of_others"]
Duplicates: TypeAlias = Literal["refuse", "sum"]


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return numerator / denominator, NaN where the denominator is not positive or a value is missing.

    Examples
    --------
    >>> ratio([1.0, 1.0], [4.0, 0.0])
    array([0.25,  nan])
    """
    above, below = np.broadcast_arrays(np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float))
    result = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


def location_quotient(
    part: ArrayLike,
    whole: ArrayLike,
    reference_part: ArrayLike,
    reference_whole: ArrayLike,
    reference: Reference = "including",
) -> Floats:
    """Return the location quotient (part / whole) / (reference_part / reference_whole).

    1 means the area does as much of the activity for its size as the reference; below 1 less, above 1 more. It measures relative
    weight, not productivity, and says nothing on causes.

    Parameters
    ----------
    part, whole
        The activity and the size of the area, scalars or arrays that broadcast. Activity and size need not share a unit.
    reference_part, reference_whole
        The same two of the reference area, in the same units.
    reference
        ``including``: the reference figures contain the area (a country and its province). ``rest``: the area is subtracted from
        both of them first, so that a large area is not compared with itself.

    Returns
    -------
    ndarray
        Ratio without unit. 0 where the area has none of the activity; NaN where a value is missing, a size is not positive, or
        the reference has none of the activity (then nothing can be more or less than it).

    Raises
    ------
    ValueError
        If a value is negative or `reference` is not one of the two.

    References
    ----------
    Florence (1939); notation and test value of Farhauer and Kröll (2013), Standorttheorien.

    Examples
    --------
    >>> round(float(location_quotient(1714, 79006, 879213, 15593224)), 9)
    0.384762342
    >>> location_quotient([90, 20, 10, 60], 180, [400, 150, 150, 400], 1100).round(6)
    array([1.375   , 0.814815, 0.407407, 0.916667])
    >>> location_quotient([3.0, 0.0], 10.0, [0.0, 5.0], 100.0)
    array([nan,  0.])
    """
    values = [np.asarray(value, dtype=float) for value in (part, whole, reference_part, reference_whole)]
    if any((value < 0).any() for value in values):
        raise ValueError(
            "a negative value among the inputs: a location quotient needs activities and sizes of zero or more"
        )
    own_part, own_whole, other_part, other_whole = values
    if reference == "rest":
        other_part, other_whole = other_part - own_part, other_whole - own_whole
    elif reference != "including":
        raise ValueError(f"reference {reference!r}: expected 'including' or 'rest'")
    return ratio(ratio(own_part, own_whole), ratio(other_part, other_whole))


def activity_table(
    records: pd.DataFrame,
    area: str,
    activity: str,
    value: str,
    absent: float = float("nan"),
    duplicates: Duplicates = "refuse",
) -> pd.DataFrame:
    """Return records of one value for an area and an activity as the table that the functions of this package work on.

    Parameters
    ----------
    records
        One row for each pair of area and activity.
    area, activity, value
        Names of the three columns.
    absent
        What a pair without a record is worth. Unknown by default; 0 only where the source lists everything that is not zero.
    duplicates
        What to do with a pair that occurs more than once: ``refuse``, or ``sum`` the values (parts of one flow). The first
        is never silently kept.

    Returns
    -------
    DataFrame
        Rows areas, columns activities, both sorted. A pair with a missing value stays missing, in a sum too.

    Raises
    ------
    ValueError
        If an area or an activity is missing, if a pair occurs twice and is to be refused, or `duplicates` is neither of the two.

    Examples
    --------
    >>> flows = pd.DataFrame({"gate": ["A", "A", "B"], "good": ["fruit", "parts", "fruit"], "value": [3.0, 1.0, 5.0]})
    >>> activity_table(flows, "gate", "good", "value", absent=0.0).loc["B"].tolist()
    [5.0, 0.0]
    """
    if duplicates not in ("refuse", "sum"):
        raise ValueError(f"duplicates {duplicates!r}: expected 'refuse' or 'sum'")
    rows, areas = pd.factorize(records[area], sort=True)
    columns, activities = pd.factorize(records[activity], sort=True)
    if min(rows.min(initial=0), columns.min(initial=0)) < 0:
        raise ValueError(f"a record has no {area} or no {activity}: name it or leave the record out")
    repeated = pd.Series(rows * len(activities) + columns).duplicated().to_numpy()
    if duplicates == "refuse" and repeated.any():
        pair = (areas[rows[repeated][0]], activities[columns[repeated][0]])
        raise ValueError(f"{pair} occurs more than once: give one record, or duplicates='sum'")
    cells = np.full((len(areas), len(activities)), absent, dtype=float)
    cells[rows, columns] = 0
    np.add.at(cells, (rows, columns), records[value].to_numpy(dtype=float))
    return pd.DataFrame(cells, pd.Index(areas, name=area), pd.Index(activities, name=activity))


def location_quotients(table: pd.DataFrame) -> pd.DataFrame:
    """Return the location quotients of every area and activity of a complete table.

    Parameters
    ----------
    table
        Rows are areas, columns activities, cells values of one unit, none negative. The table is the whole: sizes are its row sums,
        the reference is the sum of all rows (it contains the area). With exports of countries by product the result is the
        revealed comparative advantage of Balassa (1965).

    Returns
    -------
    DataFrame
        Same labels. The mean of a column weighted by the row sums is 1. NaN where the row or the column adds up to zero. A missing
        value leaves the total unknown: then every cell is NaN.

    Raises
    ------
    ValueError
        If a value is negative.

    Examples
    --------
    >>> table = pd.DataFrame({"I1": [100, 0], "I2": [0, 100]}, index=["R1", "R2"])
    >>> location_quotients(table).loc["R1"].tolist()
    [2.0, 0.0]
    """
    values = table.to_numpy(dtype=float)
    quotients = location_quotient(
        values, values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True), values.sum()
    )
    return pd.DataFrame(quotients, index=table.index, columns=table.columns)


def symmetric_quotient(quotient: ArrayLike) -> Floats:
    """Return the symmetric form (LQ − 1) / (LQ + 1), from −1 (none of the activity) over 0 (as the reference) to 1.

    On exports this is the revealed symmetric comparative advantage (RSCA). On the plain scale twice as much (2) lies farther from 1
    than half as much (0.5); here they are mirror images. NaN stays NaN.

    References
    ----------
    Dalum, Laursen and Villumsen (1998), International Review of Applied Economics 12(3).

    Examples
    --------
    >>> symmetric_quotient([1.375, 1.0, 0.0]).round(6)
    array([ 0.157895,  0.      , -1.      ])
    """
    values = np.asarray(quotient, dtype=float)
    if (values < 0).any():
        raise ValueError(f"quotient {values[values < 0].flat[0]:g} is negative: a location quotient is zero or more")
    return np.asarray((values - 1) / (values + 1), dtype=float)


def structural_difference(first: ArrayLike, second: ArrayLike) -> float:
    """Return half the sum of absolute differences of two structures: the part of the whole that stands elsewhere.

    Between two areas this is Hoover's coefficient of specialisation, between two years of one area the index of structural
    change. Krugman's index is twice this number.

    Parameters
    ----------
    first, second
        Values or shares of the same parts in the same order; each is divided by its own sum first, so that published shares
        that add up to 99.9 or 100.1 compare.

    Returns
    -------
    float
        Fraction from 0 (same structure) to 1 (nothing in common); NaN where a value is missing or a sum is zero.

    Raises
    ------
    ValueError
        If the two are not one-dimensional and equally long, or a value is negative.

    Examples
    --------
    >>> structural_difference([20, 10, 70, 0, 0], [0, 0, 0, 60, 40])
    1.0
    >>> round(structural_difference([8.0, 37.44, 54.57], [4.8, 31.7, 63.5]), 4)
    0.0894
    """
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if one.ndim != 1 or one.shape != other.shape:
        raise ValueError(
            f"structures have the shapes {one.shape} and {other.shape}: expected two one-dimensional ones of equal length"
        )
    if (one < 0).any() or (other < 0).any():
        raise ValueError("a negative part: a structure needs parts of zero or more")
    if not (one.sum() > 0 and other.sum() > 0):
        return float("nan")
    return float(np.abs(one / one.sum() - other / other.sum()).sum() / 2)


def hoover_specialisation(table: pd.DataFrame, reference: StructureReference = "including") -> pd.Series:
    """Return Hoover's coefficient of specialisation of every area: how far its structure lies from that of a reference.

    Parameters
    ----------
    table
        Rows areas, columns activities, values of one unit, none negative. Transposed, the result is Hoover's coefficient of
        localisation of every activity: how far it is spread otherwise than all activities together.
    reference
        ``including``: the sum of all rows. ``rest``: the sum of the other rows. ``mean_of_others``: the plain mean of the
        structures of the other rows, in which a small area counts as much as a large one.

    Returns
    -------
    Series
        Half the sum of absolute differences of shares, from 0 to 1, by area. NaN where an area or its reference adds up to
        zero (with one row there are no others) or a value it needs is missing.

    Raises
    ------
    ValueError
        If a value is negative or `reference` is none of the three.

    References
    ----------
    Hoover (1936), Review of Economics and Statistics 18(4); reference conventions of the R packages EconGeo and REAT.

    Examples
    --------
    >>> table = pd.DataFrame({"I1": [30, 10], "I2": [10, 30]}, index=["R1", "R2"])
    >>> hoover_specialisation(table).tolist(), hoover_specialisation(table, "rest").tolist()
    ([0.25, 0.25], [0.5, 0.5])
    """
    values = table.to_numpy(dtype=float)
    references = [_reference_structure(values, row, reference) for row in range(len(values))]
    found = [structural_difference(own, other) for own, other in zip(values, references, strict=True)]
    return pd.Series(found, index=table.index, dtype=float)


def _reference_structure(values: Floats, row: int, reference: StructureReference) -> Floats:
    if reference == "including":
        return np.asarray(values.sum(axis=0), dtype=float)
    # Summed without the row, not by subtracting it: a difference of large sums may come out a hair below zero.
    others = np.delete(values, row, axis=0)
    if reference == "rest":
        return np.asarray(others.sum(axis=0), dtype=float)
    if reference == "mean_of_others":
        structures = ratio(others, others.sum(axis=1, keepdims=True))
        return np.asarray(structures.sum(axis=0), dtype=float)
    raise ValueError(f"reference {reference!r}: expected 'including', 'rest' or 'mean_of_others'")


def krugman_specialisation(table: pd.DataFrame, reference: StructureReference = "including") -> pd.Series:
    """Return Krugman's specialisation index of every area: the sum of absolute differences of shares, from 0 to 2.

    Twice `hoover_specialisation`, with the same references; against ``mean_of_others`` it is the form used between countries.

    References
    ----------
    Krugman (1991), Geography and Trade.

    Examples
    --------
    >>> table = pd.DataFrame([[20, 10, 70, 0, 0], [0, 0, 0, 60, 40]], index=["R1", "R2"])
    >>> krugman_specialisation(table, "rest").tolist()
    [2.0, 2.0]
    """
    return 2 * hoover_specialisation(table, reference)


def hachman(table: pd.DataFrame) -> pd.Series:
    """Return the Hachman index of every area: 1 / Σ share · location quotient, 1 where its structure is that of the whole.

    Parameters
    ----------
    table
        Rows areas, columns activities, values of one unit, none negative; the reference is the sum of all rows.

    Returns
    -------
    Series
        Above 0 up to 1, by area. An activity that no area has changes nothing. NaN where an area adds up to zero, everywhere
        where a value is missing.

    Examples
    --------
    >>> hachman(pd.DataFrame({"I1": [100, 0], "I2": [0, 100]}, index=["R1", "R2"])).tolist()
    [0.5, 0.5]
    """
    present = table.loc[:, table.sum(skipna=False) != 0]
    structure = present.div(present.sum(axis=1, skipna=False), axis=0)
    return 1 / (structure * location_quotients(present)).sum(axis=1, skipna=False)


def grubel_lloyd(exports: ArrayLike, imports: ArrayLike) -> Floats:
    """Return the Grubel–Lloyd index of two-way trade of each good: 1 − abs(x − m) / (x + m).

    Parameters
    ----------
    exports, imports
        Values of one unit, scalars or arrays that broadcast.

    Returns
    -------
    ndarray
        From 0 (one way) to 1 (as much out as in). NaN where there is no trade or a value is missing.

    Raises
    ------
    ValueError
        If a value is negative.

    References
    ----------
    Grubel and Lloyd (1975), Intra-Industry Trade.

    Examples
    --------
    >>> grubel_lloyd([100, 50, 0], [60, 0, 0])
    array([0.75, 0.  ,  nan])
    """
    out, into = _trade(exports, imports)
    return 1 - ratio(np.abs(out - into), out + into)


def grubel_lloyd_total(exports: ArrayLike, imports: ArrayLike) -> float:
    """Return the Grubel–Lloyd index of all goods, weighted by trade: 1 − Σ abs(x − m) / Σ (x + m).

    It is no larger the finer the goods are cut, and an overall surplus or deficit keeps it below 1: compare only the same list
    of goods. NaN where there is no trade or a value is missing. Errors as `grubel_lloyd`.

    Examples
    --------
    >>> grubel_lloyd_total([100, 50], [60, 0])
    0.5714285714285714
    """
    out, into = _trade(exports, imports)
    return float(1 - ratio(np.abs(out - into).sum(), (out + into).sum()))


def _trade(exports: ArrayLike, imports: ArrayLike) -> tuple[Floats, Floats]:
    out, into = np.broadcast_arrays(np.asarray(exports, dtype=float), np.asarray(imports, dtype=float))
    if (out < 0).any() or (into < 0).any():
        raise ValueError("negative trade: exports and imports need to be zero or more")
    return out, into
