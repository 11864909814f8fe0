"""Agreement of a panel: how far experts order the criteria alike, and who stands far from the others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats
from scipy.cluster import hierarchy

OUTLYING_SCORE = 3.5
"""Modified z-score beyond which an expert is outlying (Iglewicz and Hoaglin, 1993)."""


@dataclass(frozen=True)
class Agreement:
    """Kendall's coefficient of concordance W (0 none, 1 full) and the p-value of its chi-squared test of no agreement."""

    w: float
    p: float


def kendall_w(judgements: ArrayLike) -> Agreement:
    """Return Kendall's W of experts (rows) over items (columns), corrected for ties.

    ``W = 12 S / (m^2 (n^3 - n) - m sum(t^3 - t))`` with S the squared deviations of the rank sums. The test is asymptotic:
    ``m (n - 1) W`` is chi-squared with n - 1 degrees of freedom, rough below 7 items.

    Returns
    -------
    Agreement
        NaN for fewer than two experts or items, for a gap, and where every expert ties all items.

    Notes
    -----
    Source: Kendall and Gibbons (1990).

    Examples
    --------
    >>> round(kendall_w([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 4, 3]]).w, 4)
    0.9111
    """
    array = np.asarray(judgements, dtype=float)
    if array.ndim != 2:
        raise ValueError(f"judgements with {array.ndim} dimensions: expected experts × items")
    experts, items = array.shape
    nothing = Agreement(float("nan"), float("nan"))
    if experts < 2 or items < 2 or np.isnan(array).any():
        return nothing
    ranks = stats.rankdata(array, axis=1)
    sums = ranks.sum(axis=0)
    ties = math.fsum(
        float((count**3 - count).sum()) for count in (np.unique(row, return_counts=True)[1] for row in ranks)
    )
    most = experts**2 * (items**3 - items) - experts * ties
    if most <= 0:
        return nothing
    w = float(12 * ((sums - sums.mean()) ** 2).sum() / most)
    return Agreement(w, float(stats.chi2.sf(experts * (items - 1) * w, items - 1)))


def spread_of_panel(shares: pd.DataFrame) -> float:
    """Return how far experts stand from the panel's mean on average: the share of the budget an expert would have to move.

    The mean over experts (rows, each summing to 1) of half the sum of absolute differences from the mean: 0 for equal sheets, below
    1. NaN without an expert or with a gap.

    >>> round(spread_of_panel(pd.DataFrame({"a": [0.6, 0.4], "b": [0.4, 0.6]})), 9)
    0.1
    """
    return float(((shares - shares.mean()).abs().sum(axis=1, skipna=False) / 2).mean(skipna=False))


def coalitions(shares: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    """Return the two groups that a panel falls into, the larger first; nothing where no two groups stand apart.

    Average linkage on the share of the budget that would have to be moved between two sheets, cut at the last merger. There are no
    two groups with fewer than three experts, with a gap, or where the last merger is no farther than the one before it.

    Examples
    --------
    >>> coalitions(pd.DataFrame({"a": [0.9, 0.2, 0.1], "b": [0.1, 0.8, 0.9]}, index=["x", "y", "z"]))
    (('y', 'z'), ('x',))
    """
    if len(shares) < 3 or shares.isna().any(axis=None):
        return ()
    # A fixed order, so that ties do not depend on the order of the sheets.
    ordered = shares.sort_index()
    merged = hierarchy.linkage(ordered.to_numpy() / 2, method="average", metric="cityblock")
    if merged[-1, 2] - merged[-2, 2] < 1e-12:
        return ()
    root = hierarchy.to_tree(merged)
    groups = [
        tuple(str(ordered.index[place]) for place in sorted(node.pre_order())) for node in (root.left, root.right)
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group), group)))


def outlying_experts(shares: pd.DataFrame) -> pd.Series:
    """Return by expert whether their shares (experts × criteria, each row summing to 1) lie far from the panel's median.

    The distance is half the sum of absolute differences: the share of the budget that would have to be moved. An expert is
    outlying where the modified z-score of the distance exceeds 3.5; where more than half the distances are equal, the mean
    absolute deviation takes the place of the median one. Experts with a gap are never outlying: they are incomplete.

    Notes
    -----
    Source: Iglewicz and Hoaglin (1993).

    Examples
    --------
    >>> panel = pd.DataFrame({"a": [0.5, 0.5, 0.5, 0.5, 0.5, 0.0], "b": [0.5, 0.5, 0.5, 0.5, 0.5, 1.0]})
    >>> outlying_experts(panel).tolist()
    [False, False, False, False, False, True]
    """
    distance = (shares - shares.median()).abs().sum(axis=1, skipna=False) / 2
    excess = distance - distance.median()
    spread = excess.abs().median() / 0.6745
    # Distances that differ by less than rounding are equal.
    if not spread > 1e-12:
        spread = 1.253314 * excess.abs().mean()
    if not spread > 1e-12:
        return pd.Series(False, index=shares.index)
    return excess / spread > OUTLYING_SCORE
