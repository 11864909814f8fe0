"""The area of a part of a unit whose total is known, apportioned by a weight, with bounds for what the weight cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np


@dataclass(frozen=True)
class Bounds:
    """A quantity of which two bounds are known, and a middle value where one can be given (NaN otherwise)."""

    low: float
    middle: float
    high: float

    def __add__(self, other: Bounds) -> Bounds:
        return Bounds(self.low + other.low, self.middle + other.middle, self.high + other.high)

    def __sub__(self, other: Bounds) -> Bounds:
        return Bounds(self.low - other.high, self.middle - other.middle, self.high - other.low)

    @property
    def exact(self) -> bool:
        """Whether both bounds are the same number."""
        return self.low == self.high


ZERO = Bounds(0.0, 0.0, 0.0)


def exactly(value: float) -> Bounds:
    """Return bounds that meet.

    >>> exactly(3.0) + exactly(4.0)
    Bounds(low=7.0, middle=7.0, high=7.0)
    """
    return Bounds(value, value, value)


def fill_ratios(areas: Sequence[float], boxes: Sequence[float]) -> Bounds:
    """Return the smallest, median and largest share of its bounding boxes that a unit's area fills.

    Parameters
    ----------
    areas
        Published areas of units, km².
    boxes
        Sums of the areas of the bounding boxes of the parts of the same units, km².

    Returns
    -------
    Bounds
        Of the ratios area ÷ box; ratios above 1 are left out, because a unit cannot be larger than what encloses it (its boxes
        were drawn for other boundaries). NaN three times where none is left.

    Raises
    ------
    ValueError
        If the two have different lengths or a number is not above zero.

    Examples
    --------
    >>> fill_ratios([50.0, 60.0, 55.0, 120.0], [100.0, 100.0, 100.0, 100.0])
    Bounds(low=0.5, middle=0.55, high=0.6)
    """
    area, box = np.asarray(areas, dtype=float), np.asarray(boxes, dtype=float)
    if area.shape != box.shape:
        raise ValueError(f"{area.size} areas but {box.size} boxes; give one box for each area")
    if (area <= 0).any() or (box <= 0).any():
        raise ValueError("areas and boxes must be above zero; leave out units without one of them")
    ratios = (area / box)[area <= box]
    if not ratios.size:
        return Bounds(np.nan, np.nan, np.nan)
    return Bounds(float(ratios.min()), float(np.median(ratios)), float(ratios.max()))


def apportioned(total: float, inside: float, outside: float, fill: Bounds) -> Bounds:
    """Return the part of a total that falls on the inside weight, when each weight fills an unknown share of itself.

    Formula: middle = T·i ÷ (i + o); low = T·i·f_low ÷ (i·f_low + o·f_high), high the other way round. With nothing outside the part
    is the total exactly, with nothing inside it is zero; the parts of a division add up to the total in the middle value.

    Parameters
    ----------
    total
        The total to apportion, not below zero.
    inside, outside
        Weights (areas of bounding boxes), not below zero, not both zero.
    fill
        Share of a weight that is really filled: lowest and highest.

    Raises
    ------
    ValueError
        If a number is negative, both weights are zero, or the shares are not above zero in their order.

    Examples
    --------
    >>> apportioned(100.0, 30.0, 70.0, Bounds(0.5, 0.55, 0.5))
    Bounds(low=30.0, middle=30.0, high=30.0)
    >>> apportioned(100.0, 30.0, 0.0, Bounds(0.4, 0.5, 0.8))
    Bounds(low=100.0, middle=100.0, high=100.0)
    """
    if min(total, inside, outside) < 0 or inside + outside == 0:
        raise ValueError(
            f"total {total}, inside {inside}, outside {outside}: expected numbers of zero or more and one weight above zero"
        )
    if not 0 < fill.low <= fill.high:
        raise ValueError(f"filled shares {fill.low} to {fill.high}: expected 0 < lowest <= highest")
    if outside == 0:
        return exactly(total)
    low = inside * fill.low / (inside * fill.low + outside * fill.high)
    high = inside * fill.high / (inside * fill.high + outside * fill.low)
    return Bounds(total * low, total * (inside / (inside + outside)), total * high)


def between(total: float = inf) -> Bounds:
    """Return the bounds of a part of which nothing but the total (if even that) is known.

    >>> between(12.0)
    Bounds(low=0.0, middle=nan, high=12.0)
    """
    return Bounds(0.0, np.nan, total)
