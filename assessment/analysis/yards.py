"""How much yard a gate needs: places that are taken at once on a busy day, and the land under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

BUSY_SHARE: Final = 0.95
"""A yard is sized on the day that only one in twenty surpasses, not on the mean and not on the highest day."""

FEWEST_DAYS: Final = 60
_HOURS: Final = 24.0
_SQUARE_METRES: Final = 10_000.0


def busy_day(vehicles: pd.Series, share: float = BUSY_SHARE, fewest: int = FEWEST_DAYS) -> float:
    """Return the number of vehicles that only one day in twenty surpasses.

    Parameters
    ----------
    vehicles
        Vehicles by day; NaN where unknown. Order does not matter.
    share
        The quantile, 0.95 by default, interpolated linearly.
    fewest
        Days that must be known.

    Returns
    -------
    float
        NaN with fewer days than that.

    Raises
    ------
    ValueError
        If a count is negative or the share is not within 0 and 1.

    Examples
    --------
    >>> busy_day(pd.Series(range(101)))
    95.0
    """
    if (vehicles < 0).any() or not 0 < share < 1:
        raise ValueError(f"share {share:g}: expected it within 0 and 1, and counts of zero or more")
    known = vehicles.dropna().to_numpy(dtype=float)
    return float(np.quantile(known, share)) if len(known) >= fewest else float("nan")


@dataclass(frozen=True)
class Yard:
    """Places taken at once, and the land under them in hectares."""

    places: float
    hectares: float


def yard(vehicles_a_day: float, dwell_hours: float, square_metres: float) -> Yard:
    """Return the yard that vehicles need which come so many a day and stay so long.

    Little's law, L = λ · W: places = vehicles a day · dwell in hours / 24; hectares = places · square metres a place / 10,000. L is
    the mean over the 24 hours of such a day: where vehicles come in a few hours, more places are taken at their peak. The mean dwell
    belongs into it, not its median, whatever the distribution.

    Parameters
    ----------
    vehicles_a_day
        λ, vehicles a day, of `busy_day`.
    dwell_hours
        W, mean stay, hours.
    square_metres
        Land of one place with its share of lanes, square metres.

    Returns
    -------
    Yard
        NaN where a number is.

    Raises
    ------
    ValueError
        If a number is negative.

    References
    ----------
    Little (1961), A proof for the queuing formula L = λW, Operations Research 9(3).

    Examples
    --------
    >>> yard(600.0, 8.0, 120.0)
    Yard(places=200.0, hectares=2.4)
    """
    if min(vehicles_a_day, dwell_hours, square_metres) < 0:
        raise ValueError(
            f"{vehicles_a_day:g} vehicles, {dwell_hours:g} hours, {square_metres:g} m²: expected numbers of zero or more"
        )
    places = vehicles_a_day * dwell_hours / _HOURS
    return Yard(places, places * square_metres / _SQUARE_METRES)
