"""Aggregation: scores of criteria become one score a sector, with what missing values leave open.

The base is arithmetic inside pillars and geometric between them, so that a weak pillar cannot be bought off. A sector with a gap
has no single score but bounds: every missing score at the lowest and at the highest end of the scale.

Scores are sectors × criteria, more is better; weights a Series by criterion that sums to 1; pillars map criterion to pillar.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.scoring.draws import checked_weights
from assessment.scoring.normalise import SCALE

Floats = NDArray[np.float64]
Between = Literal["geometric", "arithmetic"]
LEAST_TOTAL, LEAST_PILLAR = 0.7, 0.5
"""Least shares of the whole weight, and of each pillar's, that must have a value for a sector to be scored (METHODS 11.7)."""
ROUNDING = 1e-9
"""Share by which floating-point sums may fall short of a bound that is met exactly."""


def pillar_scores(scores: pd.DataFrame, weights: pd.Series, pillars: Mapping[str, str]) -> pd.DataFrame:
    """Return the weighted arithmetic mean of each pillar's criteria (sectors × pillars, in order of appearance).

    NaN where a criterion of positive weight is missing, and in a pillar without weight.

    >>> scores = pd.DataFrame({"a": [10.0], "b": [20.0], "c": [50.0]})
    >>> weights = pd.Series({"a": 0.25, "b": 0.25, "c": 0.5})
    >>> pillar_scores(scores, weights, {"a": "x", "b": "x", "c": "y"}).iloc[0].to_dict()
    {'x': 15.0, 'y': 50.0}
    """
    own = _checked(scores, weights).to_numpy(dtype=float)
    array = scores.to_numpy(dtype=float)
    columns = {}
    for pillar, inside in _members(scores, pillars).items():
        total = own[inside].sum()
        columns[pillar] = _mean(array[:, inside], own[inside] / total) if total > 0 else np.full(len(scores), np.nan)
    return pd.DataFrame(columns, index=scores.index)


def aggregate(
    scores: pd.DataFrame, weights: pd.Series, pillars: Mapping[str, str], between: Between = "geometric"
) -> pd.Series:
    """Return the score of each sector: arithmetic inside pillars, geometric (base) or arithmetic between them.

    The weight of a pillar is the sum over its criteria; criteria of weight 0 play no part. NaN where a criterion of positive
    weight is missing: nothing is filled in and no weight is moved to the others; see :func:`score`.

    Raises
    ------
    ValueError
        If the weights do not fit the criteria or do not sum to 1, a criterion has no pillar, or a geometric mean meets a
        score that is not positive.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [4.0], "b": [9.0]})
    >>> weights, pillars = pd.Series({"a": 0.5, "b": 0.5}), {"a": "x", "b": "y"}
    >>> round(float(aggregate(scores, weights, pillars).iloc[0]), 9)
    6.0
    >>> float(aggregate(scores, weights, pillars, "arithmetic").iloc[0])
    6.5
    """
    own = _checked(scores, weights).to_numpy(dtype=float)
    members = _members(scores, pillars)
    if between not in ("geometric", "arithmetic"):
        raise ValueError(f"aggregation {between!r}: expected geometric or arithmetic")
    if between == "arithmetic":
        return pd.Series(_mean(scores.to_numpy(dtype=float), own), index=scores.index)
    shares = np.array([own[inside].sum() for inside in members.values()])
    weighed = pillar_scores(scores, weights, pillars).to_numpy(dtype=float)[:, shares > 0]
    if (weighed <= 0).any():
        raise ValueError("geometric mean of a score that is not positive: normalise to a scale that starts above 0")
    return pd.Series(np.exp(_mean(np.log(weighed), shares[shares > 0])), index=scores.index)


def score(
    scores: pd.DataFrame,
    weights: pd.Series,
    pillars: Mapping[str, str],
    between: Between = "geometric",
    *,
    scale: tuple[float, float] = SCALE,
    least_total: float = LEAST_TOTAL,
    least_pillar: float = LEAST_PILLAR,
) -> pd.DataFrame:
    """Return each sector's score with the coverage rule and the bound test.

    Returns
    -------
    DataFrame
        By sector: `score` (NaN with a gap or when not determinable), `low` and `high` (every missing score at the lower and
        the upper end of `scale`; equal to the score without a gap), `coverage` (share of the weight that has a value),
        `least_pillar` (the least such share of the pillars), `determinable` (both reach their bounds).

    See :func:`coverage` for the rule.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [50.0, np.nan], "b": [50.0, 50.0]}, index=["whole", "gap"])
    >>> result = score(table, pd.Series({"a": 0.3, "b": 0.7}), {"a": "x", "b": "x"})
    >>> result.loc["gap", ["low", "high", "coverage"]].astype(float).round(1).tolist()
    [35.3, 65.0, 0.7]
    >>> result["determinable"].tolist()
    [True, True]
    """
    covered = coverage(scores.notna(), weights, pillars, least_total=least_total, least_pillar=least_pillar)
    low, high = (aggregate(scores.fillna(end), weights, pillars, between) for end in scale)
    own = aggregate(scores, weights, pillars, between).where(covered["determinable"])
    return pd.concat([pd.DataFrame({"score": own, "low": low, "high": high}), covered], axis=1)


def coverage(
    known: pd.DataFrame,
    weights: pd.Series,
    pillars: Mapping[str, str],
    *,
    least_total: float = LEAST_TOTAL,
    least_pillar: float = LEAST_PILLAR,
) -> pd.DataFrame:
    """Return how much of the weight has a value, and whether that is enough for a sector to be scored at all.

    Parameters
    ----------
    known
        Sectors × criteria: whether there is a value.

    Returns
    -------
    DataFrame
        By sector: `coverage` (share of the weight that has a value), `least_pillar` (the least such share inside a pillar that has
        weight), `determinable` (both reach their bounds).

    Examples
    --------
    >>> known = pd.DataFrame({"a": [True, False], "b": [True, True]})
    >>> coverage(known, pd.Series({"a": 0.4, "b": 0.6}), {"a": "x", "b": "x"})["determinable"].tolist()
    [True, False]
    """
    total = _mean(known.to_numpy(dtype=float), _checked(known, weights).to_numpy(dtype=float))
    least = np.nanmin(pillar_scores(known, weights, pillars).to_numpy(dtype=float), axis=1)
    enough = (total >= least_total - ROUNDING) & (least >= least_pillar - ROUNDING)
    return pd.DataFrame({"coverage": total, "least_pillar": least, "determinable": enough}, known.index)


def outranking(scores: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Return by pair the weight of the criteria on which the row's sector is better, ties counting half.

    NaN for a sector with a missing score, and on the diagonal.

    >>> scores = pd.DataFrame({"a": [1.0, 3.0], "b": [2.0, 2.0]}, index=["p", "q"])
    >>> float(outranking(scores, pd.Series({"a": 0.5, "b": 0.5})).loc["q", "p"])
    0.75
    """
    weights = _checked(scores, weights)
    used = scores.loc[:, weights > 0].to_numpy(dtype=float)
    better = (np.sign(used[:, None, :] - used[None, :, :]) + 1) / 2
    matrix = better @ weights[weights > 0].to_numpy()
    np.fill_diagonal(matrix, np.nan)
    return pd.DataFrame(matrix, index=scores.index, columns=scores.index)


def promethee(scores: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return the net flows of PROMETHEE II with the usual preference function, from -1 to 1; they sum to 0.

    The mean over the other sectors of the weight on which a sector is better less that on which it is worse. Sectors with a gap
    get NaN and compare with none; a sector without another to compare gets NaN.

    Notes
    -----
    Source: Brans and Vincke (1985).

    Examples
    --------
    >>> promethee(pd.DataFrame({"a": [3.0, 2.0, 1.0]}), pd.Series({"a": 1.0})).tolist()
    [1.0, 0.0, -1.0]
    """
    # Better less worse is twice the outranking share less 1, because ties count half.
    return (2 * outranking(scores, weights) - 1).mean(axis=1)


def copeland(scores: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return for each sector the pairs it wins by weighted majority less those it loses; a tie counts for neither.

    Sectors with a gap get NaN and compare with none; a sector without another to compare gets NaN.

    Notes
    -----
    Source: Copeland (1951); Munda and Nardo (2009) for composite indicators.

    Examples
    --------
    >>> copeland(pd.DataFrame({"a": [3.0, 2.0, 1.0]}), pd.Series({"a": 1.0})).tolist()
    [2.0, 0.0, -2.0]
    """
    lead = outranking(scores, weights) - 0.5
    # Sums of weights that are equal but for rounding are a tie.
    won = (lead > ROUNDING).sum(axis=1) - (lead < -ROUNDING).sum(axis=1)
    return won.astype(float).where(lead.notna().any(axis=1))


def topsis(scores: pd.DataFrame, weights: pd.Series, norm: Literal["vector", "range", "none"] = "none") -> pd.Series:
    """Return the relative closeness to the best observed values, from 0 to 1, more being better on every criterion.

    ``d- / (d+ + d-)`` with weighted Euclidean distances to the best and the worst observed. `norm` divides a column by its
    length (``vector``, as published), by its observed range, or leaves scores already normalised as they are. Sectors with a gap
    get NaN and are no ideal; where the sectors do not differ all are NaN. It is by nature subject to rank reversal.

    Notes
    -----
    Source: Hwang and Yoon (1981). Written here: six lines, against a library for this alone.

    Examples
    --------
    >>> table = pd.DataFrame([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], columns=list("abc"), dtype=float)
    >>> topsis(table, pd.Series({"a": 0.3, "b": 0.4, "c": 0.3}), "vector").round(4).tolist()
    [0.5037, 0.6581, 0.7482, 0.334]
    """
    weights = _checked(scores, weights)
    used = scores.loc[:, weights > 0].dropna()
    if norm not in ("vector", "range", "none"):
        raise ValueError(f"norm {norm!r}: expected vector, range or none")
    if norm == "vector":
        length = np.sqrt((used**2).sum())
    else:
        length = used.max() - used.min() if norm == "range" else pd.Series(1.0, index=used.columns)
    # A column without length or range is constant: it adds the same to every distance, which is nothing.
    weighted = used / length.where(length > 0, 1) * weights[weights > 0]
    to_best = np.sqrt(((weighted - weighted.max()) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - weighted.min()) ** 2).sum(axis=1))
    both = to_best + to_worst
    closeness: pd.Series = to_worst / both.where(both > 0)
    return closeness.reindex(scores.index)


def _mean(scores: Floats, weights: Floats) -> Floats:
    """Return the weighted sum over the criteria of positive weight; NaN where one of them is missing."""
    return np.asarray(scores[:, weights > 0] @ weights[weights > 0])


def _members(scores: pd.DataFrame, pillars: Mapping[str, str]) -> dict[str, list[int]]:
    """Return by pillar, in order of appearance, the positions of its criteria."""
    without = [str(name) for name in scores.columns if name not in pillars]
    if without:
        raise ValueError(f"no pillar for criterion {', '.join(without)}")
    members: dict[str, list[int]] = {}
    for place, name in enumerate(scores.columns):
        members.setdefault(pillars[name], []).append(place)
    return members


def _checked(scores: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return the weights in the order of the criteria."""
    if not (weights.index.is_unique and set(weights.index) == set(scores.columns)):
        raise ValueError("weights do not fit the criteria: give one weight for each column of the scores and no other")
    checked_weights(weights)
    return weights.reindex(scores.columns)
