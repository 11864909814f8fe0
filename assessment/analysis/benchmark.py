"""Benchmarks: where one unit stands among its peers, and how its growth compares with a reference.

Everything here describes; nothing tests. With eight peers a p-value would claim more than the record can carry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from assessment.analysis.growth import compound_growth

Floats: TypeAlias = NDArray[np.float64]
Ties: TypeAlias = Literal["lowest", "mean", "highest"]
Refusal: TypeAlias = Literal["", "too_few", "no_spread"]

MAD_SCALE = 1.4826
"""Makes the median absolute deviation of a normal sample estimate its standard deviation (1 / Φ⁻¹(0.75))."""

MIN_PEERS = 5
"""Below five values a median and its spread describe next to nothing."""

_PANDAS_TIES: dict[Ties, Literal["min", "average", "max"]] = {"lowest": "min", "mean": "average", "highest": "max"}


def ranks(values: ArrayLike, ties: Ties = "lowest", largest_first: bool = True) -> Floats:
    """Return the rank of each value, 1 for the largest (or for the smallest with ``largest_first=False``).

    Parameters
    ----------
    values
        Values of one unit, one-dimensional.
    ties
        Rank of equal values: ``lowest`` gives all of them the best place (1, 2, 2, 4, the way leagues and this report print),
        ``mean`` the middle one (2.5, for rank statistics), ``highest`` the worst.
    largest_first
        Whether the largest value has rank 1.

    Returns
    -------
    ndarray
        Ranks; NaN for a missing value, which takes no place.

    Raises
    ------
    ValueError
        If `ties` is none of the three or the values are not one-dimensional.

    Examples
    --------
    >>> ranks([5.0, 9.0, 5.0, float("nan"), 1.0])
    array([ 2.,  1.,  2., nan,  4.])
    >>> ranks([5.0, 9.0, 5.0], ties="mean")
    array([2.5, 1. , 2.5])
    """
    if ties not in _PANDAS_TIES:
        raise ValueError(f"ties {ties!r}: expected one of {', '.join(_PANDAS_TIES)}")
    array = np.asarray(values, dtype=float)
    if array.ndim != 1:
        raise ValueError(f"values have {array.ndim} dimensions: expected one")
    return np.asarray(pd.Series(array).rank(method=_PANDAS_TIES[ties], ascending=not largest_first), dtype=np.float64)


@dataclass(frozen=True)
class RobustScores:
    """Robust z-scores of a group.

    Attributes
    ----------
    scores
        (x − median) / (1.4826 · MAD), in the order of the values; NaN for a missing value and everywhere if refused.
    median
        Median of the values that are there.
    spread
        1.4826 · MAD, in the unit of the values.
    count
        How many values are there.
    refused
        ``too_few`` below `MIN_PEERS` values; ``no_spread`` where the MAD is 0, that is where more than half of the values are
        equal: then any other value would be infinitely far away. Empty if not refused.
    """

    scores: Floats
    median: float
    spread: float
    count: int
    refused: Refusal = ""


def robust_z(values: ArrayLike, minimum: int = MIN_PEERS) -> RobustScores:
    """Return how far each value lies from the median, in robust standard deviations.

    Median and MAD are not moved by one outlying zone as mean and standard deviation are. |z| above 2 is worth a word; there is
    no p-value.

    Parameters
    ----------
    values
        One value a peer, the unit judged included, one-dimensional.
    minimum
        How many values are needed.

    Raises
    ------
    ValueError
        If the values are not one-dimensional.

    References
    ----------
    Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers.

    Examples
    --------
    >>> found = robust_z([1.0, 2.0, 3.0, 4.0, 10.0])
    >>> found.median, found.scores.round(4).tolist()
    (3.0, [-1.349, -0.6745, 0.0, 0.6745, 4.7214])
    >>> robust_z([5.0, 5.0, 5.0, 5.0, 9.0]).refused
    'no_spread'
    """
    array = np.asarray(values, dtype=float)
    if array.ndim != 1:
        raise ValueError(f"values have {array.ndim} dimensions: expected one")
    known = array[np.isfinite(array)]
    nothing = np.full(array.shape, np.nan)
    if len(known) < minimum:
        median = float(np.median(known)) if len(known) else float("nan")
        return RobustScores(nothing, median, float("nan"), len(known), "too_few")
    median = float(np.median(known))
    spread = float(MAD_SCALE * np.median(np.abs(known - median)))
    if spread == 0:
        return RobustScores(nothing, median, 0.0, len(known), "no_spread")
    scores = np.where(np.isfinite(array), (array - median) / spread, np.nan)
    return RobustScores(np.asarray(scores, dtype=float), median, spread, len(known))


@dataclass(frozen=True)
class GrowthGap:
    """Average growth of an area and of its reference over the same years.

    Attributes
    ----------
    own, reference
        Percent a year.
    gap
        own − reference, in percentage points.
    first, last
        First and last year both have; None where they share fewer than two.
    """

    own: float
    reference: float
    gap: float
    first: int | None
    last: int | None


def growth_gap(own: pd.Series, reference: pd.Series, ends: int = 1) -> GrowthGap:
    """Return the growth of an area beside that of a reference between the first and the last year both have.

    Parameters
    ----------
    own, reference
        Levels by year (integer index), of one unit and definition. Missing years and values are left out; only years that both
        have are used, so that the two rates cover the same years.
    ends
        Number of years averaged at each end (see `growth.compound_growth`).

    Returns
    -------
    GrowthGap
        NaN rates where the ends overlap or a first level is not positive.

    Examples
    --------
    >>> found = growth_gap(pd.Series({2006: 100.0, 2016: 200.0}), pd.Series({2005: 1.0, 2006: 50.0, 2016: 50.0}))
    >>> round(found.own, 2), found.reference, round(found.gap, 2), found.first, found.last
    (7.18, 0.0, 7.18, 2006, 2016)
    """
    both = pd.concat({"own": own, "reference": reference}, axis=1).dropna().sort_index()
    if len(both) < 2:
        return GrowthGap(float("nan"), float("nan"), float("nan"), None, None)
    rates = [compound_growth(both[name], ends) for name in ("own", "reference")]
    return GrowthGap(rates[0], rates[1], rates[0] - rates[1], int(both.index[0]), int(both.index[-1]))
