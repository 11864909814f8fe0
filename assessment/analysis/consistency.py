"""Consistency: what a publication states, held against the figures it gives itself.

A statement is judged within what the rounding of its own figures leaves open: "2.1 times" agrees with 28.9 / 13.6, "2.5 times"
does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.analysis.growth import Precision, Verdict, growth, rounding_interval

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Check:
    """A statement held against the figures: what they give, and the interval that their rounding leaves open."""

    recomputed: float
    low: float
    high: float
    claimed: float
    verdict: Verdict


def check_claim(
    function: Callable[..., float],
    inputs: Sequence[tuple[float, Precision]],
    claimed: float,
    claimed_precision: Precision = "exact",
) -> Check:
    """Hold a statement against a number computed from published figures.

    The interval of the recomputed number is spanned by the corners of the intervals that the printed figures leave open, which
    is exact where `function` is monotone in each input (sums, shares, ratios, growth rates and implied levels are).

    Parameters
    ----------
    function
        Gives the number from the inputs, in their order.
    inputs
        Each figure as published with the word for its precision.
    claimed, claimed_precision
        The statement, in the unit of `function`.

    Returns
    -------
    Check
        ``agrees`` where the two intervals touch, ``disagrees`` where they do not, ``not_determinable`` where a number is
        missing or not finite.

    Examples
    --------
    >>> figures = [(28900.0, "exact"), (13600.0, "exact")]
    >>> check_claim(lambda now, before: now / before, figures, 2.1).verdict
    'agrees'
    >>> check_claim(lambda now, before: now / before, figures, 2.5).verdict
    'disagrees'
    """
    recomputed = _value(function, [value for value, _ in inputs])
    corners = [_value(function, corner) for corner in product(*(rounding_interval(*figure) for figure in inputs))]
    low, high = min(corners), max(corners)
    if not np.isfinite([recomputed, claimed, *corners]).all():
        return Check(recomputed, float("nan"), float("nan"), claimed, "not_determinable")
    claim_low, claim_high = rounding_interval(claimed, claimed_precision)
    return Check(recomputed, low, high, claimed, "agrees" if claim_low <= high and low <= claim_high else "disagrees")


def _value(function: Callable[..., float], inputs: Sequence[float]) -> float:
    try:
        return float(function(*inputs))
    except ZeroDivisionError:
        return float("nan")


def implied_plan(actual: ArrayLike, achieved_percent: ArrayLike) -> Floats:
    """Return the plan that an outcome and the published achievement imply: 100 · actual / achievement.

    In the unit of `actual`. NaN where the achievement is zero or negative. The result inherits the rounding of both.

    Examples
    --------
    >>> implied_plan([2750.0, 2225.0, 4975.0], [211.5, 89.0, 130.9]).round()
    array([1300., 2500., 3801.])
    """
    outcome, share = np.broadcast_arrays(np.asarray(actual, dtype=float), np.asarray(achieved_percent, dtype=float))
    result = np.full(outcome.shape, np.nan)
    np.divide(100 * outcome, share, out=result, where=share > 0)
    return result


def compounded(mean_growth_percent: float, years: float) -> float:
    """Return the ratio of the last level to the first that a mean yearly growth comes to: (1 + g / 100) ^ years.

    >>> round(compounded(20.7, 4), 3)
    2.122
    """
    if mean_growth_percent <= -100:
        return float("nan")
    return float((1 + mean_growth_percent / 100) ** years)


def same_reading(figures: Sequence[tuple[float, Precision]]) -> bool:
    """Return whether several printings of one figure may be one number, differently rounded.

    True where one number lies in the intervals of all of them: 744.1 and 744.114983 may, "over 84,400" and 86,140 may not.

    Examples
    --------
    >>> same_reading([(744.1, "exact"), (744.114983, "exact")]), same_reading([(4780.0, "exact"), (4975.0, "exact")])
    (True, False)
    """
    if not figures:
        raise ValueError("no figure is given; expected at least one")
    intervals = [rounding_interval(*figure) for figure in figures]
    return max(low for low, _ in intervals) <= min(high for _, high in intervals)


def parts_growth(parts: Sequence[tuple[float, float]]) -> float:
    """Return the growth of a total from its parts' levels and growth rates, in percent.

    Each part's earlier level is implied by its own growth, so the total's growth follows without a published earlier total.

    Parameters
    ----------
    parts
        Level now and published growth in percent, part by part; the parts make up the whole.

    Examples
    --------
    >>> round(parts_growth([(2750.0, 168.8), (2225.0, 9.2)]), 2)
    62.55
    """
    now = math.fsum(level for level, _ in parts)
    before = math.fsum(level / (1 + rate / 100) if rate > -100 else float("nan") for level, rate in parts)
    return float(growth(now, before))
