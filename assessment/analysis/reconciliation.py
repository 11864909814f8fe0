"""A total counted anew against a published one: which parts, left out, would close the gap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

from numpy import isfinite

Outcome: TypeAlias = Literal["agrees", "explained", "several", "unexplained"]


@dataclass(frozen=True)
class Reconciliation:
    """What became of the difference between a total counted and one published.

    Attributes
    ----------
    difference
        Counted minus published, in the unit of both.
    percent
        Difference in percent of the published total; NaN where that is zero.
    outcome
        ``agrees`` where the difference is within the tolerance, ``explained`` where one set of parts closes it, ``several`` where more
        sets of the same size do, ``unexplained`` where none does.
    sets
        The sets of parts that close it, each in the order given; empty but for ``explained`` and ``several``.
    """

    difference: float
    percent: float
    outcome: Outcome
    sets: tuple[tuple[str, ...], ...] = ()


def reconcile(published: float, counted: float, parts: Mapping[str, float], tolerance: float) -> Reconciliation:
    """Return how a published total differs from one counted, and which parts of the latter explain it.

    The rule: of the sets of parts whose leaving out brings the counted total within the tolerance of the published one, those with the
    fewest parts are named, all of them where there are several; where there is none the difference is unexplained. That a set closes
    the gap is no proof that it was left out. Parts of zero explain nothing. A published total above the counted one is never explained
    by leaving out.

    Parameters
    ----------
    published, counted
        The two totals, in one unit.
    parts
        Parts of the counted total that may have been left out, none negative; NaN ones are not known and are not tried. They need not
        add up to the whole.
    tolerance
        How near is near enough, in the unit of the totals; at least the rounding of the published one.

    Raises
    ------
    ValueError
        If a total is not finite, a part is negative or the tolerance is below zero.

    Examples
    --------
    >>> found = reconcile(90.0, 117.0, {"business": 90.0, "temporary": 20.0, "bonded": 7.0}, tolerance=0.5)
    >>> found.outcome, found.sets, found.difference, found.percent
    ('explained', (('temporary', 'bonded'),), 27.0, 30.0)
    >>> reconcile(90.0, 100.0, {"a": 10.0, "b": 10.2, "c": 80.0}, tolerance=0.5).sets
    (('a',), ('b',))
    >>> reconcile(90.0, 100.0, {"a": 40.0, "c": 60.0}, tolerance=0.5).outcome
    'unexplained'
    """
    if not (isfinite(published) and isfinite(counted)) or not tolerance >= 0:
        raise ValueError(
            f"published {published:g}, counted {counted:g}, tolerance {tolerance:g}: expected finite totals and a tolerance "
            "of zero or more"
        )
    negative = [name for name, value in parts.items() if value < 0]
    if negative:
        raise ValueError(f"part {negative[0]} is {parts[negative[0]]:g}: expected zero or more")
    difference = counted - published
    percent = 100 * difference / published if published else float("nan")
    if abs(difference) <= tolerance:
        return Reconciliation(difference, percent, "agrees")
    names = [name for name, value in parts.items() if value > 0]
    for size in range(1, len(names) + 1):
        closing = tuple(
            chosen
            for chosen in combinations(names, size)
            if abs(difference - math.fsum(parts[name] for name in chosen)) <= tolerance
        )
        if closing:
            return Reconciliation(difference, percent, "explained" if len(closing) == 1 else "several", closing)
    return Reconciliation(difference, percent, "unexplained")
