"""Analytic hierarchy process: weights from comparisons in pairs, and how consistent the comparisons are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
RANDOM_INDEX = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
"""Saaty's random index by number of items; variants exist (1.35 for seven)."""
LARGEST_RATIO = {3: 0.05, 4: 0.08}
"""Largest consistency ratio that is accepted; 0.10 for five items and more."""


@dataclass(frozen=True)
class Ahp:
    """Weights by the principal eigenvector, by the geometric mean of the rows as a cross-check, and the consistency.

    `consistent` is None where the ratio is not defined (more than ten items).
    """

    weights: Floats
    geometric_mean: Floats
    largest_eigenvalue: float
    consistency_index: float
    consistency_ratio: float
    consistent: bool | None


def ahp(comparisons: ArrayLike) -> Ahp:
    """Return the weights of a reciprocal matrix of comparisons: entry (i, j) says how many times i outweighs j.

    ``CI = (lambda - n) / (n - 1)``, ``CR = CI / RI``; one or two items are always consistent, with CR 0.

    Raises
    ------
    ValueError
        If the matrix is not square, has a gap or an entry that is not positive, or is not reciprocal.

    Notes
    -----
    Source: Saaty (1980, 2008).

    Examples
    --------
    >>> result = ahp([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])
    >>> result.weights.round(6).tolist(), round(result.consistency_ratio, 4)
    ([0.636986, 0.258285, 0.104729], 0.0332)
    """
    matrix = _checked(comparisons)
    items = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    principal = np.abs(vectors[:, first].real)
    rows = np.exp(np.log(matrix).mean(axis=1))
    largest = float(values[first].real)
    # Rounding may leave the eigenvalue of a consistent matrix a little below its bound n.
    index = max(0.0, (largest - items) / (items - 1)) if items > 1 else 0.0
    ratio = 0.0 if items < 3 else index / RANDOM_INDEX.get(items, float("nan"))
    consistent = None if np.isnan(ratio) else ratio <= LARGEST_RATIO.get(items, 0.10)
    return Ahp(principal / principal.sum(), rows / rows.sum(), largest, index, ratio, consistent)


def group_comparisons(sheets: Sequence[ArrayLike]) -> Floats:
    """Return the geometric mean of the experts' matrices, the one mean that keeps the matrix reciprocal (Aczél and Saaty, 1983).

    >>> group_comparisons([[[1, 4], [1 / 4, 1]], [[1, 1], [1, 1]]]).tolist()
    [[1.0, 2.0], [0.5, 1.0]]
    """
    if not sheets:
        raise ValueError("no sheet to average: give at least one matrix of comparisons")
    return np.asarray(np.exp(np.mean([np.log(_checked(sheet)) for sheet in sheets], axis=0)))


def _checked(comparisons: ArrayLike) -> Floats:
    matrix = np.asarray(comparisons, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"comparisons of shape {matrix.shape}: expected a square matrix")
    if not (np.isfinite(matrix) & (matrix > 0)).all():
        raise ValueError("comparisons with a gap or an entry that is not positive: every pair needs a positive ratio")
    if not np.allclose(matrix * matrix.T, 1, rtol=1e-6):
        raise ValueError("comparisons are not reciprocal: entry (j, i) must be one over entry (i, j)")
    return matrix
