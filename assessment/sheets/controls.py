"""Printed totals against the sum of their parts.

A printed total never becomes an observation by itself; it becomes a control, which is *exact*, *rounding* (the difference can
come from printing each number with its last place) or *mismatch*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assessment.sheets.numbers import decimals

ControlKind: TypeAlias = Literal["exact", "rounding", "mismatch"]

# Sums of stored numbers differ by the noise of binary fractions; anything larger is a difference of the source.
_NOISE = 1e-9


@dataclass(frozen=True)
class Control:
    """A printed total, the sum of its parts, the largest difference rounding explains, and the verdict."""

    printed: float
    computed: float
    tolerance: float
    kind: ControlKind


def check_total(
    printed: float, parts: Sequence[float], *, total_places: int | None = None, counted: bool = False
) -> Control:
    """Compare a printed total with the sum of its parts.

    The tolerance is half a unit of the last printed place of the total and of every part. A stored number has lost the zeros at
    its end: one that shows one decimal fewer than the part that shows most is taken to have had a zero there, one that shows two
    or more fewer to have been printed with fewer.

    Parameters
    ----------
    printed : float
        The total as published.
    parts : sequence of float
        The parts as published, in any order, in the same unit.
    total_places : int, optional
        Most decimals that totals of the same column show, when the caller knows more of them; by default those of `printed`.
    counted : bool
        True for things counted one by one (projects, vehicles): they are not rounded, so only an exact sum will do.

    Examples
    --------
    >>> check_total(5449.0, [2300.4, 3148.2], total_places=1).kind
    'mismatch'
    >>> check_total(5449.0, [2300.44, 3148.53]).kind
    'rounding'
    >>> check_total(20069, [12000, 8069], counted=True).kind
    'exact'
    """
    computed = math.fsum(parts)
    difference = abs(printed - computed)
    size = max(abs(printed), math.fsum(map(abs, parts)))
    tolerance = 0.0 if counted else _tolerance(printed, parts, total_places)
    if difference <= _NOISE * size:
        return Control(printed, computed, tolerance, "exact")
    return Control(printed, computed, tolerance, "rounding" if difference <= tolerance + _NOISE * size else "mismatch")


def _tolerance(printed: float, parts: Sequence[float], total_places: int | None) -> float:
    shown = list(map(decimals, parts))
    finest = max(shown, default=0)
    of_total = decimals(printed)
    places = [_places(own, finest) for own in shown]
    places.append(_places(of_total, of_total if total_places is None else total_places))
    return math.fsum([0.5 * 10.0**-place for place in places])


def _places(own: int, finest: int) -> int:
    return finest if finest - own < 2 else own
