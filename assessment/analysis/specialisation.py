"""Specialisation: what an area does more of than a reference area, for its size.

A location quotient compares two shares: the area's share of an activity with its share of the whole (people, labour, output).
Two choices change the number and are therefore named: what the whole is (the caller says so in print), and whether the reference
contains the area itself (``including``, the usual one) or is the rest of it (``rest``).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Reference: TypeAlias = Literal["including", "rest"]


def _ratio(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return a ratio that is NaN where the denominator is not positive or a value is missing."""
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
    return _ratio(_ratio(own_part, own_whole), _ratio(other_part, other_whole))


def location_quotients(table: pd.DataFrame) -> pd.DataFrame:
    """Return the location quotients of every area and activity of a complete table.

    Parameters
    ----------
    table
        Rows are areas, columns activities, cells values of one unit, none negative. The table is the whole: sizes are its row sums,
        the reference is the sum of all rows (it contains the area).

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

    On the plain scale twice as much (2) lies farther from 1 than half as much (0.5); here they are mirror images. NaN stays NaN.

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
