"""Weights: what the panel allots, and rules that take its place in scenarios.

Weights are a Series by criterion that sums to 1. Entropy and CRITIC are for scenarios only: spread is not importance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from assessment.scoring.normalise import observed_range
from assessment.scoring.panel_agreement import Agreement, kendall_w, outlying_experts, spread_of_panel

LEAST_AGREEMENT = 0.5
"""Kendall's W below which experts order the criteria differently (METHODS 6.6)."""
LARGEST_SPREAD = 0.10
"""Share of the budget an expert may have to move on average before a panel that orders the criteria differently is split.

W sees the order only: sheets of 34, 33, 33 and 33, 34, 33 points disagree fully in its eyes, though nobody minds their mean. Where
all weights differ from the mean alike, 0.10 of the budget is a fifth of the average weight, however many criteria there are.
Draws of weights with that spread (coefficient of variation 0.21) moved ranks of 14 sectors over 3.5 places (METHODS 6.5): that
much the analysis of robustness carries into the result; more would be an average of opposites.
"""


@dataclass(frozen=True)
class PanelWeights:
    """Weights of a panel by budget allocation, with their spread and what is wrong with the panel.

    `weights` is NaN where `problem` says why there is no mean: ``no_complete_sheet``, or ``split`` (the experts do not agree and
    the mean would be nobody's opinion; `mean` still shows it). `incomplete` sheets have a gap or the wrong total and are in
    neither. `spread` is the share of the budget an expert would have to move on average to reach the mean.
    """

    weights: pd.Series
    mean: pd.Series
    deviation: pd.Series
    agreement: Agreement
    spread: float
    incomplete: tuple[str, ...]
    outlying: tuple[str, ...]
    problem: str | None


@dataclass(frozen=True)
class ScenarioWeights:
    """Weights computed from the data: a scenario, never the base."""

    weights: pd.Series
    rule: str


def budget_allocation(points: pd.DataFrame, total: float = 100.0) -> PanelWeights:
    """Return the mean shares of the points each expert (row) spreads over the criteria (columns).

    Sheets with a gap or another total are left out and named. Outlying experts stay in: they are named, not removed. One sheet
    gives its own shares, with NaN for deviation and agreement; equal points for everything by everyone is no split.

    A panel is split where Kendall's W is below 0.5 and the experts stand on average more than a tenth of the budget from the mean:
    see `LEAST_AGREEMENT` and `LARGEST_SPREAD`. One alone is no split: W sees the order only, and experts who order alike differ
    in degree.

    Raises
    ------
    ValueError
        If points are negative or the total is not positive.

    Examples
    --------
    >>> panel = budget_allocation(pd.DataFrame({"a": [60.0, 70.0], "b": [40.0, 30.0]}, index=["x", "y"]))
    >>> panel.weights.round(2).to_dict(), panel.problem
    ({'a': 0.65, 'b': 0.35}, None)
    >>> budget_allocation(pd.DataFrame({"a": [90.0, 10.0], "b": [10.0, 90.0]})).problem
    'split'
    >>> budget_allocation(pd.DataFrame({"a": [34.0, 33.0], "b": [33.0, 34.0], "c": [33.0, 33.0]})).problem is None
    True
    """
    if (points < 0).any(axis=None):
        raise ValueError(
            f"negative points {np.nanmin(points.to_numpy(dtype=float)):g}: each expert spreads {total:g} points, none below zero"
        )
    if not total > 0:
        raise ValueError(f"total {total:g}: expected the positive number of points each expert spreads")
    whole = points.notna().all(axis=1) & np.isclose(points.sum(axis=1), total, rtol=1e-6)
    shares = points[whole] / total
    agreement = kendall_w(shares.to_numpy())
    mean = shares.mean()
    spread = spread_of_panel(shares)
    problem = None
    if shares.empty:
        problem = "no_complete_sheet"
    # Sheets of whole points may stand at the bound exactly, give or take rounding.
    elif agreement.w < LEAST_AGREEMENT and spread > LARGEST_SPREAD + 1e-9:
        problem = "split"
    outlying = outlying_experts(shares)
    return PanelWeights(
        mean if problem is None else mean * np.nan,
        mean,
        shares.std(ddof=1),
        agreement,
        spread,
        tuple(str(name) for name in points.index[~whole]),
        tuple(str(name) for name in outlying.index[outlying]),
        problem,
    )


def equal_weights(pillars: Mapping[str, str]) -> pd.Series:
    """Return equal weights for the pillars, and inside each for its criteria (criterion -> pillar).

    >>> equal_weights({"a": "x", "b": "x", "c": "y"}).tolist()
    [0.25, 0.25, 0.5]
    """
    of = pd.Series(dict(pillars))
    return 1 / (of.nunique() * of.map(of.value_counts()))


def rank_order_weights(order: pd.Series) -> pd.Series:
    """Return the rank-order centroid weights of criteria by their place (1 is the most important).

    ``w_i = (1/n) sum_{k=i..n} 1/k``: the centre of all weights in that order. Tied criteria share the mean of their places.

    Notes
    -----
    Source: Barron and Barrett (1996).

    Examples
    --------
    >>> rank_order_weights(pd.Series({"a": 1, "b": 2, "c": 3})).round(4).tolist()
    [0.6111, 0.2778, 0.1111]
    """
    if order.empty or order.isna().any():
        raise ValueError("an order with a gap or without criteria: give every criterion its place")
    items = len(order)
    centroid = np.cumsum(1 / np.arange(items, 0, -1))[::-1] / items
    place = stats.rankdata(order.to_numpy(dtype=float), method="ordinal") - 1
    return pd.Series(centroid[place], index=order.index).groupby(order).transform("mean")


def entropy_weights(values: pd.DataFrame) -> ScenarioWeights:
    """Return weights by dispersion: ``1 - e_j`` over its sum, with e_j the entropy of column shares, logarithm to base n.

    A constant column weighs 0; where all are constant, with one sector or with a gap, all weights are NaN.

    Raises
    ------
    ValueError
        If a value is negative: shares of a column that changes sign mean nothing.

    Examples
    --------
    >>> entropy_weights(pd.DataFrame({"a": [1.0, 4.0], "b": [2.0, 16.0]})).weights.round(6).tolist()
    [0.358889, 0.641111]
    """
    array = values.to_numpy(dtype=float)
    if (array < 0).any():
        raise ValueError(
            f"negative value {np.nanmin(array):g}: entropy weights need scores or values that are not negative"
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = array / array.sum(axis=0)
        terms = np.where(shares > 0, shares * np.log(shares), shares)
        spread = 1 + terms.sum(axis=0) / np.log(len(array))
    constant = array.max(axis=0) == array.min(axis=0)
    return ScenarioWeights(_shares(np.where(constant, 0.0, spread), values.columns), "entropy")


def critic_weights(scores: pd.DataFrame) -> ScenarioWeights:
    """Return CRITIC weights: standard deviation of the observed range times the sum of ``1 - r`` with the other criteria.

    `scores` are oriented (more is better). A constant column weighs 0 and conflicts with none; where all are constant, with one
    sector or with a gap, all weights are NaN.

    Notes
    -----
    Source: Diakoulaki, Mavrotas and Papayannakis (1995).

    Examples
    --------
    >>> critic_weights(pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [3.0, 2.0, 1.0]})).weights.tolist()
    [0.5, 0.5]
    """
    array = scores.to_numpy(dtype=float)
    if np.isnan(array).any() or len(array) < 2:
        return ScenarioWeights(pd.Series(np.nan, index=scores.columns), "critic")
    varied = array.max(axis=0) > array.min(axis=0)
    information = np.zeros(array.shape[1])
    if varied.any():
        part = observed_range(array[:, varied], scale=(0, 1))
        correlation = np.atleast_2d(np.corrcoef(part, rowvar=False))
        # One column that varies conflicts with none, but it alone tells sectors apart.
        conflict = (1 - correlation).sum(axis=1) if varied.sum() > 1 else np.ones(1)
        information[varied] = part.std(axis=0, ddof=1) * conflict
    return ScenarioWeights(_shares(information, scores.columns), "critic")


def _shares(information: ArrayLike, index: pd.Index) -> pd.Series:
    amounts: NDArray[np.float64] = np.asarray(information, dtype=float)
    total = amounts.sum()
    # Rounding leaves perfectly correlated columns a conflict of about 1e-16, which is none.
    return pd.Series(amounts / total if total > 1e-12 else np.nan, index=index)
