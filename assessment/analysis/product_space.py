"""Product space: which activities go together, and how near an area stands to the ones it does not have.

An area has an activity where its location quotient reaches 1. Two activities are near each other where the areas that have one
tend to have the other. Proximities should come from a wide base (countries, all provinces); the areas judged by them may be few.

A missing quotient stays missing: it is never an activity that is absent. Leave areas and activities that add up to zero out of the
table first (their quotients are not defined).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Diagonal: TypeAlias = Literal["included", "excluded"]

TIE = 1e-12
"""Relative distance below the threshold that still counts as reaching it: a quotient of exactly 1 must not be lost to the order
in which its sums were taken."""


def presence(quotients: pd.DataFrame, threshold: float = 1.0) -> pd.DataFrame:
    """Return which area has which activity: 1 where the location quotient is `threshold` or more, 0 where it is less.

    Parameters
    ----------
    quotients
        Rows areas, columns activities, from `assessment.analysis.specialisation.location_quotients`.
    threshold
        A quotient of exactly this much counts as present (≥, not >).

    Returns
    -------
    DataFrame
        1.0, 0.0, or NaN where the quotient is missing.

    Raises
    ------
    ValueError
        If a quotient is negative, a label occurs twice, or the threshold is not positive.

    Examples
    --------
    >>> presence(pd.DataFrame({"I1": [1.0, 0.99], "I2": [2.5, float("nan")]})).to_numpy().tolist()
    [[1.0, 1.0], [0.0, nan]]
    """
    if not threshold > 0:
        raise ValueError(f"threshold = {threshold}: expected a positive number; at 0 every area has every activity")
    for labels in (quotients.index, quotients.columns):
        if labels.has_duplicates:
            raise ValueError(
                f"{labels[labels.duplicated()][0]!r} occurs more than once: give one row and column for each"
            )
    values = quotients.to_numpy(dtype=float)
    if (values < 0).any():
        raise ValueError(f"quotient {values[values < 0][0]:g} is negative: a location quotient is zero or more")
    found = np.where(np.isnan(values), np.nan, values >= threshold * (1 - TIE))
    return pd.DataFrame(found, index=quotients.index, columns=quotients.columns)


def diversity(present: pd.DataFrame) -> pd.Series:
    """Return how many activities each area has; NaN where it is not known of one.

    Examples
    --------
    >>> diversity(pd.DataFrame({"I1": [1.0, 0.0], "I2": [1.0, float("nan")]})).tolist()
    [2.0, nan]
    """
    return present.sum(axis=1, skipna=False)


def ubiquity(present: pd.DataFrame) -> pd.Series:
    """Return how many areas have each activity; NaN where it is not known of one.

    Examples
    --------
    >>> ubiquity(pd.DataFrame({"I1": [1.0, 0.0], "I2": [1.0, float("nan")]})).tolist()
    [1.0, nan]
    """
    return present.sum(axis=0, skipna=False)


def co_occurrence(present: pd.DataFrame) -> pd.DataFrame:
    """Return in how many areas each two activities are found together, each with itself in its ubiquity; NaN as there.

    Examples
    --------
    >>> co_occurrence(pd.DataFrame({"I1": [1.0, 0.0], "I2": [1.0, 1.0]})).to_numpy().tolist()
    [[1.0, 1.0], [1.0, 2.0]]
    """
    values = present.to_numpy(dtype=float)
    return pd.DataFrame(values.T @ values, index=present.columns, columns=present.columns)


def proximity(present: pd.DataFrame) -> pd.DataFrame:
    """Return the proximity of each two activities: the smaller of the two conditional probabilities to have one, given the other.

    Parameters
    ----------
    present
        From `presence`: rows areas, columns activities.

    Returns
    -------
    DataFrame
        Symmetric, activities by activities, from 0 to 1; 1 on the diagonal. NaN for an activity that no area has (nothing is
        conditional on it) and for one whose presence is not known everywhere.

    References
    ----------
    Hidalgo, Klinger, Barabási and Hausmann (2007), Science 317.

    Examples
    --------
    >>> proximity(pd.DataFrame({"I1": [1.0, 0.0, 0.0], "I2": [1.0, 1.0, 0.0]})).to_numpy().tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    together = co_occurrence(present).to_numpy(copy=True)
    counts = np.diagonal(together).copy()
    counts[counts == 0] = np.nan
    # The smaller of n/a and n/b is n over the larger of a and b; np.maximum keeps a NaN on either side.
    together /= np.maximum(counts[:, None], counts)
    return pd.DataFrame(together, index=present.columns, columns=present.columns)


def cosine_relatedness(present: pd.DataFrame) -> pd.DataFrame:
    """Return the cosine relatedness of each two activities: co-occurrences over the root of the product of their sums.

    Not the proximity: it is set against how often an activity occurs together with any other (row sums of the co-occurrences
    without the diagonal), as in the R package EconGeo.

    Returns
    -------
    DataFrame
        Symmetric, from 0 to 1, 0 on the diagonal. NaN for an activity that never occurs together with another.

    References
    ----------
    Eck and Waltman (2009), Journal of the American Society for Information Science and Technology 60(8); EconGeo, `relatedness`.

    Examples
    --------
    >>> table = pd.DataFrame({"I1": [1.0, 0.0], "I2": [1.0, 1.0], "I3": [0.0, 1.0]})
    >>> cosine_relatedness(table).loc["I2"].round(4).tolist()
    [0.7071, 0.0, 0.7071]
    """
    together = co_occurrence(present).to_numpy(copy=True)
    np.fill_diagonal(together, 0)
    sums = together.sum(axis=1)
    sums[sums == 0] = np.nan
    return pd.DataFrame(together / np.sqrt(np.outer(sums, sums)), index=present.columns, columns=present.columns)


def density(present: pd.DataFrame, near: pd.DataFrame, diagonal: Diagonal = "included") -> pd.DataFrame:
    """Return the density of activities an area has around each activity: Σ_q M_cq φ_pq / Σ_q φ_pq.

    Parameters
    ----------
    present
        From `presence`: the areas judged.
    near
        From `proximity`, of the same activities, in any order; it may come from other areas.
    diagonal
        ``included``: an activity counts among its own neighbours with φ_pp = 1, as in published figures and `ecomplexity`. An area
        then stands nearer to what it has already. ``excluded``: q runs over the other activities only.

    Returns
    -------
    DataFrame
        Areas by activities, from 0 to 1. Pairs of unknown proximity are left out of both sums; NaN where nothing is near an
        activity, and throughout for an area with a missing presence. Use it to rank, not as a probability.

    Raises
    ------
    ValueError
        If the two do not list the same activities once each, or `diagonal` is neither of the two.

    References
    ----------
    Hidalgo, Klinger, Barabási and Hausmann (2007), Science 317.

    Examples
    --------
    >>> world = pd.DataFrame({"I1": [1.0, 0.0, 0.0], "I2": [1.0, 1.0, 0.0]})
    >>> density(world, proximity(world)).round(4).loc[1].tolist()
    [0.3333, 0.6667]
    >>> density(world, proximity(world), "excluded").loc[1].tolist()
    [1.0, 0.0]
    """
    if diagonal not in ("included", "excluded"):
        raise ValueError(f"diagonal {diagonal!r}: expected 'included' or 'excluded'")
    activities = present.columns
    same = near.index.equals(activities) and near.columns.equals(activities)
    if not same:
        for labels in (near.index, near.columns):
            if activities.has_duplicates or labels.has_duplicates or set(labels) != set(activities):
                odd = sorted(map(str, set(labels) ^ set(activities)))
                raise ValueError(f"presence and proximity need the same activities, once each; only one has {odd}")
        near = near.loc[activities, activities]
    known = near.to_numpy(dtype=float)
    weights = np.where(np.isnan(known), 0.0, known)
    if diagonal == "excluded":
        np.fill_diagonal(weights, 0.0)
    sums = weights.sum(axis=1)
    sums[sums == 0] = np.nan
    values = present.to_numpy(dtype=float) @ weights.T / sums
    return pd.DataFrame(values, index=present.index, columns=activities)
