"""Normalisation: criteria in their own units become scores that can be added; nothing is filled in.

Goalposts fixed beforehand are the base, because the score of a sector then depends on no other sector. z-scores, percentile ranks and
the observed range are alternatives for the uncertainty analysis: with them a new sector may reverse the order of two others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Transform = Literal["none", "log", "signed_root"]
Direction = Literal[1, -1]
Method = Literal["goalposts", "z", "rank", "observed"]
SCALE = (1.0, 100.0)
"""Scores never reach 0, so that a geometric mean between pillars is defined."""


@dataclass(frozen=True)
class Criterion:
    """How a criterion is read: fixed goalposts in its own unit, whether more is better (1) or worse (-1), and its transform."""

    lower: float
    upper: float
    direction: Direction = 1
    transform: Transform = "none"


@dataclass(frozen=True)
class Normalised:
    """Scores (sectors × criteria), and the criteria that tell no sector from another: constant, or fewer than two values."""

    scores: pd.DataFrame
    constant: tuple[str, ...]


def transform(values: ArrayLike, kind: Transform) -> Floats:
    """Return the values, their natural logarithm, or their root with the sign kept.

    The logarithm of zero is minus infinity, which goalposts place at their lower end and ranks last. NaN stays NaN.

    Raises
    ------
    ValueError
        If the logarithm is asked of a negative value, or the transform is unknown.

    Examples
    --------
    >>> transform([-4.0, 0.0, 9.0], "signed_root").tolist()
    [-2.0, 0.0, 3.0]
    """
    array = np.asarray(values, dtype=float)
    if kind == "none":
        return array
    if kind == "signed_root":
        return np.asarray(np.sign(array) * np.sqrt(np.abs(array)))
    if kind != "log":
        raise ValueError(f"transform {kind!r}: expected none, log or signed_root")
    if (array < 0).any():
        raise ValueError(f"logarithm of {np.nanmin(array):g}: use signed_root for a criterion that can be negative")
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(array))


def goalposts(values: ArrayLike, criterion: Criterion, scale: tuple[float, float] = SCALE) -> Floats:
    """Score values between fixed goalposts; beyond them the score stays at the end of the scale.

    ``low + (high - low) clip((t(x) - t(lower)) / (t(upper) - t(lower)), 0, 1)``, reversed where less is better. NaN stays NaN.

    Raises
    ------
    ValueError
        If the lower goalpost is not below the upper one, or a goalpost has no finite transform.

    Examples
    --------
    >>> goalposts([1.0, 11.0], Criterion(0, 10), scale=(0, 1)).tolist()
    [0.1, 1.0]
    """
    lower, upper = transform([criterion.lower, criterion.upper], criterion.transform)
    if not (np.isfinite([lower, upper]).all() and lower < upper):
        raise ValueError(
            f"goalposts {criterion.lower:g} and {criterion.upper:g} with transform {criterion.transform}: "
            "the lower must be below the upper and both finite after the transform"
        )
    share = np.clip((transform(values, criterion.transform) - lower) / (upper - lower), 0, 1)
    return _on_scale(share if _direction(criterion.direction) == 1 else 1 - share, scale)


def z_scores(values: ArrayLike, direction: Direction = 1, axis: int = 0) -> Floats:
    """Return distances from the mean in sample standard deviations (n - 1), along the axis of sectors.

    NaN values are left out and stay NaN; a constant criterion and a single value give NaN.

    >>> z_scores([2.0, 4.0, 6.0, 8.0, 10.0]).round(6).tolist()
    [-1.264911, -0.632456, 0.0, 0.632456, 1.264911]
    """
    array, known, constant = _columns(values, axis)
    count = known.sum(axis=0)
    distance = array - np.where(known, array, 0).sum(axis=0) / np.maximum(count, 1)
    variance = np.square(np.where(known, distance, 0)).sum(axis=0) / np.maximum(count - 1, 1)
    distance /= _direction(direction) * np.sqrt(np.where(constant, np.nan, variance))
    return np.moveaxis(distance, 0, axis)


def z_scaled(values: ArrayLike, direction: Direction = 1, scale: tuple[float, float] = SCALE, axis: int = 0) -> Floats:
    """Return z-scores with three standard deviations either side of the mean spread over the scale, cut at its ends.

    >>> z_scaled([1.0, 2.0, 3.0], scale=(0, 6)).tolist()
    [2.0, 3.0, 4.0]
    """
    share = z_scores(values, direction, axis)
    share += 3
    share /= 6
    return _on_scale(np.clip(share, 0, 1, out=share), scale)


def percentile_ranks(
    values: ArrayLike, direction: Direction = 1, scale: tuple[float, float] = SCALE, axis: int = 0
) -> Floats:
    """Return the share of the other known values that are worse; ties share the lower place, as in a Borda count.

    NaN values are left out and stay NaN; a constant criterion and a single value give NaN.

    >>> percentile_ranks([5.0, 5.0, 1.0, 2.0], scale=(0, 3)).tolist()
    [2.0, 2.0, 0.0, 1.0]
    """
    array, known, constant = _columns(_direction(direction) * np.asarray(values, dtype=float), axis, finite=False)
    count = np.int8 if len(array) < 128 else np.int32
    worse = np.stack([(array < own).sum(axis=0, dtype=count) for own in array])
    share = np.where(known & ~constant, worse / np.maximum(known.sum(axis=0) - 1, 1), np.nan)
    return _on_scale(np.moveaxis(share, 0, axis), scale)


def observed_range(
    values: ArrayLike, direction: Direction = 1, scale: tuple[float, float] = SCALE, axis: int = 0
) -> Floats:
    """Return the place of each value between the least and the greatest observed.

    NaN values are left out and stay NaN; a constant criterion and a single value give NaN.

    >>> observed_range([2.0, 4.0, 6.0], scale=(0, 100)).tolist()
    [0.0, 50.0, 100.0]
    """
    array, _, constant = _columns(_direction(direction) * np.asarray(values, dtype=float), axis)
    low = np.fmin.reduce(np.where(constant, 0, array), axis=0)
    high = np.fmax.reduce(np.where(constant, 0, array), axis=0)
    share = (array - low) / np.where(constant, np.nan, high - low)
    return _on_scale(np.moveaxis(share, 0, axis), scale)


def normalise(values: pd.DataFrame, criteria: Mapping[str, Criterion], method: Method = "goalposts") -> Normalised:
    """Score a table of sectors × criteria by one method; see the functions above for each.

    Raises
    ------
    ValueError
        If a column has no criterion or the method is unknown.

    Examples
    --------
    >>> table = pd.DataFrame({"growth": [0.0, 5.0], "risk": [3.0, 3.0]})
    >>> result = normalise(table, {"growth": Criterion(0, 10), "risk": Criterion(1, 3, -1)})
    >>> result.scores.to_numpy().tolist(), result.constant
    ([[1.0, 1.0], [50.5, 1.0]], ('risk',))
    """
    without = [str(name) for name in values.columns if name not in criteria]
    if without:
        raise ValueError(f"no criterion for column {', '.join(without)}: give its goalposts and direction")
    scores = {name: _score(values[name].to_numpy(dtype=float), criteria[name], method) for name in values.columns}
    constant = tuple(str(name) for name in values.columns if values[name].dropna().nunique() < 2)
    return Normalised(pd.DataFrame(scores, index=values.index), constant)


def _score(values: Floats, criterion: Criterion, method: Method) -> Floats:
    if method == "goalposts":
        return goalposts(values, criterion)
    functions = {"z": z_scaled, "rank": percentile_ranks, "observed": observed_range}
    if method not in functions:
        raise ValueError(f"method {method!r}: expected goalposts, z, rank or observed")
    return functions[method](transform(values, criterion.transform), criterion.direction)


def _columns(values: ArrayLike, axis: int, finite: bool = True) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the values with the axis first, which are known, and where a criterion is constant or has fewer than two values."""
    # Adjoining in memory: what is taken along the first axis is then many times faster.
    array = np.ascontiguousarray(np.moveaxis(np.asarray(values, dtype=float), axis, 0))
    least = np.fmin.reduce(array, axis=0, initial=np.inf)
    most = np.fmax.reduce(array, axis=0, initial=-np.inf)
    if finite and (np.isneginf(least) | np.isposinf(most)).any():
        raise ValueError("infinite value (logarithm of zero?): use goalposts or ranks, or another transform")
    return array, ~np.isnan(array), least >= most


def _on_scale(share: ArrayLike, scale: tuple[float, float]) -> Floats:
    return np.asarray(scale[0] + (scale[1] - scale[0]) * np.asarray(share, dtype=float))


def _direction(direction: int) -> int:
    if direction not in (1, -1):
        raise ValueError(f"direction {direction!r}: expected 1 (more is better) or -1 (less is better)")
    return direction
